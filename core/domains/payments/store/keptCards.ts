/** A card that is kept for a deposit: what is taken of it, and when it is let go. Only what is held later may be taken of it at all. */
import { releaseBefore } from '../../../base/cardHolds.ts';
import { payments } from '../tables.ts';
import { askProvider, unaskedCharge, withdrawAuthorisation, withdrawDecision } from './calls.ts';
import type { PaymentRow, World } from './orders.ts';

/** Nobody need be asked for that; a charge or a hold that is under way at this moment is undone when it is heard of. */
export async function letGoOfCard(world: World, { id }: PaymentRow): Promise<void> {
  const { db, ctx } = world;
  await withdrawAuthorisation(world, id);
  await withdrawDecision(world, id);
  await db.patch(payments, id, { status: 'RELEASED', authoriseAt: null, releaseAt: null, updatedAt: ctx.now });
}

/** In place of the hold that was to be made. A hold that is being made at this moment comes first, and is taken in its place. */
export async function chargeCard(world: World, { id }: Pick<PaymentRow, 'id'>, amountCents: number): Promise<void> {
  const { db, ctx } = world;
  await withdrawAuthorisation(world, id);
  await db.patch(payments, id, { authoriseAt: null, releaseAt: null, updatedAt: ctx.now });
  await askProvider(world, { action: 'charge', paymentId: id, amountCents });
}

/** Less is owed than was to be taken: the card is asked for that, or for nothing. */
export async function chargeAtMost(world: World, payment: PaymentRow, dueCents: number): Promise<void> {
  const charge = await unaskedCharge(world, payment.id);
  if (charge === undefined || charge.amountCents <= dueCents) return;
  await (dueCents > 0 ? chargeCard(world, payment, dueCents) : letGoOfCard(world, payment));
}

/** The hold that was to be taken is over: as much is taken of its card. */
export async function chargeInstead(world: World, { id, cardRef }: PaymentRow, amountCents: number): Promise<void> {
  await world.db.patch(payments, id, { status: 'SAVED', providerRef: cardRef, heldUntil: null });
  await withdrawDecision(world, id);
  await chargeCard(world, { id }, amountCents);
}

/** It goes on after all: nothing is taken, and the card is held as it was to be. */
export async function holdAfterAll(world: World, { id }: PaymentRow): Promise<void> {
  const { db, ctx } = world;
  await withdrawDecision(world, id);
  await db.patch(payments, id, { authoriseAt: ctx.serverNow, updatedAt: ctx.now });
}

/** It is over: no hold is made any more, and the card is kept as long as something may be taken of it. */
export async function keepCardUntil(world: World, { id }: PaymentRow, until: number): Promise<void> {
  const { db, ctx } = world;
  await withdrawAuthorisation(world, id);
  await db.patch(payments, id, { authoriseAt: null, releaseAt: until, updatedAt: ctx.now });
}

/** The hold that was under way is there: what was to be taken of the card is taken of it, and it is let go when the card would have been. */
export async function followHold(world: World, { id, releaseAt }: PaymentRow, heldUntil: number): Promise<void> {
  const { db } = world;
  if (releaseAt !== null) await db.patch(payments, id, { releaseAt: releaseBefore(heldUntil, releaseAt) });
  const charge = await unaskedCharge(world, id);
  if (charge !== undefined) await askProvider(world, { action: 'capture', paymentId: id, amountCents: charge.amountCents });
}
