/** The periods of a subscription, on the calendar. */
import { refuse } from '../../../base/refusal.ts';
import type { Offering } from '../../catalog/model.ts';
import type { Subscription } from '../model.ts';

type Plan = NonNullable<Offering['plan']>;

/** The first local date of a period, and the first of the next one. */
export interface Period {
  readonly from: string;
  readonly until: string;
}

type Recurring = Pick<Subscription, 'startsOn' | 'period'>;

const units = { week: 'weeks', month: 'months', year: 'years' } as const;

/**
 * The period that holds this date, of those that begin on `startsOn` and again each week, month or year after. What begins on
 * a 31st begins on the last day of shorter months, and on the 31st again after them.
 */
export function periodAround(subscription: Recurring, date: string): Period {
  return nthPeriod(subscription, whichPeriod(subscription, date));
}

/** The `n`th, counted from 0. */
function nthPeriod({ startsOn, period }: Recurring, n: number): Period {
  const startOf = (count: number) => Temporal.PlainDate.from(startsOn).add({ [units[period]]: count });
  return { from: startOf(n).toString(), until: startOf(n + 1).toString() };
}

function whichPeriod(subscription: Recurring, date: string): number {
  const unit = units[subscription.period];
  let n = Temporal.PlainDate.from(date).since(subscription.startsOn, { largestUnit: unit })[unit];
  while (nthPeriod(subscription, n).from > date) n -= 1;
  while (nthPeriod(subscription, n).until <= date) n += 1;
  return n;
}

/** That are told of, and that may have begun when a subscription is started. */
export const MOST_PERIODS = 24;

type Dated = Pick<Subscription, 'startsOn' | 'period' | 'endsOn'>;

/** Those that have begun by `today`, a local date, while it was not over: the newest first, at most 24. */
export function periodsBegun(subscription: Dated, today: string): Period[] {
  const { startsOn, endsOn } = subscription;
  const last = endsOn !== null && endsOn < today ? endsOn : today;
  if (last < startsOn) return [];
  const newest = whichPeriod(subscription, last);
  return Array.from({ length: Math.min(newest + 1, MOST_PERIODS) }, (_, i) => nthPeriod(subscription, newest - i));
}

/** Those that would have begun by `today` had it not been over before: the newest first, of the oldest 24. */
export function periodsBeyond(subscription: Dated, today: string): Period[] {
  const beyond: Period[] = [];
  if (subscription.endsOn === null) return beyond;
  for (let from = nextStartAfter(subscription, subscription.endsOn); from <= today && beyond.length < MOST_PERIODS;) {
    const period = periodAround(subscription, from);
    beyond.unshift(period);
    from = period.until;
  }
  return beyond;
}

/** The local date on which the next period begins after this one, whether the subscription is over by then or not. */
export function nextStartAfter(subscription: Recurring, date: string): string {
  return date < subscription.startsOn ? subscription.startsOn : periodAround(subscription, date).until;
}

/** The local date after `today` on which a period begins; null where it is over before. */
export function nextPeriodOn(subscription: Dated, today: string): string | null {
  return whileCovered(subscription, nextStartAfter(subscription, today));
}

/** The date itself; null where the subscription is over by then. */
export const whileCovered = ({ endsOn }: Pick<Subscription, 'endsOn'>, date: string): string | null =>
  endsOn !== null && endsOn < date ? null : date;

/** The last local date on which what was charged on that one is paid in time. */
export const payableUntil = (chargedOn: string, days: number): string => Temporal.PlainDate.from(chargedOn).add({ days }).toString();

export function covers({ startsOn, endsOn }: Subscription, date: string): boolean {
  return date >= startsOn && (endsOn === null || date <= endsOn);
}

/** The plan of an offering that is one. Refuses `invalid_service` {reason: no_plan}. */
export function mustBePlan({ id, pricingModel, plan }: Offering): Plan {
  return pricingModel === 'SUBSCRIPTION' && plan !== null ? plan : refuse('invalid_service', { reason: 'no_plan', offeringId: id });
}

/** May this be had as a visit on that date? Whether any are left is counted from the bookings. Refuses `invalid_service` {reason: subscription, why}. */
export function mustInclude(
  subscription: Subscription,
  plan: Plan,
  { offeringId, customerId, date }: { offeringId: string; customerId: string; date: string },
): void {
  const no = (why: string): never => refuse('invalid_service', { reason: 'subscription', why, subscriptionId: subscription.id });
  if (subscription.customerId !== customerId) no('customer');
  if (!plan.offeringIds.includes(offeringId)) no('offering');
  if (!covers(subscription, date)) no('date');
}
