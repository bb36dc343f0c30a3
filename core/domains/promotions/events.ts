import { isoOf } from '../../base/time.ts';
import type { DomainEvent } from '../../contracts/event.ts';
import type { Coupon } from './model.ts';

interface Redeemed {
  readonly coupon: Coupon;
  readonly businessId: string;
  readonly bookingId: string;
  readonly customer: { readonly id: string; readonly name: string; readonly email: string | null };
  readonly amountCents: number;
  readonly currency: string;
  readonly at: number;
}

/** `redeemedCount`: with this one. */
export function couponRedeemed({ coupon, businessId, bookingId, customer, amountCents, currency, at }: Redeemed): DomainEvent {
  const { id: couponId, code, kind, amount, maxRedemptions, redeemedCount } = coupon;
  return {
    name: 'coupon.redeemed',
    subject: { kind: 'coupon', id: couponId },
    data: {
      ...{ couponId, code, kind, amount, maxRedemptions, redeemedCount: redeemedCount + 1 },
      ...{ businessId, bookingId, customer, discountCents: amountCents, currency, redeemedAt: isoOf(at) },
    },
  };
}
