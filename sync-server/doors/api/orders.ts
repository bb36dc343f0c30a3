/** What customers pay for: read, paid at the desk, given back. */
import { z } from 'zod';
import { Cents, idOf, Text } from '#core/contracts/fields.ts';
import {
  DeskPayment,
  deskMethods,
  type OrderDetail,
  orderStatuses,
  type OrderSummary,
  payableKinds,
} from '#core/domains/payments/model.ts';
import type { Reader } from '../http/changes.ts';
import { madeAfter, type MadePage, madePageOf } from '../http/cursor.ts';
import { errorsOf, InstantIn, NoAnswer, Paging, pageSchema } from '../http/schemas.ts';
import { readBooking } from './bookings.ts';
import type { ApiDoor } from './door.ts';
import { ListedOrder, listedOrder, OrderAnswer, orderAnswer } from './money.ts';
import { said } from './present.ts';
import { BookingAnswer } from './shapes.ts';

const tags = ['Orders'];
const OrderRef = z.strictObject({ id: idOf('ord') });

const ListQuery = Paging.extend({
  status: z.enum(orderStatuses).optional(),
  customerId: idOf('cus').optional(),
  payableKind: z.enum(payableKinds).optional().meta({ description: 'What they pay for' }),
  from: InstantIn.optional(),
  to: InstantIn.optional(),
});

const readOrder = async (read: Reader, orderId: string) => orderAnswer((await read('payments.order', { orderId })) as OrderDetail);

export function orderRoutes(door: ApiDoor): void {
  readRoutes(door);
  paymentRoute(door);
  refundRoute(door);
  handBackRoute(door);
  bookingRefundRoute(door);
}

function readRoutes({ app, ask }: ApiDoor): void {
  const listSchema = {
    ...{ tags, summary: 'List orders, newest first', querystring: ListQuery },
    description: '`from` and `to` hold when they were made: in [from, to).',
    response: { 200: pageSchema(ListedOrder), ...errorsOf({ keyed: true }) },
  };
  app.get('/orders', { config: { scope: 'read' }, schema: listSchema }, async (request) => {
    const { cursor, ...filter } = request.query;
    const input = said({ ...filter, after: madeAfter(cursor) });
    return madePageOf((await ask(request, 'payments.orders', input)) as MadePage<OrderSummary>, listedOrder);
  });
  const schema = {
    ...{ tags, summary: 'Read one order, with its payments, refunds and entries of the ledger', params: OrderRef },
    response: { 200: OrderAnswer, ...errorsOf({ keyed: true, codes: ['not_found'] }) },
  };
  app.get('/orders/:id', { config: { scope: 'read' }, schema }, async (request) =>
    readOrder((name, input) => ask(request, name, input), request.params.id),
  );
}

const NewPayment = z
  .strictObject({ ...DeskPayment.shape, note: Text(500).optional() })
  .meta({ id: 'NewPayment', examples: [{ method: 'cash', amountCents: 4_500 }] });

function paymentRoute({ app, change }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Record money that was received at the desk', params: OrderRef, body: NewPayment },
    description: 'Refused as `invalid_request` for more than is due, which `details.mostCents` says.',
    response: { 201: OrderAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found'] }) },
  };
  app.post('/orders/:id/payments', { config: { scope: 'write' }, schema }, (request, reply) => {
    const orderId = request.params.id;
    return change(request, reply, {
      steps: [() => ({ name: 'payments.record', input: { orderId, ...said(request.body) } })],
      status: 201,
      answer: (read) => readOrder(read, orderId),
    });
  });
}

const NewRefund = z
  .strictObject({
    amountCents: Cents.min(1),
    reason: Text(500).optional(),
    method: z.enum(deskMethods).optional().meta({ description: 'Of a desk payment: how it is given; as it came where left out' }),
    stillOwed: z.boolean().optional().meta({ description: 'It is to be paid again; else it is no longer owed' }),
  })
  .meta({ id: 'NewRefund', examples: [{ amountCents: 1_000, reason: 'Started late' }] });

function refundRoute({ app, change }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Give back of a payment', params: z.strictObject({ id: idOf('pay') }), body: NewRefund },
    description: 'At most what is left of it, which `details.mostCents` of the refusal says. Answers with the refund’s id.',
    response: { 201: z.strictObject({ refundId: idOf('rfd') }), ...errorsOf({ keyed: true, changes: true, codes: ['not_found'] }) },
  };
  app.post('/payments/:id/refund', { config: { scope: 'write' }, schema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'payments.refund', input: { paymentId: request.params.id, ...said(request.body) } })],
      status: 201,
      answer: async (_read, [value]) => value,
    }),
  );
}

const HandBack = z.strictObject({ method: z.enum(deskMethods) }).meta({ id: 'HandBack', examples: [{ method: 'cash' }] });

function handBackRoute({ app, change }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Say that the desk gave a refund', params: z.strictObject({ id: idOf('rfd') }), body: HandBack },
    description: 'Of one that is PENDING of a desk payment, or that FAILED at its provider; any other is `invalid_transition`.',
    response: { 204: NoAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found', 'invalid_transition'] }) },
  };
  app.post('/refunds/:id/hand-back', { config: { scope: 'write' }, schema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'payments.handBack', input: { refundId: request.params.id, ...request.body } })],
      status: 204,
      answer: async () => undefined,
    }),
  );
}

const BookingRefund = z
  .strictObject({ amountCents: Cents.min(1).optional(), reason: Text(500).optional() })
  .nullish()
  .meta({ id: 'BookingRefund', examples: [{ amountCents: 1_000, reason: 'Started late' }] });

function bookingRefundRoute({ app, change }: ApiDoor): void {
  const schema = {
    ...{ tags: ['Bookings'], summary: 'Give back what was kept, or a part of it', body: BookingRefund },
    params: z.strictObject({ id: idOf('bkg') }),
    description: 'Of a booking that is cancelled, completed or a no-show. All of it makes the booking REFUNDED, a part leaves it as it is.',
    response: { 200: BookingAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found', 'invalid_transition'] }) },
  };
  app.post('/bookings/:id/refund', { config: { scope: 'write' }, schema }, (request, reply) => {
    const bookingId = request.params.id;
    return change(request, reply, {
      steps: [() => ({ name: 'bookings.refund', input: { bookingId, ...said(request.body ?? {}) } })],
      answer: (read) => readBooking(read, bookingId),
    });
  });
}
