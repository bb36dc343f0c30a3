/**
 * The deliveries as the worker sees them. A delivery is taken by a lease: one conditional update, so that of several
 * processes one gets it; who dies with it loses it when the lease ends, and the next sends it again under the same id.
 */
import { and, asc, eq, isNotNull, isNull, lte, notInArray, or, type Placeholder, sql } from 'drizzle-orm';
import { MINUTE } from '#core/base/time.ts';
import { forEachNumber, inPlaces } from '#core/data/compiled.ts';
import type { Database, Drizzle, WorkDb } from '#core/data/database.ts';
import type { DeliveryAttempt } from '#core/domains/webhooks/model.ts';
import { deliveries, webhookSecrets } from '#core/domains/webhooks/tables.ts';

export type DeliveryRow = typeof deliveries.$inferSelect;

/** Longer than an attempt may take, with its record. */
const LEASE_MS = MINUTE;

export interface Candidate {
  readonly tenantId: string;
  readonly id: string;
  readonly endpointId: string;
  /** its last answer was a failure */
  readonly failing: boolean;
}

const isFree = (now: number | Placeholder) => or(isNull(deliveries.leasedUntil), lte(deliveries.leasedUntil, now));
const keyOf = (row: { tenantId: string; id: string }) => and(eq(deliveries.tenantId, row.tenantId), eq(deliveries.id, row.id));

export interface Wanted {
  readonly now: number;
  /** endpoints with no room for another attempt */
  readonly except: readonly string[];
  /** of one endpoint, so that a backlog leaves the others their turn */
  readonly perEndpoint: number;
  readonly limit: number;
}

const given = sql.placeholder;

const place = sql<number>`row_number() over (partition by ${deliveries.tenantId}, ${deliveries.endpointId} order by ${deliveries.nextAttemptAt}, ${deliveries.id})`;

const dueExcept = forEachNumber((except) => (drizzle: Drizzle) => {
  const isDue = lte(deliveries.nextAttemptAt, given('now'));
  const isOpen = and(eq(deliveries.status, 'PENDING'), isDue, isFree(given('now')), notInArray(deliveries.endpointId, except));
  const ranked = drizzle
    .select({ tenantId: deliveries.tenantId, id: deliveries.id, endpointId: deliveries.endpointId, place: place.as('place') })
    .from(deliveries)
    .where(isOpen)
    .as('ranked');
  return (
    drizzle
      .select({ tenantId: ranked.tenantId, id: ranked.id, endpointId: ranked.endpointId, failingSince: webhookSecrets.failingSince })
      .from(ranked)
      .leftJoin(webhookSecrets, and(eq(webhookSecrets.tenantId, ranked.tenantId), eq(webhookSecrets.id, ranked.endpointId)))
      .where(lte(ranked.place, given('perEndpoint')))
      // Alike for every process, so that two that take at once wait for each other in one order.
      .orderBy(asc(ranked.place), asc(ranked.tenantId), asc(ranked.id))
      .limit(given('limit'))
      .prepare()
  );
});

export function listDue(database: Database, { now, except, perEndpoint, limit }: Wanted): Promise<Candidate[]> {
  return database.across(async (db) => {
    const rows = await db.compiled(dueExcept(except.length)).all({ now, perEndpoint, limit, ...inPlaces(except) });
    return rows.map(({ failingSince, ...row }) => ({ ...row, failing: failingSince !== null }));
  });
}

const isNamed = and(eq(deliveries.tenantId, given('tenantId')), eq(deliveries.id, given('id')));

const takeOne = (drizzle: Drizzle) =>
  drizzle
    .update(deliveries)
    .set({ leasedUntil: sql`${given('until')}` })
    .where(and(isNamed, eq(deliveries.status, 'PENDING'), lte(deliveries.nextAttemptAt, given('now')), isFree(given('now'))))
    .returning()
    .prepare();

/** @returns those that were still free, leased */
export function takeDeliveries(database: Database, { due, now }: { due: readonly Candidate[]; now: number }): Promise<DeliveryRow[]> {
  return database.work(async (db) => {
    const taken: DeliveryRow[] = [];
    for (const candidate of due)
      taken.push(...(await db.compiled(takeOne).all({ tenantId: candidate.tenantId, id: candidate.id, now, until: now + LEASE_MS })));
    return taken;
  });
}

