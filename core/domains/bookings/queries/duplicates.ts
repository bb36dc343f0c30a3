import { and, asc, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { managers } from '../../../contracts/actor.ts';
import { defineQuery } from '../../../contracts/query.ts';
import { mine } from '../../../data/database.ts';
import type { CustomerSummary } from '../../customers/model.ts';
import { mustLoadCustomer } from '../../customers/store.ts';
import { customers } from '../../customers/tables.ts';
import { alikeAmong } from '../rules/duplicates.ts';
import { withBookings } from '../store/people.ts';

const MOST_GROUPS = 100;
const MOST_OF_A_GROUP = 21;

export interface DuplicateGroup {
  /** in the order of being added */
  customers: CustomerSummary[];
  because: 'phone' | 'name';
}

/** Who may be one person in several records: at most 100 groups of at most 21, the largest said first by neither; `total` counts all groups. */
export const duplicates = defineQuery({
  name: 'customers.duplicates',
  allow: { roles: managers, scope: 'read' },
  input: z.strictObject({}),
  async run({ db }): Promise<{ data: DuplicateGroup[]; total: number }> {
    const { id, name, email, phone, createdAt } = customers;
    const rows = await db
      .select({ id, name, email, phone, createdAt })
      .from(customers)
      .where(and(mine(db, customers), isNull(customers.erasedAt)))
      .orderBy(asc(customers.createdAt), asc(customers.id));
    const groups = alikeAmong(rows);
    const data: DuplicateGroup[] = [];
    for (const group of groups.slice(0, MOST_GROUPS)) {
      const known = await Promise.all(group.customers.slice(0, MOST_OF_A_GROUP).map((one) => mustLoadCustomer(db, one.id)));
      data.push({ customers: await withBookings(db, known), because: group.because });
    }
    return { data, total: groups.length };
  },
});
