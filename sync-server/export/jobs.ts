/**
 * Work on a business's file that outlives a request: how far it has come stands beside the file, in a folder that every process of
 * the server can read, so that it does not matter which of them is asked. Whatever is an hour old is swept away.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Clock } from '#core/base/ports.ts';
import { refuse, refusalCodes } from '#core/base/refusal.ts';
import { HOUR, MINUTE } from '#core/base/time.ts';
import { randomBody } from '../secrets/tokens.ts';

const Job = z.strictObject({
  id: z.string(),
  kind: z.enum(['export', 'restore']),
  tenantId: z.string(),
  /** `waiting`: for the rest of an upload, or to be told to begin */
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  /** of the file: as long as it is to be, or is */
  bytes: z.int(),
  rows: z.int(),
  /** about how many it will be */
  total: z.int(),
  /** epoch ms of the last sign of life */
  at: z.int(),
  /** what the file is to be called */
  name: z.string(),
  failure: z.strictObject({ code: z.enum(refusalCodes), facts: z.record(z.string(), z.unknown()) }).nullable(),
});
export type Job = z.output<typeof Job>;
export type JobKind = Job['kind'];

export interface Jobs {
  /** A tenant has one of a kind: the one before makes room. @throws Refusal `in_use` while it runs, or is just being opened */
  open(job: Pick<Job, 'kind' | 'tenantId' | 'bytes' | 'name'>): Promise<Job>;
  /** Whoever is first begins it, in whichever process. @throws Refusal `invalid_transition` for everybody after */
  claim(job: Job): Promise<void>;
  /** @throws Refusal `not_found` */
  mustFind(wanted: Pick<Job, 'kind' | 'tenantId' | 'id'>): Promise<Job>;
  /** @returns false where it has been discarded meanwhile */
  save(job: Job, changes: Partial<Job>): Promise<boolean>;
  discard(job: Job): Promise<void>;
  /** Clears away what is old. @returns what stands */
  sweep(): Promise<Job[]>;
  /** of its ZIP */
  fileOf(job: Job): string;
  readonly folder: string;
}

const KEEP = HOUR;
/** A job that has given no sign of life for so long died with its process. */
const SILENT = 2 * MINUTE;
/** Opening takes a moment: a lock of that age was left by a process that died. */
const LOCKED = MINUTE;
const ID = /^[0-9a-z]{20}$/;

const EXISTS = 'EEXIST';
const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;

/** @returns false where it is there already */
async function make(file: string): Promise<boolean> {
  try {
    await writeFile(file, '', { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === EXISTS) return false;
    throw error;
  }
}

export function jobsIn(folder: string, clock: Clock): Jobs {
  const stateFile = (id: string) => join(folder, `${id}.json`);
  const fileOf = ({ id }: Pick<Job, 'id'>) => join(folder, `${id}.zip`);
  const claimFile = ({ id }: Pick<Job, 'id'>) => join(folder, `${id}.begun`);

  async function load(id: string): Promise<Job | undefined> {
    const text = await readFile(stateFile(id), 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const job = Job.parse(JSON.parse(text));
    const isDead = job.state === 'running' && clock.now() - job.at > SILENT;
    return isDead ? { ...job, state: 'failed', failure: { code: 'unavailable', facts: {} } } : job;
  }

  /** In one step, so that nobody reads a half. */
  async function put(job: Job): Promise<void> {
    const passing = join(folder, `${job.id}.${randomBody()}.part`);
    await writeFile(passing, JSON.stringify(job), { mode: 0o600 });
    await rename(passing, stateFile(job.id));
  }

  async function discard({ id }: Pick<Job, 'id'>): Promise<void> {
    await rm(stateFile(id), { force: true });
    await rm(fileOf({ id }), { force: true });
    await rm(claimFile({ id }), { force: true });
  }

  /** Two windows, or two processes, that open at one instant must not both find that there is room. */
  async function locked<T>({ tenantId, kind }: Pick<Job, 'tenantId' | 'kind'>, fn: () => Promise<T>): Promise<T> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const lock = join(folder, `${tenantId}-${kind}.lock`);
    const age =
      Date.now() -
      (await stat(lock).then(
        ({ mtimeMs }) => mtimeMs,
        () => Date.now(),
      ));
    if (age > LOCKED) await rm(lock, { force: true });
    if (!(await make(lock))) refuse('in_use', { kind });
    try {
      return await fn();
    } finally {
      await rm(lock, { force: true });
    }
  }

  async function sweep(): Promise<Job[]> {
    const names = await readdir(folder).catch(() => []);
    const ids = names.flatMap((name) => /^([0-9a-z]{20})\.json$/.exec(name)?.[1] ?? []);
    const jobs = (await Promise.all(ids.map((id) => load(id)))).filter((job) => job !== undefined);
    const old = jobs.filter(({ at }) => clock.now() - at > KEEP);
    for (const job of old) await discard(job);
    for (const name of names) if (!ids.some((id) => name.startsWith(`${id}.`))) await sweepStray(join(folder, name));
    return jobs.filter((job) => !old.includes(job));
  }

  /** What a process left that died between two files. */
  async function sweepStray(file: string): Promise<void> {
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: clock.now() }));
    if (clock.now() - mtimeMs > KEEP) await rm(file, { force: true });
  }

  return {
    folder,
    fileOf,
    discard,
    sweep,
    open: (wanted) =>
      locked(wanted, async () => {
        for (const job of await sweep()) {
          if (job.tenantId !== wanted.tenantId || job.kind !== wanted.kind) continue;
          if (job.state === 'running') refuse('in_use', { kind: job.kind });
          await discard(job);
        }
        // An export waits for nothing: between this and its beginning nobody may take it for one that makes room.
        const state = wanted.kind === 'export' ? 'running' : 'waiting';
        const job: Job = { ...wanted, id: randomBody(), state, rows: 0, total: 0, at: clock.now(), failure: null };
        await put(job);
        return job;
      }),
    async claim(job) {
      if (!(await make(claimFile(job)))) refuse('invalid_transition', { from: 'running' });
    },
    async mustFind({ id, kind, tenantId }) {
      const job = ID.test(id) ? await load(id) : undefined;
      if (job === undefined || job.kind !== kind || job.tenantId !== tenantId) return refuse('not_found', { kind, id: id.slice(0, 40) });
      return job;
    },
    async save(job, changes) {
      if (!existsSync(stateFile(job.id))) return false;
      await put({ ...job, ...changes, at: clock.now() });
      return true;
    },
  };
}
