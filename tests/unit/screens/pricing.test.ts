import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PriceRuleFields } from '#core/domains/pricing/model.ts';
import { blank, type Draft, draftOf, fieldsOf, isSound, presets, problemsOf } from '../../../renderer/screens/pricing/draft.ts';
import { impactText } from '../../../renderer/screens/pricing/impactWords.ts';
import { addMonths, daysOf, heatOf, rangeOf } from '../../../renderer/screens/pricing/month.ts';
import { listText, shortMoney, weekdaysText, wordsOfRule } from '../../../renderer/screens/pricing/ruleWords.ts';
import { stepText } from '../../../renderer/screens/pricing/stepWords.ts';
import { moved } from '../../../renderer/screens/pricing/moved.ts';

const titles: Record<string, string> = { off_a: 'Haircut', off_b: 'Colour' };
const titleOf = (id: string) => titles[id];
const sentence = (changes: Partial<Draft>) => {
  const { change, when } = wordsOfRule(fieldsOf({ ...blank, name: 'A rule', amount: 20, ...changes }), titleOf);
  return `${change} ${when}`;
};

describe('a rule in words', () => {
  it.each<[string, Partial<Draft>]>([
    ['+20 % always', {}],
    ['−12.5 % always', { sign: 'cheaper', amount: 12.5 }],
    ['+20 % on Saturdays and Sundays', { open: ['weekdays'], weekdays: [7, 6] }],
    ['+20 % Monday to Friday', { open: ['weekdays'], weekdays: [1, 2, 3, 4, 5] }],
    ['+20 % always', { open: ['weekdays'], weekdays: [1, 2, 3, 4, 5, 6, 7] }],
    ['+20 % when booked 14 days or more ahead', { open: ['lead'], leadFrom: 14 }],
    ['+20 % when booked less than 36 h ahead', { open: ['lead'], leadTo: 36, leadUnit: 'hours' }],
    ['+20 % when booked 1 day to 7 days ahead', { open: ['lead'], leadFrom: 1, leadTo: 7 }],
    ['+20 % from 80 % full; nothing after it', { open: ['full'], fullFrom: 80, last: true }],
    ['+20 % up to 30 % full', { open: ['full'], fullTo: 30 }],
    ['+20 % for Haircut and Colour', { offeringIds: ['off_a', 'off_b'] }],
    ['+20 % for 1 offering', { offeringIds: ['off_gone'] }],
    ['+20 % on Mondays, from 80 % full', { open: ['weekdays', 'full'], weekdays: [1], fullFrom: 80 }],
  ])('%s', (expected, changes) => {
    expect(sentence(changes)).toBe(expected);
  });

  it('leaves out conditions that were taken off, whatever was typed into them', () => {
    expect(sentence({ weekdays: [6], leadFrom: 14, fullTo: 10, dateFrom: '2026-01-01', timeFrom: '09:00' })).toBe('+20 % always');
  });

  it('names each day of days that don’t follow each other', () => {
    expect(weekdaysText([1, 3, 5])).toBe('on Mondays, Wednesdays and Fridays');
    expect(listText([])).toBe('');
  });

  it('says amounts in their own currency, with its own decimals', () => {
    expect(fieldsOf({ ...blank, amount: 500, unit: 'JPY' })).toMatchObject({ kind: 'amount', value: 500, currency: 'JPY' });
    expect(fieldsOf({ ...blank, amount: 1.25, unit: 'BHD', sign: 'cheaper' })).toMatchObject({ value: -1_250, currency: 'BHD' });
    expect(sentence({ amount: 500, unit: 'JPY', sign: 'cheaper' })).toContain('−');
  });
});

describe('a price in a calendar’s cell', () => {
  it.each([
    [2_000, 'EUR'],
    [2_050, 'EUR'],
    [123_456_789_000, 'EUR'],
    [1_851_851, 'JPY'],
    [10_845, 'BHD'],
    [10_845_123, 'BHD'],
  ])('%i %s takes little room', (cents, currency) => {
    expect(shortMoney(cents, currency).length).toBeLessThanOrEqual(8);
  });

  it('says its figures, without a currency that takes letters', () => {
    expect(shortMoney(2_000, 'EUR')).toMatch(/20(?![.,\d])/);
    expect(shortMoney(10_845, 'BHD')).toMatch(/^10[.,]845$/);
  });
});

