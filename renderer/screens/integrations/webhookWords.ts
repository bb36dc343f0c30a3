/** The catalogue of events in words. */
import type { DeliveryStatus, WebhookEvent } from '#core/domains/webhooks/model.ts';

export const eventWords: Record<WebhookEvent, string> = {
  'booking.created': 'A booking comes in',
  'booking.confirmed': 'A booking is confirmed',
  'booking.updated': 'A booking’s details change',
  'booking.rescheduled': 'A booking moves',
  'booking.status_changed': 'A booking changes its status',
  'booking.checked_in': 'A customer arrives',
  'booking.completed': 'A booking is over',
  'booking.cancelled': 'A booking is cancelled',
  'booking.no_show': 'A customer does not come',
  'deposit.paid': 'A deposit is held or paid',
  'deposit.captured': 'A deposit is kept',
  'deposit.released': 'A deposit is let go',
  'order.paid': 'An order is paid',
  'order.refunded': 'Money goes back',
  'coupon.redeemed': 'A coupon is redeemed',
  'dispute.opened': 'A dispute is opened',
  'dispute.message': 'Somebody answers in a dispute',
  'dispute.resolved': 'A dispute is resolved',
  'webhook.test': 'You send a test',
};

export const allEvents = Object.keys(eventWords) as WebhookEvent[];

export function eventCount(events: readonly string[]): string {
  if (events.length === allEvents.length) return 'all events';
  return events.length === 1 ? String(events[0]) : `${events.length} events`;
}

export const deliveryWords: Record<DeliveryStatus, { word: string; tone: 'good' | 'wait' | 'bad' }> = {
  DELIVERED: { word: 'Delivered', tone: 'good' },
  PENDING: { word: 'Waiting', tone: 'wait' },
  FAILED: { word: 'Failed', tone: 'bad' },
};
