/** `POST /v1/payments/stripe`: what Stripe tells. The signature is of the bytes, so that they are not read as JSON before it is checked. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { refuse } from '#core/base/refusal.ts';
import type { ServerParts } from '#server/parts.ts';
import { stripeProvider } from '#server/payments/stripe.ts';
import { stripeEars } from '#server/payments/stripeEvents.ts';
import type { ZodApp } from '../http/app.ts';
import { limited } from '../http/limits.ts';
import { errorsOf } from '../http/schemas.ts';

const Received = z.strictObject({ received: z.literal(true), known: z.boolean() }).meta({ id: 'StripeReceived' });

export function registerPayments(app: ZodApp, parts: ServerParts): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  const ears = earsOf(parts);
  const schema = {
    tags: ['Payments'],
    summary: 'Stripe’s webhook, signed by Stripe',
    description:
      'Register it at Stripe for `checkout.session.*`, `payment_intent.*` and `refund.*`, and give the server its signing secret as `SLOTKEEPER_STRIPE_WEBHOOK_SECRET`. `Stripe-Signature` is checked; what is about no payment of this server is answered with 200 and `known: false`.',
    response: { 200: Received, ...errorsOf({ codes: ['unauthorized', 'payload_too_large', 'unsupported_media_type', 'disk_full'] }) },
  };
  app.post('/stripe', { schema }, async (request, reply) => {
    const signature = request.headers['stripe-signature'];
    const body: unknown = request.body;
    const isWhole = Buffer.isBuffer(body) && typeof signature === 'string';
    const event = ears === null || !isWhole ? undefined : await ears.verified(body, signature);
    if (ears === null || event === undefined) return refuseStranger(parts, { request, reply });
    return { received: true as const, known: await ears.heard(event) };
  });
}

function earsOf({ engine, logger, options: { stripe } }: ServerParts) {
  const secret = stripe?.webhookSecret ?? null;
  if (stripe === null || secret === null) return null;
  return stripeEars({ engine, logger, keys: stripe, secret, provider: stripeProvider(stripe) });
}

/** Guessing costs the guesser's address. */
async function refuseStranger(parts: ServerParts, { request, reply }: { request: FastifyRequest; reply: FastifyReply }): Promise<never> {
  await limited(parts, { reply, name: 'attempts', who: request.ip, limit: parts.options.limits.requestsPerAddress });
  return refuse('unauthorized', { header: 'Stripe-Signature' });
}
