import { describe, expect, test } from 'vitest';
import type { Due } from '#core/domains/bookings/model.ts';
import { markOf, owedWords, sentenceOfDue, timeWords } from '../../../renderer/screens/dues/words.ts';

const order = (dueCents: number): Due['order'] => ({
  ...{ id: 'ord_1', payableKind: 'plan', payableId: 'sub_1', customerId: 'cus_1', description: 'Gold', currency: 'EUR', status: 'OPEN' },
  ...{ totalCents: 4_900, paidCents: 0, refundedCents: 0, heldCents: 0, dueCents, createdAt: 0, updatedAt: 0 },
});

describe('what is owed for plans', () => {
  test('is summed up by currency, in a line', () => {
    const euros = { currency: 'EUR', dues: 3, dueCents: 14_700 };
    expect(owedWords([])).toBe('Nothing owed');
    expect(owedWords([{ ...euros, dues: 1 }])).toBe('€147.00 owed, 1 due');
    expect(owedWords([euros, { currency: 'USD', dues: 1, dueCents: 500 }])).toMatch(/^€147\.00 and (US)?\$5\.00 owed, 4 dues$/);
  });

  test.each([
    ['2026-11-20', 4_900, 'by Nov 27, 2026'],
    ['2026-11-27', 4_900, 'by Nov 27, 2026'],
    ['2026-11-28', 4_900, '1 day late'],
    ['2027-03-27', 4_900, '120 days late'],
    ['2027-03-27', 0, ''],
    ['2027-03-27', -4_900, ''],
  ])('says on %s how much time there is for it', (today, dueCents, words) => {
    expect(timeWords({ payBy: '2026-11-27', order: order(dueCents) }, today)).toBe(words);
  });

  test('is marked with what somebody should look at, before what was let off', () => {
    const waived = { amountCents: 1, reason: 'Ill', by: 'Mara', at: 0 };
    expect(markOf({ trouble: null, waived: null })).toBeNull();
    expect(markOf({ trouble: null, waived })?.word).toBe('Waived');
    expect(markOf({ trouble: 'payment_failed', waived })?.word).toBe('Card declined');
    expect(markOf({ trouble: 'refund_failed', waived: null })?.word).toBe('Refund failed');
  });
});

test.each([
  ['plan.due', {}, 'Charged: €49.00'],
  ['plan.due_waived', { reason: 'Ill' }, 'Waived €49.00: “Ill”'],
  ['plan.due_restored', {}, 'Owed again: €49.00'],
  ['payment.settled', { status: 'PAID' }, '€49.00 received'],
  ['payment.settled', { status: 'FAILED', failure: 'No money' }, 'The payment did not work: No money'],
  ['order.refunded', {}, '€49.00 given back'],
  ['order.paid', {}, null],
])('%s is told in the history of a due', (name, data, sentence) => {
  expect(sentenceOfDue({ name, data: { amountCents: 4_900, currency: 'EUR', ...data } })).toBe(sentence);
});
