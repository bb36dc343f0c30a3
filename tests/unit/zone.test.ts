import { describe, expect, it, vi } from 'vitest';
import { addDays, instantToWall, isZone, startOfDay, wallToInstant } from '#core/base/zone.ts';
import { instantShowing, shownAt } from './oracle/clock.ts';
import { ZONES } from './oracle/zones.ts';

// The oracle is slow on purpose; a loaded machine makes it slower.
vi.setConfig({ testTimeout: 60_000 });

const iso = (at: number) => new Date(at).toISOString().replace(':00.000Z', 'Z');
const localName = (shown: number) => new Date(shown).toISOString().slice(0, 16);

describe('a wall time and its instant', () => {
  it.each(ZONES)('agree with Intl on every day of the year in %s', (zone, year) => {
    for (let day = Date.UTC(year, 0, 1); day < Date.UTC(year + 1, 0, 2); day += 86_400_000) {
      for (const minutes of [0, 1, 30, 60, 90, 119, 120, 135, 150, 165, 180, 585, 720, 1380, 1439]) {
        const shown = day + minutes * 60_000;
        const at = wallToInstant(zone, localName(shown));
        if (at !== instantShowing(zone, shown))
          expect.fail(`${zone} ${localName(shown)}: ${iso(at)}, Intl ${iso(instantShowing(zone, shown))}`);
      }
      for (const minutes of [0, 437, 899, 1020]) {
        const at = day + minutes * 60_000;
        const { date, minutes: sinceMidnight, dayOfWeek } = instantToWall(zone, at);
        const shown = shownAt(zone, at);
        expect(Date.parse(`${date}T00:00Z`) + sinceMidnight * 60_000).toBe(shown);
        expect(dayOfWeek % 7).toBe(new Date(shown).getUTCDay());
      }
    }
  });

  it.each([
    ['America/New_York', '2026-03-08T02:30', '2026-03-08T07:30Z', 'a skipped time moves forward by the gap'],
    ['America/New_York', '2026-11-01T01:30', '2026-11-01T05:30Z', 'a time that comes twice means the first'],
    ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:45Z', 'half an hour is skipped'],
    ['Australia/Lord_Howe', '2026-04-05T01:45', '2026-04-04T14:45Z', 'half an hour comes twice'],
    ['America/Sao_Paulo', '2018-11-04T00:00', '2018-11-04T03:00Z', 'midnight itself is skipped'],
    ['Pacific/Apia', '2011-12-30T10:00', '2011-12-30T20:00Z', 'a whole day is skipped'],
    ['Asia/Kathmandu', '2026-06-01T12:00', '2026-06-01T06:15Z', 'a zone of quarter hours'],
    ['Pacific/Chatham', '2026-09-27T02:45', '2026-09-26T14:00Z', 'the gap begins at 2:45'],
    ['Africa/Casablanca', '2026-03-22T02:10', '2026-03-22T02:10Z', 'after Ramadan the clock goes forward'],
    ['Europe/Berlin', '1965-07-01T12:00', '1965-07-01T11:00Z', 'years before the table'],
    ['Europe/Berlin', '2150-07-01T12:00', '2150-07-01T10:00Z', 'years after the table'],
  ])('%s %s is %s: %s', (zone, local, expected) => {
    expect(iso(wallToInstant(zone, local))).toBe(expected);
  });

  it('a far date is no fault', () => {
    expect(iso(wallToInstant('Asia/Tehran', '9999-12-31T00:00'))).toBe('9999-12-30T20:30Z');
    expect(instantToWall('Asia/Tehran', Date.parse('9999-12-30T20:30Z'))).toEqual({ date: '9999-12-31', minutes: 0, dayOfWeek: 5 });
  });

  it('what is no local time is a fault', () => {
    expect(() => wallToInstant('UTC', 'tomorrow')).toThrow(RangeError);
    expect(() => wallToInstant('Mars/Olympus', '2026-01-01T00:00')).toThrow(RangeError);
  });
});

describe('a day', () => {
  it('begins at midnight, or when the clock resumes', () => {
    expect(iso(startOfDay('America/Sao_Paulo', '2018-11-04'))).toBe('2018-11-04T03:00Z');
    expect(iso(startOfDay('Europe/Berlin', '2026-03-29'))).toBe('2026-03-28T23:00Z');
  });

  it('is counted on the calendar', () => {
    expect(addDays('2026-02-27', 2)).toBe('2026-03-01');
    expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
  });
});

describe('the name of a zone', () => {
  it('is one that the tz database has', () => {
    for (const [zone] of ZONES) expect(isZone(zone)).toBe(true);
    expect(isZone('UTC')).toBe(true);
  });

  it.each(['', 'Z', '+05:30', 'Mars/Olympus', 'Europe/Berlin ', '2026-01-01T00:00[Europe/Berlin]', 'Europe/Berlin\n'])(
    '%j is none',
    (name) => {
      expect(isZone(name)).toBe(false);
    },
  );
});
