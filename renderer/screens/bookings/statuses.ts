import type { BookingStatus } from '#core/domains/bookings/model.ts';

/** In the order of a booking's life. The compiler holds the list to the model, whose values the renderer doesn't load. */
const order: Record<BookingStatus, true> = {
  PENDING: true,
  CONFIRMED: true,
  CHECKED_IN: true,
  COMPLETED: true,
  NO_SHOW: true,
  CANCELLED: true,
  REFUNDED: true,
};

export const bookingStatuses = Object.keys(order) as BookingStatus[];
