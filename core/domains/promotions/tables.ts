import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { flag, instant, json, synced } from '../../data/columns.ts';
import type { CouponKind } from './model.ts';

export const coupons = sqliteTable(
  'coupons',
  {
    ...synced(),
    /** in upper case; one that is not in the trash has it alone */
    code: text().notNull(),
    kind: text().$type<CouponKind>().notNull(),
    amount: integer().notNull(),
    currency: text(),
    validFrom: instant(),
    validUntil: instant(),
    maxRedemptions: integer(),
    maxPerCustomer: integer(),
    minSubtotalCents: integer(),
    offeringIds: json<string[]>().notNull(),
    active: flag().notNull(),
    trashedAt: instant(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), index('coupons_by_code').on(t.tenantId, t.code)],
);

/** Who used which when. Released: given back by a booking that was cancelled; it counts no more. */
export const redemptions = sqliteTable(
  'coupon_redemptions',
  {
    ...synced(),
    couponId: text().notNull(),
    /** what it was used for: a booking */
    bookingId: text().notNull(),
    customerId: text().notNull(),
    /** the address as given, in lower case: a customer is more than one record */
    email: text(),
    amountCents: integer().notNull(),
    currency: text().notNull(),
    redeemedAt: instant().notNull(),
    releasedAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('redemptions_by_coupon').on(t.tenantId, t.couponId, t.releasedAt),
    index('redemptions_by_booking').on(t.tenantId, t.bookingId),
  ],
);
