import { or, sql } from 'drizzle-orm';
import { z } from 'zod';
import { staff } from '../../contracts/actor.ts';
import { idOf } from '../../contracts/fields.ts';
import { defineQuery } from '../../contracts/query.ts';
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
    const pattern = `%${escapeLike(q.trim().toLowerCase())}%`;
    const like = (column: typeof customers.name | typeof customers.email | typeof customers.phone) =>
      sql`lower(${column}) like ${pattern} escape '\\'`;
    const rows = await db.list(customers, q.trim() === '' ? undefined : or(like(customers.name), like(customers.email), like(customers.phone)));
    return rows
      .map(customerOf)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .slice(0, limit);
  },
});

export const customerRecord = defineQuery({
  name: 'customers.record',
  allow: desk,
  input: z.strictObject({ customerId: idOf('cus') }),
  run: ({ db }, { customerId }) => mustLoadCustomer(db, customerId),
});
