/**
 * The server hands a device what changed since its revision. Pages end at whole revisions, in their order; a row that changes
 * between two pages moves to a later one, so once a page says that no more follow, the rows together are the state at its `rev`.
 */
import { and, asc, eq, gt, lte, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Json } from '../base/json.ts';
import type { Role } from '../contracts/actor.ts';
import { Text } from '../contracts/fields.ts';
import { builds } from '../data/compiled.ts';
import type { Drizzle, ReadDb } from '../data/database.ts';
import { headOf } from '../data/journals.ts';
import { tombstones } from '../data/tables.ts';
import type { Engine } from './engine.ts';
import { type Moment, mustKnow, nonceOf } from './history.ts';
import { mustBeOne, type PushingDevice, standingOf } from './push.ts';
import { countRows } from './snapshot.ts';
import { roleOf, type SyncedTable, type Visible, visibleTo } from './synced.ts';
import { commandLog, deviceCursors } from './tables.ts';

/** An empty one is none: it must not pass for the beginning of everything. */
const Count = z
  .string()
  .regex(/^\d{1,16}$/, 'expected a whole number')
  .transform(Number)
  .pipe(z.int().min(0));

export const PullQuery = z.strictObject({
  since: Count,
  nonce: Text(64).default(''),
  /** the last command whose outcome the device knows */
  acknowledged: Count.default(0),
  /** the newest revision that any page or copy of this fetch was read at, and its mark */
  seen: Count.optional(),
  seenNonce: Text(64).optional(),
});
export type PullQuery = z.output<typeof PullQuery>;

export interface RefusedCommand {
  readonly seq: number;
  readonly commandId: string;
  readonly name: string;
  readonly code: string;
  readonly facts: Record<string, Json>;
}

export interface PullPage {
  readonly rev: number;
  readonly nonce: string;
  readonly more: boolean;
  /** what the server was at when it read this page */
  readonly head?: Moment;
  readonly lastSeq: number;
  /** the command that was answered under `lastSeq`, where the server still knows: another one there is another copy's */
  readonly lastCommandId?: string | null;
  readonly role: Role;
  /** rows that this pull will bring in all, where it began from nothing */
  readonly total: number | null;
  readonly rows: Readonly<Record<string, readonly object[]>>;
  readonly removed: readonly { readonly table: string; readonly id: string }[];
  readonly refused: readonly RefusedCommand[];
}

export const PAGE_ROWS = 2_000;

/** @throws Refusal `history_unknown` where (since, nonce) is not of this server's history; `device_copied`, `unauthorized` */
export async function servePull(engine: Engine, device: PushingDevice, query: PullQuery): Promise<PullPage> {
  const { since, acknowledged } = query;
  return engine.database.read(device.tenantId, async (db) => {
    // As of the very rows that are sent: whoever lost a role since they knocked sees nothing that came after.
    const role = roleOf(await standingOf(db, device));
    const visible = visibleTo(role);
    await mustKnow(db, { rev: since, nonce: query.nonce });
    // A page lacks the rows that had changed after it by then: a server that forgot those changes must not continue it.
    await mustKnow(db, { rev: query.seen ?? 0, nonce: query.seenNonce ?? '' });
    const head = await headOf(db, db.tenantId);
    const { until, changed } = await pageEnd(db, { visible, since, head: head.rev });
    const cursor = await db.find(deviceCursors, device.deviceId);
    if (cursor !== undefined) mustBeOne(cursor);
    return {
      rev: until,
      nonce: until === head.rev ? head.nonce : ((await nonceOf(db, until)) ?? ''),
      more: until < head.rev,
      head: { rev: head.rev, nonce: head.nonce },
      lastSeq: cursor?.lastSeq ?? 0,
      lastCommandId: await commandOf(db, device.deviceId, cursor?.lastSeq ?? 0),
      role,
      total: since === 0 ? await countRows(db, visible) : null,
      rows: await rowsBetween(db, { visible: changed, since, until }),
      removed: since === 0 ? [] : await removedBetween(db, { visible, since, until }),
      refused: await refusedAfter(db, device.deviceId, acknowledged),
    };
  });
}

