/** What came in for a booking and went back, in the words of the desk; amounts in minor units. */
import { formatMoney } from '#core/base/money.ts';
import { refundableOf } from '#core/base/settlement.ts';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import type { DeskMethod, Payment, PaymentMethod, Refund } from '#core/domains/payments/model.ts';
import type { BridgeFailure } from '../../bridge/failure.ts';
import { sentenceOf } from '../../bridge/sentences.ts';

export const methodWords: Record<PaymentMethod, string> = {
  cash: 'Cash',
  terminal: 'Card terminal',
  transfer: 'Bank transfer',
  card: 'Card, online',
};

export const methodChoices = [
  { value: 'cash', label: 'Cash' },
  { value: 'terminal', label: 'Terminal' },
  { value: 'transfer', label: 'Transfer' },
] satisfies { value: DeskMethod; label: string }[];

const openWords: Record<Exclude<Payment['status'], 'PAID' | 'PENDING'>, string> = {
  SAVED: 'Card saved',
  AUTHORISED: 'Held on the card',
  RELEASED: 'No longer held on the card',
  FAILED: 'The card was not charged',
  EXPIRED: 'Not paid in time',
};

export function paymentWords({ status, purpose, method, heldUntil }: Payment): string {
  const isDeposit = purpose === 'deposit';
  if (status === 'PENDING') return isDeposit ? 'Deposit asked for' : 'Card payment asked for';
  // Given up for another: its end is no longer known, and the other stands beside it.
  if (status === 'AUTHORISED' && heldUntil === null) return 'Earlier hold, being let go';
  if (status !== 'PAID') return openWords[status];
  return isDeposit ? `Deposit: ${methodWords[method].toLowerCase()}` : methodWords[method];
}

type Money = Pick<BookingDetail, 'order' | 'payments' | 'refunds'>;

/** Whether staff are to hand it over: of desk money, or what a bank did not take while it is owed still. */
export function isToHandOver(refund: Refund, { order, payments, refunds }: Money): boolean {
  const payment = payments.find(({ id }) => id === refund.paymentId);
  if (payment === undefined || order === null) return false;
  if (refund.status === 'PENDING') return payment.provider === 'desk';
  return refund.status === 'FAILED' && refund.amountCents <= Math.min(-order.dueCents, refundableOf(payment, refunds));
}

/** Owed to the customer by the books, with nothing on its way to them yet. */
export function unexplained(money: Money): number {
  if (money.order === null || money.order.dueCents >= 0) return 0;
  const going = money.refunds.filter((refund) => refund.status === 'PENDING' || isToHandOver(refund, money));
  return Math.max(0, -money.order.dueCents - going.reduce((sum, { amountCents }) => sum + amountCents, 0));
}

const reasonWords: Readonly<Record<string, string>> = {
  at_the_provider: 'made at Stripe',
  not_owed: 'it was not owed any more',
  price_changed: 'the price changed',
  plan_ended: 'the plan had ended by then',
  no_show: 'they did not come',
  dispute: 'after a dispute',
  expired: 'not approved in time',
  unpaid: 'not paid in time',
  cancel: 'cancelled',
  decline: 'declined',
};

/** Why money went back: in the words of whoever sent it, or in ours where it went by itself. */
export const whyBack = ({ failure, reason }: Pick<Refund, 'failure' | 'reason'>): string[] =>
  [failure, reasonWords[reason] ?? reason].filter((part): part is string => part !== null && part !== '');

/** Why an amount can't be so; null where it can. */
export function amountProblem(cents: number, { most, currency }: { most: number; currency: string }): string | null {
  if (!(cents > 0)) return 'Enter an amount.';
  return cents > most ? `At most ${formatMoney(most, { currency })}.` : null;
}

/** A refused amount in money rather than in minor units. */
export function moneySentence(failure: BridgeFailure, currency: string): string {
  const { mostCents } = failure.facts;
  if (typeof mostCents !== 'number') return sentenceOf(failure);
  return mostCents <= 0 ? 'Nothing is left of it by now.' : `It is at most ${formatMoney(mostCents, { currency })} by now.`;
}
