import { z } from 'zod';
import { isoOf } from '#core/base/time.ts';
import { Cents, Email, idOf, LocalDate, LocalTime, Name, Phone } from '#core/contracts/fields.ts';
import { Answers } from '#core/domains/catalog/model.ts';
import { checkWait, type WaitlistEntry, waitStatuses } from '#core/domains/waitlist/model.ts';
import { errorsOf, InstantIn, InstantOut, NoAnswer, NoBody, pageSchema, Paging } from '../http/schemas.ts';
import type { Reader } from '../http/changes.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import { bookingRefusals, readBooking } from './bookings.ts';
import type { ApiDoor } from './door.ts';
import { said } from './present.ts';
import { BookingAnswer } from './shapes.ts';

const tags = ['Waitlist'];
const Ref = z.strictObject({ id: idOf('wtl') });

/** What somebody waits for, as every door takes it. */
export const wait = {
  offeringId: idOf('off'),
  resourceId: idOf('res').optional(),
  quantity: z.int().min(1).max(10_000).optional(),
  /** of what is sold by the night; the usual where it isn't said */
  nights: z.int().min(1).max(60).optional(),
  /** without those of add-ons; the usual where it isn't said */
  durationMinutes: z.int().min(5).max(1_440).optional(),
  /** local dates of the offering's zone, both included */
  fromDate: LocalDate,
  toDate: LocalDate,
  /** local times between which it is to start, both included */
  timeFrom: LocalTime.optional(),
  timeTo: LocalTime.optional(),
};

export const waitExample = { offeringId: 'off_0123456789abcdefghjk', fromDate: '2026-05-12', toDate: '2026-05-15', timeTo: '12:00' };

const NewWait = z
  .strictObject({ ...wait, customer: z.strictObject({ name: Name(), email: Email.nullish(), phone: Phone.nullish() }) })
  .superRefine(checkWait)
  .meta({ id: 'NewWait', examples: [{ ...waitExample, customer: { name: 'Ada Byron', email: 'ada@example.com' } }] });

export const Acceptance = z
  .strictObject({ answers: Answers.optional(), expectedTotalCents: Cents.optional() })
  .nullish()
  .meta({ id: 'OfferAcceptance', examples: [{ expectedTotalCents: 4_500 }] });

export const waitAnswer = {
  id: idOf('wtl'),
  status: z.enum(waitStatuses),
  offeringId: idOf('off'),
  offeringTitle: z.string(),
  timezone: z.string(),
  resourceId: idOf('res').nullable(),
  quantity: z.int(),
  nights: z.int().nullable(),
  durationMinutes: z.int().nullable(),
  fromDate: LocalDate,
  toDate: LocalDate,
  timeFrom: LocalTime.nullable(),
  timeTo: LocalTime.nullable(),
  /** the slot that is kept for them, and until when */
  offer: z.strictObject({ startsAt: InstantOut, endsAt: InstantOut, until: InstantOut }).nullable(),
  bookingId: idOf('bkg').nullable(),
  createdAt: InstantOut,
};

const Wait = z
  .strictObject({
    ...waitAnswer,
    customer: z.strictObject({ name: z.string(), email: z.string().nullable(), phone: z.string().nullable() }),
    /** offers that ran out or were declined; the third takes them off */
    missed: z.int(),
    updatedAt: InstantOut,
  })
  .meta({ id: 'Wait' });

export function waitFacts({ id, status, offeringId, offeringTitle, timezone, resourceId, quantity, offer, ...entry }: WaitlistEntry) {
  const { nights, durationMinutes, fromDate, toDate, timeFrom, timeTo, bookingId, createdAt } = entry;
  return {
    ...{
      id,
      status,
      offeringId,
      offeringTitle,
      timezone,
      resourceId,
      quantity,
      nights,
      durationMinutes,
      fromDate,
      toDate,
      timeFrom,
      timeTo,
      bookingId,
    },
    offer: offer === null ? null : { startsAt: isoOf(offer.startsAt), endsAt: isoOf(offer.endsAt), until: isoOf(offer.until) },
    createdAt: isoOf(createdAt),
  };
}

const answerOf = (entry: WaitlistEntry) => ({
  ...waitFacts(entry),
  customer: { name: entry.name, email: entry.email, phone: entry.phone },
  ...{ missed: entry.missed, updatedAt: isoOf(entry.updatedAt) },
});

const read = async (reader: Reader, waitlistId: string) => answerOf((await reader('waitlist.entry', { waitlistId })) as WaitlistEntry);

/** Drops what was left open: the core's fields are said or absent. */
export const joinInput = (
  wish: object,
  customer: { name: string; email?: string | null | undefined; phone?: string | null | undefined },
) => ({
  ...said(wish),
  ...{ name: customer.name, email: customer.email ?? null, phone: customer.phone ?? null },
});

const Statuses = z
  .string()
  .meta({ description: `One of ${waitStatuses.join(', ')}, or several with commas between`, examples: ['WAITING,OFFERED'] })
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(waitStatuses)).max(waitStatuses.length));

/** Who waits comes first and by when they joined, the others by when they last changed, backwards. */
const Position = z.tuple([z.int(), z.number(), z.string()]);

