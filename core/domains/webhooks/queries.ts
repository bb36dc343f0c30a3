import { and, asc, desc, eq, gt } from 'drizzle-orm';
import { z } from 'zod';
import { byAge } from '../../base/age.ts';
import { managers, staff } from '../../contracts/actor.ts';
import { idOf } from '../../contracts/fields.ts';
import { defineQuery } from '../../contracts/query.ts';
import { mine } from '../../data/database.ts';
import { events } from '../../data/tables.ts';
import type { Delivery, WebhookEndpoint } from './model.ts';
import { deliveryOf, endpointOf, mustLoadEndpoint } from './store.ts';
import { deliveries, webhookEndpoints } from './tables.ts';

const manage = { roles: managers, scope: 'read' } as const;

export const endpoints = defineQuery({
  name: 'webhooks.endpoints',
  allow: manage,
  input: z.strictObject({}),
  async run({ db }): Promise<WebhookEndpoint[]> {
    return (await db.list(webhookEndpoints)).map(endpointOf).toSorted(byAge);
  },
});

export const endpoint = defineQuery({
  name: 'webhooks.endpoint',
  allow: manage,
  input: z.strictObject({ endpointId: idOf('whk') }),
  run: ({ db }, { endpointId }) => mustLoadEndpoint(db, endpointId),
});

export const deliveryLog = defineQuery({
  name: 'webhooks.deliveries',
  allow: manage,
  input: z.strictObject({ endpointId: idOf('whk'), limit: z.int().min(1).max(200).default(50) }),
  async run({ db }, { endpointId, limit }): Promise<Delivery[]> {
    await mustLoadEndpoint(db, endpointId);
    const rows = await db
      .select()
      .from(deliveries)
      .where(and(mine(db, deliveries), eq(deliveries.endpointId, endpointId)))
      .orderBy(desc(deliveries.createdAt), desc(deliveries.id))
      .limit(limit);
    return rows.map(deliveryOf);
  },
});

/** The event log, oldest first, to catch up after downtime: everything after (rev, ordinal). `next` stays good for what is still to come. */
export const eventLog = defineQuery({
  name: 'events.page',
  allow: { roles: staff, scope: 'read' },
  input: z.strictObject({
    limit: z.int().min(1).max(100).default(50),
    after: z.strictObject({ rev: z.int().min(0), ordinal: z.int().min(0) }).optional(),
  }),
  async run({ db }, { limit, after = { rev: 0, ordinal: 0 } }) {
    const sameRev = await db.list(events, eq(events.rev, after.rev), gt(events.ordinal, after.ordinal));
    const later = await db
      .select()
      .from(events)
      .where(and(mine(db, events), gt(events.rev, after.rev)))
      .orderBy(asc(events.rev), asc(events.ordinal))
      .limit(limit + 1);
    const rows = [...sameRev.toSorted((a, b) => a.ordinal - b.ordinal), ...later];
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      data: page.map(({ tenantId: _tenant, rev: _rev, ordinal: _ordinal, ...event }) => event),
      next: last === undefined ? after : { rev: last.rev, ordinal: last.ordinal },
    };
  },
});