interface PageEnd {
  /** The newest revision up to which about a page of rows has changed; always at least one whole revision. */
  readonly until: number;
  /** the tables of which any row has */
  readonly changed: Visible;
}

async function pageEnd(db: ReadDb, { visible, since, head }: { visible: Visible; since: number; head: number }): Promise<PageEnd> {
  // a desktop that asks in vain costs no table a look
  if (since === head) return { until: head, changed: [] };
  const changed: Visible[number][] = [];
  const revs: number[] = [];
  for (const each of visible) {
    const [, { table, weight = 1 }] = each;
    const limit = Math.ceil(PAGE_ROWS / weight) + 1;
    const rows = await db.compiled(revsOf(table)).all({ tenantId: db.tenantId, since, limit });
    if (rows.length > 0) changed.push(each);
    for (const row of rows) for (let i = 0; i < weight; i++) revs.push(row.rev as number);
  }
  if (since > 0) revs.push(...(await removedRevs(db, since)));
  if (revs.length <= PAGE_ROWS) return { until: head, changed };
  revs.sort((a, b) => a - b);
  const cut = revs[PAGE_ROWS] as number;
  const before = revs.findLast((rev) => rev < cut);
  return { until: before ?? cut, changed };
}

const given = sql.placeholder;

/** When the next rows of a table have changed. */
const revsOf = builds(
  (table: SyncedTable) => (drizzle: Drizzle) =>
    drizzle
      .select({ rev: table.rev })
      .from(table)
      .where(and(eq(table.tenantId, given('tenantId')), gt(table.rev, given('since'))))
      .orderBy(asc(table.rev))
      .limit(given('limit'))
      .prepare(),
);

const removalsAfter = (drizzle: Drizzle) =>
  drizzle
    .select({ rev: tombstones.rev })
    .from(tombstones)
    .where(and(eq(tombstones.tenantId, given('tenantId')), gt(tombstones.rev, given('since'))))
    .orderBy(asc(tombstones.rev))
    .limit(given('limit'))
    .prepare();

const removalsBetween = (drizzle: Drizzle) =>
  drizzle
    .select({ table: tombstones.tableName, id: tombstones.id })
    .from(tombstones)
    .where(and(eq(tombstones.tenantId, given('tenantId')), gt(tombstones.rev, given('since')), lte(tombstones.rev, given('until'))))
    .prepare();

async function removedRevs(db: ReadDb, since: number): Promise<number[]> {
  const rows = await db.compiled(removalsAfter).all({ tenantId: db.tenantId, since, limit: PAGE_ROWS + 1 });
  return rows.map(({ rev }) => rev);
}

async function commandOf(db: ReadDb, deviceId: string, seq: number): Promise<string | null> {
  if (seq === 0) return null;
  const rows = await db.list(commandLog, eq(commandLog.deviceId, deviceId), eq(commandLog.seq, seq));
  return rows[0]?.id ?? null;
}

interface Range {
  readonly visible: Visible;
  readonly since: number;
  readonly until: number;
}

async function rowsBetween(db: ReadDb, { visible, since, until }: Range): Promise<Record<string, object[]>> {
  const rows: Record<string, object[]> = {};
  for (const [name, { table }] of visible) {
    const found = await db.list(table, gt(table.rev, since), lte(table.rev, until));
    if (found.length > 0) rows[name] = found;
  }
  return rows;
}

async function removedBetween(db: ReadDb, { visible, since, until }: Range): Promise<{ table: string; id: string }[]> {
  if (since === until) return [];
  const names = new Set(visible.map(([name]) => name));
  const found = await db.compiled(removalsBetween).all({ tenantId: db.tenantId, since, until });
  return found.filter(({ table }) => names.has(table));
}

async function refusedAfter(db: ReadDb, deviceId: string, acknowledged: number): Promise<RefusedCommand[]> {
  const rows = await db.list(commandLog, eq(commandLog.deviceId, deviceId), gt(commandLog.seq, acknowledged));
  return rows
    .filter((row) => row.refusal !== null)
    .map((row) => ({
      seq: row.seq ?? 0,
      commandId: row.id,
      name: row.name,
      code: row.refusal ?? '',
      facts: row.answer as Record<string, Json>,
    }));
}
