/** What a provider said becomes what the payment is. Whatever comes twice, or too late to change anything, changes nothing. */
import { eq, lte } from 'drizzle-orm';
import { holdUntil } from '../../../base/cardHolds.ts';
import type { RowChanges } from '../../../data/database.ts';
import { paymentMisfit } from '../events.ts';
import type { Outcome, PaymentStatus, ProviderAction } from '../model.ts';
import { balanceOf } from '../rules/ledger.ts';
import { payments } from '../tables.ts';
import { askProvider, unaskedCharge, waitingFor, withdrawAuthorisation, withdrawDecision } from './calls.ts';
import { postFee } from './fees.ts';
import { applyRefund } from './heardRefunds.ts';
import { chargeInstead, followHold, letGoOfCard } from './keptCards.ts';
import { listEntries, mustLoadOrder, type PaymentRow, post, type World } from './orders.ts';
import { tellPaid } from './payments.ts';
import { giveSurplusBack, moneyOf } from './refunds.ts';

export interface Heard {
  readonly payment: PaymentRow;
  readonly outcome: Outcome;
  /** what had been asked; absent where the provider told by itself */
  readonly action?: ProviderAction;
  /** and how much of it */
  readonly askedCents?: number;
  readonly refundId?: string | null;
}

type Told = Exclude<Outcome, { kind: 'checkout' }>;

