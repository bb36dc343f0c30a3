/** A file of bookings: each good row goes in by the command that makes any booking, in a transaction of its own. */
import { setImmediate as turn } from 'node:timers/promises';
import { derivedBody, TIME_LENGTH } from '#core/base/ids.ts';
import { refuse } from '#core/base/refusal.ts';
import { DAY } from '#core/base/time.ts';
import { instantToWall } from '#core/base/zone.ts';
import type { Actor } from '#core/contracts/actor.ts';
import { ask } from '#core/engine/ask.ts';
import type { BulkManifest, BulkPreview, BulkRow, ImportShare } from '#core/engine/bridge.ts';
import type { Engine, Outcome } from '#core/engine/engine.ts';
import { attempt, execute } from '#core/engine/execute.ts';
import { bodyOf } from '#server/secrets/tokens.ts';
import { csvOf, tableOf, textOf } from './csv.ts';
import { type BulkFacts, bulkHeadings, headingIssues, issueOfPath, type Issue, type ReadRow, rowReader } from './bulkRows.ts';

export const MOST_BULK_ROWS = 20_000;
/** How many wait for one commit together. */
const ROWS_A_BATCH = 50;
const SAMPLE = 50;
const MOST_PROBLEMS = 5_000;

export interface Bulk {
  readonly engine: Engine;
  readonly tenantId: string;
  readonly actor: Actor;
  /** nobody waits any more */
  readonly signal: AbortSignal;
  readonly onShare: (share: ImportShare) => void;
  /** members alone: against what staff may set aside, too */
  readonly overridePolicy?: boolean;
}

interface Upload extends Bulk {
  readonly uploadId: string;
}

type GoodRow = Extract<ReadRow, { input: unknown }>;

interface Reading {
  /** in the file's order */
  readonly rows: readonly ReadRow[];
}

/** @throws Refusal `forbidden`, `invalid_request` {reason: not_utf8, too_many_rows, headings} */
async function readFile(file: Buffer | string, { engine, tenantId, actor, onShare }: Bulk): Promise<Reading> {
  onShare({ phase: 'reading', done: 0, total: 0 });
  const about = async (name: string) => ask(engine, { tenantId, actor, name, input: {} });
  const facts = { offerings: await about('catalog.offerings'), resources: await about('catalog.resources') } as BulkFacts;
  await turn();
  const table = tableOf(typeof file === 'string' ? file : textOf(file));
  const issues = headingIssues(table);
  if (issues.length > 0)
    refuse('invalid_request', { reason: 'headings', issues: issues.map(({ column: path, expected }) => ({ path, expected })) });
  const filled = table.rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  if (filled.length > MOST_BULK_ROWS)
    refuse('invalid_request', { reason: 'too_many_rows', rows: filled.length, most: MOST_BULK_ROWS, issues: tooMany });
  const torn = new Set(table.torn);
  const read = rowReader(table.headings, facts);
  return { rows: filled.map((cells) => (torn.has(cells.row) ? { row: cells.row, issues: [tornIssue] } : read(cells))) };
}

const tooMany = [{ path: '(body)', expected: `at most ${MOST_BULK_ROWS} rows` }];
const tornIssue: Issue = { column: '', value: '', expected: 'quotation marks in pairs' };

const isGood = (read: ReadRow): read is GoodRow => 'input' in read;

const rejectedCells = ({ row, issues }: { row: number; issues: readonly Issue[] }): BulkRow => ({
  ...{ row, status: 'rejected', error: 'invalid_request', issues: [...issues] },
});

function rowOf({ row, input, offering: { title: offeringTitle, timezone } }: GoodRow, outcome: Outcome): BulkRow {
  if (outcome.ok) {
    const { bookingId, confirmationCode } = outcome.value as { bookingId: string; confirmationCode: string };
    return { row, status: 'created', bookingId, confirmationCode };
  }
  const { issues, ...details } = outcome.facts;
  const found = Array.isArray(issues)
    ? issues.map((issue) => issueOfPath(issue as unknown as { path: string; expected: string }, input))
    : null;
  return {
    row,
    status: 'rejected',
    error: outcome.code,
    ...(found === null ? {} : { issues: found }),
    details,
    wish: { offeringTitle, timezone, startsAt: input.items[0].startsAt },
  };
}

