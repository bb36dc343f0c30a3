import { describe, expect, it } from 'vitest';
import { judgeSpan } from '#core/domains/availability/rules/judge.ts';
import { nextBookable, slotsBetween } from '#core/domains/availability/rules/slots.ts';
import type { SlotFacts } from '#core/domains/availability/model.ts';
import { at, block, daily, facts, HOUR_MS, hours, iso, MINUTE_MS, offering, opening, rule, taken } from './slots-world.ts';

/** Monday 2 March 2026 in New York. */
const DAY = { from: at('2026-03-02T00:00'), to: at('2026-03-03T00:00') };
const nine = at('2026-03-02T09:00');

const onDay = (given: SlotFacts, explain = false) => slotsBetween(given, { ...DAY, explain });
const startsOn = (given: SlotFacts, day = DAY) => slotsBetween(given, day).map((slot) => iso(slot.startsAt));
const reasonAt = (given: SlotFacts, startsAt: number) =>
  slotsBetween(given, { from: startsAt, to: startsAt + MINUTE_MS, explain: true }).map(({ reason }) => reason);
const judge = (given: SlotFacts, startsAt: number, minutes = 60) => judgeSpan(given, { startsAt, endsAt: startsAt + minutes * MINUTE_MS });
const codes = (reasons: readonly { code: string }[]) => reasons.map(({ code }) => code);

describe('the grid', () => {
  it('starts with the window and goes on by the step while the whole slot fits', () => {
    const given = facts({ offering: offering({ durationMinutes: 60, slotMinutes: 45 }), timetable: hours([rule(1, '09:10', '12:00')]) });
    expect(startsOn(given)).toEqual(['2026-03-02T14:10Z', '2026-03-02T14:55Z', '2026-03-02T15:40Z']);
  });

  it('takes the step and the seats that a rule names', () => {
    const given = facts({ timetable: hours([rule(1, '09:00', '11:00', { slotMinutes: 30, capacity: 7 })]) });
    expect(onDay(given).map((slot) => slot.remaining)).toEqual([7, 7, 7]);
  });

  it('of each window is its own, and a start that two windows offer comes once, with the larger capacity', () => {
    const rules = [rule(1, '09:00', '11:00'), rule(1, '09:30', '12:00'), rule(1, '10:00', '11:00', { capacity: 4 })];
    const slots = onDay(facts({ timetable: hours(rules) }));
    expect(slots.map((slot) => [iso(slot.startsAt).slice(11, 16), slot.remaining])).toEqual([
      ['14:00', 1],
      ['14:30', 1],
      ['15:00', 4],
      ['15:30', 1],
    ]);
  });

  it('holds the slots that start in the range asked for, half open', () => {
    expect(slotsBetween(facts(), { from: nine, to: nine + 2 * HOUR_MS }).map((slot) => slot.startsAt)).toEqual([nine, nine + HOUR_MS]);
    expect(slotsBetween(facts(), { from: nine, to: nine })).toEqual([]);
  });

  it('belongs to the days on which a rule is valid, first and last included', () => {
    const given = facts({ timetable: hours(daily('09:00', '10:00', { validFrom: '2026-03-03', validUntil: '2026-03-04' })) });
    const week = { from: DAY.from, to: at('2026-03-09T00:00') };
    expect(startsOn(given, week)).toEqual(['2026-03-03T14:00Z', '2026-03-04T14:00Z']);
  });

  it('of a window over midnight belongs to the day on which it starts', () => {
    const friday = (endTime: string) => hours([rule(5, '22:00', endTime, { validUntil: '2026-03-06' })]);
    const weekend = { from: at('2026-03-06T00:00'), to: at('2026-03-15T00:00') };
    const four = ['2026-03-07T03:00Z', '2026-03-07T04:00Z', '2026-03-07T05:00Z', '2026-03-07T06:00Z'];
    expect(startsOn(facts({ timetable: friday('02:00') }), weekend)).toEqual(four);
    expect(startsOn(facts({ timetable: friday('26:00') }), weekend)).toEqual(four);
    expect(startsOn(facts({ timetable: friday('24:00') }), weekend)).toEqual(four.slice(0, 2));
  });

  it('follows another length that is asked for', () => {
    const slots = onDay(facts({ durationMinutes: 180 }));
    expect(slots).toHaveLength(6);
    expect(slots.every((slot) => slot.endsAt - slot.startsAt === 3 * HOUR_MS)).toBe(true);
  });

  it('of an extra opening starts where it opens', () => {
    const sunday = { from: at('2026-03-01T00:00'), to: at('2026-03-02T00:00') };
    const given = facts({ timetable: hours([], [opening('2026-03-01T13:20', '2026-03-01T15:00', { capacity: 3, slotMinutes: 20 })]) });
    expect(slotsBetween(given, sunday).map((slot) => [iso(slot.startsAt), slot.remaining])).toEqual([
      ['2026-03-01T18:20Z', 3],
      ['2026-03-01T18:40Z', 3],
      ['2026-03-01T19:00Z', 3],
    ]);
  });
});

