/**
 * What time itself changes: holds run out, visits end, requests lapse. Once a minute one query finds the tenants where
 * something is due. A command's id is made of its name, tenant and minute, so that of several processes one does the work
 * and the others are given its answer.
 */
import { and, eq, exists, gt, inArray, lte, or, type Placeholder, sql, type SQL } from 'drizzle-orm';
import { derivedBody } from '#core/base/ids.ts';
import { HOUR, MINUTE } from '#core/base/time.ts';
import { builds } from '#core/data/compiled.ts';
import type { Drizzle, KeyedTable } from '#core/data/database.ts';
import { occupancies } from '#core/domains/availability/tables.ts';
import { ORIGIN_LIFETIME } from '#core/domains/bookings/store/risk.ts';
import { bookingOrigins, bookings } from '#core/domains/bookings/tables.ts';
import { customerCodes } from '#core/domains/customers/tables.ts';
import { pairings } from '#core/domains/members/tables.ts';
import { payments } from '#core/domains/payments/tables.ts';
import { subscriptions } from '#core/domains/pricing/tables.ts';
import { sandboxClocks, tenants } from '#core/domains/tenants/tables.ts';
import { nowIn } from '#core/engine/clock.ts';
import type { Engine } from '#core/engine/engine.ts';
import { execute } from '#core/engine/execute.ts';
import { idempotency } from '#core/engine/tables.ts';
import type { ServerParts } from '../parts.ts';
import { sweepVariants } from '../photos/variants.ts';
import { type Loop, startLoop } from './loop.ts';
import type { Timer } from './timer.ts';

interface Duty {
  readonly command: string;
  readonly table: KeyedTable;
  /** at this instant, or at the one that a prepared query is given */
  isDue(now: number | Placeholder): SQL | undefined;
}

const duties: readonly Duty[] = [
  { command: 'availability.expireHolds', table: occupancies, isDue: (now) => lte(occupancies.expiresAt, now) },
  {
    command: 'bookings.completeEnded',
    table: bookings,
    // Its start has passed as well, which is what the index of its status knows; the index of ends leads through all that are over.
    isDue: (now) =>
      and(inArray(bookings.status, ['CONFIRMED', 'CHECKED_IN']), lte(bookings.startsAt, now), lte(sql`+${bookings.endsAt}`, now)),
  },
  {
    command: 'bookings.expirePending',
    table: bookings,
    isDue: (now) => and(eq(bookings.status, 'PENDING'), lte(bookings.startsAt, now)),
  },
  // Not paid in time. The same command: whichever is due, it sees to both.
  { command: 'bookings.expirePending', table: bookings, isDue: (now) => lte(bookings.paymentDueAt, now) },
  { command: 'pricing.chargePlans', table: subscriptions, isDue: (now) => lte(subscriptions.dueAt, now) },
  {
    command: 'payments.due',
    table: payments,
    isDue: (now) =>
      or(
        and(eq(payments.status, 'SAVED'), lte(payments.authoriseAt, now)),
        and(eq(payments.status, 'PENDING'), lte(payments.expiresAt, now)),
        and(inArray(payments.status, ['AUTHORISED', 'SAVED']), lte(payments.releaseAt, now)),
      ),
  },
];

const tenantsWith = builds(({ table, isDue }: Duty) => (drizzle: Drizzle) => {
  const due = drizzle
    .select({ one: sql`1` })
    .from(table)
    .where(and(eq(table.tenantId, tenants.tenantId), isDue(sql.placeholder('now'))));
  return drizzle.select({ tenantId: tenants.tenantId }).from(tenants).where(exists(due)).prepare();
});

const system = { kind: 'system', id: 'upkeep', name: 'Slotkeeper' } as const;

/** A command takes a bounded bite; this many bites a minute leave the others their turn. */
const BITES = 50;

interface Doing {
  readonly command: string;
  readonly tenantId: string;
  /** of these, whoever comes second is given the first one's answer */
  readonly turn: number | string;
}

