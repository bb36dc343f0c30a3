import { expect, test } from 'vitest';
import { paidWords } from '../../../renderer/screens/customers/spend.ts';

const order = (currency: string, paidCents: number, refundedCents = 0) => ({ currency, paidCents, refundedCents });

test('what a customer has paid is told by currency, less what went back', () => {
  expect(paidWords([order('EUR', 4_800), order('GBP', 12_000), order('EUR', 10_000, 2_500), order('JPY', 900, 900)])).toBe(
    '€123.00, £120.00',
  );
  expect(paidWords([order('EUR', 0)])).toBe('–');
});