it('a name from right to left stays apart from the words around it', () => {
  const { when } = wordsOfRule(fieldsOf({ ...blank, amount: 1, offeringIds: ['x'] }), () => 'جلسة');
  expect(when).toBe('for \u2068جلسة\u2069');
});

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const minutes = fc
  .integer({ min: 0, max: 1_439 })
  .map((at) => `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`);
const date = fc.integer({ min: 20_000, max: 22_000 }).map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));
const savedRule = fc
  .record({
    name: fc.constantFrom('Weekend', 'Été', '週末'),
    active: fc.boolean(),
    offeringIds: fc.constant<string[]>([]),
    weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 })).map((days) => days.toSorted((a, b) => a - b)),
    times: maybe(fc.tuple(minutes, minutes)),
    dates: fc.tuple(maybe(date), maybe(date)),
    yearly: fc.boolean(),
    lead: fc.tuple(maybe(fc.nat(17_000)), maybe(fc.nat(17_000))),
    full: fc.tuple(maybe(fc.nat(100)), maybe(fc.nat(100))),
    change: fc.oneof(
      fc.integer({ min: -10_000, max: 100_000 }).map((value) => ({ kind: 'percent' as const, value, currency: null })),
      fc
        .tuple(fc.integer({ min: -900_000, max: 900_000 }), fc.constantFrom('EUR', 'JPY', 'BHD'))
        .map(([value, currency]) => ({ kind: 'amount' as const, value, currency })),
    ),
    last: fc.boolean(),
  })
  .map(({ times, dates, lead, full, change, ...rest }) => ({
    ...rest,
    ...change,
    timeFrom: times?.[0] ?? null,
    timeTo: times?.[1] ?? null,
    dateFrom: dates[0],
    dateTo: dates[1],
    leadFromHours: lead[0],
    leadToHours: lead[1],
    occupancyFrom: full[0],
    occupancyTo: full[1],
  }))
  .filter((rule) => PriceRuleFields.safeParse(rule).success);

describe('a rule that is written', () => {
  it('comes out as it went in, when nothing is changed', () => {
    fc.assert(
      fc.property(savedRule, (rule) => {
        expect(fieldsOf(draftOf(rule))).toEqual(rule);
      }),
    );
  });

  it('is one that the core takes, whenever nothing is said against it', () => {
    const typed = fc.oneof(fc.constant('' as const), fc.integer({ min: 0, max: 200 }));
    const draft = fc
      .record({
        sign: fc.constantFrom('dearer' as const, 'cheaper' as const),
        amount: typed,
        unit: fc.constantFrom('%', 'EUR', 'JPY'),
        open: fc.subarray(['weekdays', 'time', 'season', 'lead', 'full'] as const),
        weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 })),
        timeFrom: fc.oneof(fc.constant(''), minutes),
        timeTo: fc.oneof(fc.constant(''), minutes),
        dateFrom: maybe(date),
        dateTo: maybe(date),
        yearly: fc.boolean(),
        leadFrom: typed,
        leadTo: typed,
        leadUnit: fc.constantFrom('hours' as const, 'days' as const),
        fullFrom: fc.oneof(fc.constant('' as const), fc.nat(100)),
        fullTo: fc.oneof(fc.constant('' as const), fc.nat(100)),
      })
      .map((fields): Draft => ({ ...blank, name: 'A rule', ...fields }));
    fc.assert(
      fc.property(draft, (one) => {
        fc.pre(isSound(problemsOf(one)));
        expect(PriceRuleFields.safeParse(fieldsOf(one)).error?.issues).toBeUndefined();
      }),
    );
  });

  it('is told what it lacks only when somebody tries to save it, and what is wrong at once', () => {
    const problems = problemsOf({ ...blank, open: ['lead', 'weekdays', 'time'], leadFrom: 3, leadTo: 2 });
    expect(Object.keys(problems.missing)).toEqual(['name', 'amount', 'weekdays', 'timeFrom', 'timeTo']);
    expect(problems.wrong).toEqual({ leadTo: 'More than the first.' });
  });

  it('can’t take off more than everything', () => {
    expect(problemsOf({ ...blank, name: 'Gift', sign: 'cheaper', amount: 101 }).wrong.amount).toContain('At most 100 %');
    expect(problemsOf({ ...blank, name: 'Gift', sign: 'cheaper', amount: 101, unit: 'EUR' }).wrong.amount).toBeUndefined();
  });

  it('starts sound from every preset', () => {
    for (const preset of presets) expect(isSound(problemsOf(preset.draft)), preset.label).toBe(true);
  });
});

