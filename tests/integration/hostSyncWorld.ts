/** Desktops and a server on virtual time, for what becomes of a profile's files: copied, put back, opened by another program. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { derivedBody } from '#core/base/ids.ts';
import type { Role } from '#core/contracts/actor.ts';
import type { KeyedTable, RowOf } from '#core/data/database.ts';
import { runLocally } from '#core/engine/rebase.ts';
import { slotkeeperRegistry } from '#core/engine/world.ts';
import type { LinkFailure } from '#host/link.ts';
import type { Fetch, Platform } from '#host/ports.ts';
import { type Account, openProfile, type Profile } from '#host/profile.ts';
import { type SyncClient, syncClient } from '#host/sync.ts';
import { type VirtualClock, virtualClock } from '../simulation/clock.ts';
import { type ServerAnswer, type SimulatedServer, simulatedServer } from '../simulation/server.ts';

const registry = slotkeeperRegistry();

export interface Desk {
  readonly account: Account;
  readonly token: string;
  /** why the server ended its session */
  readonly ended: LinkFailure[];
  readonly defects: string[];
  readonly progress: { done: number; total: number }[];
  profile(): Profile;
  sync(): SyncClient;
  take(name: string, fields?: { email: string }): Promise<void>;
  rows<T extends KeyedTable>(table: T): Promise<RowOf<T>[]>;
  /** everything that its files hold */
  bytes(): string;
  /** the program ends */
  quit(): Promise<void>;
  /** and is started again, by another device where it signed in anew */
  start(as?: Login): Promise<void>;
}

export interface Login {
  readonly token: string;
  readonly deviceId: string;
}

export interface SyncWorld {
  readonly clock: VirtualClock;
  readonly server: SimulatedServer;
  readonly folder: string;
  /** every request so far: method and path */
  readonly asked: string[];
  /** answers in the server's place, or changes what it says */
  weather: (path: string, answer: () => Promise<ServerAnswer>) => Promise<ServerAnswer> | 'cut';
  pass(milliseconds: number): Promise<void>;
  logIn(role: Role, memberId?: string): Promise<Login & { memberId: string }>;
  openDesk(name: string, login: Login & { memberId: string }): Promise<Desk>;
  close(): Promise<void>;
}

export const calm: SyncWorld['weather'] = (_path, answer) => answer();

export async function syncWorld(): Promise<SyncWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'slotkeeper-sync-'));
  const clock = virtualClock(Date.parse('2026-11-20T09:00:00Z'));
  const server = await simulatedServer({ folder, now: clock.now, name: 'sync' });
  const desks: Desk[] = [];
  let logins = 0;
  const world: SyncWorld = {
    ...{ clock, server, folder, asked: [], weather: calm },
    pass: (milliseconds) => clock.walkTo(clock.now() + milliseconds),
    async logIn(role, known) {
      const token = `login-${++logins}`;
      return { token, ...(await server.addDevice(token, { role, ...(known === undefined ? {} : { memberId: known }) })) };
    },
    async openDesk(name, login) {
      const desk = await openDesk(world, { name, login });
      desks.push(desk);
      await world.pass(100);
      return desk;
    },
    async close() {
      for (const desk of desks) await desk.quit();
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
  return world;
}

const fetchOf =
  (world: SyncWorld): Fetch =>
  (url, init) =>
    new Promise((resolve, reject) => {
      const path = url.slice('http://server'.length);
      const fail = () => world.clock.after(1, () => reject(new Error('connection lost')));
      if (path === '/v1/sync/live') return void fail();
      world.asked.push(`${init.method} ${path}`);
      const token = (init.headers.authorization ?? '').replace('Bearer ', '');
      const body: unknown = init.body === undefined ? undefined : JSON.parse(String(init.body));
      const answer = world.weather(path, () => world.server.handle({ method: init.method, path, token, body }));
      if (answer === 'cut') return void fail();
      void answer.then(({ status, body: said }) => {
        const text = typeof said === 'string' ? said : JSON.stringify(said ?? {});
        const body = typeof said === 'string' ? inPieces(world.clock, text) : null;
        world.clock.after(1, () => resolve({ status, headers: { get: () => null }, text: async () => text, body }));
      });
    });

const PIECE = 20_000;

/** A long answer takes its time. */
async function* inPieces(clock: VirtualClock, text: string): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < text.length; from += PIECE) {
    await new Promise<void>((resolve) => void clock.after(10, resolve));
    yield new TextEncoder().encode(text.slice(from, from + PIECE));
  }
}

async function openDesk(world: SyncWorld, { name, login }: { name: string; login: Login & { memberId: string } }): Promise<Desk> {
  const folder = join(world.folder, name);
  const { server, clock } = world;
  const ended: LinkFailure[] = [];
  const defects: string[] = [];
  const progress: { done: number; total: number }[] = [];
  const tenant = { id: server.tenantId, name: 'Atlas', subdomain: 'atlas', timezone: 'Europe/Berlin', displayCurrency: 'EUR' };
  const account: Account = {
    ...{ serverUrl: 'http://server', deviceId: login.deviceId, tenant: { ...tenant, brandColor: '#0F766E' } },
    member: { id: login.memberId, name, email: `${name}@example.com`, role: 'OWNER' },
  };
  const platform: Platform = {
    ...{ clock, timers: clock, fetch: fetchOf(world), random: () => 0.5, defer: queueMicrotask },
    log: { info: () => {}, warn: () => {}, error: (facts, message) => void defects.push(`${message} ${JSON.stringify(facts)}`) },
    newCommandId: () => `cmd_${derivedBody(`${name}/${commands++}`)}`,
  };
  let commands = 0;
  let alive: { profile: Profile; sync: SyncClient } | undefined;

  async function start({ token, deviceId }: Login): Promise<void> {
    const profile = await openProfile({ folder, account: { ...account, deviceId }, registry, platform });
    const sync = syncClient({
      ...profile,
      ...{ platform, actor: await profile.actor(), serverUrl: account.serverUrl, token },
      onState: () => {},
      onProgress: (step) => void (step !== null && progress.push(step)),
      onSignedOut: (failure) => void ended.push(failure),
    });
    alive = { profile, sync };
    await sync.start();
  }

  const living = () => {
    if (alive === undefined) throw new Error(`${name} is not running`);
    return alive;
  };
  await start(login);
  return {
    ...{ account, token: login.token, ended, defects, progress },
    profile: () => living().profile,
    sync: () => living().sync,
    async take(customer, fields) {
      const { profile, sync } = living();
      const run = { tenantId: server.tenantId, actor: await profile.actor(), commandId: platform.newCommandId() };
      const outcome = await runLocally(profile.engine, { ...run, name: 'customers.create', input: { name: customer, ...fields } });
      if (!outcome.ok) throw new Error(outcome.code);
      await sync.wake();
    },
    rows: (table) => living().profile.database.read(server.tenantId, (db) => db.list(table)),
    bytes: () =>
      readdirSync(join(folder, 'profiles'))
        .map((file) => readFileSync(join(folder, 'profiles', file), 'latin1'))
        .join('\n'),
    async quit() {
      const quitting = alive;
      alive = undefined;
      await quitting?.sync.stop();
      await quitting?.profile.close();
    },
    start: async (as = login) => {
      await start(as);
      await world.pass(100);
    },
  };
}

/** Files as they are at this moment, of a program that is not running. */
export function copyFolder(world: SyncWorld, from: string, to: string): void {
  rmSync(join(world.folder, to), { recursive: true, force: true });
  cpSync(join(world.folder, from), join(world.folder, to), { recursive: true });
}
