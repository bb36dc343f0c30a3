import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatMoney, minorDigits, percentOf, roundHalfAway, shareOf, taxOf } from '#core/base/money.ts';

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

describe('minor units', () => {
  test('follow the currency', () => {
    expect(['EUR', 'JPY', 'BHD'].map(minorDigits)).toEqual([2, 0, 3]);
    expect(formatMoney(4_500, { currency: 'JPY', locale: 'en' })).toBe('¥4,500');
    expect(formatMoney(4_500, { currency: 'BHD', locale: 'en' }).replace(/\s/g, ' ')).toBe('BHD 4.500');
  });
});
