import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import { type PriceRule, PriceRuleFields } from '#core/domains/pricing/model.ts';
import { needsOccupancy, type PriceFacts, type PriceRequest, priced, type PricedOffering } from '#core/domains/pricing/rules/priced.ts';
import { totalsOf } from '#core/domains/pricing/rules/totals.ts';
import { momentOf } from '#core/domains/bookings/store/prices.ts';
import { at, offer, rule } from './pricing-world.ts';

/** A Wednesday, ten o'clock in Berlin. */
const START = at('2026-05-13T10:00');

interface Asked extends Partial<Omit<PriceRequest, 'offering'>>, Partial<PriceFacts> {
  readonly rules?: readonly PriceRule[];
}

function line(over: Partial<PricedOffering> = {}, asked: Asked = {}) {
  const { startsAt = START, endsAt = startsAt + HOUR, quantity = 1, addOns, visit, rules = [], now = startsAt, occupancy = null } = asked;
  return priced({ offering: offer(over), startsAt, endsAt, quantity, addOns, visit }, rules, { now, occupancy });
}
const price = (over: Partial<PricedOffering> = {}, asked: Asked = {}) => line(over, asked).priceCents;
const kinds = (over: Partial<PricedOffering> = {}, asked: Asked = {}) => line(over, asked).steps.map(({ kind, cents }) => [kind, cents]);

const stay = {
  checkInTime: '15:00',
  checkOutTime: '10:00',
  minNights: 1,
  maxNights: 30,
  arrivalDays: [],
  byDay: [],
};

describe('the base', () => {
  test('is by the hour, to the minute', () => {
    expect(price({ pricingModel: 'HOURLY' }, { endsAt: START + 90 * MINUTE, quantity: 2 })).toBe(30_000);
    expect(line({ pricingModel: 'HOURLY' }, { endsAt: START + 90 * MINUTE, quantity: 2 }).steps).toEqual([
      { kind: 'base', ref: null, name: '', units: 3, unitCents: 10_000, cents: 30_000 },
    ]);
    expect(price({ pricingModel: 'HOURLY', basePriceCents: 1_001 }, { endsAt: START + 50 * MINUTE })).toBe(834);
  });

  test('is by days begun, a day ending when the clock shows the time of its start', () => {
    expect(price({ pricingModel: 'DAILY' }, { endsAt: START + 9 * HOUR })).toBe(10_000);
    expect(price({ pricingModel: 'DAILY' }, { endsAt: START + 24 * HOUR })).toBe(10_000);
    expect(price({ pricingModel: 'DAILY' }, { endsAt: START + 25 * HOUR })).toBe(20_000);
    const [from, until] = [at('2026-10-24T10:00'), at('2026-10-25T10:00')];
    expect(until - from).toBe(25 * HOUR);
    expect(price({ pricingModel: 'DAILY' }, { startsAt: from, endsAt: until })).toBe(10_000);
  });

  test('is by the night, from date to date, and one price for the whole stay where the offering has one', () => {
    const nights = { startsAt: at('2026-05-13T15:00'), endsAt: at('2026-05-16T10:00') };
    expect(price({ pricingModel: 'DAILY', nights: stay }, nights)).toBe(30_000);
    expect(price({ pricingModel: 'HOURLY', nights: stay }, nights)).toBe(30_000);
    expect(price({ pricingModel: 'ONE_TIME', nights: stay }, nights)).toBe(10_000);
  });

  test('of a length with its own price is that price, whatever the hours', () => {
    const durations = [
      { minutes: 120, priceCents: 15_000 },
      { minutes: 180, priceCents: null },
    ];
    expect(kinds({ pricingModel: 'HOURLY', durations }, { endsAt: START + 2 * HOUR, quantity: 2 })).toEqual([['duration', 30_000]]);
    expect(kinds({ pricingModel: 'HOURLY', durations }, { endsAt: START + 3 * HOUR })).toEqual([['base', 30_000]]);
    expect(price({ durations }, { endsAt: START + 3 * HOUR })).toBe(10_000);
  });

  test('of many is the tier that they reach, for each of them', () => {
    const quantityTiers = [
      { fromQuantity: 3, unitPriceCents: 8_000 },
      { fromQuantity: 10, unitPriceCents: 5_000 },
    ];
    const of = (quantity: number) => kinds({ quantityTiers }, { quantity });
    expect([2, 3, 9, 10].map(of)).toEqual([[['base', 20_000]], [['tier', 24_000]], [['tier', 72_000]], [['tier', 50_000]]]);
  });

  test('keeps to the minor units of its currency, whether it has none, two or three', () => {
    const tenth = [rule({ value: 1_050 })];
    expect(price({ currency: 'JPY', basePriceCents: 995 }, { rules: tenth })).toBe(1_099);
    expect(price({ currency: 'EUR', basePriceCents: 995 }, { rules: tenth })).toBe(1_099);
    expect(price({ currency: 'BHD', basePriceCents: 1_995 }, { rules: tenth })).toBe(2_204);
  });
});

