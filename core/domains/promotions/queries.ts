import { and, count, desc, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { confirmationCodeOf } from '../../base/ids.ts';
import { staff } from '../../contracts/actor.ts';
import { EpochMs, idOf, Text } from '../../contracts/fields.ts';
import { defineQuery } from '../../contracts/query.ts';
import { mine } from '../../data/database.ts';
import { contains } from '../../data/like.ts';
import { behind, byAge, pageOf } from '../../data/pages.ts';
import { customers } from '../customers/tables.ts';
import type { Coupon, RedemptionEntry } from './model.ts';
import { couponsOf, mustLoadCoupon } from './store.ts';
import { coupons, redemptions } from './tables.ts';

const desk = { roles: staff, scope: 'read' } as const;

/** Newest first. `q`: a part of the code. */
export const couponList = defineQuery({
  name: 'promotions.coupons',
  allow: desk,
  input: z.strictObject({
    status: z.enum(['live', 'trash']).default('live'),
    q: Text(40).optional(),
    limit: z.int().min(1).max(1_000).default(1_000),
    after: z.strictObject({ createdAt: EpochMs, id: idOf('cpn') }).optional(),
  }),
  async run({ db }, { status, q, limit, after }): Promise<{ data: Coupon[]; next: { createdAt: number; id: string } | null }> {
    const rows = await db
      .select()
      .from(coupons)
      .where(
        and(
          mine(db, coupons),
          status === 'live' ? isNull(coupons.trashedAt) : isNotNull(coupons.trashedAt),
          q === undefined || q.trim() === '' ? undefined : contains(coupons.code, q.trim()),
          behind(coupons, after, 'newestFirst'),
        ),
      )
      .orderBy(...byAge(coupons, 'newestFirst'))
      .limit(limit + 1);
    const { page, next } = pageOf(rows, limit);
    return { data: await couponsOf(db, page), next };
  },
});

export const coupon = defineQuery({
  name: 'promotions.coupon',
  allow: desk,
  input: z.strictObject({ couponId: idOf('cpn') }),
  run: async ({ db }, { couponId }): Promise<Coupon> => mustLoadCoupon(db, couponId),
});

const MOST_SHOWN = 200;

/** The newest, released ones too, and how many there are. */
export const redemptionList = defineQuery({
  name: 'promotions.redemptions',
  allow: desk,
  input: z.strictObject({ couponId: idOf('cpn') }),
  async run({ db }, { couponId }): Promise<{ data: RedemptionEntry[]; total: number }> {
    await mustLoadCoupon(db, couponId);
    const ofCoupon = and(mine(db, redemptions), eq(redemptions.couponId, couponId));
    const rows = await db
      .select()
      .from(redemptions)
      .where(ofCoupon)
      .orderBy(desc(redemptions.redeemedAt), desc(redemptions.id))
      .limit(MOST_SHOWN);
    const total = (await db.select({ n: count() }).from(redemptions).where(ofCoupon))[0]?.n ?? 0;
    const ids = [...new Set(rows.map(({ customerId }) => customerId))];
    const names = new Map((await db.list(customers, inArray(customers.id, ids))).map(({ id, name }) => [id, name]));
    const data = rows.map(({ tenantId: _tenant, rev: _rev, email: _email, couponId: _coupon, ...entry }) => ({
      ...entry,
      customerName: names.get(entry.customerId) ?? '',
      confirmationCode: confirmationCodeOf(entry.bookingId),
    }));
    return { data, total };
  },
});
