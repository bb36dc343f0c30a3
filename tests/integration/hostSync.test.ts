/** The sync client in the face of every kind of trouble, on virtual time: nothing here waits, and nothing is left to chance. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE, SECOND } from '#core/base/time.ts';
import { customers } from '#core/domains/customers/tables.ts';
import { apiKeys, members } from '#core/domains/members/tables.ts';
import { commandLog } from '#core/engine/tables.ts';
import { listAttention } from '#host/attention.ts';
import type { Fetch, FetchAnswer } from '#host/ports.ts';
import { chanceOf } from '../simulation/chance.ts';
import { type VirtualClock, virtualClock } from '../simulation/clock.ts';
import { type SimulatedDesk, simulatedDesk } from '../simulation/desk.ts';
import { type SimulatedServer, simulatedServer } from '../simulation/server.ts';

const NINE = Date.parse('2026-11-20T09:00:00Z');

/** `cut`: nobody answers; `torn`: the line breaks in the middle of the answer */
type Answered = { status: number; body?: unknown; headers?: Record<string, string> } | 'cut' | 'torn' | undefined;
interface Asked {
  readonly at: number;
  readonly path: string;
  readonly body: unknown;
}

let folder: string;
let clock: VirtualClock;
let server: SimulatedServer;
let weather: (asked: Asked) => Answered;
let asked: Asked[];
const desks: SimulatedDesk[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-sync-'));
  clock = virtualClock(NINE);
  server = await simulatedServer({ folder, now: clock.now, name: 'sync' });
  weather = () => undefined;
  asked = [];
});

afterEach(async () => {
  for (const desk of desks.splice(0)) await desk.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

const fetchFor =
  (isAlive: () => boolean): Fetch =>
  (url, init) =>
    new Promise<FetchAnswer>((resolve, reject) => {
      const path = url.slice('http://server'.length);
      const body: unknown = init.body === undefined ? undefined : JSON.parse(String(init.body));
      if (path === '/v1/sync/live') return void clock.after(1, () => reject(new Error('no live line here')));
      asked.push({ at: clock.now(), path, body });
      const said = weather({ at: clock.now(), path, body });
      if (said === 'cut') return void clock.after(1, () => reject(new Error('connection lost')));
      const answer = said === undefined || said === 'torn' ? handle(path, init, body) : Promise.resolve(said);
      void answer.then(({ status, body: text, headers = {} }: { status: number; body?: unknown; headers?: Record<string, string> }) =>
        clock.after(1, () => {
          const name = (key: string) => headers[key] ?? null;
          if (isAlive())
            resolve({
              status,
              headers: { get: name },
              text: async () => (said === 'torn' ? torn(textOf(text)) : textOf(text)),
              body: null,
            });
        }),
      );
    });

const textOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body ?? {}));
const torn = (text: string): string => text.slice(0, (text.length * 2) / 3);

const handle = (path: string, init: Parameters<Fetch>[1], body: unknown) =>
  server.handle({ method: init.method, path, token: (init.headers.authorization ?? '').replace('Bearer ', ''), body });

async function openDesk(name: string, role: 'OWNER' | 'STAFF' = 'OWNER'): Promise<SimulatedDesk> {
  const wire = { fetchFor, setDead: () => {}, calm: () => {} };
  const desk = await simulatedDesk({ folder: join(folder, name), name, role, clock, chance: chanceOf(1), wire, server });
  desks.push(desk);
  await pass(100);
  return desk;
}

const pass = (milliseconds: number) => clock.walkTo(clock.now() + milliseconds);
const take = (desk: SimulatedDesk, ...names: string[]) => Promise.all(names.map((name) => desk.run('customers.create', { name })));
const shownAt = async (desk: SimulatedDesk) =>
  (await desk.profile().database.read(server.tenantId, (db) => db.list(customers))).map(({ name }) => name).toSorted();
const onServer = async () =>
  (await server.engine.database.read(server.tenantId, (db) => db.list(customers))).map(({ name }) => name).toSorted();
