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
  openStream(from: { table: string; after: string; seen: string; seenNonce: string }): AsyncIterable<string>;
  onProgress(progress: { done: number; total: number } | null): void;
  breathe(): Promise<void>;
  /** people have done something meanwhile that the server should hear of first */
  isWanted(): boolean;
}

const Head = z.object({ rev: z.int(), nonce: z.string(), role: z.string(), total: z.int() });
const Line = z.union([
  z.object({ head: Head }),
  z.object({ at: z.object({ rev: z.int(), nonce: z.string() }) }),
  z.object({ table: z.string(), columns: z.array(z.string()) }),
  z.object({ end: z.literal(true) }),
]);

/** rows in one transaction where nobody else writes: a commit costs about as much as a thousand rows */
const A_TRANSACTION = 10_000;
/** rows until others have a turn: about ten milliseconds */
const A_TURN = 1_000;

const stagedName = (table: string): string => `staged_${table}`;

/** What was begun may go on where the same app had begun it. */
export const isToGoOn = (begun: Fetching | null): begun is Fetching => begun !== null && begun.under === newestMigration();

/**
 * `stale`: the member has another role by now, and all that came is worth nothing. `paused`: it goes on when what waits has been sent.
 * @throws LinkFailure
 */
export async function copyEverything(parts: CopyParts, begun: Fetching | null): Promise<Fetching | 'stale' | 'paused'> {
  if (begun?.isWhole === true) return begun;
  const { complete: isStaged, member } = await loadPosition(parts);
  const texts = parts.openStream(placeOf(begun))[Symbol.asyncIterator]();
  const copy = copyUnderWay(parts, { begun, isStaged, formerRole: member.role });
  try {
    for (let text = await texts.next(); text.done !== true; text = await texts.next()) {
      const { value } = text;
      await parts.database.write(parts.tenantId, (db) => copy.takeIn(db, { first: value, texts }));
      if (copy.isNarrower()) await parts.raw.scrub();
      copy.mustGoOn();
      if (copy.isStale()) return 'stale';
      if (isStaged && parts.isWanted() && !copy.isEnded()) return 'paused';
    }
  } finally {
    await texts.return?.(undefined);
  }
  return copy.whole();
}

const placeOf = (begun: Fetching | null) => ({
  table: begun?.table ?? '',
  after: begun?.after ?? '',
  seen: String(begun?.seen.rev ?? 0),
  seenNonce: begun?.seen.nonce ?? '',
});

interface Target {
  /** null: this app doesn't know the table */
  readonly sql: string | null;
  /** where in a row that comes the columns are that this app knows; null: it knows them all */
  readonly known: readonly number[] | null;
  readonly id: number;
  readonly width: number;
}

interface CopyStart {
  readonly begun: Fetching | null;
  readonly isStaged: boolean;
  /** of what is shown */
  readonly formerRole: string;
}

