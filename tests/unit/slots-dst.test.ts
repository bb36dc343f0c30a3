import { describe, expect, it, vi } from 'vitest';
import { judgeSpan } from '#core/domains/availability/rules/judge.ts';
import { slotsBetween } from '#core/domains/availability/rules/slots.ts';
import { startsOf, windowsOf } from './oracle/slots.ts';
import { ZONES } from './oracle/zones.ts';
import { at, block, daily, DAY_MS, facts, hours, iso, offering, opening, rule } from './slots-world.ts';

// The oracle is slow on purpose; a loaded machine makes it slower.
vi.setConfig({ testTimeout: 60_000 });

const inZone = (timezone: string, timetable = hours(), over = {}) =>
  facts({ offering: offering({ timezone, ...over }), timetable, now: 0 });
const anyTime = { maxAdvanceDays: 40_000 };

function starts(timezone: string, timetable: ReturnType<typeof hours>, [from, to]: [string, string], over = {}): string[] {
  const given = inZone(timezone, timetable, { ...anyTime, ...over });
  return slotsBetween(given, { from: at(from, timezone), to: at(to, timezone) }).map((slot) => iso(slot.startsAt));
}

describe('when the clock goes forward', () => {
  it('a window that starts in the gap starts after it', () => {
    const night = hours([rule(7, '02:30', '05:00')]);
    expect(starts('America/New_York', night, ['2026-03-08T00:00', '2026-03-09T00:00'])).toEqual(['2026-03-08T07:30Z']);
  });

  it('a window around the gap has an hour less, counted in elapsed time', () => {
    const night = hours([rule(7, '01:00', '05:00')]);
    const expected = ['2026-03-08T06:00Z', '2026-03-08T07:00Z', '2026-03-08T08:00Z'];
    expect(starts('America/New_York', night, ['2026-03-08T00:00', '2026-03-09T00:00'])).toEqual(expected);
  });

  it('a window inside the gap moves as a whole, and one that ends before it starts is none', () => {
    const inside = hours([rule(7, '02:00', '02:30')]);
    const across = hours([rule(7, '02:30', '03:00')]);
    const sunday: [string, string] = ['2026-03-08T00:00', '2026-03-09T00:00'];
    expect(starts('America/New_York', inside, sunday, { durationMinutes: 30 })).toEqual(['2026-03-08T07:00Z']);
    expect(starts('America/New_York', across, sunday, { durationMinutes: 30, slotMinutes: 30 })).toEqual([]);
  });

  it('a window over midnight on that night is an hour shorter', () => {
    const night = hours([rule(6, '23:00', '04:00')]);
    const expected = ['2026-03-28T22:00Z', '2026-03-28T23:00Z', '2026-03-29T00:00Z', '2026-03-29T01:00Z'];
    expect(starts('Europe/Berlin', night, ['2026-03-28T12:00', '2026-03-29T12:00'])).toEqual(expected);
  });

  it('a day whose midnight is skipped begins at one', () => {
    const all = hours([rule(7, '00:00', '24:00')]);
    const found = starts('America/Sao_Paulo', all, ['2018-11-04T00:00', '2018-11-05T00:00']);
    expect(found).toHaveLength(23);
    expect(found[0]).toBe('2018-11-04T03:00Z');
  });

  it('by half an hour, a day has 23 and a half', () => {
    const all = hours([rule(7, '00:00', '24:00')]);
    const found = starts('Australia/Lord_Howe', all, ['2026-10-04T00:00', '2026-10-05T00:00'], { durationMinutes: 30, slotMinutes: 30 });
    expect(found).toHaveLength(47);
  });
});

