/** What a provider said becomes what the payment is. Whatever comes twice, or too late to change anything, changes nothing. */
import { eq, lte } from 'drizzle-orm';
import { holdUntil } from '../../../base/cardHolds.ts';
import { refundableOf } from '../../../base/settlement.ts';
import type { RowChanges } from '../../../data/database.ts';
import { refundFailed } from '../events.ts';
import type { Outcome, PaymentStatus, ProviderAction } from '../model.ts';
import { balanceOf } from '../rules/ledger.ts';
import { payments, refunds } from '../tables.ts';
import { askProvider } from './calls.ts';
import { listEntries, listRefunds, mustLoadOrder, type PaymentRow, post, refreshOrder, type RefundRow, type World } from './orders.ts';
import { mustLoadPayment, tellPaid } from './payments.ts';
import { finishRefund, giveSurplusBack, moneyOf, reverseFor, standingOf, startRefund } from './refunds.ts';

export interface Heard {
  readonly payment: PaymentRow;
  readonly outcome: Outcome;
  /** what had been asked; absent where the provider told by itself */
  readonly action?: ProviderAction;
  readonly refundId?: string | null;
}

type Told = Exclude<Outcome, { kind: 'checkout' }>;

export async function applyOutcome(world: World, { payment, outcome, action, refundId }: Heard): Promise<void> {
  if (outcome.kind === 'checkout') return openPage(world, payment, outcome);
  if (action === 'refund' || outcome.kind === 'refunded' || outcome.kind === 'refund_failed')
    return applyRefund(world, { payment, outcome, refundId });
  switch (outcome.kind) {
    case 'paid':
      return receive(world, payment, outcome);
    case 'authorised':
      return hold(world, payment, { ...outcome, isKept: action === 'authorise' || payment.status === 'SAVED' });
    case 'saved':
      return isOpen(payment) ? keepCard(world, payment, outcome) : undefined;
    case 'released':
      return release(world, payment, { status: 'RELEASED' });
    case 'expired':
      return payment.status === 'PENDING' ? change(world, payment, { status: 'EXPIRED' }) : undefined;
    case 'failed':
      return fail(world, { payment, outcome, action });
  }
}

/** It may still be paid: what expired or was declined can be paid after all. */
const isOpen = ({ status }: PaymentRow): boolean => (['PENDING', 'SAVED', 'EXPIRED', 'FAILED'] as PaymentStatus[]).includes(status);

async function change({ db, ctx }: World, { id, status }: PaymentRow, changes: RowChanges<typeof payments>): Promise<void> {
  await db.patch(payments, id, { checkoutUrl: null, expiresAt: null, failure: null, ...changes, updatedAt: ctx.now });
  if (changes.status !== status) await tellPaid({ db, ctx }, { paymentId: id, amountCents: 0, surplusCents: 0 });
}

async function openPage({ db, ctx }: World, payment: PaymentRow, { url, ref, expiresAt }: Extract<Outcome, { kind: 'checkout' }>) {
  const until = payment.expiresAt ?? expiresAt;
  if (payment.status === 'PENDING')
    await db.patch(payments, payment.id, { checkoutUrl: url, checkoutRef: ref, expiresAt: until, updatedAt: ctx.now });
  else await db.patch(payments, payment.id, { checkoutRef: ref, updatedAt: ctx.now });
}

/** Nobody is to pay, or to wait, any more. */
const over = { checkoutUrl: null, expiresAt: null, authoriseAt: null, heldUntil: null, releaseAt: null, failure: null } as const;

/** Received, or captured of a hold, which is used up by it. What is not owed goes back at once. */
async function receive(world: World, payment: PaymentRow, { amountCents: said, providerRef }: Told): Promise<void> {
  const { db, ctx } = world;
  const { id: paymentId, orderId, currency, status } = payment;
  if (status === 'PAID') return;
  const amountCents = Math.min(said ?? payment.amountCents, payment.amountCents);
  if (status === 'AUTHORISED') await post(world, { orderId, currency, kind: 'release', amountCents: payment.amountCents, paymentId });
  const money = moneyOf(payment.provider, payment.method);
  await post(world, { orderId, currency, kind: 'payment', amountCents, money, paymentId });
  const paid = { status: 'PAID' as const, capturedCents: amountCents, providerRef: providerRef ?? payment.providerRef };
  await db.patch(payments, paymentId, { ...over, ...paid, updatedAt: ctx.now });
  const surplusCents = await giveSurplusBack(world, { orderId, reason: 'not_owed' });
  await tellPaid(world, { paymentId, amountCents, surplusCents });
}

