import { and, asc, eq, gt, or, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { staff } from '../../contracts/actor.ts';
import { EpochMs, idOf } from '../../contracts/fields.ts';
import { defineQuery } from '../../contracts/query.ts';
import { mine } from '../../data/database.ts';
import type { Customer } from './model.ts';
import { customerOf, mustLoadCustomer } from './store.ts';
import { customers } from './tables.ts';

const desk = { roles: staff, scope: 'read' } as const;

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, (char) => `\\${char}`);

/** Customers alone, by name; `customers.list` of the bookings adds what they booked. */
export const findCustomers = defineQuery({
  name: 'customers.find',
  allow: desk,
  input: z.strictObject({ q: z.string().max(200).default(''), limit: z.int().min(1).max(1_000).default(100) }),
  async run({ db }, { q, limit }): Promise<Customer[]> {
    const rows = await db.list(customers, matching(q));
    return rows
      .map(customerOf)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .slice(0, limit);
  },
});

function matching(q: string): SQL | undefined {
  if (q.trim() === '') return undefined;
  const pattern = `%${escapeLike(q.trim().toLowerCase())}%`;
  const like = (column: typeof customers.name | typeof customers.email | typeof customers.phone) =>
    sql`lower(${column}) like ${pattern} escape '\\'`;
  return or(like(customers.name), like(customers.email), like(customers.phone));
}

/** For integrators: oldest first by (createdAt, id), so that a page stays where it is while customers come in. */
export const customerPage = defineQuery({
  name: 'customers.page',
  allow: desk,
  input: z.strictObject({
    q: z.string().max(200).default(''),
    limit: z.int().min(1).max(101).default(50),
    after: z.strictObject({ createdAt: EpochMs, id: idOf('cus') }).optional(),
  }),
  async run({ db }, { q, limit, after }): Promise<Customer[]> {
    const further =
      after === undefined
        ? undefined
        : or(gt(customers.createdAt, after.createdAt), and(eq(customers.createdAt, after.createdAt), gt(customers.id, after.id)));
    const rows = await db
      .select()
      .from(customers)
      .where(and(mine(db, customers), matching(q), further))
      .orderBy(asc(customers.createdAt), asc(customers.id))
      .limit(limit);
    return rows.map(customerOf);
  },
});

export const customerRecord = defineQuery({
  name: 'customers.record',
  allow: desk,
  input: z.strictObject({ customerId: idOf('cus') }),
  run: ({ db }, { customerId }) => mustLoadCustomer(db, customerId),
});
