/**
 * Rows on their way between a table and lines of JSON, one object a line: as the business knows them (camelCase, instants in epoch
 * milliseconds, JSON as JSON), without the tenant, whom the manifest names. Always in the order of their keys, so that the same
 * rows are the same bytes whichever database they come from.
 */
import { and, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import { getTableConfig, type SQLiteColumn, type SQLiteTableWithColumns } from 'drizzle-orm/sqlite-core';
import { isStorable } from '#core/contracts/fields.ts';
import type { Drizzle, ReadDb, WriteDb } from '#core/data/database.ts';
import { type TenantTable, tenantTables } from '#core/engine/tenantTables.ts';

export type Row = Record<string, unknown>;

export interface Kept {
  readonly name: string;
  readonly table: TenantTable;
  /** but the tenant's */
  readonly columns: ReadonlyMap<string, SQLiteColumn>;
  /** names of the columns that tell a tenant's rows apart, in the order of the key */
  readonly key: readonly string[];
}

const PAGE_ROWS = 1_000;
/** up to 400 kB each */
const PAGE_PHOTOS = 10;

function keptOf(name: string, table: TenantTable): Kept {
  const { tenantId: _, ...columns } = getTableColumns(table) as Record<string, SQLiteColumn>;
  const inKey = getTableConfig(table).primaryKeys[0]?.columns ?? Object.values(columns).filter(({ primary }) => primary);
  const key = inKey.map((column) => Object.keys(columns).find((known) => columns[known] === column)).filter((found) => found !== undefined);
  return { name, table, columns: new Map(Object.entries(columns)), key };
}

export const keptTables: ReadonlyMap<string, Kept> = new Map([...tenantTables].map(([name, table]) => [name, keptOf(name, table)]));

const asTable = (table: TenantTable) => table as unknown as SQLiteTableWithColumns<never>;

/** @returns the tenant's rows, a page at a time, each after the last by its key */
export async function* pagesOf(db: ReadDb, { name, table, columns, key }: Kept): AsyncGenerator<Row[]> {
  const limit = name === 'photos' ? PAGE_PHOTOS : PAGE_ROWS;
  const keyed = key.map((each) => columns.get(each) as SQLiteColumn);
  let after: SQL | undefined;
  for (;;) {
    const query = db
      .select(Object.fromEntries(columns))
      .from(asTable(table))
      .where(and(eq(table.tenantId, db.tenantId), after));
    const rows = (await query.orderBy(...keyed).limit(limit)) as Row[];
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < limit || key.length === 0) return;
    after = sql`(${list(keyed)}) > (${list(key.map((each) => last[each]))})`;
  }
}

const list = (items: readonly unknown[]): SQL =>
  sql.join(
    items.map((item) => sql`${item}`),
    sql`, `,
  );

export const lineOf = (row: Row): string => `${JSON.stringify(row)}\n`;

/** @returns what is wrong with a row that was read from a file, as it goes on after its name; null: it may go in */
export function faultOf({ columns }: Kept, row: unknown): string | null {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return 'is no object';
  for (const field of Object.keys(row)) if (!columns.has(field)) return `has an unknown field "${field.slice(0, 40)}"`;
  for (const [field, column] of columns) {
    const value = (row as Row)[field];
    if (value === undefined) return `lacks "${field}"`;
    if (value === null ? column.notNull : !isOf(column, value)) return `has a wrong "${field}"`;
  }
  return null;
}

function isOf({ dataType }: SQLiteColumn, value: unknown): boolean {
  switch (dataType) {
    case 'string':
      return typeof value === 'string' && isStorable(value);
    case 'number':
      return Number.isSafeInteger(value);
    case 'boolean':
      return typeof value === 'boolean';
    default:
      return dataType === 'json';
  }
}

/** What a column that is younger than the file begins with; undefined: nothing can be said for it. */
export const beginningOf = (column: SQLiteColumn): unknown => (column.notNull ? column.default : null);

/** Rows in one statement, largest first: at a hundred the way to the database costs no more than the rows. */
const BUNDLES = [100, 10, 1] as const;

export type OnConflict = 'fail' | 'keep';

type Insert = (drizzle: Drizzle) => { run(values: Row): unknown };

const inserts = new WeakMap<Kept, Map<string, Insert>>();

/** Put into words once a connection. Values come encoded: a placeholder of a column would hand null to the column's own encoder. */
function insertOf(kept: Kept, { rows, onConflict }: { rows: number; onConflict: OnConflict }): Insert {
  let known = inserts.get(kept);
  if (known === undefined) inserts.set(kept, (known = new Map()));
  const words = `${onConflict}/${rows}`;
  let insert = known.get(words);
  if (insert === undefined) {
    const fields = ['tenantId', ...kept.columns.keys()];
    const rowAt = (i: number) => Object.fromEntries(fields.map((field) => [field, sql`${sql.placeholder(`${field}_${i}`)}`]));
    insert = (drizzle) => {
      const query = drizzle.insert(asTable(kept.table)).values(Array.from({ length: rows }, (_, i) => rowAt(i)));
      const target = [kept.table.tenantId, ...kept.key.map((field) => kept.columns.get(field) as SQLiteColumn)];
      return (onConflict === 'keep' ? query.onConflictDoNothing({ target }) : query).prepare();
    };
    known.set(words, insert);
  }
  return insert;
}

/** Past the journal: the rows stand with the revisions that they bring. */
export async function insertRows(
  db: WriteDb,
  kept: Kept,
  { rows, onConflict = 'fail' }: { rows: readonly Row[]; onConflict?: OnConflict },
): Promise<void> {
  db.touch(kept.table as never);
  for (let at = 0; at < rows.length;) {
    const size = BUNDLES.find((bundle) => at + bundle <= rows.length) ?? 1;
    const values: Row = {};
    for (let i = 0; i < size; i++) encode(kept, { row: rows[at + i] ?? {}, tenantId: db.tenantId, i, into: values });
    await db.compiled(insertOf(kept, { rows: size, onConflict })).run(values);
    at += size;
  }
}

function encode({ columns }: Kept, { row, tenantId, i, into }: { row: Row; tenantId: string; i: number; into: Row }): void {
  into[`tenantId_${i}`] = tenantId;
  for (const [field, column] of columns) {
    const value = row[field] ?? null;
    into[`${field}_${i}`] = value === null ? null : column.mapToDriverValue(value);
  }
}
