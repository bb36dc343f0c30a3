/**
 * Brings everything that this member may see, as one long stream. Rows go straight into their tables while nothing is shown yet,
 * and into tables beside them where something is: those take their place in one transaction. How far it has come is written with
 * the rows themselves, so that after a broken line, a crash or a power cut the copy goes on after its last key.
 */
import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { WriteDb } from '#core/data/database.ts';
import { newestMigration, SYNC_ROW } from '#core/engine/rebase.ts';
import { rawColumnsOf, type RawValue } from '#core/engine/snapshot.ts';
import { syncedTables } from '#core/engine/synced.ts';
import { type Fetching, syncState } from '#core/engine/tables.ts';
import { MARK_TO_SCRUB, type RawWriter } from './database.ts';
import { LinkFailure } from './link.ts';
import { loadPosition, type Queue } from './queue.ts';

export interface CopyParts extends Queue {
  readonly raw: RawWriter;
  /** the server's lines, from after this key on */
  openStream(from: { table: string; after: string }): AsyncIterable<string>;
  onProgress(progress: { done: number; total: number } | null): void;
  breathe(): Promise<void>;
}

const Head = z.object({ rev: z.int(), nonce: z.string(), role: z.string(), total: z.int() });
const Line = z.union([
  z.object({ head: Head }),
  z.object({ table: z.string(), columns: z.array(z.string()) }),
  z.object({ end: z.literal(true) }),
]);

/** rows, and characters of them, that are written in one go: about ten milliseconds */
const GO = { rows: 1_000, characters: 1_000_000 };

const stagedName = (table: string): string => `staged_${table}`;

/** What was begun may go on where the same app had begun it. */
export const isToGoOn = (begun: Fetching | null): begun is Fetching => begun !== null && begun.under === newestMigration();

/** @returns undefined where the member has another role by now: all that came is worth nothing. @throws LinkFailure */
export async function copyEverything(parts: CopyParts, begun: Fetching | null): Promise<Fetching | undefined> {
  if (begun?.isWhole === true) return begun;
  const copy = copyUnderWay(parts, begun);
  let rest = '';
  for await (const text of parts.openStream({ table: begun?.table ?? '', after: begun?.after ?? '' })) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (!(await copy.take(line))) return undefined;
    await copy.keepPace();
  }
  return copy.whole();
}

interface Target {
  /** null: this app doesn't know the table */
  readonly sql: string | null;
  /** where in a row that comes the columns are that this app knows; null: it knows them all */
  readonly known: readonly number[] | null;
  readonly id: number;
  readonly width: number;
}

function copyUnderWay(parts: CopyParts, begun: Fetching | null) {
  let at = begun;
  let isEnded = false;
  let target: Target | null = null;
  let table = '';
  let rows: string[] = [];
  let characters = 0;

  /** @returns false where the copy is of another role */
  async function take(line: string): Promise<boolean> {
    if (line.startsWith('[')) {
      rows.push(line);
      characters += line.length;
      return true;
    }
    await write();
    const said = Line.safeParse(jsonOf(line));
    if (!said.success) throw new LinkFailure('offline', { cause: said.error });
    if ('head' in said.data) return takeHead(said.data.head);
    if ('end' in said.data) isEnded = true;
    else await takeTable(said.data);
    return true;
  }

  async function takeHead(head: z.output<typeof Head>): Promise<boolean> {
    if (at !== null && at.role !== head.role) return false;
    if (at === null) at = await begin(parts, head);
    tellProgress(at);
    return true;
  }

  async function takeTable(said: { table: string; columns: readonly string[] }): Promise<void> {
    table = said.table;
    target = targetOf(parts, { ...said, isStaged: mustHaveHead().isStaged });
    if (target.sql === null || target.known !== null) await noteLack(parts);
  }

  const tellProgress = ({ done, total }: Fetching) => parts.onProgress({ done, total: Math.max(done, total) });

  const mustHaveHead = (): Fetching => at ?? strange();

  async function write(): Promise<void> {
    const [first] = rows;
    if (first === undefined) return;
    const before = mustHaveHead();
    const into = target ?? strange();
    const values = jsonOf(`[${rows.join(',')}]`) as RawValue[][];
    rows = [];
    characters = 0;
    const ours = picked(values, into);
    at = { ...before, table, after: lastKey(values, into), done: before.done + values.length };
    await save(parts, at, () => {
      if (into.sql !== null) parts.raw.each(into.sql, ours);
    });
    tellProgress(at);
  }

  return {
    take,
    async keepPace(): Promise<void> {
      if (rows.length < GO.rows && characters < GO.characters) return;
      await write();
      await parts.breathe();
    },
    /** @throws LinkFailure where the stream has no end: it broke */
    async whole(): Promise<Fetching> {
      await write();
      if (!isEnded) strange();
      const whole = { ...mustHaveHead(), isWhole: true };
      await save(parts, whole, () => {});
      return whole;
    },
  };
}

