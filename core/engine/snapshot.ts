/**
 * The server hands a new device everything that its member's role may see, as lines of JSON in the order of tables and keys.
 * Each page is a snapshot of its own, so that no reader is held for minutes: a row that changes meanwhile has a revision after
 * the head's, and comes again with the pull that follows from there. A line that broke is taken up again after its last key.
 */
import { and, asc, count, eq, getTableColumns, gt } from 'drizzle-orm';
import { toSnakeCase } from 'drizzle-orm/casing';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import { refuse } from '../base/refusal.ts';
import type { Role } from '../contracts/actor.ts';
import { Text } from '../contracts/fields.ts';
import { type ReadDb, mine } from '../data/database.ts';
import { heads } from '../data/tables.ts';
import type { Engine } from './engine.ts';
import { cursorOf, type PushingDevice, standingOf } from './push.ts';
import { type Synced, type SyncedTable, type Visible, roleOf, visibleTo } from './synced.ts';

export const SnapshotQuery = z.strictObject({
  /** the table that was under way when the line broke, and the last key that came of it */
  table: Text(64).default(''),
  after: Text(80).default(''),
});
export type SnapshotQuery = z.output<typeof SnapshotQuery>;

export interface SnapshotHead {
  /** from where to pull once every row is here */
  readonly rev: number;
  readonly nonce: string;
  readonly role: Role;
  /** rows of all tables together */
  readonly total: number;
  readonly protocol: number;
}

/** A value as SQLite keeps it: JSON as text, booleans 0 or 1, instants in epoch milliseconds. */
export type RawValue = string | number | null;

/** The first line has `head`; the last has `end`, and without it the line broke. Lines between are rows of the table last named. */
export type SnapshotLine =
  { readonly head: SnapshotHead } | { readonly table: string; readonly columns: readonly string[] } | { readonly end: true } | RawValue[];

const SNAPSHOT_PROTOCOL = 1;
const PAGE_ROWS = 1_000;

/** The database's names of what a row is sent as. Whose row it is, the device knows. */
export function rawColumnsOf(table: SyncedTable): { names: string[]; columns: Record<string, SQLiteColumn> } {
  const { tenantId: _, ...columns } = getTableColumns(table as SQLiteTable);
  return { names: Object.keys(columns).map(toSnakeCase), columns };
}

/**
 * @returns text of one or many lines, a piece as large as a page
 * @throws Refusal `invalid_request` where `table` is none that this role may see, `device_copied`, `unauthorized`; `forbidden` in the
 * middle where the role is another by then
 */
export async function* serveSnapshot(engine: Engine, device: PushingDevice, { table, after }: SnapshotQuery): AsyncGenerator<string> {
  const role = await engine.database.read(device.tenantId, async (db) => roleOf(await standingOf(db, device)));
  const visible = visibleTo(role);
  const from = table === '' ? 0 : visible.findIndex(([name]) => name === table);
  if (from < 0) refuse('invalid_request', { issues: [{ path: 'table', expected: 'a table that this member may see' }] });
  await cursorOf(engine, device);
  yield lineOf({ head: await headOf(engine, { tenantId: device.tenantId, role, visible }) });
  for (const [name, synced] of visible.slice(from)) {
    yield lineOf({ table: name, columns: rawColumnsOf(synced.table).names });
    yield* rowsOf(engine, { device, role, synced, after: name === table ? after : '' });
  }
  yield lineOf({ end: true });
}

const lineOf = (line: SnapshotLine): string => `${JSON.stringify(line)}\n`;

async function headOf(
  engine: Engine,
  { tenantId, role, visible }: { tenantId: string; role: Role; visible: Visible },
): Promise<SnapshotHead> {
  return engine.database.read(tenantId, async (db) => {
    const [head] = await db.select().from(heads).where(eq(heads.tenantId, tenantId));
    const { rev, nonce } = head ?? { rev: 0, nonce: '' };
    return { rev, nonce, role, total: await countRows(db, visible), protocol: SNAPSHOT_PROTOCOL };
  });
}

export async function countRows(db: ReadDb, visible: Visible): Promise<number> {
  let total = 0;
  for (const [, { table }] of visible) {
    const rows = await db.select({ n: count() }).from(table).where(mine(db, table));
    total += rows[0]?.n ?? 0;
  }
  return total;
}

interface Rows {
  readonly device: PushingDevice;
  /** as the head has said */
  readonly role: Role;
  readonly synced: Synced;
  /** the key after which to begin */
  readonly after: string;
}

async function* rowsOf(engine: Engine, { device, role, synced, after }: Rows): AsyncGenerator<string> {
  const { table, weight = 1 } = synced;
  const { names, columns } = rawColumnsOf(table);
  const limit = Math.ceil(PAGE_ROWS / weight);
  const id = names.indexOf('id');
  for (let last = after; ;) {
    const rows = await engine.database.read(device.tenantId, async (db) => {
      // As of the very rows that are sent: without its end the copy of a former role is worth nothing.
      if (roleOf(await standingOf(db, device)) !== role) refuse('forbidden', { role });
      return readPage(db, { table, columns, after: last, limit });
    });
    const end = rows.at(-1);
    if (end !== undefined) yield `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`;
    if (end === undefined || rows.length < limit) return;
    last = String(end[id]);
  }
}

interface Page {
  readonly table: SyncedTable;
  readonly columns: Record<string, SQLiteColumn>;
  readonly after: string;
  readonly limit: number;
}

async function readPage(db: ReadDb, { table, columns, after, limit }: Page): Promise<RawValue[][]> {
  const query = db
    .select(columns)
    .from(table)
    .where(and(mine(db, table), gt(table.id, after)))
    .orderBy(asc(table.id))
    .limit(limit);
  return (await query.values()) as RawValue[][];
}
