import { and, count, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import { refuse } from '../../base/refusal.ts';
import type { CommandContext } from '../../contracts/command.ts';
import { listingOf, mine, type ReadDb, type RowOf, type WriteDb } from '../../data/database.ts';
import { couponRedeemed } from './events.ts';
import type { Coupon } from './model.ts';
import { judgeCoupon, type CouponQuestion, type Unfit, type Worth } from './rules/coupons.ts';
import { coupons, redemptions } from './tables.ts';

type World = { readonly db: WriteDb; readonly ctx: CommandContext };
type CouponRow = RowOf<typeof coupons>;

const couponOf = ({ tenantId: _tenant, rev: _rev, ...coupon }: CouponRow, redeemedCount: number): Coupon => ({ ...coupon, redeemedCount });

const ofCode = listingOf(coupons, and(eq(coupons.code, sql.placeholder('code')), isNull(coupons.trashedAt)));

/** Not from the trash. `code`: in upper case. */
export async function findCoupon(db: ReadDb, code: string): Promise<Coupon | undefined> {
  const [row] = await db.listed(ofCode, { code });
  return row === undefined ? undefined : couponOf(row, await countLive(db, row.id));
}

/** From the trash too. */
export async function mustLoadCoupon(db: ReadDb, couponId: string): Promise<Coupon> {
  const row = (await db.find(coupons, couponId)) ?? refuse('not_found', { kind: 'coupon', id: couponId });
  return couponOf(row, await countLive(db, couponId));
}

export async function couponsOf(db: ReadDb, rows: readonly CouponRow[]): Promise<Coupon[]> {
  const ids = rows.map(({ id }) => id);
  const counted = await db
    .select({ couponId: redemptions.couponId, n: count() })
    .from(redemptions)
    .where(and(mine(db, redemptions), inArray(redemptions.couponId, ids), isNull(redemptions.releasedAt)))
    .groupBy(redemptions.couponId);
  const counts = new Map(counted.map(({ couponId, n }) => [couponId, n]));
  return rows.map((row) => couponOf(row, counts.get(row.id) ?? 0));
}

async function countLive(db: ReadDb, couponId: string, who?: Redeemer): Promise<number> {
  const theirs = who && or(eq(redemptions.customerId, who.customerId), who.email === null ? undefined : eq(redemptions.email, who.email));
  const rows = await db
    .select({ n: count() })
    .from(redemptions)
    .where(and(mine(db, redemptions), eq(redemptions.couponId, couponId), isNull(redemptions.releasedAt), theirs));
  return rows[0]?.n ?? 0;
}

/** A customer is more than one record: whoever gives the same address is the same. */
export interface Redeemer {
  readonly customerId: string;
  readonly email: string | null;
}

interface CodeQuestion extends Omit<CouponQuestion, 'redeemed' | 'redeemedByCustomer'> {
  readonly code: string;
  /** undefined: nobody knows yet, and what one customer may is judged when it is booked */
  readonly who?: Redeemer | undefined;
  /** redemptions that are asked for together with it and come first: of a series */
  readonly before?: number | undefined;
}

export interface Applied extends Worth {
  readonly coupon: Coupon;
}

/** Refuses `coupon_invalid` {reason, …facts}. */
export async function mustApply(db: ReadDb, { code, who, before = 0, ...question }: CodeQuestion): Promise<Applied> {
  const coupon = await findCoupon(db, code);
  const isLimited = coupon !== undefined && coupon.maxPerCustomer !== null && who !== undefined;
  const redeemedByCustomer = isLimited ? await countLive(db, coupon.id, lowered(who)) : 0;
  const verdict = judgeCoupon(coupon, {
    ...question,
    redeemed: (coupon?.redeemedCount ?? 0) + before,
    redeemedByCustomer: redeemedByCustomer + before,
  });
  if ('reason' in verdict) return refuseCoupon(verdict);
  return { coupon: coupon as Coupon, ...verdict };
}

function refuseCoupon({ reason, facts }: Unfit): never {
  return refuse('coupon_invalid', { reason, ...facts });
}

const lowered = ({ customerId, email }: Redeemer): Redeemer => ({ customerId, email: email?.toLowerCase() ?? null });

interface Redemption extends Redeemer {
  /** as it was judged in this transaction */
  readonly coupon: Coupon;
  readonly bookingId: string;
  /** as the booker gave it */
  readonly name: string;
  readonly amountCents: number;
  readonly currency: string;
}

export async function redeem({ db, ctx }: World, { coupon, bookingId, name, amountCents, currency, ...who }: Redemption): Promise<void> {
  const { customerId, email } = lowered(who);
  const row = { couponId: coupon.id, bookingId, customerId, email, amountCents, currency, redeemedAt: ctx.now, releasedAt: null };
  await db.insert(redemptions, { id: ctx.newId('rdm'), ...row });
  const customer = { id: customerId, name, email };
  ctx.emit(couponRedeemed({ coupon, businessId: db.tenantId, bookingId, customer, amountCents, currency, at: ctx.now }));
}

const ofBooking = listingOf(redemptions, and(eq(redemptions.bookingId, sql.placeholder('bookingId')), isNull(redemptions.releasedAt)));

/** What a booking that is given up had redeemed may be redeemed again. */
export async function releaseRedemption({ db, ctx }: World, bookingId: string): Promise<void> {
  for (const { id } of await db.listed(ofBooking, { bookingId })) await db.patch(redemptions, id, { releasedAt: ctx.now });
}

/** Another price: what it took off is another amount. */
export async function saveRedeemedAmount(
  { db }: World,
  { bookingId, amountCents }: { bookingId: string; amountCents: number },
): Promise<void> {
  for (const { id } of await db.listed(ofBooking, { bookingId })) await db.patch(redemptions, id, { amountCents });
}
