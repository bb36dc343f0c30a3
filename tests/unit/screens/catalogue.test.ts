import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Key, Slug } from '#core/contracts/fields.ts';
import type { OfferingFields } from '#core/domains/catalog/model.ts';
import { defaultFields, fieldsOf, inCurrency } from '../../../renderer/screens/catalogue/draft.ts';
import { keyOf, renamed, typeKeyOf } from '../../../renderer/screens/catalogue/keys.ts';
import { moved } from '../../../renderer/screens/catalogue/moved.ts';
import { problemsOf } from '../../../renderer/screens/catalogue/problems.ts';
import { missingAttributes, typeNames } from '../../../renderer/screens/catalogue/typeWords.ts';
import { valueText } from '../../../renderer/screens/catalogue/valueText.ts';
import {
  amountText,
  depositText,
  durationsText,
  freeName,
  limitsText,
  nightsText,
  priceText,
  stayText,
} from '../../../renderer/screens/catalogue/words.ts';

const base: OfferingFields = {
  ...defaultFields({ currency: 'EUR', timezone: 'Europe/Berlin', color: '#0F766E' }),
  title: 'Soho loft',
  slug: 'soho-loft',
  basePriceCents: 4_500,
};
const nights = { checkInTime: '15:00', checkOutTime: '11:00', minNights: 2, maxNights: 14, arrivalDays: [], byDay: [] };
const addOn = { key: 'towels', name: 'Towels', priceCents: 300, minutes: 0, required: false, maxQuantity: 4 };

describe('a key', () => {
  it.each([
    ['Extra towels', 'extraTowels'],
    ['Ärztliche Größe', 'arztlicheGrosse'],
    ['2 beds', 'beds'],
    ['日本語', 'item'],
    ['', 'item'],
  ])('of “%s” is %s', (name, key) => {
    expect(keyOf(name, new Set())).toBe(key);
  });

  it('is always one that may be saved, and never one that is taken', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 12 }), (name, others) => {
        const taken = new Set<string>();
        for (let i = 0; i <= others; i++) {
          const key = keyOf(name, taken);
          expect(Key.safeParse(key).success).toBe(true);
          expect(taken.has(key)).toBe(false);
          taken.add(key);
          expect(Slug.safeParse(typeKeyOf(name, new Set())).success).toBe(true);
          expect(typeKeyOf(name, new Set())).toMatch(/^[a-z][a-z0-9_-]{0,39}$/);
        }
      }),
    );
  });

  it('follows the name while it is new, and stays once it is saved', () => {
    const list = [addOn, { ...addOn, key: '', name: '' }];
    const kept = new Set(['towels']);
    expect(renamed(list, { index: 1, to: { name: 'Towels' }, name: 'Towels', kept })[1]?.key).toBe('towels2');
    expect(renamed(list, { index: 0, to: { name: 'Sheets' }, name: 'Sheets', kept })[0]).toMatchObject({ key: 'towels', name: 'Sheets' });
  });

  it('of one that was removed is not given away again before the save', () => {
    const list = [{ ...addOn, key: '', name: '' }];
    expect(renamed(list, { index: 0, to: { name: 'Towels' }, name: 'Towels', kept: new Set(['towels']) })[0]?.key).toBe('towels2');
  });
});

