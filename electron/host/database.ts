import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database as Port, Drizzle } from '#core/data/database.ts';
import { groupCommitDatabase, type SqliteConnection } from '#core/data/groupCommit.ts';
import { imageJournal } from '#core/data/journals.ts';
import { migrateSqlite } from '#core/data/migrate.ts';
import { rememberStatements } from '#core/data/statements.ts';

const MAX_READERS = 3;

/** Has each connection before anything else does: the simulation dies between two of its statements. */
export type OnOpen = (connection: Database.Database) => void;

/** Full synchronisation: a command that was answered stands after a power cut too. */
function connect(file: string, { readonly, onOpen }: { readonly: boolean; onOpen: OnOpen | undefined }): SqliteConnection {
  const raw = new Database(file, { readonly, timeout: 5_000 });
  if (!readonly) {
    raw.pragma('journal_mode = WAL');
    raw.pragma('synchronous = FULL');
  }
  raw.pragma('cache_size = -16000');
  onOpen?.(raw);
  rememberStatements(raw);
  return {
    drizzle: drizzle(raw, { casing: 'snake_case' }) as unknown as Drizzle,
    exec: (sql) => void raw.exec(sql),
    get inTransaction() {
      return raw.inTransaction;
    },
    close: () => void raw.close(),
  };
}

export interface LocalDatabaseParts {
  readonly file: string;
  defer(fn: () => void): void;
  readonly onOpen?: OnOpen | undefined;
}

/** @throws an Error with one clear sentence where newer code wrote the file */
export async function openLocalDatabase({ file, defer, onOpen }: LocalDatabaseParts): Promise<Port> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const writer = connect(file, { readonly: false, onOpen });
  try {
    await migrateSqlite(writer);
  } catch (error) {
    writer.close();
    throw error;
  }
  return groupCommitDatabase({
    writer,
    openReader: () => connect(file, { readonly: true, onOpen }),
    maxReaders: MAX_READERS,
    journalOf: (db, tenantId) => imageJournal({ drizzle: db, tenantId }),
    defer,
  });
}

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
