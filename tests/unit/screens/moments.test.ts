import { expect, test } from 'vitest';
import { formatMoment } from '../../../renderer/components/times.ts';
import { paymentWords } from '../../../renderer/screens/bookings/payments.ts';
import type { Payment } from '#core/domains/payments/model.ts';

const now = Date.parse('2026-11-22T10:00:00Z');

test.each([
  ['2026-12-15T09:00:00Z', /^Tue,? 15 Dec,? 09:00$|^Tue,? Dec 15,? /],
  ['2025-11-21T09:00:00Z', /2025/],
  ['2027-08-01T09:00:00Z', /2027/],
])('%s can be taken for no other year', (at, words) => {
  expect(formatMoment(Date.parse(at), now, 'UTC')).toMatch(words);
});

test('a hold that was given up for another is not told as held', () => {
  const hold = { status: 'AUTHORISED', purpose: 'deposit', method: 'card' } as Payment;
  expect(paymentWords({ ...hold, heldUntil: now })).toBe('Held on the card');
  expect(paymentWords({ ...hold, heldUntil: null })).toBe('Earlier hold, being let go');
});
