import { describe, expect, it } from 'vitest';
import { zoneNamed } from '#core/base/zone.ts';
import { stretchesOf } from '#core/domains/availability/rules/hours.ts';
import { slotsBetween } from '#core/domains/availability/rules/slots.ts';
import type { LocalException } from '#core/domains/availability/model.ts';
import { startsOf, windowsOf } from './oracle/slots.ts';
import { ZONES } from './oracle/zones.ts';
import { at, block, daily, DAY_MS, facts, hours, offering, opening } from './slots-world.ts';

const yearly = (from: string, to: string, over: Partial<LocalException> = {}) => block(from, to, { yearly: true, ...over });
const utc = zoneNamed('UTC');

/** The first instants of the days on which it is, between two years. */
const timesOf = (exception: LocalException, [fromYear, toYear]: readonly [number, number]) =>
  stretchesOf(utc, exception, { from: Date.UTC(fromYear, 0, 1), until: Date.UTC(toYear, 0, 1) }).map(({ from, until }) =>
    [from, until].map((edge) => new Date(edge).toISOString().slice(0, 16)),
  );

describe('an exception of each year', () => {
  it('is there on the same dates from its first year on, and in none before', () => {
    const labourDay = yearly('2024-05-01T00:00', '2024-05-02T00:00');
    expect(timesOf(labourDay, [2020, 2027])).toEqual([
      ['2024-05-01T00:00', '2024-05-02T00:00'],
      ['2025-05-01T00:00', '2025-05-02T00:00'],
      ['2026-05-01T00:00', '2026-05-02T00:00'],
    ]);
    expect(timesOf({ ...labourDay, yearly: false }, [2020, 2027])).toHaveLength(1);
  });

  it('may go over the new year', () => {
    const holidays = yearly('2020-12-24T12:00', '2021-01-02T09:00');
    expect(timesOf(holidays, [2026, 2027])).toEqual([
      ['2025-12-24T12:00', '2026-01-02T09:00'],
      ['2026-12-24T12:00', '2027-01-02T09:00'],
    ]);
  });

  it('of 29 February is there in leap years alone', () => {
    expect(timesOf(yearly('2024-02-29T00:00', '2024-03-01T00:00'), [2024, 2033]).map(([from]) => from)).toEqual([
      '2024-02-29T00:00',
      '2028-02-29T00:00',
      '2032-02-29T00:00',
    ]);
    expect(timesOf(yearly('2096-02-29T00:00', '2096-03-01T00:00'), [2097, 2105]).map(([from]) => from)).toEqual(['2104-02-29T00:00']);
  });

  it('that ends on 29 February ends with the 28th in other years', () => {
    expect(timesOf(yearly('2024-02-27T00:00', '2024-02-29T12:00'), [2024, 2026])).toEqual([
      ['2024-02-27T00:00', '2024-02-29T12:00'],
      ['2025-02-27T00:00', '2025-03-01T00:00'],
    ]);
  });

  it('costs the years that are asked for, however old it is', () => {
    let asked = 0;
    const counting = {
      toLocal: utc.toLocal,
      toInstant: (local: number) => {
        asked += 1;
        return utc.toInstant(local);
      },
    };
    const old = yearly('1000-05-01T00:00', '1000-05-02T00:00');
    expect(stretchesOf(counting, old, { from: Date.UTC(2026, 3, 1), until: Date.UTC(2026, 6, 1) })).toHaveLength(1);
    expect(asked).toBeLessThanOrEqual(4);
  });

  it.each(ZONES)('in %s opens when its clock shows it, and closes just that', (zone, year) => {
    const policy = offering({ timezone: zone, durationMinutes: 30, slotMinutes: 30, minNoticeMinutes: 0, maxAdvanceDays: 2_000 });
    const range = { from: Date.UTC(year - 1, 11, 20), to: Date.UTC(year + 1, 0, 6) };
    const dates = [
      [`${year - 3}-12-30T22:15`, `${year - 2}-01-01T03:30`],
      [`${year - 3}-03-08T01:45`, `${year - 3}-03-15T04:30`],
      [`${year - 3}-10-04T01:15`, `${year - 3}-11-03T04:30`],
    ] as const;
    const open = facts({
      offering: policy,
      now: Date.UTC(year - 2, 11, 1),
      timetable: hours(
        [],
        dates.map(([from, to]) => opening(from, to, { yearly: true })),
      ),
    });
    const windows = windowsOf(open, open.timetable, range);
    expect(slotsBetween(open, range).map(({ startsAt }) => startsAt)).toEqual(startsOf(windows, 30, range));

    const always = { ...open, timetable: hours(daily('00:00', '24:00')) };
    const closed = {
      ...open,
      timetable: hours(
        daily('00:00', '24:00'),
        dates.map(([from, to]) => yearly(from, to)),
      ),
    };
    const left = slotsBetween(always, range).filter(({ startsAt, endsAt }) =>
      windows.every((window) => window.until <= startsAt || window.from >= endsAt),
    );
    expect(left.length).toBeLessThan(slotsBetween(always, range).length);
    expect(slotsBetween(closed, range)).toEqual(left);
  });

  it('is met by a day that is asked for by itself', () => {
    const given = facts({ timetable: hours(daily('09:00', '17:00'), [yearly('2020-12-24T12:00', '2021-01-02T00:00')]) });
    const day = (date: string) => slotsBetween(given, { from: at(`${date}T00:00`), to: at(`${date}T00:00`) + DAY_MS }).length;
    expect([day('2026-12-23'), day('2026-12-24'), day('2026-12-31'), day('2027-01-01')]).toEqual([8, 3, 0, 0]);
    expect(day('2026-01-02')).toBe(8);
  });
});
