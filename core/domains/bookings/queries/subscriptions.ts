import { z } from 'zod';
import { instantToWall } from '../../../base/zone.ts';
import { staff } from '../../../contracts/actor.ts';
import { idOf } from '../../../contracts/fields.ts';
import { defineQuery } from '../../../contracts/query.ts';
import { listOfferings } from '../../catalog/store.ts';
import type { OrderSummary } from '../../payments/model.ts';
import { summariesById } from '../../payments/store/orders.ts';
import type { Subscription } from '../../pricing/model.ts';
import { nextPeriodOn, type Period, periodAround, periodsBegun } from '../../pricing/rules/plans.ts';
import { listSubscriptions } from '../../pricing/store.ts';
import { dueOrderId } from '../store/dues.ts';
import { countVisits } from '../store/visits.ts';

/** A period that has begun: local dates of the plan's zone, its first and the first of the next. */
export interface BillingPeriod extends Period {
  /** as agreed; the order's total is what is owed for it, with tax */
  readonly priceCents: number;
  readonly currency: string;
  /** null: it is free, or not charged yet */
  readonly order: OrderSummary | null;
}

export interface SubscriptionSummary extends Subscription {
  /** the plan's */
  title: string;
  /** of a period; null: any number */
  visits: number | null;
  used: number;
  left: number | null;
  /** local dates of the plan's zone: the period's first, and the first of the next */
  periodFrom: string;
  periodUntil: string;
  /** those that have begun, the newest first, at most 24 */
  periods: BillingPeriod[];
  /** the local date on which the next one begins; null: none does */
  nextOn: string | null;
}

/** Oldest first, each with the period that today is in: the first one where it has not begun, the last one where it has ended. */
export const subscriptionList = defineQuery({
  name: 'pricing.subscriptions',
  allow: { roles: staff, scope: 'read' },
  input: z.strictObject({ customerId: idOf('cus').optional(), subscriptionId: idOf('sub').optional() }),
  async run({ db, ctx }, { customerId, subscriptionId }): Promise<SubscriptionSummary[]> {
    const subscriptions = await listSubscriptions(db, { customerId, subscriptionId });
    const offerings = new Map((await listOfferings(db)).map((offering) => [offering.id, offering]));
    const summaries: SubscriptionSummary[] = [];
    for (const subscription of subscriptions) {
      const offering = offerings.get(subscription.offeringId);
      // An offering that was turned from a plan into something else.
      if (offering === undefined || offering.plan === null) continue;
      const { id, startsOn, endsOn, priceCents, currency } = subscription;
      const { title, timezone, plan } = offering;
      const today = instantToWall(timezone, ctx.now).date;
      const date = today < startsOn ? startsOn : endsOn !== null && today > endsOn ? endsOn : today;
      const period = periodAround(subscription, date);
      const used = await countVisits(db, { subscription, timezone, period });
      const { visits } = plan;
      const begun = periodsBegun(subscription, today);
      const orders = await summariesById(
        db,
        begun.map(({ from }) => dueOrderId(id, from)),
      );
      summaries.push({
        ...{ ...subscription, title, visits, used, left: visits === null ? null : Math.max(0, visits - used) },
        ...{ periodFrom: period.from, periodUntil: period.until },
        periods: begun.map((one) => ({ ...one, priceCents, currency, order: orders.get(dueOrderId(id, one.from)) ?? null })),
        nextOn: nextPeriodOn(subscription, today),
      });
    }
    return summaries;
  },
});
