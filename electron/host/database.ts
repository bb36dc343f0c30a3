import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database as Port, Drizzle } from '#core/data/database.ts';
import { groupCommitDatabase, type SqliteConnection } from '#core/data/groupCommit.ts';
import { imageJournal } from '#core/data/journals.ts';
import { migrateSqlite } from '#core/data/migrate.ts';
import { connectionOver } from '#core/data/statements.ts';
import type { RawValue } from '#core/engine/snapshot.ts';
import { mustBeTrustworthy, plainlyAbout } from './trust.ts';

const MAX_READERS = 3;

/** Has each connection before anything else does: the simulation dies between two of its statements. */
export type OnOpen = (connection: Database.Database) => void;

/** The writer's own connection, for what goes past drizzle: a first sync brings a million rows. */
export interface RawWriter {
  /** Runs SQL in the transaction of the `write` that is under way. */
  exec(sql: string): void;
  /** Runs one statement for each row of values, in the transaction of the `write` that is under way. */
  each(sql: string, rows: readonly (readonly RawValue[])[]): void;
  /** the first column of the first row; null where there is none */
  value(sql: string): RawValue;
  /** Rewrites the file and empties its log: what was deleted is in neither any more. Waits until nobody writes. */
  scrub(): Promise<void>;
}

export interface LocalDatabase {
  readonly database: Port;
  readonly raw: RawWriter;
}

interface Opening {
  readonly readonly: boolean;
  readonly onOpen: OnOpen | undefined;
}

function open(file: string, { readonly, onOpen }: Opening): Database.Database {
  const raw = new Database(file, { readonly, timeout: 5_000 });
  if (!readonly) {
    raw.pragma('journal_mode = WAL');
    // a command that was answered stands after a power cut too
    raw.pragma('synchronous = FULL');
    // what undoes a savepoint: in a file it costs more writing than all that is written
    raw.pragma('temp_store = MEMORY');
  }
  raw.pragma('cache_size = -16000');
  onOpen?.(raw);
  return raw;
}

const connectionOf = (raw: Database.Database): SqliteConnection =>
  connectionOver(raw, drizzle(raw, { casing: 'snake_case' }) as unknown as Drizzle);

export interface LocalDatabaseParts {
  readonly file: string;
  defer(fn: () => void): void;
  readonly onOpen?: OnOpen | undefined;
}

/** @throws PlainError where the file is damaged, can't be written or has no room; an Error with one clear sentence where newer code wrote it */
export async function openLocalDatabase(parts: LocalDatabaseParts): Promise<LocalDatabase> {
  try {
    return await openTrusted(parts);
  } catch (error) {
    throw plainlyAbout(error, { file: parts.file, folder: dirname(parts.file) });
  }
}

async function openTrusted({ file, defer, onOpen }: LocalDatabaseParts): Promise<LocalDatabase> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  mustBeTrustworthy(file);
  const opened = open(file, { readonly: false, onOpen });
  const writer = connectionOf(opened);
  try {
    // A file that may only be read opens as well.
    writer.exec('BEGIN IMMEDIATE; ROLLBACK');
    await migrateSqlite(writer);
  } catch (error) {
    writer.close();
    throw error;
  }
  const database = groupCommitDatabase({
    writer,
    openReader: () => connectionOf(open(file, { readonly: true, onOpen })),
    maxReaders: MAX_READERS,
    journalOf: (db, tenantId) => imageJournal({ drizzle: db, tenantId }),
    defer,
  });
  const raw = rawWriter(opened, defer);
  if (raw.value('PRAGMA user_version') === TO_SCRUB) await raw.scrub();
  return { database, raw };
}

/** The file's own mark that rows are to leave it for good; set in the transaction that deletes them, so that a crash forgets neither. */
const TO_SCRUB = 1;
export const MARK_TO_SCRUB = `PRAGMA user_version = ${TO_SCRUB}`;

function rawWriter(raw: Database.Database, defer: (fn: () => void) => void): RawWriter {
  const mustBeWriting = () => {
    if (!raw.inTransaction) throw new Error('only inside a write');
  };
  return {
    exec(sql) {
      mustBeWriting();
      raw.exec(sql);
    },
    each(sql, rows) {
      mustBeWriting();
      const statement = raw.prepare(sql);
      for (const row of rows) statement.run(row);
    },
    value: (sql) => (raw.prepare(sql).raw(true).get() as [RawValue] | undefined)?.[0] ?? null,
    async scrub() {
      while (raw.inTransaction) await new Promise<void>((resolve) => defer(resolve));
      raw.exec('VACUUM');
      // A reader on an old snapshot holds the log; the mark stays until it has let go.
      for (let tries = 0; !isLogEmpty(raw) && tries < 100; tries++) await new Promise<void>((resolve) => defer(resolve));
      raw.exec('PRAGMA user_version = 0');
    },
  };
}

const isLogEmpty = (raw: Database.Database): boolean => (raw.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[])[0]?.busy === 0;

/** One host a folder: two would not tell each other's windows what changed. The system lets go when the process ends, however it ends. */
export function holdFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = new Database(`${folder}/in-use.lock`, { timeout: 0 });
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw error;
  }
  return () => void lock.close();
}
