/** What a payment does to the booking that it is for. */
import { eq } from 'drizzle-orm';
import type { ReadDb } from '../../../data/database.ts';
import { mustLoadOffering } from '../../catalog/store.ts';
import { payments } from '../../payments/tables.ts';
import { type BookingRow, listItems } from './bookings.ts';

/** Whether it waits for nobody once it is paid: every offering confirms by itself, and nobody is to look at it first. */
export async function confirmsByItself(db: ReadDb, { id, riskReview }: Pick<BookingRow, 'id' | 'riskReview'>): Promise<boolean> {
  if (riskReview === 'held') return false;
  for (const { offeringId } of await listItems(db, id)) if ((await mustLoadOffering(db, offeringId)).approval === 'manual') return false;
  return true;
}

/** Whether anything that was asked for can still come, or has come. */
export async function mayBePaidYet(db: ReadDb, orderId: string): Promise<boolean> {
  const asked = await db.list(payments, eq(payments.orderId, orderId));
  return asked.some(({ status }) => status !== 'EXPIRED' && status !== 'FAILED' && status !== 'RELEASED');
}