const CREATE = 'bookings.create';

/** The same rows of the same upload are the same commands: tried again, they are answered and not made anew. */
function commandIdOf(uploadId: string, row: number): string {
  const time = bodyOf(uploadId).slice(0, TIME_LENGTH);
  return `cmd_${time}${derivedBody(`${uploadId}/${row}`).slice(time.length)}`;
}

class Undone extends Error {}

/** Judged as if it were put in now, row upon row; nothing stays of it. @throws Refusal */
export async function judgeBulk(file: Buffer | string, bulk: Upload): Promise<BulkPreview> {
  const { engine, tenantId, actor, signal, onShare } = bulk;
  const { rows } = await readFile(file, bulk);
  let judged: BulkRow[] = [];
  await engine.database
    .write(tenantId, async (db) => {
      judged = [];
      for (const [i, read] of rows.entries()) {
        if (i % ROWS_A_BATCH === 0) {
          onShare({ phase: 'checking', done: i, total: rows.length });
          await turn();
          signal.throwIfAborted();
        }
        if (!isGood(read)) judged.push(rejectedCells(read));
        else judged.push(rowOf(read, await attempt(engine, { db, actor, envelope: envelopeOf(bulk, read) })));
      }
      throw new Undone();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
  const good = new Set(judged.filter(({ status }) => status === 'created').map(({ row }) => row));
  const sample = rows.filter(isGood).filter(({ row }) => good.has(row));
  return {
    rows: rows.length,
    good: good.size,
    rejected: judged.filter(({ status }) => status === 'rejected').slice(0, MOST_PROBLEMS),
    sample: sample.slice(0, SAMPLE).map(({ row, input: { items, customer }, offering: { title, timezone } }) => ({
      ...{ row, offeringTitle: title, timezone, name: customer.name },
      ...{ startsAt: items[0].startsAt, quantity: items[0].quantity ?? 1 },
    })),
  };
}

const envelopeOf = ({ uploadId, overridePolicy = false }: Upload, { row, input }: GoodRow) => ({
  ...{ commandId: commandIdOf(uploadId, row), name: CREATE },
  input: overridePolicy ? { ...input, overridePolicy } : input,
});

/** `onRows`: what came of rows, as it comes. Called off, it stops after those under way. @throws Refusal for the file as a whole */
export async function bringBulkIn(file: Buffer | string, bulk: Upload & { onRows?: (rows: BulkRow[]) => void }): Promise<BulkManifest> {
  const { engine, tenantId, actor, signal, onShare, onRows } = bulk;
  const { rows } = await readFile(file, bulk);
  const manifest: BulkRow[] = [];
  for (let i = 0; i < rows.length && !signal.aborted; i += ROWS_A_BATCH) {
    onShare({ phase: 'writing', done: i, total: rows.length });
    // Handed over in their order, they are written in it, and wait for one commit.
    const batch = await Promise.all(
      rows.slice(i, i + ROWS_A_BATCH).map(async (read) => {
        if (!isGood(read)) return rejectedCells(read);
        return rowOf(read, await execute(engine, { tenantId, actor, envelope: envelopeOf(bulk, read) }));
      }),
    );
    manifest.push(...batch);
    onRows?.(batch);
    await turn();
  }
  const created = manifest.filter(({ status }) => status === 'created').length;
  const stopped = manifest.length < rows.length;
  return { rows: rows.length, created, rejected: manifest.length - created, stopped, manifest };
}

/** A file to fill in. @throws Refusal `forbidden` */
export async function bulkTemplate(who: Pick<Bulk, 'engine' | 'tenantId' | 'actor'>): Promise<string> {
  const { engine, ...asking } = who;
  const [offering] = (await ask(engine, {
    ...asking,
    name: 'catalog.offerings',
    input: { status: 'PUBLISHED' },
  })) as BulkFacts['offerings'];
  const starts = `${instantToWall(offering?.timezone ?? 'UTC', engine.clock.now() + 7 * DAY).date} 15:00`;
  const example = [offering?.slug ?? 'haircut', starts, '', '1', '', 'Ada Byron', 'ada@example.com', '', '', '', '', ''];
  return csvOf({ headings: [...bulkHeadings], rows: [example] });
}
