import { eq } from 'drizzle-orm';
import { refuse } from '../../../base/refusal.ts';
import { DAY, HOUR } from '../../../base/time.ts';
import type { CommandContext } from '../../../contracts/command.ts';
import type { ReadDb, RowOf, WriteDb } from '../../../data/database.ts';
import type { ExternalCalendar, Span } from '../model.ts';
import { externalCalendars, occupancies } from '../tables.ts';

type Row = RowOf<typeof externalCalendars>;

/** Its time is kept when its feed fails, and is flagged after so long. */
const STALE_AFTER = DAY;

export function externalCalendarOf(row: Row, now: number): ExternalCalendar {
  const { id, subjectId, name, url, active, lastTriedAt, lastSuccessAt, lastError, events, createdAt } = row;
  const stale = active && now - (lastSuccessAt ?? createdAt) >= STALE_AFTER;
  return { id, subjectId, name, url, active, lastTriedAt, lastSuccessAt, lastError, events, stale };
}

export async function listExternalCalendars(db: ReadDb, now: number): Promise<ExternalCalendar[]> {
  const rows = (await db.list(externalCalendars)).toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  return rows.map((row) => externalCalendarOf(row, now));
}

export async function mustLoadExternalCalendar(db: ReadDb, id: string): Promise<Row> {
  return (await db.find(externalCalendars, id)) ?? refuse('not_found', { kind: 'externalCalendar', id });
}

/** More than anything holds: while its calendar is busy, nothing of the subject is left. */
const ALL_OF_IT = 1_000_000;

export interface TimeChange {
  /** rows that no longer are in the feed */
  readonly gone: readonly string[];
  readonly added: readonly Span[];
}

/** What a calendar's time is to become: spans in order, none within another. What stays is not written again. */
export async function timeChange(db: ReadDb, { id, spans }: { id: string; spans: readonly Span[] }): Promise<TimeChange> {
  const wordsOf = ({ startsAt, endsAt }: Span) => `${startsAt}/${endsAt}`;
  const wanted = new Map(spans.map((span) => [wordsOf(span), span]));
  const gone: string[] = [];
  for (const row of await db.list(occupancies, eq(occupancies.sourceId, id))) {
    if (wanted.delete(wordsOf(row))) continue;
    gone.push(row.id);
  }
  return { gone, added: [...wanted.values()] };
}

export async function changeTime(
  { db, ctx }: { db: WriteDb; ctx: CommandContext },
  { calendar, change }: { calendar: Row; change: TimeChange },
): Promise<void> {
  for (const rowId of change.gone) await db.remove(occupancies, rowId);
  for (const { startsAt, endsAt } of change.added)
    await db.insert(occupancies, {
      id: ctx.newId('occ'),
      subjectId: calendar.subjectId,
      offeringId: null,
      ...{ startsAt, endsAt, occupiedFrom: startsAt, occupiedUntil: endsAt },
      quantity: ALL_OF_IT,
      source: 'external',
      sourceId: calendar.id,
      expiresAt: null,
    });
}

export type ExternalStatus = Pick<Row, 'lastTriedAt' | 'lastSuccessAt' | 'lastError' | 'events'>;

/** Every look would cost all desktops a revision: where nothing else has changed, an hour's is enough. */
const SAME_FOR = HOUR;

export function isWorthSaving(known: ExternalStatus, next: ExternalStatus): boolean {
  if (known.lastError !== next.lastError || known.events !== next.events) return true;
  if ((known.lastSuccessAt === null) !== (next.lastSuccessAt === null)) return true;
  // In both directions: a clock that was wrong may have been set back.
  return known.lastTriedAt === null || Math.abs((next.lastTriedAt ?? 0) - known.lastTriedAt) >= SAME_FOR;
}
