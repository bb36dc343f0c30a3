/** Who knocks. Each guard finds the tenant and the actor, or refuses; the routes behind it trust what it found. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal, refuse } from '#core/base/refusal.ts';
import { type Actor, isAllowed, type Scope } from '#core/contracts/actor.ts';
import { twinOf } from '#server/directory.ts';
import type { ServerParts } from '#server/parts.ts';
import { type ApiKeys, apiKeysOf, type KeyHolder } from '#server/secrets/apiKeys.ts';
import { deviceHolderOf, type DeviceHolder, memberActor, whyTurnedOut } from '#server/secrets/devices.ts';
import { limited } from './limits.ts';

export interface Caller {
  readonly tenantId: string;
  readonly actor: Actor;
  /** whose Idempotency-Keys these are, within the tenant */
  readonly account: 'api' | 'public';
}

export interface KeyCaller extends Caller {
  readonly key: KeyHolder;
  readonly sandbox: boolean;
}

export interface DeviceCaller extends Caller {
  readonly device: DeviceHolder;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** what an API key must be allowed */
    scope?: Scope;
  }
}

export function bearerOf(request: FastifyRequest): string | undefined {
  const [, token] = /^Bearer +([^ ]+) *$/i.exec(request.headers.authorization ?? '') ?? [];
  return token;
}

/** Guessing costs the guesser's address, not the key's owner. */
async function refuseStranger(parts: ServerParts, request: FastifyRequest, reply: FastifyReply): Promise<never> {
  reply.header('www-authenticate', 'Bearer');
  await limited(parts, { reply, name: 'attempts', who: request.ip, limit: parts.options.limits.requestsPerAddress });
  throw (await whyTurnedOut(parts.engine, bearerOf(request) ?? '')) ?? new Refusal('unauthorized');
}

/** Whoever asks for the sandbox in words that we don't know must not change what is real. @throws Refusal `invalid_request` */
function wantsSandbox(request: FastifyRequest): boolean {
  const said = request.headers['x-slotkeeper-sandbox'];
  const word = said === undefined ? 'false' : String(said).trim().toLowerCase();
  if (word === 'true' || word === '1') return true;
  if (word === 'false' || word === '0') return false;
  return refuse('invalid_request', { issues: [{ path: 'X-Slotkeeper-Sandbox', expected: 'true or false' }] });
}

/** A key of scope `admin` reaches the tenant's sandbox twin by a header; never, for want of a twin, the tenant itself. */
async function placeOf(parts: ServerParts, { key, wanted }: { key: KeyHolder; wanted: boolean }): Promise<string> {
  if (!wanted || key.sandbox) return key.tenantId;
  if (!key.scopes.includes('admin')) return refuse('forbidden', { scope: 'admin' });
  return (await twinOf(parts.engine.database, key.tenantId)) ?? refuse('not_found', { kind: 'sandbox' });
}

export interface Guards {
  apiKey(request: FastifyRequest, reply: FastifyReply): Promise<KeyCaller>;
  device(request: FastifyRequest, reply: FastifyReply): Promise<DeviceCaller>;
  /** is the token, which was good when the request came, good still */
  isKnownDevice(request: FastifyRequest): Promise<boolean>;
}

export function guardsOf(parts: ServerParts): Guards {
  const keys: ApiKeys = apiKeysOf(parts.engine);
  const { limits } = parts.options;
  return {
    async apiKey(request, reply) {
      const token = bearerOf(request);
      const key = token === undefined ? undefined : await keys.holderOf(token);
      if (key === undefined) return refuseStranger(parts, request, reply);
      await limited(parts, { reply, name: 'requests', who: key.keyId, limit: limits.requestsPerKey });
      const actor: Actor = { kind: 'key', id: key.keyId, scopes: key.scopes, name: key.name };
      const { scope = 'admin' } = request.routeOptions.config;
      if (!isAllowed(actor, { roles: [], scope })) refuse('forbidden', { scope });
      const tenantId = await placeOf(parts, { key, wanted: wantsSandbox(request) });
      return { tenantId, actor, account: 'api', key, sandbox: key.sandbox || tenantId !== key.tenantId };
    },
    async device(request, reply) {
      const token = bearerOf(request);
      const device = token === undefined ? undefined : await deviceHolderOf(parts.engine, token);
      if (device === undefined) return refuseStranger(parts, request, reply);
      return { tenantId: device.tenantId, actor: memberActor(device), account: 'api', device };
    },
    isKnownDevice: async (request) => (await deviceHolderOf(parts.engine, bearerOf(request) ?? '')) !== undefined,
  };
}
