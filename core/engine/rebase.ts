/**
 * The desktop's side of sync. Local rows are always: what the server last said, plus the pending commands run over it.
 * A pull puts back the images of the rows that pending commands changed, applies what came, drops the commands that the
 * server has answered and runs the rest again; all in one transaction, so that no screen ever sees a half of it.
 */
import { and, asc, eq, getTableColumns, gt, lte, sql } from 'drizzle-orm';
import { toSnakeCase } from 'drizzle-orm/casing';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { refuse } from '../base/refusal.ts';
import { DAY } from '../base/time.ts';
import type { Actor, Role } from '../contracts/actor.ts';
import { builds } from '../data/compiled.ts';
import type { Drizzle, WriteDb } from '../data/database.ts';
import { migrations } from '../data/migrations.ts';
import { beforeImages } from '../data/tables.ts';
import type { Engine, Outcome } from './engine.ts';
import { attempt } from './execute.ts';
import type { PullPage } from './pull.ts';
import { type SyncedTable, syncedTables } from './synced.ts';
import { attention, localCommands, syncState } from './tables.ts';

export const SYNC_ROW = 'sync';
/** Keeps the number of a command that is not to run (again): no registry knows it, so that the server refuses it and counts on. */
export const SET_ASIDE = 'sync.setAside';
const KEEP_ACKNOWLEDGED = 14 * DAY;

const given = sql.placeholder;
const ofTenant = eq(localCommands.tenantId, given('tenantId'));
const isPending = and(ofTenant, eq(localCommands.state, 'pending'));

const enqueue = (drizzle: Drizzle) =>
  drizzle
    .insert(localCommands)
    .values({
      tenantId: given('tenantId'),
      seq: given('seq'),
      commandId: given('commandId'),
      name: given('name'),
      input: given('input'),
      at: given('at'),
      state: 'pending',
      acknowledgedAt: null,
    })
    .prepare();

const ofNumber = (drizzle: Drizzle) =>
  drizzle
    .select({ commandId: localCommands.commandId })
    .from(localCommands)
    .where(and(ofTenant, eq(localCommands.seq, given('seq'))))
    .prepare();

const pending = (drizzle: Drizzle) => drizzle.select().from(localCommands).where(isPending).orderBy(asc(localCommands.seq)).prepare();

const acknowledge = (drizzle: Drizzle) =>
  drizzle
    .update(localCommands)
    .set({ state: 'acknowledged', acknowledgedAt: sql`${given('now')}` })
    .where(and(isPending, lte(localCommands.seq, given('lastSeq'))))
    .prepare();

const forgetOld = (drizzle: Drizzle) =>
  drizzle
    .delete(localCommands)
    .where(and(ofTenant, eq(localCommands.state, 'acknowledged'), lte(localCommands.acknowledgedAt, given('before'))))
    .prepare();

const imagesOf = (drizzle: Drizzle) =>
  drizzle
    .select()
    .from(beforeImages)
    .where(eq(beforeImages.tenantId, given('tenantId')))
    .prepare();

const forgetAllImages = (drizzle: Drizzle) =>
  drizzle
    .delete(beforeImages)
    .where(eq(beforeImages.tenantId, given('tenantId')))
    .prepare();

const dropOf = builds(
  (table: SyncedTable) => (drizzle: Drizzle) =>
    drizzle
      .delete(table)
      .where(and(eq(table.tenantId, given('tenantId')), eq(table.id, given('id'))))
      .prepare(),
);

const dropAllOf = builds(
  (table: SyncedTable) => (drizzle: Drizzle) =>
    drizzle
      .delete(table)
      .where(eq(table.tenantId, given('tenantId')))
      .prepare(),
);

const columnsOf = (table: SyncedTable): [string, SQLiteColumn][] => Object.entries(getTableColumns(table as SQLiteTable));

/** A column's placeholder would hand null to the column's own encoder: what is given has been encoded. */
const putOf = builds(
  (table: SyncedTable) => (drizzle: Drizzle) =>
    drizzle
      .insert(table)
      .values(Object.fromEntries(columnsOf(table).map(([key]) => [key, sql`${given(key)}`])) as never)
      .onConflictDoUpdate({
        target: [table.tenantId, table.id],
        set: Object.fromEntries(
          columnsOf(table).map(([key, { name }]) => [key, sql`excluded.${sql.identifier(toSnakeCase(name))}`]),
        ) as never,
      })
      .prepare(),
);

function encoded(table: SyncedTable, row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    columnsOf(table).map(([key, column]) => [key, row[key] === null || row[key] === undefined ? null : column.mapToDriverValue(row[key])]),
  );
}

