/**
 * A desktop of the simulation and the person before it: the real profile, queue and sync on virtual time and a bad wire. It can
 * die at any moment, be closed, fall asleep, be signed out, be copied, and be put back to what it was yesterday.
 */
import { join } from 'node:path';
import { derivedBody } from '#core/base/ids.ts';
import type { Outcome } from '#core/engine/engine.ts';
import { runLocally } from '#core/engine/rebase.ts';
import type { Registry } from '#core/engine/registry.ts';
import { discardAttention } from '#host/attention.ts';
import type { Platform } from '#host/ports.ts';
import { type Account, openProfile, type Profile } from '#host/profile.ts';
import { type SyncClient, syncClient } from '#host/sync.ts';
import type { CrashPoint } from './census.ts';
import { type Disk, diskAt } from './disk.ts';
import { asOfNextYear } from './future.ts';
import { watchForHoles } from './holes.ts';
import type { House } from './house.ts';
import { type Failure, isInjected, type Life, lifeOf } from './life.ts';
import type { Member } from './members.ts';
import { copyOf, forgetAllBut, type Memory, newMemory } from './memory.ts';
import { type Sight, sightOf } from './sight.ts';
import type { Stage } from './stage.ts';
import { type Wire, wireOf } from './wire.ts';

export interface Version {
  /** speaks a protocol that the server no longer does */
  readonly isOlder: boolean;
  /** knows a command that the server does not */
  readonly isNewer: boolean;
  /** is sent what it does not know */
  readonly isBehind: boolean;
}

const usualVersion: Version = { isOlder: false, isNewer: false, isBehind: false };

interface Process {
  readonly life: Life;
  readonly profile: Profile;
  readonly sync: SyncClient;
  readonly sight: Sight;
}

export interface Desktop {
  readonly name: string;
  readonly member: Member;
  readonly wire: Wire;
  readonly memory: Memory;
  /** knows a command that the server does not */
  readonly isNewer: boolean;
  process(): Process | undefined;
  memberId(): string | undefined;
  /** where its files are */
  folder(): string;
  isAsleep(): boolean;
  isSignedIn(): boolean;
  /** @returns undefined where nobody could act here, or the desktop was gone before it said */
  run(name: string, input: unknown): Promise<Outcome | undefined>;
  /** The person looks at what was refused, and lets it be. @returns whether there was anything */
  discard(): Promise<boolean>;
  doom(point: CrashPoint): void;
  fail(failure: Failure): void;
  crash(): void;
  /** The next process that runs here dies at this point. */
  doomNext(point: CrashPoint): void;
  /** Closed as one closes a program; opened again a while later. */
  reopen(): void;
  /** Closed, and opened again as another version. */
  become(version: Version): void;
  isOlder(): boolean;
  sleep(milliseconds: number): void;
  wakeUp(): void;
  jumpClock(milliseconds: number): void;
  signOut(): void;
  copy(name: string): Desktop;
  keepFolder(): void;
  hasFolderKept(): boolean;
  /** @returns false where there is none, or nobody sits there */
  putFolderBack(): boolean;
  /** what is left of it when the run is over: the clock is right, nothing is in store for it */
  calm(): void;
  close(): void;
}

export interface DesktopParts {
  readonly stage: Stage;
  readonly house: House;
  readonly root: string;
  readonly name: string;
  readonly member: Member;
  readonly registries: { readonly usual: Registry; readonly newer: Registry };
  /** of a copy: what it has of the one that it was copied from */
  readonly origin?: { readonly disk: Disk; readonly account: Account; readonly token: string; readonly memory: Memory };
}

const SECOND = 1000;
const isInjectedText = (facts: object): boolean => JSON.stringify(facts).includes('Injected');
const tenant = { name: 'Atlas', subdomain: 'atlas', timezone: 'Europe/Berlin', displayCurrency: 'EUR', brandColor: '#0F766E' };

