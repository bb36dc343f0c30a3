/**
 * What providers know and did not tell, or told while the server was away: open payments are looked up at the start and every
 * hour; every minute where Stripe can't tell, for want of a webhook's secret, and in the sandbox.
 */
import { and, eq, exists, gt, inArray, isNotNull, like, or, sql, type SQL } from 'drizzle-orm';
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import type { Outcome } from '#core/domains/payments/model.ts';
import { payments } from '#core/domains/payments/tables.ts';
import { tenants } from '#core/domains/tenants/tables.ts';
import { type PaymentRow, providedOf } from '../payments/calls.ts';
import { hear } from '../payments/hear.ts';
import { type Providers, providersOf } from '../payments/providers.ts';
import type { ServerParts } from '../parts.ts';
import { type Loop, startLoop } from './loop.ts';
import type { Timer } from './timer.ts';

const AT_ONCE = 4;
/** What a sandbox's card pays late it pays within this. */
const LATEST_MS = DAY;

export interface ReconciliationParts extends ServerParts {
  readonly timer: Timer;
  readonly providers?: Providers;
}

export function startReconciliation(parts: ReconciliationParts): Loop {
  const { engine, logger, timer, options } = parts;
  const { database, clock } = engine;
  const now = () => clock.now();
  const providers = parts.providers ?? providersOf(parts);
  const state = { lookAllAt: 0, stopping: false };

  async function lookAt(row: PaymentRow): Promise<void> {
    const provider = row.provider === 'desk' ? null : providers[row.provider];
    const outcome = (await provider?.look(providedOf(row))) ?? null;
    if (outcome === null || !isNews(row, outcome)) return;
    const { tenantId, id: paymentId } = row;
    await hear(engine, { tenantId, paymentId, outcome, eventId: `look/${paymentId}/${outcome.kind}` });
  }

  async function lookAtAll(rows: readonly PaymentRow[]): Promise<void> {
    for (let i = 0; i < rows.length && !state.stopping; i += AT_ONCE)
      await Promise.all(
        rows.slice(i, i + AT_ONCE).map((row) =>
          lookAt(row).catch((error: unknown) => {
            if (!state.stopping) logger.warn({ err: error, payment: row.id, tenantId: row.tenantId }, 'payment could not be looked up');
          }),
        ),
      );
  }

  async function pass(): Promise<number> {
    const at = now();
    const isHourly = at >= state.lookAllAt;
    const wanted = [lateInSandbox(at)];
    if (providers.stripe !== null && (isHourly || options.stripe?.webhookSecret === null)) wanted.push(openAtStripe);
    if (providers.stripe !== null && isHourly) wanted.push(heldAtStripe);
    for (const which of wanted) {
      const found = await database.across((db) =>
        db
          .select({ tenantId: tenants.tenantId })
          .from(tenants)
          .where(
            exists(
              db
                .select({ one: sql`1` })
                .from(payments)
                .where(and(eq(payments.tenantId, tenants.tenantId), which)),
            ),
          ),
      );
      for (const { tenantId } of found) await lookAtAll(await database.read(tenantId, (db) => db.list(payments, which)));
    }
    if (isHourly) state.lookAllAt = at + HOUR;
    return at + MINUTE;
  }

  const loop = startLoop({ name: 'reconciliation', timer, now, logger, pass });
  loop.wake();
  return {
    ...loop,
    stop() {
      state.stopping = true;
      for (const provider of Object.values(providers)) provider?.stop();
      return loop.stop();
    },
  };
}

const openAtStripe = and(eq(payments.status, 'PENDING'), eq(payments.provider, 'stripe'), isNotNull(payments.checkoutRef));
const heldAtStripe = and(eq(payments.status, 'AUTHORISED'), eq(payments.provider, 'stripe'));

export function lateInSandbox(now: number): SQL | undefined {
  const isOpen = inArray(payments.status, ['PENDING', 'EXPIRED']);
  const isLate = or(like(payments.checkoutRef, 'test_cs_pays_late%'), like(payments.checkoutRef, 'test_cs_times_out%'));
  return and(isOpen, eq(payments.provider, 'test'), isLate, gt(payments.createdAt, now - LATEST_MS));
}

function isNews({ status }: PaymentRow, { kind }: Outcome): boolean {
  if (status === 'AUTHORISED') return kind === 'paid' || kind === 'released';
  return kind !== 'checkout';
}
