import { and, desc, eq, inArray, or, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { refuse } from '../../base/refusal.ts';
import { staff } from '../../contracts/actor.ts';
import { EpochMs, idOf, Text } from '../../contracts/fields.ts';
import { defineQuery } from '../../contracts/query.ts';
import { mine, type ReadDb } from '../../data/database.ts';
import { contains } from '../../data/like.ts';
import { behind } from '../../data/pages.ts';
import type { Evidence } from '../bookings/model.ts';
import { matching } from '../bookings/queries/bookings.ts';
import { evidenceOf, listEvidence, mustBeOfTheHouse } from '../bookings/store/evidence.ts';
import { mustLoadBooking } from '../bookings/store/bookings.ts';
import { bookings } from '../bookings/tables.ts';
import { idByNow } from '../customers/store.ts';
import { type Dispute, disputeSides, disputeStatuses, type DisputeSummary } from './model.ts';
import { countOpen, disputeOf, listOfBooking, mustLoadDispute, summariesOf } from './store.ts';
import { disputes } from './tables.ts';

const desk = { roles: staff, scope: 'read' } as const;
const DisputeRef = z.strictObject({ disputeId: idOf('dsp') });

const Filter = z.strictObject({
  status: z.array(z.enum(disputeStatuses)).max(disputeStatuses.length).optional(),
  awaits: z.enum(disputeSides).optional(),
  bookingId: idOf('bkg').optional(),
  customerId: idOf('cus').optional(),
  q: Text(200).optional(),
});

async function where(db: ReadDb, { status, awaits, bookingId, customerId, q }: z.output<typeof Filter>): Promise<SQL | undefined> {
  return and(
    mine(db, disputes),
    status === undefined || status.length === 0 ? undefined : inArray(disputes.status, status),
    awaits === undefined ? undefined : eq(disputes.awaits, awaits),
    bookingId === undefined ? undefined : eq(disputes.bookingId, bookingId),
    customerId === undefined ? undefined : ofBookings(db, eq(bookings.customerId, await idByNow(db, customerId))),
    q === undefined ? undefined : said(db, q),
  );
}

const ofBookings = (db: ReadDb, condition: SQL | undefined): SQL =>
  inArray(
    disputes.bookingId,
    db
      .select({ id: bookings.id })
      .from(bookings)
      .where(and(mine(db, bookings), condition)),
  );

/** Each word must be found in the reason, or in what its booking is found by. */
function said(db: ReadDb, q: string): SQL | undefined {
  const words = q.split(/\s+/).filter(Boolean).slice(0, 8);
  return and(...words.map((word) => or(contains(disputes.reason, word), ofBookings(db, matching(db, word)))));
}

/** Where a page ended. */
interface After {
  readonly updatedAt: number;
  readonly id: string;
}

/** What changed last first. */
export const disputeList = defineQuery({
  name: 'disputes.list',
  allow: desk,
  input: Filter.extend({
    limit: z.int().min(1).max(100).default(50),
    after: z.strictObject({ updatedAt: EpochMs, id: idOf('dsp') }).optional(),
  }),
  async run({ db, ctx }, { limit, after, ...filter }): Promise<{ data: DisputeSummary[]; next: After | null }> {
    const place = after && { createdAt: after.updatedAt, id: after.id };
    const rows = await db
      .select()
      .from(disputes)
      .where(and(await where(db, filter), behind({ createdAt: disputes.updatedAt, id: disputes.id }, place, 'newestFirst')))
      .orderBy(desc(disputes.updatedAt), desc(disputes.id))
      .limit(limit + 1);
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    const data = await summariesOf(db, page, { actor: ctx.actor, now: ctx.now });
    return { data, next: last === undefined ? null : { updatedAt: last.updatedAt, id: last.id } };
  },
});

/** Its customer sees what was said, and none of the other evidence. */
export const oneDispute = defineQuery({
  name: 'disputes.dispute',
  allow: { ...desk, customers: true },
  input: DisputeRef,
  async run({ db, ctx }, { disputeId }): Promise<Dispute> {
    return disputeOf(db, await mustLoadDispute(db, { actor: ctx.actor, disputeId }), { actor: ctx.actor, now: ctx.now });
  },
});

/** Newest first. */
export const disputesOfBooking = defineQuery({
  name: 'disputes.ofBooking',
  allow: { ...desk, customers: true },
  input: z.strictObject({ bookingId: idOf('bkg') }),
  async run({ db, ctx }, { bookingId }): Promise<DisputeSummary[]> {
    if (ctx.actor.kind === 'customer' && ctx.actor.bookingId !== bookingId) refuse('not_found', { kind: 'booking', id: bookingId });
    await mustLoadBooking(db, bookingId);
    return summariesOf(db, await listOfBooking(db, bookingId), { actor: ctx.actor, now: ctx.now });
  },
});

/** Oldest first. Where the files lie is the server's to tell. */
export const disputeEvidence = defineQuery({
  name: 'disputes.evidence',
  allow: desk,
  input: DisputeRef,
  async run({ db, ctx }, { disputeId }): Promise<Evidence[]> {
    mustBeOfTheHouse(ctx.actor, { kind: 'dispute', id: disputeId });
    await mustLoadDispute(db, { actor: ctx.actor, disputeId });
    return (await listEvidence(db, disputeId)).map(evidenceOf);
  },
});

/** How many are open, and in how many of them it is the business's turn. */
export const disputeCounts = defineQuery({
  name: 'disputes.counts',
  allow: desk,
  input: z.strictObject({}),
  run: ({ db }): Promise<{ open: number; waiting: number }> => countOpen(db),
});