const nextExcept = forEachNumber((except) => (drizzle: Drizzle) => {
  const { nextAttemptAt, leasedUntil } = deliveries;
  const at = sql<number | null>`min(case when ${leasedUntil} > ${nextAttemptAt} then ${leasedUntil} else ${nextAttemptAt} end)`;
  return drizzle
    .select({ at })
    .from(deliveries)
    .where(and(eq(deliveries.status, 'PENDING'), notInArray(deliveries.endpointId, except)))
    .prepare();
});

/** When the next one is due or its lease ends; undefined where nothing waits. */
export function nextDueAt(database: Database, except: readonly string[]): Promise<number | undefined> {
  return database.across(async (db) => {
    const rows = await db.compiled(nextExcept(except.length)).all(inPlaces(except));
    return rows[0]?.at ?? undefined;
  });
}

export type Verdict = { readonly status: 'DELIVERED' | 'FAILED' } | { readonly status: 'PENDING'; readonly nextAttemptAt: number };

const settleOne = (drizzle: Drizzle) =>
  drizzle
    .update(deliveries)
    .set({
      status: sql`${given('status')}`,
      attempts: sql`${given('attempts')}`,
      attemptCount: sql`${given('attemptCount')}`,
      nextAttemptAt: sql`${given('nextAttemptAt')}`,
      leasedUntil: null,
    })
    .where(and(isNamed, eq(deliveries.leasedUntil, given('leasedUntil'))))
    .returning({ id: deliveries.id })
    .prepare();

/** Only under the lease that took it: another process may have it by now, and then that one's word counts. */
async function settle(db: WorkDb, { row, attempt, verdict }: Settlement): Promise<boolean> {
  const settled = await db.compiled(settleOne).all({
    tenantId: row.tenantId,
    id: row.id,
    leasedUntil: row.leasedUntil ?? 0,
    status: verdict.status,
    attempts: JSON.stringify([...row.attempts, attempt]),
    attemptCount: row.attemptCount + 1,
    nextAttemptAt: verdict.status === 'PENDING' ? verdict.nextAttemptAt : null,
  });
  return settled.length > 0;
}

export interface Settlement {
  readonly row: DeliveryRow;
  readonly attempt: DeliveryAttempt;
  readonly verdict: Verdict;
}

/** With what it says of the endpoint's health. */
export function recordAttempt(database: Database, settlement: Settlement): Promise<void> {
  const { row, attempt, verdict } = settlement;
  const since = sql`coalesce(${webhookSecrets.failingSince}, ${attempt.at})`;
  return database.work(async (db) => {
    if (!(await settle(db, settlement))) return;
    await db
      .update(webhookSecrets)
      .set({ failingSince: verdict.status === 'DELIVERED' ? null : since })
      .where(and(eq(webhookSecrets.tenantId, row.tenantId), eq(webhookSecrets.id, row.endpointId)));
  });
}

/** Given up without asking the endpoint, so that it says nothing of its health. */
export function recordUnsent(database: Database, { row, at, error }: { row: DeliveryRow; at: number; error: string }): Promise<void> {
  const attempt = { at, status: null, durationMs: 0, responseSnippet: '', error };
  return database.work(async (db) => void (await settle(db, { row, attempt, verdict: { status: 'FAILED' } })));
}

/** Gives back what was taken and not answered, as if nobody had taken it. */
export function releaseDelivery(database: Database, row: DeliveryRow): Promise<void> {
  return database.work(async (db) => {
    await db
      .update(deliveries)
      .set({ leasedUntil: null })
      .where(and(keyOf(row), eq(deliveries.leasedUntil, row.leasedUntil ?? 0)));
  });
}

/** At the start of the one process that has this database: whoever held these is dead. */
export async function freeDeliveries(database: Database): Promise<void> {
  await database.work(async (db) => {
    await db
      .update(deliveries)
      .set({ leasedUntil: null })
      .where(and(eq(deliveries.status, 'PENDING'), isNotNull(deliveries.leasedUntil)));
  });
}
