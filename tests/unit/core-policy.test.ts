import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import { inOrder } from '#core/domains/catalog/rules/offerings.ts';
import type { PricingModel } from '#core/domains/catalog/model.ts';
import { refundFor, strictestOf } from '#core/domains/bookings/rules.ts';
import { lineOf, totalsOf } from '#core/domains/pricing/rules.ts';

const startsAt = Date.parse('2026-12-24T10:00Z');
const policies = fc.array(
  fc.array(fc.record({ hoursBefore: fc.nat(96), refundPercent: fc.nat(100) }), { maxLength: 4 }).map((steps) => inOrder(steps)),
  { minLength: 1, maxLength: 4 },
);

test('the strictest of several policies gives at every notice what the least generous of them gives', () => {
  fc.assert(
    fc.property(policies, fc.nat(100 * 60), (several, minutesAhead) => {
      const asked = { totalCents: 10_000, startsAt, now: startsAt - minutesAhead * MINUTE };
      const each = several.map((policy) => refundFor({ ...asked, policy }).refundPercent);
      expect(refundFor({ ...asked, policy: strictestOf(several) }).refundPercent).toBe(Math.min(...each));
    }),
  );
});

test('one policy alone stays as it was written', () => {
  const policy = [{ hoursBefore: 24, refundPercent: 0 }];
  expect(strictestOf([policy, policy])).toEqual(policy);
  expect(strictestOf([])).toEqual([]);
});

test('lines and totals are whole minor units that add up, and agree with exact arithmetic', () => {
  const models: readonly PricingModel[] = ['HOURLY', 'DAILY', 'ONE_TIME', 'SUBSCRIPTION'];
  const line = fc.record({
    pricingModel: fc.constantFrom(...models),
    basePriceCents: fc.nat(1_000_000_000),
    taxBps: fc.nat(10_000),
    taxIncluded: fc.boolean(),
    minutes: fc.integer({ min: 5, max: 10_000 }),
    quantity: fc.integer({ min: 1, max: 200 }),
  });
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 20 }), (wanted) => {
      const lines = wanted.map(({ minutes, quantity, ...offering }) => {
        const priced = { ...offering, currency: 'EUR', durationMinutes: 60 };
        const made = lineOf({ offering: priced, startsAt, endsAt: startsAt + minutes * MINUTE, quantity });
        const base = BigInt(offering.basePriceCents) * BigInt(quantity);
        const exact: Record<PricingModel, bigint> = {
          HOURLY: (base * BigInt(minutes) * 2n + 60n) / 120n,
          DAILY: base * BigInt(Math.ceil((minutes * MINUTE) / DAY)),
          ONE_TIME: base,
          SUBSCRIPTION: base,
        };
        expect(BigInt(made.priceCents)).toBe(exact[offering.pricingModel]);
        return made;
      });
      const { subtotalCents, discountCents, taxCents, totalCents } = totalsOf(lines);
      const added = lines.filter(({ taxIncluded }) => !taxIncluded).reduce((sum, { taxCents: tax }) => sum + tax, 0);
      expect(subtotalCents - discountCents + added).toBe(totalCents);
      expect(taxCents).toBe(lines.reduce((sum, { taxCents: tax }) => sum + tax, 0));
      for (const cents of [subtotalCents, taxCents, totalCents]) expect(Number.isSafeInteger(cents)).toBe(true);
    }),
  );
});

test('a line dearer than a number can hold exactly is refused', () => {
  const offering = {
    pricingModel: 'ONE_TIME' as const,
    basePriceCents: 1_000_000_000_000,
    taxBps: 0,
    taxIncluded: true,
    currency: 'EUR',
    durationMinutes: 60,
  };
  expect(() => lineOf({ offering, startsAt, endsAt: startsAt + HOUR, quantity: 101 })).toThrow('invalid_service');
});
