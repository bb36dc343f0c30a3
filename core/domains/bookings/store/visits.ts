/** What one customer has already: visits of a subscription, and bookings of an offering that limits them. */
import { eq, gte, inArray, lt } from 'drizzle-orm';
import { addDays, instantToWall, startOfDay } from '../../../base/zone.ts';
import type { ReadDb } from '../../../data/database.ts';
import { refuseService } from '../../availability/refusals.ts';
import type { Offering } from '../../catalog/model.ts';
import { mustLoadOffering } from '../../catalog/store.ts';
import type { Subscription } from '../../pricing/model.ts';
import { mustBePlan, mustInclude, type Period, periodAround } from '../../pricing/rules/plans.ts';
import { mustLoadSubscription } from '../../pricing/store.ts';
import { takesTime } from '../rules/transitions.ts';
import type { ItemRow } from './bookings.ts';
import { bookingItems, bookings } from '../tables.ts';

const IDS_A_STATEMENT = 500;

/** Those whose bookings keep their time; the items of a booking that is being made have none yet. */
async function liveOf<T extends Pick<ItemRow, 'bookingId'>>(db: ReadDb, items: readonly T[]): Promise<T[]> {
  const ids = [...new Set(items.map(({ bookingId }) => bookingId))];
  const given = new Set<string>();
  for (let i = 0; i < ids.length; i += IDS_A_STATEMENT)
    for (const { id, status } of await db.list(bookings, inArray(bookings.id, ids.slice(i, i + IDS_A_STATEMENT))))
      if (!takesTime(status)) given.add(id);
  return items.filter(({ bookingId }) => !given.has(bookingId));
}

const placesOf = (items: readonly Pick<ItemRow, 'quantity'>[]): number => items.reduce((sum, { quantity }) => sum + quantity, 0);

interface PeriodOf {
  readonly subscription: Subscription;
  /** of the plan */
  readonly timezone: string;
  readonly period: Period;
  readonly ignoring?: readonly string[] | undefined;
}

/** Visits that start in the period, one for each place; a no-show was one too. */
export async function countVisits(db: ReadDb, { subscription, timezone, period, ignoring = [] }: PeriodOf): Promise<number> {
  const items = await db.list(
    bookingItems,
    eq(bookingItems.subscriptionId, subscription.id),
    gte(bookingItems.startsAt, startOfDay(timezone, period.from)),
    lt(bookingItems.startsAt, startOfDay(timezone, period.until)),
  );
  return placesOf(
    await liveOf(
      db,
      items.filter(({ id }) => !ignoring.includes(id)),
    ),
  );
}

interface OtherVisit {
  readonly subscriptionId?: string | undefined;
  readonly startsAt: number;
  readonly quantity: number;
}

export interface VisitWish {
  readonly subscriptionId: string;
  readonly offeringId: string;
  readonly customerId: string;
  readonly startsAt: number;
  readonly quantity: number;
  /** asked for before it, of whichever subscription, and not booked */
  readonly before?: readonly OtherVisit[];
  /** the item itself, where it is there already */
  readonly ignoring?: readonly string[];
}

/**
 * @returns what a line's price is told by. Refuses `not_found`, `invalid_service` {reason: no_plan} or {reason: subscription,
 * why: customer, offering, date, visits}.
 */
export async function mustHaveVisit(db: ReadDb, wish: VisitWish): Promise<{ id: string; title: string }> {
  const subscription = await mustLoadSubscription(db, wish.subscriptionId);
  const offering = await mustLoadOffering(db, subscription.offeringId);
  const plan = mustBePlan(offering);
  const { timezone, title } = offering;
  const { date } = instantToWall(timezone, wish.startsAt);
  mustInclude(subscription, plan, { ...wish, date });
  if (plan.visits !== null) {
    const period = periodAround(subscription, date);
    const used = await countVisits(db, { subscription, timezone, period, ignoring: wish.ignoring });
    const asked = wish.before?.filter(({ subscriptionId, startsAt }) => {
      const day = instantToWall(timezone, startsAt).date;
      return subscriptionId === subscription.id && day >= period.from && day < period.until;
    });
    const left = Math.max(0, plan.visits - used - placesOf(asked ?? []));
    if (wish.quantity > left) refuseService('subscription', { why: 'visits', subscriptionId: subscription.id, left });
  }
  return { id: subscription.id, title };
}

interface LimitQuestion {
  readonly offering: Offering;
  readonly customerId: string;
  readonly startsAt: number;
  readonly now: number;
  /** of the booking that is being made: its earlier items count, though it is not there yet */
  readonly bookingId: string;
  readonly ignoring?: readonly string[];
}

/** Policy: staff may set it aside. Refuses `invalid_service` {reason: customer_limit, limit, per: day or open}. */
export async function mustBeWithinLimits(db: ReadDb, question: LimitQuestion): Promise<void> {
  const { offering, customerId, startsAt, now, bookingId, ignoring = [] } = question;
  const { customerDailyLimit, customerOpenLimit, timezone } = offering;
  if (customerDailyLimit === null && customerOpenLimit === null) return;
  const { date } = instantToWall(timezone, startsAt);
  const day = { from: startOfDay(timezone, date), until: startOfDay(timezone, addDays(date, 1)) };
  const theirs = await db.list(bookings, eq(bookings.customerId, customerId), gte(bookings.endsAt, Math.min(day.from, now)));
  const live = [...new Set([bookingId, ...theirs.filter(({ status }) => takesTime(status)).map(({ id }) => id)])];
  const items = [];
  for (let i = 0; i < live.length; i += IDS_A_STATEMENT)
    items.push(...(await db.list(bookingItems, inArray(bookingItems.bookingId, live.slice(i, i + IDS_A_STATEMENT)))));
  const same = items.filter(({ id, offeringId }) => offeringId === offering.id && !ignoring.includes(id));
  const thatDay = same.filter((item) => item.startsAt >= day.from && item.startsAt < day.until).length;
  const open = same.filter((item) => item.endsAt > now).length;
  if (customerDailyLimit !== null && thatDay >= customerDailyLimit)
    refuseService('customer_limit', { limit: customerDailyLimit, per: 'day' });
  if (customerOpenLimit !== null && open >= customerOpenLimit) refuseService('customer_limit', { limit: customerOpenLimit, per: 'open' });
}
