import { expect, test } from 'vitest';
import { sentenceOf } from '../../../renderer/bridge/sentences.ts';
import { erasedWords, isTypedAgain, type Kept, refusedOf, unsettledOf } from '../../../renderer/screens/customers/erasing.ts';

const refused = (facts: Record<string, string | number>, code = 'in_use') => refusedOf({ code, facts, message: '' });

test('what stands in the way of erasing a customer is named, with what to do about it', () => {
  expect(refused({ kind: 'bookings', count: 1 })).toEqual({ kind: 'bookings', text: 'A booking is still ahead. Cancel it first.' });
  expect(refused({ kind: 'bookings', count: 3 }).text).toBe('3 bookings are still ahead. Cancel them first.');
  expect(refused({ kind: 'plan', count: 1 }).text).toBe('A plan is still running. End it first.');
  expect(refused({ kind: 'card', count: 2 }).text).toMatch(/^2 cards are held/);
  expect(refused({ kind: 'money', count: 2 }).text).toMatch(/^2 orders are not settled/);
  expect(refused({}, 'forbidden')).toMatchObject({ kind: null, text: expect.stringContaining('role') });
  expect(refused({ kind: 'something', count: 1 }).kind).toBeNull();
  expect(refused({ status: 'ERASED' }, 'invalid_transition')).toEqual({ kind: null, text: 'They were erased already.' });
});

test('whatever else is tried on an erased customer says so', () => {
  expect(sentenceOf({ code: 'invalid_transition', facts: { status: 'ERASED', move: 'change' } })).toBe('This customer was erased.');
});

test('a card is looked for in its payments, money in what is owed or under way', () => {
  const kept = {
    orders: ['saved', 'held', 'owed', 'over', 'moving', 'even'].map((id) => ({ id, dueCents: { owed: 900, over: -100 }[id] ?? 0 })),
    payments: [
      { orderId: 'saved', status: 'SAVED' },
      { orderId: 'held', status: 'AUTHORISED' },
      { orderId: 'even', status: 'CAPTURED' },
      { id: 'pay_1', orderId: 'moving', status: 'CAPTURED' },
    ],
    refunds: [{ paymentId: 'pay_1', status: 'PENDING' }],
  } as unknown as Kept;
  const ids = (kind: 'card' | 'money') => unsettledOf(kept, kind).map(({ id }) => id);
  expect(ids('card')).toEqual(['saved', 'held']);
  expect(ids('money')).toEqual(['owed', 'over', 'moving']);
});

test('files that stay are told of', () => {
  expect(erasedWords(0)).toBe('Erased.');
  expect(erasedWords(1)).toMatch(/^Erased\. 1 file of evidence stayed/);
  expect(erasedWords(2)).toMatch(/2 files/);
});

test('a name is typed again letter by letter, its spaces and the make-up of its accents aside', () => {
  expect(isTypedAgain(' Zoë  van der Meulen', 'Zoe\u0308 van der Meulen')).toBe(true);
  expect(isTypedAgain('zoë van der meulen', 'Zoë van der Meulen')).toBe(false);
  expect(isTypedAgain('', 'Zoë')).toBe(false);
});