describe('a rule', () => {
  test('fits its weekdays, on the wall clock of the offering', () => {
    const sunday = [rule({ weekdays: [7] })];
    const lateSaturday = at('2026-05-16T23:30');
    expect(price({}, { rules: sunday, startsAt: lateSaturday })).toBe(10_000);
    expect(price({ timezone: 'Asia/Tokyo' }, { rules: sunday, startsAt: lateSaturday })).toBe(11_000);
  });

  test('fits its time of day, over midnight where it ends earlier than it begins', () => {
    const evening = [rule({ timeFrom: '18:00', timeTo: '22:00' })];
    const of = (rules: PriceRule[], time: string) => price({}, { rules, startsAt: at(`2026-05-13T${time}`) }) > 10_000;
    expect(['17:59', '18:00', '21:59', '22:00'].map((time) => of(evening, time))).toEqual([false, true, true, false]);
    const night = [rule({ timeFrom: '22:00', timeTo: '06:00' })];
    expect(['21:59', '22:00', '00:00', '05:59', '06:00'].map((time) => of(night, time))).toEqual([false, true, true, true, false]);
  });

  test('fits its season, each year over the new year too', () => {
    const of = (over: Partial<PriceRule>, date: string) => price({}, { rules: [rule(over)], startsAt: at(`${date}T10:00`) }) > 10_000;
    const winter = { yearly: true, dateFrom: '2020-12-15', dateTo: '2021-02-28' };
    expect(['2026-12-14', '2026-12-15', '2027-01-01', '2027-02-28', '2027-03-01'].map((date) => of(winter, date))).toEqual([
      ...[false, true, true, true, false],
    ]);
    const once = { dateFrom: '2026-07-01', dateTo: '2026-07-31' };
    expect(['2026-06-30', '2026-07-01', '2026-07-31', '2026-08-01', '2027-07-10'].map((date) => of(once, date))).toEqual([
      ...[false, true, true, false, false],
    ]);
    expect(of({ dateFrom: '2026-07-01' }, '2030-01-01')).toBe(true);
  });

  test('fits the hours that a booking is ahead, and walk-ins as none', () => {
    const late = [rule({ leadToHours: 24 })];
    const early = [rule({ leadFromHours: 24 })];
    const of = (rules: PriceRule[], ahead: number) => price({}, { rules, now: START - ahead }) > 10_000;
    expect([of(late, 24 * HOUR - 1), of(late, 24 * HOUR), of(early, 24 * HOUR), of(early, 24 * HOUR - 1)]).toEqual([
      ...[true, false, true, false],
    ]);
    expect(of([rule({ leadFromHours: 0, leadToHours: 1 })], -HOUR)).toBe(true);
  });

  test('fits how full the day is, both ends included, and no day without hours', () => {
    const busy = [rule({ occupancyFrom: 60, occupancyTo: 80 })];
    const of = (occupancy: number | null) => price({}, { rules: busy, occupancy }) > 10_000;
    expect([59, 60, 80, 81, null].map(of)).toEqual([false, true, true, false, false]);
  });

  test('is of the offerings that it names, in its currency, and as long as it is active', () => {
    const of = (over: Partial<PriceRule>) => price({}, { rules: [rule(over)] });
    expect(of({ offeringIds: ['off_2'] })).toBe(10_000);
    expect(of({ offeringIds: ['off_2', 'off_1'] })).toBe(11_000);
    expect(of({ kind: 'amount', value: 500, currency: 'USD' })).toBe(10_000);
    expect(of({ kind: 'amount', value: 500 })).toBe(10_500);
    expect(of({ active: false })).toBe(10_000);
  });

  test('comes after the one before it, and none comes after a last one that fits', () => {
    const percent = rule({ id: 'prl_a', value: 1_000 });
    const amount = rule({ id: 'prl_b', kind: 'amount', value: 1_000 });
    expect(price({}, { rules: [percent, amount] })).toBe(12_000);
    expect(price({}, { rules: [amount, percent] })).toBe(12_100);
    expect(price({}, { rules: [{ ...percent, last: true }, amount] })).toBe(11_000);
    expect(price({}, { rules: [{ ...percent, last: true, weekdays: [7] }, amount] })).toBe(11_000);
  });

  test('never brings a price below nothing, nor does the next one begin there', () => {
    const gift = rule({ kind: 'amount', value: -20_000 });
    expect(price({}, { rules: [gift] })).toBe(0);
    expect(price({}, { rules: [gift, rule({ kind: 'amount', value: 700 })] })).toBe(700);
  });

  test('is held by floor and ceiling, which leave the offering’s own price alone', () => {
    const bounds = { floorCents: 9_000, ceilingCents: 12_000 };
    expect(kinds(bounds, { rules: [rule({ value: -5_000 })] })).toEqual([
      ['base', 10_000],
      ['rule', -5_000],
      ['floor', 4_000],
    ]);
    expect(kinds(bounds, { rules: [rule({ value: 5_000 })] })).toEqual([
      ['base', 10_000],
      ['rule', 5_000],
      ['ceiling', -3_000],
    ]);
    expect(price({ ...bounds, basePriceCents: 8_000 })).toBe(8_000);
    expect(price({ ...bounds, basePriceCents: 8_000 }, { rules: [rule({ value: -5_000 })] })).toBe(8_000);
    expect(price({ ...bounds, basePriceCents: 15_000 }, { rules: [rule({ value: 100 })] })).toBe(15_000);
  });

  test('bounds the hour also where a length has its own price', () => {
    const packed = { pricingModel: 'HOURLY' as const, durations: [{ minutes: 180, priceCents: 24_000 }], ceilingCents: 9_000 };
    expect(price(packed, { endsAt: START + 3 * HOUR, rules: [rule({ value: 2_000 })] })).toBe(27_000);
  });

  test('changes each night by its own date', () => {
    const weekend = [rule({ weekdays: [5, 6], value: 2_000 })];
    const nights = { startsAt: at('2026-05-13T15:00'), endsAt: at('2026-05-18T10:00') };
    expect(price({ pricingModel: 'DAILY', nights: stay }, { ...nights, rules: weekend })).toBe(54_000);
    const lastOfSome = [rule({ weekdays: [5], value: 2_000, last: true }), rule({ id: 'prl_2', value: 1_000 })];
    expect(kinds({ pricingModel: 'DAILY', nights: stay }, { ...nights, rules: lastOfSome })).toEqual([
      ['base', 50_000],
      ['rule', 2_000],
      ['rule', 4_000],
    ]);
  });

  test('needs the day’s bookings only where all else of it fits', () => {
    const request = { offering: offer(), startsAt: START, endsAt: START + HOUR, quantity: 1 };
    const asks = (over: Partial<PriceRule>) => needsOccupancy(request, [rule({ occupancyFrom: 50, ...over })], START - DAY);
    expect(asks({})).toBe(true);
    expect(asks({ weekdays: [3], leadFromHours: 24 })).toBe(true);
    for (const other of [
      { weekdays: [4] },
      { leadToHours: 24 },
      { active: false },
      { offeringIds: ['off_2'] },
      { timeFrom: '11:00', timeTo: '12:00' },
    ])
      expect([other, asks(other)]).toEqual([other, false]);
    expect(needsOccupancy(request, [rule()], START)).toBe(false);
  });
});

