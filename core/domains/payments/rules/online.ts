/** What is paid with a card while something is booked, and when the card is asked. */
import { holdFrom } from '../../../base/cardHolds.ts';
import type { PaymentPurpose, PaymentSettings } from '../model.ts';

export interface AskedOnline {
  readonly purpose: PaymentPurpose;
  /** above zero */
  readonly amountCents: number;
}

/** What is paid, or held, while something is booked online; null where nothing is: the desk takes it, or there is nothing to take. */
export function askedOnline(
  { provider, collect }: PaymentSettings,
  { totalCents, depositCents }: { totalCents: number; depositCents: number },
): AskedOnline | null {
  if (provider === 'desk' || collect === 'nothing') return null;
  const asked: AskedOnline =
    collect === 'full' ? { purpose: 'payment', amountCents: totalCents } : { purpose: 'deposit', amountCents: depositCents };
  return asked.amountCents === 0 ? null : asked;
}

export interface CardTerms {
  /** authorised, and charged later or let go */
  readonly hold: boolean;
  /** epoch ms: until then the card is only kept; null where it is asked at once */
  readonly authoriseAt: number | null;
}

export function cardTerms(
  { deposits }: PaymentSettings,
  { purpose, startsAt, now }: { purpose: PaymentPurpose; startsAt: number; now: number },
): CardTerms {
  const hold = purpose === 'deposit' && deposits === 'hold';
  const heldFrom = holdFrom(startsAt);
  return { hold, authoriseAt: hold && heldFrom > now ? heldFrom : null };
}