describe('a block', () => {
  const closed = block('2026-03-02T10:30', '2026-03-02T12:00', { id: 'exc_dentist', reason: 'Dentist' });

  it('takes every slot that it touches and leaves the grid where it was', () => {
    expect(startsOn(facts({ timetable: hours(daily('09:00', '14:00'), [closed]) }))).toEqual([
      '2026-03-02T14:00Z',
      '2026-03-02T17:00Z',
      '2026-03-02T18:00Z',
    ]);
  });

  it('is named as the reason', () => {
    const given = facts({ timetable: hours(daily('09:00', '14:00'), [closed]) });
    const reason = { code: 'blocked', exceptionId: 'exc_dentist', exceptionReason: 'Dentist' };
    expect(reasonAt(given, nine + HOUR_MS)).toEqual([reason]);
    expect(judge(given, nine + HOUR_MS)).toMatchObject({ available: false, remaining: 0, capacityReasons: [reason], policyReasons: [] });
  });

  it('beats an extra opening', () => {
    const exceptions = [opening('2026-03-02T18:00', '2026-03-02T20:00'), block('2026-03-02T19:00', '2026-03-02T19:01')];
    expect(startsOn(facts({ timetable: hours([], exceptions) }))).toEqual(['2026-03-02T23:00Z']);
  });

  it('may be met by a buffer', () => {
    const given = facts({ offering: offering({ bufferAfterMinutes: 30 }), timetable: hours(daily('09:00', '14:00'), [closed]) });
    expect(startsOn(given)[0]).toBe('2026-03-02T14:00Z');
  });
});

describe('hours', () => {
  const split = facts({ timetable: hours([...daily('09:00', '12:00'), ...daily('12:00', '17:00')]) });

  it('that adjoin are open across the seam, though no slot of the grid crosses it', () => {
    const verdict = judge(split, nine + 2.5 * HOUR_MS);
    expect(verdict).toMatchObject({ available: true, remaining: 1, capacityReasons: [] });
    expect(codes(verdict.policyReasons)).toEqual(['off_grid']);
    expect(startsOn(split)).not.toContain('2026-03-02T16:30Z');
  });

  it('with a minute between them are not', () => {
    const given = facts({ timetable: hours([...daily('09:00', '12:00'), ...daily('12:01', '17:00')]) });
    expect(judge(given, nine + 2.5 * HOUR_MS)).toMatchObject({ available: false, capacityReasons: [{ code: 'no_hours' }] });
  });

  it('that are none at all say so, and nothing of a grid', () => {
    expect(judge(facts(), at('2026-03-02T20:00'))).toMatchObject({
      available: false,
      remaining: 0,
      capacityReasons: [{ code: 'no_hours' }],
      policyReasons: [],
    });
  });

  it('with different seats give a span across them the fewer', () => {
    const given = facts({ timetable: hours([...daily('09:00', '12:00', { capacity: 5 }), ...daily('12:00', '17:00', { capacity: 2 })]) });
    expect(judge(given, nine + 2.5 * HOUR_MS).remaining).toBe(2);
  });
});

