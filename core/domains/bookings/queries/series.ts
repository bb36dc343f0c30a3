import { z } from 'zod';
import { refuse } from '../../../base/refusal.ts';
import { staff } from '../../../contracts/actor.ts';
import { idOf } from '../../../contracts/fields.ts';
import { defineQuery } from '../../../contracts/query.ts';
import type { ReadDb } from '../../../data/database.ts';
import type { Taken } from '../../availability/model.ts';
import { isSellableLength, refuseLength, spanOf } from '../../availability/rules/request.ts';
import { isMeasurable, mustHaveTimes, mustServe } from '../../availability/store/free.ts';
import type { Offering } from '../../catalog/model.ts';
import { findOffering } from '../../catalog/store.ts';
import { type Line, totalsOf } from '../../pricing/rules/totals.ts';
import { type BookingSummary, ItemRequest, NewBooking, type Occurrence, type SeriesPreview, SeriesRule } from '../model.ts';
import { addOnsOf } from '../rules/addOns.ts';
import { depositFor } from '../rules/deposit.ts';
import { datesOfSeries, mustBeFew } from '../rules/series.ts';
import { withCoupon } from '../store/coupons.ts';
import { lookAt, takingOf } from '../store/looks.ts';
import { payNowOf } from '../store/payNow.ts';
import { openPriceBook } from '../store/prices.ts';
import { mustLoadSeries, summariesOf } from '../store/bookings.ts';

/** What `bookings.createSeries` would find, date by date, with those before it taken. Refuses as that does. */
export const previewSeries = defineQuery({
  name: 'bookings.previewSeries',
  allow: { roles: staff, scope: 'read', customers: true },
  input: ItemRequest.pick({
    offeringId: true,
    startsAt: true,
    endsAt: true,
    quantity: true,
    resourceId: true,
    nights: true,
    addOns: true,
  }).extend({
    ...SeriesRule.shape,
    /** each booking redeems one: refused as `coupon_invalid` where it can't */
    couponCode: NewBooking.shape.couponCode,
  }),
  async run({ db, ctx }, { rrule, dates: named, couponCode: code, ...item }): Promise<SeriesPreview> {
    const { offeringId, quantity, resourceId } = item;
    const offering = await findOffering(db, offeringId);
    if (offering === undefined || (ctx.actor.kind === 'customer' && offering.status !== 'PUBLISHED'))
      return refuse('not_found', { kind: 'offering', id: offeringId });
    mustHaveTimes(offering);
    mustServe(offering, resourceId);
    const dates = datesOfSeries(offering, item, { rrule, dates: named });
    mustBeFew(ctx.actor, dates);
    const taken: Taken[] = [];
    const occurrences: Occurrence[] = [];
    const lines: Line[] = [];
    const addOns = addOnsOf(offering, item.addOns);
    const book = await openPriceBook(db);
    for (const date of dates) {
      const span = spanOf(offering, { ...item, ...date });
      // Staff may book other lengths than those that are sold.
      const isSold = ctx.actor.kind === 'member' || isSellableLength(offering, span, item.addOns);
      if (!isMeasurable(span) || !isSold) refuseLength(offering);
      const look = await lookAt(db, { offering, span, quantity, resourceId, now: ctx.now, taken });
      const reason = look.capacityReason ?? look.policyReason;
      const line = await book.lineOf({ offering, ...span, quantity, addOns, now: ctx.now });
      const free = reason === null;
      occurrences.push({ ...span, free, reason, nearest: free ? [] : await look.nearest(), priceCents: line.priceCents });
      if (!free) continue;
      const basket = { code, items: [{ offeringId, line }], currency: offering.currency, now: ctx.now, before: lines.length };
      lines.push(...(await withCoupon(db, basket)).lines);
      taken.push(...takingOf(offering, { span, quantity, resourceIds: look.resourceIds, sourceId: `series/${span.startsAt}` }));
    }
    const { discountCents, totalCents } = totalsOf(lines);
    const payNow = await payNowFor(db, { offering, lines, startsAt: occurrences.find(({ free }) => free)?.startsAt, now: ctx.now });
    return { occurrences, discountCents, totalCents, payNow, currency: offering.currency, timezone: offering.timezone };
  },
});

interface Paying {
  readonly offering: Offering;
  /** of the free ones */
  readonly lines: readonly Line[];
  /** of the first free one */
  readonly startsAt: number | undefined;
  readonly now: number;
}

/** The first of the dates is paid for while they are booked, the others when they come. */
async function payNowFor(db: ReadDb, { offering: { deposit }, lines: [line], startsAt, now }: Paying): Promise<SeriesPreview['payNow']> {
  if (line === undefined || startsAt === undefined) return null;
  const { totalCents } = totalsOf([line]);
  return payNowOf(db, { totalCents, depositCents: depositFor([{ deposit, line }], totalCents), startsAt, now });
}

export const seriesBookings = defineQuery({
  name: 'bookings.series',
  allow: { roles: staff, scope: 'read' },
  input: z.strictObject({ seriesId: idOf('ser') }),
  async run({ db, ctx }, { seriesId }): Promise<BookingSummary[]> {
    return summariesOf(db, await mustLoadSeries(db, seriesId), ctx.now);
  },
});
