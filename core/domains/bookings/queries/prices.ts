/** What things cost. Here and not with pricing, because a price may depend on how full its day is. */
import { z } from 'zod';
import { refuse } from '../../../base/refusal.ts';
import { HOUR } from '../../../base/time.ts';
import { staff } from '../../../contracts/actor.ts';
import { idOf } from '../../../contracts/fields.ts';
import { defineQuery, type QueryContext } from '../../../contracts/query.ts';
import type { ReadDb } from '../../../data/database.ts';
import type { Span } from '../../availability/model.ts';
import { refuseService } from '../../availability/refusals.ts';
import { refuseLength, spanOf } from '../../availability/rules/request.ts';
import { isMeasurable, mustHaveTimes } from '../../availability/store/free.ts';
import type { Offering } from '../../catalog/model.ts';
import { findOffering } from '../../catalog/store.ts';
import type { Quote } from '../../pricing/model.ts';
import { type Line, totalsOf } from '../../pricing/rules/totals.ts';
import { mustLoadSubscription } from '../../pricing/store.ts';
import { ItemRequest, NewBooking } from '../model.ts';
import { addOnsOf } from '../rules/addOns.ts';
import { depositFor } from '../rules/deposit.ts';
import { forEachItem, withHolds } from '../rules/items.ts';
import { strictestOf } from '../rules/refund.ts';
import { type DiscountedLines, withCoupon } from '../store/coupons.ts';
import { payNowOf } from '../store/payNow.ts';
import { openPriceBook, type PriceBook, quotedAt } from '../store/prices.ts';
import { mustHaveVisit, type VisitWish } from '../store/visits.ts';

export async function mustFindOffering(db: ReadDb, { offeringId, ctx }: { offeringId: string; ctx: QueryContext }): Promise<Offering> {
  const offering = await findOffering(db, offeringId);
  const isHidden = offering === undefined || (ctx.actor.kind === 'customer' && offering.status !== 'PUBLISHED');
  return isHidden ? refuse('not_found', { kind: 'offering', id: offeringId }) : offering;
}

const Wish = ItemRequest.omit({ answers: true, resourceId: true });
type Wish = z.output<typeof Wish>;

const { couponCode } = NewBooking.shape;

const Wishes = z.strictObject({ items: z.array(Wish).min(1).max(20), holdId: idOf('hld').optional(), couponCode });

const isOne = (given: unknown): given is { holdId?: unknown; couponCode?: unknown } =>
  typeof given === 'object' && given !== null && !Array.isArray(given) && !('items' in given);

/** One span may be asked for without a list around it. */
const OneOrMore = z.preprocess((given) => {
  if (!isOne(given)) return given;
  const { holdId, couponCode: code, ...item } = given;
  return { items: [item], ...(holdId === undefined ? {} : { holdId }), ...(code === undefined ? {} : { couponCode: code }) };
}, Wishes);

/**
 * What spans of offerings cost that are booked together, as `bookings.create` would price them now, or each with its hold: `items`,
 * or the fields of one. Says nothing of whether they are free. Refuses `not_found`, `invalid_service` {reason: plan, add_on, length,
 * price, subscription, currencies}, `coupon_invalid` {reason}; of several, `item` tells which, counted from 0. How often one
 * customer may use a coupon is judged when it is booked.
 */
export const quote = defineQuery({
  name: 'pricing.quote',
  allow: { roles: staff, scope: 'read', customers: true },
  input: OneOrMore,
  async run({ db, ctx }, { items, holdId, couponCode: code }): Promise<Quote> {
    const book = await openPriceBook(db);
    const before: Wish[] = [];
    const priced = await forEachItem(withHolds({ items, holdId }), async (wish) => {
      const now = await quotedAt(db, { item: wish, now: ctx.now, serverNow: ctx.now });
      const line = await lineOf({ db, ctx }, { wish, before, book, now });
      before.push(wish);
      return line;
    });
    const currency = currencyOf(priced);
    const basket = priced.map(({ offering, line }) => ({ offeringId: offering.id, line }));
    const told = quoteOf(priced, { currency, ...(await withCoupon(db, { code, items: basket, currency, now: ctx.now })) });
    const startsAt = Math.min(...told.lines.map((line) => line.startsAt));
    const { totalCents } = told;
    const depositCents = depositFor(
      priced.map(({ offering: { deposit, taxIncluded }, line }, i) => ({ deposit, line: { ...line, ...told.lines[i], taxIncluded } })),
      totalCents,
    );
    return { ...told, payNow: await payNowOf(db, { totalCents, depositCents, startsAt, now: ctx.now }) };
  },
});

interface PricedWish {
  readonly offering: Offering;
  readonly span: Span;
  readonly quantity: number;
  readonly line: Line;
}

interface Asked {
  readonly wish: Wish;
  /** the items ahead of it that can be had: not booked, so that they fill no day, but visits of a plan they are */
  readonly before: readonly Wish[];
  readonly book: PriceBook;
  readonly now: number;
}

async function lineOf({ db, ctx }: { db: ReadDb; ctx: QueryContext }, { wish, before, book, now }: Asked): Promise<PricedWish> {
  const { offeringId, quantity, addOns, subscriptionId } = wish;
  const offering = await mustFindOffering(db, { offeringId, ctx });
  if (subscriptionId !== undefined && ctx.actor.kind === 'customer') refuse('forbidden', { field: 'subscriptionId' });
  mustHaveTimes(offering);
  const span = spanOf(offering, wish);
  const { startsAt, endsAt } = span;
  if (endsAt <= startsAt) refuse('invalid_request', { issues: [{ path: 'endsAt', expected: 'a time after startsAt' }] });
  if (!isMeasurable(span)) refuseLength(offering);
  const taken = addOnsOf(offering, addOns);
  const visit = subscriptionId === undefined ? undefined : await visitOf(db, { subscriptionId, offeringId, startsAt, quantity, before });
  return { offering, span, quantity, line: await book.lineOf({ offering, ...span, quantity, addOns: taken, visit, now }) };
}

/** A quote has one. */
function currencyOf(priced: readonly PricedWish[]): string {
  const currencies = [...new Set(priced.map(({ offering: { currency } }) => currency))];
  if (currencies.length > 1) refuseService('currencies', { currencies });
  return currencies[0] ?? '';
}

function quoteOf(
  priced: readonly PricedWish[],
  { currency, coupon, lines }: DiscountedLines & { currency: string },
): Omit<Quote, 'payNow'> {
  const offerings = priced.map(({ offering }) => offering);
  const startsAt = Math.min(...priced.map(({ span }) => span.startsAt));
  const policy = strictestOf(offerings.map(({ cancellationPolicy }) => cancellationPolicy));
  return {
    lines: priced.map(({ offering: { id, title }, span, quantity, line }, i) => {
      const { priceCents, discountCents, taxCents, taxBps, steps } = lines[i] ?? line;
      return { offeringId: id, title, ...span, quantity, priceCents, discountCents, taxCents, taxBps, steps: [...steps] };
    }),
    ...totalsOf(lines),
    currency,
    couponCode: coupon?.code ?? null,
    taxIncluded: offerings.every(({ taxIncluded }) => taxIncluded),
    policy: policy.map(({ hoursBefore, refundPercent }) => ({ until: startsAt - hoursBefore * HOUR, refundPercent })),
  };
}

/** A quote names no customer: it is whose the subscription is. */
async function visitOf(db: ReadDb, wish: Omit<VisitWish, 'customerId'>) {
  const { customerId } = await mustLoadSubscription(db, wish.subscriptionId);
  return mustHaveVisit(db, { ...wish, customerId });
}
