import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MINUTE } from '#core/base/time.ts';
import { inOrder } from '#core/domains/catalog/rules/offerings.ts';
import { refundFor, strictestOf } from '#core/domains/bookings/rules/refund.ts';

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
