/**
 * What Stripe tells by itself. Signed by Stripe, and yet only a hint: what a page or a payment came to is read from Stripe again,
 * so that the order of events does not matter. What names a payment of ours and is not what we asked for changes nothing, and rings.
 */
import { eq } from 'drizzle-orm';
import type pino from 'pino';
import type { Stripe } from 'stripe';
import type { Outcome } from '#core/domains/payments/model.ts';
import { payments, providerCalls } from '#core/domains/payments/tables.ts';
import type { Engine } from '#core/engine/engine.ts';
import { providedOf } from './calls.ts';
import { hear } from './hear.ts';
import type { StripeKeys } from './keys.ts';
import type { PaymentProvider } from './port.ts';
import { loadStripe } from './sdk.ts';
import { centsOf } from './stripeAmounts.ts';
import { type Asked, type Fit, fitOfIntent, fitOfRefund, fitOfSession } from './stripeFit.ts';
import { CALL, namedIn } from './stripeMetadata.ts';

export interface StripeEars {
  /** @returns undefined where Stripe did not sign this, or not lately */
  verified(body: Buffer, signature: string): Promise<Stripe.Event | undefined>;
  /** @returns whether it was about a payment of this server */
  heard(event: Stripe.Event): Promise<boolean>;
}

interface EarParts {
  readonly engine: Engine;
  readonly logger: pino.Logger;
  readonly keys: StripeKeys;
  readonly secret: string;
  readonly provider: PaymentProvider;
}

interface News {
  readonly asked: Asked;
  readonly fit: Fit;
  readonly outcome: Outcome | null;
}

const never = new AbortController().signal;

export function stripeEars({ engine, logger, keys, secret, provider }: EarParts): StripeEars {
  let loaded: Promise<Stripe> | undefined;
  const sdk = (): Promise<Stripe> => (loaded ??= loadStripe(keys, never));

  async function findAsked(made: { metadata: Stripe.Metadata | null }): Promise<Asked | undefined> {
    const named = namedIn(made);
    if (named === undefined) return undefined;
    const { tenantId, paymentId } = named;
    return engine.database.read(tenantId, async (db) => {
      const payment = await db.find(payments, paymentId);
      if (payment?.provider !== 'stripe') return undefined;
      return { payment, calls: await db.list(providerCalls, eq(providerCalls.paymentId, paymentId)) };
    });
  }

  async function pageIntent(checkoutRef: string): Promise<string | null> {
    const { payment_intent: intent } = await (await sdk()).checkout.sessions.retrieve(checkoutRef);
    return typeof intent === 'string' ? intent : (intent?.id ?? null);
  }

  async function ofSession(session: Stripe.Checkout.Session): Promise<News | undefined> {
    const asked = await findAsked(session);
    if (asked === undefined) return undefined;
    const fit = fitOfSession(asked, session);
    const page = { ...providedOf(asked.payment), checkoutRef: session.id, providerRef: null };
    return { asked, fit, outcome: fit === 'fits' ? await provider.look(page) : null };
  }

  async function ofIntent(intent: Stripe.PaymentIntent): Promise<News | undefined> {
    const asked = await findAsked(intent);
    if (asked === undefined) return undefined;
    const fit = await fitOfIntent(asked, intent, pageIntent);
    const outcome = fit === 'fits' ? await provider.look({ ...providedOf(asked.payment), providerRef: intent.id }) : null;
    // With a page that expires its intent is cancelled, too: nothing was held.
    const isNews = outcome?.kind !== 'released' || asked.payment.status === 'AUTHORISED';
    return { asked, fit, outcome: isNews ? outcome : null };
  }

  async function ofRefund(refund: Stripe.Refund): Promise<News | undefined> {
    const { id: providerRef, status, amount, currency, metadata, payment_intent: intent, failure_reason: failure } = refund;
    // Of ours the answer to our own call tells, by the refund that it was asked for.
    // But for one that was done: a bank may send it back days later.
    const isSentBack = status === 'failed';
    const isElsewhere = status === 'succeeded' && metadata?.[CALL] === undefined;
    if (intent === null || !(isSentBack || isElsewhere)) return undefined;
    const asked = await findAsked(await (await sdk()).paymentIntents.retrieve(typeof intent === 'string' ? intent : intent.id));
    if (asked === undefined) return undefined;
    const outcome: Outcome = isSentBack
      ? { kind: 'refund_failed', providerRef, failure: failure ?? status }
      : { kind: 'refunded', providerRef, amountCents: centsOf(amount, currency) };
    return { asked, fit: fitOfRefund(asked, refund), outcome };
  }

  async function told(event: Stripe.Event): Promise<News | undefined> {
    switch (event.type) {
      case 'checkout.session.completed':
      case 'checkout.session.expired':
      case 'checkout.session.async_payment_succeeded':
      case 'checkout.session.async_payment_failed':
        return ofSession(event.data.object);
      case 'payment_intent.amount_capturable_updated':
      case 'payment_intent.succeeded':
      case 'payment_intent.canceled':
        return ofIntent(event.data.object);
      case 'refund.created':
      case 'refund.updated':
      case 'refund.failed':
        return ofRefund(event.data.object);
      default:
        return undefined;
    }
  }

  return {
    async verified(body, signature) {
      const { webhooks } = await sdk();
      try {
        return webhooks.constructEvent(body, signature, secret);
      } catch {
        return undefined;
      }
    },
    async heard(event) {
      const news = await told(event);
      if (news === undefined) return false;
      const { asked, fit, outcome } = news;
      const { tenantId, id: paymentId } = asked.payment;
      if (typeof fit === 'object') {
        logger.warn({ tenantId, payment: paymentId, event: event.id, type: event.type, problem: fit.problem }, 'a payment does not fit');
        // Once for a payment, whatever else is told of the same.
        return hear(engine, { tenantId, paymentId, outcome: { kind: 'misfit', failure: fit.problem }, eventId: `misfit/${paymentId}` });
      }
      if (fit === 'unclear' || outcome === null) return outcome !== null;
      return hear(engine, { tenantId, paymentId, outcome, eventId: event.id });
    },
  };
}
