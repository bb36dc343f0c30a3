/** When each outside calendar is looked at next, as its worker sees it: taken by a lease, settled under it. */
import { and, asc, eq, gt, isNull, lte, or, sql } from 'drizzle-orm';
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import type { AcrossDb, Database } from '#core/data/database.ts';
import { externalCalendars, externalFetches } from '#core/domains/availability/tables.ts';

export type FetchRow = typeof externalFetches.$inferSelect;

/** Longer than a look may take, with its record. */
const LEASE_MS = 2 * MINUTE;
const EVERY_MS = 15 * MINUTE;
const LONGEST_BACKOFF_MS = 6 * HOUR;
/** However long a feed's server asks to be left alone. */
const LONGEST_WAIT_MS = DAY;
/** Looks that fell together drift apart. */
const JITTER = 0.05;
const AT_ONCE = 8;

// What lies further ahead than anything is ever put off was written by a clock that has been set back since.
const isDue = (now: number) => or(lte(externalFetches.nextAttemptAt, now), gt(externalFetches.nextAttemptAt, now + 2 * LONGEST_WAIT_MS));
const isFree = (now: number) =>
  or(isNull(externalFetches.leasedUntil), lte(externalFetches.leasedUntil, now), gt(externalFetches.leasedUntil, now + 2 * LEASE_MS));
const keyOf = (row: { tenantId: string; id: string }) => and(eq(externalFetches.tenantId, row.tenantId), eq(externalFetches.id, row.id));

const withFetches = and(eq(externalFetches.tenantId, externalCalendars.tenantId), eq(externalFetches.id, externalCalendars.id));

function due(db: AcrossDb, now: number) {
  return db
    .select({ tenantId: externalCalendars.tenantId, id: externalCalendars.id, isKnown: externalFetches.id })
    .from(externalCalendars)
    .leftJoin(externalFetches, withFetches)
    .where(and(eq(externalCalendars.active, true), or(isNull(externalFetches.id), and(isDue(now), isFree(now)))))
    .orderBy(asc(sql`coalesce(${externalFetches.nextAttemptAt}, 0)`), asc(externalCalendars.tenantId), asc(externalCalendars.id))
    .limit(AT_ONCE);
}

/** @returns those that nobody else has, leased */
export async function takeFeeds(database: Database, now: number): Promise<FetchRow[]> {
  const found = await database.across((db) => due(db, now));
  if (found.length === 0) return [];
  return database.work(async (db) => {
    const taken: FetchRow[] = [];
    for (const { tenantId, id, isKnown } of found) {
      const fresh = { tenantId, id, nextAttemptAt: now, leasedUntil: null, failures: 0, etag: null, lastModified: null, readFor: null };
      if (isKnown === null)
        await db
          .insert(externalFetches)
          .values(fresh)
          .onConflictDoNothing({ target: [externalFetches.tenantId, externalFetches.id] });
      const mine = and(keyOf({ tenantId, id }), isDue(now), isFree(now));
      taken.push(
        ...(await db
          .update(externalFetches)
          .set({ leasedUntil: now + LEASE_MS })
          .where(mine)
          .returning()),
      );
    }
    return taken;
  });
}

/** The instant at which the next one is due, where that is known. */
export async function nextFeedAt(database: Database): Promise<number | undefined> {
  const at = sql<
    number | null
  >`min(case when ${externalFetches.leasedUntil} > ${externalFetches.nextAttemptAt} then ${externalFetches.leasedUntil} else ${externalFetches.nextAttemptAt} end)`;
  const [row] = await database.across((db) =>
    db.select({ at }).from(externalCalendars).innerJoin(externalFetches, withFetches).where(eq(externalCalendars.active, true)),
  );
  return row?.at ?? undefined;
}

/** What the feed's server said of what it sent, to ask whether that is still so. */
export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly readFor: string | null;
}

interface Settlement {
  readonly row: FetchRow;
  readonly now: number;
  /** in [0, 1) */
  readonly random: number;
  /** null: it failed, and what is known of the last success stays */
  readonly validators: Validators | null;
  /** the feed's server asks to be left alone for so long */
  readonly retryAfterMs?: number | undefined;
}

/** Under the lease that took it, and unless somebody asked for another look meanwhile. */
export async function settleFeed(database: Database, { row, now, random, validators, retryAfterMs = 0 }: Settlement): Promise<void> {
  const failures = validators === null ? row.failures + 1 : 0;
  const backoff = Math.min(EVERY_MS * 2 ** Math.min(Math.max(0, failures - 1), 10), LONGEST_BACKOFF_MS);
  const wait = Math.max(backoff, Math.min(retryAfterMs, LONGEST_WAIT_MS)) * (1 + JITTER * random);
  const isStillAsItWas = and(keyOf(row), eq(externalFetches.leasedUntil, row.leasedUntil ?? 0));
  await database.work(async (db) => {
    const asked = await db
      .update(externalFetches)
      .set({ leasedUntil: null, failures, nextAttemptAt: Math.round(now + wait), ...validators })
      .where(and(isStillAsItWas, eq(externalFetches.nextAttemptAt, row.nextAttemptAt)))
      .returning({ id: externalFetches.id });
    if (asked.length === 0) await db.update(externalFetches).set({ leasedUntil: null }).where(isStillAsItWas);
  });
}

/** Gives back what was taken and not looked at, as if nobody had taken it. */
export async function releaseFeed(database: Database, row: FetchRow): Promise<void> {
  await database.work(async (db) => {
    await db
      .update(externalFetches)
      .set({ leasedUntil: null })
      .where(and(keyOf(row), eq(externalFetches.leasedUntil, row.leasedUntil ?? 0)));
  });
}
