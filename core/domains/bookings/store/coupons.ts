/** A coupon's discount on what is booked together: judged and redeemed in the booking's own transaction. */
import type { CommandContext } from '../../../contracts/command.ts';
import type { ReadDb, WriteDb } from '../../../data/database.ts';
import { discounted, type Line, type Totals, totalsOf } from '../../pricing/rules/totals.ts';
import type { Coupon } from '../../promotions/model.ts';
import { discountsOf, worthOf } from '../../promotions/rules/coupons.ts';
import { mustApply, mustLoadCoupon, redeem, type Redeemer, saveRedeemedAmount } from '../../promotions/store.ts';
import { bookingItems } from '../tables.ts';
import { type BookingRow, listItems } from './bookings.ts';

type World = { readonly db: WriteDb; readonly ctx: CommandContext };

interface Basket {
  /** undefined: none was given */
  readonly code: string | undefined;
  readonly items: readonly { readonly offeringId: string; readonly line: Line }[];
  readonly currency: string;
  readonly now: number;
  /** undefined: nobody knows yet */
  readonly who?: Redeemer | undefined;
  /** redemptions that are asked for together with it and come first: of a series */
  readonly before?: number | undefined;
}

export interface DiscountedLines {
  readonly coupon: Coupon | undefined;
  /** in the order of the items */
  readonly lines: readonly Line[];
}

/** Refuses `coupon_invalid` {reason}. */
export async function withCoupon(db: ReadDb, { code, items, currency, now, who, before }: Basket): Promise<DiscountedLines> {
  const lines = items.map(({ line }) => line);
  if (code === undefined) return { coupon: undefined, lines };
  const priced = items.map(({ offeringId, line: { priceCents } }) => ({ offeringId, priceCents }));
  const { coupon, ...worth } = await mustApply(db, { code, items: priced, currency, now, who, before });
  const shares = discountsOf(priced, worth);
  return { coupon, lines: lines.map((line, i) => discounted(line, shares[i] ?? 0)) };
}

interface BookedBasket extends Basket {
  readonly items: readonly { readonly id: string; readonly offeringId: string; readonly line: Line }[];
  readonly who: Redeemer;
}

export interface Discount extends DiscountedLines {
  readonly totals: Totals;
}

/** Off the items of a booking that is being made. Refuses `coupon_invalid` {reason}. */
export async function takeDiscount({ db }: World, basket: BookedBasket): Promise<Discount> {
  const { coupon, lines } = await withCoupon(db, basket);
  if (coupon !== undefined) await saveDiscounts(db, { before: basket.items.map(({ id, line }) => ({ ...line, id })), lines });
  return { totals: totalsOf(lines), coupon, lines };
}

type Money = Pick<Line, 'discountCents' | 'taxCents'>;

async function saveDiscounts(
  db: WriteDb,
  { before, lines }: { before: readonly (Money & { readonly id: string })[]; lines: readonly Money[] },
): Promise<void> {
  for (const [i, { id, ...was }] of before.entries()) {
    const { discountCents, taxCents } = lines[i] ?? was;
    if (discountCents !== was.discountCents || taxCents !== was.taxCents) await db.patch(bookingItems, id, { discountCents, taxCents });
  }
}

type Redeeming = Pick<BookingRow, 'id' | 'customerId' | 'bookerName' | 'bookerEmail' | 'discountCents' | 'currency'>;

/** What `takeDiscount` judged, once the booking is there. */
export async function redeemFor(world: World, coupon: Coupon | undefined, booking: Redeeming): Promise<void> {
  if (coupon === undefined) return;
  const { id: bookingId, customerId, bookerName: name, bookerEmail: email, discountCents: amountCents, currency } = booking;
  await redeem(world, { coupon, bookingId, customerId, name, email, amountCents, currency });
}

/**
 * Of a booking whose items are priced anew: the coupon that it redeemed, as that is now, its window and limits not judged again. A
 * price that no longer reaches the minimum has no discount, and the coupon stays redeemed.
 */
export async function discountAgain(world: World, { id: bookingId, couponId, currency }: BookingRow): Promise<void> {
  if (couponId === null) return;
  const { db } = world;
  const items = await listItems(db, bookingId);
  const worth = worthOf(await mustLoadCoupon(db, couponId), { items, currency });
  const shares = 'reason' in worth ? [] : discountsOf(items, worth);
  const lines = items.map((item, i) => discounted(item, shares[i] ?? 0));
  await saveDiscounts(db, { before: items, lines });
  await saveRedeemedAmount(world, { bookingId, amountCents: totalsOf(lines).discountCents });
}
