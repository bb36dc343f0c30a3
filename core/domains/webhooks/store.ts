import { and, eq } from 'drizzle-orm';
import { refuse } from '../../base/refusal.ts';
import { isoOf } from '../../base/time.ts';
import type { Json } from '../../base/json.ts';
import type { CommandContext } from '../../contracts/command.ts';
import { listingOf, type ReadDb, type RowOf, settledIn, type WriteDb } from '../../data/database.ts';
import { mustLoadProfile } from '../tenants/store.ts';
import { tenants } from '../tenants/tables.ts';
import type { Delivery, WebhookEndpoint } from './model.ts';
import { deliveries, webhookEndpoints } from './tables.ts';

export function endpointOf({ tenantId: _tenant, rev: _rev, ...endpoint }: RowOf<typeof webhookEndpoints>): WebhookEndpoint {
  return endpoint as WebhookEndpoint;
}

export async function mustLoadEndpoint(db: ReadDb, endpointId: string): Promise<WebhookEndpoint> {
  const row = await db.find(webhookEndpoints, endpointId);
  return row === undefined ? refuse('not_found', { kind: 'webhook', id: endpointId }) : endpointOf(row);
}

export function deliveryOf(row: RowOf<typeof deliveries>): Delivery {
  const { id, endpointId, event, status, attempts, nextAttemptAt, body, createdAt } = row;
  return { id, endpointId, event, status, attempts, nextAttemptAt, body, createdAt };
}

export interface Telling {
  /** whose endpoint it is: of a sandbox's event it may be the business's own */
  readonly endpoint: Pick<WebhookEndpoint, 'id'> & { readonly tenantId: string };
  readonly eventId: string;
  readonly event: string;
  readonly at: number;
  readonly data: Readonly<Record<string, Json>>;
}

export type Audience = readonly (WebhookEndpoint & { readonly tenantId: string })[];

/** Who hears what happens here: of a sandbox, the endpoints of its business too, but for those that decline. */
export async function listAudience(db: ReadDb): Promise<Audience> {
  const own = await db.settled(ownAudience, '');
  const ofBusiness = (await mustLoadProfile(db)).sandbox ? await listOfBusiness(db) : [];
  return [...own, ...ofBusiness].map((row) => ({ ...endpointOf(row), tenantId: row.tenantId }));
}

async function listOfBusiness(db: ReadDb): Promise<RowOf<typeof webhookEndpoints>[]> {
  const [entry] = await db.select().from(tenants).where(eq(tenants.tenantId, db.tenantId));
  const sandboxOf = entry?.sandboxOf ?? null;
  if (sandboxOf === null) return [];
  const { tenantId, active, sandbox } = webhookEndpoints;
  return db
    .select()
    .from(webhookEndpoints)
    .where(and(eq(tenantId, sandboxOf), eq(active, true), eq(sandbox, true)));
}

const activeEndpoints = listingOf(webhookEndpoints, eq(webhookEndpoints.active, true));
const ownAudience = settledIn([webhookEndpoints], (db) => db.listed(activeEndpoints, {}));

/** Into the outbox, with the body as it will be sent: what was true then, however late it arrives. */
export async function enqueue({ db, ctx }: { db: WriteDb; ctx: CommandContext }, telling: Telling): Promise<string> {
  const { endpoint, eventId, event, at, data } = telling;
  const { sandbox } = await mustLoadProfile(db);
  const id = ctx.newId('dlv');
  const body = JSON.stringify({ id: eventId, event, timestamp: isoOf(at), sandbox, data });
  const isOurs = endpoint.tenantId === db.tenantId;
  const row = {
    ...{ id, endpointId: endpoint.id, eventId, event, body, status: 'PENDING' as const, attempts: [], attemptCount: 0 },
    ...{ nextAttemptAt: ctx.outsideNow, leasedUntil: null, createdAt: isOurs ? ctx.serverNow : ctx.outsideNow },
  };
  if (isOurs) await db.insert(deliveries, row);
  else {
    // Kept with the endpoint that it goes to, in its log and by its clock.
    await db.unstamped.insert(deliveries).values({ ...row, tenantId: endpoint.tenantId });
    db.touch(deliveries);
  }
  return id;
}
