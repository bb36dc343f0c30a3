import { z } from 'zod';
import { idOf } from '#core/contracts/fields.ts';
import { EndpointFields } from '#core/domains/webhooks/model.ts';
import { InstantOut } from '../http/schemas.ts';

export const NewWebhook = EndpointFields.partial({ description: true, active: true, sandbox: true }).meta({
  id: 'NewWebhook',
  examples: [{ url: 'https://example.com/hooks/slotkeeper', events: ['booking.created', 'booking.confirmed'] }],
});

export const WebhookChanges = EndpointFields.partial()
  .refine((changes) => Object.keys(changes).length > 0, 'expected at least one field')
  .meta({ id: 'WebhookChanges', examples: [{ active: false }] });

const webhook = {
  id: idOf('whk'),
  ...EndpointFields.shape,
  disabledReason: z.string().nullable(),
  createdAt: InstantOut,
  updatedAt: InstantOut,
};

export const WebhookAnswer = z.strictObject(webhook).meta({ id: 'Webhook' });

export const WebhookWithSecret = z
  .strictObject({ ...webhook, secret: z.string() })
  .meta({ id: 'WebhookWithSecret', description: 'The signing secret is shown here and never again' });

export const DeliveryAnswer = z
  .strictObject({
    id: idOf('dlv'),
    webhookId: idOf('whk'),
    event: z.string(),
    status: z.enum(['PENDING', 'DELIVERED', 'FAILED']),
    attempts: z.array(
      z.strictObject({
        at: InstantOut,
        status: z.int().nullable(),
        durationMs: z.number(),
        responseSnippet: z.string(),
        error: z.string().nullable(),
      }),
    ),
    nextAttemptAt: InstantOut.nullable(),
    body: z.string(),
    createdAt: InstantOut,
  })
  .meta({ id: 'Delivery' });
