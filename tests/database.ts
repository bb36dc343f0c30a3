/**
 * A fresh, empty database of the kind that `SLOTKEEPER_TEST_DATABASE` names: `sqlite` (also where nothing is said), or the
 * `postgres://` address of a server on which databases may be made.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '#core/data/database.ts';
import { openPostgres } from '#server/drivers/postgres/open.ts';
import { openSqlite } from '#server/drivers/sqlite.ts';
import { whyNotPortable } from './postgres/portable.ts';
import { takeRoom } from './postgres/room.ts';
import { SCRATCH } from './scratch.ts';

export interface TestDatabaseParts {
  /** a revision's mark; random unless told */
  readonly newNonce?: () => string;
  /** how long writes wait for others to share their commit */
  readonly defer?: (fn: () => void) => void;
}

export interface TestDatabase {
  readonly database: Database;
  /** and all that is left of it */
  close(): Promise<void>;
}

export interface SharedDatabase extends TestDatabase {
  /** The same one as another server process would open it. SQLite belongs to one process: there it is the very same. */
  another(): Promise<Database>;
}

const isPostgres = (): boolean => (process.env['SLOTKEEPER_TEST_DATABASE'] ?? 'sqlite') !== 'sqlite';

export async function openTestDatabase(parts: TestDatabaseParts = {}): Promise<SharedDatabase> {
  return isPostgres() ? openOnPostgres(parts) : openFile(parts);
}

async function openFile(parts: TestDatabaseParts): Promise<SharedDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'slotkeeper-'));
  const file = join(folder, 'slotkeeper.sqlite');
  writeFileSync(file, await emptyFile());
  const database = await openSqlite({ file, ...parts });
  return {
    database,
    another: async () => database,
    async close() {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let made: Promise<Buffer> | undefined;

/** A SQLite file with this code's tables and nothing in them: to make them takes far longer than to write it. */
const emptyFile = (): Promise<Buffer> => (made ??= makeEmptyFile());

async function makeEmptyFile(): Promise<Buffer> {
  const folder = mkdtempSync(join(SCRATCH, 'slotkeeper-empty-'));
  const file = join(folder, 'empty.sqlite');
  await (await openSqlite({ file })).close();
  const bytes = readFileSync(file);
  rmSync(folder, { recursive: true, force: true });
  return bytes;
}

async function openOnPostgres(parts: TestDatabaseParts): Promise<SharedDatabase> {
  const room = await takeRoom();
  const guest = room.enter(parts);
  const others: Database[] = [];
  return {
    database: guest.database,
    async another() {
      const database = await openPostgres({ url: room.url, onStatement: guest.sees, ...parts });
      others.push(database);
      return database;
    },
    async close() {
      for (const database of others) await database.close();
      mustBePortable(await guest.leave());
    },
  };
}

/** Each test answers for what it made the product send. */
function mustBePortable(sent: ReadonlySet<string>): void {
  for (const sql of sent) {
    const reason = whyNotPortable(sql);
    if (reason !== null) throw new Error(`not every database that speaks PostgreSQL's language takes this (${reason}): ${sql}`);
  }
}
