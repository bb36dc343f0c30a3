import { expect, test } from 'vitest';
import { whyBack } from '../../../renderer/screens/bookings/payments.ts';

test('what went back at Stripe says so, and what staff wrote stays as they wrote it', () => {
  expect(whyBack({ failure: null, reason: 'at_the_provider' })).toEqual(['made at Stripe']);
  expect(whyBack({ failure: 'The bank said no', reason: 'sorry' })).toEqual(['The bank said no', 'sorry']);
  expect(whyBack({ failure: null, reason: '' })).toEqual([]);
});
