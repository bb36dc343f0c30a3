import { and, count, eq, inArray, sql } from 'drizzle-orm';
import { byAge } from '../../base/age.ts';
import { refuse } from '../../base/refusal.ts';
import type { Actor } from '../../contracts/actor.ts';
import { listingBelow, mine, type ReadDb, type RowOf } from '../../data/database.ts';
import type { BookingSummary } from '../bookings/model.ts';
import { summariesOf as bookingSummariesOf } from '../bookings/store/bookings.ts';
import { listEvidence } from '../bookings/store/evidence.ts';
import { bookings, evidence } from '../bookings/tables.ts';
import type { Dispute, DisputeResolution, DisputeSide, DisputeSummary, SaidLink } from './model.ts';
import { disputeMessages, disputes } from './tables.ts';

export type DisputeRow = RowOf<typeof disputes>;

export const sideOf = ({ kind }: Actor): DisputeSide => (kind === 'customer' ? 'customer' : 'business');

/** A customer reaches those of the booking that was proved to be theirs. @throws Refusal `not_found` */
export async function mustLoadDispute(db: ReadDb, { actor, disputeId }: { actor: Actor; disputeId: string }): Promise<DisputeRow> {
  const row = await db.find(disputes, disputeId);
  if (row !== undefined && (actor.kind !== 'customer' || actor.bookingId === row.bookingId)) return row;
  return refuse('not_found', { kind: 'dispute', id: disputeId });
}

const ofBooking = listingBelow(bookings, disputes, { by: ['bookingId'] });
const saidIn = listingBelow(disputes, disputeMessages, { by: ['disputeId'] });

/** Newest first. */
export async function listOfBooking(db: ReadDb, bookingId: string): Promise<DisputeRow[]> {
  return (await db.listed(ofBooking, { bookingId })).toSorted((a, b) => byAge(b, a));
}

/** Oldest first. */
export async function listMessages(db: ReadDb, disputeId: string): Promise<RowOf<typeof disputeMessages>[]> {
  return (await db.listed(saidIn, { disputeId })).toSorted(byAge);
}

interface Showing {
  readonly actor: Actor;
  readonly now: number;
}

/** In the order of the rows, as staff see them, or a customer theirs. */
export async function summariesOf(db: ReadDb, rows: readonly DisputeRow[], { actor, now }: Showing): Promise<DisputeSummary[]> {
  const ids = rows.map(({ id }) => id);
  const about = await bookingsById(db, { bookingIds: new Set(rows.map(({ bookingId }) => bookingId)), now });
  const messages = await countBy(db, { column: disputeMessages.disputeId, table: disputeMessages, ids });
  const proofs = actor.kind === 'customer' ? none : await countBy(db, { column: evidence.subjectId, table: evidence, ids });
  return rows.map((row) => {
    const booking = about.get(row.bookingId) ?? refuse('not_found', { kind: 'booking', id: row.bookingId });
    const [first] = booking.items;
    return {
      ...{ id: row.id, bookingId: row.bookingId, confirmationCode: booking.confirmationCode, bookingStatus: booking.status },
      ...{ offeringTitle: first?.offeringTitle ?? '', timezone: first?.timezone ?? 'UTC', startsAt: booking.startsAt },
      ...{ totalCents: booking.totalCents, currency: booking.currency },
      ...{ customerId: booking.customerId, customerName: booking.customerName },
      ...{ status: row.status, openedBy: row.openedBy, openedByName: row.openedByName, reason: row.reason, awaits: row.awaits },
      ...{ messageCount: messages.get(row.id) ?? 0, evidenceCount: proofs.get(row.id) ?? 0 },
      ...{ resolution: resolutionOf(row), createdAt: row.createdAt, updatedAt: row.updatedAt },
    };
  });
}

const none: ReadonlyMap<string, number> = new Map();

async function bookingsById(
  db: ReadDb,
  { bookingIds, now }: { bookingIds: ReadonlySet<string>; now: number },
): Promise<Map<string, BookingSummary>> {
  if (bookingIds.size === 0) return new Map();
  const rows = await db.list(bookings, inArray(bookings.id, [...bookingIds]));
  return new Map((await bookingSummariesOf(db, rows, now)).map((summary) => [summary.id, summary]));
}

interface Counted {
  readonly table: typeof disputeMessages | typeof evidence;
  readonly column: typeof disputeMessages.disputeId | typeof evidence.subjectId;
  readonly ids: readonly string[];
}

async function countBy(db: ReadDb, { table, column, ids }: Counted): Promise<ReadonlyMap<string, number>> {
  if (ids.length === 0) return none;
  const rows = await db
    .select({ id: sql<string>`${column}`, n: count() })
    .from(table)
    .where(and(mine(db, table), inArray(column, [...ids])))
    .groupBy(column);
  return new Map(rows.map(({ id, n }) => [id, n]));
}

function resolutionOf({ outcome, refundCents, note, resolvedBy, resolvedAt }: DisputeRow): DisputeResolution | null {
  if (outcome === null || resolvedAt === null) return null;
  return { outcome, refundCents: refundCents ?? 0, note: note ?? '', by: resolvedBy ?? '', at: resolvedAt };
}

/** With all that was said. */
export async function disputeOf(db: ReadDb, row: DisputeRow, showing: Showing): Promise<Dispute> {
  const [summary] = await summariesOf(db, [row], showing);
  const said = await listMessages(db, row.id);
  const proofs = new Map((await listEvidence(db, row.id)).map((proof) => [proof.id, proof]));
  const linksOf = (ids: readonly string[]): SaidLink[] =>
    ids.flatMap((id) => {
      const { name, url = null } = proofs.get(id) ?? {};
      return name === undefined || url === null ? [] : { id, name, url };
    });
  return {
    ...(summary as DisputeSummary),
    links: linksOf(row.linkIds),
    messages: said.map(({ id, side, author, text, linkIds, createdAt }) => ({
      ...{ id, from: side, author, text, links: linksOf(linkIds), createdAt },
    })),
  };
}

/** How many are open, and for how many of them the business is to say something. */
export async function countOpen(db: ReadDb): Promise<{ open: number; waiting: number }> {
  const [found] = await db
    .select({ open: count(), waiting: sql`count(case when ${disputes.awaits} = 'business' then 1 end)`.mapWith(Number) })
    .from(disputes)
    .where(and(mine(db, disputes), eq(disputes.status, 'OPEN')));
  return found ?? { open: 0, waiting: 0 };
}
