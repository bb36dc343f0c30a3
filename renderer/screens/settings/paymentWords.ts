import { HOLD_DAYS } from '#core/base/cardHolds.ts';
import type { PaymentSettings } from '#core/domains/payments/model.ts';
import type { DataState } from '#core/engine/bridge.ts';
import type { Said } from './dataWords.ts';

export type StripeState = DataState['payments']['stripe'];

interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
}

const cards: Choice<'stripe'> = { value: 'stripe', label: 'By card, through Stripe' };
const testCards: Choice<'test'> = { value: 'test', label: 'With test cards' };

/** A sandbox moves no money: what says Stripe there means test cards. */
export function providerChoices(sandbox: boolean): Choice<PaymentSettings['provider']>[] {
  return [{ value: 'desk', label: 'When they come, at the desk' }, sandbox ? testCards : cards];
}

export const collectChoices: Choice<PaymentSettings['collect']>[] = [
  { value: 'nothing', label: 'Nothing' },
  { value: 'deposit', label: 'A deposit' },
  { value: 'full', label: 'All of it' },
];

export const depositChoices: Choice<PaymentSettings['deposits']>[] = [
  { value: 'hold', label: 'Held on the card' },
  { value: 'pay', label: 'Paid at once' },
];

/** What the choices mean for a customer, in one or two sentences. */
export function meaningOf({ provider, collect, deposits, paymentMinutes }: PaymentSettings): string {
  if (provider === 'desk') return 'Nobody is asked for money while they book. You record what they give you.';
  if (collect === 'nothing') return 'Nobody is asked for money while they book. You can ask for a card payment from a booking.';
  const lapse = `Whoever hasn’t done so after ${lengthOf(paymentMinutes)} loses the time.`;
  if (collect === 'full') return `Customers pay everything while they book. ${lapse}`;
  if (deposits === 'pay') return `Customers pay each offering’s deposit while they book, and the rest when they come. ${lapse}`;
  return `Each offering’s deposit is held on the card, taken if they don’t come, and let go otherwise. For a booking more than ${HOLD_DAYS} days ahead the card is saved, and the deposit is held ${HOLD_DAYS} days before. ${lapse}`;
}

export function lengthOf(minutes: number): string {
  if (minutes % 60 !== 0) return `${minutes} minutes`;
  return minutes === 60 ? 'an hour' : `${minutes / 60} hours`;
}

export const dayCount = (days: number): string => (days === 1 ? 'a day' : `${days} days`);

const usualDays: readonly number[] = [3, 7, 10, 14, 30];

/** With the one that is set, whatever it is. */
export const dueChoices = (now: number): { value: string; label: string }[] =>
  [...new Set([...usualDays, now])].toSorted((a, b) => a - b).map((days) => ({ value: String(days), label: dayCount(days) }));

export const waits: readonly number[] = [10, 15, 30, 60, 120, 240, 720, 1_440];

const stripeWords: Record<StripeState, Said> = {
  ready: { tone: 'good', text: 'Stripe is set up on this server.', more: '' },
  unsigned: {
    tone: 'worry',
    text: 'Stripe is set up, and can’t tell this server of payments.',
    more: 'They are looked up once a minute. To hear of them at once, set SLOTKEEPER_STRIPE_WEBHOOK_SECRET where the server is started.',
  },
  absent: {
    tone: 'bad',
    text: 'This server has no keys for Stripe.',
    more: 'Nobody can pay by card, and bookings that wait for a payment lapse, until SLOTKEEPER_STRIPE_KEY is set where the server is started.',
  },
};

/** null: it does not matter how the server is set up */
export function serverSaid(
  settings: PaymentSettings,
  { sandbox, stripe }: { sandbox: boolean; stripe: StripeState | undefined },
): Said | null {
  if (settings.provider !== 'stripe' || sandbox) return null;
  if (stripe === undefined) return { tone: 'quiet', text: 'Whether the server has Stripe’s keys isn’t known at the moment.', more: '' };
  return stripeWords[stripe];
}
