/** What becomes of an order's money when the thing that it pays for is moved, ends, or comes back to life. */
import { releaseBefore } from '../../../base/cardHolds.ts';
import { isHeld, isKept, settle, type Share, spread, sumOfDeposits } from '../../../base/settlement.ts';
import { refundAsked } from '../events.ts';
import type { Priced } from '../rules/ledger.ts';
import { partsKept, partsOf } from '../rules/ledger.ts';
import { payments } from '../tables.ts';
import { askProvider, withdrawDecision } from './calls.ts';
import { chargeCard, holdAfterAll, keepCardUntil, letGoOfCard } from './keptCards.ts';
import { chargeTo, listPayments, mustLoadOrder, type PaymentRow, refreshOrder, type World } from './orders.ts';
import { closePages, mustBeAtMost } from './payments.ts';
import { giveBack, giveSurplusBack, reverseFor, standingOf } from './refunds.ts';

/** Another price: the books follow, and what was paid above it goes back. */
export async function recharge(world: World, { orderId, totals }: { orderId: string; totals: Priced }): Promise<void> {
  await chargeTo(world, await mustLoadOrder(world.db, orderId), partsOf(totals));
  await giveSurplusBack(world, { orderId, reason: 'price_changed' });
  await closePages(world, orderId);
  await refreshOrder(world, orderId);
}

export interface DepositOutcome {
  readonly depositAction: 'none' | 'captured' | 'released';
  readonly depositAmountCents: number;
}

export interface Ending {
  readonly orderId: string;
  /** what the business may keep of the total, by its policy */
  readonly keepCents: number;
  readonly reason: string;
}

/** Keeps what may be kept of what was paid, is held, and was to be held; the rest goes back, is let go, and is no longer owed. */
export async function endOrder(world: World, { orderId, keepCents, reason }: Ending): Promise<DepositOutcome> {
  const standing = await standingOf(world, orderId);
  const { order, parts, balance, payments: received, refundable, paidCents } = standing;
  const [held, cards] = [received.filter(isHeld), received.filter(isKept)];
  const { captureCents, chargeCents, refundCents, reverseCents } = settle({
    ...{ totalCents: balance.totalCents, paidCents, keepCents },
    ...{ heldCents: sumOfDeposits(held), cardCents: sumOfDeposits(cards) },
  });
  await chargeTo(world, order, partsKept(parts, balance.totalCents - reverseCents));
  const [captured, charged] = [spread(captureCents, held), spread(chargeCents, cards)];
  await decideHolds(world, { held, captured });
  await expirePages(world, received);
  await decideCards(world, { cards, charged });
  const shares = spread(refundCents, refundable);
  await giveBack(world, { order, payments: received, shares, reason });
  await refreshOrder(world, orderId);
  return depositOutcome(received, { taken: [...captured, ...charged], shares });
}

interface Holds {
  readonly held: readonly PaymentRow[];
  readonly captured: readonly Share[];
}

/** A capture in part lets go of the rest. */
async function decideHolds(world: World, { held, captured }: Holds): Promise<void> {
  const { db, ctx } = world;
  for (const payment of held) {
    if (payment.releaseAt !== null) await db.patch(payments, payment.id, { releaseAt: null, updatedAt: ctx.now });
    const share = captured.find(({ id }) => id === payment.id);
    if (share === undefined) await askProvider(world, { action: 'release', paymentId: payment.id, amountCents: payment.amountCents });
    else await askProvider(world, { action: 'capture', paymentId: payment.id, amountCents: share.amountCents });
  }
}

/** Nobody is to pay any more for what is over. */
async function expirePages(world: World, received: readonly PaymentRow[]): Promise<void> {
  for (const { id, status, amountCents } of received)
    if (status === 'PENDING') await askProvider(world, { action: 'expire', paymentId: id, amountCents });
}

interface Cards {
  readonly cards: readonly PaymentRow[];
  readonly charged: readonly Share[];
}