type Place = z.output<typeof Position>;

const positionOf = ({ id, status, createdAt, updatedAt }: WaitlistEntry): Place =>
  status === 'WAITING' || status === 'OFFERED' ? [0, createdAt, id] : [1, -updatedAt, id];

const inOrder = (a: Place, b: Place): number => a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : Number(a[2] !== b[2]));

export function waitlistRoutes(door: ApiDoor): void {
  const { app, ask, change } = door;
  waitlistAnswerRoutes(door);
  const listSchema = {
    ...{
      tags,
      summary: 'Who waits, in the order in which they are offered, then who did',
      querystring: Paging.extend({ status: Statuses.optional(), offeringId: idOf('off').optional() }),
    },
    description: 'Of those who wait no more, the last 500 are told, the newest first.',
    response: { 200: pageSchema(Wait), ...errorsOf({ keyed: true }) },
  };
  app.get('/waitlist', { config: { scope: 'read' }, schema: listSchema }, async (request) => {
    const { cursor, limit, ...filter } = request.query;
    const after = decodeCursor(cursor, Position);
    const rows = ((await ask(request, 'waitlist.entries', said(filter))) as WaitlistEntry[])
      .toSorted((a, b) => inOrder(positionOf(a), positionOf(b)))
      .filter((entry) => after === undefined || inOrder(positionOf(entry), after) > 0);
    return pageOf(rows, { limit, position: positionOf, present: answerOf });
  });

  const readSchema = {
    ...{ tags, summary: 'Read one entry', params: Ref },
    response: { 200: Wait, ...errorsOf({ keyed: true, codes: ['not_found'] }) },
  };
  app.get('/waitlist/:id', { config: { scope: 'read' }, schema: readSchema }, (request) =>
    read((name, input) => ask(request, name, input), request.params.id),
  );

  const joinSchema = {
    ...{ tags, summary: 'Put somebody on the waiting list', body: NewWait },
    response: { 201: Wait, ...errorsOf({ keyed: true, changes: true, codes: ['not_found', 'invalid_service'] }) },
  };
  app.post('/waitlist', { config: { scope: 'write' }, schema: joinSchema }, (request, reply) => {
    const { customer, ...wish } = request.body;
    return change(request, reply, {
      steps: [() => ({ name: 'waitlist.join', input: joinInput(wish, customer) })],
      status: 201,
      answer: (reader, [value]) => read(reader, (value as { waitlistId: string }).waitlistId),
    });
  });

  const leaveSchema = {
    ...{ tags, summary: 'Take somebody off', params: Ref, body: NoBody },
    response: { 204: NoAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found', 'invalid_transition'] }) },
  };
  app.delete('/waitlist/:id', { config: { scope: 'write' }, schema: leaveSchema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'waitlist.leave', input: { waitlistId: request.params.id } })],
      status: 204,
      answer: async () => undefined,
    }),
  );

  const offerSchema = {
    ...{ tags, summary: 'Offer them a slot, past the queue', params: Ref },
    body: z.strictObject({ startsAt: InstantIn }).meta({ id: 'NewOffer', examples: [{ startsAt: '2026-05-12T15:00:00Z' }] }),
    response: {
      200: Wait,
      ...errorsOf({ keyed: true, changes: true, codes: ['not_found', 'booking_conflict', 'invalid_service', 'invalid_transition'] }),
    },
  };
  app.post('/waitlist/:id/offer', { config: { scope: 'write' }, schema: offerSchema }, (request, reply) => {
    const waitlistId = request.params.id;
    return change(request, reply, {
      steps: [() => ({ name: 'waitlist.offer', input: { waitlistId, ...request.body } })],
      answer: (reader) => read(reader, waitlistId),
    });
  });
}

/** On their behalf: who answers on the telephone, or in a program of your own. */
function waitlistAnswerRoutes({ app, change }: ApiDoor): void {
  const refusals = [...bookingRefusals, 'invalid_transition'] as const;
  const acceptSchema = {
    ...{ tags, summary: 'Book what is kept for them', params: Ref, body: Acceptance },
    description: '`expectedTotalCents` is what they were shown: refused where it would be another by now.',
    response: { 201: BookingAnswer, ...errorsOf({ keyed: true, changes: true, codes: refusals }) },
  };
  app.post('/waitlist/:id/accept', { config: { scope: 'write' }, schema: acceptSchema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'waitlist.accept', input: { waitlistId: request.params.id, ...said(request.body ?? {}) } })],
      status: 201,
      answer: (reader, [value]) => readBooking(reader, (value as { bookingId: string }).bookingId),
    }),
  );

  const declineSchema = {
    ...{ tags, summary: 'Let the offer go on to the next', params: Ref, body: NoBody },
    response: { 200: Wait, ...errorsOf({ keyed: true, changes: true, codes: ['not_found', 'invalid_transition'] }) },
  };
  app.post('/waitlist/:id/decline', { config: { scope: 'write' }, schema: declineSchema }, (request, reply) => {
    const waitlistId = request.params.id;
    return change(request, reply, {
      steps: [() => ({ name: 'waitlist.decline', input: { waitlistId } })],
      answer: (reader) => read(reader, waitlistId),
    });
  });
}
