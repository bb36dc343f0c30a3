import type { BookingSource, BookingSummary } from '#core/domains/bookings/model.ts';
import type { SlotReason } from '#core/domains/availability/model.ts';
import { formatAt } from '../../components/times.ts';

export const sourceWords: Record<BookingSource, string> = { widget: 'Website', api: 'API', desk: 'Desk', import: 'Import' };

export function offeringsOf(booking: Pick<BookingSummary, 'items'>): string {
  const [first, ...more] = booking.items;
  if (!first) return '';
  const title = first.quantity > 1 ? `${first.offeringTitle} × ${first.quantity}` : first.offeringTitle;
  return more.length > 0 ? `${title} + ${more.length} more` : title;
}

/** The zone that a booking's times are read in: its first item's. */
export const zoneOf = (booking: Pick<BookingSummary, 'items'>): string => booking.items[0]?.timezone ?? 'UTC';

/** Why a time can't be had, in a few words. */
export function reasonWords(reason: SlotReason, timezone: string): string {
  switch (reason.code) {
    case 'no_hours':
      return 'Closed';
    case 'blocked':
      return reason.exceptionReason ? `Blocked: ${reason.exceptionReason}` : 'Blocked';
    case 'full':
      return 'Taken';
    case 'buffer':
      return 'Too close to another booking';
    case 'resource_busy':
      return 'Everybody who could is busy';
    case 'external':
      return 'Busy in an outside calendar';
    case 'past':
      return 'It is over';
    case 'notice':
      return reason.earliest === undefined
        ? 'Shorter notice than usual'
        : `Shorter notice than usual: customers book from ${formatAt(reason.earliest, 'dayTime', timezone)}`;
    case 'horizon':
      return 'Further ahead than customers may book';
    case 'off_grid':
      return 'Outside the usual times';
    case 'daily_limit':
      return 'That day has as many bookings as it takes';
    case 'stay':
      return `Stays of ${reason.minNights ?? 1} to ${reason.maxNights ?? 60} nights only`;
    case 'arrival':
      return 'No arrivals on that weekday';
    case 'length':
      return 'A length that is not sold';
  }
}
