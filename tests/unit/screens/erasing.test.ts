import { expect, test } from 'vitest';
import { isTypedAgain, refusedOf } from '../../../renderer/screens/customers/erasing.ts';

const refused = (facts: Record<string, string | number>, code = 'in_use') => refusedOf({ code, facts, message: '' });

test('what stands in the way of erasing a customer is named, with what to do about it', () => {
  expect(refused({ kind: 'bookings', count: 1 })).toEqual({ kind: 'bookings', text: 'A booking is still ahead. Cancel it first.' });
  expect(refused({ kind: 'bookings', count: 3 }).text).toBe('3 bookings are still ahead. Cancel them first.');
  expect(refused({ kind: 'plan', count: 1 }).text).toBe('A plan is still running. End it first.');
  expect(refused({ kind: 'card', count: 2 }).text).toMatch(/^2 cards are held/);
  expect(refused({ kind: 'money', count: 2 }).text).toMatch(/^2 orders are not settled/);
  expect(refused({}, 'forbidden')).toMatchObject({ kind: null, text: expect.stringContaining('role') });
  expect(refused({ kind: 'something', count: 1 }).kind).toBeNull();
});

test('a name is typed again letter by letter, its spaces and the make-up of its accents aside', () => {
  expect(isTypedAgain(' Zoë  van der Meulen', 'Zoe\u0308 van der Meulen')).toBe(true);
  expect(isTypedAgain('zoë van der meulen', 'Zoë van der Meulen')).toBe(false);
  expect(isTypedAgain('', 'Zoë')).toBe(false);
});
