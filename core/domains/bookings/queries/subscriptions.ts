import { z } from 'zod';
import { instantToWall } from '../../../base/zone.ts';
import { staff } from '../../../contracts/actor.ts';
import { idOf } from '../../../contracts/fields.ts';
import { defineQuery } from '../../../contracts/query.ts';
import { listOfferings } from '../../catalog/store.ts';
import type { SubscriptionSummary } from '../../pricing/model.ts';
import { nextPeriodOn, periodAround, periodsBegun } from '../../pricing/rules/plans.ts';
import { listSubscriptions } from '../../pricing/store.ts';
import { countVisits } from '../store/visits.ts';

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
      const { title, timezone, plan } = offering;
      const { startsOn, endsOn, priceCents, currency } = subscription;
      const today = instantToWall(timezone, ctx.now).date;
      const date = today < startsOn ? startsOn : endsOn !== null && today > endsOn ? endsOn : today;
      const period = periodAround(subscription, plan, date);
      const used = await countVisits(db, { subscription, timezone, period });
      const { visits } = plan;
      summaries.push({
        ...{ ...subscription, title, period: plan.period, visits, used, left: visits === null ? null : Math.max(0, visits - used) },
        ...{ periodFrom: period.from, periodUntil: period.until },
        periods: periodsBegun(subscription, plan, today).map((begun) => ({ ...begun, priceCents, currency })),
        nextOn: nextPeriodOn(subscription, plan, today),
      });
    }
    return summaries;
  },
});
