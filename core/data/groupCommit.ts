/**
 * SQLite has one writer. Writes that wait together run back to back inside one transaction, each in its own savepoint,
 * and are answered after the commit: durability costs one fsync a batch. A write that throws undoes its savepoint alone,
 * unless SQLite ended the transaction by itself (disk full, I/O error): then nothing of the batch stands, and all are told.
 * Readers have connections of their own, so that nobody ever sees a batch that may still fail.
 *
 * For a savepoint SQLite copies every page before it changes it. Where writes may run again, a batch is first run without any:
 * in the rare one in which something has to be undone, all is undone, and run again with them.
 */
import { acrossDb, readDb, workDb, writeDb, type Commit, type Database, type Drizzle, type Journal } from './database.ts';
import { type Memory, newMemory } from './settled.ts';

/** One open SQLite connection, whatever library is behind it. */
export interface SqliteConnection {
  readonly drizzle: Drizzle;
  exec(sql: string): void;
  readonly inTransaction: boolean;
  /** In a transaction: another number than before where another connection has committed since. */
  version(): unknown;
  close(): void;
}

export interface GroupCommitParts {
  readonly writer: SqliteConnection;
  openReader(): SqliteConnection;
  readonly maxReaders: number;
  journalOf(drizzle: Drizzle, tenantId: string): Journal;
  /** Runs `fn` a little later, so that writes that arrive together share a commit. */
  defer(fn: () => void): void;
  /** Nothing of a write is kept outside of it, so that it may run a second time. */
  readonly mayRunAgain?: boolean;
  /** The writer is written through by nobody else, so that it may remember what is settled. */
  readonly remembers?: boolean;
}

interface Job {
  readonly tenantId: string | null;
  /** Makes all of its state afresh. */
  run(touched: Set<string>): Promise<unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

interface Done {
  readonly job: Job;
  readonly value: unknown;
  readonly touched: ReadonlySet<string>;
}

const BATCH = 128;
/** After a batch in which something had to be undone, so many are run with savepoints from the first: where one refuses, more will. */
const WARY_BATCHES = 32;

export function groupCommitDatabase(parts: GroupCommitParts): Database {
  const { writer } = parts;
  const queue: Job[] = [];
  const listeners = new Set<(commit: Commit) => void>();
  const readers = readerPool(parts);
  const memory = parts.remembers === true ? newMemory() : undefined;
  const desk: Desk = { writer, memory };
  let draining: Promise<void> | undefined;
  /** of the batch that runs: without savepoints, and whether something in it had to be undone */
  const boldly = { isOn: false, isSpoilt: false };
  let wary = 0;

  function enqueue<T>({ tenantId, run }: { tenantId: string | null; run(touched: Set<string>): Promise<T> }): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      queue.push({ tenantId, run, resolve, reject });
      draining ??= new Promise<void>((done) => {
        parts.defer(() => {
          void drain().then(done, done);
        });
      });
    });
  }

  async function drain(): Promise<void> {
    try {
      while (queue.length > 0) {
        const batch = queue.splice(0, BATCH);
        tell((await runBoldly(batch)) ?? (await runBatch(desk, batch)));
      }
    } finally {
      draining = undefined;
    }
  }

  /** @returns undefined where nothing of it stands and all of it is to be run with savepoints */
  async function runBoldly(batch: readonly Job[]): Promise<readonly Done[] | undefined> {
    if (parts.mayRunAgain !== true || batch.length === 1) return undefined;
    if (wary > 0) return void (wary -= 1);
    boldly.isOn = true;
    boldly.isSpoilt = false;
    try {
      return await runWithoutSavepoints(desk, { batch, isSpoilt: () => boldly.isSpoilt });
    } catch (error) {
      if (!(error instanceof ToBeUndone)) throw error;
      wary = WARY_BATCHES;
      return undefined;
    } finally {
      boldly.isOn = false;
    }
  }

  function tell(done: readonly Done[]): void {
    for (const { job, touched } of done)
      if (touched.size > 0) for (const listener of listeners) tellOne(listener, { tenantId: job.tenantId, tables: [...touched] });
  }

  /** What a listener throws is its own fault, and must not stop the writes that wait. */
  function tellOne(listener: (commit: Commit) => void, commit: Commit): void {
    try {
      listener(commit);
    } catch {
      // the commit stands whatever a listener makes of it
    }
  }

  let depth = 0;
  async function nested<T>(fn: () => Promise<T>): Promise<T> {
    // After SQLite has ended the transaction by itself, a savepoint would begin and commit one of its own.
    if (!writer.inTransaction) throw new Error('the transaction has been ended');
    if (boldly.isOn) return unlessSpoilt(fn);
    const name = `nested_${depth++}`;
    writer.exec(`SAVEPOINT ${name}`);
    try {
      const value = await fn();
      writer.exec(`RELEASE ${name}`);
      return value;
    } catch (error) {
      if (writer.inTransaction) writer.exec(`ROLLBACK TO ${name}; RELEASE ${name}`);
      throw error;
    } finally {
      depth--;
    }
  }

  async function unlessSpoilt<T>(fn: () => Promise<T>): Promise<T> {
    try {
      return await fn();
    } catch (error) {
      boldly.isSpoilt = true;
      throw error;
    }
  }

  return {
    read: (tenantId, fn) => readers.use((reader) => fn(readDb(reader.drizzle, tenantId))),
    across: (fn) => readers.use((reader) => fn(acrossDb(reader.drizzle))),
    write(tenantId, fn) {
      const run = (touched: Set<string>) =>
        fn(writeDb({ drizzle: writer.drizzle, tenantId, touched, memory, nested, journal: parts.journalOf(writer.drizzle, tenantId) }));
      return enqueue({ tenantId, run });
    },
    work: (fn) => enqueue({ tenantId: null, run: () => fn(workDb(writer.drizzle, memory)) }),
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      for (let open = draining; open !== undefined; open = draining) await open;
      readers.close();
      writer.close();
    },
  };
}