export interface LocalRun {
  readonly tenantId: string;
  readonly actor: Actor;
  readonly commandId: string;
  readonly name: string;
  readonly input: unknown;
}

/** Runs a command here and queues it for the server. A refusal leaves nothing behind. */
export async function runLocally(engine: Engine, { tenantId, actor, commandId, name, input }: LocalRun): Promise<Outcome> {
  const at = engine.clock.now();
  if (engine.registry.commands.get(name)?.offline !== true) refuse('unavailable', { command: name });
  return engine.database.write(tenantId, async (db) => {
    const state = (await db.find(syncState, SYNC_ROW)) ?? refuse('unauthorized');
    const outcome = await attempt(engine, { db, actor, envelope: { commandId, name, input, at } });
    if (!outcome.ok) return outcome;
    await db.compiled(enqueue).run({ tenantId, seq: state.nextSeq, commandId, name, input, at });
    await db.patch(syncState, SYNC_ROW, { nextSeq: state.nextSeq + 1 });
    return outcome;
  });
}

export interface Pulled {
  readonly tenantId: string;
  readonly actor: Actor;
  /** in the order in which they came; the last one says that no more follow */
  readonly pages: readonly PullPage[];
  /** what is shown is replaced: the pages are everything there is, or follow on the copy that `renew` puts there */
  readonly replace: boolean;
  readonly renew?: (db: WriteDb) => Promise<void>;
  /** lets others have a turn: a long change must not hold up what is read meanwhile */
  readonly breathe?: () => Promise<void>;
}

/** @throws Refusal `device_copied` where the server has answered what this profile never sent; nothing is applied then */
export async function applyPull(
  engine: Engine,
  { tenantId, actor, pages, replace, renew = forgetEverything, breathe = async () => {} }: Pulled,
): Promise<void> {
  const last = pages.at(-1);
  if (last === undefined || last.more) throw new Error('a pull is applied whole: its last page is missing');
  await engine.database.write(tenantId, async (db) => {
    await mustBeOurs(db, last);
    if (replace) {
      await forgetImages(db);
      await renew(db);
    } else await putBackImages(db, breathe);
    for (const page of pages) await applyPage(db, page, breathe);
    await settleAnswered(db, { last, now: engine.clock.now(), replace });
    await noteRevision(db, { pages, last, now: engine.clock.now() });
    await runPendingAgain(engine, { db, actor: withRole(actor, last.role), breathe });
  });
}

/**
 * The last number that the server has answered must stand for our own command. Where it stands for none or for another, a copy of
 * this profile is at work, or this one is an older copy of itself: to settle by number would lose commands.
 */
async function mustBeOurs(db: WriteDb, { lastSeq, lastCommandId }: PullPage): Promise<void> {
  const state = (await db.find(syncState, SYNC_ROW)) ?? refuse('unauthorized');
  if (lastSeq >= state.nextSeq) refuse('device_copied', { lastSeq });
  const [ours] = await db.compiled(ofNumber).all({ tenantId: db.tenantId, seq: lastSeq });
  if (ours !== undefined && typeof lastCommandId === 'string' && ours.commandId !== lastCommandId) refuse('device_copied', { lastSeq });
}

const withRole = (actor: Actor, role: Role): Actor => (actor.kind === 'member' ? { ...actor, role } : actor);

/** rows that are changed in one go, before others have a turn */
const GO = 500;
/** and commands that are run again */
const PENDING_GO = 25;

async function putBackImages(db: WriteDb, breathe: () => Promise<void>): Promise<void> {
  const images = await db.compiled(imagesOf).all({ tenantId: db.tenantId });
  for (const [index, { tableName, id, image }] of images.entries()) {
    if (index % GO === GO - 1) await breathe();
    const table = syncedTables.get(tableName)?.table;
    if (table === undefined) throw new Error(`${tableName} is not a synced table`);
    if (image === null) await dropRow(db, table, id);
    else await putRows(db, table, [JSON.parse(image) as object]);
  }
  await forgetImages(db);
}

async function forgetImages(db: WriteDb): Promise<void> {
  await db.compiled(forgetAllImages).run({ tenantId: db.tenantId });
}

async function forgetEverything(db: WriteDb): Promise<void> {
  for (const { table } of syncedTables.values()) {
    db.touch(table);
    await db.compiled(dropAllOf(table)).run({ tenantId: db.tenantId });
  }
}