describe('when the clock goes back', () => {
  const sunday: [string, string] = ['2026-11-01T00:00', '2026-11-02T00:00'];

  it('a window that starts in the hour that comes twice starts at the first', () => {
    const expected = ['2026-11-01T05:30Z', '2026-11-01T06:30Z'];
    expect(starts('America/New_York', hours([rule(7, '01:30', '03:00')]), sunday)).toEqual(expected);
  });

  it('a window that ends in it ends at the first', () => {
    expect(starts('America/New_York', hours([rule(7, '00:00', '01:30')]), sunday)).toEqual(['2026-11-01T04:00Z']);
  });

  it('a day has 25 hours', () => {
    expect(starts('America/New_York', hours([rule(7, '00:00', '24:00')]), sunday)).toHaveLength(25);
  });

  it('a window over midnight on that night is an hour longer', () => {
    expect(starts('Europe/Berlin', hours([rule(6, '23:00', '28:00')]), ['2026-10-24T12:00', '2026-10-25T12:00'])).toHaveLength(6);
  });

  it('a block in local time covers both of the hours that bear its name', () => {
    const timetable = hours([rule(7, '00:00', '04:00')], [block('2026-11-01T01:00', '2026-11-01T02:00')]);
    expect(starts('America/New_York', timetable, sunday)).toEqual(['2026-11-01T04:00Z', '2026-11-01T07:00Z', '2026-11-01T08:00Z']);
  });
});

describe('a date that the zone never had', () => {
  const week: [string, string] = ['2011-12-29T00:00', '2012-01-01T00:00'];

  it('has no hours, and lends none to its neighbours', () => {
    const friday = hours([rule(5, '08:00', '10:00')]);
    expect(starts('Pacific/Apia', friday, week)).toEqual([]);
    expect(starts('Pacific/Apia', hours(daily('09:00', '10:00')), week)).toEqual(['2011-12-29T19:00Z', '2011-12-30T19:00Z']);
  });

  it('is no gap for a window over midnight', () => {
    expect(starts('Pacific/Apia', hours([rule(4, '23:00', '25:00')]), week)).toEqual(['2011-12-30T09:00Z', '2011-12-30T10:00Z']);
  });
});

describe('a zone of its own', () => {
  it.each([
    ['Asia/Kathmandu', '2026-03-02T03:15Z'],
    ['Asia/Kolkata', '2026-03-02T03:30Z'],
    ['America/St_Johns', '2026-03-02T12:30Z'],
    ['Pacific/Chatham', '2026-03-01T19:15Z'],
  ])('%s opens at its own nine', (zone, nine) => {
    expect(starts(zone, hours(), ['2026-03-02T00:00', '2026-03-03T00:00'])[0]).toBe(nine);
  });
});

describe('every day of a year', () => {
  const rulesIn = (year: number) => [
    ...daily('09:00', '12:00'),
    ...daily('01:30', '04:00', { slotMinutes: 20 }),
    ...daily('22:00', '01:15', { slotMinutes: 25 }),
    ...daily('00:00', '48:00', { slotMinutes: 480, validFrom: `${year}-02-01`, validUntil: `${year}-11-15` }),
    rule(7, '02:00', '02:30', { slotMinutes: 10 }),
  ];

  it.each(ZONES)('in %s has the slots that Intl gives it', (zone, year) => {
    const timetable = hours(rulesIn(year), [
      opening(`${year}-04-05T01:40`, `${year}-04-05T05:00`),
      opening(`${year}-11-01T01:40`, `${year}-11-03T05:00`),
    ]);
    const given = inZone(zone, timetable, { ...anyTime, durationMinutes: 30, slotMinutes: 15 });
    const range = { from: Date.UTC(year, 0, 1), to: Date.UTC(year + 1, 0, 2) };
    const expected = startsOf(windowsOf(given, timetable, range), 30, range);
    expect(slotsBetween(given, range).map((slot) => slot.startsAt)).toEqual(expected);
    // Asking day by day finds the same, with none lost or twice at the seams.
    const byDay = [];
    for (let from = range.from; from < range.to; from += DAY_MS)
      byDay.push(...slotsBetween(given, { from, to: Math.min(from + DAY_MS, range.to) }));
    expect(byDay.map((slot) => slot.startsAt)).toEqual(expected);
    const judged = expected
      .filter((_, i) => i % 40 === 0)
      .map((startsAt) => judgeSpan(given, { startsAt, endsAt: startsAt + 30 * 60_000 }));
    expect(judged.every((verdict) => verdict.available && verdict.policyReasons.length === 0)).toBe(true);
  });
});
