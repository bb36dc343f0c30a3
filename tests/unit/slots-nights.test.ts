import { describe, expect, it } from 'vitest';
import { nightsRange } from '#core/base/nights.ts';
import { judgeSpan } from '#core/domains/availability/rules/judge.ts';
import { nextBookable, slotsBetween } from '#core/domains/availability/rules/slots.ts';
import type { SlotFacts, SlotPolicy } from '#core/domains/availability/model.ts';
import type { Nights } from '#core/domains/catalog/model.ts';
import { at, block, daily, DAY_MS, facts, HOUR_MS, hours, offering, opening, rule, taken } from './slots-world.ts';

const terms = (over: Partial<Nights> = {}): Nights => ({
  ...{ checkInTime: '15:00', checkOutTime: '11:00', minNights: 1, maxNights: 28, arrivalDays: [], byDay: [] },
  ...over,
});

/** Open every night, in New York. */
function inn(over: Partial<SlotFacts> & { policy?: Partial<SlotPolicy>; terms?: Partial<Nights> } = {}): SlotFacts {
  const { policy, terms: own, ...rest } = over;
  return facts({ offering: offering({ nights: terms(own), ...policy }), timetable: hours(daily('00:00', '24:00')), ...rest });
}

const week = { from: at('2026-03-02T00:00'), to: at('2026-03-09T00:00') };
const local = (instant: number, zone = 'America/New_York') =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(instant);
const dates = (given: SlotFacts, range = week) => slotsBetween(given, range).map(({ startsAt }) => local(startsAt).slice(8, 10));
const stay = (from: string, to: string) => ({ startsAt: at(`${from}T15:00`), endsAt: at(`${to}T11:00`) });
const codes = (reasons: readonly { code: string }[]) => reasons.map(({ code }) => code);
const slotOn = (given: SlotFacts, date: string) =>
  slotsBetween(given, { from: at(`${date}T00:00`), to: at(`${date}T00:00`) + 24 * HOUR_MS, explain: true })[0];
const booked = (from: string, to: string, over: Parameters<typeof taken>[1] = {}) => {
  const { startsAt, endsAt } = stay(from, to);
  return taken(startsAt, { ...over, minutes: (endsAt - startsAt) / 60_000 });
};

describe('a stay', () => {
  it('is from check-in to check-out so many dates later, one arrival a date', () => {
    const slots = slotsBetween(inn({ nights: 3 }), week);
    expect(slots.map(({ startsAt, endsAt }) => `${local(startsAt)} ${local(endsAt)}`).slice(0, 2)).toEqual([
      '2026-03-02 15:00 2026-03-05 11:00',
      '2026-03-03 15:00 2026-03-06 11:00',
    ]);
    expect(slots).toHaveLength(7);
  });

  it('is an hour shorter or longer over the night on which the clock changes', () => {
    const lengthOn = (date: string) => slotsBetween(inn(), { from: at(`${date}T00:00`), to: at(`${date}T23:00`) })[0];
    const hoursOf = (date: string) => (lengthOn(date)!.endsAt - lengthOn(date)!.startsAt) / HOUR_MS;
    expect([hoursOf('2026-03-06'), hoursOf('2026-03-07'), hoursOf('2026-10-31')]).toEqual([20, 19, 21]);
  });

  it('leaves the day of departure to who arrives', () => {
    const given = inn({ taken: [booked('2026-03-03', '2026-03-05')], nights: 1 });
    expect(dates(given)).toEqual(['02', '05', '06', '07', '08']);
    expect(dates({ ...given, nights: 2 })).toEqual(['05', '06', '07', '08']);
  });

  it('keeps the buffer after it free too', () => {
    const policy = { bufferAfterMinutes: 5 * 60 };
    const rows = [booked('2026-03-03', '2026-03-05', { after: 5 * 60 })];
    expect(dates(inn({ taken: rows, policy, nights: 1 }))).toEqual(['06', '07', '08']);
  });

  it('has the seats of its fewest night', () => {
    const timetable = hours([...daily('00:00', '24:00', { capacity: 5 }), rule(3, '00:00', '24:00', { capacity: 9 })], []);
    const given = inn({ timetable, nights: 2, taken: [booked('2026-03-04', '2026-03-05', { quantity: 6 })] });
    expect(slotsBetween(given, week).map(({ remaining }) => remaining)).toEqual([5, 3, 3, 5, 5, 5, 5]);
  });

  it('may be of 60 nights', () => {
    const given = inn({ nights: 60, terms: { maxNights: 60 } });
    const [slot] = slotsBetween(given, week);
    expect(local(slot!.endsAt)).toBe('2026-05-01 11:00');
    expect(judgeSpan(given, slot!)).toMatchObject({ available: true, policyReasons: [] });
  });
});

