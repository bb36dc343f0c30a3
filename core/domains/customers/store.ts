import { and, eq, isNull, sql } from 'drizzle-orm';
import { refuse } from '../../base/refusal.ts';
import type { CommandContext } from '../../contracts/command.ts';
import { listingOf, type ReadDb, type RowOf, type WriteDb } from '../../data/database.ts';
import type { Customer, CustomerContact } from './model.ts';
import { customerMerges, customers } from './tables.ts';

export function customerOf({ tenantId: _tenant, rev: _rev, ...customer }: RowOf<typeof customers>): Customer {
  return customer;
}

/** By the id that a customer has, or had before they were merged with another. @throws Refusal `not_found` */
export async function mustLoadCustomer(db: ReadDb, customerId: string): Promise<Customer> {
  const row = (await db.find(customers, customerId)) ?? (await whoStayed(db, customerId));
  return row === undefined ? refuse('not_found', { kind: 'customer', id: customerId }) : customerOf(row);
}

/** For lists of what is a customer's: what was theirs before they were merged with another is under that other's id. */
export const idByNow = async (db: ReadDb, customerId: string): Promise<string> =>
  (await db.find(customerMerges, customerId))?.intoId ?? customerId;

async function whoStayed(db: ReadDb, customerId: string): Promise<RowOf<typeof customers> | undefined> {
  const merge = await db.find(customerMerges, customerId);
  return merge === undefined ? undefined : db.find(customers, merge.intoId);
}

/** Refuses `invalid_transition` {status, move} for one that was erased: nobody is to be known by that record again. */
export async function mustLoadKnownCustomer(db: ReadDb, customerId: string): Promise<Customer> {
  const customer = await mustLoadCustomer(db, customerId);
  return customer.erasedAt === null ? customer : refuse('invalid_transition', { status: 'ERASED', move: 'change' });
}

function newCustomer(ctx: CommandContext, { name, email, phone, notes = '' }: CustomerContact & { notes?: string }): Customer {
  const { now } = ctx;
  return { id: ctx.newId('cus'), name, email: email?.toLowerCase() ?? null, phone, notes, erasedAt: null, createdAt: now, updatedAt: now };
}

export const saveNewCustomer = (db: WriteDb, customer: Customer): Promise<void> => db.insert(customers, customer);

export async function insertCustomer(
  { db, ctx }: { db: WriteDb; ctx: CommandContext },
  fields: CustomerContact & { notes?: string },
): Promise<Customer> {
  const customer = newCustomer(ctx, fields);
  await saveNewCustomer(db, customer);
  return customer;
}

export interface FoundCustomer {
  readonly customer: Customer;
  /** nobody knew them: to be saved once it stands that they come */
  readonly isNew: boolean;
}

/**
 * The customer of this address (or, for one without, of this phone and name), else a new one. What was known is not
 * overwritten: whoever types somebody's address must neither change nor learn anything.
 */
export async function findOrMakeCustomer(
  { db, ctx }: { db: ReadDb; ctx: CommandContext },
  contact: CustomerContact,
): Promise<FoundCustomer> {
  const email = contact.email?.toLowerCase() ?? null;
  const [known] =
    email !== null
      ? await db.listed(ofAddress, { email })
      : contact.phone !== null
        ? await db.listed(ofPhone, { phone: contact.phone, name: contact.name })
        : [];
  return known === undefined ? { customer: newCustomer(ctx, contact), isNew: true } : { customer: customerOf(known), isNew: false };
}

export async function customerOfAddress(db: ReadDb, email: string): Promise<Customer | undefined> {
  const [known] = await db.listed(ofAddress, { email: email.toLowerCase() });
  return known === undefined ? undefined : customerOf(known);
}

const ofAddress = listingOf(customers, eq(customers.email, sql.placeholder('email')));
const ofPhone = listingOf(
  customers,
  and(eq(customers.phone, sql.placeholder('phone')), eq(customers.name, sql.placeholder('name')), isNull(customers.email)),
);