describe('add-ons and visits', () => {
  const towels = { key: 'towels', name: 'Towels', priceCents: 500, minutes: 15, quantity: 3 };

  test('an add-on is paid for each time that it is taken, whatever the booking’s quantity, and its minutes with it', () => {
    const asked = { endsAt: START + 105 * MINUTE, quantity: 4, addOns: [towels] };
    expect(line({ pricingModel: 'HOURLY' }, asked).steps).toEqual([
      { kind: 'base', ref: null, name: '', units: 4, unitCents: 10_000, cents: 40_000 },
      { kind: 'addOn', ref: 'towels', name: 'Towels', units: 3, unitCents: 500, cents: 1_500 },
    ]);
    const durations = [{ minutes: 60, priceCents: 7_000 }];
    expect(price({ pricingModel: 'HOURLY', durations }, { ...asked, quantity: 1 })).toBe(8_500);
  });

  test('rules leave add-ons alone', () => {
    expect(price({}, { addOns: [towels], rules: [rule({ value: -10_000 })] })).toBe(1_500);
  });

  test('a visit costs nothing, and has no tax', () => {
    const visit = { id: 'sub_1', title: 'Ten visits' };
    const visited = line({ taxBps: 1_900, taxIncluded: false }, { visit, addOns: [towels], rules: [rule()] });
    expect(visited).toMatchObject({ priceCents: 0, taxCents: 0 });
    expect(visited.steps.at(-1)).toEqual({ kind: 'visit', ref: 'sub_1', name: 'Ten visits', units: null, unitCents: null, cents: -12_500 });
  });
});