describe('off the grid', () => {
  it('is another start, or another length unless it was asked for', () => {
    expect(codes(judge(facts(), nine + 10 * MINUTE_MS).policyReasons)).toEqual(['off_grid']);
    expect(codes(judge(facts(), nine, 30).policyReasons)).toEqual(['off_grid']);
    expect(codes(judge(facts({ durationMinutes: 30 }), nine, 30).policyReasons)).toEqual([]);
  });

  it('a span that does not end after it starts is a fault', () => {
    expect(() => judge(facts(), nine, 0)).toThrow(RangeError);
  });
});

describe('seats', () => {
  it('are counted at their peak, not their sum', () => {
    const given = facts({ durationMinutes: 120, offering: offering({ capacity: 2 }), taken: [taken(nine), taken(nine + HOUR_MS)] });
    expect(onDay(given)[0]).toMatchObject({ startsAt: nine, remaining: 1, bookable: true });
    expect(judge(given, nine, 120)).toMatchObject({ available: true, remaining: 1 });
  });

  it('of a span that ends when another starts do not meet', () => {
    expect(startsOn(facts({ taken: [taken(nine + HOUR_MS)] }))).toHaveLength(7);
  });

  it('that are all gone name the bookings and holds that have them', () => {
    const rows = [taken(nine, { id: 'bkg_a' }), taken(nine, { id: 'hld_b', source: 'hold' }), taken(nine + HOUR_MS, { id: 'bkg_later' })];
    const given = facts({ offering: offering({ capacity: 2 }), taken: rows });
    expect(reasonAt(given, nine)).toEqual([{ code: 'full', sourceIds: ['bkg_a', 'hld_b'] }]);
  });

  it('that are too few for a party leave the slot to smaller ones', () => {
    const given = facts({ quantity: 3, offering: offering({ capacity: 4 }), taken: [taken(nine, { quantity: 2, id: 'bkg_pair' })] });
    expect(onDay(given, true)[0]).toMatchObject({ bookable: false, remaining: 2, reason: { code: 'full', sourceIds: ['bkg_pair'] } });
    expect(onDay({ ...given, quantity: 2 })[0]).toMatchObject({ bookable: true, remaining: 2 });
  });

  it('of an offering overbooked after its capacity was lowered are never below none', () => {
    const given = facts({ taken: [taken(nine, { quantity: 5 })] });
    expect(judge(given, nine)).toMatchObject({ available: false, remaining: 0 });
  });

  it('of other offerings do not count', () => {
    expect(onDay(facts({ taken: [taken(nine, { subjectId: 'off_2', offeringId: 'off_2' })] }))).toHaveLength(8);
  });
});

