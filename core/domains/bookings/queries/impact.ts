import { inArray } from 'drizzle-orm';
import { z } from 'zod';
import { refuse } from '../../../base/refusal.ts';
import { DAY } from '../../../base/time.ts';
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
import { createCapacityOver } from '../../availability/rules/hours.ts';
import { byStretch, createOverlapping } from '../../availability/rules/occupancy.ts';
import { slotsBetween } from '../../availability/rules/slots.ts';
import { loadSlotFacts } from '../../availability/store/occupancies.ts';
import type { Offering } from '../../catalog/model.ts';
import { listOfferings, mustLoadOffering, mustLoadResource } from '../../catalog/store.ts';
import { bookingItems, bookings } from '../tables.ts';

const DAYS = 90;
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

/** What saving other hours, an exception, or the removal of one would change in the next 90 days. Refuses `not_found`. */
export const impact = defineQuery({
  name: 'availability.impact',
  allow: { roles: staff, scope: 'read' },
  input: Input,
  async run({ db, ctx }, { subjectId, ...change }): Promise<Impact> {
    const range = { from: ctx.now, to: ctx.now + DAYS * DAY };
    const found: Impact = { days: DAYS, opens: 0, closes: 0, bookings: [], affected: 0, holds: 0 };
    const left: LeftItem[] = [];
    for (const offering of await listConcerned(db, subjectId)) {
      const query = { offering, from: range.from, now: ctx.now, serverNow: ctx.now };
      const before = await loadSlotFacts(db, { ...query, until: range.to + longestSlot({ offering }) });
      const after = changed(before, { subjectId, change: (table) => changedTable(table, change) });
      const [had, has] = [startsOf(before, range), startsOf(after, range)];
      found.opens += [...has].filter((start) => !had.has(start)).length;
      found.closes += [...had].filter((start) => !has.has(start)).length;
      for (const row of leftOutside({ before, after }, { subjectId, range })) {
        if (row.source === 'hold') found.holds += 1;
        else left.push({ itemId: row.sourceId, startsAt: row.startsAt, offering });
      }
    }
    const first = left.toSorted((a, b) => a.startsAt - b.startsAt || (a.itemId < b.itemId ? -1 : 1)).slice(0, MOST_SHOWN);
    return { ...found, affected: left.length, bookings: await shownOf(db, first) };
  },
});

/** The offering itself, or what a resource serves. */
async function listConcerned(db: ReadDb, subjectId: string): Promise<Offering[]> {
  if (subjectId.startsWith('off_')) return [await mustLoadOffering(db, subjectId)];
  await mustLoadResource(db, subjectId);
  const offerings = await listOfferings(db);
  return offerings.filter(
    ({ status, trashedAt, resourceGroups }) => status !== 'ARCHIVED' && trashedAt === null && resourceGroups.flat().includes(subjectId),
  );
}

function changed(facts: SlotFacts, { subjectId, change }: { subjectId: string; change: (table: Timetable) => Timetable }): SlotFacts {
  if (facts.offering.id === subjectId) return { ...facts, timetable: change(facts.timetable) };
  const table = facts.resources.get(subjectId);
  if (table === undefined) return facts;
  return { ...facts, resources: new Map(facts.resources).set(subjectId, { ...table, ...change(table) }) };
}

function changedTable({ rules, exceptions }: Timetable, { rules: given, addException, removeExceptionId }: Change): Timetable {
  if (removeExceptionId !== undefined && !exceptions.some(({ id }) => id === removeExceptionId))
    refuse('not_found', { kind: 'exception', id: removeExceptionId });
  const added =
    addException === undefined ? [] : [{ capacity: null, slotMinutes: null, reason: null, yearly: false, ...addException, id: 'new' }];
  return {
    rules: given === undefined ? rules : given.map((rule, i) => ({ id: `new/${i}`, ...rule })),
    exceptions: [...exceptions.filter(({ id }) => id !== removeExceptionId), ...(added as LocalException[])],
  };
}

const startsOf = (facts: SlotFacts, range: { from: number; to: number }): Set<number> =>
  new Set(slotsBetween(facts, range).map(({ startsAt }) => startsAt));

interface Outside {
  readonly subjectId: string;
  readonly range: { readonly from: number; readonly to: number };
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
