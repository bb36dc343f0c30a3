/** Customers with what they booked, and the palette's search over everything: both need bookings beside the customers. */
import { and, count, inArray, max, sql } from 'drizzle-orm';
import { z } from 'zod';
import { staff } from '../../../contracts/actor.ts';
import { idOf, Text } from '../../../contracts/fields.ts';
import { defineQuery } from '../../../contracts/query.ts';
import { type ReadDb, mine } from '../../../data/database.ts';
import type { Offering } from '../../catalog/model.ts';
import { listOfferings } from '../../catalog/store.ts';
import type { Customer, CustomerSummary } from '../../customers/model.ts';
import { findCustomers } from '../../customers/queries.ts';
import { mustLoadCustomer } from '../../customers/store.ts';
import type { BookingSummary } from '../model.ts';
import { bookings } from '../tables.ts';
import { findBookings } from './bookings.ts';

const desk = { roles: staff, scope: 'read' } as const;
const IDS_A_STATEMENT = 500;

async function withBookings(db: ReadDb, customers: readonly Customer[]): Promise<CustomerSummary[]> {
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

export const customerList = defineQuery({
  name: 'customers.list',
  allow: desk,
  input: findCustomers.input,
  run: async (world, input): Promise<CustomerSummary[]> => withBookings(world.db, await findCustomers.run(world, input)),
});

export const customerDetail = defineQuery({
  name: 'customers.customer',
  allow: desk,
  input: z.strictObject({ customerId: idOf('cus') }),
  async run(world, { customerId }): Promise<CustomerSummary & { recent: BookingSummary[] }> {
    const [summary] = await withBookings(world.db, [await mustLoadCustomer(world.db, customerId)]);
    const recent = await findBookings(world.db, { customerId, now: world.ctx.now, limit: 50 });
    return { ...(summary as CustomerSummary), recent };
  },
});

export const searchAll = defineQuery({
  name: 'search.all',
  allow: desk,
  input: z.strictObject({ q: Text(200), limit: z.int().min(1).max(50).default(8) }),
  async run(world, { q, limit }): Promise<{ bookings: BookingSummary[]; customers: Customer[]; offerings: Offering[] }> {
    if (q.trim() === '') return { bookings: [], customers: [], offerings: [] };
    const words = q.toLowerCase().split(/\s+/).filter(Boolean);
    const offerings = (await listOfferings(world.db)).filter(({ title, slug }) =>
      words.every((word) => `${title} ${slug}`.toLowerCase().includes(word)),
    );
    return {
      bookings: await findBookings(world.db, { q, now: world.ctx.now, limit }),
      customers: await findCustomers.run(world, { q, limit }),
      offerings: offerings.slice(0, limit),
    };
  },
});
