import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  copyDay,
  erase,
  hoursText,
  type NewRule,
  paint,
  parseHours,
  ruleOf,
  stretchOf,
  typeDay,
  weeklyHours,
  weekText,
} from '../../../renderer/screens/availability/hours.ts';

import { fieldWords, valueWords } from '../../../renderer/screens/attention/words.ts';

const quarter = fc.integer({ min: 0, max: 95 }).map((step) => step * 15);
const stretch = fc
  .tuple(quarter, fc.integer({ min: 1, max: 40 }))
  .map(([from, steps]) => ({ from, to: Math.min(from + steps * 15, 1_440) }))
  .filter(({ from, to }) => to > from);
const strokes = fc.array(
  fc.record({ kind: fc.constantFrom('paint' as const, 'erase' as const), day: fc.integer({ min: 1, max: 7 }), stretch }),
  { maxLength: 20 },
);

/** Open quarters of a day, told by nothing but a list of booleans. */
function openQuarters(rules: readonly NewRule[], day: number): boolean[] {
  return Array.from({ length: 96 }, (_, index) =>
    rules.some((rule) => rule.dayOfWeek === day && stretchOf(rule).from <= index * 15 && stretchOf(rule).to >= (index + 1) * 15),
  );
}

describe('painting hours', () => {
  it('opens and closes exactly what the strokes cover', () => {
    fc.assert(
      fc.property(strokes, (all) => {
        let rules: NewRule[] = [];
        const oracle = Array.from({ length: 8 }, () => Array.from({ length: 96 }, () => false));
        for (const { kind, day, stretch: at } of all) {
          rules = kind === 'paint' ? paint(rules, day, at) : erase(rules, day, at);
          oracle[day]?.fill(kind === 'paint', at.from / 15, at.to / 15);
        }
        for (let day = 1; day <= 7; day += 1) expect(openQuarters(rules, day)).toEqual(oracle[day]);
      }),
    );
  });

  it('leaves no two rules of a day touching, so that a stretch is one rule', () => {
    fc.assert(
      fc.property(strokes, (all) => {
        let rules: NewRule[] = [];
        for (const { kind, day, stretch: at } of all) rules = kind === 'paint' ? paint(rules, day, at) : erase(rules, day, at);
        for (const [index, rule] of rules.entries()) {
          const before = rules[index - 1];
          if (before?.dayOfWeek === rule.dayOfWeek) expect(stretchOf(rule).from).toBeGreaterThan(stretchOf(before).to);
        }
      }),
    );
  });

  it('flows around a rule that has details of its own', () => {
    const evening = ruleOf(1, { from: 1_080, to: 1_200 }, { capacity: 4 });
    const rules = paint([evening], 1, { from: 960, to: 1_320 });
    expect(rules.map((rule) => [rule.startTime, rule.endTime, rule.capacity])).toEqual([
      ['16:00', '18:00', null],
      ['18:00', '20:00', 4],
      ['20:00', '22:00', null],
    ]);
  });

  it('keeps a rule’s details on both sides of what is erased', () => {
    const rules = erase([ruleOf(2, { from: 540, to: 1_020 }, { capacity: 8 })], 2, { from: 720, to: 780 });
    expect(rules.map((rule) => [rule.startTime, rule.endTime, rule.capacity])).toEqual([
      ['09:00', '12:00', 8],
      ['13:00', '17:00', 8],
    ]);
  });

  it('copies a day over others and leaves the rest', () => {
    const rules = copyDay(
      [ruleOf(1, { from: 540, to: 720 }), ruleOf(2, { from: 0, to: 60 }), ruleOf(7, { from: 600, to: 660 })],
      1,
      [2, 3],
    );
    expect(rules.map((rule) => `${rule.dayOfWeek} ${hoursText([rule])}`.replaceAll('\u2060', ''))).toEqual([
      '1 9–12',
      '2 9–12',
      '3 9–12',
      '7 10–11',
    ]);
    expect(weeklyHours(rules)).toBe(10);
  });
});

describe('typing hours', () => {
  it.each([
    [
      '9-12, 13-17',
      [
        [540, 720],
        [780, 1_020],
      ],
    ],
    ['9:30–18', [[570, 1_080]]],
    ['9am to 5pm', [[540, 1_020]]],
    ['0900-1730', [[540, 1_050]]],
    ['22-2', [[1_320, 1_560]]],
    ['0-24', [[0, 1_440]]],
    [
      '13-17; 9-12',
      [
        [540, 720],
        [780, 1_020],
      ],
    ],
    ['closed', []],
    ['', []],
  ])('reads “%s”', (text, expected) => {
    expect(parseHours(text)).toEqual(expected.map(([from, to]) => ({ from, to })));
  });

  it.each(['banana', '9', '9-25', '9:70-12', '24-3'])('says what is wrong with “%s”', (text) => {
    expect(parseHours(text)).toMatchObject({ problem: expect.stringContaining('time span') as string });
  });

  it('refuses spans that overlap', () => {
    expect(parseHours('9-12, 11-14')).toEqual({ problem: '11:00 lies in the span before it.' });
  });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 4 }), (stretches) => {
        const rules = stretches.reduce<NewRule[]>((painted, at) => paint(painted, 1, at), []);
        expect(parseHours(hoursText(rules))).toEqual(rules.map((rule) => stretchOf(rule)));
      }),
    );
  });

  it('keeps the details of a rule that starts where it did', () => {
    const rules = typeDay([ruleOf(3, { from: 540, to: 720 }, { capacity: 6 })], 3, [
      { from: 540, to: 780 },
      { from: 840, to: 900 },
    ]);
    expect(rules.map((rule) => [rule.endTime, rule.capacity])).toEqual([
      ['13:00', 6],
      ['15:00', null],
    ]);
  });
});

describe('a whole week in words', () => {
  const nine = { from: 540, to: 1_020 };

  it('tells days in a row that are alike together, and what is not as offered', () => {
    const week = [1, 2, 3, 5].map((day) => ruleOf(day, nine));
    expect(weekText(week)).toBe('Mon–Wed 9–17 · Fri 9–17'.replaceAll('9–17', hoursText([ruleOf(1, nine)])));
    const seasonal = ruleOf(6, { from: 600, to: 1_560 }, { capacity: 3, validFrom: '2026-06-01' });
    expect(weekText([seasonal])).toBe(`Sat ${hoursText([seasonal])} (3 places, from 2026-06-01)`);
    expect(weekText([])).toBe('closed all week');
  });

  it('is what two people who changed the hours of one thing choose between', () => {
    const yours = [ruleOf(1, nine)];
    const theirs = [{ ...ruleOf(2, nine), id: 'rul_1' }];
    expect([valueWords('rules', yours, 'EUR'), valueWords('rules', theirs, 'EUR'), fieldWords('rules')]).toEqual([
      weekText(yours),
      weekText(theirs),
      'hours',
    ]);
    expect(valueWords('rules', [], 'EUR')).toBe('closed all week');
    expect(valueWords('durations', [{ minutes: 30 }], 'EUR')).toBe('1 entry');
  });
});