describe('a month of prices', () => {
  it('has its days under their weekdays', () => {
    expect(daysOf('2027-02')).toMatchObject({ lead: 0, dates: { length: 28 } });
    expect(daysOf('2026-11')).toMatchObject({ lead: 6, dates: { length: 30 } });
    expect(addMonths('2026-12', 1)).toBe('2027-01');
    expect(addMonths('2026-01', -1)).toBe('2025-12');
  });

  it('is warmest at its highest price and plain where all are the same', () => {
    const range = rangeOf([
      { lowCents: 2_000, highCents: 3_000 },
      { lowCents: null, highCents: null },
      { lowCents: 1_000, highCents: 1_000 },
    ]);
    expect(range).toEqual({ low: 1_000, high: 3_000 });
    expect([1_000, 2_000, 3_000].map((cents) => heatOf(cents, range))).toEqual([0, 0.5, 1]);
    expect(heatOf(500, { low: 500, high: 500 })).toBe(0);
    expect(rangeOf([])).toBeNull();
  });
});

describe('what saving would change', () => {
  const none = { days: 30, changed: 0, dearer: 0, cheaper: 0, keptBookings: 0 };
  it.each([
    [none, 'No start in the next 30 days changes its price.'],
    [{ ...none, changed: 1, cheaper: 1, keptBookings: 1 }, '1 start in the next 30 days changes: 1 cheaper. 1 booking keeps its price.'],
    [
      { ...none, changed: 212, dearer: 180, cheaper: 32, keptBookings: 14 },
      '212 starts in the next 30 days change: 180 dearer, 32 cheaper. 14 bookings keep their price.',
    ],
  ])('%o', (impact, expected) => {
    expect(impactText(impact)).toBe(expected);
  });
});

describe('the steps of a price', () => {
  const money = (cents: number) => `${cents}c`;
  const step = { ref: null, name: '', units: 1.5, unitCents: 6_000, cents: 9_000 } as const;
  it.each([
    [{ ...step, kind: 'base' as const }, { pricingModel: 'HOURLY' as const, nights: null }, 'Price, 6000c × 1.5 h'],
    [{ ...step, kind: 'base' as const, units: 1 }, { pricingModel: 'ONE_TIME' as const, nights: null }, 'Price'],
    [{ ...step, kind: 'base' as const, units: 2 }, { pricingModel: 'ONE_TIME' as const, nights: null }, 'Price, 6000c × 2'],
    [{ ...step, kind: 'base' as const, units: null }, { pricingModel: 'ONE_TIME' as const, nights: null }, 'Price'],
    [{ ...step, kind: 'rule' as const, name: 'Weekend' }, { pricingModel: 'DAILY' as const, nights: null }, 'Weekend'],
  ])('%o', (one, offering, expected) => {
    expect(stepText(one, offering, money)).toBe(expected);
  });
});

it('a rule that is moved keeps the others in their order', () => {
  expect(moved(['a', 'b', 'c', 'd'], 0, 2)).toEqual(['b', 'c', 'a', 'd']);
  expect(moved(['a', 'b', 'c', 'd'], 3, 1)).toEqual(['a', 'd', 'b', 'c']);
  expect(moved(['a'], 4, 0)).toEqual(['a']);
});
