import { and, eq, gt, inArray, lt } from 'drizzle-orm';
import { byAge } from '../../../base/age.ts';
import { refuse } from '../../../base/refusal.ts';
import { nightsRange } from '../../../base/nights.ts';
import { DAY, HOUR } from '../../../base/time.ts';
import type { CommandContext } from '../../../contracts/command.ts';
import type { ReadDb, RowOf, WriteDb } from '../../../data/database.ts';
import { listOfferings } from '../../catalog/store.ts';
import { mustLoadProfile } from '../../tenants/store.ts';
import type { ExternalCalendar, Span } from '../model.ts';
import { mergedSpans } from '../rules/external.ts';
import { zoneOfResource } from '../rules/resources.ts';
import { externalCalendars, occupancies } from '../tables.ts';

type Row = RowOf<typeof externalCalendars>;

/** Its time is kept when its feed fails, and is flagged after so long. */
const STALE_AFTER = DAY;

export function externalCalendarOf(row: Row, now: number): ExternalCalendar {
  const { id, subjectId, name, url, active, lastTriedAt, lastSuccessAt, lastError, events, createdAt } = row;
  const stale = active && now - (lastSuccessAt ?? createdAt) >= STALE_AFTER;
  return { id, subjectId, name, url, active, lastTriedAt, lastSuccessAt, lastError, events, stale, createdAt };
}

export async function listExternalCalendars(db: ReadDb, now: number): Promise<ExternalCalendar[]> {
  const rows = (await db.list(externalCalendars)).toSorted(byAge);
  return rows.map((row) => externalCalendarOf(row, now));
}

export async function mustLoadExternalCalendar(db: ReadDb, id: string): Promise<Row> {
  return (await db.find(externalCalendars, id)) ?? refuse('not_found', { kind: 'externalCalendar', id });
}

/** More than anything holds: while its calendar is busy, nothing of the subject is left. */
const ALL_OF_IT = 1_000_000;

/** What outside calendars take in [from, until). A calendar is nameless where its row is not: it is the managers'. */
export async function listBusy(db: ReadDb, { subjectIds, from, until }: { subjectIds: readonly string[]; from: number; until: number }) {
  if (subjectIds.length === 0) return [];
  const isOfThem = and(eq(occupancies.source, 'external'), inArray(occupancies.subjectId, [...subjectIds]));
  const rows = await db.list(occupancies, and(isOfThem, gt(occupancies.occupiedUntil, from), lt(occupancies.occupiedFrom, until)));
  if (rows.length === 0) return [];
  const names = new Map((await db.list(externalCalendars)).map(({ id, name }) => [id, name]));
  return rows
    .map(({ subjectId, sourceId, startsAt, endsAt }) => ({
      ...{ calendarId: sourceId, calendarName: names.get(sourceId) ?? '', subjectId, startsAt, endsAt },
    }))
    .toSorted((a, b) => a.startsAt - b.startsAt || (a.calendarId < b.calendarId ? -1 : 1));
}

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

type Status = Pick<Row, 'lastTriedAt' | 'lastSuccessAt' | 'lastError' | 'events'>;

/** What a look at a feed brought. */
export interface Look {
  readonly succeeded: boolean;
  /** one sentence; null where nothing went wrong */
  readonly error: string | null;
  /** null: the calendar's time stays as it is */
  readonly spans: readonly Span[] | null;
}

export interface LookOutcome {
  readonly change: TimeChange;
  readonly status: Status;
  /** there is something to write */
  readonly isNews: boolean;
}

const NO_CHANGE: TimeChange = { gone: [], added: [] };

export async function outcomeOfLook(db: ReadDb, { calendar, look, now }: { calendar: Row; look: Look; now: number }): Promise<LookOutcome> {
  const spans = look.spans === null ? null : mergedSpans(look.spans);
  const change = spans === null ? NO_CHANGE : await timeChange(db, { id: calendar.id, spans });
  const status = {
    lastTriedAt: now,
    lastSuccessAt: look.succeeded ? now : calendar.lastSuccessAt,
    lastError: look.error,
    events: spans?.length ?? calendar.events,
  };
  return { change, status, isNews: change.gone.length + change.added.length > 0 || isWorthSaving(calendar, status) };
}

/** Every look would cost all desktops a revision: where nothing else has changed, an hour's is enough. */
const SAME_FOR = HOUR;

function isWorthSaving(known: Status, next: Status): boolean {
  if (known.lastError !== next.lastError || known.events !== next.events) return true;
  if ((known.lastSuccessAt === null) !== (next.lastSuccessAt === null)) return true;
  // In both directions: a clock that was wrong may have been set back.
  return known.lastTriedAt === null || Math.abs((next.lastTriedAt ?? 0) - known.lastTriedAt) >= SAME_FOR;
}

export interface Served {
  /** of whole days and of times that name no zone */
  readonly timezone: string;
  /** how far ahead anybody may book what the subject serves */
  readonly daysAhead: number;
}

/** With nothing to serve yet, as far ahead as a new offering is sold. */
const USUAL_DAYS = 60;

export async function loadServed(db: ReadDb, subjectId: string): Promise<Served> {
  const offerings = await listOfferings(db);
  const own = offerings.find(({ id }) => id === subjectId);
  const serving = own === undefined ? offerings.filter(({ resourceGroups }) => resourceGroups.flat().includes(subjectId)) : [own];
  const days = serving.map(({ maxAdvanceDays, nights }) => maxAdvanceDays + (nights === null ? 0 : nightsRange(nights).max));
  return {
    timezone: zoneOfResource(serving, (await mustLoadProfile(db)).timezone),
    daysAhead: days.reduce((most, each) => Math.max(most, each), serving.length === 0 ? USUAL_DAYS : 0),
  };
}