describe('a night', () => {
  it('is open on the dates on which a rule begins, whatever its hours', () => {
    const weekend = [5, 6].map((day) => rule(day, '18:00', '20:00'));
    expect(dates(inn({ timetable: hours(weekend) }))).toEqual(['06', '07']);
    expect(dates(inn({ timetable: hours(weekend), nights: 2 }))).toEqual(['06']);
    expect(judgeSpan(inn({ timetable: hours(weekend), nights: 2 }), stay('2026-03-07', '2026-03-09')).capacityReasons).toEqual([
      { code: 'no_hours' },
    ]);
  });

  it('is open where an extra opening covers its check-in', () => {
    const given = inn({ timetable: hours([], [opening('2026-03-04T12:00', '2026-03-06T15:00')]) });
    expect(dates(given)).toEqual(['04', '05']);
    expect(dates({ ...given, nights: 2 })).toEqual(['04']);
  });

  it('is closed by a block whose hours touch it, of the offering or of each room', () => {
    const away = block('2026-03-04T10:00', '2026-03-05T09:00', { id: 'exc_away' });
    const closed = inn({ timetable: hours(daily('00:00', '24:00'), [away]) });
    expect(dates(closed)).toEqual(['02', '05', '06', '07', '08']);
    expect(slotOn(closed, '2026-03-03')?.reason).toMatchObject({ code: 'blocked', exceptionId: 'exc_away' });
    const rooms = inn({ policy: { resourceGroups: [['room']] }, resources: new Map([['room', hours([], [away])]]) });
    expect(dates(rooms)).toEqual(['02', '05', '06', '07', '08']);
    expect(dates(inn({ timetable: hours(daily('00:00', '24:00'), [block('2026-03-04T11:00', '2026-03-04T15:00')]) }))).toHaveLength(7);
    expect(dates(inn({ timetable: hours(daily('00:00', '24:00'), [block('2026-03-04T00:00', '2026-03-04T18:00')]) }))).not.toContain('03');
  });

  it('is closed by a day off on which it begins, and by no other: who leaves on that day may', () => {
    const off = (from: string, to: string, over = {}) => [block(`${from}T00:00`, `${to}T00:00`, over)];
    const datesWith = (exceptions: ReturnType<typeof off>, over: Parameters<typeof inn>[0] = {}) =>
      dates(inn({ timetable: hours(daily('00:00', '24:00'), exceptions), ...over }));
    const one = off('2026-03-04', '2026-03-05');
    expect(datesWith(one)).toEqual(['02', '03', '05', '06', '07', '08']);
    expect(datesWith(one, { nights: 2 })).toEqual(['02', '05', '06', '07', '08']);
    expect(datesWith(off('2026-03-04', '2026-03-07'))).toEqual(['02', '03', '07', '08']);
    expect(datesWith(off('2024-03-04', '2024-03-06', { yearly: true }))).toEqual(['02', '03', '06', '07', '08']);
    expect(datesWith(one, { terms: { checkInTime: '00:00', checkOutTime: '00:00' } })).toEqual(['02', '03', '05', '06', '07', '08']);
    expect(datesWith(one, { policy: { durationMinutes: 60, nights: null } })).not.toContain('04');
    const rooms = { policy: { resourceGroups: [['room']] }, resources: new Map([['room', hours([], one)]]) };
    expect(dates(inn(rooms))).toEqual(['02', '03', '05', '06', '07', '08']);
    const closed = inn({ timetable: hours(daily('00:00', '24:00'), one) });
    expect(slotOn(closed, '2026-03-04')?.reason).toMatchObject({ code: 'blocked', exceptionId: one[0]!.id });
  });

  it('is closed alone where the clock moves its check-out past the check-in', () => {
    const own = { checkInTime: '03:00', checkOutTime: '02:30' };
    const given = inn({ terms: own, timetable: hours(daily('00:00', '24:00'), [block('2026-03-08T00:00', '2026-03-09T00:00')]) });
    const range = { from: at('2026-03-06T00:00'), to: at('2026-03-11T00:00') };
    expect(dates(given, range)).toEqual(['06', '07', '09', '10']);
  });

  it('is open on the days of an extra opening, and on no other', () => {
    const given = inn({ timetable: hours([], [opening('2026-03-04T00:00', '2026-03-06T00:00')]) });
    expect(dates(given)).toEqual(['04', '05']);
    expect(dates({ ...given, nights: 2 })).toEqual(['04']);
  });

  it('that a zone never had is nobody’s arrival or departure, and in nobody’s way', () => {
    const apia = inn({ policy: { timezone: 'Pacific/Apia' }, now: Date.UTC(2011, 11, 1) });
    const range = { from: at('2011-12-28T00:00', 'Pacific/Apia'), to: at('2012-01-02T00:00', 'Pacific/Apia') };
    const days = (nights: number) =>
      slotsBetween({ ...apia, nights }, range).map(({ startsAt, endsAt }) =>
        [startsAt, endsAt].map((edge) => local(edge, 'Pacific/Apia').slice(8, 10)).join('-'),
      );
    expect(days(1)).toEqual(['28-29', '31-01', '01-02']);
    expect(days(2)).toEqual(['29-31', '31-02', '01-03']);
    expect(days(3)).toEqual(['28-31', '29-01', '31-03', '01-04']);
  });
});

