/**
 * The server's own backups, one a night, beside its database. A failed one is told to the log and tried again an hour later; older
 * ones go only once a newer one stands. Nights begin at 02:00 UTC; a computer that sleeps then makes up for it when it is awake.
 */
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type pino from 'pino';
import type { Clock } from '#core/base/ports.ts';
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import { type Loop, startLoop } from '../workers/loop.ts';
import type { Timer } from '../workers/timer.ts';
import type { BackupOrder } from './backup.ts';
import { PASSING, WORKSHOP } from './passing.ts';
import { type Reason, reasonOf } from './reason.ts';
import { inThread } from './runThread.ts';

/** `server`: made here every night. `off`: by nobody. `postgres`: by whoever runs the database. */
export type BackedUpBy = 'server' | 'off' | 'postgres';

export function backedUpBy({ keepBackups }: { keepBackups: number }, env: NodeJS.ProcessEnv): BackedUpBy {
  if ((env['DATABASE_URL'] ?? '') !== '') return 'postgres';
  return keepBackups === 0 ? 'off' : 'server';
}

export interface BackupState {
  readonly by: BackedUpBy;
  readonly keepDays: number;
  /** the newest one (epoch ms); null: there is none yet */
  readonly lastAt: number | null;
  readonly lastBytes: number | null;
  readonly running: boolean;
  /** since the newest one, where the last try failed */
  readonly failure: { readonly at: number; readonly reason: Reason } | null;
  /** epoch ms; null: never */
  readonly nextAt: number | null;
}

export interface NightlyBackups {
  state(): Promise<BackupState>;
  /** null: none are made here */
  start(timer: Timer): Loop | null;
}

export interface NightlyParts {
  /** the server's data folder */
  readonly data: string;
  readonly by: BackedUpBy;
  readonly keepDays: number;
  readonly serverKey: Uint8Array;
  readonly clock: Clock;
  readonly logger: pino.Logger;
  /** in a thread of its own, unless a test says otherwise */
  readonly make?: (order: BackupOrder) => Promise<unknown>;
}

const NIGHT = 2 * HOUR;
const AGAIN_AFTER = HOUR;
/** A server that has just begun has other things to do. */
const SETTLE = 10 * MINUTE;

const NAME = /^slotkeeper-(\d{4}-\d{2}-\d{2})\.zip$/;
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
const startOf = (day: string): number => Date.parse(`${day}T00:00Z`);

export function nightlyBackups({ data, by, keepDays, serverKey, clock, logger, make = inThread }: NightlyParts): NightlyBackups {
  const folder = join(data, 'backups');
  let startedAt = Infinity;
  let running = false;
  let failure: BackupState['failure'] = null;

  /** ISO days, oldest first; a day to come is of a clock that went wrong */
  async function listDays(): Promise<string[]> {
    const names = await readdir(folder).catch(() => []);
    const days = names.flatMap((name) => NAME.exec(name)?.[1] ?? []);
    return days.filter((day) => day <= dayOf(clock.now())).toSorted();
  }

  const fileOf = (day: string) => join(folder, `slotkeeper-${day}.zip`);

  async function dueAt(): Promise<number> {
    const newest = (await listDays()).at(-1);
    const night = newest === undefined ? startedAt : startOf(newest) + DAY + NIGHT;
    return Math.max(night, startedAt + SETTLE, failure === null ? 0 : failure.at + AGAIN_AFTER);
  }

  async function backUp(now: number, signal: AbortSignal): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await sweep(now);
    const file = fileOf(dayOf(now));
    await make({ data, to: file, key: serverKey, now, force: true, signal });
    await utimes(file, now / 1_000, now / 1_000);
    for (const day of await listDays()) if (startOf(day) <= startOf(dayOf(now)) - keepDays * DAY) await rm(fileOf(day), { force: true });
  }

  /** What a process left that died at it. */
  async function sweep(now: number): Promise<void> {
    for (const name of await readdir(folder)) {
      if (!name.startsWith(WORKSHOP) && !name.startsWith(PASSING)) continue;
      const { mtimeMs } = await stat(join(folder, name)).catch(() => ({ mtimeMs: now }));
      if (now - mtimeMs > DAY) await rm(join(folder, name), { recursive: true, force: true });
    }
  }

  async function pass(signal: AbortSignal): Promise<number> {
    const now = clock.now();
    if (now < (await dueAt())) return dueAt();
    running = true;
    try {
      await backUp(now, signal);
      failure = null;
      logger.info({ folder }, 'backed up');
    } catch (error) {
      if (signal.aborted) return Infinity;
      failure = { at: now, reason: reasonOf(error) };
      logger.error({ err: error, folder }, 'the nightly backup failed: it is tried again in an hour');
    } finally {
      running = false;
    }
    return dueAt();
  }

  return {
    async state() {
      const newest = (await listDays()).at(-1);
      const found = newest === undefined ? null : await stat(fileOf(newest)).catch(() => null);
      const nextAt = by === 'server' && startedAt !== Infinity ? await dueAt() : null;
      return { by, keepDays, lastAt: found && Math.round(found.mtimeMs), lastBytes: found && found.size, running, failure, nextAt };
    },
    start(timer) {
      if (by !== 'server') return null;
      startedAt = clock.now();
      const stopping = new AbortController();
      const loop = startLoop({ name: 'backups', timer, now: () => clock.now(), logger, pass: () => pass(stopping.signal) });
      loop.wake();
      return {
        ...loop,
        stop() {
          stopping.abort(new Error('stopped'));
          return loop.stop();
        },
      };
    },
  };
}
