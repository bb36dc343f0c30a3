/** One desktop of the simulation: the real profile, queue and sync, on virtual time and a bad wire. It can die at any moment. */
import { derivedBody } from '#core/base/ids.ts';
import type { Role } from '#core/contracts/actor.ts';
import type { Outcome } from '#core/engine/engine.ts';
import { runLocally } from '#core/engine/rebase.ts';
import { slotkeeperRegistry } from '#core/engine/world.ts';
import type { Fetch, Platform } from '#host/ports.ts';
import { type Account, openProfile, type Profile } from '#host/profile.ts';
import { type SyncClient, syncClient } from '#host/sync.ts';
import type { Chance } from './chance.ts';
import type { VirtualClock } from './clock.ts';
import type { SimulatedServer } from './server.ts';

export interface DeskParts {
  readonly folder: string;
  readonly name: string;
  readonly role: Role;
  readonly clock: VirtualClock;
  readonly chance: Chance;
  readonly wire: { fetchFor(isAlive: () => boolean): Fetch };
  readonly server: SimulatedServer;
}

export interface SimulatedDesk {
  readonly name: string;
  readonly role: Role;
  /** every device that this desktop has been */
  readonly deviceIds: string[];
  /** ids of the commands that were taken here, in order */
  readonly accepted: string[];
  /** defects of the desktop itself: there must be none */
  readonly defects: string[];
  profile(): Profile;
  sync(): SyncClient;
  run(name: string, input: unknown): Promise<Outcome>;
  /** The process is gone between two instructions; what it had on disk is opened again. */
  crash(): Promise<void>;
  /** Signed out by the server, and signed in again as a new device, with the queue of the former one. */
  signInAgain(): Promise<void>;
  close(): Promise<void>;
}

const registry = slotkeeperRegistry();

export async function simulatedDesk(parts: DeskParts): Promise<SimulatedDesk> {
  const { folder, name, role, clock, chance, wire, server } = parts;
  let token = name;
  const first = await server.addDevice(token, { role });
  const deviceIds = [first.deviceId];
  const accepted: string[] = [];
  const defects: string[] = [];
  let account: Account = {
    serverUrl: 'http://server',
    deviceId: first.deviceId,
    tenant: {
      id: server.tenantId,
      name: 'Atlas',
      subdomain: 'atlas',
      timezone: 'Europe/Berlin',
      displayCurrency: 'EUR',
      brandColor: '#0F766E',
    },
    member: { id: first.memberId, name, email: `${name}@example.com`, role },
  };
  let commands = 0;

  async function open() {
    let isAlive = true;
    const platform: Platform = {
      clock,
      timers: { after: (milliseconds, fn) => clock.after(milliseconds, () => isAlive && fn()) },
      fetch: wire.fetchFor(() => isAlive),
      log: {
        info: () => {},
        warn: () => {},
        error: (facts, message) => void (isAlive && defects.push(`${message} ${JSON.stringify(facts)}`)),
      },
      random: chance.next,
      newCommandId: () => `cmd_${derivedBody(`${name}/${commands++}`)}`,
      defer: queueMicrotask,
    };
    const profile = await openProfile({ folder, account, registry, platform });
    const sync = syncClient({
      ...profile,
      platform,
      actor: await profile.actor(),
      serverUrl: account.serverUrl,
      token,
      onState: () => {},
      onProgress: () => {},
      onSignedOut: () => void defects.push('signed out'),
    });
    await sync.start();
    return { platform, profile, sync, die: () => (isAlive = false) };
  }

  let alive = await open();

  return {
    name,
    role,
    deviceIds,
    accepted,
    defects,
    profile: () => alive.profile,
    sync: () => alive.sync,
    async run(command, input) {
      const { platform, profile, sync } = alive;
      const commandId = platform.newCommandId();
      const outcome = await runLocally(profile.engine, {
        tenantId: server.tenantId,
        actor: await profile.actor(),
        commandId,
        name: command,
        input,
      });
      if (outcome.ok) accepted.push(commandId);
      await sync.wake();
      return outcome;
    },
    async crash() {
      alive.die();
      await alive.profile.close();
      alive = await open();
    },
    async signInAgain() {
      alive.die();
      await alive.profile.close();
      server.revokeDevice(token);
      token = `${name}-${deviceIds.length}`;
      const { deviceId } = await server.addDevice(token, { role, memberId: first.memberId });
      deviceIds.push(deviceId);
      account = { ...account, deviceId };
      alive = await open();
    },
    async close() {
      alive.die();
      await alive.profile.close();
    },
  };
}
