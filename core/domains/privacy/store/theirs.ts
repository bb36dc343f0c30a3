/** Whatever a business keeps of one customer, found by the one road for giving it out and for taking it away. */
import { eq, inArray, or, type SQL } from 'drizzle-orm';
import { type KeyedTable, type ReadDb, type RowOf } from '../../../data/database.ts';
import { contains } from '../../../data/like.ts';
import { events } from '../../../data/tables.ts';
import { bookingItems, bookings, evidence } from '../../bookings/tables.ts';
import { type Customer, ERASED_NAME } from '../../customers/model.ts';
import { customerMerges, customers } from '../../customers/tables.ts';
import { disputeMessages, disputes } from '../../disputes/tables.ts';
import { mails } from '../../notifications/tables.ts';
import { orders, payments, refunds } from '../../payments/tables.ts';
import { subscriptions } from '../../pricing/tables.ts';
import { redemptions } from '../../promotions/tables.ts';
import { waitlist } from '../../waitlist/tables.ts';
import { inJson, type Traces } from '../rules/traces.ts';

const IDS_A_STATEMENT = 500;
const TERMS_A_STATEMENT = 40;

type Ids = readonly string[];
const idsOf = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);

/** The rows of which one of the conditions holds, each once. */
export async function listAny<T extends KeyedTable>(db: ReadDb, table: T, conditions: readonly (SQL | undefined)[]): Promise<RowOf<T>[]> {
  const found = new Map<string, RowOf<T>>();
  for (let i = 0; i < conditions.length; i += TERMS_A_STATEMENT)
    for (const row of await db.list(table, or(...conditions.slice(i, i + TERMS_A_STATEMENT)))) found.set((row as { id: string }).id, row);
  return [...found.values()];
}

export function oneOf(column: Parameters<typeof inArray>[0], values: Ids): SQL[] {
  const parts: SQL[] = [];
  for (let i = 0; i < values.length; i += IDS_A_STATEMENT) parts.push(inArray(column as never, values.slice(i, i + IDS_A_STATEMENT)));
  return parts;
}

export const mentioning = (column: Parameters<typeof contains>[0], terms: Ids): (SQL | undefined)[] =>
  terms.map((term) => contains(column, inJson(term)));

export type Theirs = Awaited<ReturnType<typeof theirsOf>>;

export async function theirsOf(db: ReadDb, customer: Customer) {
  const theirBookings = await db.list(bookings, eq(bookings.customerId, customer.id));
  const bookingIds = idsOf(theirBookings);
  const theirDisputes = await listAny(db, disputes, oneOf(disputes.bookingId, bookingIds));
  const disputeIds = idsOf(theirDisputes);
  const theirOrders = await db.list(orders, eq(orders.customerId, customer.id));
  const orderIds = idsOf(theirOrders);
  const formerIds = idsOf(await db.list(customerMerges, eq(customerMerges.intoId, customer.id)));
  const contacts = contactsOf([
    customer,
    ...theirBookings.map(({ bookerName, bookerEmail, bookerPhone }) => ({ name: bookerName, email: bookerEmail, phone: bookerPhone })),
  ]);
  const alone = await withoutOthers(db, { customerId: customer.id, contacts });
  const isTheirs = ({ bookingId, name, email, phone }: RowOf<typeof waitlist>): boolean =>
    (bookingId !== null && bookingIds.includes(bookingId)) ||
    (email !== null && alone.emails.includes(email.toLowerCase())) ||
    (email === null && phone !== null && contacts.phones.includes(phone) && contacts.names.includes(name));
  const waits = (await db.list(waitlist)).filter(isTheirs);
  const letters = await listAny(db, mails, [
    ...oneOf(mails.bookingId, bookingIds),
    ...oneOf(mails.orderId, orderIds),
    ...oneOf(mails.waitlistId, idsOf(waits)),
    ...alone.emails.map((email) => contains(mails.recipient, email)),
  ]);
  return {
    ...{
      customer,
      formerIds,
      bookings: theirBookings,
      orders: theirOrders,
      waitlist: waits,
      letters,
      contacts: contactsOf([contacts, ...waits]),
      alone,
    },
    items: await listAny(db, bookingItems, oneOf(bookingItems.bookingId, bookingIds)),
    payments: await listAny(db, payments, oneOf(payments.orderId, orderIds)),
    refunds: await listAny(db, refunds, oneOf(refunds.orderId, orderIds)),
    subscriptions: await db.list(subscriptions, eq(subscriptions.customerId, customer.id)),
    redemptions: await listAny(db, redemptions, [eq(redemptions.customerId, customer.id), ...oneOf(redemptions.bookingId, bookingIds)]),
    evidence: await listAny(db, evidence, oneOf(evidence.subjectId, [...bookingIds, ...disputeIds])),
    disputes: theirDisputes,
    messages: await listAny(db, disputeMessages, oneOf(disputeMessages.disputeId, disputeIds)),
  };
}

