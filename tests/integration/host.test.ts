import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BridgeAnswer, BridgeEvent } from '#core/engine/bridge.ts';
import { type Host, openHost } from '#host/host.ts';
import { nodePlatform } from '#host/platform.ts';
import { secretFile } from '#host/secrets.ts';
import { type HostServer, hostServer } from './hostServer.ts';

let folder: string;
let server: HostServer;
const hosts: Host[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-host-'));
  server = await hostServer({ folder });
});

afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

interface Desk {
  readonly host: Host;
  readonly events: BridgeEvent[];
  call<T = unknown>(method: string, arg?: unknown): Promise<T>;
  failure(method: string, arg?: unknown): Promise<{ code: string; facts: Record<string, unknown> }>;
  until(isSo: () => Promise<boolean> | boolean): Promise<void>;
  close(): Promise<void>;
}

async function openDesk(name: string): Promise<Desk> {
  const data = join(folder, name);
  const host = await openHost({ folder: data, secrets: secretFile(join(data, 'token')), platform: nodePlatform({ logLevel: 'silent' }) });
  hosts.push(host);
  const events: BridgeEvent[] = [];
  const waiting = new Map<number, (answer: BridgeAnswer) => void>();
  let wake = (): void => {};
  let receive: (message: unknown) => void = () => {};
  host.connect({
    post(message) {
      const said = structuredClone(message);
      if ('event' in said) events.push(said);
      else waiting.get(said.id)?.(said);
      wake();
    },
    onMessage: (listener) => (receive = listener),
    onClose: () => {},
  });
  let nextId = 0;
  const ask = (method: string, arg: unknown) =>
    new Promise<BridgeAnswer>((resolve) => {
      const id = ++nextId;
      waiting.set(id, resolve);
      receive({ id, method, arg });
    });
  return {
    host,
    events,
    async call<T>(method: string, arg: unknown = {}) {
      const answer = await ask(method, arg);
      if (!answer.ok) throw new Error(`${method}: ${JSON.stringify(answer.error)}`);
      return answer.value as T;
    },
    async failure(method, arg = {}) {
      const answer = await ask(method, arg);
      if (answer.ok) throw new Error(`${method} was not refused`);
      return answer.error;
    },
    /** looks again whenever the host says anything */
    async until(isSo) {
      while (!(await isSo())) await new Promise<void>((resolve) => (wake = resolve));
    },
    async close() {
      hosts.splice(hosts.indexOf(host), 1);
      await host.close();
    },
  };
}

async function pairedDesk(name: string, role: 'OWNER' | 'STAFF' = 'OWNER'): Promise<Desk> {
  const desk = await openDesk(name);
  await desk.call('session.pair', { serverUrl: server.url, code: await server.codeFor(role) });
  await desk.until(() => desk.host.state().phase === 'ready');
  return desk;
}

const syncOf = (desk: Desk) => desk.call<{ state: string; waiting: number; attention: number; offlineSince: number | null }>('sync.state');
const run = <T = unknown>(desk: Desk, name: string, input: unknown) => desk.call<T>('run', { name, input });
const ask = <T = unknown>(desk: Desk, name: string, input: unknown = {}) => desk.call<T>('ask', { name, input });
const inStep = async (desk: Desk) => desk.until(async () => (await syncOf(desk)).state === 'synced');
const namesOf = async (desk: Desk) => (await ask<{ name: string }[]>(desk, 'customers.list')).map(({ name }) => name).toSorted();
const cutOff = () => (server.weather.answer = () => ({ status: 0 }));
const clearUp = () => (server.weather.answer = () => undefined);

