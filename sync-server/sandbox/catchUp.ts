/**
 * What falls due in a sandbox when its clock is moved is done before whoever moved it is answered. What its workers send goes by
 * the time outside: it is brought forward by as much as the clock went, and sent by the workers that send everybody's.
 */
import { and, eq, isNotNull, lte, sql } from 'drizzle-orm';
import { SECOND } from '#core/base/time.ts';
import type { Database } from '#core/data/database.ts';
import { mails } from '#core/domains/notifications/tables.ts';
import { payments, providerCalls } from '#core/domains/payments/tables.ts';
import { deliveries } from '#core/domains/webhooks/tables.ts';
import { ask } from '#core/engine/ask.ts';
import { execute } from '#core/engine/execute.ts';
import type { ServerParts } from '../parts.ts';
import { providedOf } from '../payments/calls.ts';
import { hear } from '../payments/hear.ts';
import { providersOf } from '../payments/providers.ts';
import { lateOf } from '../payments/test.ts';
import { newCommandId } from '../secrets/tokens.ts';
import { lateInSandbox } from '../workers/reconciliation.ts';
import { systemTimer } from '../workers/timer.ts';
import { doWhatIsDue } from '../workers/upkeep.ts';

/** What is done may make more due: money that came confirms a booking, which tells its subscribers. */
const MOST_ROUNDS = 5;
/** An endpoint that does not answer is waited for no longer. */
const PATIENCE_MS = 10 * SECOND;
const LOOK_AGAIN_MS = 20;

const outside = [deliveries, providerCalls, mails] as const;

export interface Moved {
  readonly tenantId: string;
  readonly byMs: number;
}

export async function catchUp(parts: ServerParts, { tenantId, byMs }: Moved): Promise<void> {
  await bringForward(parts.engine.database, { tenantId, byMs });
  await untilSent(parts, { tenantId, tables: [providerCalls] });
  for (let round = 0; round < MOST_ROUNDS; round++) {
    // A card that answered in time did so before its booking lapsed, however far the clock went at once.
    const cameInTime = await hearOfLatePayments(parts, { tenantId, isInTime: true });
    const done = await doWhatIsDue(parts.engine, { tenantId, turn: newCommandId() });
    const came = (await hearOfLatePayments(parts, { tenantId })) || cameInTime;
    const offered = await offerWhatIsFree(parts, tenantId);
    const sent = await untilSent(parts, { tenantId, tables: outside });
    if (done.length === 0 && !came && !offered && !sent) return;
  }
}

/** Never later: what waits when the clock goes back is due when it was. */
async function bringForward(database: Database, { tenantId, byMs }: Moved): Promise<void> {
  if (byMs <= 0) return;
  await database.write(tenantId, async (db) => {
    for (const table of outside) {
      const waits = and(eq(table.tenantId, tenantId), eq(table.status, 'PENDING'), isNotNull(table.nextAttemptAt));
      await db.unstamped
        .update(table)
        .set({ nextAttemptAt: sql`${table.nextAttemptAt} - ${byMs}` })
        .where(waits);
      // Whoever sends them is woken by it.
      db.touch(table);
    }
  });
}

/** The sandbox's card that pays an hour late, and the like. @returns did any come */
async function hearOfLatePayments(
  parts: ServerParts,
  { tenantId, isInTime = false }: { tenantId: string; isInTime?: boolean },
): Promise<boolean> {
  const { engine } = parts;
  const provider = providersOf(parts).test;
  const late = await engine.database.read(tenantId, (db) => db.list(payments, lateInSandbox(engine.clock.now())));
  let came = false;
  for (const row of late) {
    const isLate = row.expiresAt !== null && (lateOf(row.checkoutRef)?.answersAt ?? 0) > row.expiresAt;
    if (isInTime && isLate) continue;
    const outcome = (await provider?.look(providedOf(row))) ?? null;
    if (outcome === null || outcome.kind === 'checkout') continue;
    const { id: paymentId, rev } = row;
    await hear(engine, { tenantId, paymentId, outcome, eventId: `look/${paymentId}/${outcome.kind}/${rev}` });
    came = true;
  }
  return came;
}

const system = { kind: 'system', id: 'waitlist', name: 'Waiting list' } as const;

async function offerWhatIsFree({ engine }: ServerParts, tenantId: string): Promise<boolean> {
  const { isDue } = (await ask(engine, { tenantId, actor: system, name: 'waitlist.due', input: {} })) as { isDue: boolean };
  if (!isDue) return false;
  const envelope = { commandId: newCommandId(), name: 'waitlist.offerNext', input: {} };
  await execute(engine, { tenantId, actor: system, envelope, isNew: true });
  return true;
}

/** @returns was there anything to send */
async function untilSent(
  { engine, options }: ServerParts,
  { tenantId, tables }: { tenantId: string; tables: readonly (typeof outside)[number][] },
): Promise<boolean> {
  const { database, clock } = engine;
  const timer = systemTimer(() => 0);
  // Without a mail server mail stays in its outbox.
  const sending = tables.filter((table) => table !== mails || options.smtpUrl !== null);
  const isWaiting = () =>
    database.across(async (db) => {
      for (const table of sending) {
        const waits = and(eq(table.tenantId, tenantId), eq(table.status, 'PENDING'), lte(table.nextAttemptAt, clock.now()));
        if ((await db.select({ id: table.id }).from(table).where(waits).limit(1)).length > 0) return true;
      }
      return false;
    });
  if (!(await isWaiting())) return false;
  for (let looks = 0; looks * LOOK_AGAIN_MS < PATIENCE_MS; looks++) {
    await new Promise<void>((resume) => void timer.at(LOOK_AGAIN_MS, resume));
    if (!(await isWaiting())) break;
  }
  return true;
}
