import { z } from 'zod';
import { Cents, Currency, EpochMs, idOf } from '../../contracts/fields.ts';

export const couponKinds = ['PERCENT', 'FIXED'] as const;
export type CouponKind = (typeof couponKinds)[number];

/** Compared in upper case: who types it on a phone need not mind. */
export const CouponCode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9][A-Z0-9_-]{1,39}$/, 'expected a code like SUMMER25');

export const CouponShape = z.strictObject({
  code: CouponCode,
  kind: z.enum(couponKinds),
  /** PERCENT: whole per cent, 1 to 100; FIXED: minor units of `currency`, for bookings in it alone */
  amount: z.int().min(1).max(1_000_000_000_000),
  currency: Currency.nullable(),
  /** judged when the booking is made: [validFrom, validUntil] */
  validFrom: EpochMs.nullable(),
  validUntil: EpochMs.nullable(),
  /** live redemptions, of all and of one customer; a cancelled booking gives its one back */
  maxRedemptions: z.int().min(1).max(1_000_000).nullable(),
  maxPerCustomer: z.int().min(1).max(1_000).nullable(),
  /** of the items that it applies to, before any discount */
  minSubtotalCents: Cents.nullable(),
  /** empty: every offering */
  offeringIds: z.array(idOf('off')).max(200),
  active: z.boolean(),
});
export type CouponFields = z.output<typeof CouponShape>;

export interface Coupon extends CouponFields {
  id: string;
  /** live redemptions, counted */
  redeemedCount: number;
  trashedAt: number | null;
  createdAt: number;
  updatedAt: number;
}

/** Why a code does not apply: `coupon_invalid` {reason, …}, in words that a customer may be told. */
export const couponReasons = [
  'unknown',
  'inactive',
  'not_yet',
  'expired',
  'used_up',
  'used_up_by_you',
  'below_minimum',
  'other_offerings',
  'other_currency',
] as const;
export type CouponReason = (typeof couponReasons)[number];
