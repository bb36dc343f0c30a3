import { z } from 'zod';
import type { Json } from '../../base/json.ts';
import { refuse } from '../../base/refusal.ts';
import { managers } from '../../contracts/actor.ts';
import { defineCommand } from '../../contracts/command.ts';
import { applyEdit, editOf } from '../../contracts/edit.ts';
import { expectedOf } from '../../contracts/expectation.ts';
import { idOf } from '../../contracts/fields.ts';
import type { ReadDb } from '../../data/database.ts';
import { mustLoadOffering } from '../catalog/store.ts';
import { mustLoadProfile } from '../tenants/store.ts';
import { type CouponFields, CouponShape, NewCoupon, SoundCoupon } from './model.ts';
import { findCoupon, mustLoadCoupon } from './store.ts';
import { coupons } from './tables.ts';

const manage = { roles: managers, scope: 'write' } as const;
const CouponRef = z.strictObject({ couponId: idOf('cpn') });

async function mustBeFreeCode(db: ReadDb, { code, except }: { code: string; except?: string }): Promise<void> {
  const same = await findCoupon(db, code);
  if (same !== undefined && same.id !== except) refuse('already_exists', { field: 'code', value: code });
}

async function mustHaveOfferings(db: ReadDb, offeringIds: readonly string[]): Promise<void> {
  for (const offeringId of offeringIds) await mustLoadOffering(db, offeringId);
}

function mustBeSound(fields: CouponFields): void {
  const parsed = SoundCoupon.safeParse(fields);
  if (parsed.success) return;
  const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), expected: expectedOf(issue) }));
  refuse('invalid_request', { issues: issues as Json });
}

/**
 * An amount of money without a currency is meant in the business's own. Refuses `already_exists` {field: code}, `not_found` for an
 * offering, `invalid_request` for what makes no sense as a whole.
 */
export const createCoupon = defineCommand({
  name: 'promotions.createCoupon',
  allow: manage,
  offline: true,
  input: NewCoupon,
  async run({ db, ctx }, { currency: given, ...rest }) {
    const hasMoney = rest.kind === 'FIXED' || rest.minSubtotalCents !== null;
    const currency = given ?? (hasMoney ? (await mustLoadProfile(db)).displayCurrency : null);
    const fields = { ...rest, currency };
    mustBeSound(fields);
    await mustHaveOfferings(db, fields.offeringIds);
    await mustBeFreeCode(db, fields);
    const couponId = ctx.newId('cpn');
    await db.insert(coupons, { id: couponId, ...fields, trashedAt: null, createdAt: ctx.now, updatedAt: ctx.now });
    return { couponId };
  },
});

/** What was redeemed keeps its discount until its price changes. Refuses as `createCoupon` does, and `edit_conflict`. */
export const updateCoupon = defineCommand({
  name: 'promotions.updateCoupon',
  allow: manage,
  offline: true,
  input: editOf(CouponShape).extend(CouponRef.shape),
  async run({ db, ctx }, { couponId, ...edit }) {
    const {
      id: _id,
      redeemedCount: _count,
      trashedAt,
      createdAt: _created,
      updatedAt: _updated,
      ...current
    } = await mustLoadCoupon(db, couponId);
    const changes = applyEdit<CouponFields>(current, edit);
    mustBeSound({ ...current, ...changes });
    if (changes.offeringIds !== undefined) await mustHaveOfferings(db, changes.offeringIds);
    if (changes.code !== undefined && trashedAt === null) await mustBeFreeCode(db, { code: changes.code, except: couponId });
    await db.patch(coupons, couponId, { ...changes, updatedAt: ctx.now });
    return null;
  },
});

/** It applies no more and its code is free; who redeemed it stays known. */
export const trashCoupon = defineCommand({
  name: 'promotions.trashCoupon',
  allow: manage,
  offline: true,
  input: CouponRef,
  async run({ db, ctx }, { couponId }) {
    const { trashedAt } = await mustLoadCoupon(db, couponId);
    if (trashedAt === null) await db.patch(coupons, couponId, { trashedAt: ctx.now, updatedAt: ctx.now });
    return null;
  },
});

/** Refuses `already_exists` {field: code} where another has taken its code meanwhile. */
export const restoreCoupon = defineCommand({
  name: 'promotions.restoreCoupon',
  allow: manage,
  offline: true,
  input: CouponRef,
  async run({ db, ctx }, { couponId }) {
    const { code, trashedAt } = await mustLoadCoupon(db, couponId);
    if (trashedAt === null) return null;
    await mustBeFreeCode(db, { code, except: couponId });
    await db.patch(coupons, couponId, { trashedAt: null, updatedAt: ctx.now });
    return null;
  },
});
