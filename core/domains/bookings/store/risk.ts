/** What the business knows of whoever books: from their address, with their device, under their name. */
import { and, desc, eq, gt, gte, sql } from 'drizzle-orm';
import { isDisposable } from '../../../base/disposableMail.ts';
import { DAY, HOUR, MINUTE } from '../../../base/time.ts';
import type { CommandContext } from '../../../contracts/command.ts';
import { builds } from '../../../data/compiled.ts';
import { listingOf, type ReadDb, roughlyIn, settledIn, type WriteDb } from '../../../data/database.ts';
import type { Drizzle } from '../../../data/handle.ts';
import { type BookingRisk, type NewBooking, type RiskSettings, usualRiskSettings } from '../model.ts';
import { percentOfUsual, reviewOf, type RiskFacts, scoreOf } from '../rules/risk.ts';
import { bookingOrigins, bookings, riskSettings } from '../tables.ts';
import type { BookingRow } from './bookings.ts';

type World = { readonly db: WriteDb; readonly ctx: CommandContext };

const asSet = settledIn([riskSettings], (db) => db.find(riskSettings, db.tenantId));

export async function loadRiskSettings(db: ReadDb): Promise<RiskSettings> {
  const row = await db.settled(asSet, '');
  return row === undefined ? usualRiskSettings : { holdFrom: row.holdFrom };
}

export const riskOf = ({ riskScore, riskSignals }: Pick<BookingRow, 'riskScore' | 'riskSignals'>): BookingRisk | null =>
  riskScore === null ? null : { score: riskScore, signals: riskSignals };

/** How long it is kept where a booking came from. */
export const ORIGIN_LIFETIME = 90 * DAY;

interface Judged {
  readonly input: Pick<NewBooking, 'source' | 'origin'>;
  readonly booking: Pick<
    BookingRow,
    'id' | 'seriesId' | 'customerId' | 'bookerEmail' | 'startsAt' | 'totalCents' | 'currency' | 'createdAt'
  >;
}

type Verdict = Pick<BookingRow, 'riskScore' | 'riskSignals' | 'riskReview'>;

/**
 * Strangers are judged, on the server alone: it knows where they came from. What members book, and what is imported, is not.
 * Keeps the booking's origin, for the next one's sake.
 */
export async function judge({ db, ctx }: World, { input, booking }: Judged): Promise<Verdict> {
  const isStranger = (ctx.actor.kind === 'customer' || ctx.actor.kind === 'key') && input.source !== 'import';
  if (!isStranger || ctx.side === 'desktop') return { riskScore: null, riskSignals: [], riskReview: 'none' };
  const risk = scoreOf(await factsOf(db, { input, booking }));
  if (input.origin !== undefined) await db.insert(bookingOrigins, { id: booking.id, ...input.origin, createdAt: ctx.serverNow });
  const { holdFrom } = await loadRiskSettings(db);
  return { riskScore: risk.score, riskSignals: [...risk.signals], riskReview: reviewOf(risk, holdFrom) };
}

async function factsOf(db: ReadDb, { input, booking }: Judged): Promise<RiskFacts> {
  const { customerId, seriesId, createdAt: now, bookerEmail } = booking;
  const since = now - ORIGIN_LIFETIME;
  const { address = null, device = null } = input.origin ?? {};
  const atAddress = address === null ? [] : await db.compiled(fromAddress).all({ tenantId: db.tenantId, digest: address, since });
  const onDevice = device === null ? [] : await db.compiled(withDevice).all({ tenantId: db.tenantId, digest: device, since });
  const lately = now - HOUR;
  // The other dates of a series are one booking with it.
  const asked = { tenantId: db.tenantId, customerId, seriesId: seriesId ?? NO_SERIES, lately };
  const [theirs = { lately: 0, noShows: 0, disputes: 0 }] = await db.compiled(newestOfCustomer).all(asked);
  const others = [...atAddress, ...onDevice].filter(
    (other) => other.customerId !== customerId && other.createdAt > lately && (seriesId === null || other.seriesId !== seriesId),
  );
  const names = (found: readonly { customerId: string }[]) =>
    new Set(found.map((other) => other.customerId).filter((id) => id !== customerId)).size;
  return {
    withinHour: theirs.lately + new Set(others.map((other) => other.id)).size,
    percentOfUsual: await percentOf(db, booking),
    minutesAhead: Math.floor((booking.startsAt - now) / MINUTE),
    namesAtAddress: names(atAddress),
    namesOnDevice: names(onDevice),
    noShows: theirs.noShows,
    disputes: theirs.disputes,
    hasDisposableMail: bookerEmail !== null && isDisposable(bookerEmail),
  };
}

