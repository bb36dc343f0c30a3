/** Why a code does not apply, as a customer is told it: by the API, the widget, the plain pages and the desk alike. */
import type { Json } from './json.ts';
import { formatMoney } from './money.ts';

type Facts = Readonly<Record<string, Json>>;

const words: Readonly<Record<string, (facts: Facts) => string>> = {
  unknown: () => "We don't know this code. Please check how it is written.",
  inactive: () => "This code can't be used at the moment.",
  not_yet: () => "This code can't be used yet.",
  expired: () => 'This code has expired.',
  used_up: () => 'This code has been used up.',
  used_up_by_you: () => 'You have used this code as often as it allows.',
  below_minimum: ({ minSubtotalCents: cents, currency }) => `This code is for ${amountOf(cents, currency)} or more.`,
  other_offerings: () => "This code isn't for what you are booking.",
  other_currency: ({ currency }) => `This code is for prices in ${typeof currency === 'string' ? currency : 'another currency'}.`,
};

const amountOf = (cents: Json | undefined, currency: Json | undefined): string =>
  typeof cents === 'number' && typeof currency === 'string' ? formatMoney(cents, { currency, locale: 'en' }) : 'larger bookings';

/** Of the facts of `coupon_invalid`: one sentence. */
export function couponSentence(facts: Facts): string {
  const { reason } = facts;
  return (typeof reason === 'string' ? words[reason] : undefined)?.(facts) ?? 'This code does not apply.';
}

/** One for each reason that there is. */
export const couponSentenceReasons: readonly string[] = Object.keys(words);
