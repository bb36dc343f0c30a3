/** The public door: which business is meant, who is there, and whose booking a signed link speaks of. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '#core/base/refusal.ts';
import type { Actor } from '#core/contracts/actor.ts';
import { ask } from '#core/engine/ask.ts';
import type { Engine } from '#core/engine/engine.ts';
import { findTenant, type TenantEntry } from '#server/directory.ts';
import type { ServerParts } from '#server/parts.ts';
import { doorkeeper } from '#server/secrets/apiKeys.ts';
import { customerOfToken } from '#server/secrets/customers.ts';
import { bookingOfToken } from '#server/secrets/manage.ts';
import type { ZodApp } from '../http/app.ts';
import { callerSlot } from '../http/callers.ts';
import { type Change, changesOf } from '../http/changes.ts';
import { bearerOf } from '../http/guards.ts';
import { limited } from '../http/limits.ts';

export const passerBy: Actor = { kind: 'customer', id: 'public', name: 'Customer' };

export interface StorefrontDoor {
  readonly app: ZodApp;
  readonly parts: ServerParts;
  readonly engine: Engine;
  tenantOf(request: FastifyRequest): TenantEntry;
  ask(request: FastifyRequest, name: string, input: unknown): Promise<unknown>;
  change(request: FastifyRequest, reply: FastifyReply, work: { actor: Actor; change: Change }): Promise<void>;
  /** Who came in by a code. @throws Refusal `unauthorized` */
  customerOf(request: FastifyRequest): Promise<string>;
  /** The customer of this booking, by its link's token or having come in by a code: by default the request's bearer. @throws Refusal `unauthorized` */
  bookerOf(request: FastifyRequest, bookingId: string, token?: string): Promise<Actor>;
}

export function storefrontDoor(app: ZodApp, parts: ServerParts): StorefrontDoor {
  const { engine, serverKey, options } = parts;
  const tenants = callerSlot<TenantEntry>();
  const changes = changesOf(engine);

  app.addHook('onRequest', async (request, reply) => {
    await limited(parts, { reply, name: 'requests', who: request.ip, limit: options.limits.requestsPerAddress });
    const { tenant } = request.params as { tenant: string };
    tenants.set(request, (await findTenant(engine.database, tenant)) ?? refuse('not_found', { kind: 'tenant', id: tenant }));
  });

  const customerBy = (tenantId: string, token: string) => customerOfToken(parts, { tenantId, token });

  return {
    ...{ app, parts, engine, tenantOf: tenants.of },
    customerOf: async (request) => (await customerBy(tenants.of(request).tenantId, bearerOf(request) ?? '')) ?? refuse('unauthorized'),
    ask: (request, name, input) => ask(engine, { tenantId: tenants.of(request).tenantId, actor: passerBy, name, input }),
    change(request, reply, { actor, change }) {
      const caller = { tenantId: tenants.of(request).tenantId, actor, account: 'public' } as const;
      return changes.make(request, reply, { caller, change });
    },
    async bookerOf(request, bookingId, token = bearerOf(request) ?? '') {
      const { tenantId } = tenants.of(request);
      const isOfLink = bookingOfToken(serverKey, { tenantId, token }) === bookingId;
      const signedIn = isOfLink ? undefined : await customerBy(tenantId, token);
      if (!isOfLink && signedIn === undefined) return refuse('unauthorized');
      const question = { tenantId, actor: doorkeeper, name: 'bookings.booking', input: { bookingId } };
      const { customerId, customerName } = (await ask(engine, question)) as { customerId: string; customerName: string };
      // of somebody else's nobody learns that it is there
      if (!isOfLink && customerId !== signedIn) return refuse('not_found', { kind: 'booking', id: bookingId });
      return { kind: 'customer', id: customerId, name: customerName, bookingId };
    },
  };
}