describe('a session', () => {
  it('begins with a pairing code and shows the business once all of it is here', async () => {
    const desk = await openDesk('a');
    const code = await server.codeFor('OWNER');
    const first = await desk.call<{ phase: string; member: { role: string } }>('session.pair', { serverUrl: server.url, code });
    expect(first.member.role).toBe('OWNER');
    await desk.until(() => desk.host.state().phase === 'ready');
    expect(desk.host.state()).toMatchObject({
      serverUrl: server.url,
      tenant: { name: 'Atlas Studios', subdomain: 'atlas' },
      storefrontUrl: `${server.url}/s/atlas`,
      progress: null,
    });
    expect(await ask(desk, 'tenants.profile')).toMatchObject({ name: 'Atlas Studios' });
  });

  it('is refused for a wrong code, a strange address and a server that does not answer', async () => {
    const desk = await openDesk('a');
    expect(await desk.failure('session.pair', { serverUrl: server.url, code: 'wrong' })).toMatchObject({ code: 'unauthorized' });
    expect(await desk.failure('session.pair', { serverUrl: 'ftp://x', code: 'x' })).toMatchObject({ code: 'invalid_request' });
    cutOff();
    expect(await desk.failure('session.pair', { serverUrl: server.url, code: 'x' })).toMatchObject({ code: 'unavailable' });
    expect(await desk.failure('ask', { name: 'customers.list', input: {} })).toMatchObject({ code: 'unauthorized' });
  });

  it('is taken up again at the next start, offline too', async () => {
    const desk = await pairedDesk('a');
    await run(desk, 'customers.create', { name: 'Ada' });
    await inStep(desk);
    await desk.close();
    cutOff();
    const again = await openDesk('a');
    expect(again.host.state().phase).toBe('ready');
    expect(await namesOf(again)).toEqual(['Ada']);
  });

  it('that the server ends keeps the data, and the same member goes on where they were', async () => {
    const desk = await pairedDesk('a');
    await inStep(desk);
    const memberId = desk.host.state().member?.id;
    cutOff();
    await run(desk, 'customers.create', { name: 'Ada' });
    server.weather.answer = () => ({ status: 401, body: { error: 'unauthorized', message: '', details: {} } });
    await desk.call('sync.now');
    await desk.until(() => desk.host.state().phase === 'signed_out');
    expect(await desk.failure('ask', { name: 'customers.list', input: {} })).toMatchObject({ code: 'unauthorized' });
    clearUp();
    await desk.call('session.pair', { serverUrl: server.url, code: await server.codeFor('OWNER', memberId) });
    expect(await namesOf(desk)).toEqual(['Ada']);
    await inStep(desk);
    const other = await pairedDesk('b');
    expect(await namesOf(other)).toEqual(['Ada']);
  });
});

describe('a member who has left the business', () => {
  it('finds none of its data on this computer, and is told why', async () => {
    const desk = await pairedDesk('a');
    await inStep(desk);
    await run(desk, 'customers.create', { name: 'Ada Lovelace', notes: 'prefers mornings' });
    await server.simulated.run('customers.create', { name: 'Grace Hopper', notes: 'pays in cash' });
    await desk.until(async () => (await namesOf(desk)).includes('Grace Hopper'));
    const profiles = join(folder, 'a', 'profiles');
    const bytes = () => readdirSync(profiles).map((file) => readFileSync(join(profiles, file), 'latin1'));
    expect(bytes().join()).toContain('pays in cash');
    server.weather.answer = () => ({ status: 401, body: { error: 'unauthorized', message: '', details: { reason: 'deactivated' } } });
    await desk.call('sync.now').catch(() => {});
    await desk.until(() => desk.host.state().phase === 'signed_out');
    expect(desk.host.state()).toMatchObject({ ended: 'deactivated', tenant: null });
    expect(bytes().join()).not.toContain('pays in cash');
    await desk.close();
    expect((await openDesk('a')).host.state()).toMatchObject({ phase: 'signed_out', ended: 'deactivated' });
  });
});

describe('a member who comes back', () => {
  it('finds what they took before they left, and the server gets it', async () => {
    const { memberId } = await server.simulated.addDevice('first', { role: 'STAFF' });
    const desk = await openDesk('a');
    await desk.call('session.pair', { serverUrl: server.url, code: await server.codeFor('STAFF', memberId) });
    await desk.until(() => desk.host.state().phase === 'ready');
    await inStep(desk);
    cutOff();
    server.dropLive();
    await run(desk, 'customers.create', { name: 'Ada' });
    await server.simulated.run('members.deactivate', { memberId });
    server.weather.answer = () => ({ status: 401, body: { error: 'unauthorized', message: '', details: { reason: 'deactivated' } } });
    await desk.call('sync.now').catch(() => {});
    await desk.until(() => desk.host.state().phase === 'signed_out');
    clearUp();
    const again = { name: 'first', email: 'first@example.com', role: 'STAFF', passwordHash: null };
    expect(await server.simulated.run('members.add', again)).toEqual({ memberId });
    await desk.call('session.pair', { serverUrl: server.url, code: await server.codeFor('STAFF', memberId) });
    await desk.until(() => desk.host.state().phase === 'ready');
    await inStep(desk);
    expect(await namesOf(desk)).toEqual(['Ada']);
    const other = await pairedDesk('b');
    await inStep(other);
    expect(await namesOf(other)).toEqual(['Ada']);
  });
});

