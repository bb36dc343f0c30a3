/** What becomes of cards that are kept or held when the thing that they are for is moved. */
import { holdFrom, lastsFor } from '../../../base/cardHolds.ts';
import type { Span } from '../../../base/time.ts';
import type { PaymentStatus } from '../model.ts';
import { balanceOf } from '../rules/ledger.ts';
import { payments } from '../tables.ts';
import { askProvider, withdrawAuthorisation } from './calls.ts';
import { listEntries, listPayments, type PaymentRow, type World } from './orders.ts';

interface Moving extends Span {
  readonly orderId: string;
  /** a cancellation would take of it now: it is not let go of, though it is over too soon */
  readonly keepsHold: boolean;
}

/**
 * Another time: a card that is kept, or about to be, is held as many days before that one. A hold that would be over too soon is
 * let go, and its card held again.
 * @returns a hold that is over too soon and can't be made again: its card was not kept
 */
export async function moveDeposits(world: World, { orderId, keepsHold, ...span }: Moving): Promise<PaymentRow | undefined> {
  let lost: PaymentRow | undefined;
  for (const payment of await listPayments(world.db, orderId)) {
    if (payment.status === 'SAVED' || payment.status === 'PENDING') await moveAuthorisation(world, payment, span);
    if (payment.status !== 'AUTHORISED' || payment.heldUntil === null || lastsFor(payment.heldUntil, span)) continue;
    if (payment.cardRef === null) lost = payment;
    else if (!keepsHold) await holdElsewhere(world, { ...payment, cardRef: payment.cardRef }, span);
  }
  return lost;
}

async function moveAuthorisation(world: World, { id, status, authoriseAt, hold }: PaymentRow, { startsAt }: Span): Promise<void> {
  const { db, ctx } = world;
  const at = holdFrom(startsAt);
  const isUnderWay = authoriseAt === null;
  if (isUnderWay && (status !== 'SAVED' || !hold || at <= ctx.serverNow)) return;
  if (isUnderWay) await withdrawAuthorisation(world, id);
  await db.patch(payments, id, { authoriseAt: at, updatedAt: ctx.now });
}

type WithCard = PaymentRow & { readonly cardRef: string };

async function holdElsewhere(world: World, payment: WithCard, { startsAt }: Span): Promise<void> {
  const { db, ctx } = world;
  const { id, amountCents } = payment;
  await askProvider(world, { action: 'release', paymentId: id, amountCents });
  // Whatever else happens to it, it is not held again twice.
  await db.patch(payments, id, { heldUntil: null, updatedAt: ctx.now });
  await keepAgain(world, payment, startsAt);
}

/** A payment of its own: what the first hold did stays as it was written. */
async function keepAgain({ db, ctx }: World, payment: WithCard, startsAt: number): Promise<void> {
  const { tenantId: _tenant, rev: _rev, cardRef, ...same } = payment;
  await db.insert(payments, {
    ...{ ...same, id: ctx.newId('pay'), status: 'SAVED', cardRef, providerRef: cardRef, authoriseAt: holdFrom(startsAt) },
    ...{ checkoutRef: null, heldUntil: null, releaseAt: null, createdAt: ctx.now, updatedAt: ctx.now },
  });
}

interface Lost {
  readonly orderId: string;
  readonly paymentId: string;
  /** of what it was held for, which is still to be */
  readonly startsAt: number;
}

/** A hold is over that nobody let go of: its card, where it was kept, is held again as many days before the start, or at once. */
export async function holdAfterLoss(world: World, { orderId, paymentId, startsAt }: Lost): Promise<void> {
  const all = await listPayments(world.db, orderId);
  const lost = all.find(({ id }) => id === paymentId);
  if (lost === undefined || lost.cardRef === null || lost.status !== 'RELEASED' || lost.purpose !== 'deposit') return;
  const hasAnother = all.some(({ purpose, status }) => purpose === 'deposit' && standing.includes(status));
  const { dueCents } = balanceOf(await listEntries(world.db, orderId));
  if (!hasAnother && dueCents > 0) await keepAgain(world, { ...lost, cardRef: lost.cardRef }, startsAt);
}

const standing: readonly PaymentStatus[] = ['PENDING', 'SAVED', 'AUTHORISED', 'PAID'];
