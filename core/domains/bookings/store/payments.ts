/** What a payment does to the booking that it is for. */
import { eq } from 'drizzle-orm';
import type { ReadDb } from '../../../data/database.ts';
import { mustLoadOffering } from '../../catalog/store.ts';
import type { Payment } from '../../payments/model.ts';
import { balanceOf } from '../../payments/rules/ledger.ts';
import { listEntries, moneyOfOrders } from '../../payments/store/orders.ts';
import { payments } from '../../payments/tables.ts';
import type { BookingMoney } from '../model.ts';
import { isHeld } from '../rules/risk.ts';
import { bookings } from '../tables.ts';
import { type BookingRow, byStart, listItems } from './bookings.ts';

/** Whether it waits for nobody once it is paid: every offering confirms by itself, and nobody is to look at it first. */
export async function confirmsByItself(db: ReadDb, { id, riskReview }: Pick<BookingRow, 'id' | 'riskReview'>): Promise<boolean> {
  if (isHeld({ riskReview })) return false;
  for (const { offeringId } of await listItems(db, id)) if ((await mustLoadOffering(db, offeringId)).approval === 'manual') return false;
  return true;
}

/** Whether anything that was asked for can still come, or has come. */
export async function mayBePaidYet(db: ReadDb, orderId: string): Promise<boolean> {
  const asked = await db.list(payments, eq(payments.orderId, orderId));
  return asked.some(({ status }) => status !== 'EXPIRED' && status !== 'FAILED' && status !== 'RELEASED');
}

/**
 * Whether what was asked for while it was booked is there by now, however it came: received, held, or to be held on a kept card. Where
 * it costs less than that by now, what it costs is enough.
 */
export async function isPaidEnough(db: ReadDb, orderId: string): Promise<boolean> {
  const received = await db.list(payments, eq(payments.orderId, orderId));
  const [asked] = received.filter(({ provider }) => provider !== 'desk').toSorted((a, b) => a.createdAt - b.createdAt);
  const paidCents = received.reduce((sum, payment) => sum + standing(payment), 0);
  if (asked === undefined) return true;
  const { totalCents } = balanceOf(await listEntries(db, orderId));
  return paidCents >= Math.min(asked.amountCents, totalCents);
}

/** Whether anything was asked for online: another date of its series is paid for where nothing was. */
export async function isAskedFor(db: ReadDb, orderId: string): Promise<boolean> {
  return (await db.list(payments, eq(payments.orderId, orderId))).some(({ provider }) => provider !== 'desk');
}

/** The other bookings of a series that wait for the one of them that is paid for, oldest first; none where this isn't that one. */
export async function waitingWith(db: ReadDb, { id, seriesId, orderId }: BookingRow): Promise<BookingRow[]> {
  if (seriesId === null || orderId === null) return [];
  if (!(await isAskedFor(db, orderId))) return [];
  const series = await db.list(bookings, eq(bookings.seriesId, seriesId));
  return series.filter((one) => one.id !== id && one.status === 'PENDING' && one.paymentDueAt !== null).toSorted(byStart);
}

/** Whether a card is kept to be held for it. */
export async function waitsToBeHeld(db: ReadDb, orderId: string): Promise<boolean> {
  const received = await db.list(payments, eq(payments.orderId, orderId));
  return received.some(({ status, hold }) => hold && status === 'SAVED');
}

function standing({ status, amountCents, capturedCents, refundedCents }: typeof payments.$inferSelect): number {
  return status === 'AUTHORISED' || status === 'SAVED' ? amountCents : capturedCents - refundedCents;
}

const none = (): BookingMoney => ({ order: null, payments: [], refunds: [], deposit: null });

/** In the order of the bookings. */
export async function moneyOfBookings(db: ReadDb, rows: readonly Pick<BookingRow, 'orderId'>[]): Promise<BookingMoney[]> {
  const byOrder = await moneyOfOrders(
    db,
    rows.flatMap(({ orderId }) => orderId ?? []),
  );
  return rows.map(({ orderId }) => {
    const money = orderId === null ? undefined : byOrder.get(orderId);
    if (money === undefined) return none();
    return { ...money, deposit: depositOf(money.payments) };
  });
}

function depositOf(received: readonly Payment[]): BookingMoney['deposit'] {
  const found = received.findLast(({ purpose }) => purpose === 'deposit');
  if (found === undefined) return null;
  const { id, status, hold, amountCents, capturedCents, refundedCents, authoriseAt } = found;
  return { id, status, hold, amountCents, capturedCents, refundedCents, authoriseAt };
}

/** As the customer may see it: without the words that staff wrote for themselves. */
export const withoutWords = ({ order, payments: received, refunds, deposit }: BookingMoney): BookingMoney => ({
  order,
  payments: received.map((payment) => ({ ...payment, note: '' })),
  refunds: refunds.map((refund) => ({ ...refund, reason: '' })),
  deposit,
});