async function decideCards(world: World, { cards, charged }: Cards): Promise<void> {
  for (const card of cards) {
    const share = charged.find(({ id }) => id === card.id);
    await (share === undefined ? letGoOfCard(world, card) : chargeCard(world, card, share.amountCents));
  }
}

function depositOutcome(
  received: readonly PaymentRow[],
  { taken, shares }: { taken: readonly Share[]; shares: readonly Share[] },
): DepositOutcome {
  const deposits = received.filter(({ purpose }) => purpose === 'deposit');
  const ids = new Set(deposits.map(({ id }) => id));
  const sumOf = (among: readonly Share[]) => among.reduce((sum, { id, amountCents }) => sum + (ids.has(id) ? amountCents : 0), 0);
  const paid = deposits.reduce((sum, { capturedCents, refundedCents }) => sum + capturedCents - refundedCents, 0);
  const held = sumOf(deposits.filter(isHeld));
  const takenCents = sumOf(taken);
  const backCents = sumOf(shares);
  if (takenCents > 0) return { depositAction: 'captured', depositAmountCents: takenCents };
  if (held + backCents > 0) return { depositAction: 'released', depositAmountCents: held + backCents };
  if (paid > 0) return { depositAction: 'captured', depositAmountCents: paid };
  return { depositAction: 'none', depositAmountCents: 0 };
}

export interface Refunding {
  readonly orderId: string;
  /** undefined: all of it */
  readonly amountCents: number | undefined;
  readonly reason: string;
}

/** Of what was kept, the newest payments first; nothing of it is owed any more. Refuses `invalid_request` {mostCents}. */
export async function refundOrder(
  world: World,
  { orderId, amountCents, reason }: Refunding,
): Promise<{ refundCents: number; leftCents: number }> {
  const standing = await standingOf(world, orderId);
  const { order, payments: received, refundable, paidCents } = standing;
  const refundCents = amountCents ?? paidCents;
  mustBeAtMost(refundCents, paidCents);
  if (refundCents === paidCents) {
    await endOrder(world, { orderId, keepCents: 0, reason });
    return { refundCents, leftCents: 0 };
  }
  await reverseFor(world, standing, refundCents);
  world.ctx.emit(refundAsked(order, { amountCents: refundCents, reason }));
  await giveBack(world, { order, payments: received, shares: spread(refundCents, refundable), reason });
  await refreshOrder(world, orderId);
  return { refundCents, leftCents: paidCents - refundCents };
}

/** What was ended goes on after all: it costs what it cost before, and a hold or a card that nobody took of yet stays one. */
export async function reviveOrder(world: World, { orderId, totals }: { orderId: string; totals: Priced }): Promise<void> {
  await chargeTo(world, await mustLoadOrder(world.db, orderId), partsOf(totals));
  const received = await listPayments(world.db, orderId);
  for (const { id } of received.filter(isHeld)) await withdrawDecision(world, id);
  for (const card of received.filter(isKept)) await holdAfterAll(world, card);
  await refreshOrder(world, orderId);
}

/** They came: nothing need be held any longer. */
export async function releaseDeposits(world: World, orderId: string): Promise<void> {
  const received = await listPayments(world.db, orderId);
  await decideHolds(world, { held: received.filter(isHeld), captured: [] });
  await decideCards(world, { cards: received.filter(isKept), charged: [] });
}

/**
 * It is over, and whether they came can be said until `until`: what is held stays so until then, or until just before it ends by
 * itself, and a card that could not be held in time is kept until then.
 */
export async function keepDeposits(world: World, { orderId, until }: { orderId: string; until: number }): Promise<void> {
  const { db, ctx } = world;
  const received = await listPayments(db, orderId);
  for (const { id, heldUntil } of received.filter(isHeld))
    await db.patch(payments, id, { releaseAt: releaseBefore(heldUntil, until), updatedAt: ctx.now });
  for (const card of received.filter(isKept)) await keepCardUntil(world, card, until);
}
