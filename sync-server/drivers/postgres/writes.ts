/**
 * Writes that wait for one tenant run back to back in one transaction, each in its own savepoint, and are answered after the
 * COMMIT. The transaction first locks the tenant's row of `heads`: one writer a tenant, over any number of processes, with
 * nothing but a row lock. Tenants don't wait for each other.
 *
 * Every transaction leaves a row with a random id in `commits`. Where the answer to a COMMIT is lost, the next attempt begins by
 * writing the lost one's row: a conflict says that the lost one stands, and its values are the answer; without a conflict the lost
 * one can't be committed beside this one, because it would have to write that very row.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Commit, Drizzle, Journal, WorkDb, WriteDb } from '#core/data/database.ts';
import { writeDb, workDb } from '#core/data/database.ts';
import { type Attempting, persistently } from './attempts.ts';
import { plain } from './errors.ts';
import type { Link } from './link.ts';

export interface Stands extends Commit {
  /** the tenant's newest revision, where this commit made one */
  readonly rev: number | null;
}

export interface WritesParts extends Attempting {
  readonly takeLink: () => Promise<Link>;
  readonly journalOf: (drizzle: Drizzle, tenantId: string) => Journal;
  readonly defer: (fn: () => void) => void;
  readonly now: () => number;
  /** after each durable commit, in the order of the tenant's */
  readonly onCommitted: (commits: readonly Stands[]) => void;
}

