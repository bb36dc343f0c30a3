/** A customer's own booking, opened by the signed link that only they have. */
import { z } from 'zod';
import { Refusal } from '#core/base/refusal.ts';
import { HOUR, isoOf } from '#core/base/time.ts';
import { idOf } from '#core/contracts/fields.ts';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import type { CalendarEntry } from '#core/domains/calendar/model.ts';
import type { Offering } from '#core/domains/catalog/model.ts';
import type { Profile } from '#core/domains/tenants/model.ts';
import { nowOf } from '#core/engine/clock.ts';
import type { ServerParts } from '#server/parts.ts';
import { manageToken } from '#server/secrets/manage.ts';
import { cancelAnswer, locationAnswer, said } from '../api/present.ts';
import { eventForBooker } from '../calendar/events.ts';
import { addLinks } from '../calendar/links.ts';
import { bookingCalendar, manageUrl } from '../calendar/single.ts';
import { type Reader, readerOf } from '../http/changes.ts';
import { errorsOf, isoOrNull } from '../http/schemas.ts';
import { disputeTerms } from './disputes.ts';
import type { StorefrontDoor } from './door.ts';
import { CancelBody, MoveBody, ShopBooking } from './shapes.ts';

const tags = ['Storefront'];
const Params = z.strictObject({ tenant: z.string().max(64), id: idOf('bkg') });

export function ownBookingRoutes(door: StorefrontDoor): void {
  readRoute(door);
  cancelRoute(door);
  moveRoute(door);
  payRoute(door);
  fileRoute(door);
}

interface Place {
  readonly parts: ServerParts;
  readonly bookingId: string;
}

