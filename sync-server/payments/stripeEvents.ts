/** What Stripe tells by itself. Signed by Stripe, and yet only a hint: what a page came to is read from Stripe again, so that the order of events does not matter. */
import type { Stripe } from 'stripe';
import type { Outcome } from '#core/domains/payments/model.ts';
import { payments } from '#core/domains/payments/tables.ts';
import type { Engine } from '#core/engine/engine.ts';
import { type PaymentRow, providedOf } from './calls.ts';
import { hear } from './hear.ts';
import type { StripeKeys } from './keys.ts';
import type { PaymentProvider } from './port.ts';
import { loadStripe } from './sdk.ts';
import { centsOf } from './stripeAmounts.ts';
import { CALL, PAYMENT, TENANT } from './stripeMetadata.ts';
import { outcomeOfIntent } from './stripeOutcomes.ts';

export interface StripeEars {
  /** @returns undefined where Stripe did not sign this, or not lately */
  verified(body: Buffer, signature: string): Promise<Stripe.Event | undefined>;
  /** @returns whether it was about a payment of this server */
  heard(event: Stripe.Event): Promise<boolean>;
}

interface EarParts {
  readonly engine: Engine;
  readonly keys: StripeKeys;
  readonly secret: string;
  readonly provider: PaymentProvider;
}

const never = new AbortController().signal;

export function stripeEars({ engine, keys, secret, provider }: EarParts): StripeEars {
  let loaded: Promise<Stripe> | undefined;
  const sdk = (): Promise<Stripe> => (loaded ??= loadStripe(keys, never));

  const findPayment = async (metadata: Stripe.Metadata | null): Promise<PaymentRow | undefined> => {
    const { [TENANT]: tenantId, [PAYMENT]: paymentId } = metadata ?? {};
    if (tenantId === undefined || paymentId === undefined) return undefined;
    const payment = await engine.database.read(tenantId, (db) => db.find(payments, paymentId));
    return payment?.provider === 'stripe' ? payment : undefined;
  };

  async function told(event: Stripe.Event): Promise<{ payment: PaymentRow; outcome: Outcome } | undefined> {
    switch (event.type) {
      case 'checkout.session.completed':
      case 'checkout.session.expired':
      case 'checkout.session.async_payment_succeeded':
      case 'checkout.session.async_payment_failed': {
        const { id: checkoutRef, metadata } = event.data.object;
        const payment = await findPayment(metadata);
        const outcome = payment && (await provider.look({ ...providedOf(payment), checkoutRef, providerRef: null }));
        return payment && outcome ? { payment, outcome } : undefined;
      }
      case 'payment_intent.amount_capturable_updated':
      case 'payment_intent.succeeded':
      case 'payment_intent.canceled': {
        const payment = await findPayment(event.data.object.metadata);
        const outcome = outcomeOfIntent(event.data.object);
        // With a page that expires its intent is cancelled, too: nothing was held.
        const isNews = outcome?.kind !== 'released' || payment?.status === 'AUTHORISED';
        return payment && outcome && isNews ? { payment, outcome } : undefined;
      }
      case 'refund.created':
      case 'refund.updated':
      case 'refund.failed': {
        const { id: providerRef, status, amount, currency, metadata, payment_intent: intent, failure_reason: failure } = event.data.object;
        // Of ours the answer to our own call tells, by the refund that it was asked for.
        // But for one that was done: a bank may send it back days later.
        const isSentBack = status === 'failed';
        const isElsewhere = status === 'succeeded' && metadata?.[CALL] === undefined;
        if (intent === null || !(isSentBack || isElsewhere)) return undefined;
        const { metadata: of } = await (await sdk()).paymentIntents.retrieve(typeof intent === 'string' ? intent : intent.id);
        const payment = await findPayment(of);
        if (payment === undefined) return undefined;
        if (isSentBack) return { payment, outcome: { kind: 'refund_failed', providerRef, failure: failure ?? status } };
        return { payment, outcome: { kind: 'refunded', providerRef, amountCents: centsOf(amount, currency) } };
      }
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
      const { tenantId, id: paymentId } = news.payment;
      return hear(engine, { tenantId, paymentId, outcome: news.outcome, eventId: event.id });
    },
  };
}
