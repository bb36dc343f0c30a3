/** What Stripe's objects say has become of a payment. null: nothing is decided yet. */
import type { Stripe } from 'stripe';
import type { Outcome } from '#core/domains/payments/model.ts';
import { centsOf } from './stripeAmounts.ts';

const WORDS = 500;

export function outcomeOfIntent(intent: Stripe.PaymentIntent): Outcome | null {
  const { id, status, currency } = intent;
  // Its card can be held again, by its name.
  const isKept = intent.setup_future_usage === 'off_session';
  const heldUntil = heldUntilOf(intent);
  const of = (kind: 'paid' | 'authorised', amount: number): Outcome => ({
    ...{ kind, providerRef: id },
    ...(kind === 'authorised' && isKept && { cardRef: id }),
    ...(kind === 'authorised' && heldUntil !== undefined && { heldUntil }),
    ...(amount > 0 && { amountCents: centsOf(amount, currency) }),
  });
  if (status === 'succeeded') return of('paid', intent.amount_received);
  if (status === 'requires_capture') return of('authorised', intent.amount_capturable);
  if (status === 'canceled') return { kind: 'released', providerRef: id, ...(isByHand(intent) && { isByHand: true }) };
  return null;
}

/** Where somebody cancels it at Stripe they say why; what we let go of has no reason, and what ends has one of Stripe's own. */
const reasonsOfPeople: readonly (string | null)[] = ['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer'];
const isByHand = ({ cancellation_reason: reason }: Stripe.PaymentIntent): boolean => reasonsOfPeople.includes(reason);

/** With its charge expanded; else nobody knows. */
function heldUntilOf({ latest_charge: charge }: Stripe.PaymentIntent): number | undefined {
  const before = typeof charge === 'object' ? charge?.payment_method_details?.card?.capture_before : undefined;
  return before === undefined ? undefined : before * 1_000;
}

/** With its intents expanded. */
export function outcomeOfSession(session: Stripe.Checkout.Session): Outcome | null {
  const { status, mode, payment_intent: payment, setup_intent: setup } = session;
  if (status === 'expired') return { kind: 'expired' };
  if (status !== 'complete') return null;
  if (mode === 'setup') {
    const isKept = setup !== null && typeof setup === 'object' && setup.status === 'succeeded';
    return isKept ? { kind: 'saved', providerRef: setup.id } : null;
  }
  if (payment === null || typeof payment !== 'object') return null;
  // The page is done with, and the bank said no afterwards: that of a debit may take days.
  if (payment.status === 'requires_payment_method') {
    const failure = payment.last_payment_error?.message ?? 'The payment failed.';
    return { kind: 'failed', providerRef: payment.id, failure: failure.slice(0, WORDS) };
  }
  return outcomeOfIntent(payment);
}
