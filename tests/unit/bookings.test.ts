import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, isoOf, MINUTE } from '#core/base/time.ts';
import { Refusal } from '#core/base/refusal.ts';
import { type BookingMove, bookingMoves, type BookingStatus, bookingStatuses } from '#core/domains/bookings/model.ts';
import { refundFor } from '#core/domains/bookings/rules/refund.ts';
import { afterMove, movesOf, mustMove, takesTime, transitions } from '#core/domains/bookings/rules/transitions.ts';

const startsAt = Date.parse('2026-11-20T10:00Z');
const endsAt = startsAt + HOUR;
const booking = (status: BookingStatus, statusBefore: BookingStatus | null = null) => ({
  ...{ status, statusBefore, startsAt, endsAt },
  riskReview: 'none' as const,
});

/** The design's drawing, written down a second time and by hand. */
const drawing: readonly (readonly [BookingStatus, BookingMove, BookingStatus])[] = [
  ['PENDING', 'approve', 'CONFIRMED'],
  ['PENDING', 'decline', 'CANCELLED'],
  ['PENDING', 'expire', 'CANCELLED'],
  ['PENDING', 'cancel', 'CANCELLED'],
  ['CONFIRMED', 'cancel', 'CANCELLED'],
  ['CONFIRMED', 'checkIn', 'CHECKED_IN'],
  ['CONFIRMED', 'complete', 'COMPLETED'],
  ['CHECKED_IN', 'complete', 'COMPLETED'],
  ['CONFIRMED', 'noShow', 'NO_SHOW'],
  ['COMPLETED', 'noShow', 'NO_SHOW'],
  ['NO_SHOW', 'undoNoShow', 'CONFIRMED'],
  ['COMPLETED', 'refund', 'REFUNDED'],
  ['CANCELLED', 'refund', 'REFUNDED'],
  ['NO_SHOW', 'refund', 'REFUNDED'],
];

describe('the state machine', () => {
  const during = startsAt + 5 * MINUTE;

  test('allows what the drawing shows and nothing else', () => {
    for (const status of bookingStatuses)
      for (const move of bookingMoves) {
        const drawn = drawing.find(([from, by]) => from === status && by === move)?.[2];
        expect(afterMove(booking(status), move, during), `${status} ${move}`).toBe(drawn);
      }
  });

  test('refuses any other move with the state and the move', () => {
    expect(() => mustMove(booking('CANCELLED'), 'approve', during)).toThrow(Refusal);
    try {
      mustMove(booking('CANCELLED'), 'approve', during);
    } catch (error) {
      expect(error).toMatchObject({ code: 'invalid_transition', facts: { status: 'CANCELLED', move: 'approve' } });
    }
  });

  test('says from when or until when the clock would have let it', () => {
    const factsOf = (status: BookingStatus, move: BookingMove, now: number): unknown => {
      try {
        return mustMove(booking(status), move, now);
      } catch (error) {
        return (error as Refusal).facts;
      }
    };
    const noShowTimes = { notBefore: isoOf(startsAt), until: isoOf(endsAt + 48 * HOUR) };
    expect(factsOf('CONFIRMED', 'noShow', startsAt - 1)).toEqual({ status: 'CONFIRMED', move: 'noShow', ...noShowTimes });
    expect(factsOf('COMPLETED', 'noShow', endsAt + 49 * HOUR)).toEqual({ status: 'COMPLETED', move: 'noShow', ...noShowTimes });
    expect(factsOf('CONFIRMED', 'checkIn', startsAt - DAY)).toMatchObject({ notBefore: isoOf(startsAt - 12 * HOUR), until: null });
    expect(factsOf('CONFIRMED', 'complete', startsAt - 1)).toMatchObject({ notBefore: isoOf(startsAt), until: null });
    expect(factsOf('CANCELLED', 'noShow', startsAt - 1)).toEqual({ status: 'CANCELLED', move: 'noShow' });
  });

  test('says that what is held waits for its review', () => {
    const held = { ...booking('PENDING'), riskReview: 'held' as const };
    expect(() => mustMove(held, 'approve', during)).toThrow(
      expect.objectContaining({ facts: expect.objectContaining({ riskReviewStatus: 'held' }) }),
    );
  });

  test('lets a no-show be said from the start until 48 hours after the end', () => {
    expect(afterMove(booking('CONFIRMED'), 'noShow', startsAt - 1)).toBeUndefined();
    expect(afterMove(booking('CONFIRMED'), 'noShow', endsAt + 48 * HOUR)).toBe('NO_SHOW');
    expect(afterMove(booking('COMPLETED'), 'noShow', endsAt + 48 * HOUR + 1)).toBeUndefined();
  });

  test('lets nobody in a day early, nor out before it began', () => {
    expect(afterMove(booking('CONFIRMED'), 'checkIn', startsAt - 12 * HOUR - 1)).toBeUndefined();
    expect(afterMove(booking('CONFIRMED'), 'checkIn', startsAt - 12 * HOUR)).toBe('CHECKED_IN');
    expect(afterMove(booking('CHECKED_IN'), 'complete', startsAt - 1)).toBeUndefined();
    expect(afterMove(booking('CHECKED_IN'), 'complete', startsAt)).toBe('COMPLETED');
  });

  test('an undone no-show goes back to where it was', () => {
    expect(afterMove(booking('NO_SHOW', 'COMPLETED'), 'undoNoShow', during)).toBe('COMPLETED');
  });

  test('from any walk, REFUNDED is the end and time is held exactly while not cancelled', () => {
    const walk = fc.array(fc.constantFrom(...bookingMoves), { maxLength: 12 });
    fc.assert(
      fc.property(walk, fc.constantFrom<BookingStatus>('PENDING', 'CONFIRMED'), (moves, start) => {
        let at = booking(start);
        for (const move of moves) {
          const to = afterMove(at, move, during);
          if (to === undefined) continue;
          expect(at.status).not.toBe('REFUNDED');
          if (!takesTime(at.status)) expect(takesTime(to)).toBe(false);
          at = booking(to, move === 'noShow' ? at.status : null);
        }
        if (at.status === 'REFUNDED') expect(movesOf(at, during)).toEqual([]);
      }),
    );
  });

  test('every state can be reached', () => {
    const reached = new Set<BookingStatus>(['PENDING', ...Object.values(transitions).flatMap((edges) => Object.values(edges))]);
    expect([...reached].toSorted()).toEqual([...bookingStatuses].toSorted());
  });
});