const namesIn = ({ body }: Asked) => (body as { commands: { input: { name?: string } }[] }).commands.map(({ input }) => input.name);
const ours = (status: number, error: string, headers = {}) => ({ status, body: { error, message: '', details: {} }, headers });

describe('a command that the server breaks on', () => {
  const breaksOnPoison = (request: Asked): Answered =>
    request.path === '/v1/sync/push' && namesIn(request).includes('Poison') ? ours(500, 'internal_error') : undefined;

  it('is set aside after the third time, and blocks nobody', async () => {
    const desk = await openDesk('a');
    weather = breaksOnPoison;
    await take(desk, 'Ada', 'Poison', 'Grace');
    await pass(MINUTE);
    expect(await onServer()).toEqual(['Ada', 'Grace']);
    expect(desk.sync().state()).toMatchObject({ state: 'attention', waiting: 0, attention: 1 });
    const [item] = await listAttention(desk.profile());
    expect(item).toMatchObject({ name: 'customers.create', input: { name: 'Poison' }, code: 'internal_error' });
    expect(await shownAt(desk)).toEqual(['Ada', 'Grace']);
  });

  it('is not blamed for an outage', async () => {
    const desk = await openDesk('a');
    weather = () => ours(500, 'internal_error');
    await take(desk, 'Ada');
    await pass(10 * MINUTE);
    expect(desk.sync().state()).toMatchObject({ state: 'stuck', stuck: 'server', waiting: 1, attention: 0 });
    weather = () => undefined;
    await pass(MINUTE);
    expect(desk.sync().state()).toMatchObject({ state: 'synced', stuck: null, waiting: 0 });
    expect(await onServer()).toEqual(['Ada']);
  });

  it('is not blamed for a body that was too large as a whole', async () => {
    const desk = await openDesk('a');
    weather = (request) => (request.path === '/v1/sync/push' && namesIn(request).length > 2 ? ours(413, 'payload_too_large') : undefined);
    await take(desk, 'Ada', 'Grace', 'Edsger', 'Barbara', 'Donald');
    await pass(MINUTE);
    expect(await onServer()).toEqual(['Ada', 'Barbara', 'Donald', 'Edsger', 'Grace']);
    expect(desk.sync().state()).toMatchObject({ state: 'synced', attention: 0 });
  });
});

describe('a desk where commands are taken without a pause', () => {
  it('hears of what others did between two of its pushes', async () => {
    const desk = await openDesk('a');
    await server.run('customers.create', { name: 'Grace' });
    let taken = 0;
    weather = ({ path }) => void (path === '/v1/sync/push' && taken < 300 && take(desk, `Guest ${++taken}`));
    asked = [];
    await take(desk, 'Ada');
    await pass(SECOND);
    expect(taken).toBeGreaterThan(50);
    expect(await shownAt(desk)).toContain('Grace');
    const first = asked.findIndex(({ path }) => path.startsWith('/v1/sync/pull'));
    expect(asked.slice(0, first).filter(({ path }) => path === '/v1/sync/push').length).toBeLessThan(4);
    await pass(MINUTE);
    expect(await onServer()).toHaveLength(302);
  });
});

describe('a server that can’t now', () => {
  it('is left in peace for as long as it asks', async () => {
    const desk = await openDesk('a');
    weather = () => ours(429, 'rate_limited', { 'retry-after': '40' });
    await take(desk, 'Ada');
    await pass(SECOND);
    const askedSoFar = asked.length;
    await take(desk, 'Grace');
    await desk
      .sync()
      .round()
      .catch(() => {});
    await pass(30 * SECOND);
    expect(asked.length).toBe(askedSoFar);
    expect(desk.sync().state()).toMatchObject({ state: 'waiting', waiting: 2, offlineSince: null });
    weather = () => undefined;
    await pass(MINUTE);
    expect(desk.sync().state()).toMatchObject({ state: 'synced' });
  });

  it('that is gone is asked ever more seldom, and found again within half a minute', async () => {
    const desk = await openDesk('a');
    weather = () => 'cut';
    await take(desk, 'Ada');
    const from = asked.length;
    await pass(10 * MINUTE);
    expect(asked.length - from).toBeLessThan(80);
    expect(desk.sync().state()).toMatchObject({ state: 'offline', waiting: 1, offlineSince: NINE + 101 });
    weather = () => undefined;
    await pass(30 * SECOND);
    expect(desk.sync().state()).toMatchObject({ state: 'synced', offlineSince: null });
  });

  it('that wants a newer program loses nothing of ours', async () => {
    const desk = await openDesk('a');
    weather = () => ours(426, 'upgrade_required');
    await take(desk, 'Ada');
    await pass(MINUTE);
    expect(desk.sync().state()).toMatchObject({ state: 'upgrade', waiting: 1 });
    weather = () => undefined;
    await pass(20 * MINUTE);
    expect(await onServer()).toEqual(['Ada']);
  });
});

