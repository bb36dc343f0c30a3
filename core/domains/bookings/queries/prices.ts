/** What things cost. Here and not with pricing, because a price may depend on how full its day is. */
import { refuse } from '../../../base/refusal.ts';
import { HOUR } from '../../../base/time.ts';
import { staff } from '../../../contracts/actor.ts';
import { idOf } from '../../../contracts/fields.ts';
import { defineQuery, type QueryContext } from '../../../contracts/query.ts';
import type { ReadDb } from '../../../data/database.ts';
import { refuseLength, spanOf } from '../../availability/rules/request.ts';
import { isMeasurable } from '../../availability/store/free.ts';
import type { Offering } from '../../catalog/model.ts';
import { findOffering } from '../../catalog/store.ts';
import type { Quote } from '../../pricing/model.ts';
import { totalsOf } from '../../pricing/rules/totals.ts';
import { mustLoadSubscription } from '../../pricing/store.ts';
import { ItemRequest } from '../model.ts';
import { addOnsOf } from '../rules/addOns.ts';
import { openPriceBook, quotedAt } from '../store/prices.ts';
import { mustHaveVisit } from '../store/visits.ts';

export async function mustFindOffering(db: ReadDb, { offeringId, ctx }: { offeringId: string; ctx: QueryContext }): Promise<Offering> {
  const offering = await findOffering(db, offeringId);
  const isHidden = offering === undefined || (ctx.actor.kind === 'customer' && offering.status !== 'PUBLISHED');
  return isHidden ? refuse('not_found', { kind: 'offering', id: offeringId }) : offering;
}

/**
 * What one span of an offering costs, as `bookings.create` would price it now, or with this hold. Says nothing of whether it is
 * free. Refuses `not_found`, `invalid_service` {reason: add_on, length, price, subscription}.
 */
export const quote = defineQuery({
  name: 'pricing.quote',
  allow: { roles: staff, scope: 'read', customers: true },
  input: ItemRequest.omit({ answers: true, resourceId: true }).extend({ holdId: idOf('hld').optional() }),
  async run({ db, ctx }, { offeringId, quantity, addOns, subscriptionId, holdId, ...wanted }): Promise<Quote> {
    const offering = await mustFindOffering(db, { offeringId, ctx });
    if (subscriptionId !== undefined && ctx.actor.kind === 'customer') refuse('forbidden', { field: 'subscriptionId' });
    const span = spanOf(offering, { ...wanted, addOns });
    const { startsAt, endsAt } = span;
    if (endsAt <= startsAt) refuse('invalid_request', { issues: [{ path: 'endsAt', expected: 'a time after startsAt' }] });
    if (!isMeasurable(span)) refuseLength(offering);
    const taken = addOnsOf(offering, addOns);
    const visit = subscriptionId === undefined ? undefined : await visitOf(db, { subscriptionId, offeringId, startsAt, quantity });
    const now = await quotedAt(db, { holdId, now: ctx.now, serverNow: ctx.now });
    const book = await openPriceBook(db);
    const { steps, ...line } = await book.lineOf({ offering, ...span, quantity, addOns: taken, visit, now });
    const { priceCents, taxCents, taxBps } = line;
    return {
      lines: [{ offeringId, title: offering.title, ...span, quantity, priceCents, taxCents, taxBps, steps: [...steps] }],
      ...totalsOf([line]),
      currency: offering.currency,
      taxIncluded: offering.taxIncluded,
      policy: offering.cancellationPolicy.map(({ hoursBefore, refundPercent }) => ({
        until: startsAt - hoursBefore * HOUR,
        refundPercent,
      })),
    };
  },
});

/** A quote names no customer: it is whose the subscription is. */
async function visitOf(db: ReadDb, wish: { subscriptionId: string; offeringId: string; startsAt: number; quantity: number }) {
  const { customerId } = await mustLoadSubscription(db, wish.subscriptionId);
  return mustHaveVisit(db, { ...wish, customerId });
}
