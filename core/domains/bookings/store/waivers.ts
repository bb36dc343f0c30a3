/** What is let off of a plan's due: taken back in the order's books, and owed again to the cent where that is taken back. */
import { refuse } from '../../../base/refusal.ts';
import type { DomainEvent } from '../../../contracts/event.ts';
import { balanceOf, type Parts, partsIn, partsKept, totalOfParts } from '../../payments/rules/ledger.ts';
import { chargeTo, listEntries, type OrderRow, refreshOrder, type World } from '../../payments/store/orders.ts';
import { closePages } from '../../payments/store/payments.ts';
import type { Waiver } from '../../pricing/model.ts';
import type { SubscriptionRow } from '../../pricing/store.ts';
import { subscriptions } from '../../pricing/tables.ts';

export interface DueRows {
  readonly order: OrderRow;
  readonly subscription: SubscriptionRow;
  /** the first local date of its period */
  readonly from: string;
}

type Waivers = Pick<SubscriptionRow, 'waived'>;

export const waiverOf = ({ waived }: Waivers, from: string): Waiver | undefined => waived.find((waiver) => waiver.from === from);

const opposite = ({ chargeCents, taxCents, discountCents }: Parts): Parts => ({
  chargeCents: -chargeCents,
  taxCents: -taxCents,
  discountCents: -discountCents,
});

const sumOf = (a: Parts, b: Parts): Parts => ({
  chargeCents: a.chargeCents + b.chargeCents,
  taxCents: a.taxCents + b.taxCents,
  discountCents: a.discountCents + b.discountCents,
});

/** What is left of the whole once what was let off is taken from it. */
export const withoutWaived = (whole: Parts, waiver: Waiver | undefined): Parts =>
  waiver === undefined ? whole : sumOf(whole, opposite(waiver));

const told = (name: string, { order, subscription, from }: DueRows, facts: DomainEvent['data']): DomainEvent => ({
  name,
  subject: { kind: 'order', id: order.id },
  data: { orderId: order.id, subscriptionId: subscription.id, customerId: order.customerId, from, ...facts },
});

/** All that is still due of it; what was paid stays paid. Refuses `invalid_transition` where nothing is. */
export async function waive(world: World, { due, reason }: { due: DueRows; reason: string }): Promise<void> {
  const { db, ctx } = world;
  const { order, subscription, from } = due;
  const entries = await listEntries(db, order.id);
  const { dueCents, totalCents } = balanceOf(entries);
  if (dueCents <= 0) refuse('invalid_transition', { status: order.status, move: 'waive' });
  const charged = partsIn(entries);
  const kept = partsKept(charged, totalCents - dueCents);
  const before = waiverOf(subscription, from);
  const letOff = sumOf(charged, opposite(kept));
  const waiver = { from, ...(before === undefined ? letOff : sumOf(letOff, before)), reason, by: ctx.actor.name, at: ctx.now };
  await chargeTo(world, order, kept);
  await refreshOrder(world, order.id);
  await closePages(world, order.id);
  await keepWaivers(world, due, [...othersThan(subscription, from), waiver]);
  ctx.emit(told('plan.due_waived', due, { amountCents: dueCents, currency: order.currency, reason }));
}

const othersThan = ({ waived }: Waivers, from: string): Waiver[] => waived.filter((waiver) => waiver.from !== from);

const keepWaivers = async ({ db, ctx }: World, { subscription }: DueRows, waived: Waiver[]): Promise<void> =>
  void (await db.patch(subscriptions, subscription.id, { waived, updatedAt: ctx.now }));

/** It is owed again. Refuses `invalid_transition` where nothing of it was let off, or the plan was over before its period. */
export async function takeBackWaiver(world: World, due: DueRows): Promise<void> {
  const { db, ctx } = world;
  const { order, subscription, from } = due;
  const waiver = waiverOf(subscription, from);
  const isOver = subscription.endsOn !== null && subscription.endsOn < from;
  if (waiver === undefined || isOver) return refuse('invalid_transition', { status: order.status, move: 'restore' });
  await chargeTo(world, order, sumOf(partsIn(await listEntries(db, order.id)), waiver));
  await refreshOrder(world, order.id);
  await keepWaivers(world, due, othersThan(subscription, from));
  ctx.emit(told('plan.due_restored', due, { amountCents: totalOfParts(waiver), currency: order.currency }));
}
