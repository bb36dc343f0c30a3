/** What every group of API routes is given: who calls, how to ask, how to change. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ask } from '#core/engine/ask.ts';
import type { ServerParts } from '#server/parts.ts';
import type { ZodApp } from '../http/app.ts';
import { callerSlot } from '../http/callers.ts';
import { type Change, type Changes, changesOf } from '../http/changes.ts';
import { type Guards, type KeyCaller } from '../http/guards.ts';
import type { PhotoPlace } from './present.ts';

export interface ApiDoor {
  readonly app: ZodApp;
  readonly parts: ServerParts;
  callerOf(request: FastifyRequest): KeyCaller;
  ask(request: FastifyRequest, name: string, input: unknown): Promise<unknown>;
  change(request: FastifyRequest, reply: FastifyReply, change: Change): Promise<void>;
  photoPlace(request: FastifyRequest): PhotoPlace;
}

export function apiDoor(app: ZodApp, { parts, guards }: { parts: ServerParts; guards: Guards }): ApiDoor {
  const callers = callerSlot<KeyCaller>();
  const changes: Changes = changesOf(parts.engine);
  app.addHook('onRequest', async (request, reply) => callers.set(request, await guards.apiKey(request, reply)));
  return {
    app,
    parts,
    callerOf: callers.of,
    ask(request, name, input) {
      const { tenantId, actor } = callers.of(request);
      return ask(parts.engine, { tenantId, actor, name, input });
    },
    change: (request, reply, change) => changes.make(request, reply, { caller: callers.of(request), change }),
    photoPlace: (request) => ({ publicUrl: parts.publicUrl(), tenant: callers.of(request).tenantId }),
  };
}
