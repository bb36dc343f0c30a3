/**
 * A fresh, empty database of the kind that `SLOTKEEPER_TEST_DATABASE` names: `sqlite` (also where nothing is said), or the
 * `postgres://` address of a server on which databases may be made.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Database } from '#core/data/database.ts';
import { migrations } from '#core/data/migrations.ts';
import { openPostgres } from '#server/drivers/postgres/open.ts';
import { openSqlite } from '#server/drivers/sqlite.ts';
import { whyNotPortable } from './postgres/portable.ts';
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
  const { url, drop } = await makePostgresDatabase();
  const opened: Database[] = [];
  const sent = new Set<string>();
  const another = async (): Promise<Database> => {
    const database = await openPostgres({ url, onStatement: (sql) => sent.add(sql), ...parts });
    opened.push(database);
    return database;
  };
  return {
    database: await another(),
    another,
    async close() {
      for (const database of opened) await database.close();
      await drop();
      mustBePortable(sent);
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

interface PostgresDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** An empty one with this code's tables, copied from a template: 110 statements take longer than a copy of their files. */
export async function makePostgresDatabase(): Promise<PostgresDatabase> {
  const name = `slotkeeper_${randomBytes(8).toString('hex')}`;
  const template = `slotkeeper_template_${createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 12)}`;
  const copy = `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`;
  await onServer(async (client) => {
    try {
      await client.query(copy);
    } catch (error) {
      if (codeOf(error) !== NO_SUCH_DATABASE) throw error;
      await makeTemplate(client, template);
      await client.query(copy);
    }
  });
  return {
    url: urlOf(name),
    drop: () => onServer(async (client) => void (await client.query(`DROP DATABASE ${name} WITH (FORCE)`))),
  };
}

const NO_SUCH_DATABASE = '3D000';
const DUPLICATE_DATABASE = '42P04';
const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;

/** Under its name only once it is whole, and nobody is connected to it any more. */
async function makeTemplate(client: pg.Client, template: string): Promise<void> {
  const unfinished = `slotkeeper_unfinished_${randomBytes(8).toString('hex')}`;
  await client.query(`CREATE DATABASE ${unfinished}`);
  await (await openPostgres({ url: urlOf(unfinished), listens: false })).close();
  try {
    await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${template}`);
  } catch (error) {
    if (codeOf(error) !== DUPLICATE_DATABASE) throw error;
    await client.query(`DROP DATABASE ${unfinished}`);
  }
}

function urlOf(name: string): string {
  const url = new URL(process.env['SLOTKEEPER_TEST_DATABASE'] ?? '');
  url.pathname = `/${name}`;
  return url.href;
}

/** One connection a process, that keeps it from nothing. */
let server: Promise<pg.Client> | undefined;

async function onServer<T>(fn: (client: pg.Client) => Promise<T>): Promise<T> {
  server ??= connectToServer();
  return fn(await server);
}

async function connectToServer(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: process.env['SLOTKEEPER_TEST_DATABASE'] ?? '', pipeline: true });
  await client.connect();
  // The driver has it, and its types have not.
  (client as unknown as { unref(): void }).unref();
  // A server that ends while nobody asks it anything is none of the tests' business.
  client.on('error', () => {});
  return client;
}
