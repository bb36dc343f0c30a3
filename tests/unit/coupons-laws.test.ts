import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatMoney, minorDigits, percentOf, taxOf } from '#core/base/money.ts';
import { discounted, type Line, lineOf, totalsOf } from '#core/domains/pricing/rules/totals.ts';
import type { Coupon } from '#core/domains/promotions/model.ts';
import { type CouponItem, discountsOf, judgeCoupon, type Unfit, type Worth, worthOf } from '#core/domains/promotions/rules/coupons.ts';

const offeringIds = ['off_a', 'off_b', 'off_c'];
/** with no minor units, with two and with three */
const currencies = ['JPY', 'EUR', 'BHD'];

const plain: Coupon = {
  ...{ id: 'cpn_1', code: 'SUMMER25', kind: 'PERCENT', amount: 25, currency: null, active: true, offeringIds: [], redeemedCount: 0 },
  ...{ validFrom: null, validUntil: null, maxRedemptions: null, maxPerCustomer: null, minSubtotalCents: null },
  ...{ trashedAt: null, createdAt: 0, updatedAt: 0 },
};
const coupon = (over: Partial<Coupon>): Coupon => ({ ...plain, ...over });

const cents = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 100_000_000_000_000 }));
const items: fc.Arbitrary<CouponItem[]> = fc.array(fc.record({ offeringId: fc.constantFrom(...offeringIds), priceCents: cents }), {
  minLength: 1,
  maxLength: 20,
});
const amounts = fc.oneof(
  fc.record({ kind: fc.constant('PERCENT' as const), amount: fc.integer({ min: 1, max: 100 }) }),
  fc.record({ kind: fc.constant('FIXED' as const), amount: fc.integer({ min: 1, max: 1_000_000_000_000 }) }),
);
const coupons = fc
  .record({ of: amounts, offeringIds: fc.subarray(offeringIds) })
  .map(({ of, ...rest }) => coupon({ ...of, ...rest, currency: of.kind === 'FIXED' ? 'EUR' : null }));
const taxes = fc.record({ taxBps: fc.constantFrom(0, 700, 1_900, 10_000), taxIncluded: fc.boolean() });

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
const worth = (one: Coupon, asked: readonly CouponItem[], currency = 'EUR'): Worth => {
  const found = worthOf(one, { items: asked, currency });
  return 'reason' in found ? { discountCents: 0, eligible: [] } : found;
};
const lineAt = (priceCents: number, tax: Pick<Line, 'taxBps' | 'taxIncluded'>): Line =>
  lineOf([{ kind: 'base', ref: null, name: '', units: 1, unitCents: priceCents, cents: priceCents }], tax);

