import { formatMoney } from '#core/base/money.ts';
import type { Coupon } from '#core/domains/promotions/model.ts';
import { locale } from '../../components/locale.ts';
import { formatAt } from '../../components/times.ts';

export type CouponState = 'live' | 'planned' | 'over' | 'used' | 'off' | 'trash';

export const stateWords: Record<CouponState, string> = {
  live: 'Active',
  planned: 'Not yet',
  over: 'Expired',
  used: 'Used up',
  off: 'Off',
  trash: 'In the trash',
};

/** The colours that these states have elsewhere. */
export const likeStatus: Record<CouponState, string> = {
  live: 'CONFIRMED',
  planned: 'PENDING',
  over: 'REFUNDED',
  used: 'COMPLETED',
  off: 'CANCELLED',
  trash: 'CANCELLED',
};

type Judged = Pick<Coupon, 'active' | 'trashedAt' | 'validFrom' | 'validUntil' | 'maxRedemptions' | 'redeemedCount'>;

/** As a customer would find it now. */
export function stateOf({ active, trashedAt, validFrom, validUntil, maxRedemptions, redeemedCount }: Judged, now: number): CouponState {
  if (trashedAt !== null) return 'trash';
  if (!active) return 'off';
  if (validFrom !== null && now < validFrom) return 'planned';
  if (validUntil !== null && now > validUntil) return 'over';
  return maxRedemptions !== null && redeemedCount >= maxRedemptions ? 'used' : 'live';
}

/** `25 %`, `€10.00` */
export const worthText = ({ kind, amount, currency }: Pick<Coupon, 'kind' | 'amount' | 'currency'>): string =>
  kind === 'PERCENT' ? `${amount} %` : formatMoney(amount, { currency: currency ?? 'EUR' });

/** `3 of 10`, `3` */
export const redeemedText = ({ redeemedCount, maxRedemptions }: Pick<Coupon, 'redeemedCount' | 'maxRedemptions'>): string =>
  maxRedemptions === null
    ? redeemedCount.toLocaleString(locale)
    : `${redeemedCount.toLocaleString(locale)} of ${maxRedemptions.toLocaleString(locale)}`;

export function windowText({ validFrom, validUntil }: Pick<Coupon, 'validFrom' | 'validUntil'>, zone: string): string {
  const day = (at: number) => formatAt(at, 'date', zone);
  if (validFrom !== null && validUntil !== null) return `${day(validFrom)} – ${day(validUntil)}`;
  if (validFrom !== null) return `From ${day(validFrom)}`;
  return validUntil === null ? 'Always' : `Until ${day(validUntil)}`;
}

/** Its other limits, a few words each. `houseCurrency`: of the business, in which a minimum is meant where it says no other. */
export function limitsText({ minSubtotalCents, currency, maxPerCustomer, offeringIds }: Coupon, houseCurrency: string): string {
  return [
    minSubtotalCents !== null && `From ${formatMoney(minSubtotalCents, { currency: currency ?? houseCurrency })}`,
    maxPerCustomer !== null && `${maxPerCustomer} per customer`,
    offeringIds.length > 0 && (offeringIds.length === 1 ? '1 offering' : `${offeringIds.length} offerings`),
  ]
    .filter(Boolean)
    .join(', ');
}