describe('the terms of a stay', () => {
  it('bind the day of arrival', () => {
    const given = inn({ terms: { arrivalDays: [5, 7] } });
    expect(dates(given)).toEqual(['06', '08']);
    expect(judgeSpan(given, stay('2026-03-05', '2026-03-06'))).toMatchObject({ available: true, policyReasons: [{ code: 'arrival' }] });
    expect(slotOn(given, '2026-03-05')?.reason).toEqual({ code: 'arrival' });
  });

  it('bind its length, by the weekday of arrival', () => {
    const own = { minNights: 2, maxNights: 4, byDay: [{ dayOfWeek: 5, minNights: 3, maxNights: null }] };
    expect(dates(inn({ terms: own, nights: 1 }))).toEqual([]);
    expect(dates(inn({ terms: own, nights: 2 }))).toEqual(['02', '03', '04', '05', '07', '08']);
    expect(dates(inn({ terms: own, nights: 4 }))).toHaveLength(7);
    expect(dates(inn({ terms: own, nights: 5 }))).toEqual([]);
    const judged = judgeSpan(inn({ terms: own, nights: 2 }), stay('2026-03-06', '2026-03-08'));
    expect(judged.policyReasons).toEqual([{ code: 'stay', minNights: 3, maxNights: 4 }]);
  });

  it('bind its length at most by the weekday of arrival too, more or less than usual', () => {
    const byDay = [
      { dayOfWeek: 3, minNights: null, maxNights: 2 },
      { dayOfWeek: 5, minNights: 5, maxNights: 6 },
    ];
    const own = { minNights: 1, maxNights: 3, byDay };
    expect(dates(inn({ terms: own, nights: 2 }))).toEqual(['02', '03', '04', '05', '07', '08']);
    expect(dates(inn({ terms: own, nights: 3 }))).toEqual(['02', '03', '05', '07', '08']);
    expect(dates(inn({ terms: own, nights: 6 }))).toEqual(['06']);
    expect(dates(inn({ terms: own, nights: 7 }))).toEqual([]);
    const reasonOf = (from: string, to: string, nights: number) => judgeSpan(inn({ terms: own, nights }), stay(from, to)).policyReasons;
    expect(reasonOf('2026-03-04', '2026-03-07', 3)).toEqual([{ code: 'stay', minNights: 1, maxNights: 2 }]);
    expect(reasonOf('2026-03-06', '2026-03-13', 7)).toEqual([{ code: 'stay', minNights: 5, maxNights: 6 }]);
  });

  it('range over the days of arrival', () => {
    const byDay = [
      { dayOfWeek: 5, minNights: 2, maxNights: null },
      { dayOfWeek: 6, minNights: null, maxNights: 9 },
    ];
    const own = { minNights: 3, maxNights: 7, byDay };
    expect(nightsRange({ ...own, arrivalDays: [] })).toEqual({ min: 2, max: 9 });
    expect(nightsRange({ ...own, arrivalDays: [5] })).toEqual({ min: 2, max: 7 });
    expect(nightsRange({ ...own, arrivalDays: [1, 6] })).toEqual({ min: 3, max: 9 });
  });

  it('give each arrival its fewest nights where no number is asked for', () => {
    const given = inn({ terms: { byDay: [{ dayOfWeek: 5, minNights: 3, maxNights: null }] }, taken: [booked('2026-03-08', '2026-03-09')] });
    const nights = slotsBetween(given, week).map(({ startsAt, endsAt }) => [
      local(startsAt).slice(8, 10),
      Math.ceil((endsAt - startsAt) / DAY_MS),
    ]);
    expect(nights).toEqual([
      ['02', 1],
      ['03', 1],
      ['04', 1],
      ['05', 1],
      ['07', 1],
    ]);
  });

  it('make any other span none of its slots', () => {
    const given = inn({ nights: 1 });
    const { startsAt, endsAt } = stay('2026-03-03', '2026-03-04');
    expect(codes(judgeSpan(given, { startsAt, endsAt }).policyReasons)).toEqual([]);
    expect(codes(judgeSpan(given, { startsAt, endsAt: endsAt - HOUR_MS }).policyReasons)).toEqual(['off_grid']);
    expect(codes(judgeSpan(given, { startsAt: startsAt - HOUR_MS, endsAt }).policyReasons)).toEqual(['off_grid']);
    expect(codes(judgeSpan(given, stay('2026-03-03', '2026-03-05')).policyReasons)).toEqual(['off_grid']);
  });

  it('count the arrivals of a day', () => {
    const given = inn({ policy: { capacity: 9, dailyLimit: 1 }, taken: [booked('2026-03-03', '2026-03-06')] });
    expect(dates(given)).not.toContain('03');
    expect(dates(given)).toContain('04');
  });
});

