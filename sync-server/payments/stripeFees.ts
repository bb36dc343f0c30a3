/** What Stripe keeps of a payment: in no event, and known when the money is booked at Stripe, which may be after the payment. */
import type { Stripe } from 'stripe';
import type { Outcome } from '#core/domains/payments/model.ts';
import type { ProvidedPayment } from './port.ts';
import { centsOf } from './stripeAmounts.ts';
import { outcomeOfIntent } from './stripeOutcomes.ts';

const booked = { expand: ['latest_charge.balance_transaction'] };

/** A request of its own: a key that may not read balances does everything but this. */
export async function feeOf(stripe: Stripe, { providerRef }: ProvidedPayment): Promise<Outcome | null> {
  if (providerRef === null) return null;
  const intent = await stripe.paymentIntents.retrieve(providerRef, booked);
  const { latest_charge: charge } = intent;
  const moved = typeof charge === 'object' ? charge?.balance_transaction : null;
  const outcome = outcomeOfIntent(intent);
  if (typeof moved !== 'object' || moved === null || outcome?.kind !== 'paid') return null;
  const { fee, currency } = moved;
  return { ...outcome, feeCents: centsOf(Math.max(0, fee), currency), feeCurrency: currency.toUpperCase() };
}