/** For what nobody owes any more it is not kept. */
async function keepCard(world: World, payment: PaymentRow, { providerRef: said, cardRef: named }: Told): Promise<void> {
  const { dueCents } = balanceOf(await listEntries(world.db, payment.orderId));
  const providerRef = said ?? payment.providerRef;
  const cardRef = named ?? said ?? payment.cardRef;
  const kept = dueCents > 0 ? { status: 'SAVED' as const } : { status: 'RELEASED' as const, authoriseAt: null };
  await change(world, payment, { ...kept, providerRef, cardRef });
}

/** A kept card was let go of while its hold was being asked for: the hold came all the same. */
async function wasOnlyKept({ db }: World, { id, orderId, status }: PaymentRow): Promise<boolean> {
  if (status !== 'RELEASED') return false;
  return !(await listEntries(db, orderId)).some(({ kind, paymentId }) => kind === 'hold' && paymentId === id);
}

/** A hold for what nobody owes is let go at once. */
async function hold(
  world: World,
  payment: PaymentRow,
  { providerRef, cardRef, isKept, ...told }: Told & { isKept: boolean },
): Promise<void> {
  const { db, ctx } = world;
  const { id: paymentId, orderId, currency, amountCents } = payment;
  const isLetGo = await wasOnlyKept(world, payment);
  if (!isOpen(payment) && !isLetGo) return;
  await post(world, { orderId, currency, kind: 'hold', amountCents, paymentId });
  const heldUntil = told.heldUntil ?? holdUntil(ctx.serverNow, { isKept });
  const names = { providerRef: providerRef ?? payment.providerRef, cardRef: cardRef ?? payment.cardRef };
  await db.patch(payments, paymentId, { ...over, ...names, status: 'AUTHORISED', heldUntil, updatedAt: ctx.now });
  const { dueCents } = balanceOf(await listEntries(db, orderId));
  const isUnwanted = isLetGo || dueCents <= 0;
  if (isUnwanted) await askProvider(world, { action: 'release', paymentId, amountCents });
  await tellPaid(world, { paymentId, amountCents, surplusCents: isUnwanted ? amountCents : 0 });
}

/** Gone: let go, or lost. */
async function release(world: World, payment: PaymentRow, to: { status: 'RELEASED' | 'FAILED'; failure?: string }): Promise<void> {
  const { db, ctx } = world;
  const { id: paymentId, orderId, currency, status } = payment;
  if (status !== 'AUTHORISED' && status !== 'PENDING' && status !== 'SAVED') return;
  const amountCents = status === 'AUTHORISED' ? payment.amountCents : 0;
  await post(world, { orderId, currency, kind: 'release', amountCents, paymentId });
  await db.patch(payments, paymentId, { ...over, ...to, updatedAt: ctx.now });
  await tellPaid(world, { paymentId, amountCents, surplusCents: 0 });
}

/** Declined; or a hold that can't be captured any more, which is lost. */
async function fail(
  world: World,
  { payment, outcome, action }: { payment: PaymentRow; outcome: Told; action: ProviderAction | undefined },
) {
  const failure = outcome.failure ?? 'failed';
  const { db, ctx } = world;
  if (payment.status === 'AUTHORISED' && action === 'capture') return release(world, payment, { status: 'FAILED', failure });
  const isDeclined = (payment.status === 'PENDING' || payment.status === 'SAVED') && action !== 'expire' && action !== 'release';
  await db.patch(payments, payment.id, { failure, updatedAt: ctx.now, ...(isDeclined ? { status: 'FAILED', authoriseAt: null } : {}) });
  if (isDeclined) await tellPaid(world, { paymentId: payment.id, amountCents: 0, surplusCents: 0 });
}

interface HeardRefund {
  readonly payment: PaymentRow;
  readonly outcome: Told;
  readonly refundId: string | null | undefined;
}

