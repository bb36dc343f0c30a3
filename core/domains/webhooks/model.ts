import { z } from 'zod';
import { isStorable, Text } from '../../contracts/fields.ts';

/** The catalogue of what can be subscribed to. */
export const webhookEvents = [
  'booking.created',
  'booking.confirmed',
  'booking.updated',
  'booking.rescheduled',
  'booking.status_changed',
  'booking.checked_in',
  'booking.completed',
  'booking.cancelled',
  'booking.no_show',
  'deposit.paid',
  'deposit.captured',
  'deposit.released',
  'order.paid',
  'order.refunded',
  'coupon.redeemed',
  'dispute.opened',
  'dispute.message',
  'dispute.resolved',
  'webhook.test',
] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

export const EndpointFields = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .refine(isStorable, 'expected text without NUL or broken UTF-16'),
  description: Text(300),
  events: z.array(z.enum(webhookEvents)).min(1),
  active: z.boolean(),
  sandbox: z.boolean().meta({ description: 'Hears what happens in the sandbox too, marked `"sandbox": true`' }),
});
export type EndpointFields = z.output<typeof EndpointFields>;

export interface WebhookEndpoint extends EndpointFields {
  id: string;
  disabledReason: string | null;
  createdAt: number;
  updatedAt: number;
}

export type DeliveryStatus = 'PENDING' | 'DELIVERED' | 'FAILED';

export interface DeliveryAttempt {
  at: number;
  /** the answer's HTTP status; null where there was none */
  status: number | null;
  durationMs: number;
  /** first 1 KiB */
  responseSnippet: string;
  error: string | null;
}

export interface Delivery {
  id: string;
  endpointId: string;
  event: string;
  status: DeliveryStatus;
  attempts: DeliveryAttempt[];
  nextAttemptAt: number | null;
  body: string;
  createdAt: number;
}