interface Contacts {
  readonly names: string[];
  readonly emails: string[];
  readonly phones: string[];
}

type Contact = { readonly name: string; readonly email: string | null; readonly phone: string | null };

function contactsOf(all: readonly (Contact | Contacts)[]): Contacts {
  const [names, emails, phones] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const one of all) {
    for (const name of 'names' in one ? one.names : [one.name]) names.add(name);
    for (const email of 'emails' in one ? one.emails : [one.email]) if (email) emails.add(email.toLowerCase());
    for (const phone of 'phones' in one ? one.phones : [one.phone]) if (phone) phones.add(phone);
  }
  names.delete(ERASED_NAME);
  return { names: [...names], emails: [...emails], phones: [...phones] };
}

/** What another customer has, too, does not say which of them is meant: a family's phone, a name that is common. */
async function withoutOthers(
  db: ReadDb,
  { customerId, contacts: { names, emails, phones } }: { customerId: string; contacts: Contacts },
): Promise<Contacts> {
  const rows = await listAny(db, customers, [
    ...oneOf(customers.name, names),
    ...oneOf(customers.email, emails),
    ...oneOf(customers.phone, phones),
  ]);
  const others = rows.filter(({ id }) => id !== customerId);
  const has = { names: new Set<string>(), emails: new Set<string | null>(), phones: new Set<string | null>() };
  for (const { name, email, phone } of others) {
    has.names.add(name);
    has.emails.add(email);
    has.phones.add(phone);
  }
  return {
    names: names.filter((name) => !has.names.has(name)),
    emails: emails.filter((email) => !has.emails.has(email)),
    phones: phones.filter((phone) => !has.phones.has(phone)),
  };
}

export function tracesOf(theirs: Theirs): Traces {
  const { customer, formerIds, contacts, alone } = theirs;
  const things = [theirs.bookings, theirs.items, theirs.orders, theirs.payments, theirs.refunds, theirs.subscriptions];
  const more = [theirs.redemptions, theirs.waitlist, theirs.evidence, theirs.disputes, theirs.messages];
  const said = [
    customer.notes,
    ...theirs.bookings.flatMap(({ notes, customerNotes, cancellationReason }) => [notes, customerNotes, cancellationReason]),
    ...theirs.items.flatMap(({ answers }) => Object.values(answers).flat()),
    ...theirs.payments.map(({ note }) => note),
    ...theirs.evidence.flatMap(({ name, note, url }) => [name, note, url]),
    ...saidInDisputes(theirs),
  ];
  return {
    ids: new Set([customer.id, ...formerIds, ...[...things, ...more].flatMap((rows) => idsOf(rows))]),
    names: contacts.names,
    contacts: [...contacts.emails, ...contacts.phones],
    said: new Set(said.filter((text): text is string => typeof text === 'string' && text !== '')),
    alone: [...alone.names, ...alone.emails, ...alone.phones],
  };
}

/** Of one word, it may be a word of ours: the rows and what was told of them lose it by its place. */
const saidInDisputes = ({ disputes: all, messages }: Pick<Theirs, 'disputes' | 'messages'>): string[] =>
  [...all.flatMap(({ reason, note }) => [reason, note ?? '']), ...messages.map(({ text }) => text)].filter((text) =>
    /\s/.test(text.trim()),
  );

/** What the history says of them, whatever it was about, in the order in which it was told. */
export async function listEvents(db: ReadDb, { ids, alone }: Pick<Traces, 'ids' | 'alone'>): Promise<RowOf<typeof events>[]> {
  const customerIds = [...ids].filter((id) => id.startsWith('cus_'));
  const rows = await listAny(db, events, [...oneOf(events.subjectId, [...ids]), ...mentioning(events.data, [...customerIds, ...alone])]);
  return rows.toSorted((a, b) => a.rev - b.rev || a.ordinal - b.ordinal);
}
