/** Two records of one person become one. */
import { inArray } from 'drizzle-orm';
import { z } from 'zod';
import { byAge } from '../../../base/age.ts';
import { refuse } from '../../../base/refusal.ts';
import { managers } from '../../../contracts/actor.ts';
import { type CommandContext, defineCommand } from '../../../contracts/command.ts';
import { idOf } from '../../../contracts/fields.ts';
import type { WriteDb } from '../../../data/database.ts';
import type { Customer } from '../../customers/model.ts';
import { mustLoadKnownCustomer } from '../../customers/store.ts';
import { customerCodes, customerMerges, customers } from '../../customers/tables.ts';
import { orders } from '../../payments/tables.ts';
import { subscriptions } from '../../pricing/tables.ts';
import { redemptions } from '../../promotions/tables.ts';
import { mergedFields } from '../rules/duplicates.ts';
import { bookings } from '../tables.ts';

const MOST_NOTES = 5_000;

/**
 * What names the others names the kept one from now on, and the kept one is given what it lacks, of the oldest that has it. Limits of a
 * customer may be exceeded by what was booked apart. Who was merged into the kept one before is passed over. Refuses `not_found`,
 * `invalid_request` {issues} where the kept one is among the others or their notes are too long together, and `invalid_transition` for
 * one that was erased.
 */
export const mergeCustomers = defineCommand({
  name: 'customers.merge',
  allow: { roles: managers, scope: 'admin' },
  offline: false,
  input: z.strictObject({ keepId: idOf('cus'), mergeIds: z.array(idOf('cus')).min(1).max(20) }),
  async run({ db, ctx }, { keepId, mergeIds }) {
    if (mergeIds.includes(keepId)) wrong('mergeIds', 'customers other than the one that is kept');
    const kept = await mustLoadKnownCustomer(db, keepId);
    const others = new Map<string, Customer>();
    for (const id of mergeIds) {
      const other = await mustLoadKnownCustomer(db, id);
      if (other.id !== kept.id) others.set(other.id, other);
    }
    const merged = [...others.values()].toSorted(byAge);
    if (merged.length === 0) return { customerId: kept.id };
    const fields = mergedFields(kept, merged);
    if (fields.notes.length > MOST_NOTES) wrong('mergeIds', `customers whose notes have at most ${MOST_NOTES} characters together`);
    await bringOver({ db, ctx }, { intoId: kept.id, ids: merged.map(({ id }) => id) });
    await db.patch(customers, kept.id, { ...fields, updatedAt: ctx.now });
    ctx.emit({
      name: 'customer.merged',
      subject: { kind: 'customer', id: kept.id },
      data: { customerId: kept.id, name: kept.name, merged: merged.map(({ id, name }) => ({ id, name })) },
    });
    return { customerId: kept.id };
  },
});

function wrong(path: string, expected: string): never {
  return refuse('invalid_request', { issues: [{ path, expected }] });
}

type World = { readonly db: WriteDb; readonly ctx: CommandContext };

async function bringOver({ db, ctx }: World, { intoId, ids }: { intoId: string; ids: readonly string[] }): Promise<void> {
  for (const table of [bookings, orders, subscriptions, redemptions] as const)
    for (const { id } of await db.list(table, inArray(table.customerId, [...ids]))) await db.patch(table, id, { customerId: intoId });
  for (const { id } of await db.list(customerMerges, inArray(customerMerges.intoId, [...ids])))
    await db.patch(customerMerges, id, { intoId });
  for (const id of ids) {
    await db.remove(customerCodes, id);
    await db.remove(customers, id);
    await db.insert(customerMerges, { id, intoId, createdAt: ctx.now });
  }
}
