/** A booking's risk in words. */
import type { BookingSummary, RiskReview, RiskSignal } from '#core/domains/bookings/model.ts';

type Reviewed = Pick<BookingSummary, 'status' | 'riskReview'>;

/** Whether staff are still to look at it. */
export const isHeld = ({ status, riskReview }: Reviewed): boolean => status === 'PENDING' && riskReview === 'held';

/** What its badge says. */
export const statusOf = (booking: Reviewed): string => (isHeld(booking) ? 'HELD' : booking.status);

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

/** What was seen, as a sentence without its stop. */
export function signalWords({ kind, value }: RiskSignal): string {
  switch (kind) {
    case 'speed':
      return `${many(value, 'other booking', 'other bookings')} from the same address, device or customer within an hour`;
    case 'amount':
      return `Costs ${Math.round(value / 10) / 10} times what bookings usually cost here`;
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
