import { expect, test } from 'vitest';
import { riskSignalKinds } from '#core/domains/bookings/model.ts';
import { actorOf, sentenceOfEvent } from '../../../renderer/screens/bookings/history.ts';
import { isHeld, signalWords, statusOf } from '../../../renderer/screens/bookings/riskWords.ts';
import { hintOf } from '../../../renderer/screens/settings/planWords.ts';
import { heldLately, strictness } from '../../../renderer/screens/settings/riskWords.ts';

test('every sign has its sentence, of one and of many', () => {
  expect(riskSignalKinds.map((kind) => signalWords({ kind, points: 5, value: kind === 'amount' ? 300 : 1 }))).toEqual([
    '1 other booking from the same address, device or customer within an hour',
    'Costs 3 times what bookings usually cost here',
    'Booked 1 minute before it begins',
    '1 other customer booked from the same internet address',
    '1 other customer booked with the same device',
    'Did not come once before',
    '1 dispute before',
    'Uses a throwaway mail address',
  ]);
  expect(signalWords({ kind: 'amount', points: 10, value: 354 })).toBe('Costs 3.5 times what bookings usually cost here');
  expect(signalWords({ kind: 'amount', points: 30, value: 949_670 })).toBe('Costs 9,497 times what bookings usually cost here');
  expect([0, 59, 60, 119].map((value) => signalWords({ kind: 'lead_time', points: 5, value }))).toEqual([
    'Booked at the last minute',
    'Booked 59 minutes before it begins',
    'Booked 1 hour before it begins',
    'Booked 1 hour before it begins',
  ]);
  expect([2, 3].map((value) => signalWords({ kind: 'no_shows', points: 5, value }))).toEqual([
    'Did not come twice before',
    'Did not come 3 times before',
  ]);
});

test('a booking stands as held for as long as it waits for its review', () => {
  expect(statusOf({ status: 'PENDING', riskReview: 'held', paymentDueAt: 1 })).toBe('HELD');
  expect(statusOf({ status: 'CANCELLED', riskReview: 'held', paymentDueAt: null })).toBe('CANCELLED');
  expect(statusOf({ status: 'PENDING', riskReview: 'released', paymentDueAt: 1 })).toBe('UNPAID');
  expect(statusOf({ status: 'PENDING', riskReview: 'none', paymentDueAt: null })).toBe('PENDING');
  expect(isHeld({ status: 'PENDING', riskReview: 'released' })).toBe(false);
});

test('the history says why it was held, and that nobody asked for it', () => {
  const held = { name: 'booking.held', actorKind: 'customer', actorName: 'Mallory', data: { riskScore: 80 } };
  expect([sentenceOfEvent(held, 'UTC'), actorOf(held)]).toEqual(['Held for review: risk 80 of 100', 'By itself']);
  const released = { name: 'booking.released', actorKind: 'member', actorName: 'Ayla', data: {} };
  expect([sentenceOfEvent(released, 'UTC'), actorOf(released)]).toEqual(['Released after a review', 'Ayla, at the desk']);
});

test('a threshold says what it would have held', () => {
  const lately = [
    { score: 0, count: 90 },
    { score: 25, count: 7 },
    { score: 80, count: 3 },
  ];
  expect(heldLately(lately, 75)).toBe('Of 100 bookings from outside in the last 30 days this would have held 3.');
  expect(heldLately(lately, 25)).toContain('held 10.');
  expect(heldLately(lately, null)).toContain('held none.');
  expect(heldLately([], 75)).toBe('In the last 30 days nobody has booked from outside.');
  expect(new Set([25, 50, 75, 100].map(strictness)).size).toBe(4);
});

test('a plan gives its hint from four fifths on, and says when nothing more goes in', () => {
  const at = (used: number) => hintOf({ quota: 100, used, most: 120, renewsAt: 0 });
  expect([0, 79].map(at)).toEqual([null, null]);
  expect(at(80)).toBe('From 120 on, new ones are refused until the month is over.');
  expect(at(100)).toBe('The plan is used up; 20 more go in before new ones are refused.');
  expect(at(120)).toBe('New bookings are refused until the month is over.');
});
