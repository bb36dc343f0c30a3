import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatMoney, minorDigits, percentOf, roundHalfAway, shareOf, taxOf } from '#core/base/money.ts';
import { lineOf, priceOf, totalsOf } from '#core/domains/pricing/rules.ts';
import { HOUR, MINUTE } from '#core/base/time.ts';

const cents = fc.integer({ min: 0, max: 1_000_000_000_000 });

describe('rounding', () => {
  test('half goes away from zero, on both sides', () => {
    expect([0.5, 1.5, 2.5, -0.5, -2.5, 2.4].map(roundHalfAway)).toEqual([1, 2, 3, -1, -3, 2]);
  });

  test('a share is exact where floating point would not be', () => {
    expect(shareOf(999_999_999_999, 1, 3)).toBe(333_333_333_333);
    expect(shareOf(-5, 1, 2)).toBe(-3);
    expect(percentOf(101, 50)).toBe(51);
  });

  test('a share is never further than half a unit from the truth', () => {
    fc.assert(
      fc.property(cents, fc.integer({ min: 0, max: 10_000 }), (amount, bps) => {
        const doubled = 2n * (BigInt(shareOf(amount, bps, 10_000)) * 10_000n - BigInt(amount) * BigInt(bps));
        expect(doubled <= 10_000n && doubled >= -10_000n).toBe(true);
      }),
    );
  });
});

describe('tax', () => {
  test('19 % in 119 is 19, on 100 is 19', () => {
    expect(taxOf(11_900, 1_900, true)).toBe(1_900);
    expect(taxOf(10_000, 1_900, false)).toBe(1_900);
  });

  test('included tax and net make the gross, whatever the rate', () => {
    fc.assert(
      fc.property(cents, fc.integer({ min: 0, max: 10_000 }), (gross, bps) => {
        const tax = taxOf(gross, bps, true);
        expect(tax).toBeGreaterThanOrEqual(0);
        expect(tax).toBeLessThanOrEqual(gross);
      }),
    );
  });
});

describe('a price', () => {
  const base = { basePriceCents: 4_500, currency: 'EUR', taxBps: 1_900, taxIncluded: true, durationMinutes: 60 } as const;
  const at = Date.parse('2026-11-20T10:00Z');

  test.each([
    ['HOURLY', 90 * MINUTE, 2, 13_500],
    ['HOURLY', 50 * MINUTE, 1, 3_750],
    ['DAILY', 9 * HOUR, 1, 4_500],
    ['DAILY', 25 * HOUR, 1, 9_000],
    ['ONE_TIME', 3 * HOUR, 3, 13_500],
    ['SUBSCRIPTION', HOUR, 1, 4_500],
  ] as const)('%s for %d ms, %d times', (pricingModel, length, quantity, expected) => {
    expect(priceOf({ offering: { ...base, pricingModel }, startsAt: at, endsAt: at + length, quantity })).toBe(expected);
  });

  test('the total is the subtotal with only that tax added which the prices lack', () => {
    const included = lineOf({ offering: { ...base, pricingModel: 'ONE_TIME' }, startsAt: at, endsAt: at + HOUR, quantity: 1 });
    const added = lineOf({
      offering: { ...base, pricingModel: 'ONE_TIME', taxIncluded: false },
      startsAt: at,
      endsAt: at + HOUR,
      quantity: 1,
    });
    expect(totalsOf([included, added])).toEqual({ subtotalCents: 9_000, discountCents: 0, taxCents: 718 + 855, totalCents: 9_855 });
  });
});

describe('minor units', () => {
  test('follow the currency', () => {
    expect(['EUR', 'JPY', 'BHD'].map(minorDigits)).toEqual([2, 0, 3]);
    expect(formatMoney(4_500, { currency: 'JPY', locale: 'en' })).toBe('¥4,500');
    expect(formatMoney(4_500, { currency: 'BHD', locale: 'en' }).replace(/\s/g, ' ')).toBe('BHD 4.500');
  });
});
