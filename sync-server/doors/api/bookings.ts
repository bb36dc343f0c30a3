import { z } from 'zod';
import { refuse } from '#core/base/refusal.ts';
import { idOf } from '#core/contracts/fields.ts';
import { type BookingDetail, bookingStatuses } from '#core/domains/bookings/model.ts';
import { madeAfter, type MadePage, madePageOf } from '../http/cursor.ts';
import type { Reader, Step } from '../http/changes.ts';
import { limited } from '../http/limits.ts';
import { errorsOf, InstantIn, Paging, pageSchema } from '../http/schemas.ts';
import type { ApiDoor } from './door.ts';
import { bookingAnswer, listedBooking, said } from './present.ts';
import { BookingAnswer, BookingChanges, ListedBooking, NewBookingBody } from './shapes.ts';

const tags = ['Bookings'];
const Ref = z.strictObject({ id: idOf('bkg') });

/** `?status=PENDING` or `?status=PENDING,CONFIRMED` */
const Statuses = z
  .string()
  .meta({ description: `One of ${bookingStatuses.join(', ')}, or several with commas between`, examples: ['PENDING,CONFIRMED'] })
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(bookingStatuses)).max(bookingStatuses.length));

const ListQuery = Paging.extend({
  status: Statuses.optional(),
  from: InstantIn.optional(),
  to: InstantIn.optional(),
  customerId: idOf('cus').optional(),
  offeringId: idOf('off').optional(),
  q: z.string().max(200).optional(),
});

export const readBooking = async (read: Reader, bookingId: string) =>
  bookingAnswer((await read('bookings.booking', { bookingId })) as BookingDetail);

export function bookingRoutes(door: ApiDoor): void {
  listRoute(door);
  readRoute(door);
  createRoute(door);
  changeRoute(door);
}

function listRoute({ app, ask }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'List bookings, newest first', querystring: ListQuery },
    description: '`from` and `to` hold the start: bookings that start in [from, to).',
    response: { 200: pageSchema(ListedBooking), ...errorsOf({ keyed: true }) },
  };
  app.get('/bookings', { config: { scope: 'read' }, schema }, async (request) => {
    const { cursor, ...filter } = request.query;
    const input = said({ ...filter, after: madeAfter(cursor) });
    return madePageOf((await ask(request, 'bookings.page', input)) as MadePage<BookingDetail>, listedBooking);
  });
}

function readRoute({ app, ask }: ApiDoor): void {
  const schema = {
    tags,
    summary: 'Read one booking',
    params: Ref,
    response: { 200: BookingAnswer, ...errorsOf({ keyed: true, codes: ['not_found'] }) },
  };
  app.get('/bookings/:id', { config: { scope: 'read' }, schema }, async (request) =>
    bookingAnswer((await ask(request, 'bookings.booking', { bookingId: request.params.id })) as BookingDetail),
  );
}

function createInput({ items, customer, notes, customerNotes, holdId, confirm, expectedTotalCents, couponCode, ...rest }: NewBookingBody) {
  const { locale, paymentToken, ...wish } = rest;
  const wishes = items ?? [wish];
  return said({
    notes,
    customerNotes,
    holdId,
    confirm,
    expectedTotalCents,
    couponCode,
    locale,
    testCard: paymentToken,
    items: wishes.map((wish) => said(wish)),
    customer: said(customer),
    source: 'api',
  });
}

/** What a booking is refused for, by whichever door it comes. */
export const bookingRefusals = [
  'not_found',
  'booking_conflict',
  'hold_expired',
  'invalid_service',
  'coupon_invalid',
  'edit_conflict',
  'quota_exceeded',
] as const;

function createRoute({ app, change, callerOf, parts }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Book one slot, or several all or none', body: NewBookingBody },
    description:
      'Where any of several `items` is refused, nothing is booked: `details.item` is the first, counted from 0, and `details.items` names them all, each with its `error` and `details`: `hold_expired` where a hold of its own has ended and the time is gone.',
    response: { 201: BookingAnswer, ...errorsOf({ keyed: true, changes: true, codes: bookingRefusals }) },
  };
  app.post('/bookings', { config: { scope: 'write' }, schema }, async (request, reply) => {
    const { key, sandbox } = callerOf(request);
    const who = key.keyId;
    if (request.body.paymentToken !== undefined && !sandbox) refuse('forbidden', { field: 'paymentToken' });
    return change(request, reply, {
      admit: () => limited(parts, { reply, name: 'bookings', who, limit: parts.options.limits.bookingsPerKey }),
      steps: [() => ({ name: 'bookings.create', input: createInput(request.body) })],
      status: 201,
      answer: (read, [value]) => readBooking(read, (value as { bookingId: string }).bookingId),
    });
  });
}

/** Time, resource and quantity are one move; notes another: all or nothing. */
function stepsOf(bookingId: string, { notes, ...move }: BookingChanges): [Step, ...Step[]] {
  const reschedule: Step = () => ({ name: 'bookings.reschedule', input: said({ bookingId, ...move }) });
  const edit: Step = () => ({ name: 'bookings.editNotes', input: { bookingId, changes: { notes } } });
  const moves = Object.keys(said(move)).some((field) => field !== 'itemId');
  if (notes === undefined) return [reschedule];
  return moves ? [reschedule, edit] : [edit];
}

function changeRoute({ app, change }: ApiDoor): void {
  const codes = ['not_found', 'booking_conflict', 'invalid_service', 'invalid_transition'] as const;
  const schema = {
    ...{ tags, summary: 'Reschedule an item, change its resource or quantity, edit the notes', params: Ref, body: BookingChanges },
    response: { 200: BookingAnswer, ...errorsOf({ keyed: true, changes: true, codes }) },
  };
  app.patch('/bookings/:id', { config: { scope: 'write' }, schema }, (request, reply) => {
    const bookingId = request.params.id;
    return change(request, reply, { steps: stepsOf(bookingId, request.body), answer: (read) => readBooking(read, bookingId) });
  });
}
