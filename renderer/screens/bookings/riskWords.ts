/** A booking's risk in words, and what its badge says. */
import type { BookingSummary, RiskReview, RiskSignal } from '#core/domains/bookings/model.ts';
import { locale } from '../../components/locale.ts';

type Reviewed = Pick<BookingSummary, 'status' | 'riskReview'>;
type Waiting = Pick<BookingSummary, 'status' | 'riskReview' | 'paymentDueAt'>;

/** Whether staff are still to look at it. */
export const isHeld = ({ status, riskReview }: Reviewed): boolean => status === 'PENDING' && riskReview === 'held';

/** Whether it waits for its customer's money, and for nobody at the desk. */
export const isUnpaid = (booking: Waiting): boolean => booking.status === 'PENDING' && booking.paymentDueAt !== null && !isHeld(booking);

/** What its badge says. */
export function statusOf(booking: Waiting): string {
  if (isHeld(booking)) return 'HELD';
  return isUnpaid(booking) ? 'UNPAID' : booking.status;
}

export const reviewWords: Readonly<Record<RiskReview, string>> = {
  none: 'Not held',
  held: 'Held for review',
  released: 'Released after a review',
  declined: 'Declined after a review',
};

const many = (count: number, one: string, more: string): string => (count === 1 ? `1 ${one}` : `${count} ${more}`);
const oftener = (count: number): string => (count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`);

function minutesWords(minutes: number): string {
  if (minutes < 1) return 'at the last minute';
  const hours = Math.floor(minutes / 60);
  return hours > 0 ? `${many(hours, 'hour', 'hours')} before it begins` : `${many(minutes, 'minute', 'minutes')} before it begins`;
}

/** `3.5`, and `9,497` where nobody asks for tenths. */
const timesOf = (factor: number): string => factor.toLocaleString(locale, { maximumFractionDigits: factor < 10 ? 1 : 0 });

/** What was seen, as a sentence without its stop. */
export function signalWords({ kind, value }: RiskSignal): string {
  switch (kind) {
    case 'speed':
      return `${many(value, 'other booking', 'other bookings')} from the same address, device or customer within an hour`;
    case 'amount':
      return `Costs ${timesOf(value / 100)} times what bookings usually cost here`;
    case 'lead_time':
      return `Booked ${minutesWords(value)}`;
    case 'address':
      return `${many(value, 'other customer', 'other customers')} booked from the same internet address`;
    case 'device':
      return `${many(value, 'other customer', 'other customers')} booked with the same device`;
    case 'no_shows':
      return `Did not come ${oftener(value)} before`;
    case 'disputes':
      return `${many(value, 'dispute', 'disputes')} before`;
    case 'disposable_mail':
      return 'Uses a throwaway mail address';
  }
}