describe('an answer that was lost', () => {
  it('is not a second command', async () => {
    const desk = await openDesk('a');
    weather = (request) => {
      if (request.path !== '/v1/sync/push') return undefined;
      void handle(request.path, { method: 'POST', headers: { authorization: 'Bearer a' }, redirect: 'error' }, request.body);
      return 'cut';
    };
    await take(desk, 'Ada');
    await pass(SECOND);
    expect(desk.sync().state()).toMatchObject({ state: 'offline', waiting: 1 });
    weather = () => undefined;
    await pass(MINUTE);
    expect(await onServer()).toEqual(['Ada']);
    const log = await server.engine.database.read(server.tenantId, (db) => db.list(commandLog));
    expect(log.filter(({ name }) => name === 'customers.create')).toHaveLength(1);
  });
});

describe('a server that was restored from a backup', () => {
  it('gets again what it has lost, under the same ids', async () => {
    const desk = await openDesk('a');
    await take(desk, 'Ada');
    await pass(SECOND);
    await server.backUp();
    await take(desk, 'Grace', 'Edsger');
    await pass(MINUTE);
    const before = await desk.profile().database.read(server.tenantId, (db) => db.list(customers));
    await server.rollBack();
    expect(await onServer()).toEqual(['Ada']);
    await pass(2 * MINUTE);
    expect(await onServer()).toEqual(['Ada', 'Edsger', 'Grace']);
    const after = await server.engine.database.read(server.tenantId, (db) => db.list(customers));
    expect(after.map(({ id }) => id).toSorted()).toEqual(before.map(({ id }) => id).toSorted());
    expect(desk.sync().state()).toMatchObject({ state: 'synced', waiting: 0 });
  });

  it('does not get again what it had refused: a person decides about that', async () => {
    const desk = await openDesk('a');
    const other = await openDesk('b');
    await server.backUp();
    weather = () => 'cut';
    await desk.run('customers.create', { name: 'Mine', email: 'same@example.com' });
    await other.run('customers.create', { name: 'Theirs', email: 'same@example.com' });
    weather = () => undefined;
    await pass(2 * MINUTE);
    const [item] = await listAttention(desk.profile());
    const loser = item === undefined ? other : desk;
    const winner = loser === desk ? 'Theirs' : 'Mine';
    expect(loser.sync().state()).toMatchObject({ state: 'attention', attention: 1, waiting: 0 });
    await server.rollBack();
    await pass(5 * MINUTE);
    expect(await onServer()).toEqual([winner]);
    expect(loser.sync().state()).toMatchObject({ state: 'attention', attention: 1, waiting: 0 });
  });
});

describe('a member’s role', () => {
  it('that is lowered takes away what it may no longer see', async () => {
    const desk = await openDesk('a');
    await server.engine.database.write(server.tenantId, (db) =>
      db.insert(apiKeys, { id: 'key_1', name: 'Site', prefix: 'x', scopes: ['read'], createdAt: 0, createdBy: 'x', revokedAt: null }),
    );
    await pass(MINUTE);
    const keysHere = async () => (await desk.profile().database.read(server.tenantId, (db) => db.list(apiKeys))).length;
    expect(await keysHere()).toBe(1);
    const actor = await desk.profile().actor();
    await server.engine.database.write(server.tenantId, (db) => db.patch(members, actor.id, { role: 'STAFF' }));
    await take(desk, 'Ada');
    await pass(MINUTE);
    expect(await keysHere()).toBe(0);
    expect(await desk.profile().actor()).toMatchObject({ role: 'STAFF' });
    expect(await onServer()).toEqual(['Ada']);
    expect(desk.sync().state()).toMatchObject({ state: 'synced' });
  });
});

