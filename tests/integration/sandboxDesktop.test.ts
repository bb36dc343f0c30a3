/** A desktop in the sandbox, and back, between a real desktop and a real server. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR } from '#core/base/time.ts';
import type { SessionState } from '#core/engine/bridge.ts';
import { customers } from '#core/domains/customers/tables.ts';
import type { SandboxClock } from '#core/domains/tenants/model.ts';
import { execute } from '#core/engine/execute.ts';
import { type Host, openHost } from '#host/host.ts';
import { nodePlatform } from '#host/platform.ts';
import type { Platform } from '#host/ports.ts';
import { secretFile } from '#host/secrets.ts';
import { doorkeeper } from '#server/secrets/apiKeys.ts';
import { newCommandId } from '#server/secrets/tokens.ts';
import { type FolderServer, folderServer, foundBusiness, PASSWORD } from './folderServer.ts';
import { type Line, lineTo } from './hostLine.ts';

let folder: string;
let server: FolderServer;
let tenantId: string;
let email: string;
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-sandbox-'));
  let readings = 0;
  // No two readings are the same: what is worked out from two of them shows.
  server = await folderServer(join(folder, 'data'), { clock: { now: () => Date.now() + readings++ } });
  closing.push(() => server.close());
  ({ tenantId, email } = await foundBusiness(server, 'Atlas Studios'));
});
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
  rmSync(folder, { recursive: true, force: true });
});

type Desk = { host: Host } & Line;

async function open(name: string, platform: Partial<Platform> = {}): Promise<Desk> {
  const home = join(folder, name);
  const secrets = secretFile(join(home, 'token'));
  const host = await openHost({ folder: home, secrets, platform: { ...nodePlatform({ logLevel: 'silent' }), ...platform } });
  closing.push(() => host.close());
  return { host, ...lineTo(host) };
}

async function desk(name: string, platform: Partial<Platform> = {}): Promise<Desk> {
  const opened = await open(name, platform);
  await opened.call('session.signIn', { serverUrl: server.url, email, password: PASSWORD });
  await opened.until(() => opened.host.state().phase === 'ready');
  return opened;
}

async function enter({ call, host, until }: Desk): Promise<SessionState> {
  await call('sandbox.enter');
  await until(() => host.state().phase === 'ready');
  return host.state();
}

async function inStep({ call }: Line): Promise<void> {
  for (;;) if (((await call('sync.now')) as { state: string }).state === 'synced') return;
}

const add = ({ call }: Line, name: string) => call('run', { name: 'customers.create', input: { name, email: null, phone: null } });
const shown = async ({ call }: Line): Promise<string[]> =>
  ((await call('ask', { name: 'customers.list', input: {} })) as { name: string }[]).map(({ name }) => name).toSorted();
const keptIn = async (id: string): Promise<string[]> =>
  (await server.engine.database.read(id, (db) => db.list(customers))).map(({ name }) => name).toSorted();
const asSystem = async (name: string, input: object): Promise<void> => {
  const envelope = { commandId: newCommandId(), name, input };
  expect(await execute(server.engine, { tenantId, actor: doorkeeper, envelope })).toMatchObject({ ok: true });
};

describe('a desktop in the sandbox', () => {
  test('shows what the business offers and nobody whom it knows, and comes back to them', async () => {
    await asSystem('catalog.createCategory', { name: 'Hair' });
    const front = await desk('front');
    await add(front, 'Ada');
    await inStep(front);
    const state = await enter(front);
    expect(state).toMatchObject({ tenant: { name: 'Atlas Studios' }, sandbox: { aheadMs: 0, businessName: 'Atlas Studios' } });
    expect(state.tenant?.id).not.toBe(tenantId);
    expect(await shown(front)).toEqual([]);
    expect(await front.call('ask', { name: 'catalog.categories', input: {} })).toMatchObject([{ name: 'Hair' }]);
    await add(front, 'Tried');
    await inStep(front);
    expect(await keptIn(tenantId)).toEqual(['Ada']);
    expect(await front.call('sandbox.leave')).not.toHaveProperty('sandbox');
    expect(front.host.state().tenant?.id).toBe(tenantId);
    expect(await shown(front)).toEqual(['Ada']);
    await enter(front);
    expect(await shown(front)).toEqual(['Tried']);
  });

  test('goes by its clock, which it may move, and starts over', async () => {
    const front = await desk('front');
    const { tenant } = await enter(front);
    const before = Date.now();
    const moved = (await front.call('run', { name: 'tenants.moveClock', input: { advanceMinutes: 3 * 24 * 60 } })) as SandboxClock;
    expect(moved.aheadMs).toBe(3 * DAY);
    expect(front.host.state().sandbox?.aheadMs).toBe(moved.aheadMs);
    await add(front, 'Later');
    await inStep(front);
    const [later] = await server.engine.database.read(tenant?.id ?? '', (db) => db.list(customers));
    expect(later?.createdAt).toBeGreaterThan(before + 3 * DAY - HOUR);
    await front.call('run', { name: 'tenants.resetSandbox', input: {} });
    await front.until(async () => (await shown(front)).length === 0);
    expect(await front.call('askServer', { name: 'tenants.clock', input: {} })).toMatchObject({ aheadMs: moved.aheadMs });
  });

  test('an hour is an hour, however often', async () => {
    const front = await desk('front');
    await enter(front);
    const anHour = { name: 'tenants.moveClock', input: { advanceMinutes: 60 } };
    for (const hours of [1, 2, 3]) expect(await front.call('run', anHour)).toMatchObject({ aheadMs: hours * HOUR });
  });

  test('a look at the clock that was on its way while it was moved says nothing', async () => {
    const gate = Promise.withResolvers<void>();
    const looked = Promise.withResolvers<void>();
    const heldBack: typeof fetch = async (input, init) => {
      const answer = await fetch(input, init);
      if (typeof init?.body !== 'string' || !init.body.includes('tenants.clock')) return answer;
      looked.resolve();
      await gate.promise;
      return answer;
    };
    const front = await desk('front', { fetch: heldBack });
    await enter(front);
    const look = front.call('askServer', { name: 'tenants.clock', input: {} });
    await looked.promise;
    await front.call('run', { name: 'tenants.moveClock', input: { advanceMinutes: 60 } });
    gate.resolve();
    expect(await look).toMatchObject({ aheadMs: 0 });
    expect(front.host.state().sandbox?.aheadMs).toBe(HOUR);
  });

  test('opens the business the next time, and is out of both once its member has left', async () => {
    const front = await desk('front');
    await enter(front);
    await front.host.close();
    const again = await open('front');
    expect(again.host.state()).toMatchObject({ tenant: { id: tenantId } });
    expect(again.host.state()).not.toHaveProperty('sandbox');
    await enter(again);
    await asSystem('members.add', { name: 'Nina', email: 'nina@example.com', role: 'OWNER', passwordHash: null });
    const { member } = again.host.state();
    expect(member?.email).toBe(email);
    const all = (await again.call('sandbox.leave')) as SessionState;
    await enter(again);
    await asSystem('members.deactivate', { memberId: all.member?.id ?? '' });
    await again.call('sync.now');
    await again.until(() => again.host.state().phase === 'signed_out');
    expect(again.host.state()).toMatchObject({ ended: 'deactivated' });
  });

  test('makes keys that are its own', async () => {
    const front = await desk('front');
    await enter(front);
    const made = (await front.call('run', { name: 'members.createApiKey', input: { name: 'Tried', scopes: ['read'] } })) as {
      token: string;
    };
    const answered = await fetch(`${server.url}/v1/api/me`, { headers: { authorization: `Bearer ${made.token}` } });
    expect([made.token.slice(0, 9), await answered.json()]).toMatchObject(['slk_test_', { sandbox: true }]);
  });
});
