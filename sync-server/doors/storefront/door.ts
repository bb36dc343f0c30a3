/** The public door: which business is meant, who is there, and whose booking a signed link speaks of. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '#core/base/refusal.ts';
import type { Actor } from '#core/contracts/actor.ts';
import { ask } from '#core/engine/ask.ts';
import type { Engine } from '#core/engine/engine.ts';
import { findTenant, type TenantEntry } from '#server/directory.ts';
import type { ServerParts } from '#server/parts.ts';
import { doorkeeper } from '#server/secrets/apiKeys.ts';
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
  /** The customer of the booking that the token, by default the request's bearer, is for. @throws Refusal `unauthorized` */
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

  return {
    ...{ app, parts, engine, tenantOf: tenants.of },
    ask: (request, name, input) => ask(engine, { tenantId: tenants.of(request).tenantId, actor: passerBy, name, input }),
    change(request, reply, { actor, change }) {
      const caller = { tenantId: tenants.of(request).tenantId, actor, account: 'public' } as const;
      return changes.make(request, reply, { caller, change });
    },
    async bookerOf(request, bookingId, token = bearerOf(request) ?? '') {
      const { tenantId } = tenants.of(request);
      if (bookingOfToken(serverKey, { tenantId, token }) !== bookingId) return refuse('unauthorized');
      const question = { tenantId, actor: doorkeeper, name: 'bookings.booking', input: { bookingId } };
      const { customerId, customerName } = (await ask(engine, question)) as { customerId: string; customerName: string };
      return { kind: 'customer', id: customerId, name: customerName, bookingId };
    },
  };
}
