/** What an owner does with all of the business's data from the console: fetch it as a file, look into one, go back to it. */
import { constants, createReadStream } from 'node:fs';
import { mkdir, open, rm, stat, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { count, eq } from 'drizzle-orm';
import { refuse } from '#core/base/refusal.ts';
import { MINUTE } from '#core/base/time.ts';
import type { ReadDb } from '#core/data/database.ts';
import { profiles } from '#core/domains/tenants/tables.ts';
import { tenantTables } from '#core/engine/tenantTables.ts';
import { findTenant, twinOf } from '../directory.ts';
import type { ServerParts } from '../parts.ts';
import { randomBody } from '../secrets/tokens.ts';
import { backgroundOf } from './background.ts';
import { type Job, type JobKind, type Jobs, jobsIn } from './jobs.ts';
import { inspect, type Inspected, notice } from './inspect.ts';

export interface Owner {
  readonly tenantId: string;
  readonly memberId: string;
  readonly name: string;
}

export interface DataDesk {
  /** @throws Refusal `in_use` while another of this business runs */
  startExport(owner: Owner): Promise<Job>;
  /** @throws Refusal `not_found` */
  mustFind(owner: Owner, wanted: { kind: JobKind; id: string }): Promise<Job>;
  /** of a finished export. @throws Refusal `invalid_transition` before */
  read(job: Job): Readable;
  readPart(job: Job, offset: number): Promise<Buffer>;
  /** @throws Refusal `payload_too_large` where the server has no room for it, `in_use` */
  startUpload(owner: Owner, bytes: number): Promise<Job>;
  /** Parts come in order; one that comes again changes nothing. @returns bytes that are there now */
  writePart(job: Job, part: { offset: number; content: Buffer }): Promise<number>;
  /** @throws Refusal `invalid_request` {reason} where it is no export of this business by this server */
  inspect(owner: Owner, job: Job): Promise<Inspected>;
  /** @throws Refusal `invalid_request` where the name is not the business's */
  startRestore(owner: Owner, restore: { job: Job; businessName: string }): Promise<Job>;
  discard(job: Job): Promise<void>;
  /** What runs is given up. */
  close(): Promise<void>;
}

/** both ways, in JSON as base64 */
export const PART_BYTES = 1024 * 1024;
const MOST_BYTES = 8 * 1024 ** 3;
const SWEEP_EVERY = 15 * MINUTE;
/** stays free for the database, whatever is uploaded */
const RESERVE_BYTES = 512 * 1024 ** 2;

export function dataDesk(parts: ServerParts): DataDesk {
  const { engine, serverKey, blobs } = parts;
  const { database, clock } = engine;
  const isPassing = parts.folder === undefined;
  const folder = isPassing ? join(tmpdir(), `slotkeeper-${randomBody()}`) : join(parts.folder, 'passing');
  const jobs: Jobs = jobsIn(folder, clock);
  const sweeping = setInterval(() => {
    jobs.sweep().catch((error: unknown) => parts.logger.error({ err: error, folder }, 'old files could not be cleared away'));
  }, SWEEP_EVERY).unref();
  const background = backgroundOf({ jobs, clock, logger: parts.logger });

  async function mustHaveRoom(bytes: number): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { bavail, bsize } = await statfs(folder);
    const most = Math.min(MOST_BYTES, Math.max(0, bavail * bsize - RESERVE_BYTES));
    if (bytes > most) refuse('payload_too_large', { mostBytes: most });
  }

  const sizeOf = async (job: Job): Promise<number> => (await stat(jobs.fileOf(job)).catch(() => ({ size: 0 }))).size;

  async function mustBeWhole(job: Job): Promise<void> {
    if (job.state !== 'waiting') refuse('invalid_transition', { from: job.state });
    if ((await sizeOf(job)) !== job.bytes) refuse('invalid_request', { issues: [{ path: 'file', expected: 'all of its bytes first' }] });
  }

  /** What fails because somebody has discarded the job meanwhile is told so. @throws Refusal `not_found` */
  async function unlessDiscarded<T>(job: Job, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      await jobs.mustFind(job);
      throw error;
    }
  }

  async function lookInto({ tenantId }: Owner, job: Job): Promise<Inspected> {
    await mustBeWhole(job);
    return inspect(parts, { file: jobs.fileOf(job), tenantId });
  }

  const mustBeDone = (job: Job): void => {
    if (job.state !== 'done') refuse('invalid_transition', { from: job.state });
  };

  return {
    async startExport({ tenantId }) {
      const total = await countAll(parts, tenantId);
      const { subdomain = 'business' } = (await findTenant(database, tenantId)) ?? {};
      const name = `${subdomain}-${new Date(clock.now()).toISOString().slice(0, 10)}.zip`;
      const job = await jobs.open({ kind: 'export', tenantId, bytes: 0, name });
      return background.run(job, {
        total,
        async work({ signal, onRows }) {
          const { exportBusiness } = await import('./write.ts');
          await exportBusiness({ database, serverKey, tenantId, blobs, to: jobs.fileOf(job), now: clock.now(), signal, onRows });
          return { bytes: await sizeOf(job) };
        },
      });
    },
    mustFind: ({ tenantId }, { kind, id }) => jobs.mustFind({ tenantId, kind, id }),
    read(job) {
      mustBeDone(job);
      return createReadStream(jobs.fileOf(job));
    },
    async readPart(job, offset) {
      mustBeDone(job);
      const handle = await open(jobs.fileOf(job), 'r').catch(() => refuse('not_found', { kind: job.kind, id: job.id }));
      try {
        const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(PART_BYTES), position: offset });
        return buffer.subarray(0, bytesRead);
      } finally {
        await handle.close();
      }
    },
    async startUpload({ tenantId }, bytes) {
      await mustHaveRoom(bytes);
      return jobs.open({ kind: 'restore', tenantId, bytes, name: '' });
    },
    async writePart(job, { offset, content }) {
      if (job.state !== 'waiting') refuse('invalid_transition', { from: job.state });
      if (offset + content.length > job.bytes) refuse('payload_too_large', { mostBytes: job.bytes });
      const there = await sizeOf(job);
      if (offset > there)
        refuse('invalid_request', { issues: [{ path: 'offset', expected: `at most ${there}, which is how much is here` }] });
      const handle = await open(jobs.fileOf(job), constants.O_RDWR | constants.O_CREAT, 0o600);
      try {
        await handle.write(content, 0, content.length, offset);
      } finally {
        await handle.close();
      }
      await jobs.save(job, {});
      return sizeOf(job);
    },
    inspect: (owner, job) => unlessDiscarded(job, () => lookInto(owner, job)),
    async startRestore(owner, { job, businessName }) {
      const { tenantId, memberId, name } = owner;
      const profile = await database.read(tenantId, (db) => db.find(profiles, tenantId));
      if (profile?.name !== businessName) refuse('invalid_request', { issues: [{ path: 'businessName', expected: profile?.name ?? '' }] });
      const { madeAt, rows } = await unlessDiscarded(job, () => lookInto(owner, job));
      return background.run(job, {
        // each is looked at first, and then put in
        total: 2 * rows,
        async work({ signal, onRows }) {
          const { openExport } = await import('./read.ts');
          const { replaceBusiness } = await import('./replace.ts');
          const file = await openExport(jobs.fileOf(job));
          try {
            const said = notice({ name, madeAt, zone: profile.timezone, at: clock.now() });
            await replaceBusiness({ database, tenantId, blobs, file, notice: said, signal, onRows });
          } finally {
            file.close();
          }
          parts.logger.warn({ tenantId, memberId, madeAt }, 'a business was put back to an earlier state');
          await rm(jobs.fileOf(job), { force: true });
          return {};
        },
      });
    },
    async discard(job) {
      background.stop(job);
      await jobs.discard(job);
    },
    async close() {
      clearInterval(sweeping);
      await background.close();
      if (isPassing) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function countAll({ engine: { database } }: ServerParts, tenantId: string): Promise<number> {
  const twin = await twinOf(database, tenantId);
  let total = 0;
  for (const id of twin === undefined ? [tenantId] : [tenantId, twin]) total += await database.read(id, countRows);
  return total;
}

async function countRows(db: ReadDb): Promise<number> {
  let total = 0;
  for (const table of tenantTables.values()) {
    const [found] = await db.select({ n: count() }).from(table).where(eq(table.tenantId, db.tenantId));
    total += found?.n ?? 0;
  }
  return total;
}
