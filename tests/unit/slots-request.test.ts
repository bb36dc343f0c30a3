import { describe, expect, it } from 'vitest';
import { Refusal } from '#core/base/refusal.ts';
import { isSellableLength, spanOf } from '#core/domains/availability/rules/request.ts';
import type { AddOn, Nights, Offering } from '#core/domains/catalog/model.ts';
import { at, HOUR_MS, MINUTE_MS } from './slots-world.ts';

type Sold = Parameters<typeof spanOf>[0];

const sold = (over: Partial<Sold> = {}): Sold => ({
  ...{ timezone: 'America/New_York', durationMinutes: 60, durations: [], slotMinutes: 30, pricingModel: 'ONE_TIME' as const },
  ...{ nights: null, addOns: [] },
  ...over,
});

const addOn = (key: string, minutes: number, over: Partial<AddOn> = {}): AddOn => ({
  ...{ key, name: key, priceCents: 500, minutes, required: false, maxQuantity: 3 },
  ...over,
});

const terms = (over: Partial<Nights> = {}): Nights => ({
  ...{ checkInTime: '15:00', checkOutTime: '11:00', minNights: 1, maxNights: 28, arrivalDays: [], byDay: [] },
  ...over,
});

const ten = at('2026-03-02T10:00');
const lasts = (minutes: number) => ({ startsAt: ten, endsAt: ten + minutes * MINUTE_MS });
const factsOf = (ask: () => unknown) => {
  try {
    return ask();
  } catch (error) {
    return error instanceof Refusal ? error.facts : error;
  }
};

describe('the span of a request', () => {
  it('is as long as the offering and the add-ons that come with it', () => {
    const offering = sold({ addOns: [addOn('mask', 10), addOn('wash', 15, { required: true }), addOn('tea', 0)] });
    expect(spanOf(offering, { startsAt: ten })).toEqual(lasts(75));
    expect(spanOf(offering, { startsAt: ten, addOns: [{ key: 'mask', quantity: 2 }] })).toEqual(lasts(95));
    expect(spanOf(offering, { startsAt: ten, addOns: [{ key: 'wash', quantity: 2 }] })).toEqual(lasts(90));
  });

  it('ends when it is asked to', () => {
    expect(spanOf(sold(), { ...lasts(45), addOns: [] })).toEqual(lasts(45));
  });

  it('takes no add-on that is unknown, nor more of one than there may be', () => {
    const offering = sold({ addOns: [addOn('mask', 10)] });
    for (const addOns of [
      [{ key: 'nails', quantity: 1 }],
      [
        { key: 'nails', quantity: 1 },
        { key: 'mask', quantity: 1 },
      ],
    ])
      expect(factsOf(() => spanOf(offering, { startsAt: ten, addOns }))).toEqual({ reason: 'add_on', key: 'nails' });
    const many = [
      { key: 'mask', quantity: 2 },
      { key: 'mask', quantity: 2 },
    ];
    expect(factsOf(() => spanOf(offering, { startsAt: ten, addOns: many }))).toEqual({ reason: 'add_on', key: 'mask' });
    expect(factsOf(() => isSellableLength(offering, lasts(80), many))).toEqual({ reason: 'add_on', key: 'mask' });
  });

  it('of nights goes to the check-out of the last date, whatever the clock does', () => {
    const offering = sold({ nights: terms({ minNights: 2 }) });
    const arrival = at('2026-03-07T15:00');
    expect(spanOf(offering, { startsAt: arrival, nights: 1 })).toEqual({ startsAt: arrival, endsAt: arrival + 19 * HOUR_MS });
    expect(spanOf(offering, { startsAt: arrival }).endsAt).toBe(at('2026-03-09T11:00'));
    expect(spanOf(offering, { startsAt: arrival, nights: 60 }).endsAt).toBe(at('2026-05-06T11:00'));
  });

  it('of nights has the fewest that its weekday asks for, where none are named', () => {
    const offering = sold({ nights: terms({ byDay: [{ dayOfWeek: 6, minNights: 3, maxNights: null }] }) });
    expect(spanOf(offering, { startsAt: at('2026-03-07T15:00') }).endsAt).toBe(at('2026-03-10T11:00'));
    expect(spanOf(offering, { startsAt: at('2026-03-08T15:00') }).endsAt).toBe(at('2026-03-09T11:00'));
  });

  it('of nights is of the date that was meant where the clock skips its check-in over midnight', () => {
    const nuuk = sold({ timezone: 'America/Nuuk', nights: terms({ checkInTime: '23:30' }) });
    const arrival = at('2024-03-30T23:30', 'America/Nuuk');
    expect(arrival).toBe(at('2024-03-31T00:30', 'America/Nuuk'));
    expect(spanOf(nuuk, { startsAt: arrival, nights: 1 }).endsAt).toBe(at('2024-03-31T11:00', 'America/Nuuk'));
  });

  it('has no nights where it is not sold by the night', () => {
    expect(factsOf(() => spanOf(sold(), { startsAt: ten, nights: 2 }))).toEqual({
      reason: 'length',
      expectedMinutes: 60,
      soldMinutes: [60],
    });
  });
});

describe('a length that is sold', () => {
  const lengths = (offering: Sold, addOns: Parameters<typeof isSellableLength>[2] = []) =>
    [30, 45, 60, 75, 90, 120, 135].filter((minutes) => isSellableLength(offering, lasts(minutes), addOns));

  it('is the own one or one of the choices', () => {
    expect(lengths(sold())).toEqual([60]);
    const durations = [30, 120].map((minutes) => ({ minutes, priceCents: null }));
    expect(lengths(sold({ durations }))).toEqual([30, 60, 120]);
  });

  it.each<Offering['pricingModel']>(['HOURLY', 'DAILY'])('is longer by whole steps where the price is %s', (pricingModel) => {
    expect(lengths(sold({ pricingModel }))).toEqual([60, 90, 120]);
  });

  it('is longer by the minutes of the add-ons, of those that are required in any case', () => {
    const addOns = [addOn('mask', 15), addOn('wash', 15, { required: true })];
    expect(lengths(sold({ addOns }))).toEqual([75]);
    expect(lengths(sold({ addOns }), [{ key: 'mask', quantity: 1 }])).toEqual([90]);
    const choice = sold({ addOns, durations: [{ minutes: 120, priceCents: 9_000 }] });
    expect(lengths(choice)).toEqual([75, 135]);
  });

  it('of nights is from a check-in to a check-out', () => {
    const offering = sold({ nights: terms() });
    const span = (from: string, to: string) => ({ startsAt: at(from), endsAt: at(to) });
    expect(isSellableLength(offering, span('2026-03-07T15:00', '2026-03-08T11:00'))).toBe(true);
    expect(isSellableLength(offering, span('2026-03-07T15:00', '2026-04-08T11:00'))).toBe(true);
    expect(isSellableLength(offering, span('2026-03-07T15:00', '2026-03-08T12:00'))).toBe(false);
    expect(isSellableLength(offering, span('2026-03-07T14:00', '2026-03-08T11:00'))).toBe(false);
    expect(isSellableLength(offering, span('2026-03-07T15:00', '2026-03-07T16:00'))).toBe(false);
  });
});
