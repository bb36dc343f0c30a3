/** A live database with commits that are in its log alone, and copies of it to be damaged. */
import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '#core/engine/engine.ts';
import { execute } from '#core/engine/execute.ts';
import { slotkeeperRegistry } from '#core/engine/world.ts';
import { type Business, openBusiness } from '#server/businesses.ts';
import { doorkeeper, newApiKey } from '#server/secrets/apiKeys.ts';
import { newCommandId } from '#server/secrets/tokens.ts';
import { openSqliteIn, sqliteFileOf } from '#server/start/sqliteFolder.ts';

export interface Live {
  /** the files after the last commit */
  readonly main: Buffer;
  readonly wal: Buffer;
  /** what all rows came to with so many of the commits: the first with none */
  readonly digests: readonly string[];
  /** how long the log was after so many of the commits */
  readonly walSizes: readonly number[];
  /** of its business, with every scope */
  readonly apiKey: string;
  /** the main file at its beginning, when the log was empty */
  readonly mainBefore: Buffer;
  /** a folder of its own with these two files. @returns its path */
  copy(files: { main?: Uint8Array; wal?: Uint8Array | null; shm?: Uint8Array }): string;
  close(): void;
}

export async function liveDatabase({ commits, name = 'Atlas' }: { commits: number; name?: string }): Promise<Live> {
  const root = mkdtempSync(join(tmpdir(), 'slotkeeper-copies-'));
  const data = join(root, 'live');
  mkdirSync(data);
  const file = sqliteFileOf(data);
  const { business, apiKey } = await found(data, name);
  const mainBefore = readFileSync(file);
  const { database, run } = await opened(data, business);
  const digests = [digestOf(file)];
  const walSizes = [sizeOf(`${file}-wal`)];
  for (let n = 0; n < commits; n++) {
    await run(n);
    digests.push(digestOf(file));
    walSizes.push(sizeOf(`${file}-wal`));
  }
  const main = readFileSync(file);
  const wal = readFileSync(`${file}-wal`);
  await database.close();
  let made = 0;
  return {
    ...{ main, wal, digests, walSizes, mainBefore, apiKey },
    copy(files) {
      const folder = join(root, `copy-${++made}`);
      mkdirSync(folder);
      const copied = sqliteFileOf(folder);
      writeFileSync(copied, files.main ?? main);
      if (files.wal !== null) writeFileSync(`${copied}-wal`, files.wal ?? wal);
      if (files.shm !== undefined) writeFileSync(`${copied}-shm`, files.shm);
      copyFileSync(join(root, 'server.key'), join(folder, 'server.key'));
      return folder;
    },
    close: () => rmSync(root, { recursive: true, force: true }),
  };

  async function found(folder: string, businessName: string): Promise<{ business: Business; apiKey: string }> {
    writeFileSync(join(root, 'server.key'), Buffer.alloc(32, 7));
    const first = await openSqliteIn(folder);
    const engine: Engine = engineOf(first);
    const owner = { name: 'Olivia', email: 'olivia@atlas.test', passwordHash: 'x'.repeat(60) };
    const business = await openBusiness(engine, { name: businessName, timezone: 'UTC', displayCurrency: 'EUR', owner });
    // enough that most of the file is rows
    await Promise.all(Array.from({ length: 150 }, (_, n) => greetIn(engine, business, 1_000 + n)));
    const { token: apiKey, prefix, secretHash } = await newApiKey({ tenantId: business.tenantId, sandbox: false });
    await runIn(engine, business, 'members.createApiKey', { name: 'Key', scopes: ['read', 'write', 'admin'], prefix, secretHash });
    await first.close();
    return { business, apiKey };
  }
}

const engineOf = (database: Engine['database']): Engine => ({
  ...{ database, registry: slotkeeperRegistry(), side: 'server' },
  clock: { now: () => Date.parse('2026-03-02T08:00:00Z') },
});

async function opened(data: string, business: Business) {
  const database = await openSqliteIn(data);
  const engine = engineOf(database);
  return { database, run: (n: number) => greetIn(engine, business, n) };
}

const greetIn = (engine: Engine, business: Business, n: number): Promise<void> =>
  runIn(engine, business, 'customers.create', { name: `Guest ${n}`, email: null, phone: null, notes: 'x'.repeat((n * 997) % 5_000) });

async function runIn(engine: Engine, { tenantId }: Business, name: string, input: unknown): Promise<void> {
  const envelope = { commandId: newCommandId(), name, input };
  const outcome = await execute(engine, { tenantId, actor: doorkeeper, envelope });
  if (!outcome.ok) throw new Error(outcome.code);
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** All rows of all tables. @throws the driver's error where they can't be read */
export function digestOf(file: string): string {
  const database = new Database(file, { readonly: true });
  try {
    const tables = database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")
      .pluck()
      .all() as string[];
    const hash = createHash('sha256');
    for (const table of tables)
      for (const row of database.prepare(`SELECT * FROM "${table}" ORDER BY rowid`).raw().iterate()) hash.update(JSON.stringify(row));
    return hash.digest('hex').slice(0, 16);
  } finally {
    database.close();
  }
}

/** Numbers of the pages that hold a table's rows, in their order. */
export function leavesOf(file: string, table: string): number[] {
  const database = new Database(file, { readonly: true });
  try {
    return database.prepare("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path").pluck().all(table) as number[];
  } finally {
    database.close();
  }
}

/** SQLite's own check of every page. */
export function isSound(file: string): boolean {
  const database = new Database(file, { readonly: true });
  try {
    return database.pragma('integrity_check', { simple: true }) === 'ok';
  } finally {
    database.close();
  }
}

export function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}
