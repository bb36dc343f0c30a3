import { and, asc, count, desc, eq, gte, inArray, lt, or, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { refuse } from '../../../base/refusal.ts';
import { moneyBackAt, returnedCents } from '../../../base/settlement.ts';
import { HOUR } from '../../../base/time.ts';
import { DAY_MS, instantToWall, wallToInstant } from '../../../base/zone.ts';
import { staff } from '../../../contracts/actor.ts';
import { EpochMs, idOf, LocalDate, Text } from '../../../contracts/fields.ts';
import { defineQuery } from '../../../contracts/query.ts';
import { listingBelow, type ReadDb, mine } from '../../../data/database.ts';
import { contains } from '../../../data/like.ts';
import { behind, pageOf } from '../../../data/pages.ts';
import { events } from '../../../data/tables.ts';
import { idByNow } from '../../customers/store.ts';
import { mustLoadProfile } from '../../tenants/store.ts';
import { type BookingDetail, type BookingMoney, bookingStatuses, type BookingSummary, type HistoryEntry } from '../model.ts';
import { mayPayAgain } from '../rules/payAgain.ts';
import { cancelTerms } from '../rules/refund.ts';
import { isHeld } from '../rules/risk.ts';
import { customerMovesUntil, takesTime } from '../rules/transitions.ts';
import { type BookingRow, byStart, mustLoadBooking, summariesOf } from '../store/bookings.ts';
import { moneyOfBookings, withoutWords } from '../store/payments.ts';
import { riskOf } from '../store/risk.ts';
import { listWithin } from '../store/within.ts';
import { bookingItems, bookings } from '../tables.ts';

const desk = { roles: staff, scope: 'read' } as const;

/** Each word must be found in the booker's name, address or phone, the code, or an item's title. */
export function matching(db: ReadDb, q: string): SQL | undefined {
  const words = q.split(/\s+/).filter(Boolean).slice(0, 8);
  return and(
    ...words.map((word) => {
      const titles = db
        .select({ bookingId: bookingItems.bookingId })
        .from(bookingItems)
        .where(and(mine(db, bookingItems), contains(bookingItems.offeringTitle, word)));
      return or(contains(searched, word), inArray(bookings.id, titles));
    }),
  );
}

/** One text to look through instead of four; a word has no space in it, so none is found across two of them. */
const searched = sql`(${bookings.bookerName} || ' ' || coalesce(${bookings.bookerEmail}, '') || ' ' || coalesce(${bookings.bookerPhone}, '') || ' ' || ${bookings.confirmationCode})`;

const Filter = z.strictObject({
  q: Text(200).optional(),
  status: z.array(z.enum(bookingStatuses)).max(bookingStatuses.length).optional(),
  offeringId: idOf('off').optional(),
  customerId: idOf('cus').optional(),
  /** bookings that start in [from, to) */
  from: EpochMs.optional(),
  to: EpochMs.optional(),
});

function where(db: ReadDb, { q, status, offeringId, customerId, from, to }: z.output<typeof Filter>): SQL | undefined {
  const ofOffering = (id: string) =>
    inArray(
      bookings.id,
      db
        .select({ bookingId: bookingItems.bookingId })
        .from(bookingItems)
        .where(and(mine(db, bookingItems), eq(bookingItems.offeringId, id))),
    );
  return and(
    mine(db, bookings),
    q === undefined ? undefined : matching(db, q),
    status === undefined || status.length === 0 ? undefined : inArray(bookings.status, status),
    offeringId === undefined ? undefined : ofOffering(offeringId),
    customerId === undefined ? undefined : eq(bookings.customerId, customerId),
    from === undefined ? undefined : gte(bookings.startsAt, from),
    to === undefined ? undefined : lt(bookings.startsAt, to),
  );
}

const withIdByNow = async (db: ReadDb, filter: z.output<typeof Filter>): Promise<z.output<typeof Filter>> =>
  filter.customerId === undefined ? filter : { ...filter, customerId: await idByNow(db, filter.customerId) };

/** A series is made at one instant: of those the first date stands first, whichever way. */
const orders = {
  startsAt: [asc(bookings.startsAt), asc(bookings.id)],
  '-startsAt': [desc(bookings.startsAt), desc(bookings.id)],
  createdAt: [asc(bookings.createdAt), asc(bookings.startsAt), asc(bookings.id)],
  '-createdAt': [desc(bookings.createdAt), asc(bookings.startsAt), asc(bookings.id)],
} as const;

export const bookingList = defineQuery({
  name: 'bookings.list',
  allow: desk,
  input: Filter.extend({
    sort: z.enum(['startsAt', '-startsAt', 'createdAt', '-createdAt']).default('-startsAt'),
    limit: z.int().min(1).max(1_000).default(100),
    offset: z.int().min(0).default(0),
  }),
  async run({ db, ctx }, { sort, limit, offset, ...filter }): Promise<{ data: BookingSummary[]; total: number }> {
    const condition = where(db, await withIdByNow(db, filter));
    const rows = await db
      .select()
      .from(bookings)
      .where(condition)
      .orderBy(...orders[sort])
      .limit(limit)
      .offset(offset);
    const total = (await db.select({ n: count() }).from(bookings).where(condition))[0]?.n ?? 0;
    return { data: await summariesOf(db, rows, ctx.now), total };
  },
});

/** The newest that meet the filter, without counting how many more there are. */
export async function findBookings(
  db: ReadDb,
  { now, limit, ...filter }: z.output<typeof Filter> & { now: number; limit: number },
): Promise<BookingSummary[]> {
  const rows = await db
    .select()
    .from(bookings)
    .where(where(db, filter))
    .orderBy(...orders['-startsAt'])
    .limit(limit);
  return summariesOf(db, rows, now);
}

/** For integrators: newest first by (createdAt, id), so that a page stays where it is while bookings come in. */
export const bookingPage = defineQuery({
  name: 'bookings.page',
  allow: desk,
  input: Filter.extend({
    limit: z.int().min(1).max(100).default(50),
    after: z.strictObject({ createdAt: EpochMs, id: idOf('bkg') }).optional(),
  }),
  async run({ db, ctx }, { limit, after, ...filter }) {
    const rows = await db
      .select()
      .from(bookings)
      .where(and(where(db, await withIdByNow(db, filter)), behind(bookings, after, 'newestFirst')))
      .orderBy(desc(bookings.createdAt), desc(bookings.id))
      .limit(limit + 1);
    const { page, next } = pageOf(rows, limit);
    const summaries = await summariesOf(db, page, ctx.now);
    const money = await moneyOfBookings(db, page);
    const data = page.map((row, i) =>
      detailsOf(row, { summary: summaries[i] as BookingSummary, money: money[i] as BookingMoney, history: [], now: ctx.now }),
    );
    return { data, next };
  },
});

interface DetailParts {
  readonly summary: BookingSummary;
  readonly money: BookingMoney;
  readonly history: HistoryEntry[];
  readonly now: number;
}

function detailsOf(row: BookingRow, { summary, money, history, now }: DetailParts): BookingDetail {
  const cancelNow = cancelTerms(row, now);
  const back = moneyBackAt({ totalCents: row.totalCents, ...money }, cancelNow.refundPercent);
  return {
    risk: riskOf(row),
    depositCents: row.depositCents,
    subtotalCents: row.subtotalCents,
    discountCents: row.discountCents,
    couponCode: row.couponCode,
    taxCents: row.taxCents,
    cancellationPolicy: row.cancellationPolicy,
    customerMovesUntil: customerMovesUntil(row),
    refundPercent: row.refundPercent,
    cancelledBy: row.cancelledBy,
    cancellationReason: row.cancellationReason,
    notes: row.notes,
    customerNotes: row.customerNotes,
    sequence: row.sequence,
    confirmedAt: row.confirmedAt,
    checkedInAt: row.checkedInAt,
    completedAt: row.completedAt,
    cancelledAt: row.cancelledAt,
    updatedAt: row.updatedAt,
    history,
    cancelNow,
    moneyNow: { ...back, returnedCents: returnedCents(money) },
    mayPayAgain: mayPayAgain(row, { payments: money.payments, now }),
    ...summary,
    ...money,
  };
}

const eventsOf = listingBelow(bookings, events, { by: ['subjectId'] });

/** Oldest first. The plain edge is left out where the event that names it is there. */
async function historyOf(db: ReadDb, bookingId: string): Promise<HistoryEntry[]> {
  const rows = await db.listed(eventsOf, { subjectId: bookingId });
  const edgeOf = ({ rev, data }: (typeof rows)[number]): string => JSON.stringify([rev, data['previousStatus'], data['status']]);
  const named = new Set(rows.filter(({ name }) => name !== 'booking.status_changed').map(edgeOf));
  return rows
    .filter((row) => row.name !== 'booking.status_changed' || !named.has(edgeOf(row)))
    .toSorted((a, b) => a.at - b.at || a.rev - b.rev || a.ordinal - b.ordinal)
    .map(({ id, name, at, actorKind, actorName, data }) => ({ id, name, at, actorKind, actorName, data }));
}

/** A customer sees the one booking that their link is for, without the business's notes and history. */
export const bookingDetail = defineQuery({
  name: 'bookings.booking',
  allow: { ...desk, customers: true },
  input: z.strictObject({ bookingId: idOf('bkg') }),
  async run({ db, ctx }, { bookingId }): Promise<BookingDetail> {
    const isCustomer = ctx.actor.kind === 'customer';
    if (ctx.actor.kind === 'customer' && ctx.actor.bookingId !== bookingId) refuse('not_found', { kind: 'booking', id: bookingId });
    const row = await mustLoadBooking(db, bookingId);
    const [summary] = await summariesOf(db, [row], ctx.now);
    const history = isCustomer ? [] : await historyOf(db, row.id);
    const [money] = (await moneyOfBookings(db, [row])).map((all) => (isCustomer ? withoutWords(all) : all));
    const detail = detailsOf(row, { summary: summary as BookingSummary, money: money as BookingMoney, history, now: ctx.now });
    return isCustomer ? { ...detail, notes: '', risk: null, riskReview: 'none' } : detail;
  },
});

export const bookingCalendar = defineQuery({
  name: 'bookings.calendar',
  allow: desk,
  input: z
    .strictObject({ from: EpochMs, to: EpochMs })
    .refine(({ from, to }) => from < to && to - from <= 62 * DAY_MS, { path: ['to'], message: 'expected at most 62 days after from' }),
  async run({ db, ctx }, { from, to }): Promise<BookingSummary[]> {
    const rows = await listWithin(db, { from, to });
    return summariesOf(db, rows.filter(({ cancelledAt }) => cancelledAt === null).toSorted(byStart), ctx.now);
  },
});

export const today = defineQuery({
  name: 'bookings.today',
  allow: desk,
  input: z.strictObject({ date: LocalDate.optional() }),
  async run({ db, ctx }, { date }) {
    const { timezone, displayCurrency } = await mustLoadProfile(db);
    const day = date ?? instantToWall(timezone, ctx.now).date;
    const from = wallToInstant(timezone, `${day}T00:00`);
    // 26 hours on is the next day even where the clock went back; its wall date gives midnight
    const to = wallToInstant(timezone, `${instantToWall(timezone, from + 26 * HOUR).date}T00:00`);
    const rows = await listWithin(db, { from, to });
    const live = rows.filter(({ status }) => takesTime(status)).toSorted(byStart);
    // What is held waits in a queue of its own, and what is to be paid for its customer.
    const waiting = await db.list(bookings, eq(bookings.status, 'PENDING'));
    const pending = waiting.filter((row) => !isHeld(row) && row.paymentDueAt === null);
    const inCurrency = live.filter(({ currency }) => currency === displayCurrency);
    return {
      date: day,
      from,
      to,
      arrivals: await summariesOf(db, live, ctx.now),
      pending: await summariesOf(
        db,
        pending.toSorted((a, b) => a.createdAt - b.createdAt),
        ctx.now,
      ),
      counts: {
        bookings: live.length,
        checkedIn: live.filter(({ status }) => status === 'CHECKED_IN' || status === 'COMPLETED').length,
        revenueCents: inCurrency.reduce((sum, { totalCents }) => sum + totalCents, 0),
        currency: displayCurrency,
      },
    };
  },
});
