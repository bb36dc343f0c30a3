/** What becomes of cards that are kept or held when the thing that they are for is moved. */
import { holdFrom, lastsFor } from '../../../base/cardHolds.ts';
import type { Span } from '../../../base/time.ts';
import { payments } from '../tables.ts';
import { askProvider, withdrawAuthorisation } from './calls.ts';
import { listPayments, type PaymentRow, type World } from './orders.ts';

interface Moving extends Span {
  readonly orderId: string;
  /** a cancellation would take of it now: it is not let go of, though it is over too soon */
  readonly keepsHold: boolean;
}

/**
 * Another time: a card that is kept, or about to be, is held as many days before that one. A hold that would be over too soon is
 * let go, and its card held again.
 * @returns a hold that is over too soon and stays as it is: its card was not kept, or it is not to be let go of
 */
export async function moveDeposits(world: World, { orderId, keepsHold, ...span }: Moving): Promise<PaymentRow | undefined> {
  let lost: PaymentRow | undefined;
  for (const payment of await listPayments(world.db, orderId)) {
    if (payment.status === 'SAVED' || payment.status === 'PENDING') await moveAuthorisation(world, payment, span);
    if (payment.status !== 'AUTHORISED' || payment.heldUntil === null || lastsFor(payment.heldUntil, span)) continue;
    if (payment.cardRef === null || keepsHold) lost = payment;
    else await holdAgain(world, { ...payment, cardRef: payment.cardRef }, span);
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

/** A payment of its own: what the first hold did stays as it was written. */
async function holdAgain(world: World, payment: PaymentRow & { cardRef: string }, { startsAt }: Span): Promise<void> {
  const { db, ctx } = world;
  const { tenantId: _tenant, rev: _rev, id, amountCents, cardRef, ...same } = payment;
  await askProvider(world, { action: 'release', paymentId: id, amountCents });
  // Whatever else happens to it, it is not held again twice.
  await db.patch(payments, id, { heldUntil: null, updatedAt: ctx.now });
  await db.insert(payments, {
    ...{ ...same, id: ctx.newId('pay'), amountCents, status: 'SAVED', cardRef, providerRef: cardRef, authoriseAt: holdFrom(startsAt) },
    ...{ checkoutRef: null, heldUntil: null, releaseAt: null, createdAt: ctx.now, updatedAt: ctx.now },
  });
}
