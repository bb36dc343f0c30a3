/** What stands in the way of erasing a customer, and what is reached only by hand. */
import type { Evidence } from '#core/domains/bookings/model.ts';
import type { OrderSummary, Payment, Refund } from '#core/domains/payments/model.ts';
import type { BridgeFailure } from '../../bridge/failure.ts';
import { sentenceOf } from '../../bridge/sentences.ts';

/** As much as is needed here of all that is kept about a customer (`customers.export`). */
export interface Kept {
  orders: OrderSummary[];
  payments: Payment[];
  refunds: Refund[];
  evidence: (Pick<Evidence, 'id' | 'kind' | 'name'> & { bookingId: string })[];
}

export type Hindrance = 'bookings' | 'card' | 'money' | 'plan';

const hindrances: Readonly<Record<Hindrance, (count: number) => string>> = {
  bookings: (count) =>
    count === 1 ? 'A booking is still ahead. Cancel it first.' : `${count} bookings are still ahead. Cancel them first.`,
  card: (count) =>
    count === 1
      ? 'A card is held or kept for what they booked. Charge it or let it go first.'
      : `${count} cards are held or kept for what they booked. Charge them or let them go first.`,
  money: (count) =>
    count === 1
      ? 'An order is not settled. Take, give back or let off what is owed first.'
      : `${count} orders are not settled. Take, give back or let off what is owed first.`,
  plan: (count) => (count === 1 ? 'A plan is still running. End it first.' : `${count} plans are still running. End them first.`),
};

export interface Refused {
  kind: Hindrance | null;
  text: string;
}

export function refusedOf({ code, facts, message }: Pick<BridgeFailure, 'code' | 'facts' | 'message'>): Refused {
  const kind = Object.keys(hindrances).find((one): one is Hindrance => code === 'in_use' && facts['kind'] === one) ?? null;
  if (code === 'invalid_transition') return { kind, text: 'They were erased already.' };
  if (code === 'invalid_request') return { kind, text: 'They are called something else by now. Close this and look again.' };
  if (kind === null) return { kind, text: sentenceOf({ code, facts, message }) };
  return { kind, text: hindrances[kind](typeof facts['count'] === 'number' ? facts['count'] : 1) };
}

/** The orders because of which a card is held or kept, or of which money is owed or under way. */
export function unsettledOf({ orders, payments, refunds }: Kept, kind: 'card' | 'money'): OrderSummary[] {
  const goingBack = new Set(refunds.filter(({ status }) => status === 'PENDING').map(({ paymentId }) => paymentId));
  const isMeant = ({ id, status }: Payment) =>
    kind === 'card' ? status === 'SAVED' || status === 'AUTHORISED' : status === 'PENDING' || goingBack.has(id);
  const ids = new Set(payments.filter(isMeant).map(({ orderId }) => orderId));
  return orders.filter(({ id, dueCents }) => ids.has(id) || (kind === 'money' && dueCents !== 0));
}

export function erasedWords(files: number): string {
  if (files === 0) return 'Erased.';
  return `Erased. ${files === 1 ? '1 file' : `${files} files`} of evidence stayed: remove what shows them in the booking.`;
}

/** Typed again as it stands there, whatever the spaces around and how its accents are put together. */
export const isTypedAgain = (typed: string, name: string): boolean => plainly(typed) === plainly(name);

const plainly = (text: string): string => text.normalize('NFC').trim().replace(/\s+/g, ' ');
