import { z } from 'zod';
import { instantToWall } from '../../../base/zone.ts';
import { staff } from '../../../contracts/actor.ts';
import { idOf } from '../../../contracts/fields.ts';
import { defineQuery } from '../../../contracts/query.ts';
import type { ReadDb } from '../../../data/database.ts';
import { listOfferings } from '../../catalog/store.ts';
import { idByNow } from '../../customers/store.ts';
import { summariesById } from '../../payments/store/orders.ts';
import type { Subscription } from '../../pricing/model.ts';
import { nextPeriodOn, type Period, periodAround, periodsBegun, periodsBeyond } from '../../pricing/rules/plans.ts';
import { listSubscriptions } from '../../pricing/store.ts';
import type { BillingPeriod, SubscriptionSummary } from '../model.ts';
import { dueOrderId } from '../store/dues.ts';
import { countVisits } from '../store/visits.ts';

/** Oldest first, each with the period that today is in: the first one where it has not begun, the last one where it has ended. */
export const subscriptionList = defineQuery({
  name: 'pricing.subscriptions',
  allow: { roles: staff, scope: 'read' },
  input: z.strictObject({ customerId: idOf('cus').optional(), subscriptionId: idOf('sub').optional() }),
  async run({ db, ctx }, { customerId: whose, subscriptionId }): Promise<SubscriptionSummary[]> {
    const customerId = whose === undefined ? undefined : await idByNow(db, whose);
    const subscriptions = await listSubscriptions(db, { customerId, subscriptionId });
    const offerings = new Map((await listOfferings(db)).map((offering) => [offering.id, offering]));
    const summaries: SubscriptionSummary[] = [];
    for (const subscription of subscriptions) {
      const offering = offerings.get(subscription.offeringId);
      // An offering that was turned from a plan into something else.
      if (offering === undefined || offering.plan === null) continue;
      const { startsOn, endsOn, priceCents, currency } = subscription;
      const { title, timezone, plan } = offering;
      const today = instantToWall(timezone, ctx.now).date;
      const date = today < startsOn ? startsOn : endsOn !== null && today > endsOn ? endsOn : today;
      const period = periodAround(subscription, date);
      const used = await countVisits(db, { subscription, timezone, period });
      const { visits } = plan;
      const charged = await chargedPeriods(db, { subscription, today });
      summaries.push({
        ...{ ...subscription, title, visits, used, left: visits === null ? null : Math.max(0, visits - used) },
        ...{ periodFrom: period.from, periodUntil: period.until },
        periods: charged.map((one) => ({ ...one, priceCents, currency })),
        nextOn: nextPeriodOn(subscription, today),
      });
    }
    return summaries;
  },
});

interface Asked {
  readonly subscription: Subscription;
  readonly today: string;
}

async function chargedPeriods(db: ReadDb, { subscription, today }: Asked): Promise<(Period & Pick<BillingPeriod, 'order'>)[]> {
  const begun = periodsBegun(subscription, today);
  const beyond = periodsBeyond(subscription, today);
  const orderOf = ({ from }: Period): string => dueOrderId(subscription.id, from);
  const orders = await summariesById(db, [...beyond, ...begun].map(orderOf));
  const charged = (periods: readonly Period[]) => periods.map((period) => ({ ...period, order: orders.get(orderOf(period)) ?? null }));
  return [...charged(beyond).filter(({ order }) => order !== null && order.paidCents > 0), ...charged(begun)];
}
