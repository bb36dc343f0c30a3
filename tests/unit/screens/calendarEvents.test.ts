import { expect, test } from 'vitest';
import type { BookingItem, BookingSummary } from '#core/domains/bookings/model.ts';
import { eventsOf } from '../../../renderer/screens/calendar/events.ts';

const item = {
  id: 'bki_1',
  offeringId: 'off_1',
  startsAt: 0,
  endsAt: 1,
  color: '#000000',
  resourceIds: [],
  quantity: 1,
} as Partial<BookingItem>;

const booking = (part: Partial<BookingSummary>) =>
  ({ status: 'CONFIRMED', riskReview: 'none', paymentDueAt: null, items: [item], ...part }) as BookingSummary;

const classOfTwelve = new Map([['off_1', { capacity: 12 }]]);

test('the calendar tells what waits for a review, an approval and a payment apart', () => {
  const statusIn = (...bookings: BookingSummary[]) => eventsOf(bookings, classOfTwelve)[0]?.status;
  const held = booking({ status: 'PENDING', riskReview: 'held' });
  const unpaid = booking({ status: 'PENDING', paymentDueAt: 1 });
  expect(statusIn(held)).toBe('HELD');
  expect(statusIn(unpaid)).toBe('UNPAID');
  expect(statusIn(booking({}), unpaid)).toBe('UNPAID');
  expect(statusIn(unpaid, booking({ status: 'PENDING' }))).toBe('PENDING');
  expect(statusIn(unpaid, held, booking({}))).toBe('HELD');
});

test('a class counts the places that are taken, and not those that requests leave to others', () => {
  const asked = booking({ status: 'PENDING', items: [{ ...item, openToOthers: true } as BookingItem] });
  const takenIn = (...bookings: BookingSummary[]) => eventsOf(bookings, classOfTwelve)[0]?.seats?.taken;
  expect(takenIn(asked, asked, booking({}), booking({}))).toBe(2);
  expect(takenIn(booking({}), asked)).toBe(1);
});