describe('what needs a look before an offering is saved', () => {
  const told = (changes: Partial<OfferingFields>) => Object.keys(problemsOf({ ...base, ...changes }));

  it('is nothing of one that is full of everything', () => {
    const full: Partial<OfferingFields> = {
      durations: [{ minutes: 90, priceCents: null }],
      quantityTiers: [
        { fromQuantity: 5, unitPriceCents: 4_000 },
        { fromQuantity: 10, unitPriceCents: 3_500 },
      ],
      floorCents: 1_000,
      ceilingCents: 9_000,
      nights,
      addOns: [addOn],
      questions: [{ key: 'diet', label: 'Diet?', kind: 'choice', required: true, options: ['any', 'vegan'] }],
      dailyLimit: 3,
    };
    expect(told(full)).toEqual([]);
  });

  it.each<[string, Partial<OfferingFields>, string]>([
    ['a length twice', { durations: [{ minutes: 60, priceCents: null }] }, 'durations.0.minutes'],
    ['a length of no time', { durations: [{ minutes: 0, priceCents: null }] }, 'durations.0.minutes'],
    [
      'tiers that fall',
      {
        quantityTiers: [
          { fromQuantity: 5, unitPriceCents: 1 },
          { fromQuantity: 5, unitPriceCents: 1 },
        ],
      },
      'quantityTiers.1.fromQuantity',
    ],
    ['a tier without its price', { quantityTiers: [{ fromQuantity: 5, unitPriceCents: Number.NaN }] }, 'quantityTiers.0.unitPriceCents'],
    ['a highest price below the lowest', { floorCents: 200, ceilingCents: 100 }, 'ceilingCents'],
    [
      'a subscription of nothing',
      { pricingModel: 'SUBSCRIPTION', plan: { period: 'month', visits: 4, offeringIds: [] } },
      'plan.offeringIds',
    ],
    ['an add-on without a name', { addOns: [addOn, { ...addOn, key: '', name: ' ' }] }, 'addOns.1.name'],
    [
      'a choice of nothing',
      { questions: [{ key: 'q', label: 'Which?', kind: 'choice', required: false, options: [] }] },
      'questions.0.options',
    ],
    ['a limit of none', { customerOpenLimit: 0 }, 'customerOpenLimit'],
    ['check-out after check-in', { nights: { ...nights, checkOutTime: '16:00' } }, 'nights.checkOutTime'],
    ['no check-in', { nights: { ...nights, checkInTime: '' } }, 'nights.checkInTime'],
    ['fewer nights at most than at least', { nights: { ...nights, maxNights: 1 } }, 'nights.maxNights'],
    [
      'more nights on a Friday than there may be',
      { nights: { ...nights, byDay: [{ dayOfWeek: 5, minNights: 15, maxNights: null }] } },
      'nights.byDay',
    ],
  ])('%s', (_, changes, path) => {
    expect(told(changes)).toEqual([path]);
  });
});

describe('a price in a line', () => {
  it.each<[Partial<OfferingFields>, string]>([
    [{}, '€45.00'],
    [{ basePriceCents: 0 }, 'Free'],
    [{ basePriceCents: Number.NaN }, '–'],
    [{ pricingModel: 'HOURLY' }, '€45.00 / hour'],
    [{ pricingModel: 'DAILY', nights }, '€45.00 / night'],
    [{ pricingModel: 'SUBSCRIPTION', plan: { period: 'week', visits: null, offeringIds: [] } }, '€45.00 / week'],
    [{ quantityTiers: [{ fromQuantity: 5, unitPriceCents: 4_000 }] }, 'from €40.00'],
    [{ durations: [{ minutes: 30, priceCents: 2_500 }] }, 'from €25.00'],
    [{ durations: [{ minutes: 30, priceCents: null }] }, '€45.00'],
    [{ pricingModel: 'HOURLY', durationMinutes: 120, durations: [{ minutes: 60, priceCents: 5_000 }] }, 'from €50.00'],
    [{ currency: 'JPY' }, '¥4,500'],
    [{ currency: 'BHD' }, 'BHD 4.500'],
  ])('%j: %s', (changes, text) => {
    expect(
      priceText({ ...base, ...changes })
        .replaceAll('\u00A0', ' ')
        .replace('JP¥', '¥'),
    ).toBe(text);
  });
});

describe('a price as it stands in its field', () => {
  it.each([
    [900_000, 'JPY', '900,000'],
    [123_456_789, 'EUR', '1,234,567.89'],
    [12_345_678, 'BHD', '12,345.678'],
    [0, 'EUR', '0.00'],
  ])('%d of %s is “%s”', (cents, currency, text) => {
    expect(amountText(cents, currency)).toBe(text);
  });
});

it('of a deposit says its currency', () => {
  expect(depositText({ currency: 'EUR', deposit: { kind: 'fixed', amount: 1_000 } })).toBe('Deposit: €10.00');
});

