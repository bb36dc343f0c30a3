import { inArray } from 'drizzle-orm';
import { z } from 'zod';
import { refuse } from '../../../base/refusal.ts';
import { DAY, isoOf } from '../../../base/time.ts';
import { zoneNamed } from '../../../base/zone.ts';
import { staff } from '../../../contracts/actor.ts';
import { idOf } from '../../../contracts/fields.ts';
import { defineQuery } from '../../../contracts/query.ts';
import type { ReadDb } from '../../../data/database.ts';
import {
  type AffectedBooking,
  type Impact,
  LocalException,
  type SlotFacts,
  type Span,
  type Taken,
  type Timetable,
  WeeklyRule,
} from '../../availability/model.ts';
import { agendaFor, longestSlot } from '../../availability/rules/agenda.ts';
import { drafted, numbered } from '../../availability/rules/drafts.ts';
import { createCapacityOver, stretchesOf } from '../../availability/rules/hours.ts';
import { byStretch, createOverlapping } from '../../availability/rules/occupancy.ts';
import { slotsBetween } from '../../availability/rules/slots.ts';
import { loadSlotFacts, loadTimetables } from '../../availability/store/occupancies.ts';
import type { Offering } from '../../catalog/model.ts';
import { listOfferings, mustLoadOffering, mustLoadResource } from '../../catalog/store.ts';
import { bookingItems, bookings } from '../tables.ts';

const DAYS = 90;
/** As far ahead as customers may ever book. */
const MOST_DAYS = 731;
const A_WINDOW = 4 * DAY;
const MOST_SHOWN = 50;

const Exception = LocalException.omit({ id: true })
  .partial({ capacity: true, slotMinutes: true, reason: true, yearly: true })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'expected a time after from' });

const Input = z.strictObject({
  subjectId: z.union([idOf('off'), idOf('res')]),
  rules: z
    .array(WeeklyRule.omit({ id: true }))
    .max(200)
    .optional(),
  addException: Exception.optional(),
  removeExceptionId: idOf('exc').optional(),
});
type Change = Omit<z.output<typeof Input>, 'subjectId'>;

interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * What saving other hours, an exception, or the removal of one would change. Bookings that would be left outside are named however
 * far ahead they are; starts are counted in the next 90 days, or in two years where what changes comes later. Refuses `not_found`.
 */
export const impact = defineQuery({
  name: 'availability.impact',
  allow: { roles: staff, scope: 'read' },
  input: Input,
  async run({ db, ctx }, { subjectId, ...change }): Promise<Impact> {
    const { now } = ctx;
    const table = (await loadTimetables(db, [subjectId])).get(subjectId) ?? { rules: [], exceptions: [] };
    const exceptions = exceptionsIn(table, change);
    const days = comesLater({ table, exceptions, rules: change.rules }, now) ? MOST_DAYS : DAYS;
    const found: Impact = { days, opens: 0, closes: 0, bookings: [], affected: 0, holds: 0 };
    const left: LeftItem[] = [];
    for (const offering of await listConcerned(db, subjectId)) {
      const all = { from: now, to: now + MOST_DAYS * DAY };
      const before = await loadSlotFacts(db, { offering, from: now, until: all.to + longestSlot({ offering }), now, serverNow: now });
      const after = drafted(before, { subjectId, change: (its) => changedTable(its, change) });
      for (const range of rangesOf(before, { exceptions: change.rules === undefined ? exceptions : [], from: now, to: now + days * DAY })) {
        const [had, has] = [startsOf(before, range), startsOf(after, range)];
        found.opens += has.difference(had).size;
        found.closes += had.difference(has).size;
      }
      for (const row of leftOutside({ before, after }, { subjectId, range: all })) {
        if (row.source === 'hold') found.holds += 1;
        else left.push({ itemId: row.sourceId, startsAt: row.startsAt, offering });
      }
    }
    const first = left.toSorted((a, b) => a.startsAt - b.startsAt || (a.itemId < b.itemId ? -1 : 1)).slice(0, MOST_SHOWN);
    return { ...found, affected: left.length, bookings: await shownOf(db, first) };
  },
});

/** Those that come and go. */
function exceptionsIn({ exceptions }: Timetable, { addException, removeExceptionId }: Change): LocalException[] {
  const goes = exceptions.find(({ id }) => id === removeExceptionId);
  if (removeExceptionId !== undefined && goes === undefined) refuse('not_found', { kind: 'exception', id: removeExceptionId });
  return [...(goes === undefined ? [] : [goes]), ...(addException === undefined ? [] : [exceptionOf(addException)])];
}

function exceptionOf({ kind, from, to, ...more }: z.output<typeof Exception>): LocalException {
  const { capacity = null, slotMinutes = null, reason = null, yearly = false } = more;
  return { id: 'new', kind, from, to, capacity, slotMinutes, reason, yearly };
}

/** Something of it begins after the days in which starts are counted otherwise; a zone's date is never two days from UTC's. */
function comesLater(
  { table, exceptions, rules }: { table: Timetable; exceptions: readonly LocalException[]; rules: Change['rules'] },
  now: number,
): boolean {
  const last = now + (DAYS - 2) * DAY;
  for (const exception of exceptions) {
    const [next] = stretchesOf(zoneNamed('UTC'), exception, { from: now, until: now + MOST_DAYS * DAY });
    if (next !== undefined && next.until > last) return true;
  }
  const dated = rules === undefined ? [] : [...rules, ...table.rules];
  return dated.some(({ validFrom }) => validFrom !== null && validFrom > isoOf(last).slice(0, 10));
}