describe('a discount', () => {
  test('is the sum of its parts, none of them below nothing or above its price, and none for what it is not for', () => {
    fc.assert(
      fc.property(coupons, items, (one, asked) => {
        const found = worth(one, asked);
        const shares = discountsOf(asked, found);
        expect(sum(shares)).toBe(found.discountCents);
        for (const [i, { offeringId, priceCents }] of asked.entries()) {
          const share = shares[i] ?? -1;
          expect(share >= 0 && share <= priceCents && Number.isSafeInteger(share)).toBe(true);
          if (one.offeringIds.length > 0 && !one.offeringIds.includes(offeringId)) expect(share).toBe(0);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('is shared by price: no part is a whole unit away from its exact share', () => {
    fc.assert(
      fc.property(coupons, items, (one, asked) => {
        const found = worth(one, asked);
        const subtotal = sum(found.eligible.map((i) => asked[i]?.priceCents ?? 0));
        const shares = discountsOf(asked, found);
        for (const i of found.eligible) {
          const exact = BigInt(asked[i]?.priceCents ?? 0) * BigInt(found.discountCents);
          const off = BigInt(shares[i] ?? 0) * BigInt(subtotal) - exact;
          expect(off < BigInt(subtotal) && -off < BigInt(subtotal)).toBe(true);
        }
      }),
    );
  });

  test('of per cent is rounded once, of an amount is that amount or all there is', () => {
    fc.assert(
      fc.property(coupons, items, (one, asked) => {
        const { discountCents, eligible } = worth(one, asked);
        const subtotal = sum(eligible.map((i) => asked[i]?.priceCents ?? 0));
        const exact = one.kind === 'PERCENT' ? percentOf(subtotal, one.amount) : Math.min(one.amount, subtotal);
        expect(discountCents).toBe(exact);
      }),
    );
  });

  test('grows with its amount, and what is left grows with the price', () => {
    fc.assert(
      fc.property(coupons, items, fc.nat(99), fc.nat(10_000), (one, asked, more, dearer) => {
        const bigger = coupon({ ...one, amount: one.kind === 'PERCENT' ? Math.min(100, one.amount + more) : one.amount + more });
        expect(worth(bigger, asked).discountCents).toBeGreaterThanOrEqual(worth(one, asked).discountCents);
        const raised = asked.map((item, i) => (i === 0 ? { ...item, priceCents: item.priceCents + dearer } : item));
        const left = (list: readonly CouponItem[]) => sum(list.map(({ priceCents }) => priceCents)) - worth(one, list).discountCents;
        expect(worth(one, raised).discountCents).toBeGreaterThanOrEqual(worth(one, asked).discountCents);
        expect(left(raised)).toBeGreaterThanOrEqual(left(asked));
      }),
    );
  });
});

describe('a total', () => {
  test('is never below nothing, and is what is left of the prices with the tax of that', () => {
    fc.assert(
      fc.property(coupons, items, fc.array(taxes, { minLength: 20, maxLength: 20 }), (one, asked, taxed) => {
        const shares = discountsOf(asked, worth(one, asked));
        const lines = asked.map(({ priceCents }, i) =>
          discounted(lineAt(priceCents, taxed[i] ?? { taxBps: 0, taxIncluded: true }), shares[i] ?? 0),
        );
        const { subtotalCents, discountCents, taxCents, totalCents } = totalsOf(lines);
        const added = lines.filter(({ taxIncluded }) => !taxIncluded);
        expect(totalCents).toBe(subtotalCents - discountCents + sum(added.map((line) => line.taxCents)));
        expect(totalCents).toBeGreaterThanOrEqual(0);
        expect(discountCents).toBe(sum(shares));
        expect(taxCents).toBe(sum(lines.map((line) => taxOf(line.priceCents - line.discountCents, line.taxBps, line.taxIncluded))));
        if (lines.every(({ priceCents, discountCents: off }) => priceCents === off)) expect([taxCents, totalCents]).toEqual([0, 0]);
      }),
      { numRuns: 300 },
    );
  });

  test('that loses its discount is what it was', () => {
    fc.assert(
      fc.property(cents, taxes, fc.double({ min: 0, max: 1, noNaN: true }), (priceCents, tax, part) => {
        const line = lineAt(priceCents, tax);
        expect(discounted(discounted(line, Math.floor(priceCents * part)), 0)).toEqual(line);
      }),
    );
  });

  test('is in whole minor units of currencies with none, two and three of them', () => {
    expect(currencies.map(minorDigits)).toEqual([0, 2, 3]);
    fc.assert(
      fc.property(fc.constantFrom(...currencies), items, fc.integer({ min: 1, max: 1_000_000 }), (currency, asked, amount) => {
        const fixed = coupon({ kind: 'FIXED', amount, currency });
        const found = worth(fixed, asked, currency);
        const subtotal = sum(asked.map(({ priceCents }) => priceCents));
        expect(found.discountCents).toBe(Math.min(amount, subtotal));
        // as many digits as the currency has: nothing is lost on the way to the receipt
        const digits = formatMoney(found.discountCents, { currency, locale: 'en' }).replace(/[^0-9]/g, '');
        expect(Number(digits)).toBe(found.discountCents);
        for (const other of currencies.filter((name) => name !== currency)) expect(worth(fixed, asked, other).discountCents).toBe(0);
      }),
    );
  });
});

describe('a code', () => {
  const basket = { items: [{ offeringId: 'off_a', priceCents: 1_000 }], currency: 'EUR', now: 100, redeemed: 0, redeemedByCustomer: 0 };
  const reasonOf = (one: Coupon | undefined, over: object = {}) => (judgeCoupon(one, { ...basket, ...over }) as Unfit).reason;

  test('is told what stands in its way, the first of several', () => {
    expect(reasonOf(undefined)).toBe('unknown');
    expect(reasonOf(coupon({ trashedAt: 1 }))).toBe('unknown');
    expect(reasonOf(coupon({ active: false, validUntil: 99 }))).toBe('inactive');
    expect(reasonOf(coupon({ validFrom: 101 }))).toBe('not_yet');
    expect(reasonOf(coupon({ validUntil: 99 }))).toBe('expired');
    expect(reasonOf(coupon({ maxRedemptions: 3 }), { redeemed: 3 })).toBe('used_up');
    expect(reasonOf(coupon({ maxPerCustomer: 1 }), { redeemedByCustomer: 1 })).toBe('used_up_by_you');
    expect(reasonOf(coupon({ offeringIds: ['off_b'] }))).toBe('other_offerings');
    expect(reasonOf(coupon({ currency: 'JPY' }))).toBe('other_currency');
    expect(reasonOf(coupon({ minSubtotalCents: 1_001 }))).toBe('below_minimum');
  });

  test('applies on the edge of each of its limits', () => {
    const edge = coupon({
      validFrom: 100,
      validUntil: 100,
      maxRedemptions: 3,
      maxPerCustomer: 2,
      minSubtotalCents: 1_000,
      currency: 'EUR',
    });
    expect(judgeCoupon(edge, { ...basket, redeemed: 2, redeemedByCustomer: 1 })).toEqual({ discountCents: 250, eligible: [0] });
  });

  test('has its minimum reached by what it applies to alone', () => {
    const asked = [...basket.items, { offeringId: 'off_b', priceCents: 5_000 }];
    expect(reasonOf(coupon({ offeringIds: ['off_a'], minSubtotalCents: 1_001 }), { items: asked })).toBe('below_minimum');
  });
});
