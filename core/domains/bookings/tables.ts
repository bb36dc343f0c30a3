import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { flag, instant, json, keyed, synced } from '../../data/columns.ts';
import type { Answers, CancellationStep } from '../catalog/model.ts';
import type { PriceStep } from '../pricing/model.ts';
import type { BookingSource, BookingStatus, EvidenceKind, RiskReview, RiskSignal, TakenAddOn } from './model.ts';

/** Of a stay, and of a cart over several days: few, and found by an index of their own. */
export const isLong = sql`ends_at - starts_at > 86400000`;

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
    /** until how long before its start a customer may move it; null: not at all. As it stood when the booking was made */
    customerMoveMinutes: integer(),
    /** what it is paid by; null where it costs nothing */
    orderId: text(),
    couponId: text(),
    couponCode: text(),
    /** asked for as a deposit, of the total */
    depositCents: integer().notNull(),
    /** until when it must be paid, or its time is given back; null where it need not be, or is */
    paymentDueAt: instant(),
    /** 0 to 100, at creation; null where nobody unknown made it */
    riskScore: integer(),
    riskSignals: json<RiskSignal[]>().notNull(),
    riskReview: text().$type<RiskReview>().notNull(),
    /** a BCP 47 tag: the language that the booker is written in; null: the business's own */
    locale: text(),
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
    /** since when a dispute of its customer speaks against them; null: none, or one that was taken back or ended in their favour */
    disputedAt: instant(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('bookings_by_rev').on(t.tenantId, t.rev),
    index('bookings_by_start').on(t.tenantId, t.startsAt, t.id),
    index('bookings_long').on(t.tenantId, t.endsAt).where(isLong),
    index('bookings_by_created').on(t.tenantId, t.createdAt, t.id),
    index('bookings_by_status').on(t.tenantId, t.status, t.startsAt, t.id),
    index('bookings_by_series')
      .on(t.tenantId, t.seriesId)
      .where(sql`series_id is not null`),
    index('bookings_by_customer').on(t.tenantId, t.customerId, t.startsAt, t.id),
    index('bookings_by_risk')
      .on(t.tenantId, t.riskReview, t.createdAt)
      .where(sql`risk_review <> 'none'`),
    index('bookings_by_payment_due')
      .on(t.tenantId, t.paymentDueAt)
      .where(sql`payment_due_at is not null`),
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
    /** its share of what a coupon takes off */
    discountCents: integer().notNull(),
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
    index('booking_items_by_offering').on(t.tenantId, t.offeringId, t.bookingId),
    index('booking_items_by_start').on(t.tenantId, t.startsAt),
    index('booking_items_by_subscription')
      .on(t.tenantId, t.subscriptionId, t.startsAt)
      .where(sql`subscription_id is not null`),
  ],
);

/** Never synced, its id the booking's: where a request came from, as digests with the server's key, so that a second one is known. */
export const bookingOrigins = sqliteTable(
  'booking_origins',
  { ...keyed(), address: text(), device: text(), createdAt: instant().notNull() },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('booking_origins_by_address').on(t.tenantId, t.address, t.createdAt),
    index('booking_origins_by_device').on(t.tenantId, t.device, t.createdAt),
  ],
);

/** One row a tenant, its id the tenant's: from which score on a booking is held for review; null: never. */
export const riskSettings = sqliteTable('risk_settings', { ...synced(), holdFrom: integer(), updatedAt: instant().notNull() }, (t) => [
  primaryKey({ columns: [t.tenantId, t.id] }),
]);

/** What proves a thing: a file that the server keeps, or a link. Of a booking or of a dispute. */
export const evidence = sqliteTable(
  'evidence',
  {
    ...synced(),
    subjectId: text().notNull(),
    kind: text().$type<EvidenceKind>().notNull(),
    name: text().notNull(),
    note: text().notNull(),
    /** of a link alone */
    url: text(),
    /** of a file alone: as sniffed, in bytes, as hex */
    mediaType: text(),
    size: integer(),
    sha256: text(),
    addedBy: text().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), index('evidence_by_subject').on(t.tenantId, t.subjectId, t.createdAt)],
);
