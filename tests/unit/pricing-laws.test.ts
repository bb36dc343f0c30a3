import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from '#core/base/time.ts';
import { startOfDay } from '#core/base/zone.ts';
import { pricingModels } from '#core/domains/catalog/model.ts';
import type { PriceRule } from '#core/domains/pricing/model.ts';
import { type PriceFacts, type PriceRequest, priced, type PricedOffering } from '#core/domains/pricing/rules/priced.ts';
import { totalsOf } from '#core/domains/pricing/rules/totals.ts';
import { oraclePrice } from './oracle/prices.ts';
import { offer, rule } from './pricing-world.ts';
import { partOf } from './zoneRuns.ts';

const ZONES = ['Europe/Berlin', 'America/New_York', 'Pacific/Apia', 'Asia/Kathmandu', 'Australia/Lord_Howe'];
const cents = fc.oneof(fc.nat(50_000), fc.nat(1_000_000_000));
const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const time = fc
  .nat(95)
  .map((quarter) => `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`);
const date = fc.nat(729).map((day) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10));
const span = <T>(edge: fc.Arbitrary<T>) => fc.option(fc.tuple(edge, edge), { nil: [null, null] as const, freq: 2 });
const share = nullable(fc.integer({ min: 0, max: 100 }));

const stay = { checkInTime: '15:00', checkOutTime: '10:00', minNights: 1, maxNights: 60, arrivalDays: [], byDay: [] };

const rules = (sign: 'any' | 'positive' = 'any') =>
  fc.array(
    fc
      .record({
        value: fc.integer({ min: sign === 'any' ? -10_000 : 0, max: 20_000 }),
        isAmount: fc.boolean(),
        weekdays: fc.subarray([1, 2, 3, 4, 5, 6, 7]),
        times: span(time),
        dates: span(date),
        yearly: fc.boolean(),
        leadFromHours: nullable(fc.nat(100)),
        leadToHours: nullable(fc.nat(1_000)),
        occupancyFrom: share,
        occupancyTo: share,
        active: fc.boolean().map((off) => !off || sign === 'positive'),
        last: fc.boolean(),
        currency: fc.constantFrom('EUR', 'EUR', 'USD'),
      })
      .map(({ isAmount, times: [timeFrom, timeTo], dates: [a, b], yearly, currency, ...rest }): PriceRule => {
        const isYearly = yearly && a !== null;
        const [dateFrom, dateTo] = isYearly || a === null || b === null || a <= b ? [a, b] : [b, a];
        return rule({
          ...{ ...rest, timeFrom, timeTo, dateFrom, dateTo, yearly: isYearly },
          ...(isAmount ? { kind: 'amount', currency } : {}),
        });
      }),
    { maxLength: 6 },
  );

const offering = fc
  .record({
    pricingModel: fc.constantFrom(...pricingModels),
    basePriceCents: cents,
    tiers: fc.uniqueArray(fc.integer({ min: 2, max: 12 }), { maxLength: 3 }),
    tierCents: cents,
    durations: fc.array(fc.record({ minutes: fc.constantFrom(60, 90, 120), priceCents: nullable(cents) }), { maxLength: 1 }),
    floorCents: nullable(cents),
    ceilingCents: nullable(cents),
    nights: fc.constantFrom(null, null, stay),
    timezone: fc.constantFrom(...ZONES),
    taxBps: fc.nat(10_000),
    taxIncluded: fc.boolean(),
  })
  .map(({ tiers, tierCents, ...rest }) =>
    offer({
      ...rest,
      quantityTiers: tiers.toSorted((a, b) => a - b).map((fromQuantity) => ({ fromQuantity, unitPriceCents: tierCents })),
    }),
  );

const addOns = fc
  .array(fc.record({ priceCents: cents, minutes: fc.constantFrom(0, 15, 30), quantity: fc.integer({ min: 1, max: 3 }) }), { maxLength: 2 })
  .map((taken) => taken.map((addOn, i) => ({ ...addOn, key: `a${i}`, name: `Add-on ${i}` })));

interface Case {
  readonly request: PriceRequest;
  readonly facts: PriceFacts;
}

const cases = (of: fc.Arbitrary<PricedOffering> = offering): fc.Arbitrary<Case> =>
  fc
    .record({
      offering: of,
      day: date,
      minute: fc.nat(95).map((quarter) => quarter * 15),
      length: fc.oneof(fc.constantFrom(60, 90, 120), fc.integer({ min: 5, max: 20_000 })),
      quantity: fc.integer({ min: 1, max: 15 }),
      addOns,
      lead: fc.integer({ min: -5, max: 1_200 }),
      occupancy: nullable(fc.integer({ min: 0, max: 100 })),
    })
    .map(({ day, minute, length, lead, occupancy, ...rest }) => {
      const extra = rest.addOns.reduce((sum, { minutes, quantity }) => sum + minutes * quantity, 0);
      const startsAt = startOfDay(rest.offering.timezone, day) + minute * MINUTE;
      const endsAt = startsAt + (length + extra) * MINUTE;
      return { request: { ...rest, startsAt, endsAt }, facts: { now: startsAt - lead * HOUR, occupancy } };
    });