describe('the first sync', () => {
  beforeEach(async () => {
    for (let page = 0; page < 3; page++)
      await server.engine.database.write(server.tenantId, async (db) => {
        for (let i = 0; i < 1_500; i++) await db.insert(customers, { ...blank, id: `cus_${page}_${i}`, name: `Customer ${page}/${i}` });
      });
  });

  const snapshots = () => asked.filter(({ path }) => path.startsWith('/v1/sync/snapshot')).map(({ path }) => path);

  it('goes on where its line broke, in the next start of the program too, and is shown whole', async () => {
    weather = ({ path }) => (path.startsWith('/v1/sync/snapshot') ? 'torn' : undefined);
    const desk = await openDesk('a');
    expect(await desk.profile().isComplete()).toBe(false);
    weather = () => 'cut';
    await desk.crash();
    await pass(MINUTE);
    weather = () => undefined;
    await pass(MINUTE);
    expect(await desk.profile().isComplete()).toBe(true);
    expect(await shownAt(desk)).toHaveLength(4_500);
    const [first, ...later] = snapshots();
    expect(first).toContain('?table=&after=&');
    expect(later.length).toBeGreaterThan(1);
    for (const path of later) expect(path).toMatch(/table=customers&after=cus_/);
  });

  it('brings what changed while it ran', async () => {
    weather = ({ path }) => (path.startsWith('/v1/sync/snapshot') ? 'torn' : undefined);
    const desk = await openDesk('a');
    await server.engine.database.write(server.tenantId, (db) => db.patch(customers, 'cus_0_0', { name: 'Renamed' }));
    await server.engine.database.write(server.tenantId, (db) => db.remove(customers, 'cus_0_1'));
    weather = () => undefined;
    await pass(MINUTE);
    const shown = await shownAt(desk);
    expect(shown).toHaveLength(4_499);
    expect(shown).toContain('Renamed');
    expect(shown).not.toContain('Customer 0/1');
  });

  it('keeps nothing that the server had only for a while in its middle', async () => {
    weather = () => 'cut';
    const desk = await openDesk('a');
    await server.backUp();
    weather = ({ path }) => (path.startsWith('/v1/sync/snapshot') ? 'torn' : undefined);
    await pass(5 * SECOND);
    await server.engine.database.write(server.tenantId, async (db) => {
      await db.insert(customers, { ...blank, id: 'cus_9_9', name: 'Phantom' });
      await db.remove(customers, 'cus_2_1499');
    });
    weather = ({ path }) => (path.startsWith('/v1/sync/pull') ? 'cut' : undefined);
    await pass(MINUTE);
    expect(await shownAt(desk)).toContain('Phantom');
    await server.rollBack();
    weather = () => undefined;
    await pass(MINUTE);
    expect(await desk.profile().isComplete()).toBe(true);
    const shown = await shownAt(desk);
    expect(shown).not.toContain('Phantom');
    expect(shown).toContain('Customer 2/1499');
    expect(shown).toHaveLength(4_500);
  });

  it('begins again where the server lost its history meanwhile', async () => {
    weather = () => 'cut';
    const desk = await openDesk('a');
    await server.backUp();
    await server.run('customers.create', { name: 'Lost' });
    weather = ({ path }) => (path.startsWith('/v1/sync/pull') ? 'cut' : undefined);
    await pass(MINUTE);
    expect(await shownAt(desk)).toContain('Lost');
    await server.rollBack();
    await server.run('customers.create', { name: 'Found' });
    weather = () => undefined;
    await pass(MINUTE);
    const shown = await shownAt(desk);
    expect(shown).toHaveLength(4_501);
    expect(shown).toContain('Found');
  });
});

const blank = { email: null, phone: null, notes: '', createdAt: 0, updatedAt: 0 };