function copyUnderWay(parts: CopyParts, { begun, isStaged, formerRole }: CopyStart) {
  let at = begun;
  let isEnded = false;
  let isOfAnotherRole = false;
  let isNarrower = false;
  let failure: Error | undefined;
  let target: Target | null = null;
  let table = '';
  let rest = '';

  /** Keeps what came, whatever becomes of the line. Where people work meanwhile, the writer is theirs between two pieces. */
  async function takeIn(db: WriteDb, { first, texts }: { first: string; texts: AsyncIterator<string> }): Promise<void> {
    let taken = 0;
    let turn = 0;
    try {
      for (let text: string | undefined = first; text !== undefined;) {
        const rows = await take(db, text);
        [taken, turn] = [taken + rows, turn + rows];
        if (isStaged || isOfAnotherRole || taken >= A_TRANSACTION) break;
        if (turn >= A_TURN) {
          turn = 0;
          tellProgress();
          await parts.breathe();
        }
        const next = await texts.next();
        text = next.done === true ? undefined : next.value;
      }
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error), { cause: error });
    }
    if (at !== null) await keep(db, { fetching: at });
    tellProgress();
  }

  /** @returns how many rows came */
  async function take(db: WriteDb, text: string): Promise<number> {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    let from = 0;
    for (const [index, line] of lines.entries()) {
      if (line.startsWith('[')) continue;
      write(lines.slice(from, index));
      from = index + 1;
      if (line !== '') await takeWord(db, line);
      if (isOfAnotherRole) return 0;
    }
    write(lines.slice(from));
    return lines.length;
  }

  async function takeWord(db: WriteDb, line: string): Promise<void> {
    const said = Line.safeParse(jsonOf(line));
    if (!said.success) throw new LinkFailure('offline', { cause: said.error });
    if ('head' in said.data) await takeHead(db, said.data.head);
    else if ('end' in said.data) isEnded = true;
    else if ('at' in said.data) at = { ...mustHaveHead(), seen: said.data.at };
    else await takeTable(db, said.data);
  }

  async function takeHead(db: WriteDb, head: z.output<typeof Head>): Promise<void> {
    if (at !== null && at.role !== head.role) isOfAnotherRole = true;
    const seen = { rev: head.rev, nonce: head.nonce };
    if (at !== null) return void (at = { ...at, seen });
    at = await begin(parts, { db, head, isStaged });
    if (isStaged && head.role !== formerRole) isNarrower = await narrowTo(parts, { db, role: head.role });
  }

  async function takeTable(db: WriteDb, said: { table: string; columns: readonly string[] }): Promise<void> {
    table = said.table;
    target = targetOf(parts, { ...said, isStaged: mustHaveHead().isStaged });
    if (target.sql === null || target.known !== null) await keep(db, { lacksSince: newestMigration() });
  }

  function write(rows: readonly string[]): void {
    if (rows.length === 0) return;
    const before = mustHaveHead();
    const into = target ?? strange();
    const values = jsonOf(`[${rows.join(',')}]`) as RawValue[][];
    const ours = picked(values, into);
    if (into.sql !== null) parts.raw.each(into.sql, ours);
    at = { ...before, table, after: lastKey(values, into), done: before.done + values.length };
  }

  const mustHaveHead = (): Fetching => at ?? strange();

  function tellProgress(): void {
    if (at !== null) parts.onProgress({ done: at.done, total: Math.max(at.done, at.total) });
  }

  return {
    takeIn,
    isStale: () => isOfAnotherRole,
    /** Once: are there rows to be rewritten out of the file? */
    isNarrower(): boolean {
      const is = isNarrower;
      isNarrower = false;
      return is;
    },
    isEnded: () => isEnded,
    mustGoOn(): void {
      if (failure !== undefined) throw failure;
    },
    /** @throws LinkFailure where the stream has no end: it broke */
    async whole(): Promise<Fetching> {
      if (!isEnded) strange();
      const fetching = { ...mustHaveHead(), isWhole: true };
      await parts.database.write(parts.tenantId, (db) => keep(db, { fetching }));
      return fetching;
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

/** Past the journal and without news: nobody shows how far a copy is by asking the database. */
async function keep(db: WriteDb, changes: Partial<typeof syncState.$inferInsert>): Promise<void> {
  await db.unstamped
    .update(syncState)
    .set(changes)
    .where(and(eq(syncState.tenantId, db.tenantId), eq(syncState.id, SYNC_ROW)));
}

async function begin(
  parts: CopyParts,
  { db, head, isStaged }: { db: WriteDb; head: z.output<typeof Head>; isStaged: boolean },
): Promise<Fetching> {
  const { rev, nonce, role, total } = head;
  for (const table of syncedTables.keys()) {
    parts.raw.exec(`DROP TABLE IF EXISTS "${stagedName(table)}"`);
    parts.raw.exec(isStaged ? `CREATE TABLE "${stagedName(table)}" AS SELECT * FROM "${table}" WHERE 0` : `DELETE FROM "${table}"`);
  }
  await keep(db, { lacksSince: null });
  return {
    rev,
    nonce,
    seen: { rev, nonce },
    role,
    total,
    done: 0,
    table: null,
    after: '',
    isWhole: false,
    isStaged,
    under: newestMigration(),
  };
}

/** What a role may not see goes at once, not when the copy is whole. @returns whether there is such a thing */
async function narrowTo({ raw }: CopyParts, { db, role }: { db: WriteDb; role: string }): Promise<boolean> {
  const hidden = [...syncedTables].filter(([, { visibleTo }]) => !visibleTo.some((visible) => visible === role));
  for (const [name, { table }] of hidden) {
    db.touch(table);
    raw.exec(`DELETE FROM "${name}"; DELETE FROM "before_images" WHERE "table_name" = '${name}'`);
  }
  const state = await db.find(syncState, SYNC_ROW);
  if (state !== undefined) await db.patch(syncState, SYNC_ROW, { member: { ...state.member, role } });
  if (hidden.length > 0) raw.exec(MARK_TO_SCRUB);
  return hidden.length > 0;
}

/** Puts the copy in the place of what was shown, inside the transaction that shows it. */
export async function showCopy(parts: CopyParts, { db, copy }: { db: WriteDb; copy: Fetching }): Promise<void> {
  for (const [name, { table }] of syncedTables) {
    db.touch(table);
    if (copy.isStaged) await exchange(parts, name);
  }
}

async function exchange({ raw, breathe }: CopyParts, table: string): Promise<void> {
  const staged = stagedName(table);
  raw.exec(`DELETE FROM "${table}"`);
  const last = Number(raw.value(`SELECT max(rowid) FROM "${staged}"`) ?? 0);
  for (let from = 0; from < last; from += A_TURN) {
    raw.exec(`INSERT INTO "${table}" SELECT * FROM "${staged}" WHERE rowid > ${from} AND rowid <= ${from + A_TURN}`);
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
