import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isUnderstood, occurrencesOf, readRecurrence } from '#core/base/recurrence.ts';
import { addDays, wallToInstant } from '#core/base/zone.ts';
import { noRepeat, ordinalOf, patterns, ruleOf } from '../../../renderer/screens/bookings/repeat.ts';

const timezone = 'Europe/Berlin';
const startsAt = wallToInstant(timezone, '2026-11-24T10:00'); // a Tuesday, the last of its month

const rule = (more: Partial<typeof noRepeat>) => ruleOf({ ...noRepeat, ...more }, { startsAt, timezone });

describe('what repeats', () => {
  test.each([
    [{ pattern: 'never' }, undefined],
    [{ pattern: 'DAILY' }, 'FREQ=DAILY;COUNT=8'],
    [{ pattern: 'WEEKLY' }, 'FREQ=WEEKLY;COUNT=8'],
    [{ pattern: 'WEEKLY', days: [4, 2] }, 'FREQ=WEEKLY;BYDAY=TU,TH;COUNT=8'],
    [{ pattern: 'WEEKLY2', count: 3 }, 'FREQ=WEEKLY;INTERVAL=2;COUNT=3'],
    [{ pattern: 'MONTHDAY' }, 'FREQ=MONTHLY;BYMONTHDAY=24;COUNT=8'],
    [{ pattern: 'WEEKDAY' }, 'FREQ=MONTHLY;BYDAY=-1TU;COUNT=8'],
    [{ pattern: 'DAILY', days: [1] }, 'FREQ=DAILY;COUNT=8'],
    [{ pattern: 'DAILY', ends: 'until', until: '2026-12-24' }, 'FREQ=DAILY;UNTIL=20261224'],
    [{ pattern: 'DAILY', ends: 'until' }, 'FREQ=DAILY;UNTIL=20270119'],
  ] as const)('%o is %s', (more, text) => {
    expect(rule(more as Partial<typeof noRepeat>)).toBe(text);
  });

  test('is always a rule that begins with the time that was chosen', () => {
    fc.assert(
      fc.property(fc.constantFrom(...patterns), fc.nat(2_000), (pattern, days) => {
        const at = wallToInstant(timezone, `${addDays('2026-01-01', days)}T10:00`);
        const text = ruleOf({ ...noRepeat, pattern, count: 2 }, { startsAt: at, timezone });
        if (text === undefined) return;
        const read = readRecurrence(text);
        const starts = isUnderstood(read) ? occurrencesOf(read, { zone: timezone, startsAt: at }) : read;
        expect(Array.isArray(starts) ? starts[0] : starts.expected).toBe(at);
      }),
    );
  });
});

test('a fourth Tuesday that is the last is called the last', () => {
  expect(['2026-11-03', '2026-11-10', '2026-11-17', '2026-11-24', '2026-12-22', '2026-12-29', '2027-02-22'].map(ordinalOf)).toEqual([
    1, 2, 3, -1, 4, -1, -1,
  ]);
});
