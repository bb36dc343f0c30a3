/**
 * The server hands a new device everything that its member's role may see, as lines of JSON in the order of tables and keys.
 * Each page is a snapshot of its own, so that no reader is held for minutes: a row that changes meanwhile has a revision after
 * the head's, and comes again with the pull that follows from there. A line that broke is taken up again after its last key.
 * What a page was read at is said before its rows: a server that was set back behind that moment can't continue what it began.
 */
import { and, asc, count, eq, getTableColumns, gt, sql } from 'drizzle-orm';
import { toSnakeCase } from 'drizzle-orm/casing';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import { refuse } from '../base/refusal.ts';
import type { Role } from '../contracts/actor.ts';
import { Text } from '../contracts/fields.ts';
import { builds } from '../data/compiled.ts';
import type { Drizzle, ReadDb } from '../data/database.ts';
import { headOf } from '../data/journals.ts';
import type { Engine } from './engine.ts';
import { type Moment, mustKnow } from './history.ts';
import { cursorOf, type PushingDevice, standingOf } from './push.ts';
import { type Synced, type SyncedTable, type Visible, roleOf, visibleTo } from './synced.ts';

export const SnapshotQuery = z.strictObject({
  /** the table that was under way when the line broke, and the last key that came of it */
  table: Text(64).default(''),
  after: Text(80).default(''),
  /** the newest revision that any of it was read at, and its mark */
  seen: z
    .string()
    .regex(/^\d{1,16}$/, 'expected a whole number')
    .transform(Number)
    .default(0),
  seenNonce: Text(64).default(''),
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

/**
 * The first line has `head`; the last has `end`, and without it the line broke. Lines between are rows of the table last named; `at`
 * tells what the server is at by then.
 */
export type SnapshotLine =
  | { readonly head: SnapshotHead }
  | { readonly at: Moment }
  | { readonly table: string; readonly columns: readonly string[] }
  | { readonly end: true }
  | RawValue[];

const SNAPSHOT_PROTOCOL = 1;
const PAGE_ROWS = 1_000;

/** The database's names of what a row is sent as. Whose row it is, the device knows. */
export function rawColumnsOf(table: SyncedTable): { names: string[]; columns: Record<string, SQLiteColumn> } {
  const { tenantId: _, ...columns } = getTableColumns(table as SQLiteTable);
  return { names: Object.keys(columns).map(toSnakeCase), columns };
}

/**
 * @returns text of one or many lines, a piece as large as a page
 * @throws Refusal `invalid_request` where `table` is none that this role may see, `device_copied`, `unauthorized`, `history_unknown`; `forbidden` in the
 * middle where the role is another by then
 */
export async function* serveSnapshot(engine: Engine, device: PushingDevice, query: SnapshotQuery): AsyncGenerator<string> {
  const { table, after } = query;
  const role = await engine.database.read(device.tenantId, async (db) => {
    await mustKnow(db, { rev: query.seen, nonce: query.seenNonce });
    return roleOf(await standingOf(db, device));
  });
  const visible = visibleTo(role);
  const from = table === '' ? 0 : visible.findIndex(([name]) => name === table);
  if (from < 0) refuse('invalid_request', { issues: [{ path: 'table', expected: 'a table that this member may see' }] });
  await cursorOf(engine, device);
  const head = await beginningOf(engine, { tenantId: device.tenantId, role, visible });
  yield lineOf({ head });
  let at: Moment = head;
  for (const [name, synced] of visible.slice(from)) {
    yield lineOf({ table: name, columns: rawColumnsOf(synced.table).names });
    for await (const page of pagesOf(engine, { device, role, synced, after: name === table ? after : '' })) {
      const isLater = page.at.rev !== at.rev;
      at = page.at;
      yield `${isLater ? lineOf({ at }) : ''}${page.rows.map((row) => `${JSON.stringify(row)}\n`).join('')}`;
    }
  }
  yield lineOf({ end: true });
}

const lineOf = (line: SnapshotLine): string => `${JSON.stringify(line)}\n`;

async function beginningOf(
  engine: Engine,
  { tenantId, role, visible }: { tenantId: string; role: Role; visible: Visible },
): Promise<SnapshotHead> {
  return engine.database.read(tenantId, async (db) => {
    const { rev, nonce } = await headOf(db, tenantId);
    return { rev, nonce, role, total: await countRows(db, visible), protocol: SNAPSHOT_PROTOCOL };
  });
}

export async function countRows(db: ReadDb, visible: Visible): Promise<number> {
  let total = 0;
  for (const [, { table }] of visible) {
    const rows = await db.compiled(countOf(table)).all({ tenantId: db.tenantId });
    total += rows[0]?.n ?? 0;
  }
  return total;
}

const ofTenant = (table: SyncedTable) => eq(table.tenantId, sql.placeholder('tenantId'));

const countOf = builds(
  (table: SyncedTable) => (drizzle: Drizzle) => drizzle.select({ n: count() }).from(table).where(ofTenant(table)).prepare(),
);

interface Rows {
  readonly device: PushingDevice;
  /** as the head has said */
  readonly role: Role;
  readonly synced: Synced;
  /** the key after which to begin */
  readonly after: string;
}

interface Page {
  readonly rows: RawValue[][];
  /** what the server was at when it read them */
  readonly at: Moment;
}

/** The last one may be empty: that there are no more is as of a moment, too. */
async function* pagesOf(engine: Engine, { device, role, synced, after }: Rows): AsyncGenerator<Page> {
  const { table, weight = 1 } = synced;
  const { names } = rawColumnsOf(table);
  const limit = Math.ceil(PAGE_ROWS / weight);
  const id = names.indexOf('id');
  for (let last = after; ;) {
    const page = await engine.database.read(device.tenantId, async (db) => {
      // As of the very rows that are sent: without its end the copy of a former role is worth nothing.
      if (roleOf(await standingOf(db, device)) !== role) refuse('forbidden', { role });
      const rows = (await db.compiled(rowsAfter(table)).values({ tenantId: db.tenantId, after: last, limit })) as RawValue[][];
      const { rev, nonce } = await headOf(db, db.tenantId);
      return { rows, at: { rev, nonce } };
    });
    yield page;
    const end = page.rows.at(-1);
    if (end === undefined || page.rows.length < limit) return;
    last = String(end[id]);
  }
}

const rowsAfter = builds(
  (table: SyncedTable) => (drizzle: Drizzle) =>
    drizzle
      .select(rawColumnsOf(table).columns)
      .from(table)
      .where(and(ofTenant(table), gt(table.id, sql.placeholder('after'))))
      .orderBy(asc(table.id))
      .limit(sql.placeholder('limit'))
      .prepare(),
);
