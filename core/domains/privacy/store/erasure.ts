/** Takes out of every row what tells who a customer was; what, when and how much stays. */
import type { Json } from '../../../base/json.ts';
import { sameJson } from '../../../base/json.ts';
import type { CommandContext } from '../../../contracts/command.ts';
import type { KeyedTable, RowChanges, WriteDb } from '../../../data/database.ts';
import { events } from '../../../data/tables.ts';
import { giveTimeBack } from '../../availability/store/occupancies.ts';
import { bookingItems, bookingOrigins, bookings, evidence } from '../../bookings/tables.ts';
import { ERASED_NAME } from '../../customers/model.ts';
import { customerCodes, customers } from '../../customers/tables.ts';
import { disputeMessages, disputes } from '../../disputes/tables.ts';
import { mails, notifications } from '../../notifications/tables.ts';
import { orders, payments, providerCalls, refunds } from '../../payments/tables.ts';
import { subscriptions } from '../../pricing/tables.ts';
import { redemptions } from '../../promotions/tables.ts';
import { waitlist } from '../../waitlist/tables.ts';
import { deliveries } from '../../webhooks/tables.ts';
import { type Eraser, eraserOf, freeIn, namesOne, type Traces } from '../rules/traces.ts';
import { listAny, listEvents, mentioning, oneOf, type Theirs } from './theirs.ts';

type World = { readonly db: WriteDb; readonly ctx: CommandContext };

interface Erasure {
  readonly theirs: Theirs;
  readonly traces: Traces;
}

export async function eraseAll(world: World, { theirs, traces }: Erasure): Promise<void> {
  const eraser = eraserOf(traces);
  await eraseRecord(world, theirs);
  await eraseBookings(world.db, theirs);
  await eraseDisputes(world, { theirs, eraser });
  await eraseMoney(world.db, theirs, eraser);
  await eraseWaiting(world, theirs);
  for (const { id } of theirs.letters) await world.db.remove(mails, id);
  await eraseBell(world.db, { theirs, traces, eraser });
  await eraseHistory(world.db, traces);
}

async function eraseRecord({ db, ctx }: World, { customer }: Theirs): Promise<void> {
  await db.remove(customerCodes, customer.id);
  const nobody = { name: ERASED_NAME, email: null, phone: null, notes: '' };
  await db.patch(customers, customer.id, { ...nobody, erasedAt: ctx.now, updatedAt: ctx.now });
}

async function eraseBookings(db: WriteDb, theirs: Theirs): Promise<void> {
  const nobody = { bookerName: ERASED_NAME, bookerEmail: null, bookerPhone: null, locale: null };
  for (const { id } of theirs.bookings) {
    await db.patch(bookings, id, { ...nobody, notes: '', customerNotes: '', cancellationReason: null });
    await db.remove(bookingOrigins, id);
  }
  for (const { id } of theirs.items) await db.patch(bookingItems, id, { answers: {} });
  // A link leads to what somebody else keeps. A file stays until it is removed by hand: it may show others.
  for (const { id, kind } of theirs.evidence)
    await (kind === 'link' ? db.remove(evidence, id) : db.patch(evidence, id, { name: 'Erased', note: '' }));
}

/** What both sides said is about them; one that is open is over, as nobody is left to talk to. */
async function eraseDisputes({ db, ctx }: World, { theirs, eraser }: { theirs: Theirs; eraser: Eraser }): Promise<void> {
  for (const { id, status, openedByName, note, resolvedBy } of theirs.disputes) {
    const said = { reason: '', linkIds: [], note: note === null ? null : '' };
    const names = { openedByName: eraser.text(openedByName), resolvedBy: orNull(resolvedBy, eraser) };
    const ended = status === 'OPEN' ? { status: 'WITHDRAWN' as const, awaits: null, updatedAt: ctx.now } : {};
    await db.patch(disputes, id, { ...said, ...names, ...ended });
  }
  for (const { id, author } of theirs.messages) await db.patch(disputeMessages, id, { text: '', linkIds: [], author: eraser.text(author) });
}

/** Only where something changes: a row of the books that says nothing of them is left as it is. */
async function patchTo<T extends KeyedTable>(
  db: WriteDb,
  { table, row, changes }: { table: T; row: { id: string }; changes: RowChanges<T> },
): Promise<void> {
  const differs = Object.entries(changes).some(
    ([key, value]) => !sameJson((row as unknown as Record<string, Json>)[key] ?? null, (value ?? null) as Json),
  );
  if (differs) await db.patch(table, row.id, changes);
}

