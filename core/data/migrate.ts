import { sql } from 'drizzle-orm';
import type { SqliteConnection } from './groupCommit.ts';
import { migrations } from './migrations.ts';

export class NewerDatabase extends Error {}

/** Its migrations have the names of ours, and made other tables: it was written by a version between two releases. */
export class OtherTables extends Error {}

/**
 * Brings the file to this code's tables, each migration in a transaction of its own.
 * @throws NewerDatabase
 * @throws OtherTables
 */
export async function migrateSqlite(writer: SqliteConnection): Promise<void> {
  writer.exec('CREATE TABLE IF NOT EXISTS migrations (position INTEGER PRIMARY KEY, id TEXT NOT NULL)');
  const done = (await writer.drizzle.all(sql`SELECT id FROM migrations ORDER BY position`)) as { id: string }[];
  mustBeKnown(
    done.map(({ id }) => id),
    migrations,
  );
  for (const [position, { id, statements }] of migrations.entries()) {
    if (done.some((earlier) => earlier.id === id)) continue;
    writer.exec('BEGIN IMMEDIATE');
    try {
      for (const statement of statements) writer.exec(statement);
      await writer.drizzle.run(sql`INSERT INTO migrations (position, id) VALUES (${position}, ${id})`);
      writer.exec('COMMIT');
    } catch (error) {
      if (writer.inTransaction) writer.exec('ROLLBACK');
      throw error;
    }
  }
  if (!(await isAsWritten(writer))) mustHaveTables(await columnsIn(writer));
}

const creations = migrations.flatMap(({ statements }) => statements.filter((statement) => statement.startsWith('CREATE TABLE ')));

/** SQLite keeps a table's SQL: to compare it takes a twentieth of what it takes to look at every column. */
async function isAsWritten({ drizzle }: SqliteConnection): Promise<boolean> {
  const kept = (await drizzle.all(sql`SELECT sql FROM sqlite_schema WHERE type = 'table'`)) as { sql: string }[];
  const texts = new Set(kept.map((table) => table.sql));
  return creations.every((statement) => texts.has(statement));
}

const columnsIn = async ({ drizzle }: SqliteConnection): Promise<Column[]> =>
  (await drizzle.all(
    sql`SELECT t.name AS "table", c.name AS "column" FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'`,
  )) as Column[];

export interface Column {
  readonly table: string;
  readonly column: string;
}

let declared: readonly Column[] | undefined;

/** Every column that the migrations make, read from their SQL. */
const declaredColumns = (): readonly Column[] =>
  (declared ??= migrations
    .flatMap(({ statements }) => statements)
    .flatMap((statement) => {
      const table = /^CREATE TABLE "(\w+)"/.exec(statement)?.[1];
      const added = /^ALTER TABLE "(\w+)" ADD (?:COLUMN )?"(\w+)"/.exec(statement);
      if (added) return [{ table: added[1] ?? '', column: added[2] ?? '' }];
      if (table === undefined) return [];
      return [...statement.matchAll(/^\t"(\w+)" /gm)].map(([, column = '']) => ({ table, column }));
    }));

/** @throws OtherTables where a column is missing */
export function mustHaveTables(found: readonly Column[]): void {
  const have = new Set(found.map(({ table, column }) => `${table}.${column}`));
  const lacking = declaredColumns().find(({ table, column }) => !have.has(`${table}.${column}`));
  if (lacking === undefined) return;
  throw new OtherTables(`its tables are not those of this version (there is no ${lacking.column} in ${lacking.table})`);
}

/** @throws NewerDatabase where a migration was done that this code has never heard of: going on could lose what only newer code knows */
export function mustBeKnown(done: readonly string[], known: readonly { readonly id: string }[]): void {
  const newer = done.find((id) => known.every((migration) => migration.id !== id));
  if (newer !== undefined) throw new NewerDatabase(`this database was written by a newer Slotkeeper (it has ${newer}): start that version`);
}
