import fc from 'fast-check';
import { rrulestr } from 'rrule';
import { describe, expect, it } from 'vitest';
import { isUnderstood, occurrencesOf, readRecurrence, recurrenceText } from '#core/base/recurrence.ts';
import { addDays, instantToWall, wallToInstant } from '#core/base/zone.ts';
import { ZONES } from './oracle/zones.ts';
import { partOf } from './zoneRuns.ts';

function understood(text: string) {
  const rule = readRecurrence(text);
  return isUnderstood(rule) ? rule : expect.fail(`${text}: expected ${rule.expected}`);
}

function startsOf(text: string, { zone, first }: { zone: string; first: string }): number[] {
  const starts = occurrencesOf(understood(text), { zone, startsAt: wallToInstant(zone, first) });
  return Array.isArray(starts) ? starts : expect.fail(`${text} from ${first}: expected ${starts.expected}`);
}

const iso = (at: number) => new Date(at).toISOString().replace(':00.000Z', 'Z');
const expectedOf = (read: object) => ('expected' in read ? read.expected : 'understood');

describe('a rule', () => {
  it.each([
    ['FREQ=WEEKLY;BYDAY=TU,TH;COUNT=10'],
    ['FREQ=MONTHLY;BYDAY=2TU,-1FR;COUNT=6'],
    ['FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1,-1;UNTIL=20270101'],
    ['FREQ=DAILY;INTERVAL=2;UNTIL=20261231T180000Z'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU;UNTIL=20261231T180000'],
  ])('%s reads back as it is written', (text) => {
    expect(recurrenceText(understood(text))).toBe(text);
  });

  it('may be in lower case, in any order, and with its name before it', () => {
    expect(recurrenceText(understood(' rrule:count=3;freq=weekly;wkst=mo;interval=1 '))).toBe('FREQ=WEEKLY;COUNT=3');
  });

  it.each([
    ['', /parts such as FREQ/],
    ['FREQ=YEARLY;COUNT=3', /FREQ=DAILY, WEEKLY, MONTHLY/],
    ['COUNT=3', /FREQ=DAILY, WEEKLY, MONTHLY/],
    ['FREQ=DAILY', /COUNT or UNTIL/],
    ['FREQ=DAILY;COUNT=3;UNTIL=20270101', /COUNT or UNTIL/],
    ['FREQ=DAILY;COUNT=105', /COUNT from 1 to 104/],
    ['FREQ=DAILY;COUNT=0', /COUNT from 1 to 104/],
    ['FREQ=DAILY;COUNT=1e2', /COUNT from 1 to 104/],
    ['FREQ=DAILY;COUNT=3;INTERVAL=0', /INTERVAL from 1/],
    ['FREQ=DAILY;COUNT=3;COUNT=4', /COUNT once/],
    ['FREQ=DAILY;COUNT=3;BYHOUR=9', /parts such as FREQ/],
    ['FREQ=DAILY;COUNT=3;BYSETPOS=1', /parts such as FREQ/],
    ['FREQ=DAILY;COUNT=3;BYDAY=MO', /BYDAY with FREQ=WEEKLY or MONTHLY/],
    ['FREQ=WEEKLY;COUNT=3;BYDAY=2TU', /days such as TU,TH/],
    ['FREQ=WEEKLY;COUNT=3;BYDAY=XX', /days such as TU,TH/],
    ['FREQ=MONTHLY;COUNT=3;BYDAY=TU', /days such as 2TU or -1FR/],
    ['FREQ=MONTHLY;COUNT=3;BYDAY=6TU', /days such as 2TU or -1FR/],
    ['FREQ=WEEKLY;COUNT=3;BYMONTHDAY=1', /FREQ=MONTHLY alone/],
    ['FREQ=MONTHLY;COUNT=3;BYMONTHDAY=32', /BYMONTHDAY from 1 to 31/],
    ['FREQ=MONTHLY;COUNT=3;BYMONTHDAY=0', /BYMONTHDAY from 1 to 31/],
    ['FREQ=MONTHLY;COUNT=3;BYMONTHDAY=1;BYDAY=1MO', /one of them/],
    ['FREQ=DAILY;UNTIL=20270230', /UNTIL such as/],
    ['FREQ=DAILY;UNTIL=2027-01-01', /UNTIL such as/],
    ['FREQ=WEEKLY;COUNT=3;WKST=XX', /WKST as one of/],
    ['DTSTART=20260101;FREQ=DAILY;COUNT=3', /parts such as FREQ/],
  ])('%s is refused with what is expected', (text, expected) => {
    expect(expectedOf(readRecurrence(text))).toMatch(expected);
  });
});

describe('the dates of a series', () => {
  const first = { zone: 'Europe/Berlin', first: '2026-03-24T02:30' };

  it('keep their wall time over DST; one that is skipped moves forward', () => {
    expect(startsOf('FREQ=DAILY;INTERVAL=5;COUNT=3', first).map(iso)).toEqual([
      '2026-03-24T01:30Z',
      '2026-03-29T01:30Z', // 02:30 is skipped: 03:30 summer time
      '2026-04-03T00:30Z',
    ]);
  });

  it('mean the first of a wall time that comes twice', () => {
    expect(startsOf('FREQ=WEEKLY;COUNT=2', { zone: 'Europe/Berlin', first: '2026-10-18T02:30' }).map(iso)).toEqual([
      '2026-10-18T00:30Z',
      '2026-10-25T00:30Z',
    ]);
  });

  it('begin with the very instant that was given, also the second of a doubled hour', () => {
    const startsAt = Date.parse('2026-10-25T01:30Z');
    expect(occurrencesOf(understood('FREQ=DAILY;COUNT=2'), { zone: 'Europe/Berlin', startsAt })).toEqual([
      startsAt,
      Date.parse('2026-10-26T01:30Z'),
    ]);
  });

  it('leave out a first one that the rule does not name', () => {
    const dates = startsOf('FREQ=WEEKLY;BYDAY=MO;COUNT=2', { zone: 'UTC', first: '2026-11-24T09:00' });
    expect(dates.map(iso)).toEqual(['2026-11-30T09:00Z', '2026-12-07T09:00Z']);
  });

  it('hold the end: its date, its moment in UTC, its moment on the wall', () => {
    const start = { zone: 'Asia/Tokyo', first: '2026-11-24T09:00' };
    expect(startsOf('FREQ=DAILY;UNTIL=20261126', start)).toHaveLength(3);
    expect(startsOf('FREQ=DAILY;UNTIL=20261126T000000Z', start)).toHaveLength(3);
    expect(startsOf('FREQ=DAILY;UNTIL=20261125T235959Z', start)).toHaveLength(2);
    expect(startsOf('FREQ=DAILY;UNTIL=20261126T090000', start)).toHaveLength(3);
    expect(startsOf('FREQ=DAILY;UNTIL=20261126T085959', start)).toHaveLength(2);
  });

  it.each([
    ['FREQ=DAILY;UNTIL=20270401', /at most 104 dates/],
    ['FREQ=MONTHLY;COUNT=26', /within 2 years/],
    ['FREQ=WEEKLY;INTERVAL=60;UNTIL=20400101', /within 2 years/],
    ['FREQ=DAILY;UNTIL=20261101', /at least one date/],
    ['FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31;COUNT=3', /at least one date/],
  ])('%s is more than a series holds, or nothing', (text, expected) => {
    const answer = occurrencesOf(understood(text), { zone: 'UTC', startsAt: Date.parse('2026-11-24T09:00Z') });
    expect(expectedOf(answer)).toMatch(expected);
  });
});

const days = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const some = <T>(one: fc.Arbitrary<T>, maxLength = 4) => fc.uniqueArray(one, { minLength: 1, maxLength }).map((all) => all.join(','));
const ordinal = fc.constantFrom(1, 2, 3, 4, 5, -1, -2, -3, -4, -5);
const monthDay = fc.oneof(fc.integer({ min: 1, max: 31 }), fc.integer({ min: -31, max: -1 }));
const shape = fc.oneof(
  fc.constant('FREQ=DAILY'),
  fc.constant('FREQ=WEEKLY'),
  some(fc.constantFrom(...days)).map((byDay) => `FREQ=WEEKLY;BYDAY=${byDay}`),
  fc.constant('FREQ=MONTHLY'),
  some(fc.tuple(ordinal, fc.constantFrom(...days)).map(([place, day]) => `${place}${day}`)).map((byDay) => `FREQ=MONTHLY;BYDAY=${byDay}`),
  some(monthDay).map((byMonthDay) => `FREQ=MONTHLY;BYMONTHDAY=${byMonthDay}`),
);
const firstDate = fc.integer({ min: 0, max: 4_000 }).map((day) => addDays('2024-01-01', day));

describe('a rule and the rrule package', () => {
  it('name the same local dates, at the same wall time wherever the clock shows it', () => {
    fc.assert(
      fc.property(
        fc.record({
          shape,
          interval: fc.integer({ min: 1, max: 7 }),
          weekStart: fc.constantFrom(...days),
          count: fc.option(fc.integer({ min: 1, max: 104 })),
          length: fc.integer({ min: 0, max: 800 }),
          first: firstDate,
          zone: fc.constantFrom(...ZONES.map(([zone]) => zone)),
          minutes: fc.integer({ min: 0, max: 1439 }),
        }),
        ({ first, zone, minutes, count, length, ...rest }) => {
          const time = new Date(minutes * 60_000).toISOString().slice(11, 16);
          const until = addDays(first, length).replaceAll('-', '');
          const rule = `${rest.shape};INTERVAL=${rest.interval};WKST=${rest.weekStart}`;
          const theirs = rrulestr(`${rule};${count === null ? `UNTIL=${until}T235959Z` : `COUNT=${count}`}`, {
            dtstart: new Date(`${first}T${time}:00Z`),
          })
            .all((_date, n) => n < 105)
            .map((date) => date.toISOString().slice(0, 16));
          const horizon = `${Number(first.slice(0, 4)) + 2}${first.slice(4)}`;
          const ours = occurrencesOf(understood(`${rule};${count === null ? `UNTIL=${until}` : `COUNT=${count}`}`), {
            zone,
            startsAt: wallToInstant(zone, `${first}T${time}`),
          });
          const isTooMuch = theirs.length === 0 || theirs.length > 104 || theirs.some((local) => local.slice(0, 10) > horizon);
          expect(Array.isArray(ours)).toBe(!isTooMuch);
          if (!Array.isArray(ours)) return;
          // The first wall time may itself be one that the zone skips: then the series has the wall time that it became.
          const wallTime = instantToWall(zone, wallToInstant(zone, `${first}T${time}`));
          fc.pre(wallTime.date === first && wallTime.minutes === minutes);
          expect(ours).toEqual(theirs.map((local) => wallToInstant(zone, local)));
        },
      ),
      partOf(1_000),
    );
  });
});
