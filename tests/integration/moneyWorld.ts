/** A business that is paid, and a provider that says what the test tells it to. */
import { eq } from 'drizzle-orm';
import { expect } from 'vitest';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import type { OrderDetail } from '#core/domains/payments/model.ts';
import { payments, providerCalls } from '#core/domains/payments/tables.ts';
import { coreWorld, type CoreWorld, customer, NOON, system } from './core/world.ts';

export const DAY = 86_400_000;
export const HOUR = 3_600_000;
/** Ten in the morning in Berlin, days after the world's noon. */
export const inDays = (days: number): number => NOON - 2 * HOUR + days * DAY;

export interface MoneyWorld extends CoreWorld {
  order(bookingId: string): Promise<OrderDetail>;
  booking(bookingId: string): Promise<BookingDetail>;
  /** what the worker would find, oldest first: action and amount */
  calls(bookingId: string): Promise<{ id: string; action: string; amountCents: number; status: string }[]>;
  /** the provider answers the one call that waits */
  answer(bookingId: string, outcome: object): Promise<void>;
  /** the provider tells by itself */
  tell(bookingId: string, outcome: object, eventId?: string): Promise<void>;
  book(offeringId: string, startsAt: number, rest?: object): Promise<string>;
  /** a visitor of the widget */
  bookOnline(offeringId: string, startsAt: number, rest?: object): Promise<string>;
  paidBy(settings: object): Promise<void>;
}

export const page = { kind: 'checkout', url: 'https://pay.example/1', ref: 'cs_1', expiresAt: null };
export const anybody = (name: string) => ({ name, email: `${name.toLowerCase()}@example.org`, phone: null });

let events = 0;

export async function moneyWorld(): Promise<MoneyWorld> {
  const world = await coreWorld();
  const read = <T>(fn: Parameters<typeof world.database.read<T>>[1]) => world.database.read(world.tenantId, fn);
  const orderIdOf = async (bookingId: string): Promise<string> => (await world.ask('bookings.booking', { bookingId })).order.id;
  const calls: MoneyWorld['calls'] = async (bookingId) => {
    const orderId = await orderIdOf(bookingId);
    return read(async (db) => {
      const ids = new Set((await db.list(payments, eq(payments.orderId, orderId))).map(({ id }) => id));
      const rows = (await db.list(providerCalls)).filter(({ paymentId }) => ids.has(paymentId));
      return rows.toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
    });
  };
  const book: MoneyWorld['book'] = async (offeringId, startsAt, rest = {}) => {
    const wish = { items: [{ offeringId, startsAt }], customer: anybody('Anna'), source: 'desk', ...rest };
    return (await world.run('bookings.create', wish))['bookingId'] ?? '';
  };
  return {
    ...world,
    calls,
    book,
    order: async (bookingId) => world.ask('payments.order', { orderId: await orderIdOf(bookingId) }),
    booking: (bookingId) => world.ask('bookings.booking', { bookingId }),
    async answer(bookingId, outcome) {
      const waiting = (await calls(bookingId)).filter(({ status }) => status === 'PENDING');
      expect(waiting).toHaveLength(1);
      await world.run('payments.settle', { callId: waiting[0]?.id, outcome }, system);
    },
    async tell(bookingId, outcome, eventId = `evt_${++events}`) {
      const [payment] = (await world.ask('bookings.booking', { bookingId })).payments.toReversed();
      await world.run('payments.hear', { paymentId: payment.id, outcome, eventId }, system);
    },
    async bookOnline(offeringId, startsAt, rest = {}) {
      const wish = { items: [{ offeringId, startsAt }], customer: anybody('Olga'), source: 'widget', ...rest };
      return (await world.run('bookings.create', wish, customer()))['bookingId'] ?? '';
    },
    async paidBy(settings) {
      await world.run('payments.updateSettings', { changes: settings });
    },
  };
}