/** The writer, and what it remembers. */
interface Desk {
  readonly writer: SqliteConnection;
  readonly memory: Memory | undefined;
}

/** Something in a batch without savepoints has to be undone. */
class ToBeUndone extends Error {}

/** @throws ToBeUndone after all of it has been rolled back, nobody being told */
function runWithoutSavepoints(desk: Desk, { batch, isSpoilt }: { batch: readonly Job[]; isSpoilt(): boolean }): Promise<readonly Done[]> {
  return concluded(desk, {
    batch,
    async run(job, touched) {
      const outcome = await outcomeOf(job, touched);
      if (desk.writer.inTransaction && ('error' in outcome || isSpoilt())) throw new ToBeUndone();
      return outcome;
    },
  });
}

/** @returns the jobs that stand committed, after all have been answered */
function runBatch(desk: Desk, batch: readonly Job[]): Promise<readonly Done[]> {
  return concluded(desk, { batch, run: (job, touched) => runInSavepoint(desk.writer, { job, touched }) });
}

interface Manner {
  readonly batch: readonly Job[];
  run(job: Job, touched: Set<string>): Promise<Outcome>;
}

async function concluded({ writer, memory }: Desk, { batch, run }: Manner): Promise<readonly Done[]> {
  const done: Done[] = [];
  try {
    writer.exec('BEGIN IMMEDIATE');
    memory?.begin(writer.version());
    for (const job of batch) {
      const touched = new Set<string>();
      const outcome = await run(job, touched);
      // Without a transaction each statement of the next one would stand by itself.
      if (!writer.inTransaction) throw 'error' in outcome ? outcome.error : new Error('the transaction has been ended');
      if ('error' in outcome) job.reject(outcome.error);
      else done.push({ job, touched, value: outcome.value });
    }
    writer.exec('COMMIT');
  } catch (error) {
    if (writer.inTransaction) writer.exec('ROLLBACK');
    if (error instanceof ToBeUndone) throw error;
    // rejecting a job that was answered already changes nothing
    for (const job of batch) job.reject(error);
    return [];
  } finally {
    memory?.end();
  }
  for (const { job, value } of done) job.resolve(value);
  return done;
}

type Outcome = { readonly value: unknown } | { readonly error: unknown };

async function outcomeOf(job: Job, touched: Set<string>): Promise<Outcome> {
  try {
    return { value: await job.run(touched) };
  } catch (error) {
    return { error };
  }
}

async function runInSavepoint(writer: SqliteConnection, { job, touched }: { job: Job; touched: Set<string> }): Promise<Outcome> {
  writer.exec('SAVEPOINT job');
  try {
    const value = await job.run(touched);
    writer.exec('RELEASE job');
    return { value };
  } catch (error) {
    if (writer.inTransaction) writer.exec('ROLLBACK TO job; RELEASE job');
    return { error };
  }
}

function readerPool({ openReader, maxReaders }: GroupCommitParts) {
  const idle: SqliteConnection[] = [];
  const all: SqliteConnection[] = [];
  const waiting: ((reader: SqliteConnection) => void)[] = [];

  function take(): Promise<SqliteConnection> | SqliteConnection {
    const reader = idle.pop();
    if (reader !== undefined) return reader;
    if (all.length < maxReaders) {
      const opened = openReader();
      all.push(opened);
      return opened;
    }
    return new Promise((resolve) => waiting.push(resolve));
  }

  return {
    async use<T>(fn: (reader: SqliteConnection) => Promise<T>): Promise<T> {
      const reader = await take();
      try {
        reader.exec('BEGIN');
        return await fn(reader);
      } finally {
        if (reader.inTransaction) reader.exec('COMMIT');
        const next = waiting.shift();
        if (next === undefined) idle.push(reader);
        else next(reader);
      }
    },
    close() {
      for (const reader of all) reader.close();
    },
  };
}
