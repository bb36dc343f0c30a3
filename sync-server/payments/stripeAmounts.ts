/** Stripe counts in minor units as ISO 4217 does, but for two currencies that it keeps in hundredths (docs.stripe.com/currencies). */
const HUNDREDTHS = new Set(['ISK', 'UGX']);

const factorOf = (currency: string): number => (HUNDREDTHS.has(currency.toUpperCase()) ? 100 : 1);

export const amountOf = ({ amountCents, currency }: { amountCents: number; currency: string }): number => amountCents * factorOf(currency);

export const centsOf = (amount: number, currency: string): number => Math.floor(amount / factorOf(currency));