describe('a buffer', () => {
  const tidy = offering({ bufferBeforeMinutes: 10, bufferAfterMinutes: 15, slotMinutes: 15 });

  it('keeps its distance on both sides, and says that it is all that stands in the way', () => {
    const rows = [taken(nine + 2 * HOUR_MS, { id: 'bkg_a', before: 10, after: 15 })];
    const given = facts({ offering: tidy, taken: rows });
    const reasons = onDay(given, true)
      .filter((slot) => slot.reason)
      .map((slot) => [iso(slot.startsAt).slice(11, 16), slot.reason?.code]);
    expect(reasons).toEqual([
      ['14:45', 'buffer'],
      ['15:00', 'buffer'],
      ['15:15', 'full'],
      ['15:30', 'full'],
      ['15:45', 'full'],
      ['16:00', 'full'],
      ['16:15', 'full'],
      ['16:30', 'full'],
      ['16:45', 'full'],
      ['17:00', 'buffer'],
      ['17:15', 'buffer'],
    ]);
    expect(judge(given, nine + HOUR_MS).capacityReasons).toEqual([{ code: 'buffer', sourceIds: ['bkg_a'] }]);
  });

  it('may reach out of hours', () => {
    expect(
      startsOn(facts({ offering: offering({ bufferBeforeMinutes: 30, bufferAfterMinutes: 30, slotMinutes: 480, durationMinutes: 480 }) })),
    ).toHaveLength(1);
  });

  it('of a full class may reach into hours with fewer seats', () => {
    const rules = [rule(1, '09:00', '10:00', { capacity: 12 }), rule(1, '10:00', '17:00')];
    const rows = Array.from({ length: 11 }, (_, i) => taken(nine, { id: `bkg_${i}`, after: 15 }));
    const given = facts({ offering: offering({ bufferAfterMinutes: 15 }), timetable: hours(rules), taken: rows });
    expect(onDay(given)[0]).toMatchObject({ startsAt: nine, remaining: 1 });
    expect(reasonAt(given, nine + HOUR_MS)).toMatchObject([{ code: 'buffer' }]);
  });
});

describe('an external calendar', () => {
  it('is named where it is what stands in the way', () => {
    const busy = taken(nine + 30 * MINUTE_MS, { source: 'external', offeringId: null, id: 'ext_lunch' });
    const given = facts({ taken: [busy] });
    expect(reasonAt(given, nine)).toEqual([{ code: 'external', sourceIds: ['ext_lunch'] }]);
    expect(judge(given, nine).capacityReasons).toEqual([{ code: 'external', sourceIds: ['ext_lunch'] }]);
  });

  it('is not blamed for what is full without it', () => {
    const rows = [taken(nine, { id: 'bkg_a' }), taken(nine, { source: 'external', offeringId: null, id: 'ext_b' })];
    expect(reasonAt(facts({ taken: rows }), nine)).toEqual([{ code: 'full', sourceIds: ['bkg_a', 'ext_b'] }]);
  });
});

describe('policy', () => {
  it('lets nothing start in the past', () => {
    const given = facts({ now: nine + 1 });
    expect(reasonAt(given, nine)).toEqual([{ code: 'past' }]);
    expect(judge(given, nine)).toMatchObject({ available: true, remaining: 1, policyReasons: [{ code: 'past' }] });
    expect(onDay(given)[0]?.startsAt).toBe(nine + HOUR_MS);
    expect(onDay(facts({ now: nine }))[0]?.startsAt).toBe(nine);
  });

  it('asks for notice, to the millisecond', () => {
    const given = facts({ now: nine - 2 * HOUR_MS, offering: offering({ minNoticeMinutes: 180 }) });
    expect(reasonAt(given, nine)).toEqual([{ code: 'notice', earliest: nine + HOUR_MS }]);
    expect(onDay(given)[0]?.startsAt).toBe(nine + HOUR_MS);
    expect(judge(given, nine)).toMatchObject({ available: true, policyReasons: [{ code: 'notice', earliest: nine + HOUR_MS }] });
  });

  it('ends the horizon with a local day', () => {
    const given = facts({ now: at('2026-03-01T23:59'), offering: offering({ maxAdvanceDays: 1 }) });
    expect(onDay(given)).toHaveLength(8);
    const next = { from: DAY.to, to: DAY.to + 24 * HOUR_MS };
    expect(slotsBetween(given, next)).toEqual([]);
    expect(slotsBetween(given, { ...next, explain: true })[0]?.reason).toEqual({ code: 'horizon', latest: DAY.to });
    expect(onDay(facts({ now: nine, offering: offering({ maxAdvanceDays: 0 }) }))).toHaveLength(8);
  });

  it('is another question than capacity, and is asked after it', () => {
    const given = facts({ now: nine + 1, taken: [taken(nine, { id: 'bkg_a' })] });
    expect(reasonAt(given, nine)).toMatchObject([{ code: 'full' }]);
    expect(judge(given, nine)).toMatchObject({ capacityReasons: [{ code: 'full' }], policyReasons: [{ code: 'past' }] });
  });
});