/** Ours, by the call that asked for it or by the provider's name for it; else one that somebody made at the provider. */
async function applyRefund(world: World, { payment, outcome, refundId }: HeardRefund): Promise<void> {
  const { db } = world;
  const known = (await listRefunds(db, payment.orderId)).filter(({ paymentId }) => paymentId === payment.id);
  const { providerRef, failure } = outcome;
  const named = known.find(({ id, providerRef: ref }) => id === refundId || (ref !== null && ref === providerRef));
  // What the provider tells may come before its answer does.
  const ours = named ?? known.find(({ status, amountCents }) => !refundId && status === 'PENDING' && amountCents === outcome.amountCents);
  if (outcome.kind !== 'refunded') {
    if (ours?.status === 'PENDING') await failRefund(world, ours, failure);
    if (named?.status === 'DONE' && outcome.kind === 'refund_failed') await takeBack(world, { payment, refund: named, failure });
    return;
  }
  const refund = ours ?? (!refundId ? await refundElsewhere(world, { payment, outcome }) : undefined);
  if (refund === undefined || refund.status === 'DONE') return;
  await finishRefund(world, {
    refund,
    payment: await mustLoadPayment(db, payment.id),
    money: moneyOf(payment.provider, payment.method),
    providerRef,
  });
}

/** What was given back has come back: it is owed to the customer again, until staff hand it over in another way. */
async function takeBack(
  world: World,
  { payment, refund, failure }: { payment: PaymentRow; refund: RefundRow; failure: string | undefined },
): Promise<void> {
  const { db, ctx } = world;
  const { id: refundId, orderId, amountCents, currency } = refund;
  // Told again after staff handed it over: it came back once.
  if ((await listEntries(db, orderId)).some((entry) => entry.kind === 'payment' && entry.refundId === refundId)) return;
  await db.patch(payments, payment.id, { refundedCents: payment.refundedCents - amountCents, updatedAt: ctx.now });
  const money = moneyOf(payment.provider, payment.method);
  await post(world, { orderId, currency, kind: 'payment', amountCents, money, paymentId: payment.id, refundId });
  await refreshOrder(world, orderId);
  await failRefund(world, refund, failure);
}

async function failRefund({ db, ctx }: World, refund: RefundRow, failure = 'failed'): Promise<void> {
  await db.patch(refunds, refund.id, { status: 'FAILED', failure, updatedAt: ctx.now });
  ctx.emit(refundFailed(await mustLoadOrder(db, refund.orderId), { refund, failure }));
}

/** Made at the provider: it is no longer owed either. */
async function refundElsewhere(world: World, { payment, outcome }: { payment: PaymentRow; outcome: Told }) {
  const { db } = world;
  const standing = await standingOf(world, payment.orderId);
  const amountCents = Math.min(outcome.amountCents ?? payment.capturedCents, refundableOf(payment, standing.refunds));
  if (amountCents <= 0) return undefined;
  await reverseFor(world, standing, amountCents);
  const order = await mustLoadOrder(db, payment.orderId);
  return startRefund(world, { order, payment, amountCents, reason: 'at_the_provider', isDone: true });
}

/** A saved card near enough to the start is charged with the hold; one that nobody is to take is let go. @returns how many calls were written */
export async function askWhatIsDue(world: World): Promise<number> {
  const { db, ctx } = world;
  const saved = await db.list(payments, eq(payments.status, 'SAVED'), lte(payments.authoriseAt, ctx.serverNow));
  const late = await db.list(payments, eq(payments.status, 'PENDING'), lte(payments.expiresAt, ctx.serverNow));
  const unneeded = await db.list(payments, eq(payments.status, 'AUTHORISED'), lte(payments.releaseAt, ctx.serverNow));
  for (const { id, amountCents } of saved) {
    await db.patch(payments, id, { authoriseAt: null, updatedAt: ctx.now });
    await askProvider(world, { action: 'authorise', paymentId: id, amountCents });
  }
  for (const { id, amountCents } of late) {
    await db.patch(payments, id, { expiresAt: null, updatedAt: ctx.now });
    await askProvider(world, { action: 'expire', paymentId: id, amountCents });
  }
  for (const { id, amountCents } of unneeded) {
    await db.patch(payments, id, { releaseAt: null, updatedAt: ctx.now });
    await askProvider(world, { action: 'release', paymentId: id, amountCents });
  }
  return saved.length + late.length + unneeded.length;
}
