/**
 * Whether what Stripe tells of is what we asked for. Our names in the metadata say whose it may be, and anybody with a hand in the
 * account can write them: the page, the payment, the amount and the currency must be ours, too.
 */
import type { Stripe } from 'stripe';
import type { providerCalls } from '#core/domains/payments/tables.ts';
import type { PaymentRow } from './calls.ts';
import { amountOf } from './stripeAmounts.ts';
import { CALL } from './stripeMetadata.ts';

/** unclear: it can't be told yet, or it is over since; what is ours is heard of in another way. A sentence: what does not fit. */
export type Fit = 'fits' | 'unclear' | { readonly problem: string };

export interface Asked {
  readonly payment: PaymentRow;
  /** what was asked for it */
  readonly calls: readonly (typeof providerCalls.$inferSelect)[];
}

interface Sum {
  readonly amount: number | null;
  readonly currency: string | null;
}

function sumProblem(wanted: Parameters<typeof amountOf>[0], { amount, currency }: Sum): { problem: string } | null {
  if (currency?.toUpperCase() !== wanted.currency.toUpperCase()) return { problem: `its currency is ${currency}` };
  return amount === amountOf(wanted) ? null : { problem: `its amount is ${amount}` };
}

export function fitOfSession(asked: Asked, session: Stripe.Checkout.Session): Fit {
  const { payment, calls } = asked;
  const { id, mode, metadata, amount_total: amount, currency } = session;
  const isOurs = payment.checkoutRef === null ? calls.some((call) => call.id === metadata?.[CALL]) : payment.checkoutRef === id;
  if (!isOurs) return { problem: `it is another page: ${id}` };
  if (mode === 'setup') return payment.hold ? 'fits' : { problem: 'it keeps a card, and pays nothing' };
  return sumProblem(payment, { amount, currency }) ?? 'fits';
}

const isIntent = (ref: string | null): ref is string => ref?.startsWith('pi_') === true;

/** `pageIntent`: the payment that was made on our page, as Stripe says; null: none yet. */
export async function fitOfIntent(
  asked: Asked,
  intent: Stripe.PaymentIntent,
  pageIntent: (checkoutRef: string) => Promise<string | null>,
): Promise<Fit> {
  const { payment, calls } = asked;
  const { id, amount, currency, metadata } = intent;
  const call = calls.find((one) => one.id === metadata[CALL]);
  const { amountCents } = call?.action === 'charge' ? call : payment;
  const problem = sumProblem({ amountCents, currency: payment.currency }, { amount, currency });
  if (problem !== null) return problem;
  if (payment.providerRef === id) return 'fits';
  if (call?.action === 'authorise' || call?.action === 'charge') return call.status === 'PENDING' ? 'fits' : 'unclear';
  if (payment.cardRef === id) return 'unclear';
  if (isIntent(payment.providerRef)) return { problem: `it is another payment: ${id}` };
  if (payment.checkoutRef === null) return 'unclear';
  const made = await pageIntent(payment.checkoutRef);
  if (made === null) return 'unclear';
  return made === id ? 'fits' : { problem: `it is another payment: ${id}` };
}

export function fitOfRefund({ payment }: Asked, { payment_intent: of, currency }: Stripe.Refund): Fit {
  const intent = typeof of === 'string' ? of : (of?.id ?? null);
  if (payment.providerRef === null) return 'unclear';
  if (intent !== payment.providerRef) return { problem: `it is of another payment: ${intent}` };
  return currency.toUpperCase() === payment.currency.toUpperCase() ? 'fits' : { problem: `its currency is ${currency}` };
}
