/**
 * Offers what became free to who waits for it. Woken by every change of what is free, and when the next offer runs out; looks
 * again every minute, since the clock alone brings days within reach. What is due is looked at without writing; who does it is
 * settled by the tenant's one writer, so any number of processes may look.
 */
import { and, eq, exists, getTableName, inArray, sql } from 'drizzle-orm';
import { MINUTE, SECOND } from '#core/base/time.ts';
import { exceptions, occupancies, schedules } from '#core/domains/availability/tables.ts';
import { offerings, resources } from '#core/domains/catalog/tables.ts';
import { tenants } from '#core/domains/tenants/tables.ts';
import { waitlist } from '#core/domains/waitlist/tables.ts';
import { ask } from '#core/engine/ask.ts';
import { execute } from '#core/engine/execute.ts';
import type { ServerParts } from '../parts.ts';
import { newCommandId } from '../secrets/tokens.ts';
import { type Loop, startLoop } from './loop.ts';
import type { Timer } from './timer.ts';

const system = { kind: 'system', id: 'waitlist', name: 'Waiting list' } as const;

/** A change of these may let somebody in. */
const telling: ReadonlySet<string> = new Set(
  [waitlist, occupancies, schedules, exceptions, offerings, resources].map((table) => getTableName(table)),
);

/** A busy desk books many times a second: who waits for hours can wait as long as this. */
const GATHER_MS = SECOND;

export interface WaitlistParts extends ServerParts {
  readonly timer: Timer;
}

export function startWaitlist({ engine, timer, logger }: WaitlistParts): Loop {
  const { database, clock } = engine;

  async function whereSomebodyWaits(): Promise<string[]> {
    const rows = await database.across((db) => {
      const live = and(eq(waitlist.tenantId, tenants.tenantId), inArray(waitlist.status, ['WAITING', 'OFFERED']));
      const waiting = db
        .select({ one: sql`1` })
        .from(waitlist)
        .where(live);
      return db.select({ tenantId: tenants.tenantId }).from(tenants).where(exists(waiting));
    });
    return rows.map(({ tenantId }) => tenantId);
  }

  /** @returns when the next offer there runs out */
  async function serve(tenantId: string): Promise<number | null> {
    const look = async () =>
      (await ask(engine, { tenantId, actor: system, name: 'waitlist.due', input: {} })) as { isDue: boolean; nextAt: number | null };
    const { isDue, nextAt } = await look();
    if (!isDue) return nextAt;
    const envelope = { commandId: newCommandId(clock.now()), name: 'waitlist.offerNext', input: {} };
    const outcome = await execute(engine, { tenantId, actor: system, envelope, isNew: true });
    if (!outcome.ok) throw new Error(`waitlist.offerNext was refused: ${outcome.code}`);
    return (await look()).nextAt;
  }

  async function pass(): Promise<number> {
    const again = clock.now() + MINUTE;
    let next = again;
    for (const tenantId of await whereSomebodyWaits())
      try {
        next = Math.min(next, (await serve(tenantId)) ?? again);
      } catch (error) {
        logger.error({ err: error, tenantId }, 'the waiting list was not served');
      }
    return Math.max(next, clock.now());
  }

  const loop = startLoop({ name: 'waitlist', timer, now: () => clock.now(), logger, pass });
  let callOff: (() => void) | null = null;
  const unlisten = database.onCommit(({ tables }) => {
    if (callOff !== null || !tables.some((name) => telling.has(name))) return;
    callOff = timer.at(clock.now() + GATHER_MS, () => {
      callOff = null;
      loop.wake();
    });
  });
  loop.wake();
  return {
    ...loop,
    stop() {
      unlisten();
      callOff?.();
      return loop.stop();
    },
  };
}
