/** A server in memory over a fresh database, on a clock of its own, with one business that has an owner and keys. */
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import pino from 'pino';
import type { Scope } from '#core/contracts/actor.ts';
import { ask } from '#core/engine/ask.ts';
import type { Engine, Outcome } from '#core/engine/engine.ts';
import { execute } from '#core/engine/execute.ts';
import { slotkeeperRegistry } from '#core/engine/world.ts';
import { buildApp } from '#server/app.ts';
import { type Business, openBusiness } from '#server/businesses.ts';
import type { ZodApp } from '#server/doors/http/app.ts';
import { defaultLimits, type Limits, memoryCounters } from '#server/limits.ts';
import { defaultOptions, type ServerOptions, type ServerParts } from '#server/parts.ts';
import { doorkeeper } from '#server/secrets/apiKeys.ts';
import { newCommandId } from '#server/secrets/tokens.ts';
import { openTestDatabase } from '../database.ts';
import { cheapHash, cheapKey } from '../secrets.ts';

const PUBLIC_URL = 'http://slotkeeper.test';
export const OWNER = { name: 'Olivia Owner', email: 'olivia@atlas.test', password: 'correct horse battery' };

export interface WorldParts {
  /** ISO 8601 */
  readonly now?: string;
  readonly options?: Partial<Omit<ServerOptions, 'limits'>>;
  readonly limits?: Partial<Limits>;
  /** of files: exports, uploads */
  readonly folder?: string;
  readonly backups?: ServerParts['backups'];
  readonly blobs?: ServerParts['blobs'];
  /** hears every line of the log */
  readonly log?: (line: string) => void;
}

export interface Answered {
  readonly status: number;
  readonly headers: LightMyRequestResponse['headers'];
  readonly body: unknown;
  readonly text: string;
}

export interface Call {
  readonly body?: unknown;
  readonly token?: string | null;
  readonly headers?: Record<string, string>;
}

export interface TestWorld {
  readonly app: ZodApp;
  readonly parts: ServerParts;
  readonly engine: Engine;
  readonly business: Business;
  /** of the business, with read, write and admin */
  readonly token: string;
  now(): number;
  advance(ms: number): void;
  call(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, call?: Call): Promise<Answered>;
  inject(options: InjectOptions): Promise<LightMyRequestResponse>;
  makeKey(key?: { scopes?: readonly Scope[]; tenantId?: string; sandbox?: boolean }): Promise<string>;
  /** runs a command as the system. @throws Error where it is refused */
  run(name: string, input: unknown, at?: { tenantId?: string }): Promise<unknown>;
  ask(name: string, input: unknown): Promise<unknown>;
  otherBusiness(name: string): Promise<Business>;
  signIn(): Promise<{ token: string; deviceId: string }>;
  /** what another server process on the same database is given */
  partsOfAnother(): Promise<ServerParts>;
  close(): Promise<void>;
}

/** Bounds that no test meets by accident. */
const generous: Limits = Object.fromEntries(
  Object.entries(defaultLimits).map(([name, { windowMs }]) => [name, { count: 1_000_000, windowMs }]),
) as never;

export async function testWorld({
  now = '2026-03-02T08:00:00Z',
  options = {},
  limits = {},
  log,
  folder,
  backups,
  blobs,
}: WorldParts = {}): Promise<TestWorld> {
  let time = Date.parse(now);
  const { database, another, close } = await openTestDatabase();
  const engine: Engine = { database, registry: slotkeeperRegistry(), clock: { now: () => time }, side: 'server' };
  const parts: ServerParts = {
    engine,
    serverKey: Buffer.alloc(32, 7),
    publicUrl: () => PUBLIC_URL,
    logger: log === undefined ? pino({ level: 'silent' }) : pino({ level: 'debug' }, { write: log }),
    options: { ...defaultOptions, ...options, limits: { ...generous, ...limits } },
    counters: memoryCounters(),
    ...(folder === undefined ? {} : { folder }),
    ...(backups === undefined ? {} : { backups }),
    ...(blobs === undefined ? {} : { blobs }),
  };
  const app = buildApp(parts);
  const found = async (name: string, email: string) =>
    openBusiness(engine, {
      ...{ name, timezone: 'Europe/Berlin', displayCurrency: 'EUR' },
      owner: { name: OWNER.name, email, passwordHash: await cheapHash(OWNER.password) },
    });
  const business = await found('Atlas Studios', OWNER.email);

  const run = async (name: string, input: unknown, { tenantId = business.tenantId } = {}): Promise<unknown> => {
    const outcome: Outcome = await execute(engine, { tenantId, actor: doorkeeper, envelope: { commandId: newCommandId(), name, input } });
    if (!outcome.ok) throw new Error(`${name} was refused: ${outcome.code} ${JSON.stringify(outcome.facts)}`);
    return outcome.value;
  };

  const makeKey: TestWorld['makeKey'] = async ({
    scopes = ['read', 'write', 'admin'],
    tenantId = business.tenantId,
    sandbox = false,
  } = {}) => {
    const { token, prefix, secretHash } = await cheapKey({ tenantId, sandbox });
    await run('members.createApiKey', { name: 'Test key', scopes, prefix, secretHash }, { tenantId });
    return token;
  };
  const token = await makeKey();

  const call: TestWorld['call'] = async (method, url, { body, token: given = token, headers = {} } = {}) => {
    const sent = body === undefined ? {} : { payload: JSON.stringify(body) };
    const response = await app.inject({
      ...{ method, url, ...sent },
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(given === null ? {} : { authorization: `Bearer ${given}` }),
        ...headers,
      },
    });
    const isJson = response.headers['content-type']?.startsWith('application/json') ?? false;
    return { status: response.statusCode, headers: response.headers, text: response.body, body: isJson ? JSON.parse(response.body) : null };
  };

  return {
    ...{ app, parts, engine, business, token, run, makeKey, call },
    now: () => time,
    advance: (ms) => void (time += ms),
    inject: (injected) => app.inject(injected),
    ask: (name, input) => ask(engine, { tenantId: business.tenantId, actor: doorkeeper, name, input }),
    otherBusiness: (name) => found(name, `owner@${name.toLowerCase().replaceAll(' ', '-')}.test`),
    async signIn() {
      const { body } = await call('POST', '/v1/console/sign-in', { token: null, body: { email: OWNER.email, password: OWNER.password } });
      return body as { token: string; deviceId: string };
    },
    partsOfAnother: async () => ({ ...parts, engine: { ...engine, database: await another() }, counters: memoryCounters() }),
    async close() {
      await app.close();
      await close();
    },
  };
}

/** Monday to Sunday, nine to five. */
export const everyDay = [1, 2, 3, 4, 5, 6, 7].map((dayOfWeek) => ({ dayOfWeek, startTime: '09:00', endTime: '17:00' }));

/** A published offering of an hour, open every day. @returns its id */
export async function openOffering({ call }: TestWorld, fields: Record<string, unknown> = {}): Promise<string> {
  const offering = { title: 'Haircut', basePriceCents: 4_000, status: 'PUBLISHED', slotMinutes: 60, ...fields };
  const created = await call('POST', '/v1/api/offerings', { body: offering });
  const { id } = created.body as { id: string };
  await call('PUT', `/v1/api/offerings/${id}/schedule`, { body: { rules: everyDay } });
  return id;
}