interface Job {
  /** @returns what it wrote, beside its value */
  run(link: Link): Promise<Done>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

interface Done {
  readonly value: unknown;
  readonly tables: readonly string[];
  readonly rev: number | null;
}

type Outcome = Done | { readonly error: unknown };

interface Batch {
  readonly tenantId: string | null;
  readonly jobs: readonly Job[];
  /** attempts whose COMMIT was not answered */
  readonly unsure: { readonly mark: string; readonly outcomes: readonly Outcome[] }[];
}

const MOST_AT_ONCE = 64;

export interface Writes {
  write<T>(tenantId: string, fn: (db: WriteDb) => Promise<T>): Promise<T>;
  work<T>(fn: (db: WorkDb) => Promise<T>): Promise<T>;
  /** resolves once nothing waits or runs */
  idle(): Promise<void>;
}

export function openWrites(parts: WritesParts): Writes {
  const waiting = new Map<string, Job[]>();
  const running = new Set<Promise<void>>();

  function track(work: Promise<void>): void {
    const tracked = work.finally(() => running.delete(tracked));
    running.add(tracked);
  }

  function enqueue(tenantId: string, job: Job): void {
    const queue = waiting.get(tenantId);
    if (queue !== undefined) return void queue.push(job);
    waiting.set(tenantId, [job]);
    track(
      new Promise<void>((done) => {
        parts.defer(() => void drain(tenantId).then(done, done));
      }),
    );
  }

  async function drain(tenantId: string): Promise<void> {
    const queue = waiting.get(tenantId) ?? [];
    while (queue.length > 0) await settle(parts, { tenantId, jobs: queue.splice(0, MOST_AT_ONCE) });
    // In the tick in which it was seen empty: nobody can have joined it since.
    waiting.delete(tenantId);
  }

  return {
    write: (tenantId, fn) =>
      new Promise((resolve, reject) => {
        const run = (link: Link) => runWrite(parts, { tenantId, fn, link });
        enqueue(tenantId, { run, resolve, reject });
      }),
    work: (fn) =>
      new Promise((resolve, reject) => {
        const run = async (link: Link) => ({ value: await fn(workDb(link.drizzle)), tables: [], rev: null });
        track(settle(parts, { tenantId: null, jobs: [{ run, resolve, reject }] }));
      }),
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

interface Write {
  readonly tenantId: string;
  readonly fn: (db: WriteDb) => Promise<unknown>;
  readonly link: Link;
}

/** All of its state is made here, because it may run again. */
async function runWrite({ journalOf }: WritesParts, { tenantId, fn, link }: Write): Promise<Done> {
  const touched = new Set<string>();
  const { journal, taken } = noting(journalOf(link.drizzle, tenantId));
  const value = await fn(writeDb({ drizzle: link.drizzle, tenantId, touched, journal, nested: link.nested }));
  return { value, tables: [...touched], rev: taken() };
}

/** A journal that tells which revision it gave, once the savepoints are settled. */
function noting(journal: Journal): { journal: Journal; taken(): number | null } {
  let rev: number | null = null;
  return {
    taken: () => rev,
    journal: {
      ...journal,
      stamp: async (row) => (rev = await journal.stamp(row)),
      mark() {
        const before = rev;
        const rewind = journal.mark();
        return () => {
          rev = before;
          rewind();
        };
      },
    },
  };
}

/** Runs a batch to its end: every job is answered, whatever happens. */
async function settle(parts: WritesParts, { tenantId, jobs }: Pick<Batch, 'tenantId' | 'jobs'>): Promise<void> {
  const batch: Batch = { tenantId, jobs, unsure: [] };
  try {
    const outcomes = await persistently(parts, () => attempt(parts, batch));
    for (const [i, job] of jobs.entries()) {
      const outcome = outcomes[i] as Outcome;
      if ('error' in outcome) job.reject(outcome.error);
      else job.resolve(outcome.value);
    }
    parts.onCommitted(outcomes.flatMap((outcome) => ('error' in outcome ? [] : [{ tenantId, tables: outcome.tables, rev: outcome.rev }])));
  } catch (error) {
    for (const job of jobs) job.reject(error);
  }
}

async function attempt(parts: WritesParts, batch: Batch): Promise<readonly Outcome[]> {
  const link = await parts.takeLink();
  try {
    return await transaction(parts, { batch, link });
  } catch (error) {
    throw link.doom ?? error;
  } finally {
    await link.release();
  }
}

async function transaction(parts: WritesParts, { batch, link }: { batch: Batch; link: Link }): Promise<readonly Outcome[]> {
  const { tenantId, jobs, unsure } = batch;
  await begin(link, tenantId);
  for (const { mark, outcomes } of unsure) if (await stands(link, { tenantId, mark, now: parts.now() })) return outcomes;
  const outcomes = await runJobs(link, jobs);
  if (outcomes.every((outcome) => 'error' in outcome)) return outcomes;
  const mark = randomBytes(16).toString('hex');
  try {
    await link.commit(leaving({ tenantId, mark, now: parts.now() }));
  } catch (error) {
    if (link.doom?.isLost === true) unsure.push({ mark, outcomes });
    throw error;
  }
  return outcomes;
}

interface Mark {
  readonly tenantId: string | null;
  readonly mark: string;
  readonly now: number;
}

/** Waits for whoever is just writing the same row. */
async function stands(link: Link, mark: Mark): Promise<boolean> {
  const [inserted] = await link.send(`${leaving(mark)} ON CONFLICT (tenant_id, id) DO NOTHING`);
  return inserted?.rowCount === 0;
}

const literal = (text: string): string => pg.escapeLiteral(text);

/** The work of no tenant has a row of its own. */
const leaving = ({ tenantId, mark, now }: Mark): string =>
  `INSERT INTO commits (tenant_id, id, at) VALUES (${literal(tenantId ?? '')}, ${literal(mark)}, ${now})`;

/** READ COMMITTED: once the lock is there, each statement sees all that the tenant's earlier writers did. */
const BEGIN = 'BEGIN ISOLATION LEVEL READ COMMITTED';

async function begin(link: Link, tenantId: string | null): Promise<void> {
  if (tenantId === null) return void link.send(BEGIN);
  const lock = `SELECT rev FROM heads WHERE tenant_id = ${literal(tenantId)} FOR UPDATE`;
  const [, locked] = await link.send(`${BEGIN}; ${lock}`);
  if (locked?.rowCount === 1) return;
  await link.send(`INSERT INTO heads (tenant_id, rev, nonce) VALUES (${literal(tenantId)}, 0, '') ON CONFLICT (tenant_id) DO NOTHING`);
  await link.send(lock);
}

async function runJobs(link: Link, jobs: readonly Job[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const isAlone = jobs.length === 1;
  for (const job of jobs) {
    const outcome = await (isAlone ? job.run(link) : link.nested(() => job.run(link))).catch((error: unknown) => ({ error: plain(error) }));
    if (link.doom !== undefined) throw link.doom;
    outcomes.push(outcome);
  }
  return outcomes;
}
