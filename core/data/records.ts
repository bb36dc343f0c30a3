/** Single rows by their key, in SQL that is built once: most of what a business asks its database. */
import { and, Column, eq, getTableColumns, is, SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTableWithColumns } from 'drizzle-orm/sqlite-core';
import { type Build, builds } from './compiled.ts';
import { type Worded, wordedOf } from './conditions.ts';
import type { Below, Inserted } from './fresh.ts';
import type { Drizzle, KeyedTable, RowOf } from './handle.ts';
import { rowsBy, runBy, runInOrder } from './shortcut.ts';

type Values = Record<string, unknown>;

type Mapped = (value: unknown) => unknown;

interface Field {
  readonly key: string;
  /** the placeholder of its new value */
  readonly given: string;
  /** null: as it is */
  readonly encode: Mapped | null;
  readonly decode: Mapped | null;
}

interface Shape {
  readonly fields: readonly Field[];
  readonly byKey: ReadonlyMap<string, Field>;
}

const shapes = new WeakMap<KeyedTable, Shape>();

function shapeOf(table: KeyedTable): Shape {
  let shape = shapes.get(table);
  if (shape === undefined) {
    const columns: Record<string, SQLiteColumn> = getTableColumns(table);
    const fields = Object.entries(columns).map(([key, column]) => fieldOf(key, column));
    shapes.set(table, (shape = { fields, byKey: new Map(fields.map((field) => [field.key, field])) }));
  }
  return shape;
}

function fieldOf(key: string, column: SQLiteColumn): Field {
  const { mapToDriverValue, mapFromDriverValue } = Column.prototype;
  return {
    ...{ key, given: `new_${key}` },
    encode: column.mapToDriverValue === mapToDriverValue ? null : (value) => column.mapToDriverValue(value),
    decode: column.mapFromDriverValue === mapFromDriverValue ? null : (value) => column.mapFromDriverValue(value),
  };
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
const newValues = (fields: readonly Field[]) =>
  Object.fromEntries(fields.map(({ key, given }) => [key, sql`${sql.placeholder(given)}`])) as never;

const insertOne = builds(
  (table: KeyedTable) => (drizzle) =>
    drizzle
      .insert(asTable(table))
      .values(newValues(shapeOf(table).fields))
      .prepare(),
);

const updates = new WeakMap<KeyedTable, Map<string, Build<unknown>>>();

function updateOf(table: KeyedTable, fields: readonly Field[]): Build<unknown> {
  let ofTable = updates.get(table);
  if (ofTable === undefined) updates.set(table, (ofTable = new Map()));
  const name = fields.map(({ key }) => key).join();
  let build = ofTable.get(name);
  if (build === undefined) {
    build = (drizzle) => drizzle.update(asTable(table)).set(newValues(fields)).where(isKey(table)).prepare();
    ofTable.set(name, build);
  }
  return build;
}

function encoded(fields: readonly Field[], values: Values): Values {
  const params: Values = {};
  for (const field of fields) params[field.given] = encodedOf(field, values);
  return params;
}

function encodedOf({ key, encode }: Field, values: Readonly<Values>): unknown {
  const value = values[key] ?? null;
  return value === null || encode === null ? value : encode(value);
}

function decoded(table: KeyedTable, raw: readonly unknown[]): object {
  return decodedOf(shapeOf(table).fields, raw);
}

function decodedOf(fields: readonly Field[], raw: readonly unknown[]): object {
  const row: Values = {};
  for (let i = 0; i < fields.length; i++) {
    const { key, decode } = fields[i] as Field;
    const value = raw[i] ?? null;
    row[key] = value === null || decode === null ? value : decode(value);
  }
  return row;
}

interface Key {
  readonly tenantId: string;
  readonly id: string;
}

export async function findRow<T extends KeyedTable>(drizzle: Drizzle, table: T, key: Key): Promise<RowOf<T> | undefined> {
  const [raw] = await rowsBy(drizzle, selectOne(table), { ...key });
  return raw === undefined ? undefined : decoded(table, raw);
}

async function allRows<T extends KeyedTable>(drizzle: Drizzle, table: T, tenantId: string): Promise<RowOf<T>[]> {
  const rows = await rowsBy(drizzle, selectAll(table), { tenantId });
  return rows.map((raw) => decoded(table, raw) as RowOf<T>);
}

const MOST_LISTS = 200;
const lists = new WeakMap<KeyedTable, Map<string, Build<unknown>>>();

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
  const rows = await rowsBy(drizzle, listOf(table, worded), { ...worded.values, tenantId });
  return rows.map((raw) => decoded(table, raw) as RowOf<T>);
}

