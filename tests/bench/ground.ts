/** Where a town stands while it is measured: in its folder's file, or poured from there into a PostgreSQL that syncs its disk. */
import Database from 'better-sqlite3';
import { join } from 'node:path';
import pg from 'pg';
import type { Database as Port } from '#core/data/database.ts';
import { openPostgres } from '#server/drivers/postgres/open.ts';
import { openSqlite } from '#server/drivers/sqlite.ts';
import { launchPostgres } from '../postgres/launch.ts';
import type { Options } from './figures.ts';

export interface Ground {
  /** what a server has to be told */
  readonly env: NodeJS.ProcessEnv;
  open(): Promise<Port>;
  remove(): Promise<void>;
}

export async function groundOf({ database }: Options, folder: string): Promise<Ground> {
  const file = join(folder, 'slotkeeper.sqlite');
  if (database === 'sqlite') return { env: {}, open: () => openSqlite({ file }), remove: async () => {} };
  const { url, stop } = await launchPostgres({ isDurable: true });
  await (await openPostgres({ url })).close();
  await pour(file, url);
  return { env: { DATABASE_URL: url }, open: () => openPostgres({ url }), remove: stop };
}

const A_STATEMENT = 2_000;

async function pour(file: string, url: string): Promise<void> {
  const from = new Database(file, { readonly: true });
  const to = new pg.Client({ connectionString: url });
  await to.connect();
  try {
    const names = from.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[];
    for (const name of names) await pourTable(name, { from, to });
    await to.query('ANALYZE');
  } finally {
    await to.end();
    from.close();
  }
}

/** What PostgreSQL has no such table of, or has filled by itself, stays as it is. */
async function pourTable(name: string, { from, to }: { from: Database.Database; to: pg.Client }): Promise<void> {
  const columns = await to.query<{ name: string; type: string }>(
    "SELECT column_name AS name, data_type AS type FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1 ORDER BY ordinal_position",
    [name],
  );
  if (columns.rows.length === 0 || (await to.query(`SELECT 1 FROM "${name}" LIMIT 1`)).rowCount !== 0) return;
  const list = columns.rows.map((column) => `"${column.name}"`).join(', ');
  const arrays = columns.rows.map(({ type }, i) => `$${i + 1}::${type}[]`).join(', ');
  const sql = `INSERT INTO "${name}" (${list}) SELECT * FROM unnest(${arrays})`;
  const send = (rows: readonly unknown[][]) =>
    to.query(
      sql,
      columns.rows.map((_, i) => rows.map((row) => row[i])),
    );
  let rows: unknown[][] = [];
  for (const row of from.prepare(`SELECT ${list} FROM "${name}"`).raw(true).iterate()) {
    rows.push(row as unknown[]);
    if (rows.length < A_STATEMENT) continue;
    await send(rows);
    rows = [];
  }
  if (rows.length > 0) await send(rows);
}
