import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { flag, instant, json, synced } from '../../data/columns.ts';
import type { Answers, CancellationStep } from '../catalog/model.ts';
import type { PriceStep } from '../pricing/model.ts';
import type { BookingSource, BookingStatus, TakenAddOn } from './model.ts';

export const bookings = sqliteTable(
  'bookings',
  {
    ...synced(),
    confirmationCode: text().notNull(),
    status: text().$type<BookingStatus>().notNull(),
    /** where an undone no-show goes back to */
    statusBefore: text().$type<BookingStatus>(),
    source: text().$type<BookingSource>().notNull(),
    customerId: text().notNull(),
    /** as the booker gave it: the customer's own record may say otherwise, and is not shown to whoever types an address */
    bookerName: text().notNull(),
    bookerEmail: text(),
    bookerPhone: text(),
    /** of the earliest item and the latest: what lists sort and filter by */
    startsAt: instant().notNull(),
    endsAt: instant().notNull(),
    subtotalCents: integer().notNull(),
    discountCents: integer().notNull(),
    taxCents: integer().notNull(),
    totalCents: integer().notNull(),
    currency: text().notNull(),
    /** the policy as it stood when the booking was made */
    cancellationPolicy: json<CancellationStep[]>().notNull(),
    /** of a series booked in one go: the same in all of them */
    seriesId: text(),
    /** set by the cancellation */
    refundPercent: integer(),
    cancelledBy: text().$type<'customer' | 'staff' | 'api' | 'system'>(),
    cancellationReason: text(),
    notes: text().notNull(),
    customerNotes: text().notNull(),
    /** raised by every change that a calendar shows: iCal's SEQUENCE */
    sequence: integer().notNull(),
    confirmedAt: instant(),
    checkedInAt: instant(),
    completedAt: instant(),
    cancelledAt: instant(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('bookings_by_rev').on(t.tenantId, t.rev),
    index('bookings_by_start').on(t.tenantId, t.startsAt, t.id),
    index('bookings_by_end').on(t.tenantId, t.endsAt, t.startsAt),
    index('bookings_by_created').on(t.tenantId, t.createdAt, t.id),
    index('bookings_by_status').on(t.tenantId, t.status, t.startsAt, t.id),
    index('bookings_by_series')
      .on(t.tenantId, t.seriesId)
      .where(sql`series_id is not null`),
    index('bookings_by_customer').on(t.tenantId, t.customerId, t.startsAt, t.id),
    // Without it a customer's newest are looked for among everybody's by time.
    index('bookings_by_customer_created').on(t.tenantId, t.customerId, t.createdAt, t.id),
  ],
);

export const bookingItems = sqliteTable(
  'booking_items',
  {
    ...synced(),
    bookingId: text().notNull(),
    offeringId: text().notNull(),
    /** as it was called when booked */
    offeringTitle: text().notNull(),
    resourceIds: json<string[]>().notNull(),
    startsAt: instant().notNull(),
    endsAt: instant().notNull(),
    quantity: integer().notNull(),
    priceCents: integer().notNull(),
    taxCents: integer().notNull(),
    /** as it was when booked: whether the tax is in the price */
    taxIncluded: flag().notNull(),
    taxBps: integer().notNull(),
    /** how the price came about, as the quote said */
    steps: json<PriceStep[]>().notNull(),
    addOns: json<TakenAddOn[]>().notNull(),
    answers: json<Answers>().notNull(),
    /** the subscription that it is a visit of */
    subscriptionId: text(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('booking_items_by_rev').on(t.tenantId, t.rev),
    index('booking_items_by_booking').on(t.tenantId, t.bookingId),
    index('booking_items_by_offering').on(t.tenantId, t.offeringId, t.startsAt),
    index('booking_items_by_start').on(t.tenantId, t.startsAt),
    index('booking_items_by_subscription')
      .on(t.tenantId, t.subscriptionId, t.startsAt)
      .where(sql`subscription_id is not null`),
  ],
);