/** Something else answered in the server's place. */
function strange(): never {
  throw new LinkFailure('offline', { code: 'unavailable' });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LinkFailure('offline', { cause });
  }
}

function targetOf(
  { tenantId }: Queue,
  { table, columns, isStaged }: { table: string; columns: readonly string[]; isStaged: boolean },
): Target {
  const synced = syncedTables.get(table);
  const [width, id] = [columns.length, columns.indexOf('id')];
  if (synced === undefined) return { sql: null, known: [], id, width };
  const ours = new Set(rawColumnsOf(synced.table).names);
  const known = columns.flatMap((name, index) => (ours.has(name) ? [index] : []));
  const names = known.map((index) => `"${columns[index] ?? ''}"`).join(', ');
  const into = `"${isStaged ? stagedName(table) : table}"`;
  // a row that was written before the line broke may come a second time
  const sql = `INSERT OR REPLACE INTO ${into} ("tenant_id", ${names}) VALUES ('${tenantId.replaceAll("'", "''")}'${', ?'.repeat(known.length)})`;
  return { sql, known: known.length === width ? null : known, id, width };
}

const lastKey = (rows: readonly RawValue[][], { id }: Target): string => String(rows.at(-1)?.[id] ?? '');

function picked(rows: readonly RawValue[][], { known, width }: Target): readonly RawValue[][] {
  if (rows.some((row) => !Array.isArray(row) || row.length !== width)) strange();
  return known === null ? rows : rows.map((row) => known.map((index) => row[index] ?? null));
}

async function save({ database, tenantId }: CopyParts, fetching: Fetching, alongside: () => void): Promise<void> {
  await database.write(tenantId, async (db) => {
    alongside();
    await keep(db, { fetching });
  });
}

/** Past the journal and without news: nobody shows how far a copy is by asking the database. */
async function keep(db: WriteDb, changes: Partial<typeof syncState.$inferInsert>): Promise<void> {
  await db.unstamped
    .update(syncState)
    .set(changes)
    .where(and(eq(syncState.tenantId, db.tenantId), eq(syncState.id, SYNC_ROW)));
}

const noteLack = ({ database, tenantId }: CopyParts): Promise<void> =>
  database.write(tenantId, (db) => keep(db, { lacksSince: newestMigration() }));

async function begin(parts: CopyParts, { rev, nonce, role, total }: z.output<typeof Head>): Promise<Fetching> {
  const { complete: isStaged } = await loadPosition(parts);
  const fetching = { rev, nonce, role, total, done: 0, table: null, after: '', isWhole: false, isStaged, under: newestMigration() };
  await parts.database.write(parts.tenantId, async (db) => {
    for (const table of syncedTables.keys()) {
      parts.raw.exec(`DROP TABLE IF EXISTS "${stagedName(table)}"`);
      parts.raw.exec(isStaged ? `CREATE TABLE "${stagedName(table)}" AS SELECT * FROM "${table}" WHERE 0` : `DELETE FROM "${table}"`);
    }
    await keep(db, { fetching, lacksSince: null });
  });
  return fetching;
}

/** Puts the copy in the place of what was shown, inside the transaction that shows it. */
export async function showCopy(parts: CopyParts, { db, copy, isLess }: { db: WriteDb; copy: Fetching; isLess: boolean }): Promise<void> {
  for (const [name, { table }] of syncedTables) {
    db.touch(table);
    if (copy.isStaged) await exchange(parts, name);
  }
  if (isLess) parts.raw.exec(MARK_TO_SCRUB);
}

async function exchange({ raw, breathe }: CopyParts, table: string): Promise<void> {
  const staged = stagedName(table);
  raw.exec(`DELETE FROM "${table}"`);
  const last = Number(raw.value(`SELECT max(rowid) FROM "${staged}"`) ?? 0);
  for (let from = 0; from < last; from += GO.rows) {
    raw.exec(`INSERT INTO "${table}" SELECT * FROM "${staged}" WHERE rowid > ${from} AND rowid <= ${from + GO.rows}`);
    await breathe();
  }
  raw.exec(`DROP TABLE "${staged}"`);
}

/** Everything but the person's own work leaves this computer: the member may see none of it any more. */
export async function forgetBusiness({ database, tenantId, raw }: Pick<CopyParts, 'database' | 'tenantId' | 'raw'>): Promise<void> {
  await database.write(tenantId, async (db) => {
    for (const [name, { table }] of syncedTables) {
      db.touch(table);
      raw.exec(`DELETE FROM "${name}"; DROP TABLE IF EXISTS "${stagedName(name)}"`);
    }
    raw.exec('DELETE FROM "before_images"');
    raw.exec(MARK_TO_SCRUB);
    await db.patch(syncState, SYNC_ROW, { serverRev: 0, nonce: '', complete: false, fetching: null });
  });
  await raw.scrub();
}