export async function applyOutcome(world: World, { payment, outcome, action, askedCents = 0, refundId }: Heard): Promise<void> {
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
      return hearRelease(world, payment, outcome);
    case 'expired':
      return payment.status === 'PENDING' ? change(world, payment, { status: 'EXPIRED' }) : undefined;
    case 'misfit':
      return doubt(world, payment, outcome);
    case 'failed':
      return fail(world, { payment, outcome, action, askedCents });
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
async function receive(world: World, payment: PaymentRow, outcome: Told): Promise<void> {
  const { db, ctx } = world;
  const { id: paymentId, orderId, currency, status } = payment;
  if (status === 'PAID') return postFee(world, { payment, outcome });
  const { amountCents: said, providerRef } = outcome;
  const amountCents = Math.min(said ?? payment.amountCents, payment.amountCents);
  await withdrawAuthorisation(world, paymentId);
  if (status === 'AUTHORISED') await post(world, { orderId, currency, kind: 'release', amountCents: payment.amountCents, paymentId });
  const money = moneyOf(payment.provider, payment.method);
  await post(world, { orderId, currency, kind: 'payment', amountCents, money, paymentId });
  const paid = { status: 'PAID' as const, capturedCents: amountCents, providerRef: providerRef ?? payment.providerRef };
  await db.patch(payments, paymentId, { ...over, ...paid, updatedAt: ctx.now });
  await postFee(world, { payment, outcome });
  const surplusCents = await giveSurplusBack(world, { orderId, reason: 'not_owed' });
  await tellPaid(world, { paymentId, amountCents, surplusCents });
}

/** For what nobody owes any more it is not kept; told late of a card that was declined since, it changes nothing. */
async function keepCard(world: World, payment: PaymentRow, { providerRef: said, cardRef: named }: Told): Promise<void> {
  if (payment.status === 'FAILED' && said !== undefined && said === payment.providerRef) return;
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
  // Told twice, the second time with its end; of a hold that is given up for another that is no matter.
  if (payment.status === 'AUTHORISED' && payment.heldUntil !== null && told.heldUntil !== undefined)
    await db.patch(payments, paymentId, { heldUntil: told.heldUntil });
  if (!isOpen(payment) && !isLetGo) return;
  await post(world, { orderId, currency, kind: 'hold', amountCents, paymentId });
  const heldUntil = told.heldUntil ?? holdUntil(ctx.serverNow, { isKept });
  const names = { providerRef: providerRef ?? payment.providerRef, cardRef: cardRef ?? payment.cardRef };
  await db.patch(payments, paymentId, { ...over, ...names, status: 'AUTHORISED', heldUntil, updatedAt: ctx.now });
  await followHold(world, payment, heldUntil);
  const { dueCents } = balanceOf(await listEntries(db, orderId));
  const isUnwanted = isLetGo || dueCents <= 0;
  if (isUnwanted) await askProvider(world, { action: 'release', paymentId, amountCents });
  await tellPaid(world, { paymentId, amountCents, surplusCents: isUnwanted ? amountCents : 0 });
}

const ENDED = 'The hold had ended.';

/**
 * Where something was to be taken of it, it is lost. What somebody let go of by hand is not held again; told late of a hold whose
 * card is kept since, it changes nothing.
 */
async function hearRelease(world: World, payment: PaymentRow, { isByHand = false }: Told): Promise<void> {
  const { id: paymentId, status } = payment;
  if (status === 'SAVED') return;
  if (isByHand) await world.db.patch(payments, paymentId, { cardRef: null });
  const capture = status === 'AUTHORISED' ? await waitingFor(world, { paymentId, action: 'capture' }) : undefined;
  if (capture === undefined) return release(world, payment, { status: 'RELEASED' });
  return loseHold(world, { ...payment, ...(isByHand && { cardRef: null }) }, { failure: ENDED, askedCents: capture.amountCents });
}

/** It was to be taken: where its card is kept, that is asked for it; else it is owed, and somebody should know. */
async function loseHold(
  world: World,
  payment: PaymentRow,
  { failure, askedCents }: { failure: string; askedCents: number },
): Promise<void> {
  const { id: paymentId, orderId, currency, amountCents, cardRef } = payment;
  await withdrawDecision(world, paymentId);
  if (cardRef === null) return release(world, payment, { status: 'FAILED', failure });
  await post(world, { orderId, currency, kind: 'release', amountCents, paymentId });
  return chargeInstead(world, payment, askedCents);
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

async function doubt({ db, ctx }: World, payment: PaymentRow, { failure = '' }: Told): Promise<void> {
  ctx.emit(paymentMisfit(await mustLoadOrder(db, payment.orderId), { payment, failure }));
}

/** Declined; or a hold that can't be captured any more, which is lost. Where the card is to be charged next, that decides. */
async function fail(
  world: World,
  { payment, outcome, action, askedCents }: { payment: PaymentRow; outcome: Told; action: ProviderAction | undefined; askedCents: number },
) {
  const failure = outcome.failure ?? 'failed';
  const { db, ctx } = world;
  if (action === 'capture' && payment.status !== 'AUTHORISED') return;
  if (action === 'capture') return loseHold(world, payment, { failure, askedCents });
  if (action === 'authorise' && (await unaskedCharge(world, payment.id)) !== undefined) return;
  const isDeclined = (payment.status === 'PENDING' || payment.status === 'SAVED') && action !== 'expire' && action !== 'release';
  await db.patch(payments, payment.id, { failure, updatedAt: ctx.now, ...(isDeclined ? { status: 'FAILED', authoriseAt: null } : {}) });
  if (isDeclined) await tellPaid(world, { paymentId: payment.id, amountCents: 0, surplusCents: 0 });
}

/** A saved card near enough to the start is held; what nobody is to take any more is let go. @returns how many payments were due */
export async function askWhatIsDue(world: World): Promise<number> {
  const { db, ctx } = world;
  const saved = await db.list(payments, eq(payments.status, 'SAVED'), lte(payments.authoriseAt, ctx.serverNow));
  const late = await db.list(payments, eq(payments.status, 'PENDING'), lte(payments.expiresAt, ctx.serverNow));
  const unneeded = await db.list(payments, eq(payments.status, 'AUTHORISED'), lte(payments.releaseAt, ctx.serverNow));
  const unused = await db.list(payments, eq(payments.status, 'SAVED'), lte(payments.releaseAt, ctx.serverNow));
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
  for (const card of unused) await letGoOfCard(world, card);
  return saved.length + late.length + unneeded.length + unused.length;
}
