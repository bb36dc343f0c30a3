import { z } from 'zod';
import { isoOf } from '#core/base/time.ts';
import { idOf } from '#core/contracts/fields.ts';
import { type Coupon, CouponShape } from '#core/domains/promotions/model.ts';
import type { Reader } from '../http/changes.ts';
import { madeAfter, type MadePage, madePageOf } from '../http/cursor.ts';
import { errorsOf, InstantIn, InstantOut, isoOrNull, NoAnswer, NoBody, Paging, pageSchema } from '../http/schemas.ts';
import type { ApiDoor } from './door.ts';
import { said } from './present.ts';

const tags = ['Coupons'];
const Ref = z.strictObject({ id: idOf('cpn') });

const CouponBody = CouponShape.extend({
  code: CouponShape.shape.code.meta({ description: 'Whether in capitals or not is no matter to whoever types it' }),
  amount: CouponShape.shape.amount.meta({ description: 'PERCENT: whole per cent, 1 to 100. FIXED: minor units of `currency`' }),
  currency: CouponShape.shape.currency.meta({
    description: 'The only one that it applies to; of an amount the business’s own where left out',
  }),
  validFrom: InstantIn.nullable(),
  validUntil: InstantIn.nullable(),
  maxRedemptions: CouponShape.shape.maxRedemptions.meta({ description: 'Of all; a booking that is cancelled gives its one back' }),
  minSubtotalCents: CouponShape.shape.minSubtotalCents.meta({ description: 'Of the items that it applies to, before the discount' }),
  offeringIds: CouponShape.shape.offeringIds.meta({ description: 'Empty: every offering' }),
});

const CouponAnswer = CouponShape.extend({
  id: idOf('cpn'),
  code: z.string(),
  validFrom: InstantOut.nullable(),
  validUntil: InstantOut.nullable(),
  redeemedCount: z.int().meta({ description: 'Live ones: what was given back does not count' }),
  trashedAt: InstantOut.nullable(),
  createdAt: InstantOut,
  updatedAt: InstantOut,
}).meta({ id: 'Coupon' });

const example = { code: 'SUMMER25', kind: 'PERCENT', amount: 25, validUntil: '2026-06-30T23:59:59Z', maxRedemptions: 500 };
const NewCouponBody = CouponBody.partial()
  .required({ code: true, kind: true, amount: true })
  .meta({ id: 'NewCoupon', description: 'What is left out limits nothing.', examples: [{ ...example, minSubtotalCents: 5_000 }] });
const CouponChanges = CouponBody.partial()
  .refine((changes) => Object.keys(changes).length > 0, 'expected at least one field')
  .meta({ id: 'CouponChanges', examples: [{ active: false }] });

const ListQuery = Paging.extend({ status: z.enum(['live', 'trash']).optional(), q: z.string().max(40).optional() });

const couponAnswer = ({ validFrom, validUntil, trashedAt, createdAt, updatedAt, ...coupon }: Coupon) => ({
  ...coupon,
  ...{ validFrom: isoOrNull(validFrom), validUntil: isoOrNull(validUntil), trashedAt: isoOrNull(trashedAt) },
  ...{ createdAt: isoOf(createdAt), updatedAt: isoOf(updatedAt) },
});

const readCoupon = async (read: Reader, couponId: string) => couponAnswer((await read('promotions.coupon', { couponId })) as Coupon);

export function couponRoutes(door: ApiDoor): void {
  readRoutes(door);
  createRoute(door);
  changeRoute(door);
  trashRoutes(door);
}

function readRoutes({ app, ask }: ApiDoor): void {
  const listSchema = {
    ...{ tags, summary: 'List coupons, newest first', querystring: ListQuery },
    description: '`status`: `live` where left out, or `trash`. `q`: a part of the code.',
    response: { 200: pageSchema(CouponAnswer), ...errorsOf({ keyed: true }) },
  };
  app.get('/coupons', { config: { scope: 'read' }, schema: listSchema }, async (request) => {
    const { cursor, ...filter } = request.query;
    const input = said({ ...filter, after: madeAfter(cursor) });
    return madePageOf((await ask(request, 'promotions.coupons', input)) as MadePage<Coupon>, couponAnswer);
  });
  const schema = {
    ...{ tags, summary: 'Read one coupon, from the trash too', params: Ref },
    response: { 200: CouponAnswer, ...errorsOf({ keyed: true, codes: ['not_found'] }) },
  };
  app.get('/coupons/:id', { config: { scope: 'read' }, schema }, async (request) =>
    readCoupon((name, input) => ask(request, name, input), request.params.id),
  );
}

function createRoute({ app, change }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Create a coupon', body: NewCouponBody },
    response: { 201: CouponAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found', 'already_exists'] }) },
  };
  app.post('/coupons', { config: { scope: 'write' }, schema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'promotions.createCoupon', input: said(request.body) })],
      status: 201,
      answer: (read, [value]) => readCoupon(read, (value as { couponId: string }).couponId),
    }),
  );
}

function changeRoute({ app, change }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Change a coupon; what is booked keeps its discount', params: Ref, body: CouponChanges },
    response: { 200: CouponAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found', 'already_exists'] }) },
  };
  app.patch('/coupons/:id', { config: { scope: 'write' }, schema }, (request, reply) => {
    const couponId = request.params.id;
    return change(request, reply, {
      steps: [() => ({ name: 'promotions.updateCoupon', input: { couponId, changes: said(request.body) } })],
      answer: (read) => readCoupon(read, couponId),
    });
  });
}

function trashRoutes({ app, change }: ApiDoor): void {
  const trashSchema = {
    ...{ tags, summary: 'Put a coupon into the trash; what is booked keeps its discount', params: Ref, body: NoBody },
    response: { 204: NoAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found'] }) },
  };
  app.delete('/coupons/:id', { config: { scope: 'write' }, schema: trashSchema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'promotions.trashCoupon', input: { couponId: request.params.id } })],
      status: 204,
      answer: async () => undefined,
    }),
  );
  const restoreSchema = {
    ...{ tags, summary: 'Take a coupon out of the trash', params: Ref, body: NoBody },
    description: 'Refused as `already_exists` where another has its code by now.',
    response: { 200: CouponAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found', 'already_exists'] }) },
  };
  app.post('/coupons/:id/restore', { config: { scope: 'write' }, schema: restoreSchema }, (request, reply) => {
    const couponId = request.params.id;
    return change(request, reply, {
      steps: [() => ({ name: 'promotions.restoreCoupon', input: { couponId } })],
      answer: (read) => readCoupon(read, couponId),
    });
  });
}