const orNull = (text: string | null, eraser: Eraser): string | null => (text === null ? null : eraser.text(text));

async function eraseMoney(db: WriteDb, theirs: Theirs, eraser: Eraser): Promise<void> {
  for (const row of theirs.orders) await patchTo(db, { table: orders, row, changes: { description: eraser.text(row.description) } });
  for (const row of theirs.payments) {
    const card = { cardRef: null, checkoutUrl: null };
    await patchTo(db, { table: payments, row, changes: { ...card, note: '', failure: orNull(row.failure, eraser) } });
  }
  for (const row of theirs.refunds) {
    const changes = { reason: eraser.text(row.reason), failure: orNull(row.failure, eraser) };
    await patchTo(db, { table: refunds, row, changes });
  }
  const paymentIds = theirs.payments.map(({ id }) => id);
  for (const row of await listAny(db, providerCalls, oneOf(providerCalls.paymentId, paymentIds)))
    await patchTo(db, { table: providerCalls, row, changes: { error: orNull(row.error, eraser) } });
  for (const row of theirs.subscriptions) {
    const waived = row.waived.map((waiver) => ({ ...waiver, reason: eraser.text(waiver.reason) }));
    await patchTo(db, { table: subscriptions, row, changes: { waived } });
  }
  for (const row of theirs.redemptions) await patchTo(db, { table: redemptions, row, changes: { email: null } });
}

async function eraseWaiting({ db, ctx }: World, theirs: Theirs): Promise<void> {
  const nobody = { name: ERASED_NAME, email: null, phone: null, locale: null };
  const noOffer = { holdId: null, offeredStartsAt: null, offeredEndsAt: null, offeredUntil: null };
  for (const { id, status, holdId } of theirs.waitlist) {
    const isLive = status === 'WAITING' || status === 'OFFERED';
    if (isLive && holdId !== null) await giveTimeBack(db, holdId);
    await db.patch(waitlist, id, { ...nobody, ...(isLive ? { ...noOffer, status: 'LEFT', updatedAt: ctx.now } : {}) });
  }
}

interface Telling {
  readonly traces: Traces;
  readonly eraser: Eraser;
}

async function eraseBell(db: WriteDb, { theirs, traces, eraser }: Telling & { theirs: Theirs }): Promise<void> {
  const bookingIds = theirs.bookings.map(({ id }) => id);
  const said = [...mentioning(notifications.title, traces.alone), ...mentioning(notifications.body, traces.alone)];
  for (const row of await listAny(db, notifications, [...oneOf(notifications.bookingId, bookingIds), ...said]))
    await patchTo(db, {
      table: notifications,
      row,
      changes: { title: eraser.text(row.title), body: row.disputeId === null ? eraser.text(row.body) : '' },
    });
}

/** Of evidence that is gone the history alone knows what it was called. */
const saidOfEvidence = ({ name, data }: { name: string; data: Readonly<Record<string, Json>> }): string[] =>
  name.startsWith('evidence.')
    ? Object.entries(data).flatMap(([key, value]) => (worded.has(key) && typeof value === 'string' ? value : []))
    : [];
const worded = new Set(['name', 'note', 'url']);

/** Above what any one write tells: all that is written again has one revision, and the log is read on by (revision, ordinal). */
const BEHIND_ALL_TOLD = 1_000_000;

/** Every event of theirs is written again, changed or not, so that they keep their order among each other. */
async function eraseHistory(db: WriteDb, traces: Traces): Promise<void> {
  const told = await listEvents(db, traces);
  const eraser = eraserOf({ ...traces, said: new Set([...traces.said, ...told.flatMap(saidOfEvidence)]) });
  for (const [i, { id, name, subjectId, data, actorName }] of told.entries()) {
    const isTheirs = traces.ids.has(subjectId) || namesOne(JSON.stringify(data), traces.ids);
    const changes = { data: eraser.json(data, isTheirs, freeIn(name)), actorName: eraser.text(actorName) };
    await db.patch(events, id, { ...changes, ordinal: BEHIND_ALL_TOLD + i });
  }
  const sent = await listAny(db, deliveries, [
    ...oneOf(
      deliveries.eventId,
      told.map(({ id }) => id),
    ),
    ...mentioning(deliveries.body, traces.alone),
  ]);
  for (const row of sent) {
    const body = JSON.stringify(eraser.json(JSON.parse(row.body) as Json, true, freeIn(row.event)));
    const attempts = row.attempts.map((one) => ({ ...one, responseSnippet: '', error: orNull(one.error, eraser) }));
    await patchTo(db, { table: deliveries, row, changes: { body, attempts } });
  }
}
