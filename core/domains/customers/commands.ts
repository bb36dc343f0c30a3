import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { refuse } from '../../base/refusal.ts';
import { MINUTE } from '../../base/time.ts';
import { staff } from '../../contracts/actor.ts';
import { defineCommand } from '../../contracts/command.ts';
import { applyEdit, editOf } from '../../contracts/edit.ts';
import { Email, idOf, Text } from '../../contracts/fields.ts';
import type { ReadDb, RowOf } from '../../data/database.ts';
import { CustomerContact, CustomerFields } from './model.ts';
import { customerOfAddress, insertCustomer, mustLoadKnownCustomer } from './store.ts';
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
    const customer = await mustLoadKnownCustomer(db, customerId);
    const changes = applyEdit<CustomerFields>(customer, edit);
    if (changes.email) {
      changes.email = changes.email.toLowerCase();
      await mustBeNewEmail(db, { email: changes.email, exceptId: customer.id });
    }
    await db.patch(customers, customer.id, { ...changes, updatedAt: ctx.now });
    return null;
  },
});

const CODE_LIFETIME = 10 * MINUTE;

/**
 * A place that says so many wrong ones is not listened to any more; and all places but the one that asked for the code have so many
 * together. So nobody elsewhere can spend a code for its owner, and of 100,000,000 codes at most 15 are tried: whoever tries them all is
 * let in once in 6.7 million codes. A customer is sent at most 20 an hour, which makes it once in 330,000 hours of trying.
 */
const TRIES_OF_A_PLACE = 5;
const TRIES_FROM_ELSEWHERE = 10;

/** `place`: a digest of where the asker is. */
const Code = z.strictObject({ email: Email, codeHash: z.string().length(64), place: z.string().length(64) });

/** For the door, which made the code. Of several the last is good, for ten minutes. @returns null for an address that nobody has */
export const keepCode = defineCommand({
  name: 'customers.keepCode',
  allow: { roles: [] },
  offline: false,
  input: Code,
  async run({ db, ctx }, { email, codeHash, place }) {
    const customer = await customerOfAddress(db, email);
    if (customer === undefined) return { customerId: null };
    const row = { codeHash, askedFrom: place, wrongTries: {}, expiresAt: ctx.serverNow + CODE_LIFETIME };
    if (!(await db.patch(customerCodes, customer.id, row))) await db.insert(customerCodes, { id: customer.id, ...row });
    return { customerId: customer.id };
  },
});

type Kept = Pick<RowOf<typeof customerCodes>, 'askedFrom' | 'wrongTries'>;

function mayTry({ askedFrom, wrongTries }: Kept, place: string): boolean {
  const elsewhere = Object.entries(wrongTries).reduce((sum, [from, tries]) => (from === askedFrom ? sum : sum + tries), 0);
  return (wrongTries[place] ?? 0) < TRIES_OF_A_PLACE && (place === askedFrom || elsewhere < TRIES_FROM_ELSEWHERE);
}

/** Good once, and not after too many wrong ones. It refuses nothing, so that a wrong try stays counted. @returns null: not good */
export const useCode = defineCommand({
  name: 'customers.useCode',
  allow: { roles: [] },
  offline: false,
  input: Code,
  async run({ db, ctx }, { email, codeHash, place }) {
    const customer = await customerOfAddress(db, email);
    const kept = customer === undefined ? undefined : await db.find(customerCodes, customer.id);
    if (kept === undefined || !mayTry(kept, place)) return { customerId: null };
    const isGood = kept.codeHash === codeHash && ctx.serverNow < kept.expiresAt;
    const { wrongTries } = kept;
    if (isGood) await db.remove(customerCodes, kept.id);
    else await db.patch(customerCodes, kept.id, { wrongTries: { ...wrongTries, [place]: (wrongTries[place] ?? 0) + 1 } });
    return { customerId: isGood ? kept.id : null };
  },
});
