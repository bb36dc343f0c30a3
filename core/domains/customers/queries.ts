import { and, asc, isNull, or, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { staff } from '../../contracts/actor.ts';
import { EpochMs, idOf, Text } from '../../contracts/fields.ts';
import { defineQuery } from '../../contracts/query.ts';
import { mine } from '../../data/database.ts';
import { contains } from '../../data/like.ts';
import { behind, byAge } from '../../data/pages.ts';
import type { Customer } from './model.ts';
import { customerOf, mustLoadCustomer } from './store.ts';
import { customers } from './tables.ts';

const desk = { roles: staff, scope: 'read' } as const;

/** Customers alone, by name, without those that were erased; `customers.list` of the bookings adds what they booked. */
export const findCustomers = defineQuery({
  name: 'customers.find',
  allow: desk,
  input: z.strictObject({ q: Text(200).default(''), limit: z.int().min(1).max(1_000).default(100) }),
  async run({ db }, { q, limit }): Promise<Customer[]> {
    const rows = await db
      .select()
      .from(customers)
      .where(and(mine(db, customers), matching(q)))
      .orderBy(asc(customers.name), asc(customers.id))
      .limit(limit);
    return rows.map(customerOf);
  },
});

function matching(q: string): SQL | undefined {
  const text = q.trim();
  const known = isNull(customers.erasedAt);
  if (text === '') return known;
  const found = or(contains(customers.name, text), contains(customers.email, text), contains(customers.phone, text));
  return and(known, found);
}

/** For integrators: oldest first by (createdAt, id), so that a page stays where it is while customers come in. */
export const customerPage = defineQuery({
  name: 'customers.page',
  allow: desk,
  input: z.strictObject({
    q: Text(200).default(''),
    limit: z.int().min(1).max(101).default(50),
    after: z.strictObject({ createdAt: EpochMs, id: idOf('cus') }).optional(),
  }),
  async run({ db }, { q, limit, after }): Promise<Customer[]> {
    const rows = await db
      .select()
      .from(customers)
      .where(and(mine(db, customers), matching(q), behind(customers, after, 'oldestFirst')))
      .orderBy(...byAge(customers, 'oldestFirst'))
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