async function percentOf(db: ReadDb, { totalCents, currency, createdAt: now }: Judged['booking']): Promise<number | null> {
  if (totalCents === 0) return null;
  const remembered = await db.settled(newestTotals, `${currency}/${Math.floor(now / TOTALS_KEPT)}`);
  // With few to compare with, each of them counts.
  return percentOfUsual(totalCents, remembered.length === ENOUGH_TO_COMPARE ? remembered : await listNewestTotals(db, currency));
}

/** What a business's bookings usually cost is the same a few minutes later. */
const TOTALS_KEPT = 10 * MINUTE;

const newestTotals = roughlyIn([bookings], (db, key) => listNewestTotals(db, key.slice(0, key.indexOf('/'))));

async function listNewestTotals(db: Pick<ReadDb, 'listed'>, currency: string): Promise<number[]> {
  const isAlike = (other: Pick<BookingRow, 'totalCents' | 'currency'>): boolean => other.currency === currency && other.totalCents > 0;
  // Mostly all of the newest are alike, and no more need be looked at.
  const enough = (await db.listed(newestEnough, {})).filter(isAlike);
  const alike = enough.length === ENOUGH_TO_COMPARE ? enough : (await db.listed(newestOfAll, {})).filter(isAlike);
  return alike.slice(0, ENOUGH_TO_COMPARE).map(({ totalCents }) => totalCents);
}

const given = sql.placeholder;

/** So many of the newest tell enough, however long the history is. */
const MOST_OF_ONE_ORIGIN = 100;
const MOST_OF_ONE_CUSTOMER = 100;
const ENOUGH_TO_COMPARE = 25;
const MOST_TO_COMPARE = 60;

const { id, customerId, seriesId, status, disputedAt, createdAt } = bookings;

const sharing = builds(
  (digest: typeof bookingOrigins.address | typeof bookingOrigins.device) => (drizzle: Drizzle) =>
    drizzle
      .select({ id, customerId, seriesId, createdAt: bookingOrigins.createdAt })
      .from(bookingOrigins)
      .innerJoin(bookings, and(eq(bookings.tenantId, bookingOrigins.tenantId), eq(id, bookingOrigins.id)))
      .where(
        and(eq(bookingOrigins.tenantId, given('tenantId')), eq(digest, given('digest')), gte(bookingOrigins.createdAt, given('since'))),
      )
      .orderBy(desc(bookingOrigins.createdAt))
      .limit(MOST_OF_ONE_ORIGIN)
      .prepare(),
);
const fromAddress = sharing(bookingOrigins.address);
const withDevice = sharing(bookingOrigins.device);

const newestFirst = [desc(createdAt), desc(id)];

/** Like no id: of a booking that is of no series, all others count. */
const NO_SERIES = '-';

/** Counted by the database: of whoever comes every day, a hundred rows would be read for three numbers. */
const newestOfCustomer = (drizzle: Drizzle) => {
  const newest = drizzle
    .select({ seriesId, status, disputedAt, createdAt })
    .from(bookings)
    .where(and(eq(bookings.tenantId, given('tenantId')), eq(customerId, given('customerId'))))
    .orderBy(...newestFirst)
    .limit(MOST_OF_ONE_CUSTOMER)
    .as('newest');
  const isLate = and(gt(newest.createdAt, given('lately')), sql`coalesce(${newest.seriesId}, '') <> ${given('seriesId')}`);
  return drizzle
    .select({
      lately: sql`count(*) filter (where ${isLate})`.mapWith(Number),
      noShows: sql`count(*) filter (where ${newest.status} = 'NO_SHOW')`.mapWith(Number),
      disputes: sql`count(${newest.disputedAt})`.mapWith(Number),
    })
    .from(newest)
    .prepare();
};

const newest = (howMany: number) =>
  listingOf(bookings, undefined, { keys: ['totalCents', 'currency'], first: { howMany, by: newestFirst } });
const newestEnough = newest(ENOUGH_TO_COMPARE);
const newestOfAll = newest(MOST_TO_COMPARE);