describe('working offline', () => {
  it('counts what waits, and sends it in order when the server is back', async () => {
    const desk = await pairedDesk('a');
    await inStep(desk);
    cutOff();
    server.dropLive();
    for (const name of ['Ada', 'Grace', 'Edsger']) await run(desk, 'customers.create', { name });
    await desk.until(async () => (await syncOf(desk)).state === 'offline');
    expect(await syncOf(desk)).toMatchObject({ waiting: 3, offlineSince: expect.any(Number) as number });
    expect(await namesOf(desk)).toEqual(['Ada', 'Edsger', 'Grace']);
    clearUp();
    await desk.call('sync.now');
    expect(await syncOf(desk)).toMatchObject({ state: 'synced', waiting: 0, offlineSince: null });
  });

  it('refuses what only the server can do, and does it when it is there, here too', async () => {
    const desk = await pairedDesk('a');
    await inStep(desk);
    cutOff();
    const input = { name: 'Grace', email: 'grace@example.com', role: 'STAFF', passwordHash: null };
    expect(await desk.failure('run', { name: 'members.add', input })).toMatchObject({ code: 'unavailable' });
    expect(await desk.failure('askServer', { name: 'members.list', input: {} })).toMatchObject({ code: 'unavailable' });
    clearUp();
    await run(desk, 'members.add', input);
    expect(await ask(desk, 'members.list')).toContainEqual(expect.objectContaining({ name: 'Grace' }));
    expect(await desk.call('askServer', { name: 'members.list', input: {} })).toContainEqual(expect.objectContaining({ name: 'Grace' }));
  });
});

describe('two desks', () => {
  it('see each other live', async () => {
    const [desk, other] = [await pairedDesk('a'), await pairedDesk('b', 'STAFF')];
    await inStep(other);
    await run(desk, 'customers.create', { name: 'Ada' });
    await other.until(async () => (await namesOf(other)).includes('Ada'));
    const changed = other.events.filter((event) => event.event === 'changed').flatMap((event) => event.payload.tables);
    expect(changed).toContain('customers');
  });
});

describe('a command that the server refused', () => {
  interface Item {
    id: string;
    name: string;
    input: Record<string, unknown>;
    code: string;
    facts: Record<string, unknown>;
  }

  /** Both take a customer of one e-mail address while offline; the second to arrive is refused. */
  async function deskWithRefusal(): Promise<{ desk: Desk; item: Item }> {
    const [desk, other] = [await pairedDesk('a'), await pairedDesk('b')];
    await inStep(desk);
    await inStep(other);
    server.weather.answer = (_path, token) => (token === 'device-1' ? { status: 0 } : undefined);
    await run(desk, 'customers.create', { name: 'Mine', email: 'same@example.com' });
    await run(other, 'customers.create', { name: 'Theirs', email: 'same@example.com' });
    await inStep(other);
    clearUp();
    await desk.call('sync.now');
    await desk.until(async () => (await syncOf(desk)).state === 'attention');
    const [item] = await desk.call<Item[]>('attention.list');
    if (item === undefined) throw new Error('nothing needs attention');
    return { desk, item };
  }

  it('is shown with what it was and why, and what it did here is undone', async () => {
    const { desk, item } = await deskWithRefusal();
    expect(item).toMatchObject({ name: 'customers.create', code: 'already_exists', facts: { field: 'email' }, input: { name: 'Mine' } });
    expect(await namesOf(desk)).toEqual(['Theirs']);
    expect(await syncOf(desk)).toMatchObject({ waiting: 0, attention: 1 });
  });

  it('can be sent again in other words, and stays while those are wrong too', async () => {
    const { desk, item } = await deskWithRefusal();
    expect(await desk.failure('attention.retry', { id: item.id, input: item.input as never })).toMatchObject({ code: 'already_exists' });
    expect(await desk.call('attention.list')).toHaveLength(1);
    await desk.call('attention.retry', { id: item.id, input: { ...item.input, email: 'mine@example.com' } });
    expect(await desk.call('attention.list')).toEqual([]);
    await inStep(desk);
    expect(await namesOf(desk)).toEqual(['Mine', 'Theirs']);
    expect(await desk.failure('attention.retry', { id: item.id, input: {} })).toMatchObject({ code: 'not_found' });
  });

  it('can be let go', async () => {
    const { desk, item } = await deskWithRefusal();
    await desk.call('attention.discard', { id: item.id });
    await inStep(desk);
    expect(await desk.failure('attention.discard', { id: item.id })).toMatchObject({ code: 'not_found' });
  });
});