const price = ({ request, facts }: Case, ruled: readonly PriceRule[]) => priced(request, ruled, facts).priceCents;

describe('a price', () => {
  test('is what exact fractions and a calendar give', () => {
    fc.assert(
      fc.property(cases(), rules(), (asked, ruled) => {
        expect(price(asked, ruled)).toBe(oraclePrice(asked.request, ruled, asked.facts));
      }),
      partOf(600),
    );
  });

  test('is the sum of its steps, whole and never below nothing', () => {
    fc.assert(
      fc.property(cases(), rules(), fc.boolean(), ({ request, facts }, ruled, isVisit) => {
        const visit = isVisit ? { id: 'sub_1', title: 'Plan' } : undefined;
        const { priceCents, steps } = priced({ ...request, visit }, ruled, facts);
        expect(steps.reduce((sum, step) => sum + step.cents, 0)).toBe(priceCents);
        expect(steps.every((step) => Number.isSafeInteger(step.cents))).toBe(true);
        expect(priceCents).toBeGreaterThanOrEqual(0);
        let running = 0;
        for (const step of steps) expect((running += step.cents)).toBeGreaterThanOrEqual(0);
        if (isVisit) expect(priceCents).toBe(0);
      }),
    );
  });

  test('with its tax is the total', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(cases(), rules()), { minLength: 1, maxLength: 5 }), (wanted) => {
        const lines = wanted.map(([{ request, facts }, ruled]) => priced(request, ruled, facts));
        const { subtotalCents, discountCents, taxCents, totalCents } = totalsOf(lines);
        const added = lines.reduce((sum, line) => sum + (line.taxIncluded ? 0 : line.taxCents), 0);
        expect(totalCents).toBe(subtotalCents - discountCents + added);
        expect(taxCents).toBe(lines.reduce((sum, line) => sum + line.taxCents, 0));
        for (const line of lines) expect(line.taxIncluded ? line.taxCents <= line.priceCents : line.taxCents >= 0).toBe(true);
      }),
    );
  });

  test('of more places is never less, where no tier makes them cheaper', () => {
    const untiered = offering.map((one) => ({ ...one, quantityTiers: [] }));
    fc.assert(
      fc.property(cases(untiered), rules(), fc.integer({ min: 1, max: 20 }), ({ request, facts }, ruled, more) => {
        const bigger = { ...request, quantity: request.quantity + more };
        expect(price({ request: bigger, facts }, ruled)).toBeGreaterThanOrEqual(price({ request, facts }, ruled));
      }),
    );
  });

  test('of a longer time is never less, where no length has a price of its own', () => {
    const plain = offering.map((one) => ({ ...one, durations: [] }));
    fc.assert(
      fc.property(cases(plain), rules(), fc.integer({ min: 1, max: 5_000 }), ({ request, facts }, ruled, more) => {
        const longer = { ...request, endsAt: request.endsAt + more * MINUTE };
        expect(price({ request: longer, facts }, ruled)).toBeGreaterThanOrEqual(price({ request, facts }, ruled));
      }),
    );
  });

  test('from a dearer base is never cheaper', () => {
    fc.assert(
      fc.property(cases(), rules(), cents, ({ request, facts }, ruled, more) => {
        const dearer = { ...request.offering, basePriceCents: request.offering.basePriceCents + more };
        expect(price({ request: { ...request, offering: dearer }, facts }, ruled)).toBeGreaterThanOrEqual(price({ request, facts }, ruled));
      }),
    );
  });

  test('is never lowered by rules that add', () => {
    fc.assert(
      fc.property(cases(), rules('positive'), (asked, ruled) => {
        expect(price(asked, ruled)).toBeGreaterThanOrEqual(price(asked, []));
      }),
    );
  });

  test('stays between floor and ceiling, where the offering’s own price does', () => {
    const bounded = fc
      .record({ low: fc.nat(50_000), middle: fc.nat(50_000), high: fc.nat(50_000), timezone: fc.constantFrom(...ZONES) })
      .map(({ low, middle, high, timezone }) => {
        const [floorCents = 0, basePriceCents = 0, ceilingCents = 0] = [low, middle, high].toSorted((a, b) => a - b);
        return offer({ floorCents, basePriceCents, ceilingCents, timezone });
      });
    fc.assert(
      fc.property(cases(bounded), rules(), ({ request, facts }, ruled) => {
        const { floorCents, ceilingCents } = request.offering;
        const each = price({ request: { ...request, addOns: [] }, facts }, ruled) / request.quantity;
        expect(each).toBeGreaterThanOrEqual(floorCents ?? 0);
        expect(each).toBeLessThanOrEqual(ceilingCents ?? Infinity);
      }),
    );
  });
});
