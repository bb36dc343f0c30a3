/** Single rows by their key, in SQL that is built once: most of what a business asks its database. */
import { and, eq, getTableColumns, is, SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTableWithColumns } from 'drizzle-orm/sqlite-core';
import { type Build, builds, compiled } from './compiled.ts';
import { wordedOf } from './conditions.ts';
import type { Drizzle, KeyedTable, RowOf } from './database.ts';

type Values = Record<string, unknown>;

interface Shape {
  readonly keys: readonly string[];
  readonly columns: readonly SQLiteColumn[];
}

const shapes = new WeakMap<KeyedTable, Shape>();

function shapeOf(table: KeyedTable): Shape {
  let shape = shapes.get(table);
  if (shape === undefined) {
    const columns: Record<string, SQLiteColumn> = getTableColumns(table);
    shapes.set(table, (shape = { keys: Object.keys(columns), columns: Object.values(columns) }));
  }
  return shape;
}

const asTable = <T extends KeyedTable>(table: T) => table as unknown as SQLiteTableWithColumns<never>;
const isKey = (table: KeyedTable) => and(eq(table.tenantId, sql.placeholder('tenantId')), eq(table.id, sql.placeholder('id')));

const selectOne = builds((table: KeyedTable) => (drizzle) => drizzle.select().from(asTable(table)).where(isKey(table)).prepare());
const selectAll = builds(
  (table: KeyedTable) => (drizzle) =>
    drizzle
      .select()
      .from(asTable(table))
      .where(eq(table.tenantId, sql.placeholder('tenantId')))
      .prepare(),
);
const deleteOne = builds((table: KeyedTable) => (drizzle) => drizzle.delete(asTable(table)).where(isKey(table)).prepare());

/** Encoded beforehand: a placeholder of a column would hand null to the column's own encoder. */
const given = (key: string) => sql`${sql.placeholder(`new_${key}`)}`;
const newValues = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, given(key)])) as never;

const insertOne = builds(
  (table: KeyedTable) => (drizzle) =>
    drizzle
      .insert(asTable(table))
      .values(newValues(shapeOf(table).keys))
      .prepare(),
);

const updates = new WeakMap<KeyedTable, Map<string, Build<{ run(values: Values): unknown }>>>();

function updateOf(table: KeyedTable, keys: readonly string[]): Build<{ run(values: Values): unknown }> {
  let ofTable = updates.get(table);
  if (ofTable === undefined) updates.set(table, (ofTable = new Map()));
  const name = keys.join();
  let build = ofTable.get(name);
  if (build === undefined) {
    build = (drizzle) => drizzle.update(asTable(table)).set(newValues(keys)).where(isKey(table)).prepare();
    ofTable.set(name, build);
  }
  return build;
}

function encoded(table: KeyedTable, { keys, values }: { keys: readonly string[]; values: Values }): Values {
  const columns: Record<string, SQLiteColumn> = getTableColumns(table);
  const params: Values = {};
  for (const key of keys) {
    const value = values[key] ?? null;
    params[`new_${key}`] = value === null ? null : columns[key]?.mapToDriverValue(value);
  }
  return params;
}

function decoded(table: KeyedTable, raw: readonly unknown[]): object {
  const { keys, columns } = shapeOf(table);
  const row: Values = {};
  for (let i = 0; i < keys.length; i++) {
    const value = raw[i] ?? null;
    row[keys[i] as string] = value === null ? null : columns[i]?.mapFromDriverValue(value);
  }
  return row;
}

interface Key {
  readonly tenantId: string;
  readonly id: string;
}

export async function findRow<T extends KeyedTable>(drizzle: Drizzle, table: T, key: Key): Promise<RowOf<T> | undefined> {
  const [raw] = (await compiled(drizzle, selectOne(table)).values({ ...key })) as unknown[][];
  return raw === undefined ? undefined : (decoded(table, raw) as RowOf<T>);
}

async function allRows<T extends KeyedTable>(drizzle: Drizzle, table: T, tenantId: string): Promise<RowOf<T>[]> {
  const rows = (await compiled(drizzle, selectAll(table)).values({ tenantId })) as unknown[][];
  return rows.map((raw) => decoded(table, raw) as RowOf<T>);
}

const MOST_LISTS = 200;
const lists = new WeakMap<KeyedTable, Map<string, Build<{ values(values: Values): unknown }>>>();

/** The rows of a tenant that meet every condition. Conditions in the same words share one built query. */
export async function rowsWhere<T extends KeyedTable>(
  drizzle: Drizzle,
  table: T,
  { tenantId, conditions }: { tenantId: string; conditions: readonly (SQL | undefined)[] },
): Promise<RowOf<T>[]> {
  const stated = conditions.filter((condition) => condition !== undefined);
  if (stated.length === 0) return allRows(drizzle, table, tenantId);
  const worded = wordedOf(stated);
  if (worded === undefined)
    return drizzle
      .select()
      .from(asTable(table))
      .where(and(eq(table.tenantId, tenantId), ...stated));
  const rows = (await compiled(drizzle, listOf(table, worded)).values({ ...worded.values, tenantId })) as unknown[][];
  return rows.map((raw) => decoded(table, raw) as RowOf<T>);
}

function listOf(table: KeyedTable, { words, open }: { words: string; open: SQL }): Build<{ values(values: Values): unknown }> {
  let ofTable = lists.get(table);
  if (ofTable === undefined) lists.set(table, (ofTable = new Map()));
  let build = ofTable.get(words);
  if (build === undefined) {
    if (ofTable.size >= MOST_LISTS) ofTable.clear();
    build = (drizzle) =>
      drizzle
        .select()
        .from(asTable(table))
        .where(and(eq(table.tenantId, sql.placeholder('tenantId')), open))
        .prepare();
    ofTable.set(words, build);
  }
  return build;
}

export async function insertRow(drizzle: Drizzle, table: KeyedTable, row: Values): Promise<void> {
  await compiled(drizzle, insertOne(table)).run(encoded(table, { keys: shapeOf(table).keys, values: row }));
}

/** What is undefined among the changes stays as it is. */
export async function updateRow(drizzle: Drizzle, table: KeyedTable, { key, changes }: { key: Key; changes: Values }): Promise<void> {
  const keys = Object.keys(changes).filter((name) => changes[name] !== undefined && shapeOf(table).keys.includes(name));
  if (keys.length === 0) return;
  const where = and(eq(table.tenantId, key.tenantId), eq(table.id, key.id));
  if (keys.some((name) => is(changes[name], SQL)))
    await drizzle
      .update(asTable(table))
      .set(changes as never)
      .where(where);
  else await compiled(drizzle, updateOf(table, keys)).run({ ...key, ...encoded(table, { keys, values: changes }) });
}

export async function deleteRow(drizzle: Drizzle, table: KeyedTable, key: Key): Promise<void> {
  await compiled(drizzle, deleteOne(table)).run({ ...key });
}
