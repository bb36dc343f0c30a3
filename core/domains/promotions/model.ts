import { z } from 'zod';
import { Cents, Currency, EpochMs, idOf, Text } from '../../contracts/fields.ts';

export const couponKinds = ['PERCENT', 'FIXED'] as const;
export type CouponKind = (typeof couponKinds)[number];

/** Compared in upper case: who types it on a phone need not mind. */
const CouponCode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9][A-Z0-9_-]{1,39}$/, 'expected a code like SUMMER25');

/** As somebody types it, whatever that is: one that no coupon can have is unknown. */
export const TypedCode = Text(60).trim().toUpperCase();

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

/** What a coupon must be as a whole; a part of one, such as an edit, can't be asked. */
export const SoundCoupon = CouponShape.refine(({ kind, amount }) => kind !== 'PERCENT' || amount <= 100, {
  path: ['amount'],
  message: 'expected 1 to 100 per cent',
})
  .refine(({ kind, currency }) => kind !== 'FIXED' || currency !== null, {
    path: ['currency'],
    message: 'expected a currency for an amount',
  })
  .refine(({ validFrom, validUntil }) => validFrom === null || validUntil === null || validFrom <= validUntil, {
    path: ['validUntil'],
    message: 'expected a time not before validFrom',
  });

const { code, kind, amount, ...rest } = CouponShape.shape;

/** One that says no more than its code, kind and amount applies always and to everything. */
export const NewCoupon = z.strictObject({
  ...{ code, kind, amount },
  currency: rest.currency.default(null),
  validFrom: rest.validFrom.default(null),
  validUntil: rest.validUntil.default(null),
  maxRedemptions: rest.maxRedemptions.default(null),
  maxPerCustomer: rest.maxPerCustomer.default(null),
  minSubtotalCents: rest.minSubtotalCents.default(null),
  offeringIds: rest.offeringIds.default([]),
  active: rest.active.default(true),
});

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

/** A row of who used a coupon when. */
export interface RedemptionEntry {
  id: string;
  bookingId: string;
  confirmationCode: string;
  customerId: string;
  /** as the record says now; empty for one that is gone */
  customerName: string;
  amountCents: number;
  currency: string;
  redeemedAt: number;
  releasedAt: number | null;
}
