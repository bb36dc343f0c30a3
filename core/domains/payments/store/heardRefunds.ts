/** What went back, or did not, as its provider tells it. */
import { eq } from 'drizzle-orm';
import { refundFailed } from '../events.ts';
import type { Outcome } from '../model.ts';
import { payments, providerCalls, refunds } from '../tables.ts';
import { isUnasked, withdrawCall } from './calls.ts';
import { postFee } from './fees.ts';
import { listEntries, listRefunds, mustLoadOrder, type PaymentRow, post, refreshOrder, type RefundRow, type World } from './orders.ts';
import { mustLoadPayment } from './payments.ts';
import { finishRefund, moneyOf, reverseFor, standingOf, startRefund } from './refunds.ts';

interface HeardRefund {
  readonly payment: PaymentRow;
  readonly outcome: Exclude<Outcome, { kind: 'checkout' }>;
  /** ours, where it is known which */
  readonly refundId: string | null | undefined;
}

/** Ours, by the call that asked for it or by the provider's name for it; else one that somebody made at the provider. */
export async function applyRefund(world: World, { payment, outcome, refundId }: HeardRefund): Promise<void> {
  const known = (await listRefunds(world.db, payment.orderId)).filter(({ paymentId }) => paymentId === payment.id);
  const { kind, providerRef, failure } = outcome;
  const byRef = providerRef === undefined ? undefined : known.find((refund) => refund.providerRef === providerRef);
  const byId = known.find(({ id }) => id === refundId);
  const ours = byRef ?? byId;
  if (kind !== 'refunded') {
    if (ours?.status === 'PENDING') await failRefund(world, { payment, refund: ours, failure });
    if (byRef?.status === 'DONE' && kind === 'refund_failed') await takeBack(world, { payment, refund: byRef, failure });
    return;
  }
  // Under another name than the one that it went by: both were made.
  const isAnother = byRef === undefined && byId?.status === 'DONE' && byId.providerRef !== null && providerRef !== undefined;
  const isStranger = isAnother || (!refundId && byRef === undefined);
  const refund = isStranger ? ((await adopted(world, known, outcome)) ?? (await refundElsewhere(world, { payment, outcome }))) : ours;
  if (refund === undefined || refund.status === 'DONE' || byRef?.status === 'FAILED') return;
  const money = moneyOf(payment.provider, payment.method);
  await finishRefund(world, { refund, payment: await mustLoadPayment(world.db, payment.id), money, providerRef });
  await postFee(world, { payment, outcome, refundId: refund.id });
}

/** What was to go back, and nobody was asked for yet, was given back by hand: it is not to be given twice. */
async function adopted(world: World, known: readonly RefundRow[], { amountCents }: HeardRefund['outcome']): Promise<RefundRow | undefined> {
  for (const refund of known) {
    if (refund.status !== 'PENDING' || refund.amountCents !== amountCents) continue;
    const calls = (await world.db.list(providerCalls, eq(providerCalls.refundId, refund.id))).filter(({ status }) => status === 'PENDING');
    if (!calls.every(isUnasked)) continue;
    for (const { id } of calls) await withdrawCall(world, id);
    return refund;
  }
  return undefined;
}

/** Made at the provider: it is no longer owed either. At most what was paid and has not gone back. */
async function refundElsewhere(world: World, { payment, outcome }: Pick<HeardRefund, 'payment' | 'outcome'>) {
  const { db } = world;
  const left = payment.capturedCents - payment.refundedCents;
  const amountCents = Math.min(outcome.amountCents ?? left, left);
  if (amountCents <= 0) return undefined;
  await reverseFor(world, await standingOf(world, payment.orderId), amountCents);
  const order = await mustLoadOrder(db, payment.orderId);
  return startRefund(world, { order, payment, amountCents, reason: 'at_the_provider', isDone: true });
}

interface Failing {
  readonly payment: PaymentRow;
  readonly refund: RefundRow;
  readonly failure: string | undefined;
}

/** What was given back has come back: it is owed to the customer again, until staff hand it over in another way. */
async function takeBack(world: World, { payment, refund, failure }: Failing): Promise<void> {
  const { db, ctx } = world;
  const { id: refundId, orderId, amountCents, currency } = refund;
  // Told again after staff handed it over: it came back once.
  if ((await listEntries(db, orderId)).some((entry) => entry.kind === 'payment' && entry.refundId === refundId)) return;
  const refundedCents = payment.refundedCents - amountCents;
  await db.patch(payments, payment.id, { refundedCents, updatedAt: ctx.now });
  const money = moneyOf(payment.provider, payment.method);
  await post(world, { orderId, currency, kind: 'payment', amountCents, money, paymentId: payment.id, refundId });
  await refreshOrder(world, orderId);
  await failRefund(world, { payment: { ...payment, refundedCents }, refund, failure });
}

/** Nobody need be told where all of it has gone back in another way meanwhile. */
async function failRefund({ db, ctx }: World, { payment, refund, failure = 'failed' }: Failing): Promise<void> {
  await db.patch(refunds, refund.id, { status: 'FAILED', failure, updatedAt: ctx.now });
  if (payment.refundedCents < payment.capturedCents) ctx.emit(refundFailed(await mustLoadOrder(db, refund.orderId), { refund, failure }));
}