export function desktopOf(parts: DesktopParts): Desktop {
  const { stage, house, root, name, member, registries, origin } = parts;
  const { clock, chance, census, note, complain } = stage;
  const wire = wireOf({ stage, house, name });
  const disk = origin?.disk ?? diskAt(join(root, name));
  const memory = origin?.memory ?? newMemory();
  const deferred: (() => void)[] = [];
  let account = origin?.account;
  let token = origin?.token;
  let process: Process | undefined;
  let buried: Life[] = [];
  let asleep = false;
  /** its line, before it fell asleep */
  let wasDead = false;
  let skew = 0;
  let version = usualVersion;
  let nextDoom: CrashPoint | undefined;
  /** what had been taken when the folder was kept */
  let keptWith: ReadonlySet<string> = new Set();
  let commands = 0;
  /** a process is on its way up, or a signing in */
  let isBusy = false;
  let isClosed = false;

  const whenAwake = (fn: () => void): void => void (asleep ? deferred.push(fn) : fn());

  function platformOf(life: Life): Platform {
    const fetch = wire.fetchFor({
      isAlive: life.isAlive,
      hear(path) {
        if (path.startsWith('/v1/sync/push')) life.reach('desktop between push and pull');
        else if (path.startsWith('/v1/sync/snapshot') || path.includes('since=0&')) life.reach('desktop inside a first sync');
        else life.reach('desktop inside a pull');
      },
    });
    return {
      clock: { now: () => clock.now() + skew },
      timers: { after: (milliseconds, fn) => clock.after(milliseconds, () => whenAwake(() => life.isAlive() && fn())) },
      fetch: (url, init) => {
        const headers = version.isOlder ? { ...init.headers, 'slotkeeper-protocol': '0' } : init.headers;
        const path = url.slice('http://server'.length);
        if (path.startsWith('/v1/sync/snapshot') && path.includes('after=')) census.count('a first sync taken up again');
        const answer = fetch(url, { ...init, headers });
        return version.isBehind && path !== '/v1/sync/live' ? answer.then(asOfNextYear) : answer;
      },
      log: {
        info: () => {},
        warn: () => {},
        error: (facts, message) =>
          life.isAlive() && !isInjectedText(facts) && complain(`${name} logs: ${message} ${JSON.stringify(facts)}`),
      },
      random: chance.next,
      newCommandId: () => `cmd_${derivedBody(`${name}/${commands++}`)}`,
      defer: queueMicrotask,
    };
  }

  function onDeath(life: Life, point: CrashPoint | null): void {
    if (point !== null) census.count(`crash: ${point}`);
    note(`${name} dies ${point ?? ''}`);
    left(life);
    disk.moveOn();
    laterOpen(chance.between(50, 20_000));
  }

  function left(life: Life): void {
    process?.sight.close();
    process = undefined;
    buried.push(life);
  }

  function laterOpen(milliseconds: number): void {
    isBusy = true;
    clock.after(milliseconds, () => whenAwake(() => void open()));
  }

  async function open(): Promise<void> {
    isBusy = false;
    if (isClosed || process !== undefined) return;
    for (const life of buried) life.bury();
    buried = [];
    disk.tidy();
    if (token === undefined || account === undefined) return signIn();
    const life: Life = lifeOf({
      ...{ side: 'desktop', chance },
      onDeath: (point) => onDeath(life, point),
      onFailure(failure) {
        census.count(`a desktop ${failure}`);
        if (process !== undefined) watch.excuse(process.sight);
      },
    });
    const watch = watchForHoles(memory, { ...stage, complain: (sentence) => complain(`${name}: ${sentence}`) });
    if (nextDoom !== undefined) life.doom(nextDoom);
    nextDoom = undefined;
    try {
      const platform = platformOf(life);
      const registry = version.isNewer ? registries.newer : registries.usual;
      const profile = await openProfile({ folder: disk.folder(), account, registry, platform, onOpen: life.onOpen });
      const sync = syncClient({
        ...profile,
        platform,
        actor: await profile.actor(),
        serverUrl: account.serverUrl,
        token,
        onState: () => {},
        onProgress: () => {},
        onSignedOut: () => life.isAlive() && signedOut(),
      });
      const sight = sightOf(disk.folder(), account);
      life.onCommit(() => watch.look(sight));
      process = { life, profile, sync, sight };
      await sync.start();
    } catch (error) {
      if (life.isAlive()) complain(`${name} does not open: ${String(error)}`);
    }
  }

  /** As a program that is told to end: it stops its sync and closes its files. */
  function leave(): void {
    const leaving = process;
    if (leaving === undefined) return;
    left(leaving.life);
    void leaving.sync.stop().then(() => leaving.profile.close().catch(() => {}));
  }

  function signedOut(): void {
    note(`${name} is signed out`);
    leave();
    token = undefined;
    laterOpen(chance.between(1, 60) * SECOND);
  }

  async function signIn(): Promise<void> {
    const who = await member.standing();
    const device = who && (await member.signIn(who, name));
    if (who === undefined || device === undefined) return laterOpen(stage.isCalm() ? SECOND : 60 * SECOND);
    note(`${name} signs in`);
    census.count(account === undefined ? 'a new desktop' : 'a desktop signed out and in again');
    token = device.token;
    account = {
      serverUrl: 'http://server',
      deviceId: device.deviceId,
      tenant: { id: house.tenantId, ...tenant },
      member: { ...who, name, email: member.email },
    };
    await open();
  }

  const self: Desktop = {
    ...{ name, member, wire, memory },
    get isNewer() {
      return version.isNewer;
    },
    isOlder: () => version.isOlder,
    process: () => process,
    memberId: () => account?.member.id,
    folder: disk.folder,
    isAsleep: () => asleep,
    isSignedIn: () => token !== undefined && !isBusy,
    async run(command, input) {
      if (process === undefined || asleep) return undefined;
      const { profile, life, sync, sight } = process;
      // as the bridge: half of a business is worse than none
      if (sight.all('select complete from sync_state')[0]?.complete !== 1) return undefined;
      const commandId = `cmd_${derivedBody(`${name}/${commands++}`)}`;
      memory.unsure.add(commandId);
      const run = { tenantId: house.tenantId, actor: await profile.actor(), commandId, name: command, input };
      const outcome = await Promise.race([runLocally(profile.engine, run), life.death]).catch((error: unknown) => {
        // who closes the program in the middle of it is not told
        const isHere = life.isAlive() && process?.life === life;
        if (isHere && !isInjected(error)) complain(`${name}: ${command} broke: ${String(error)}`);
        return undefined;
      });
      if (outcome === undefined) return undefined;
      memory.unsure.delete(commandId);
      if (outcome.ok) memory.taken.set(commandId, { name: command, input, value: outcome.value, memberId: account?.member.id ?? '' });
      void sync.wake().catch(() => {});
      return outcome;
    },
    async discard() {
      const id = process?.sight.all('select id from attention order by id')[0]?.id;
      if (process === undefined || asleep || id === undefined) return false;
      memory.discarded.add(String(id));
      const { profile, life } = process;
      await Promise.race([discardAttention(profile, String(id)), life.death]).catch(() => {});
      return true;
    },
    doom: (point) => process?.life.doom(point),
    fail: (failure) => process?.life.fail(failure),
    doomNext: (point) => void (nextDoom = point),
    crash: () => process?.life.die(),
    reopen() {
      if (process === undefined) return;
      leave();
      laterOpen(chance.between(1, 20) * SECOND);
    },
    become(next) {
      version = next;
      self.reopen();
    },
    sleep(milliseconds) {
      asleep = true;
      wasDead = wire.isDead();
      wire.setDead(true);
      clock.after(milliseconds, self.wakeUp);
    },
    wakeUp() {
      if (!asleep) return;
      asleep = false;
      wire.setDead(wasDead);
      for (const fn of deferred.splice(0)) fn();
    },
    jumpClock: (milliseconds) => void (skew = milliseconds),
    signOut() {
      if (process !== undefined) signedOut();
    },
    copy(copyName) {
      if (account === undefined || token === undefined) throw new Error('nobody is signed in here');
      stage.suspects.add(account.deviceId);
      const copied = { disk: disk.copyTo(join(root, copyName)), account, token, memory: copyOf(memory) };
      const { origin: _, ...rest } = parts;
      const twin = desktopOf({ ...rest, name: copyName, origin: copied });
      return twin;
    },
    hasFolderKept: () => disk.isKept('yesterday'),
    keepFolder() {
      disk.keep('yesterday');
      keptWith = new Set(memory.taken.keys());
    },
    putFolderBack() {
      if (!disk.isKept('yesterday') || process === undefined) return false;
      const { life } = process;
      left(life);
      life.abandon();
      disk.putBack('yesterday');
      if (account !== undefined) stage.suspects.add(account.deviceId);
      forgetAllBut(memory, keptWith);
      laterOpen(chance.between(1, 20) * SECOND);
      return true;
    },
    calm() {
      skew = 0;
      nextDoom = undefined;
      process?.life.spare();
      if (version.isOlder) self.become(usualVersion);
      self.wakeUp();
      wire.setDead(false);
    },
    close() {
      isClosed = true;
      leave();
      for (const life of buried) life.bury();
    },
  };
  laterOpen(0);
  return self;
}
