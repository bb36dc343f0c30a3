import { and, count, inArray, max, sql } from 'drizzle-orm';
import { mine, type ReadDb } from '../../../data/database.ts';
import type { Customer, CustomerSummary } from '../../customers/model.ts';
import { bookings } from '../tables.ts';

const IDS_A_STATEMENT = 500;

export async function withBookings(db: ReadDb, customers: readonly Customer[]): Promise<CustomerSummary[]> {
  const found = new Map<string, { bookings: number; noShows: number; lastStartsAt: number | null }>();
  for (let i = 0; i < customers.length; i += IDS_A_STATEMENT) {
    const ids = customers.slice(i, i + IDS_A_STATEMENT).map(({ id }) => id);
    const rows = await db
      .select({
        customerId: bookings.customerId,
        bookings: count(),
        noShows: sql<number>`sum(case when ${bookings.status} = 'NO_SHOW' then 1 else 0 end)`.mapWith(Number),
        lastStartsAt: max(bookings.startsAt),
      })
      .from(bookings)
      .where(and(mine(db, bookings), inArray(bookings.customerId, ids)))
      .groupBy(bookings.customerId);
    for (const { customerId, ...sums } of rows) found.set(customerId, sums);
  }
  return customers.map((customer) => ({ ...customer, ...(found.get(customer.id) ?? { bookings: 0, noShows: 0, lastStartsAt: null }) }));
}