async function offeringOf(read: Reader, offeringId: string | undefined): Promise<Offering | null> {
  if (offeringId === undefined) return null;
  try {
    return (await read('catalog.shown', { idOrSlug: offeringId })) as Offering;
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

async function calendarOf(read: Reader, { parts, bookingId, profile }: Place & { profile: Profile }) {
  const [entry] = (await read('calendar.bookingEntries', { bookingId })) as CalendarEntry[];
  const ref = { tenantId: profile.id, bookingId, subdomain: profile.subdomain };
  const file = `${parts.publicUrl()}/v1/storefront/${profile.subdomain}/bookings/${bookingId}/booking.ics`;
  const icsUrl = `${file}?t=${manageToken(parts.serverKey, ref)}`;
  if (entry === undefined) return { icsUrl, googleUrl: '', outlookUrl: '' };
  return { icsUrl, ...addLinks(eventForBooker(entry, { business: profile.name, manageUrl: manageUrl(parts, ref) })) };
}

function termsOf(booking: BookingDetail, { now, dispute }: { now: number; dispute: boolean }) {
  const { status, startsAt, moves, cancellationPolicy, customerMovesUntil } = booking;
  const ahead = startsAt > now;
  const cancel = ahead && moves.includes('cancel');
  const isTheirs = customerMovesUntil !== null && now <= customerMovesUntil;
  return {
    may: { cancel, reschedule: ahead && isTheirs && (status === 'PENDING' || status === 'CONFIRMED'), dispute },
    moveUntil: isoOrNull(customerMovesUntil),
    cancelNow: cancel ? cancelAnswer(booking) : null,
    policy: cancellationPolicy.map(({ hoursBefore, refundPercent }) => ({ until: isoOf(startsAt - hoursBefore * HOUR), refundPercent })),
  };
}

const itemAnswer = ({
  id,
  offeringId,
  offeringTitle,
  resourceNames,
  startsAt,
  endsAt,
  quantity,
  priceCents,
  addOns,
  answers,
}: BookingDetail['items'][number]) => ({
  ...{ id, offeringId, offeringTitle, resourceName: resourceNames.join(', ') || null },
  ...{ startsAt: isoOf(startsAt), endsAt: isoOf(endsAt), quantity, priceCents },
  ...{ addOns, answers },
});

const offeringAnswer = ({ id, title, slug, timezone, durationMinutes, slotMinutes }: Offering) => ({
  ...{ id, title, slug, timezone, durationMinutes, slotMinutes },
});

function paymentAnswer({ payments, mayPayAgain: payAgain, status: became, order }: BookingDetail) {
  const asked = payments.findLast(({ provider }) => provider !== 'desk');
  if (asked === undefined) return null;
  const { id, status, purpose, hold, checkoutUrl, authoriseAt, expiresAt } = asked;
  const isOver = became === 'CANCELLED' || became === 'NO_SHOW';
  const owedCents = isOver ? Math.max(0, order?.dueCents ?? 0) : 0;
  const amountCents = status === 'PAID' ? asked.capturedCents : asked.amountCents;
  return {
    ...{ id, status, purpose, amountCents, owedCents, hold, checkoutUrl, authoriseAt: isoOrNull(authoriseAt), dueAt: isoOrNull(expiresAt) },
    payAgain,
  };
}

export async function readOwnBooking(read: Reader, { parts, bookingId }: Place) {
  const booking = (await read('bookings.booking', { bookingId })) as BookingDetail;
  const profile = (await read('tenants.profile', {})) as Profile;
  const offering = await offeringOf(read, booking.items[0]?.offeringId);
  const { id, confirmationCode, status, refundPercent, customerNotes } = booking;
  const { subtotalCents, discountCents, taxCents, totalCents, currency, couponCode } = booking;
  const now = await nowOf(parts.engine, profile.id);
  const { dispute, disputeId } = await disputeTerms(read, { booking, now });
  return {
    ...{ id, confirmationCode, status, offering: offering === null ? null : offeringAnswer(offering) },
    customer: { name: booking.customerName, email: booking.customerEmail, phone: booking.customerPhone },
    items: booking.items.map(itemAnswer),
    ...{ subtotalCents, discountCents, taxCents, totalCents, currency, couponCode, refundPercent, customerNotes },
    refundCents: booking.moneyNow.returnedCents,
    createdAt: isoOf(booking.createdAt),
    tenant: { name: profile.name, timezone: profile.timezone },
    location: offering === null ? null : locationAnswer(offering),
    ...termsOf(booking, { now, dispute }),
    disputeId,
    calendar: await calendarOf(read, { parts, bookingId, profile }),
    payment: paymentAnswer(booking),
  };
}

const codes = ['unauthorized', 'not_found'] as const;

function readRoute({ app, parts, engine, bookerOf, tenantOf }: StorefrontDoor): void {
  const schema = {
    tags,
    summary: 'Read the booking of a manage link',
    params: Params,
    response: { 200: ShopBooking, ...errorsOf({ codes }) },
  };
  app.get('/bookings/:id', { schema }, async (request) => {
    const bookingId = request.params.id;
    await bookerOf(request, bookingId);
    return engine.database.read(tenantOf(request).tenantId, (db) => readOwnBooking(readerOf(engine, db), { parts, bookingId }));
  });
}

function cancelRoute({ app, parts, change, bookerOf }: StorefrontDoor): void {
  const schema = {
    ...{ tags, summary: 'Cancel; refused where the refund is no longer what the customer was shown', params: Params, body: CancelBody },
    response: { 200: ShopBooking, ...errorsOf({ changes: true, codes: [...codes, 'edit_conflict', 'invalid_transition'] }) },
  };
  app.post('/bookings/:id/cancel', { schema }, async (request, reply) => {
    const bookingId = request.params.id;
    const actor = await bookerOf(request, bookingId);
    const input = { bookingId, ...said(request.body) };
    return change(request, reply, {
      actor,
      change: { steps: [() => ({ name: 'bookings.cancel', input })], answer: (read) => readOwnBooking(read, { parts, bookingId }) },
    });
  });
}

function moveRoute({ app, parts, change, bookerOf }: StorefrontDoor): void {
  const refusals = [...codes, 'booking_conflict', 'invalid_service', 'invalid_transition'] as const;
  const schema = {
    ...{ tags, summary: 'Move to another time', params: Params, body: MoveBody },
    response: { 200: ShopBooking, ...errorsOf({ changes: true, codes: refusals }) },
  };
  app.post('/bookings/:id/reschedule', { schema }, async (request, reply) => {
    const bookingId = request.params.id;
    const actor = await bookerOf(request, bookingId);
    const input = { bookingId, ...said(request.body) };
    return change(request, reply, {
      actor,
      change: { steps: [() => ({ name: 'bookings.reschedule', input })], answer: (read) => readOwnBooking(read, { parts, bookingId }) },
    });
  });
}

function payRoute({ app, parts, change, bookerOf }: StorefrontDoor): void {
  const schema = {
    tags,
    summary: 'Pay again with another card, after one was declined',
    description: 'While the time to pay runs. The new page comes a moment later, as `payment.checkoutUrl` of the booking.',
    params: Params,
    response: { 200: ShopBooking, ...errorsOf({ changes: true, codes: [...codes, 'invalid_transition'] }) },
  };
  app.post('/bookings/:id/pay', { schema }, async (request, reply) => {
    const bookingId = request.params.id;
    const actor = await bookerOf(request, bookingId);
    return change(request, reply, {
      actor,
      change: {
        steps: [() => ({ name: 'bookings.payAgain', input: { bookingId } })],
        answer: (read) => readOwnBooking(read, { parts, bookingId }),
      },
    });
  });
}

function fileRoute({ app, parts, bookerOf, tenantOf }: StorefrontDoor): void {
  const schema = { hide: true, params: Params, querystring: z.strictObject({ t: z.string().max(100).optional() }) };
  app.get('/bookings/:id/booking.ics', { schema }, async (request, reply) => {
    // A link to a file carries no header: this one address takes the token in its query.
    await bookerOf(request, request.params.id, request.query.t);
    const file = await bookingCalendar(parts, tenantOf(request).tenantId, request.params.id);
    reply.header('content-disposition', 'attachment; filename="booking.ics"');
    return reply.type('text/calendar; charset=utf-8').send(file);
  });
}