describe('what is asked of a rule', () => {
  const { id: _id, position: _position, ...fields } = rule();
  const isSound = (over: object) => PriceRuleFields.safeParse({ ...fields, ...over }).success;

  test('is that it says one thing', () => {
    expect(isSound({})).toBe(true);
    expect(isSound({ value: -10_001 })).toBe(false);
    expect(isSound({ kind: 'amount' })).toBe(false);
    expect(isSound({ kind: 'amount', currency: 'EUR', value: -50_000 })).toBe(true);
    expect(isSound({ currency: 'EUR' })).toBe(false);
    expect(isSound({ timeFrom: '10:00' })).toBe(false);
    expect(isSound({ yearly: true, dateFrom: '2026-01-01' })).toBe(false);
    expect(isSound({ yearly: true, dateFrom: '2026-12-01', dateTo: '2026-02-01' })).toBe(true);
    expect(isSound({ dateFrom: '2026-12-01', dateTo: '2026-02-01' })).toBe(false);
  });
});

test('tax in the price is part of it, tax beside it comes on top, once for each line', () => {
  const included = line({ basePriceCents: 11_900, taxBps: 1_900 });
  const added = line({ basePriceCents: 10_005, taxBps: 1_000, taxIncluded: false });
  expect([included.taxCents, added.taxCents]).toEqual([1_900, 1_001]);
  expect(totalsOf([included, added])).toEqual({ subtotalCents: 21_905, discountCents: 0, taxCents: 2_901, totalCents: 22_906 });
});

test('a line dearer than a number can hold exactly is refused', () => {
  expect(() => price({ basePriceCents: 1_000_000_000_000 }, { quantity: 101 })).toThrow('invalid_service');
  expect(price({ basePriceCents: 1_000_000_000_000 }, { quantity: 100 })).toBe(100_000_000_000_000);
});

test('a hold keeps the price of its making while it lives, and one that is kept for longer that of now', () => {
  const span = { offeringId: 'off_1', startsAt: START + 48 * HOUR };
  const held = (expiresAt: number) => ({ ...span, id: 'hld_1', endsAt: START + 49 * HOUR, quantity: 1, expiresAt });
  const kept = (expiresAt: number, item = span) => momentOf(held(expiresAt), { item, now: START, serverNow: START });
  expect(kept(START + 4 * MINUTE)).toBe(START - 6 * MINUTE);
  expect(kept(START + 24 * HOUR)).toBe(START);
  expect(kept(START)).toBe(START);
  expect(kept(START + 4 * MINUTE, { ...span, startsAt: span.startsAt + HOUR })).toBe(START);
  expect(momentOf(undefined, { item: span, now: START, serverNow: START })).toBe(START);
});
