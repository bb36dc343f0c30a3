/**
 * SQLite has one writer. Writes that wait together run back to back inside one transaction, each in its own savepoint,
 * and are answered after the commit: durability costs one fsync a batch. A write that throws undoes its savepoint alone,
 * unless SQLite ended the transaction by itself (disk full, I/O error): then nothing of the batch stands, and all are told.
 * Readers have connections of their own, so that nobody ever sees a batch that may still fail.
 */
import { acrossDb, readDb, workDb, writeDb, type Commit, type Database, type Drizzle, type Journal } from './database.ts';

/** One open SQLite connection, whatever library is behind it. */
export interface SqliteConnection {
  readonly drizzle: Drizzle;
  exec(sql: string): void;
  readonly inTransaction: boolean;
  close(): void;
}

export interface GroupCommitParts {
  readonly writer: SqliteConnection;
  openReader(): SqliteConnection;
  readonly maxReaders: number;
  journalOf(drizzle: Drizzle, tenantId: string): Journal;
  /** Runs `fn` a little later, so that writes that arrive together share a commit. */
  defer(fn: () => void): void;
}

interface Job {
  readonly tenantId: string | null;
  readonly touched: Set<string>;
  run(): Promise<unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

const BATCH = 128;

export function groupCommitDatabase(parts: GroupCommitParts): Database {
  const { writer } = parts;
  const queue: Job[] = [];
  const listeners = new Set<(commit: Commit) => void>();
  const readers = readerPool(parts);
  let draining: Promise<void> | undefined;

  function enqueue<T>(job: Pick<Job, 'tenantId' | 'touched'> & { run(): Promise<T> }): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      queue.push({ ...job, resolve, reject });
      draining ??= new Promise<void>((done) => {
        parts.defer(() => {
          void drain().then(done, done);
        });
      });
    });
  }

  async function drain(): Promise<void> {
    try {
      while (queue.length > 0) tell(await runBatch(writer, queue.splice(0, BATCH)));
    } finally {
      draining = undefined;
    }
  }

  function tell(jobs: readonly Job[]): void {
    for (const { tenantId, touched } of jobs)
      if (touched.size > 0) for (const listener of listeners) tellOne(listener, { tenantId, tables: [...touched] });
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

  return {
    read: (tenantId, fn) => readers.use((reader) => fn(readDb(reader.drizzle, tenantId))),
    across: (fn) => readers.use((reader) => fn(acrossDb(reader.drizzle))),
    write(tenantId, fn) {
      const touched = new Set<string>();
      const run = () =>
        fn(writeDb({ drizzle: writer.drizzle, tenantId, touched, nested, journal: parts.journalOf(writer.drizzle, tenantId) }));
      return enqueue({ tenantId, touched, run });
    },
    work: (fn) => enqueue({ tenantId: null, touched: new Set<string>(), run: () => fn(workDb(writer.drizzle)) }),
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

/** @returns the jobs that stand committed, after all have been answered */
async function runBatch(writer: SqliteConnection, batch: readonly Job[]): Promise<readonly Job[]> {
  const done: { job: Job; value: unknown }[] = [];
  try {
    writer.exec('BEGIN IMMEDIATE');
    for (const job of batch) {
      const refused = await runInSavepoint(writer, job);
      if ('error' in refused) {
        if (!writer.inTransaction) throw refused.error;
        job.reject(refused.error);
      } else done.push({ job, value: refused.value });
    }
    writer.exec('COMMIT');
  } catch (error) {
    if (writer.inTransaction) writer.exec('ROLLBACK');
    // rejecting a job that was answered already changes nothing
    for (const job of batch) job.reject(error);
    return [];
  }
  for (const { job, value } of done) job.resolve(value);
  return done.map(({ job }) => job);
}

async function runInSavepoint(writer: SqliteConnection, job: Job): Promise<{ value: unknown } | { error: unknown }> {
  writer.exec('SAVEPOINT job');
  try {
    const value = await job.run();
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