async function doDuty(engine: Engine, { command, tenantId, turn }: Doing): Promise<void> {
  for (let bite = 0; bite < BITES; bite++) {
    const commandId = `cmd_${derivedBody(`upkeep/${command}/${tenantId}/${turn}/${bite}`)}`;
    const outcome = await execute(engine, { tenantId, actor: system, envelope: { commandId, name: command, input: {} } });
    if (!outcome.ok) throw new Error(`${command} was refused: ${outcome.code}`);
    const { more } = outcome.value as { more?: boolean };
    if (more !== true) return;
  }
}

/** @returns the commands that had something to do */
export async function doWhatIsDue(engine: Engine, { tenantId, turn }: Omit<Doing, 'command'>): Promise<string[]> {
  const isDueIn = ({ table, isDue }: Duty) =>
    engine.database.read(tenantId, async (db) => {
      const isIn = and(eq(table.tenantId, tenantId), isDue(await nowIn(engine, db)));
      const found = await db
        .select({ one: sql`1` })
        .from(table)
        .where(isIn)
        .limit(1);
      return found.length > 0;
    });
  const done = new Set<string>();
  for (const duty of duties) {
    if (done.has(duty.command) || !(await isDueIn(duty))) continue;
    await doDuty(engine, { command: duty.command, tenantId, turn });
    done.add(duty.command);
  }
  return [...done];
}

/** Sandboxes whose clock is ahead: what is due there is seen by none of the looks across tenants. */
const ahead = (drizzle: Drizzle) =>
  drizzle
    .select({ tenantId: tenants.tenantId, aheadMs: sandboxClocks.aheadMs })
    .from(tenants)
    .innerJoin(sandboxClocks, eq(sandboxClocks.tenantId, tenants.tenantId))
    .where(gt(sandboxClocks.aheadMs, 0))
    .prepare();

export interface UpkeepParts extends ServerParts {
  readonly timer: Timer;
}

export function startUpkeep({ engine, timer, logger }: UpkeepParts): Loop {
  const { database, clock } = engine;

  /** No index knows how old they are: they are looked through once an hour. */
  let forgetAt = 0;

  async function sweep(now: number): Promise<void> {
    await database.work(async (db) => {
      await db.delete(idempotency).where(lte(idempotency.expiresAt, now));
      await db.delete(pairings).where(lte(pairings.expiresAt, now));
      await db.delete(customerCodes).where(lte(customerCodes.expiresAt, now));
      await sweepVariants(db);
      if (now < forgetAt) return;
      await db.delete(bookingOrigins).where(lte(bookingOrigins.createdAt, now - ORIGIN_LIFETIME));
      forgetAt = now + HOUR;
    });
  }

  /** One look for all of them: in nearly every minute nothing is due. */
  const look = (now: number) =>
    database.across(async (db) => {
      const due = [];
      for (const duty of duties) due.push(await db.compiled(tenantsWith(duty)).all({ now }));
      return { due, ahead: await db.compiled(ahead).all() };
    });

  async function pass(): Promise<number> {
    const now = clock.now();
    const minute = Math.floor(now / MINUTE);
    let seen = await look(now);
    for (const [i, { command }] of duties.entries()) {
      const due = seen.due[i] ?? [];
      for (const { tenantId } of due)
        await doDuty(engine, { command, tenantId, turn: minute }).catch((error: unknown) =>
          logger.error({ err: error, tenantId, command }, 'upkeep failed'),
        );
      // What was done may have made due what comes after it.
      if (due.length > 0) seen = await look(now);
    }
    for (const { tenantId, aheadMs } of seen.ahead)
      await doWhatIsDue(engine, { tenantId, turn: `${minute}+${aheadMs}` }).catch((error: unknown) =>
        logger.error({ err: error, tenantId }, 'upkeep of a sandbox failed'),
      );
    await sweep(now);
    return now + MINUTE;
  }

  const loop = startLoop({ name: 'upkeep', timer, now: () => clock.now(), logger, pass });
  loop.wake();
  return loop;
}