describe('rooms', () => {
  const groups = { policy: { resourceGroups: [['room_1', 'room_2']] } };
  const resources = new Map([
    ['room_1', hours([])],
    ['room_2', hours([])],
  ]);

  it('are each one stay’s at a time', () => {
    const rows = [booked('2026-03-03', '2026-03-06', { subjectId: 'room_1' }), booked('2026-03-05', '2026-03-07', { subjectId: 'room_2' })];
    const given = inn({ ...groups, resources, taken: rows, nights: 2 });
    expect(slotsBetween(given, week).map(({ startsAt, resourceIds }) => [local(startsAt).slice(8, 10), resourceIds.join()])).toEqual([
      ['02', 'room_2'],
      ['03', 'room_2'],
      ['06', 'room_1'],
      ['07', 'room_1,room_2'],
      ['08', 'room_1,room_2'],
    ]);
  });

  it('may be a pool of beds', () => {
    const beds = new Map([['room_1', { ...hours([]), quantity: 6 }]]);
    const rows = [
      booked('2026-03-03', '2026-03-06', { subjectId: 'room_1', quantity: 4 }),
      booked('2026-03-05', '2026-03-07', { subjectId: 'room_1' }),
    ];
    const given = inn({ policy: { resourceGroups: [['room_1']] }, resources: beds, taken: rows, nights: 1 });
    expect(slotsBetween(given, week).map(({ remaining }) => remaining)).toEqual([6, 2, 2, 1, 5, 6, 6]);
  });

  it('have nights of their own', () => {
    const own = new Map([
      ['room_1', hours([rule(3, '00:00', '24:00')])],
      ['room_2', hours([rule(3, '00:00', '01:00'), rule(4, '00:00', '01:00')])],
    ]);
    const slots = slotsBetween(inn({ ...groups, resources: own, nights: 2 }), week);
    expect(slots.map(({ startsAt, resourceIds }) => [local(startsAt).slice(8, 10), resourceIds.join()])).toEqual([['04', 'room_2']]);
  });
});

describe('the next arrival', () => {
  it('is the first with all its nights free, however far', () => {
    const given = inn({ taken: [booked('2026-03-03', '2026-03-31'), booked('2026-04-01', '2026-04-28')], nights: 2 });
    expect(local(nextBookable(given, { after: week.from + DAY_MS })!.startsAt)).toBe('2026-04-28 15:00');
    expect(local(nextBookable({ ...given, nights: 1 }, { after: week.from + DAY_MS })!.startsAt)).toBe('2026-03-31 15:00');
  });
});
