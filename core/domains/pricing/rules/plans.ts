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

const units = { week: 'weeks', month: 'months', year: 'years' } as const;

/**
 * The period that holds this date, of those that begin on `startsOn` and again each week, month or year after. What begins on
 * a 31st begins on the last day of shorter months, and on the 31st again after them.
 */
export function periodAround({ startsOn }: Pick<Subscription, 'startsOn'>, { period }: Pick<Plan, 'period'>, date: string): Period {
  const first = Temporal.PlainDate.from(startsOn);
  const unit = units[period];
  const startOf = (n: number) => first.add({ [unit]: n });
  const wanted = Temporal.PlainDate.from(date);
  let n = wanted.since(first, { largestUnit: unit })[unit];
  while (Temporal.PlainDate.compare(startOf(n), wanted) > 0) n -= 1;
  while (Temporal.PlainDate.compare(startOf(n + 1), wanted) <= 0) n += 1;
  return { from: startOf(n).toString(), until: startOf(n + 1).toString() };
}

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
