/**
 * What providers know and did not tell, or told while the server was away: open payments are looked up, and what was given back
 * lately, at the start and every hour; every minute where Stripe can't tell, for want of a webhook's secret, and in the sandbox.
 * Once a day, and at the start, whatever was given back within half a year: a bank may send a refund back weeks later, and a
 * restore takes the books back further than a webhook comes. What Stripe kept of a payment it tells only who asks.
 */
import { and, eq, gt, inArray, isNotNull, like, or, type SQL } from 'drizzle-orm';
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import type { Outcome } from '#core/domains/payments/model.ts';
import { payments } from '#core/domains/payments/tables.ts';
import { type PaymentRow, providedOf } from '../payments/calls.ts';
import { hear } from '../payments/hear.ts';
import type { ProvidedRefund } from '../payments/port.ts';
import { type Providers, providersOf } from '../payments/providers.ts';
import { newsOf } from '../payments/refundNews.ts';
import type { ServerParts } from '../parts.ts';
import { feeLookUps } from './fees.ts';
import { type Loop, startLoop } from './loop.ts';
import { tenantsWith } from './tenantsWith.ts';
import type { Timer } from './timer.ts';

const AT_ONCE = 4;
/** What a sandbox's card pays late it pays within this. */
const LATEST_MS = DAY;
const LATELY_MS = 2 * DAY;
const HALF_A_YEAR_MS = 183 * DAY;

export interface ReconciliationParts extends ServerParts {
  readonly timer: Timer;
  readonly providers?: Providers;
}

export function startReconciliation(parts: ReconciliationParts): Loop {
  const { engine, logger, timer, options } = parts;
  const { database, clock } = engine;
  const now = () => clock.now();
  const providers = parts.providers ?? providersOf(parts);
  const state = { lookAllAt: 0, lookBackAt: 0, stopping: false };
  const { stripe } = providers;
  const lookAtFees = stripe === null ? null : feeLookUps({ engine, logger, provider: stripe, isStopping: () => state.stopping });

  async function lookAt(row: PaymentRow): Promise<void> {
    const provider = row.provider === 'desk' ? null : providers[row.provider];
    const outcome = (await provider?.look(providedOf(row))) ?? null;
    if (outcome === null || !isNews(row, outcome)) return;
    const { tenantId, id: paymentId, rev } = row;
    // By its revision: two servers say the same once, and after a restore it is said again.
    await hear(engine, { tenantId, paymentId, outcome, eventId: `look/${paymentId}/${outcome.kind}/${rev}` });
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

  async function hearRefund(refund: ProvidedRefund): Promise<void> {
    const news = await database.read(refund.tenantId, (db) => newsOf(db, refund));
    if (news !== undefined) await hear(engine, news);
  }

  /** Those that were made for ours first: what is left is somebody else's. */
  async function lookAtRefunds(since: number): Promise<void> {
    const found: ProvidedRefund[] = [];
    for await (const refund of providers.stripe?.refundsSince(since) ?? []) found.push(refund);
    const isOurs = ({ refundId }: ProvidedRefund): number => Number(refundId !== null);
    for (const refund of found.toReversed().toSorted((a, b) => isOurs(b) - isOurs(a))) {
      if (state.stopping) return;
      await hearRefund(refund).catch((error: unknown) =>
        logger.warn({ err: error, refund: refund.ref, payment: refund.paymentId, tenantId: refund.tenantId }, 'refund could not be heard'),
      );
    }
  }

  /** What can't be looked up now is within the next look, too. */
  async function lookBack(at: number): Promise<void> {
    const isDaily = at >= state.lookBackAt;
    try {
      await lookAtRefunds(at - (isDaily ? HALF_A_YEAR_MS : LATELY_MS));
      if (isDaily) state.lookBackAt = at + DAY;
    } catch (error) {
      if (!state.stopping) logger.warn({ err: error }, 'refunds could not be looked up');
    }
  }

  async function pass(): Promise<number> {
    const at = now();
    const isHourly = at >= state.lookAllAt;
    const wanted = [lateInSandbox(at)];
    const looksAtStripe = providers.stripe !== null && (isHourly || options.stripe?.webhookSecret === null);
    if (looksAtStripe) wanted.push(openAtStripe);
    if (providers.stripe !== null && isHourly) wanted.push(heldAtStripe);
    for (const which of wanted)
      for (const { tenantId } of await tenantsWith(database, which))
        await lookAtAll(await database.read(tenantId, (db) => db.list(payments, which)));
    if (looksAtStripe && (await tenantsWith(database, paidAtStripe)).length > 0) await lookBack(at);
    await lookAtFees?.(at);
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

const paidAtStripe = and(eq(payments.status, 'PAID'), eq(payments.provider, 'stripe'));
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
