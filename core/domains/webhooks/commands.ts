import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { refuse } from '../../base/refusal.ts';
import { DAY } from '../../base/time.ts';
import { managers } from '../../contracts/actor.ts';
import { defineCommand } from '../../contracts/command.ts';
import { applyEdit, editOf } from '../../contracts/edit.ts';
import { idOf } from '../../contracts/fields.ts';
import { mine } from '../../data/database.ts';
import { EndpointFields } from './model.ts';
import { enqueue, mustLoadEndpoint } from './store.ts';
import { deliveries, webhookEndpoints, webhookSecrets } from './tables.ts';

const manage = { roles: managers, scope: 'write' } as const;
const EndpointRef = z.strictObject({ endpointId: idOf('whk') });
const Secret = z.string().regex(/^whsec_[A-Za-z0-9+/=]{32,}$/);

/** The secret comes from the door, which shows it once. */
export const createEndpoint = defineCommand({
  name: 'webhooks.createEndpoint',
  allow: manage,
  offline: false,
  input: EndpointFields.partial({ description: true, active: true, sandbox: true }).extend({ secret: Secret }),
  async run({ db, ctx }, { secret, url, description, events, active, sandbox }) {
    const endpointId = ctx.newId('whk');
    await db.insert(webhookEndpoints, {
      id: endpointId,
      url,
      description: description ?? '',
      events: [...new Set(events)],
      active: active ?? true,
      sandbox: sandbox ?? true,
      disabledReason: null,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    });
    await db.insert(webhookSecrets, { id: endpointId, secret, previousSecret: null, previousUntil: null, failingSince: null });
    return { endpointId };
  },
});

export const updateEndpoint = defineCommand({
  name: 'webhooks.updateEndpoint',
  allow: manage,
  offline: false,
  input: editOf(EndpointFields).extend({ endpointId: idOf('whk') }),
  async run({ db, ctx }, { endpointId, ...edit }) {
    const endpoint = await mustLoadEndpoint(db, endpointId);
    const changes = applyEdit<EndpointFields>(endpoint, edit);
    const revived = changes.active === true ? { disabledReason: null } : {};
    await db.patch(webhookEndpoints, endpointId, { ...changes, ...revived, updatedAt: ctx.now });
    if (changes.active === true) await db.patch(webhookSecrets, endpointId, { failingSince: null });
    return null;
  },
});

/** With its secret and its log. */
export const removeEndpoint = defineCommand({
  name: 'webhooks.removeEndpoint',
  allow: manage,
  offline: false,
  input: EndpointRef,
  async run({ db }, { endpointId }) {
    await mustLoadEndpoint(db, endpointId);
    await db.remove(webhookEndpoints, endpointId);
    await db.remove(webhookSecrets, endpointId);
    // at once and past the journal: the log has no revision, and may be long
    await db.unstamped.delete(deliveries).where(and(mine(db, deliveries), eq(deliveries.endpointId, endpointId)));
    return null;
  },
});

/** The old secret signs beside the new one for a day. */
export const rotateSecret = defineCommand({
  name: 'webhooks.rotateSecret',
  allow: manage,
  offline: false,
  input: EndpointRef.extend({ secret: Secret }),
  async run({ db, ctx }, { endpointId, secret }) {
    const current = (await db.find(webhookSecrets, endpointId)) ?? refuse('not_found', { kind: 'webhook', id: endpointId });
    await db.patch(webhookSecrets, endpointId, { secret, previousSecret: current.secret, previousUntil: ctx.outsideNow + DAY });
    return null;
  },
});

export const sendTest = defineCommand({
  name: 'webhooks.sendTest',
  allow: manage,
  offline: false,
  input: EndpointRef,
  async run(world, { endpointId }) {
    const { db, ctx } = world;
    await mustLoadEndpoint(db, endpointId);
    const data = { endpointId, tenantId: db.tenantId, message: 'Your endpoint is reachable.' };
    const telling = { eventId: ctx.newId('evt'), event: 'webhook.test', at: ctx.now, data };
    const deliveryId = await enqueue(world, { endpoint: { id: endpointId, tenantId: db.tenantId }, ...telling });
    return { deliveryId };
  },
});

/** Again from the start of its schedule, under the same delivery id; attempts made so far stay in its log. */
export const redeliver = defineCommand({
  name: 'webhooks.redeliver',
  allow: manage,
  offline: false,
  input: z.strictObject({ deliveryId: idOf('dlv') }),
  async run({ db, ctx }, { deliveryId }) {
    const delivery = (await db.find(deliveries, deliveryId)) ?? refuse('not_found', { kind: 'delivery', id: deliveryId });
    await mustLoadEndpoint(db, delivery.endpointId);
    await db.patch(deliveries, deliveryId, { status: 'PENDING', attemptCount: 0, nextAttemptAt: ctx.outsideNow, leasedUntil: null });
    return { deliveryId };
  },
});

/** The worker's: the endpoint said 410 Gone, or failed for three days. */
export const disableEndpoint = defineCommand({
  name: 'webhooks.disableEndpoint',
  allow: { roles: [] },
  offline: false,
  input: EndpointRef.extend({ reason: z.enum(['gone', 'failing']) }),
  async run({ db, ctx }, { endpointId, reason }) {
    const endpoint = await mustLoadEndpoint(db, endpointId);
    if (!endpoint.active) return null;
    await db.patch(webhookEndpoints, endpointId, { active: false, disabledReason: reason, updatedAt: ctx.now });
    ctx.emit({ name: 'webhook.disabled', subject: { kind: 'webhook', id: endpointId }, data: { endpointId, url: endpoint.url, reason } });
    return null;
  },
});
