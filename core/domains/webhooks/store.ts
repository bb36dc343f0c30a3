import { eq } from 'drizzle-orm';
import { refuse } from '../../base/refusal.ts';
import { isoOf } from '../../base/time.ts';
import type { Json } from '../../base/json.ts';
import type { CommandContext } from '../../contracts/command.ts';
import { listingOf, type ReadDb, type RowOf, type WriteDb } from '../../data/database.ts';
import { mustLoadProfile } from '../tenants/store.ts';
import type { Delivery, WebhookEndpoint } from './model.ts';
import { deliveries, webhookEndpoints } from './tables.ts';

export function endpointOf({ tenantId: _tenant, rev: _rev, ...endpoint }: RowOf<typeof webhookEndpoints>): WebhookEndpoint {
  return endpoint as WebhookEndpoint;
}

export async function mustLoadEndpoint(db: ReadDb, endpointId: string): Promise<WebhookEndpoint> {
  const row = await db.find(webhookEndpoints, endpointId);
  return row === undefined ? refuse('not_found', { kind: 'webhook', id: endpointId }) : endpointOf(row);
}

export async function listActiveEndpoints(db: ReadDb): Promise<WebhookEndpoint[]> {
  return (await db.listed(activeEndpoints, {})).map(endpointOf);
}

const activeEndpoints = listingOf(webhookEndpoints, eq(webhookEndpoints.active, true));

export function deliveryOf(row: RowOf<typeof deliveries>): Delivery {
  const { id, endpointId, event, status, attempts, nextAttemptAt, body, createdAt } = row;
  return { id, endpointId, event, status, attempts, nextAttemptAt, body, createdAt };
}

export interface Telling {
  readonly endpointId: string;
  readonly eventId: string;
  readonly event: string;
  readonly at: number;
  readonly data: Readonly<Record<string, Json>>;
}

/** Into the outbox, with the body as it will be sent: what was true then, however late it arrives. */
export async function enqueue({ db, ctx }: { db: WriteDb; ctx: CommandContext }, telling: Telling): Promise<string> {
  const { endpointId, eventId, event, at, data } = telling;
  const { sandbox } = await mustLoadProfile(db);
  const id = ctx.newId('dlv');
  const body = JSON.stringify({ id: eventId, event, timestamp: isoOf(at), sandbox, data });
  await db.insert(deliveries, {
    id,
    endpointId,
    eventId,
    event,
    body,
    status: 'PENDING',
    attempts: [],
    attemptCount: 0,
    nextAttemptAt: ctx.outsideNow,
    leasedUntil: null,
    createdAt: ctx.serverNow,
  });
  return id;
}
