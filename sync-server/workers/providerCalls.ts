/** Calls to providers as their worker sees them: taken by a lease, one at a time for each payment, put off under it. */
import { aliasedTable, and, asc, eq, gt, isNull, lt, lte, notExists, or, sql } from 'drizzle-orm';
import { DAY, HOUR, MINUTE, SECOND } from '#core/base/time.ts';
import type { AcrossDb, Database } from '#core/data/database.ts';
import { providerCalls } from '#core/domains/payments/tables.ts';
import type { CallRow } from '../payments/calls.ts';

/** Longer than the requests of one call may take. */
const LEASE_MS = 2 * MINUTE;
/** Money that is asked for is asked for until there is an answer. */
const RETRY_AFTER_MS = [2 * SECOND, 10 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR] as const;
const LONGEST_MS = 2 * HOUR;
const JITTER = 0.1;

const keyOf = ({ tenantId, id }: Pick<CallRow, 'tenantId' | 'id'>) => and(eq(providerCalls.tenantId, tenantId), eq(providerCalls.id, id));

// What lies further ahead than anything is ever put off was written by a clock that has been set back since.
const isDue = (now: number) =>
  and(
    eq(providerCalls.status, 'PENDING'),
    or(lte(providerCalls.nextAttemptAt, now), gt(providerCalls.nextAttemptAt, now + DAY)),
    or(isNull(providerCalls.leasedUntil), lte(providerCalls.leasedUntil, now), gt(providerCalls.leasedUntil, now + 2 * LEASE_MS)),
  );

/** A page must be open before it can be closed: of one payment the earlier call goes first. */
function isFirst(db: AcrossDb) {
  const earlier = aliasedTable(providerCalls, 'earlier');
  const isBefore = or(
    lt(earlier.createdAt, providerCalls.createdAt),
    and(eq(earlier.createdAt, providerCalls.createdAt), lt(earlier.id, providerCalls.id)),
  );
  const isOfSame = and(eq(earlier.tenantId, providerCalls.tenantId), eq(earlier.paymentId, providerCalls.paymentId));
  return notExists(
    db
      .select({ one: sql`1` })
      .from(earlier)
      .where(and(isOfSame, eq(earlier.status, 'PENDING'), isBefore)),
  );
}

/** @returns those that nobody else has, leased */
export async function takeCalls(database: Database, { now, limit }: { now: number; limit: number }): Promise<CallRow[]> {
  if (limit <= 0) return [];
  const due = await database.across((db) =>
    db
      .select({ tenantId: providerCalls.tenantId, id: providerCalls.id })
      .from(providerCalls)
      .where(and(isDue(now), isFirst(db)))
      .orderBy(asc(providerCalls.nextAttemptAt), asc(providerCalls.tenantId), asc(providerCalls.id))
      .limit(limit),
  );
  if (due.length === 0) return [];
  return database.work(async (db) => {
    const taken: CallRow[] = [];
    for (const call of due)
      taken.push(
        ...(await db
          .update(providerCalls)
          .set({ leasedUntil: now + LEASE_MS })
          .where(and(keyOf(call), isDue(now)))
          .returning()),
      );
    return taken;
  });
}

/** When the next one may be taken, where any waits. */
export async function nextCallAt(database: Database): Promise<number | undefined> {
  const { leasedUntil, nextAttemptAt } = providerCalls;
  const at = sql<number | null>`min(case when ${leasedUntil} > ${nextAttemptAt} then ${leasedUntil} else ${nextAttemptAt} end)`;
  const [row] = await database.across((db) =>
    db
      .select({ at })
      .from(providerCalls)
      .where(and(eq(providerCalls.status, 'PENDING'), isFirst(db))),
  );
  return row?.at ?? undefined;
}

type Changes = Partial<Pick<CallRow, 'status' | 'attemptCount' | 'firstAttemptAt' | 'nextAttemptAt' | 'error' | 'leasedUntil'>>;

const underLease = async (database: Database, row: CallRow, changes: Changes): Promise<void> =>
  database.work(async (db) => {
    await db
      .update(providerCalls)
      .set(changes)
      .where(and(keyOf(row), eq(providerCalls.status, 'PENDING'), eq(providerCalls.leasedUntil, row.leasedUntil ?? 0)));
  });

/** Before the provider hears of it: from now on it may have. */
export const markAsked = (database: Database, row: CallRow, now: number): Promise<void> =>
  row.firstAttemptAt === null ? underLease(database, row, { firstAttemptAt: now }) : Promise.resolve();

interface Postponement {
  readonly row: CallRow;
  readonly now: number;
  /** in [0, 1): spreads what fell together */
  readonly random: number;
  readonly error: string | null;
}

export function postpone(database: Database, { row, now, random, error }: Postponement): Promise<void> {
  const wait = RETRY_AFTER_MS[row.attemptCount] ?? LONGEST_MS;
  const nextAttemptAt = Math.round(now + wait * (1 + JITTER * random));
  return underLease(database, row, { attemptCount: row.attemptCount + 1, nextAttemptAt, error, leasedUntil: null });
}

/** Gives back what was taken and not asked. */
export const releaseCall = (database: Database, row: CallRow): Promise<void> => underLease(database, row, { leasedUntil: null });

/** The payment is gone, with a restore perhaps: there is nothing to ask about. */
export const dropCall = (database: Database, row: CallRow): Promise<void> =>
  underLease(database, row, { status: 'FAILED', error: 'the payment is gone', nextAttemptAt: null, leasedUntil: null });

/** Is the payment's page to be closed, before anybody opened it? */
export async function isPageUnwanted(database: Database, { tenantId, paymentId }: CallRow): Promise<boolean> {
  const waiting = await database.read(tenantId, (db) =>
    db.list(providerCalls, eq(providerCalls.paymentId, paymentId), eq(providerCalls.status, 'PENDING'), eq(providerCalls.action, 'expire')),
  );
  return waiting.length > 0;
}