/** Tables that a newer server has and this app does not are left out: a newer app fetches afresh. */
async function applyPage(db: WriteDb, page: PullPage, breathe: () => Promise<void>): Promise<void> {
  for (const { table, id } of page.removed) {
    const synced = syncedTables.get(table);
    if (synced !== undefined) await dropRow(db, synced.table, id);
  }
  for (const [name, rows] of Object.entries(page.rows)) {
    const synced = syncedTables.get(name);
    if (synced === undefined) continue;
    for (let i = 0; i < rows.length; i += GO) {
      await putRows(db, synced.table, rows.slice(i, i + GO));
      await breathe();
    }
  }
}

/** does it bring tables or columns that this app doesn't know */
function isBeyondUs({ rows }: PullPage): boolean {
  return Object.entries(rows).some(([name, [first]]) => {
    const table = syncedTables.get(name)?.table;
    return table === undefined || Object.keys(first ?? {}).some((key) => !(key in getTableColumns(table as SQLiteTable)));
  });
}

async function dropRow(db: WriteDb, table: SyncedTable, id: string): Promise<void> {
  db.touch(table);
  await db.compiled(dropOf(table)).run({ tenantId: db.tenantId, id });
}

/** One by one: a statement of many rows would be put into words anew for each number of them. */
async function putRows(db: WriteDb, table: SyncedTable, rows: readonly object[]): Promise<void> {
  db.touch(table);
  const put = db.compiled(putOf(table));
  for (const row of rows) await put.run(encoded(table, row as Record<string, unknown>));
}

async function settleAnswered(db: WriteDb, { last, now, replace }: { last: PullPage; now: number; replace: boolean }): Promise<void> {
  const isOurs = eq(localCommands.tenantId, db.tenantId);
  const isAnswered = and(isOurs, eq(localCommands.state, 'pending'), lte(localCommands.seq, last.lastSeq));
  for (const { seq, commandId: id, code, facts } of last.refused) {
    const [command] = await db
      .select()
      .from(localCommands)
      .where(and(replace ? isOurs : isAnswered, eq(localCommands.seq, seq)));
    if (command === undefined || command.commandId !== id || command.name === SET_ASIDE) continue;
    const { name, input, at } = command;
    if ((await db.find(attention, id)) === undefined) await db.insert(attention, { id, name, input, at, code, facts, createdAt: now });
    // A person decides about it from here on: it must not run after all on a server that has lost its answer.
    await db.unstamped
      .update(localCommands)
      .set({ name: SET_ASIDE, input: {} })
      .where(and(isOurs, eq(localCommands.seq, seq)));
  }
  await db.compiled(acknowledge).run({ tenantId: db.tenantId, lastSeq: last.lastSeq, now });
  // A server that was restored from a backup has lost commands that it had answered: they are sent again under their ids.
  if (replace)
    await db.unstamped
      .update(localCommands)
      .set({ state: 'pending' })
      .where(and(isOurs, gt(localCommands.seq, last.lastSeq)));
  await db.compiled(forgetOld).run({ tenantId: db.tenantId, before: now - KEEP_ACKNOWLEDGED });
}

export const newestMigration = (): string => migrations.at(-1)?.id ?? '';

async function noteRevision(db: WriteDb, { pages, last, now }: { pages: readonly PullPage[]; last: PullPage; now: number }): Promise<void> {
  const state = (await db.find(syncState, SYNC_ROW)) ?? refuse('unauthorized');
  await db.patch(syncState, SYNC_ROW, {
    serverRev: last.rev,
    nonce: last.nonce,
    lastContactAt: now,
    complete: true,
    fetching: null,
    ...(pages.some(isBeyondUs) ? { lacksSince: newestMigration() } : {}),
    member: { ...state.member, role: last.role },
  });
}

/**
 * One that is refused here stays in the queue: the server, which knows more, decides, and its word comes with a later pull.
 * So does one that breaks, most often because the server has run it already under another device: no command may stop a pull.
 */
async function runPendingAgain(
  engine: Engine,
  { db, actor, breathe }: { db: WriteDb; actor: Actor; breathe: () => Promise<void> },
): Promise<void> {
  for (const [index, { commandId, name, input, at }] of (await pendingCommands(db)).entries()) {
    if (index % PENDING_GO === PENDING_GO - 1) await breathe();
    try {
      await attempt(engine, { db, actor, envelope: { commandId, name, input, at } });
    } catch {
      // its savepoint has undone it
    }
  }
}

export async function pendingCommands(db: Pick<WriteDb, 'compiled' | 'tenantId'>): Promise<(typeof localCommands.$inferSelect)[]> {
  return db.compiled(pending).all({ tenantId: db.tenantId });
}
