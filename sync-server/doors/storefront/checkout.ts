/** From a slot to a booking: hold, quote, checkout. */
import { z } from 'zod';
import { isoOf } from '#core/base/time.ts';
import { idOf } from '#core/contracts/fields.ts';
import type { Quote } from '#core/domains/pricing/model.ts';
import { manageToken } from '#server/secrets/manage.ts';
import { originOf } from '#server/secrets/origins.ts';
import { bookingRefusals } from '../api/bookings.ts';
import { said } from '../api/present.ts';
import { QuoteAnswer, quoteAnswer, quoteInput, ShopQuoteRequest } from '../api/quote.ts';
import { manageUrl } from '../calendar/single.ts';
import { languageOf } from '../http/language.ts';
import { limited } from '../http/limits.ts';
import { errorsOf, NoAnswer, NoBody } from '../http/schemas.ts';
import { readOwnBooking } from './bookings.ts';
import { passerBy, type StorefrontDoor } from './door.ts';
import { CheckoutAnswer, CheckoutBody, HoldAnswer, HoldBody } from './shapes.ts';

const tags = ['Storefront'];
const Shop = z.strictObject({ tenant: z.string().max(64) });

export function checkoutRoutes(door: StorefrontDoor): void {
  holdRoute(door);
  releaseRoute(door);
  quoteRoute(door);
  checkoutRoute(door);
}

interface HoldValue {
  readonly holdId: string;
  readonly offeringId: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly quantity: number;
  readonly expiresAt: number;
}

const holdAnswer = ({ holdId, offeringId, quantity, ...hold }: HoldValue) => ({
  ...{ id: holdId, offeringId, quantity },
  ...{ startsAt: isoOf(hold.startsAt), endsAt: isoOf(hold.endsAt), expiresAt: isoOf(hold.expiresAt) },
});

function holdRoute({ app, parts, change }: StorefrontDoor): void {
  const schema = {
    ...{ tags, summary: 'Keep a slot for ten minutes', params: Shop, body: HoldBody },
    response: { 201: HoldAnswer, ...errorsOf({ changes: true, codes: ['not_found', 'booking_conflict', 'invalid_service'] }) },
  };
  app.post('/holds', { schema }, async (request, reply) => {
    return change(request, reply, {
      actor: passerBy,
      change: {
        admit: () => limited(parts, { reply, name: 'holds', who: request.ip, limit: parts.options.limits.holdsPerAddress }),
        steps: [() => ({ name: 'availability.hold', input: said(request.body) })],
        status: 201,
        answer: async (_read, [value]) => holdAnswer(value as unknown as HoldValue),
      },
    });
  });
}

function releaseRoute({ app, change }: StorefrontDoor): void {
  const schema = {
    ...{ tags, summary: 'Give a held slot back', params: Shop.extend({ id: idOf('hld') }), body: NoBody },
    response: { 204: NoAnswer, ...errorsOf({ changes: true, codes: ['not_found'] }) },
  };
  app.delete('/holds/:id', { schema }, (request, reply) =>
    change(request, reply, {
      actor: passerBy,
      change: {
        steps: [() => ({ name: 'availability.releaseHold', input: { holdId: request.params.id } })],
        status: 204,
        answer: async () => undefined,
      },
    }),
  );
}

function quoteRoute({ app, ask }: StorefrontDoor): void {
  const schema = {
    ...{ tags, summary: 'What it costs, and what a cancellation would give back', params: Shop, body: ShopQuoteRequest },
    response: { 200: QuoteAnswer, ...errorsOf({ changes: true, codes: ['not_found', 'invalid_service', 'coupon_invalid'] }) },
  };
  app.post('/quote', { schema }, async (request) => quoteAnswer((await ask(request, 'pricing.quote', quoteInput(request.body))) as Quote));
}

function checkoutRoute({ app, parts, change, tenantOf }: StorefrontDoor): void {
  const schema = {
    ...{ tags, summary: 'Book', params: Shop, body: CheckoutBody },
    response: { 201: CheckoutAnswer, ...errorsOf({ changes: true, codes: bookingRefusals }) },
  };
  app.post('/checkout', { schema }, async (request, reply) => {
    const { tenantId, subdomain } = tenantOf(request);
    const { customer, holdId, customerNotes, expectedTotalCents, couponCode, items, ...wish } = request.body;
    const input = said({
      items: (items ?? [wish]).map((one) => said(one)),
      customer: { ...customer, phone: customer.phone ?? null },
      holdId,
      customerNotes,
      expectedTotalCents,
      couponCode,
      source: 'widget',
      locale: languageOf(request),
      origin: originOf(request, { serverKey: parts.serverKey, tenantId }),
    });
    return change(request, reply, {
      actor: { ...passerBy, name: customer.name },
      change: {
        admit: () => limited(parts, { reply, name: 'bookings', who: request.ip, limit: parts.options.limits.bookingsPerAddress }),
        steps: [() => ({ name: 'bookings.create', input })],
        status: 201,
        async answer(read, [value]) {
          const { bookingId } = value as { bookingId: string };
          const ref = { tenantId, bookingId, subdomain };
          const booking = await readOwnBooking(read, { parts, bookingId });
          return { booking, manageToken: manageToken(parts.serverKey, ref), manageUrl: manageUrl(parts, ref) };
        },
      },
    });
  });
}
