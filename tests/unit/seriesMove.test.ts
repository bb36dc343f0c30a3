import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR } from '#core/base/time.ts';
import { instantToWall, wallToInstant, zoneNamed } from '#core/base/zone.ts';
import { movesOfSeries } from '#core/domains/bookings/rules/seriesMove.ts';

const booking = (id: string, startsAt: number, status: 'CONFIRMED' | 'CANCELLED' | 'COMPLETED' = 'CONFIRMED') =>
  ({ id, startsAt, endsAt: startsAt + HOUR, status, statusBefore: null, riskReview: 'none' }) as const;

const BERLIN = 'Europe/Berlin';
const at = (local: string, zone = BERLIN) => wallToInstant(zone, local);
const localOf = (instant: number, zone = BERLIN) => {
  const { date, minutes } = instantToWall(zone, instant);
  return `${date}T${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
};

/** Tuesdays at ten, the clock going forward before the third of them. */
const tuesdays = ['2027-03-16', '2027-03-23', '2027-03-30', '2027-04-06'].map((date, i) => booking(`bkg_${i}`, at(`${date}T10:00`)));
const went = (moves: readonly { bookingId: string; startsAt: number }[]) =>
  Object.fromEntries(moves.map(({ bookingId, startsAt }) => [bookingId, localOf(startsAt)]));
const refusal = (fn: () => unknown) => {
  try {
    return fn();
  } catch (error) {
    return error;
  }
};

describe('a series that moves', () => {
  test('goes to another weekday and time of day, the same on either side of DST', () => {
    const shift = { bookingId: 'bkg_1', startsAt: at('2027-03-25T16:30') };
    expect(went(movesOfSeries(tuesdays, BERLIN, { shift, dates: [] }))).toEqual({
      bkg_1: '2027-03-25T16:30',
      bkg_2: '2027-04-01T16:30',
      bkg_3: '2027-04-08T16:30',
    });
  });

  test('leaves what is cancelled or over where it is, and what comes before the one that was named', () => {
    const [first, second, third, fourth] = tuesdays;
    const series = [first, { ...second, status: 'CANCELLED' }, third, { ...fourth, status: 'COMPLETED' }] as typeof tuesdays;
    const shift = { bookingId: 'bkg_0', startsAt: at('2027-03-17T10:00') };
    expect(went(movesOfSeries(series, BERLIN, { shift, dates: [] }))).toEqual({ bkg_0: '2027-03-17T10:00', bkg_2: '2027-03-31T10:00' });
  });

  test('takes back to its series one that DST alone had put elsewhere', () => {
    const nights = ['2027-03-27T02:30', '2027-03-28T02:30', '2027-03-29T02:30'].map((local, i) => booking(`bkg_${i}`, at(local)));
    expect(localOf(nights[1]?.startsAt ?? 0)).toBe('2027-03-28T03:30');
    const shift = { bookingId: 'bkg_0', startsAt: at('2027-03-27T05:00') };
    expect(went(movesOfSeries(nights, BERLIN, { shift, dates: [] }))).toMatchObject({
      bkg_1: '2027-03-28T05:00',
      bkg_2: '2027-03-29T05:00',
    });
  });

  test('has dates of its own choosing among them, and one that stays', () => {
    const shift = { bookingId: 'bkg_0', startsAt: at('2027-03-16T11:00') };
    const dates = [
      { bookingId: 'bkg_1', startsAt: at('2027-03-24T08:00') },
      { bookingId: 'bkg_2', startsAt: at('2027-03-30T10:00') },
    ];
    expect(went(movesOfSeries(tuesdays, BERLIN, { shift, dates }))).toEqual({
      bkg_0: '2027-03-16T11:00',
      bkg_1: '2027-03-24T08:00',
      bkg_3: '2027-04-06T11:00',
    });
  });

  test('moves, and moves what is of it and can be', () => {
    const over = tuesdays.map((one) => ({ ...one, status: 'COMPLETED' as const }));
    const stay = { bookingId: 'bkg_0', startsAt: at('2027-03-16T10:00') };
    const refusals = [
      refusal(() => movesOfSeries(tuesdays, BERLIN, { shift: stay, dates: [] })),
      refusal(() => movesOfSeries(tuesdays, BERLIN, { dates: [] })),
      refusal(() => movesOfSeries(tuesdays, BERLIN, { dates: [{ bookingId: 'bkg_9', startsAt: 0 }] })),
      refusal(() => movesOfSeries(tuesdays, BERLIN, { shift: { bookingId: 'bkg_9', startsAt: 0 }, dates: [] })),
      refusal(() => movesOfSeries(over, BERLIN, { shift: { bookingId: 'bkg_0', startsAt: 0 }, dates: [] })),
    ];
    expect(refusals.map((error) => (error as { code?: string }).code)).toEqual([
      ...['invalid_request', 'invalid_request', 'not_found', 'not_found', 'invalid_transition'],
    ]);
  });
});

const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia', 'America/Sao_Paulo'];

describe('wherever and however far', () => {
  const drawn = fc.record({
    zone: fc.constantFrom(...zones),
    /** in UTC, of 2027 */
    day: fc.nat(364),
    minute: fc.nat(1439),
    count: fc.integer({ min: 1, max: 12 }),
    everyDays: fc.integer({ min: 1, max: 14 }),
    farMinutes: fc.integer({ min: -20_160, max: 20_160 }).filter((far) => far !== 0),
  });
  const seriesOf = ({
    zone,
    day,
    minute,
    count,
    everyDays,
  }: {
    zone: string;
    day: number;
    minute: number;
    count: number;
    everyDays: number;
  }) => {
    const { toInstant } = zoneNamed(zone);
    const first = Date.UTC(2027, 0, 1 + day, 0, minute);
    return Array.from({ length: count }, (_, i) => booking(`bkg_${i}`, toInstant(first + i * everyDays * DAY)));
  };

  test('each keeps its date among the others and the time of day of all, as far as the wall clock knows it', () => {
    fc.assert(
      fc.property(drawn, (facts) => {
        const { zone, farMinutes, day, minute, everyDays } = facts;
        const { toInstant, toLocal } = zoneNamed(zone);
        const first = Date.UTC(2027, 0, 1 + day, 0, minute);
        const series = seriesOf(facts);
        // Of a first date that DST has moved, nobody knows what its series meant.
        fc.pre(toLocal(toInstant(first)) === first && toLocal(toInstant(first + farMinutes * 60_000)) === first + farMinutes * 60_000);
        const shift = { bookingId: 'bkg_0', startsAt: toInstant(first + farMinutes * 60_000) };
        fc.pre(shift.startsAt !== series[0]?.startsAt);
        const moves = new Map(movesOfSeries(series, zone, { shift, dates: [] }).map(({ bookingId, startsAt }) => [bookingId, startsAt]));
        for (const [i, { id, startsAt }] of series.entries())
          expect(moves.get(id) ?? startsAt).toBe(toInstant(first + i * everyDays * DAY + farMinutes * 60_000));
      }),
      { numRuns: 500 },
    );
  });

  test('none comes to where another has yet to leave from', () => {
    fc.assert(
      fc.property(drawn, (facts) => {
        const { toInstant, toLocal } = zoneNamed(facts.zone);
        const series = seriesOf(facts);
        const [first] = series;
        fc.pre(first !== undefined);
        const startsAt = toInstant(toLocal(first?.startsAt ?? 0) + facts.farMinutes * 60_000);
        fc.pre(startsAt !== first?.startsAt);
        const moves = movesOfSeries(series, facts.zone, { shift: { bookingId: 'bkg_0', startsAt }, dates: [] });
        const waiting = new Set(moves.map(({ from }) => from));
        for (const { from, startsAt: to } of moves) {
          waiting.delete(from);
          expect(waiting.has(to)).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });
});
