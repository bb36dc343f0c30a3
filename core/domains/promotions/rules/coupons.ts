/**
 * What a coupon takes off, and why it does not. The discount is worked out once, of all that it applies to, and then spread over
 * the lines by largest remainder, so that the parts add up to it.
 */
import type { Json } from '../../../base/json.ts';
import { percentOf } from '../../../base/money.ts';
import { isoOf } from '../../../base/time.ts';
import type { CouponFields, CouponReason } from '../model.ts';

export interface CouponItem {
  readonly offeringId: string;
  /** before any discount */
  readonly priceCents: number;
}

export interface CouponBasket {
  readonly items: readonly CouponItem[];
  readonly currency: string;
}

export interface CouponQuestion extends CouponBasket {
  readonly now: number;
  /** live redemptions: of all, and of whoever books */
  readonly redeemed: number;
  readonly redeemedByCustomer: number;
}

export interface Worth {
  readonly discountCents: number;
  /** places of the items that it applies to */
  readonly eligible: readonly number[];
}

export interface Unfit {
  readonly reason: CouponReason;
  readonly facts: Readonly<Record<string, Json>>;
}

const unfit = (reason: CouponReason, facts: Unfit['facts'] = {}): Unfit => ({ reason, facts });

/** Whether it may be redeemed now, and for what. Undefined: nobody knows such a code. */
export function judgeCoupon(coupon: (CouponFields & { trashedAt: number | null }) | undefined, question: CouponQuestion): Worth | Unfit {
  if (coupon === undefined || coupon.trashedAt !== null) return unfit('unknown');
  const { active, validFrom, validUntil, maxRedemptions, maxPerCustomer } = coupon;
  const { now, redeemed, redeemedByCustomer } = question;
  if (!active) return unfit('inactive');
  if (validFrom !== null && now < validFrom) return unfit('not_yet', { validFrom: isoOf(validFrom) });
  if (validUntil !== null && now > validUntil) return unfit('expired', { validUntil: isoOf(validUntil) });
  if (maxRedemptions !== null && redeemed >= maxRedemptions) return unfit('used_up');
  if (maxPerCustomer !== null && redeemedByCustomer >= maxPerCustomer) return unfit('used_up_by_you', { maxPerCustomer });
  return worthOf(coupon, question);
}

/** What it takes off, whenever it was redeemed: for a price that changes later. It has nothing to take off what is free. */
export function worthOf(coupon: CouponFields, { items, currency }: CouponBasket): Worth | Unfit {
  const { kind, amount, offeringIds, minSubtotalCents } = coupon;
  const isMeant = ({ offeringId, priceCents }: CouponItem) =>
    priceCents > 0 && (offeringIds.length === 0 || offeringIds.includes(offeringId));
  const eligible = items.flatMap((item, i) => (isMeant(item) ? [i] : []));
  if (eligible.length === 0) return unfit('other_offerings');
  if (coupon.currency !== null && coupon.currency !== currency) return unfit('other_currency', { currency: coupon.currency });
  const subtotalCents = eligible.reduce((sum, i) => sum + (items[i]?.priceCents ?? 0), 0);
  if (minSubtotalCents !== null && subtotalCents < minSubtotalCents)
    return unfit('below_minimum', { minSubtotalCents, subtotalCents, currency });
  const discountCents = kind === 'PERCENT' ? percentOf(subtotalCents, amount) : Math.min(amount, subtotalCents);
  return { discountCents, eligible };
}

/** Each line's share of the discount, none more than its price: a cent that is left goes to the largest remainder, the first of equals. */
export function discountsOf(items: readonly Pick<CouponItem, 'priceCents'>[], { discountCents, eligible }: Worth): number[] {
  const subtotal = eligible.reduce((sum, i) => sum + BigInt(items[i]?.priceCents ?? 0), 0n);
  const shares = items.map(() => 0);
  if (subtotal === 0n) return shares;
  const exact = eligible.map((i) => ({ i, product: BigInt(items[i]?.priceCents ?? 0) * BigInt(discountCents) }));
  for (const { i, product } of exact) shares[i] = Number(product / subtotal);
  let left = discountCents - shares.reduce((sum, share) => sum + share, 0);
  const byRemainder = exact.toSorted((a, b) => Number((b.product % subtotal) - (a.product % subtotal)) || a.i - b.i);
  for (const { i } of byRemainder) if (left-- > 0) shares[i] = (shares[i] ?? 0) + 1;
  return shares;
}
