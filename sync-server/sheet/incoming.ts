/** A file of offerings on its way in: read and looked through a few hundred rows at a time, so that others are answered in between, then written. */
import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { refuse, Refusal } from '#core/base/refusal.ts';
import type { Actor } from '#core/contracts/actor.ts';
import type { Database, WriteDb } from '#core/data/database.ts';
import type { SheetFacts } from '#core/domains/availability/rules/sheet/facts.ts';
import { MOST_ROWS } from '#core/domains/availability/rules/sheet/offering.ts';
import { type SheetReading, sheetReader } from '#core/domains/availability/rules/sheet/read.ts';
import { offerings } from '#core/domains/catalog/tables.ts';
import type { ImportPreview, ImportShare } from '#core/engine/bridge.ts';
import { ask } from '#core/engine/ask.ts';
import type { Engine } from '#core/engine/engine.ts';
import { execute } from '#core/engine/execute.ts';
import { commandLog } from '#core/engine/tables.ts';
import { tableOf, textOf } from './csv.ts';

export interface Importer {
  readonly engine: Engine;
  readonly tenantId: string;
  readonly actor: Actor;
  /** nobody waits any more */
  readonly signal: AbortSignal;
  readonly onShare: (share: ImportShare) => void;
}

const ROWS_A_TURN = 250;

/** @throws Refusal `forbidden`, `invalid_request` {reason: not_utf8, too_many_rows} */
async function readFile(bytes: Buffer, { engine, tenantId, actor, signal, onShare }: Importer): Promise<SheetReading> {
  const facts = (await ask(engine, { tenantId, actor, name: 'availability.sheetFacts', input: {} })) as SheetFacts;
  onShare({ phase: 'reading', done: 0, total: 0 });
  await turn();
  const { headings, rows, torn } = tableOf(textOf(bytes));
  const filled = rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  if (filled.length > MOST_ROWS) refuse('invalid_request', { reason: 'too_many_rows', rows: filled.length, most: MOST_ROWS });
  const reader = sheetReader(headings, facts);
  for (const row of torn) reader.tear(row);
  for (const [i, { cells, row }] of filled.entries()) {
    if (i % ROWS_A_TURN === 0) {
      onShare({ phase: 'checking', done: i, total: filled.length });
      await turn();
      signal.throwIfAborted();
    }
    reader.read(cells, row);
  }
  return reader.finish();
}

const SAMPLE = 50;

const MOST_CHANGES = 5_000;
const LONGEST_TEXT = 300;

const short = (text: string): string => (text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT).toWellFormed()}…` : text);

/** Cell by cell. */
const changesOf = (changed: SheetReading['changed']): ImportPreview['changes'] =>
  changed.flatMap(({ row, title, onSale, cells }) =>
    cells.map(({ column, from, to }) => ({ ...{ row, title, onSale, column }, from: short(from), to: short(to) })),
  );

/** Of every change that the file would make, from what to what. */
const digestOf = (changed: SheetReading['changed']): string =>
  createHash('sha256')
    .update(JSON.stringify(changed.map(({ id, cells }) => [id, cells])))
    .digest('hex');

function previewOf({ rows, offerings: found, changed, same, problems, problemCount }: SheetReading): ImportPreview {
  const sample = found.slice(0, SAMPLE).map(({ row, offering }) => {
    const { title, slug, productTypeKey, basePriceCents, currency, durationMinutes, hours } = offering;
    return {
      row,
      title,
      slug,
      productTypeKey,
      basePriceCents,
      currency,
      durationMinutes,
      days: new Set(hours.map((rule) => rule.dayOfWeek)).size,
    };
  });
  const changes = changesOf(changed);
  return {
    ...{ rows, problemCount, problems: [...problems], sample, created: found.length, changed: changed.length, same },
    ...{ changes: changes.slice(0, MOST_CHANGES), changeCount: changes.length, digest: digestOf(changed) },
  };
}

/** Nothing is written. @throws Refusal */
export const preview = async (bytes: Buffer, importer: Importer): Promise<ImportPreview> => previewOf(await readFile(bytes, importer));

/**
 * All of it, or what stands in its way: also where it would change something else than what was seen. Called off before the last row is written, it leaves nothing; asked for again under the id
 * of a command that was answered, it is that answer. @throws Refusal
 */
export async function bringIn(
  bytes: Buffer,
  importer: Importer & { commandId: string; seen?: string | undefined },
): Promise<{ imported: number; changed: number } | { preview: ImportPreview }> {
  const { engine, tenantId, actor, signal, onShare, commandId, seen } = importer;
  const run = (input: unknown, database: Database) =>
    execute({ ...engine, database }, { tenantId, actor, envelope: { commandId, name: 'availability.importOfferings', input } });
  const wasAnswered = (await engine.database.read(tenantId, (db) => db.find(commandLog, commandId))) !== undefined;
  const reading = wasAnswered ? null : await readFile(bytes, importer);
  if (reading !== null && (reading.problemCount > 0 || reading.rows === 0)) return { preview: previewOf(reading) };
  if (reading !== null && seen !== undefined && seen !== digestOf(reading.changed))
    return { preview: { ...previewOf(reading), stale: true } };
  signal.throwIfAborted();
  const { offerings: found = [], changed = [] } = reading ?? {};
  const total = found.length + changed.length;
  if (reading !== null && total === 0) return { imported: 0, changed: 0 };
  const onWritten = (done: number): void => onShare({ phase: 'writing', done, total });
  onWritten(0);
  await turn();
  const changes = changed.map(({ id: offeringId, changes: fields, seen }) => ({ offeringId, changes: fields, seen }));
  const input = { offerings: found.map(({ offering }) => offering), changes };
  const outcome = await run(input, watched(engine.database, { signal, onWritten }));
  if (outcome.ok) return outcome.value as { imported: number; changed: number };
  const { row: at, value } = outcome.facts;
  const row = typeof at === 'number' ? [...found, ...changed][at]?.row : undefined;
  if (row === undefined || reading === null || outcome.code !== 'already_exists') throw new Refusal(outcome.code, outcome.facts);
  // Somebody took it between the look and the write.
  const problem = {
    row,
    column: 'slug',
    value: typeof value === 'string' ? value : '',
    expected: 'another slug: an offering of the catalogue has it',
  };
  return { preview: { ...previewOf(reading), problemCount: 1, problems: [problem] } };
}

/** The same database, which tells of the offerings as they are written, lets others be answered in between, and stops where it is told. */
function watched(database: Database, { signal, onWritten }: { signal: AbortSignal; onWritten: (done: number) => void }): Database {
  const counting = (db: WriteDb): WriteDb => {
    let written = 0;
    const count = async (table: unknown) => {
      if (table !== offerings) return;
      written += 1;
      if (written % ROWS_A_TURN > 0) return;
      onWritten(written);
      await turn();
    };
    return {
      ...db,
      async insert(table, row) {
        signal.throwIfAborted();
        await db.insert(table, row);
        await count(table);
      },
      async patch(table, id, changes) {
        signal.throwIfAborted();
        const known = await db.patch(table, id, changes);
        await count(table);
        return known;
      },
    };
  };
  return { ...database, write: (tenantId, fn) => database.write(tenantId, (db) => fn(counting(db))) };
}