interface Around extends Range {
  readonly exceptions: readonly LocalException[];
}

/** Where starts may come or go: of an exception, around its times, as far as a window or what follows one another in it may reach. */
function rangesOf(facts: SlotFacts, { exceptions, from, to }: Around): Range[] {
  if (exceptions.length === 0) return [{ from, to }];
  const around = longestSlot(facts) + A_WINDOW;
  const zone = zoneNamed(facts.offering.timezone);
  const stretches = exceptions.flatMap((exception) => stretchesOf(zone, exception, { from: from - around, until: to + around }));
  const ranges: Range[] = [];
  for (const stretch of stretches.toSorted((a, b) => a.from - b.from)) {
    const range = { from: Math.max(from, stretch.from - around), to: Math.min(to, stretch.until + around) };
    const before = ranges.at(-1);
    if (before !== undefined && range.from <= before.to)
      ranges[ranges.length - 1] = { from: before.from, to: Math.max(before.to, range.to) };
    else if (range.from < range.to) ranges.push(range);
  }
  return ranges;
}

/** The offering itself, or what a resource serves. */
async function listConcerned(db: ReadDb, subjectId: string): Promise<Offering[]> {
  if (subjectId.startsWith('off_')) return [await mustLoadOffering(db, subjectId)];
  await mustLoadResource(db, subjectId);
  const offerings = await listOfferings(db);
  return offerings.filter(
    ({ status, trashedAt, resourceGroups }) => status !== 'ARCHIVED' && trashedAt === null && resourceGroups.flat().includes(subjectId),
  );
}

function changedTable({ rules, exceptions }: Timetable, { rules: given, addException, removeExceptionId }: Change): Timetable {
  return {
    rules: given === undefined ? rules : numbered(given),
    exceptions: [
      ...exceptions.filter(({ id }) => id !== removeExceptionId),
      ...(addException === undefined ? [] : [exceptionOf(addException)]),
    ],
  };
}

const startsOf = (facts: SlotFacts, range: Range): Set<number> => new Set(slotsBetween(facts, range).map(({ startsAt }) => startsAt));

interface Outside {
  readonly subjectId: string;
  readonly range: Range;
}

/** What was inside the hours and free of blocks, and would be no longer. */
function leftOutside({ before, after }: { before: SlotFacts; after: SlotFacts }, { subjectId, range }: Outside): Taken[] {
  const { offering, taken } = before;
  const rows = taken
    .filter((row) => row.subjectId === subjectId && row.offeringId === offering.id && row.source !== 'external')
    .filter(({ startsAt }) => startsAt >= range.from && startsAt < range.to)
    .toSorted((a, b) => a.startsAt - b.startsAt);
  const [was, is] = [insideOf(before, { subjectId, range }), insideOf(after, { subjectId, range })];
  return rows.filter((row) => {
    const [inside, stays] = [was(row), is(row)];
    return inside && !stays;
  });
}

/** Asked in the order of starts. */
function insideOf(facts: SlotFacts, { subjectId, range }: Outside): (span: Span) => boolean {
  const agenda = agendaFor(facts, { from: range.from, until: range.to + longestSlot(facts) });
  const resource = agenda.resources.get(subjectId);
  const hours = resource === undefined ? agenda.open : resource.hours;
  const capacityOver = hours === null ? null : createCapacityOver(hours);
  const blocksOver = createOverlapping(resource?.blocks ?? agenda.blocks, byStretch);
  return ({ startsAt, endsAt }) => {
    const open = capacityOver === null || capacityOver({ startsAt, endsAt }) !== null;
    // The blocks that run are kept for later spans, so that some may begin after a shorter one has ended.
    const blocked = blocksOver({ from: startsAt, until: endsAt }).some(({ from, until }) => from < endsAt && until > startsAt);
    return open && !blocked;
  };
}

interface LeftItem {
  readonly itemId: string;
  readonly startsAt: number;
  readonly offering: Offering;
}

async function shownOf(db: ReadDb, left: readonly LeftItem[]): Promise<AffectedBooking[]> {
  if (left.length === 0) return [];
  const rows = await db.list(
    bookingItems,
    inArray(
      bookingItems.id,
      left.map(({ itemId }) => itemId),
    ),
  );
  const parents = await db.list(bookings, inArray(bookings.id, [...new Set(rows.map(({ bookingId }) => bookingId))]));
  const items = new Map(rows.map((row) => [row.id, row]));
  const bookers = new Map(parents.map(({ id, bookerName }) => [id, bookerName]));
  return left.flatMap(({ itemId, offering }) => {
    const item = items.get(itemId);
    if (item === undefined) return [];
    const { bookingId, offeringTitle, startsAt, endsAt } = item;
    return [
      { bookingId, itemId, customerName: bookers.get(bookingId) ?? '', offeringTitle, startsAt, endsAt, timezone: offering.timezone },
    ];
  });
}
