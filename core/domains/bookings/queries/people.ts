/** Customers with what they booked, and the palette's search over everything: both need bookings beside the customers. */
import { z } from 'zod';
import { staff } from '../../../contracts/actor.ts';
import { idOf, Text } from '../../../contracts/fields.ts';
import { defineQuery } from '../../../contracts/query.ts';
import type { Offering } from '../../catalog/model.ts';
import { listOfferings } from '../../catalog/store.ts';
import type { Customer, CustomerSummary } from '../../customers/model.ts';
import { findCustomers } from '../../customers/queries.ts';
import { mustLoadCustomer } from '../../customers/store.ts';
import type { BookingSummary } from '../model.ts';
import { withBookings } from '../store/people.ts';
import { findBookings } from './bookings.ts';

const desk = { roles: staff, scope: 'read' } as const;
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
    const customer = await mustLoadCustomer(world.db, customerId);
    const [summary] = await withBookings(world.db, [customer]);
    const recent = await findBookings(world.db, { customerId: customer.id, now: world.ctx.now, limit: 50 });
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