function listOf(table: KeyedTable, { words, opened }: Worded): Build<unknown> {
  let ofTable = lists.get(table);
  if (ofTable === undefined) lists.set(table, (ofTable = new Map()));
  let build = ofTable.get(words);
  if (build === undefined) {
    if (ofTable.size >= MOST_LISTS) ofTable.clear();
    const open = opened();
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

/** @returns undefined where it is done already */
export function insertRow(drizzle: Drizzle, table: KeyedTable, { row, stamp }: Inserted): Promise<unknown> | undefined {
  const { fields } = shapeOf(table);
  const list: unknown[] = [];
  for (const field of fields) list.push(encodedOf(field, isStamp(field) ? stamp : row));
  return runInOrder(drizzle, insertOne(table), { list, byName: () => encoded(fields, { ...row, ...stamp }) });
}

/** Said by the database and not by whoever writes. */
const isStamp = ({ key }: Field): boolean => key === 'tenantId' || key === 'rev';

/** A list that is asked for often: its conditions hold placeholders, and are put into words once. */
export interface Listing<T extends KeyedTable, K extends keyof RowOf<T>> {
  readonly table: T;
  readonly build: Build<unknown>;
  readonly keys?: readonly K[];
  readonly below?: Below;
}

interface ListingOptions<K> {
  /** the columns that are wanted, all where absent */
  readonly keys?: readonly K[];
  readonly below?: Below;
  /** Those that meet this are listed too, by an index of their own. No row meets both. */
  readonly and?: SQL | undefined;
  /** so many of the first in an order, which an index has; not together with `and` */
  readonly first?: { readonly howMany: number; readonly by: readonly (SQL | SQLiteColumn)[] };
}

export function listingOf<T extends KeyedTable, K extends keyof RowOf<T> & string = keyof RowOf<T> & string>(
  table: T,
  condition: SQL | undefined,
  { keys, below, and: other, first: top }: ListingOptions<K> = {},
): Listing<T, K> {
  const columns = keys === undefined ? getTableColumns(table) : pick(getTableColumns(table), keys);
  const select = (drizzle: Drizzle, where: SQL | undefined) =>
    drizzle
      .select(columns as never)
      .from(asTable(table))
      .where(and(eq(table.tenantId, sql.placeholder('tenantId')), where));
  const build = (drizzle: Drizzle) => {
    const first = select(drizzle, condition);
    if (top !== undefined)
      return first
        .orderBy(...top.by)
        .limit(top.howMany)
        .prepare();
    return other === undefined ? first.prepare() : first.unionAll(select(drizzle, other) as never).prepare();
  };
  return { table, build, ...(keys === undefined ? {} : { keys }), ...(below === undefined ? {} : { below }) };
}

type ColumnOf<T extends KeyedTable> = keyof RowOf<T> & string;

/**
 * The rows that name a parent: `listingBelow(bookings, bookingItems, { by: ['bookingId'] })`, asked by the values of those columns.
 * A transaction that has made the parent knows them without asking, so none may be made before their parent's transaction.
 */
export function listingBelow<T extends KeyedTable, K extends keyof RowOf<T> & string = keyof RowOf<T> & string>(
  parent: KeyedTable,
  table: T,
  { by, keys }: { by: readonly [ColumnOf<T>, ...ColumnOf<T>[]]; keys?: readonly K[] },
): Listing<T, K> {
  const columns: Record<string, SQLiteColumn> = getTableColumns(table);
  const isOfThose = by.map((key) => eq(columns[key] as SQLiteColumn, sql.placeholder(key)));
  return listingOf(table, and(...isOfThose), { below: { parent, keys: by }, ...(keys === undefined ? {} : { keys }) });
}

const pick = (columns: Record<string, SQLiteColumn>, keys: readonly string[]) =>
  Object.fromEntries(keys.map((key) => [key, columns[key] as SQLiteColumn]));

export async function listedRows<T extends KeyedTable, K extends keyof RowOf<T>>(
  drizzle: Drizzle,
  { table, build, keys }: Listing<T, K>,
  values: Values,
): Promise<Pick<RowOf<T>, K>[]> {
  const rows = await rowsBy(drizzle, build, values);
  if (rows.length === 0) return [];
  const { fields, byKey } = shapeOf(table);
  const wanted = keys === undefined ? fields : keys.map((key) => byKey.get(key as string) as Field);
  return rows.map((raw) => decodedOf(wanted, raw) as Pick<RowOf<T>, K>);
}

/** A row as it would be read, from what was written. */
export function asRead<T extends KeyedTable, K extends keyof RowOf<T>>(
  table: T,
  { row, stamp }: Inserted,
  keys?: readonly K[],
): Pick<RowOf<T>, K> {
  const { fields, byKey } = shapeOf(table);
  const wanted = keys === undefined ? fields : keys.map((key) => byKey.get(key as string) as Field);
  const read: Values = {};
  for (const field of wanted) read[field.key] = (isStamp(field) ? stamp : row)[field.key] ?? null;
  return read as Pick<RowOf<T>, K>;
}

/** What is undefined among the changes stays as it is. */
export async function updateRow(drizzle: Drizzle, table: KeyedTable, { key, changes }: { key: Key; changes: Values }): Promise<void> {
  const { byKey } = shapeOf(table);
  const fields = Object.keys(changes).flatMap((name) => (changes[name] === undefined ? [] : (byKey.get(name) ?? [])));
  if (fields.length === 0) return;
  if (fields.some(({ key: name }) => is(changes[name], SQL)))
    await drizzle
      .update(asTable(table))
      .set(changes)
      .where(and(eq(table.tenantId, key.tenantId), eq(table.id, key.id)));
  else await runBy(drizzle, updateOf(table, fields), { ...key, ...encoded(fields, changes) });
}

export async function deleteRow(drizzle: Drizzle, table: KeyedTable, key: Key): Promise<void> {
  await runBy(drizzle, deleteOne(table), { ...key });
}