describe('how long it is', () => {
  const lengths = (...minutes: number[]) => ({ ...base, durations: minutes.map((each) => ({ minutes: each, priceCents: null })) });
  it.each([
    [durationsText(lengths()), '1 h'],
    [durationsText(lengths(45)), '45 min or 1 h'],
    [durationsText(lengths(90, 45)), '45 min, 1 h or 1 h 30 min'],
    [durationsText(lengths(90, 45, 240)), '45 min to 4 h'],
    [nightsText({ minNights: 1, maxNights: 1 }), '1 night'],
    [nightsText({ minNights: 2, maxNights: 14 }), '2 to 14 nights'],
    [stayText({ ...base, nights }), '2 to 14 nights'],
    [stayText({ ...base, plan: { period: 'month', visits: 1, offeringIds: [] } }), '1 visit a month'],
    [limitsText({ dailyLimit: null, customerDailyLimit: 1, customerOpenLimit: 2 }), '1 a day per customer, 2 to come per customer'],
  ])('“%s”', (text, expected) => {
    expect(text).toBe(expected);
  });
});

describe('another currency', () => {
  it('leaves every amount as it was typed', () => {
    const values = { ...base, floorCents: 1_000, durations: [{ minutes: 90, priceCents: 6_000 }], addOns: [addOn] };
    const yen = { ...values, ...inCurrency(values, 'JPY') };
    expect([yen.basePriceCents, yen.floorCents, yen.ceilingCents, yen.durations[0]?.priceCents, yen.addOns[0]?.priceCents]).toEqual([
      45,
      10,
      null,
      60,
      3,
    ]);
    expect({ ...yen, ...inCurrency(yen, 'EUR') }).toEqual(values);
  });
});

describe('an order', () => {
  it('loses nobody, and puts the one that was moved where it was put', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer(), { minLength: 1 }), fc.nat(), fc.nat(), (list, a, b) => {
        const [from, to] = [a % list.length, b % list.length];
        const next = moved(list, from, to);
        expect(next[to]).toBe(list[from]);
        expect(new Set(next)).toEqual(new Set(list));
        expect(next).toHaveLength(list.length);
        expect(moved(next, to, from)).toEqual(list);
      }),
    );
  });
});

describe('types and what they ask for', () => {
  const area = { key: 'area', label: 'Area', kind: 'number', unit: 'm²', options: [], required: true, filter: true } as const;
  const types = [
    { id: null, key: 'space', name: 'Space', attributes: [{ ...area, options: [] }] },
    { id: 'ptp_1', key: 'class', name: 'Course', attributes: [] },
    { id: 'ptp_2', key: 'boat-trip', name: 'Boat trip', attributes: [] },
  ];
  it.each([
    ['space', 'Spaces'],
    ['class', 'Course'],
    ['boat-trip', 'Boat trip'],
    ['gone_long_ago', 'Gone long ago'],
  ])('%s is read as %s', (key, many) => {
    expect(typeNames(types, key).many).toBe(many);
  });

  it('a nought and a no are answers; an empty text and an empty list are none', () => {
    const asked = ['a', 'b', 'c', 'd', 'e'].map((key) => ({ ...area, key, options: [] }));
    const missing = missingAttributes({ attributes: { a: 0, b: false, c: '', d: [] } }, asked);
    expect(missing.map(({ key }) => key)).toEqual(['c', 'd', 'e']);
  });

  it('a detail without a label is called by its key', () => {
    expect([freeName('ceilingHeight'), freeName('extra_towels')]).toEqual(['Ceiling height', 'Extra towels']);
  });
});

describe('what a colleague set meanwhile', () => {
  it.each([
    [[], 'nothing'],
    [[addOn], 'Towels'],
    [['Yoga', 'Massage'], 'Yoga, Massage'],
    [[{ minutes: 90, priceCents: null }], '1 h 30 min'],
    [nights, 'something else'],
  ])('%j is said as %s', (value, text) => {
    expect(valueText(value)).toBe(text);
  });
});

it('the editor takes over every field of an offering, and nothing else', () => {
  const offering = { ...base, id: 'off_1', status: 'DRAFT', trashedAt: null, createdAt: 0, updatedAt: 0 } as const;
  expect(fieldsOf({ ...offering })).toEqual(base);
});
