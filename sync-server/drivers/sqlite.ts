import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { idBody } from '#core/base/ids.ts';
import type { Database as Port, Drizzle } from '#core/data/database.ts';
import { groupCommitDatabase, type SqliteConnection } from '#core/data/groupCommit.ts';
import { revisionJournal } from '#core/data/journals.ts';
import { migrateSqlite } from '#core/data/migrate.ts';
import { connectionOver } from '#core/data/statements.ts';
import { idBytes } from '../secrets/tokens.ts';

/** The first SQLite without the WAL-reset bug that could lose a commit. */
const OLDEST_SQLITE = [3, 51, 3] as const;
const MAX_READERS = 4;
/** In kB, negative as SQLite wants it. What a booking touches lies all over its indexes: the writer keeps a small business whole. */
const WRITER_CACHE = -64_000;
const READER_CACHE = -16_000;
/** 32 MB of log: a page that many writes touch goes into the file once, and not after every batch. */
const CHECKPOINT_PAGES = 8_000;

interface Opening {
  readonly readonly: boolean;
  readonly onOpen: ((connection: Database.Database) => void) | undefined;
}

function connect(file: string, { readonly, onOpen }: Opening): SqliteConnection {
  const raw = new Database(file, { readonly, timeout: 5_000 });
  if (!readonly) {
    raw.pragma('journal_mode = WAL');
    raw.pragma('synchronous = FULL');
    raw.pragma('foreign_keys = ON');
    raw.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    // What undoes a savepoint is kept in memory: in a file it costs more writing than all that is written.
    raw.pragma('temp_store = MEMORY');
  }
  raw.pragma(`cache_size = ${readonly ? READER_CACHE : WRITER_CACHE}`);
  onOpen?.(raw);
  return connectionOver(raw, drizzle(raw, { casing: 'snake_case' }) as unknown as Drizzle);
}

function mustBeSound(file: string): void {
  const raw = new Database(file);
  const { version } = raw.prepare('select sqlite_version() as version').get() as { version: string };
  raw.close();
  const parts = version.split('.').map(Number);
  const older = OLDEST_SQLITE.findIndex((least, i) => (parts[i] ?? 0) !== least);
  if (older >= 0 && (parts[older] ?? 0) < (OLDEST_SQLITE[older] ?? 0))
    throw new Error(`SQLite ${version} has a bug that can lose commits; ${OLDEST_SQLITE.join('.')} or newer is needed`);
}

export interface SqliteParts {
  readonly file: string;
  /** a revision's mark; random unless a test says otherwise */
  readonly newNonce?: () => string;
  readonly defer?: (fn: () => void) => void;
  /** has each connection before anything else does: the simulation dies between two of its statements */
  readonly onOpen?: (connection: Database.Database) => void;
  /** savepoints around every write from the first: the simulation tells writes by them */
  readonly isWary?: boolean;
}

/** @throws an Error with one clear sentence where the file can't be used */
export async function openSqlite({ file, newNonce, defer, onOpen, isWary = false }: SqliteParts): Promise<Port> {
  mkdirSync(dirname(file), { recursive: true });
  mustBeSound(file);
  const writer = connect(file, { readonly: false, onOpen });
  await migrateSqlite(writer);
  return groupCommitDatabase({
    writer,
    openReader: () => connect(file, { readonly: true, onOpen }),
    maxReaders: MAX_READERS,
    journalOf: (db, tenantId) => revisionJournal({ drizzle: db, tenantId, newNonce: newNonce ?? (() => idBody(idBytes())) }),
    defer: defer ?? setImmediate,
    mayRunAgain: !isWary,
    remembers: true,
  });
}
