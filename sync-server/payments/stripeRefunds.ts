/** Refunds as Stripe knows them: ours, and those that somebody made there. */
import type { Stripe } from 'stripe';
import type { Outcome } from '#core/domains/payments/model.ts';
import { type ProvidedRefund, Undecided } from './port.ts';
import { centsOf } from './stripeAmounts.ts';
import { namedIn, REFUND } from './stripeMetadata.ts';

/** Looked through in one go. */
const MOST_REFUNDS = 20_000;

const isOver = ({ status }: Stripe.Refund): boolean => status === 'failed' || status === 'canceled';

export function outcomeOfRefund(refund: Stripe.Refund): Outcome {
  const { id, status, amount, currency, failure_reason: reason } = refund;
  if (status === 'succeeded') return { kind: 'refunded', providerRef: id, amountCents: centsOf(amount, currency) };
  if (isOver(refund)) return { kind: 'failed', providerRef: id, failure: reason ?? status ?? 'failed' };
  throw new Undecided();
}

/** By the payment that it is of, which names ours. @returns undefined where that is none of ours, or nothing is decided */
function providedRefundOf(refund: Stripe.Refund): ProvidedRefund | undefined {
  const { id: ref, status, amount, currency, payment_intent: intent, failure_reason: reason, metadata } = refund;
  if (intent === null || typeof intent === 'string' || !(status === 'succeeded' || isOver(refund))) return undefined;
  const named = namedIn(intent);
  return (
    named && {
      ...{ ...named, ref, paymentRef: intent.id, refundId: metadata?.[REFUND] ?? null },
      ...{ amountCents: centsOf(amount, currency), failure: status === 'succeeded' ? null : (reason ?? status) },
    }
  );
}

/** Made in the account since then (epoch ms), the newest first. */
export async function* refundsSince(stripe: Stripe, since: number): AsyncGenerator<ProvidedRefund> {
  const created = { gte: Math.floor(since / 1_000) };
  let seen = 0;
  for await (const refund of stripe.refunds.list({ created, limit: 100, expand: ['data.payment_intent'] })) {
    const provided = providedRefundOf(refund);
    if (provided !== undefined) yield provided;
    if (++seen >= MOST_REFUNDS) return;
  }
}
