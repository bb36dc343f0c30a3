import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { refuse } from '../../base/refusal.ts';
import { MINUTE } from '../../base/time.ts';
import { staff } from '../../contracts/actor.ts';
import { defineCommand } from '../../contracts/command.ts';
import { applyEdit, editOf } from '../../contracts/edit.ts';
import { Email, idOf, Text } from '../../contracts/fields.ts';
import type { ReadDb } from '../../data/database.ts';
import { CustomerContact, CustomerFields } from './model.ts';
import { customerOfAddress, insertCustomer, mustLoadCustomer } from './store.ts';
import { customerCodes, customers } from './tables.ts';

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

/** How long a code is good for, and how often it may be said wrongly. */
const CODE_LIFETIME = 10 * MINUTE;
const CODE_TRIES = 5;

const Code = z.strictObject({ email: Email, codeHash: z.string().length(64) });

/** For the door, which made the code. Of several the last is good, for ten minutes. @returns null for an address that nobody has */
export const keepCode = defineCommand({
  name: 'customers.keepCode',
  allow: { roles: [] },
  offline: false,
  input: Code,
  async run({ db, ctx }, { email, codeHash }) {
    const customer = await customerOfAddress(db, email);
    if (customer === undefined) return { customerId: null };
    const row = { codeHash, triesLeft: CODE_TRIES, expiresAt: ctx.serverNow + CODE_LIFETIME };
    if (!(await db.patch(customerCodes, customer.id, row))) await db.insert(customerCodes, { id: customer.id, ...row });
    return { customerId: customer.id };
  },
});

/** Good once; after five wrong ones a new code is needed. It refuses nothing, so that a wrong try stays counted. @returns null: not good */
export const useCode = defineCommand({
  name: 'customers.useCode',
  allow: { roles: [] },
  offline: false,
  input: Code,
  async run({ db, ctx }, { email, codeHash }) {
    const customer = await customerOfAddress(db, email);
    const kept = customer === undefined ? undefined : await db.find(customerCodes, customer.id);
    if (kept === undefined) return { customerId: null };
    const isGood = kept.codeHash === codeHash && ctx.serverNow < kept.expiresAt;
    if (isGood || kept.triesLeft <= 1) await db.remove(customerCodes, kept.id);
    else await db.patch(customerCodes, kept.id, { triesLeft: kept.triesLeft - 1 });
    return { customerId: isGood ? kept.id : null };
  },
});