describe('a refund by policy', () => {
  const policy = [
    { hoursBefore: 24, refundPercent: 100 },
    { hoursBefore: 4, refundPercent: 50 },
  ];
  const ask = (now: number) => refundFor({ totalCents: 9_999, startsAt, now, policy });

  test('gives the most generous step whose notice is kept', () => {
    expect(ask(startsAt - 25 * HOUR)).toEqual({ refundPercent: 100, refundCents: 9_999, until: startsAt - 24 * HOUR });
    expect(ask(startsAt - 24 * HOUR + 1)).toEqual({ refundPercent: 50, refundCents: 5_000, until: startsAt - 4 * HOUR });
    expect(ask(startsAt - 4 * HOUR + 1)).toEqual({ refundPercent: 0, refundCents: 0, until: null });
  });

  test('counts the very instant of a step as kept', () => {
    expect(ask(startsAt - 24 * HOUR).refundPercent).toBe(100);
    expect(ask(startsAt - 4 * HOUR).refundPercent).toBe(50);
  });

  test('never grows as the time comes nearer, and holds until it says', () => {
    const step = fc.record({ hoursBefore: fc.integer({ min: 0, max: 200 }), refundPercent: fc.integer({ min: 0, max: 100 }) });
    const hours = fc.integer({ min: -10, max: 300 });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 5 }), hours, fc.integer({ min: 0, max: 100 }), (steps, before, later) => {
        const now = startsAt - before * HOUR;
        const terms = refundFor({ totalCents: 10_000, startsAt, now, policy: steps });
        const after = refundFor({ totalCents: 10_000, startsAt, now: now + later * HOUR, policy: steps });
        expect(after.refundPercent).toBeLessThanOrEqual(terms.refundPercent);
        if (terms.until !== null) {
          const held = refundFor({ totalCents: 10_000, startsAt, now: terms.until, policy: steps });
          expect(held.refundPercent).toBe(terms.refundPercent);
        }
      }),
    );
  });
});