describe('a limit of the day', () => {
  const limited = (rows: SlotFacts['taken'], dailyLimit = 2) => facts({ offering: offering({ capacity: 9, dailyLimit }), taken: rows });
  const three = nine + 6 * HOUR_MS;

  it('closes the rest of the day once so many start on it, and no other day', () => {
    expect(onDay(limited([taken(nine, { id: 'bki_a' })]))).toHaveLength(8);
    const full = limited([taken(nine, { id: 'bki_a' }), taken(three, { id: 'hld_b', source: 'hold' })]);
    expect(onDay(full)).toEqual([]);
    expect(reasonAt(full, nine)).toEqual([{ code: 'daily_limit', limit: 2 }]);
    expect(judge(full, nine)).toMatchObject({ available: true, capacityReasons: [], policyReasons: [{ code: 'daily_limit', limit: 2 }] });
    expect(nextBookable(full, { after: nine })?.startsAt).toBe(nine + 24 * HOUR_MS);
  });

  it('counts bookings, not their seats, their resources or what other calendars say', () => {
    const rows = [
      taken(nine, { id: 'bki_a', quantity: 5 }),
      taken(nine, { id: 'bki_a', subjectId: 'res_1' }),
      taken(nine, { id: 'bki_b', subjectId: 'off_2', offeringId: 'off_2' }),
      taken(three, { id: 'ext_1', source: 'external', offeringId: null }),
    ];
    expect(onDay(limited(rows))).toHaveLength(8);
    expect(onDay(limited(rows, 1))).toEqual([]);
  });

  it('counts what starts on the local day, though it began before midnight of another clock', () => {
    const late = facts({ timetable: hours(daily('20:00', '30:00')), offering: offering({ capacity: 9, dailyLimit: 1 }) });
    const rows = [taken(at('2026-03-02T23:00'), { minutes: 180, id: 'bki_late' })];
    expect(startsOn({ ...late, taken: rows })).toEqual([]);
    expect(startsOn({ ...late, taken: rows }, { from: DAY.to, to: DAY.to + 24 * HOUR_MS })).toHaveLength(10);
  });
});

describe('the next slot', () => {
  it('is the first that can be booked, however far', () => {
    const given = facts({ timetable: hours(daily('09:00', '10:00', { validFrom: '2026-06-01' })) });
    expect(nextBookable(given, { after: DAY.from })?.startsAt).toBe(at('2026-06-01T09:00'));
    expect(nextBookable(given, { after: DAY.from, withinDays: 30 })).toBeUndefined();
  });

  it('may start at the very instant, but not before the notice', () => {
    expect(nextBookable(facts(), { after: nine })?.startsAt).toBe(nine);
    expect(nextBookable(facts(), { after: nine + 1 })?.startsAt).toBe(nine + HOUR_MS);
    const hasty = facts({ now: nine, offering: offering({ minNoticeMinutes: 90 }) });
    expect(nextBookable(hasty, { after: nine - 24 * HOUR_MS })?.startsAt).toBe(nine + 2 * HOUR_MS);
  });

  it('is not lost at the seam between two days that are searched', () => {
    const given = facts({ timetable: hours([rule(2, '09:00', '10:00')]) });
    expect(nextBookable(given, { after: nine })?.startsAt).toBe(nine + 24 * HOUR_MS);
  });

  it('is never beyond the horizon', () => {
    const given = facts({ now: DAY.from, offering: offering({ maxAdvanceDays: 3 }), timetable: hours([rule(7, '09:00', '17:00')]) });
    expect(nextBookable(given, { after: DAY.from })).toBeUndefined();
  });
});
