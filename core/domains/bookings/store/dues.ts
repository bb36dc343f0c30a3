/** A plan's periods as orders: each is charged once, on the local day on which it begins, and taken back where the plan was over before. */
import { and, desc, eq, isNotNull } from 'drizzle-orm';
import { derivedBodyAt, instantIn } from '../../../base/ids.ts';
import { refuse } from '../../../base/refusal.ts';
import { addDays, instantToWall, startOfDay } from '../../../base/zone.ts';
import type { Actor } from '../../../contracts/actor.ts';
import type { CommandContext } from '../../../contracts/command.ts';
import { mine, type ReadDb, type WriteDb } from '../../../data/database.ts';
import type { Offering } from '../../catalog/model.ts';
import { isPlan } from '../../catalog/rules/plans.ts';
import { mustLoadOffering } from '../../catalog/store.ts';
import { partsOf, totalOfParts } from '../../payments/rules/ledger.ts';
import { mustLoadOrder, openOrder } from '../../payments/store/orders.ts';
import { endOrder, reviveOrder } from '../../payments/store/settlement.ts';
import { loadSettings } from '../../payments/store/settings.ts';
import { orders } from '../../payments/tables.ts';
import { nextStartAfter, payableUntil, type Period, periodAround, whileCovered } from '../../pricing/rules/plans.ts';
import { lineOf, totalsOf } from '../../pricing/rules/totals.ts';
import { mustLoadSubscriptionRow, type SubscriptionRow } from '../../pricing/store.ts';
import { subscriptions } from '../../pricing/tables.ts';
import { bookings } from '../tables.ts';
import { type DueRows, waiverOf, withoutWaived } from './waivers.ts';

type World = { readonly db: WriteDb; readonly ctx: CommandContext };

/** Whoever charges the period comes to the same order, and orders that are made late lie in their order. `from`: its first local date. */
export const dueOrderId = (subscriptionId: string, from: string): string =>
  `ord_${derivedBodyAt(Date.parse(`${from}T00:00Z`), `plan/${subscriptionId}/${from}`)}`;

type Due = Pick<SubscriptionRow, 'dueOn' | 'dueAt'>;

const dueFrom = (dueOn: string | null, timezone: string): Due => ({ dueOn, dueAt: dueOn === null ? null : startOfDay(timezone, dueOn) });

/** Of a plan that begins on that date; what is free is never due. */
export const firstDue = ({ startsOn, priceCents }: Pick<SubscriptionRow, 'startsOn' | 'priceCents'>, timezone: string): Due =>
  dueFrom(priceCents === 0 ? null : startsOn, timezone);

/** Charges what has begun and is not charged, oldest first, at most so many periods. @returns how many it went through */
export async function chargeBegun(world: World, subscription: SubscriptionRow, most: number): Promise<number> {
  const { db, ctx } = world;
  const plan = await mustLoadOffering(db, subscription.offeringId);
  const today = instantToWall(plan.timezone, ctx.now).date;
  let { dueOn } = subscription;
  let count = 0;
  for (; dueOn !== null && dueOn <= today && count < most; count++) {
    const period = periodAround(subscription, dueOn);
    // A period of what is no plan any more gives nothing, and costs nothing.
    if (isPlan(plan)) await charge(world, { subscription, plan, period });
    dueOn = whileCovered(subscription, period.until);
  }
  await db.patch(subscriptions, subscription.id, { ...dueFrom(dueOn, plan.timezone), updatedAt: ctx.now });
  return count;
}

interface Charging {
  readonly subscription: SubscriptionRow;
  readonly plan: Offering;
  readonly period: Period;
}

/** One that was taken back is owed again. */
async function charge(world: World, { subscription, plan, period }: Charging): Promise<void> {
  const { id: payableId, customerId, priceCents, currency } = subscription;
  const orderId = dueOrderId(payableId, period.from);
  const step = { kind: 'base' as const, ref: null, name: '', units: null, unitCents: null, cents: priceCents };
  const totals = totalsOf([lineOf([step], plan)]);
  if ((await world.db.find(orders, orderId)) !== undefined) {
    const parts = withoutWaived(partsOf(totals), waiverOf(subscription, period.from));
    await reviveOrder(world, { orderId, totals: { ...parts, totalCents: totalOfParts(parts) } });
  } else {
    const description = `${plan.title}, ${period.from} – ${addDays(period.until, -1)}`;
    const { dueDays } = await loadSettings(world.db);
    const payBy = payableUntil(instantToWall(plan.timezone, world.ctx.now).date, dueDays);
    await openOrder(world, { orderId, payableKind: 'plan', payableId, customerId, description, currency, totals, payBy });
  }
  const due = { orderId, subscriptionId: payableId, customerId, offeringId: plan.id, ...period };
  world.ctx.emit({ name: 'plan.due', subject: { kind: 'order', id: orderId }, data: { ...due, amountCents: totals.totalCents, currency } });
}

/** The period that an order charges, which its id begins with. */
export const periodOfDue = (subscription: SubscriptionRow, orderId: string): Period =>
  periodAround(subscription, isoDay(instantIn(orderId.slice(orderId.indexOf('_') + 1))));

const isoDay = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** A customer has the one due that their link is for. Refuses `not_found`. */
export function mustBeTheirDue(actor: Actor, orderId: string): void {
  if (actor.kind === 'customer' && actor.orderId !== orderId) refuse('not_found', { kind: 'due', id: orderId });
}

/** Of an order for a period of a plan. Refuses `not_found`. */
export async function mustLoadDue(db: ReadDb, orderId: string): Promise<DueRows> {
  const order = await mustLoadOrder(db, orderId);
  if (order.payableKind !== 'plan') refuse('not_found', { kind: 'due', id: orderId });
  const subscription = await mustLoadSubscriptionRow(db, order.payableId);
  return { order, subscription, from: periodOfDue(subscription, orderId).from };
}

/**
 * It is over after `endsOn`: of periods that begin later nothing is owed, and what was paid for them goes back. Where it was over
 * earlier until now, those between the two are charged.
 */
export async function endDues(world: World, subscription: SubscriptionRow, endsOn: string): Promise<void> {
  const { offeringId, dueOn, endsOn: endedOn, priceCents } = subscription;
  if (priceCents === 0) return;
  const { timezone } = await mustLoadOffering(world.db, offeringId);
  const uncharged = dueOn ?? nextStartAfter(subscription, endedOn ?? endsOn);
  for (let from = nextStartAfter(subscription, endsOn); from < uncharged; from = nextStartAfter(subscription, from)) {
    const orderId = dueOrderId(subscription.id, from);
    if ((await world.db.find(orders, orderId)) !== undefined) await endOrder(world, { orderId, keepCents: 0, reason: 'plan_ended' });
  }
  await world.db.patch(subscriptions, subscription.id, dueFrom(whileCovered({ endsOn }, uncharged), timezone));
}

/** In which they booked last, as a BCP 47 tag; null: nobody knows. */
export async function languageOfCustomer(db: ReadDb, customerId: string): Promise<string | null> {
  const [last] = await db
    .select({ locale: bookings.locale })
    .from(bookings)
    .where(and(mine(db, bookings), eq(bookings.customerId, customerId), isNotNull(bookings.locale)))
    .orderBy(desc(bookings.createdAt), desc(bookings.id))
    .limit(1);
  return last?.locale ?? null;
}
