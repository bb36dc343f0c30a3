/** What the calendar shows of bookings: an event per item, or one for all who booked the same class. */
import type { BookingItem, BookingSummary } from '#core/domains/bookings/model.ts';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import { statusOf } from '../bookings/riskWords.ts';

export interface CalendarEvent {
  key: string;
  bookings: BookingSummary[];
  item: BookingItem;
  /** as its badge says it: `HELD` and `UNPAID` besides a booking's own */
  status: string;
  startsAt: number;
  endsAt: number;
  color: string;
  resourceIds: string[];
  /** of an offering with several places */
  seats: { taken: number; of: number } | null;
}

/** A class shows the state that most wants a look; a no-show only where nobody came. */
const urgency = ['HELD', 'PENDING', 'UNPAID', 'CHECKED_IN', 'CONFIRMED', 'COMPLETED', 'NO_SHOW', 'REFUNDED', 'CANCELLED'];

function mostUrgent(bookings: readonly BookingSummary[]): string {
  return urgency.find((status) => bookings.some((booking) => statusOf(booking) === status)) ?? 'CONFIRMED';
}

export function eventsOf(
  bookings: readonly BookingSummary[],
  offerings: ReadonlyMap<string, Pick<OfferingSummary, 'capacity'>>,
): CalendarEvent[] {
  const events = new Map<string, CalendarEvent>();
  for (const booking of bookings) {
    for (const item of booking.items) {
      const capacity = offerings.get(item.offeringId)?.capacity ?? 1;
      const key = capacity > 1 ? `${item.offeringId}/${item.startsAt}/${item.endsAt}/${item.resourceIds.join()}` : item.id;
      const event = events.get(key);
      if (event) {
        event.bookings.push(booking);
        event.status = mostUrgent(event.bookings);
        if (event.seats && booking.status !== 'REFUNDED' && !item.openToOthers) event.seats.taken += item.quantity;
      } else events.set(key, { key, bookings: [booking], ...shownOf(item, capacity), status: statusOf(booking) });
    }
  }
  return [...events.values()];
}

function shownOf(item: BookingItem, capacity: number): Omit<CalendarEvent, 'key' | 'bookings' | 'status'> {
  const { startsAt, endsAt, color, resourceIds } = item;
  return {
    item,
    startsAt,
    endsAt,
    color,
    resourceIds,
    seats: capacity > 1 ? { taken: item.openToOthers ? 0 : item.quantity, of: capacity } : null,
  };
}

/** Only one booking's event can be moved, and only while it still lies ahead of its end. */
export function isMovable(event: CalendarEvent): boolean {
  const [only, ...others] = event.bookings;
  return only !== undefined && others.length === 0 && (only.status === 'PENDING' || only.status === 'CONFIRMED');
}

export function titleOf(event: CalendarEvent): string {
  const [only, ...others] = event.bookings;
  return only !== undefined && others.length === 0 ? only.customerName : event.item.offeringTitle;
}

export function subtitleOf(event: CalendarEvent): string {
  if (event.bookings.length > 1)
    return event.seats ? `${event.seats.taken} of ${event.seats.of} places` : `${event.bookings.length} bookings`;
  const { offeringTitle, quantity, resourceNames } = event.item;
  return [quantity > 1 ? `${quantity} × ${offeringTitle}` : offeringTitle, ...resourceNames].join(' · ');
}
