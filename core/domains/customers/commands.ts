import { eq } from 'drizzle-orm';
import { refuse } from '../../base/refusal.ts';
import { staff } from '../../contracts/actor.ts';
import { defineCommand } from '../../contracts/command.ts';
import { applyEdit, editOf } from '../../contracts/edit.ts';
import { idOf, Text } from '../../contracts/fields.ts';
import type { ReadDb } from '../../data/database.ts';
import { CustomerContact, CustomerFields } from './model.ts';
import { insertCustomer, mustLoadCustomer } from './store.ts';
import { customers } from './tables.ts';

const desk = { roles: staff, scope: 'write' } as const;

async function mustBeNewEmail(db: ReadDb, { email, exceptId }: { email: string; exceptId?: string }): Promise<void> {
  const same = await db.list(customers, eq(customers.email, email.toLowerCase()));
  if (same.some(({ id }) => id !== exceptId)) refuse('already_exists', { field: 'email', value: email });
}

export const createCustomer = defineCommand({
  name: 'customers.create',
  allow: desk,
  offline: true,
  input: CustomerContact.extend({ notes: Text(5_000).default('') }),
  async run(world, input) {
    if (input.email !== null) await mustBeNewEmail(world.db, { email: input.email });
    const customer = await insertCustomer(world, input);
    return { customerId: customer.id };
  },
});

export const updateCustomer = defineCommand({
  name: 'customers.update',
  allow: desk,
  offline: true,
  input: editOf(CustomerFields).extend({ customerId: idOf('cus') }),
  async run({ db, ctx }, { customerId, ...edit }) {
    const customer = await mustLoadCustomer(db, customerId);
    const changes = applyEdit<CustomerFields>(customer, edit);
    if (changes.email) {
      changes.email = changes.email.toLowerCase();
      await mustBeNewEmail(db, { email: changes.email, exceptId: customerId });
    }
    await db.patch(customers, customerId, { ...changes, updatedAt: ctx.now });
    return null;
  },
});
