import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isDisposable } from '#core/base/disposableMail.ts';
import { percentOfUsual, reviewOf, type RiskFacts, scoreOf } from '#core/domains/bookings/rules/risk.ts';

const nothing: RiskFacts = {
  ...{ withinHour: 0, percentOfUsual: null, minutesAhead: 10_000, namesAtAddress: 0, namesOnDevice: 0 },
  ...{ noShows: 0, disputes: 0, hasDisposableMail: false },
};
const score = (facts: Partial<RiskFacts>): number => scoreOf({ ...nothing, ...facts }).score;

const count = fc.nat({ max: 200 });
const someFacts: fc.Arbitrary<RiskFacts> = fc.record({
  ...{ withinHour: count, namesAtAddress: count, namesOnDevice: count, noShows: count, disputes: count },
  percentOfUsual: fc.option(fc.nat({ max: 5_000 })),
  minutesAhead: fc.integer({ min: -60, max: 20_000 }),
  hasDisposableMail: fc.boolean(),
});

describe('a score', () => {
  test('of somebody of whom nothing speaks is nothing', () => {
    expect(scoreOf(nothing)).toEqual({ score: 0, signals: [] });
    expect(score({ withinHour: 1, namesAtAddress: 2, percentOfUsual: 299, minutesAhead: 120 })).toBe(0);
  });

  test.each([
    [
      'withinHour',
      [
        [1, 0],
        [2, 5],
        [3, 15],
        [4, 15],
        [5, 25],
        [50, 25],
      ],
    ],
    [
      'percentOfUsual',
      [
        [299, 0],
        [300, 10],
        [499, 10],
        [500, 20],
        [1_000, 30],
      ],
    ],
    [
      'minutesAhead',
      [
        [120, 0],
        [119, 5],
        [30, 5],
        [29, 10],
        [-5, 10],
      ],
    ],
    [
      'namesAtAddress',
      [
        [2, 0],
        [3, 5],
        [5, 10],
        [10, 15],
      ],
    ],
    [
      'namesOnDevice',
      [
        [0, 0],
        [1, 5],
        [2, 10],
        [3, 20],
      ],
    ],
    [
      'noShows',
      [
        [0, 0],
        [1, 20],
        [2, 35],
        [3, 50],
        [9, 50],
      ],
    ],
    [
      'disputes',
      [
        [0, 0],
        [1, 25],
        [2, 50],
      ],
    ],
  ] as const)('goes by %s as far as it is said', (fact, steps) => {
    for (const [value, points] of steps) expect(score({ [fact]: value }), `${value}`).toBe(points);
  });

  test('is what its signals add up to, at most 100, and names each with what was counted', () => {
    fc.assert(
      fc.property(someFacts, (facts) => {
        const { score: total, signals } = scoreOf(facts);
        expect(total).toBe(
          Math.min(
            100,
            signals.reduce((sum, { points }) => sum + points, 0),
          ),
        );
        expect(new Set(signals.map(({ kind }) => kind)).size).toBe(signals.length);
        expect(signals.every(({ points }, i) => points > 0 && points <= (signals[i - 1]?.points ?? 100))).toBe(true);
      }),
    );
    expect(scoreOf({ ...nothing, noShows: 2, withinHour: 3 }).signals).toEqual([
      { kind: 'no_shows', points: 35, value: 2 },
      { kind: 'speed', points: 15, value: 3 },
    ]);
  });

  test('is never lower for more of anything, nor for less time ahead', () => {
    fc.assert(
      fc.property(someFacts, someFacts, (one, other) => {
        const worst = (key: keyof RiskFacts) => Math.max(Number(one[key] ?? 0), Number(other[key] ?? 0));
        const both: RiskFacts = {
          ...{ withinHour: worst('withinHour'), percentOfUsual: worst('percentOfUsual'), namesAtAddress: worst('namesAtAddress') },
          ...{ namesOnDevice: worst('namesOnDevice'), noShows: worst('noShows'), disputes: worst('disputes') },
          minutesAhead: Math.min(one.minutesAhead, other.minutesAhead),
          hasDisposableMail: one.hasDisposableMail || other.hasDisposableMail,
        };
        expect(scoreOf(both).score).toBeGreaterThanOrEqual(scoreOf(one).score);
      }),
    );
  });

  test('of one screen at which everybody books walk-ins stays under what is held', () => {
    const { score: kiosk } = scoreOf({ ...nothing, withinHour: 40, namesAtAddress: 40, namesOnDevice: 40, minutesAhead: 5 });
    expect(reviewOf({ score: kiosk, signals: [] }, 75)).toBe('none');
  });

  test('is held from the business’s own threshold on, and never where there is none', () => {
    expect([74, 75, 76].map((at) => reviewOf({ score: at, signals: [] }, 75))).toEqual(['none', 'held', 'held']);
    expect(reviewOf({ score: 100, signals: [] }, null)).toBe('none');
  });
});

describe('what is usual', () => {
  test('is the middle of what others cost, and nothing while there are few', () => {
    expect(percentOfUsual(9_000, [1_000, 2_000, 3_000, 4_000, 100_000])).toBe(300);
    expect(percentOfUsual(9_000, [1_000, 2_000, 3_000, 4_000])).toBeNull();
    expect(percentOfUsual(9_000, [])).toBeNull();
  });
});

describe('a letterbox for ten minutes', () => {
  test('is known by its domain and those below it, whatever the case', () => {
    expect(['a@mailinator.com', 'a@x.Mailinator.COM', 'a@yopmail.fr'].map(isDisposable)).toEqual([true, true, true]);
    expect(['a@gmail.com', 'a@notmailinator.example', 'a@com', 'mailinator.com@example.org'].map(isDisposable)).toEqual(
      Array.from({ length: 4 }, () => false),
    );
  });
});
