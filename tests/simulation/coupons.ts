/** What must be true of coupons after every commit, read off the server's rows alone: it knows what a row means, and nothing of how it came to be. */
import type { Census } from './census.ts';
import type { Row, Sight } from './sight.ts';

const n = (value: Row[string] | undefined): number => Number(value ?? 0);

interface Look {
  /** judged is what changed after this revision */
  readonly seen: number;
  complain(sentence: string): void;
}

export function checkCoupons(sight: Sight, { seen, complain }: Look): void {
  const changed = sight.all('select distinct coupon_id from coupon_redemptions where rev > ?', seen);
  for (const { coupon_id: id } of changed) checkLimits(sight, { couponId: String(id), complain });
  for (const booking of sight.all('select * from bookings where rev > ? and coupon_id is not null', seen))
    checkDiscount(sight, { booking, complain });
}

interface OfCoupon extends Pick<Look, 'complain'> {
  readonly couponId: string;
}

/** Never more than may be, of all and of one person. */
function checkLimits(sight: Sight, { couponId, complain }: OfCoupon): void {
  const [coupon] = sight.all('select code, max_redemptions as most, max_per_customer as each from coupons where id = ?', couponId);
  const live = sight.all('select email from coupon_redemptions where coupon_id = ? and released_at is null', couponId);
  if (coupon?.most !== null && live.length > n(coupon?.most)) complain(`${coupon?.code} is redeemed ${live.length} times`);
  for (const [email, theirs] of Map.groupBy(live, (row) => row.email))
    if (coupon?.each !== null && theirs.length > n(coupon?.each)) complain(`${email} redeemed ${coupon?.code} ${theirs.length} times`);
}

interface OfBooking extends Pick<Look, 'complain'> {
  readonly booking: Row;
}

/** A booking that was given up gave its redemption back; every other has one, of what the coupon takes off its price, to the cent. */
function checkDiscount(sight: Sight, { booking, complain }: OfBooking): void {
  const { id, status, coupon_id: couponId, discount_cents: discount, subtotal_cents: subtotal } = booking;
  const rows = sight.all('select amount_cents, released_at from coupon_redemptions where booking_id = ?', String(id));
  const live = rows.filter(({ released_at: at }) => at === null);
  const wanted = booking.cancelled_at === null ? 1 : 0;
  if (rows.length !== 1 || live.length !== wanted) complain(`${id} is ${status}, and has ${live.length} of ${rows.length} redemptions`);
  for (const { amount_cents: amount } of rows) if (amount !== discount) complain(`${id} has ${discount} off, and redeemed ${amount}`);
  const [coupon] = sight.all('select kind, amount from coupons where id = ?', String(couponId));
  const amount = n(coupon?.amount);
  const worth = coupon?.kind === 'PERCENT' ? Math.round((n(subtotal) * amount) / 100) : Math.min(amount, n(subtotal));
  if (worth !== discount) complain(`${id} costs ${subtotal} and has ${discount} off, where the coupon is worth ${worth}`);
}

/** At the end, for all that happened. */
export function countCoupons(sight: Sight, census: Census): void {
  for (const { released_at: at } of sight.all('select released_at from coupon_redemptions')) {
    census.count('a coupon redeemed');
    if (at !== null) census.count('a redemption given back');
  }
}
