import { and, eq, gt, inArray, isNull, lt, lte, or, sql } from 'drizzle-orm';
import { refuse } from '../../../base/refusal.ts';
import { DAY, MINUTE } from '../../../base/time.ts';
import { zoneNamed } from '../../../base/zone.ts';
import type { CommandContext } from '../../../contracts/command.ts';
import { forEachNumber, inPlaces } from '../../../data/compiled.ts';
import { listingOf, type ReadDb, type RowOf, settledIn, type WriteDb } from '../../../data/database.ts';
import type { Offering, Resource } from '../../catalog/model.ts';
import { listResources } from '../../catalog/store.ts';
import type { LocalException, SlotFacts, Taken, Timetable, WeeklyRule } from '../model.ts';
import { openingWindows } from '../rules/hours.ts';
import { exceptions, isLong, occupancies, schedules } from '../tables.ts';

export function exceptionOf({
  id,
  kind,
  fromLocal,
  toLocal,
  capacity,
  slotMinutes,
  reason,
  yearly,
}: RowOf<typeof exceptions>): LocalException {
  return { id, kind, from: fromLocal, to: toLocal, capacity, slotMinutes, reason, yearly };
}

/** Each subject's timetable; an empty one where nothing was ever set. */
export async function loadTimetables(db: ReadDb, subjectIds: readonly string[]): Promise<Map<string, Timetable>> {
  return new Map(subjectIds.length === 0 ? [] : await db.settled(timetablesBySubject, subjectIds.join()));
}

/** By the ids of the subjects, with commas between. */
const timetablesBySubject = settledIn([schedules, exceptions], async (db, key) => {
  const subjectIds = key.split(',');
  const found = new Map<string, { rules: WeeklyRule[]; exceptions: LocalException[] }>();
  for (const id of subjectIds) found.set(id, { rules: [], exceptions: [] });
  const [hours, days] = timetablesOf(subjectIds.length);
  const values = inPlaces(subjectIds);
  for (const row of await db.listed(hours, values)) found.get(row.id)?.rules.push(...row.rules);
  for (const row of await db.listed(days, values)) found.get(row.subjectId)?.exceptions.push(exceptionOf(row));
  return [...found];
});

const given = sql.placeholder;

const timetablesOf = forEachNumber(
  (subjects) =>
    [listingOf(schedules, inArray(schedules.id, subjects)), listingOf(exceptions, inArray(exceptions.subjectId, subjects))] as const,
);

export interface FactsQuery {
  readonly offering: Offering;
  readonly from: number;
  readonly until: number;
  /** when its author acted: notice and horizon */
  readonly now: number;
  /** the server's clock: expired holds don't count */
  readonly serverNow: number;
  readonly quantity?: number | undefined;
  readonly durationMinutes?: number | undefined;
  readonly nights?: number | undefined;
  readonly resourceId?: string | undefined;
  /** ms around [from, until) that count too; a day unless said */
  readonly margin?: number | undefined;
  /** bookings items and holds whose own time does not stand in their way */
  readonly ignoring?: readonly string[] | undefined;
}

/** A local day may last longer than 24 hours: so far around a range, the days that it touches are whole. */
const WHOLE_DAYS = 2 * DAY;

const NEVER_SET: Timetable = { rules: [], exceptions: [] };

/** All that the slot engine needs to judge spans within [from, until), with the margin on both sides. */
export async function loadSlotFacts(db: ReadDb, query: FactsQuery): Promise<SlotFacts> {
  const { offering, now, quantity, durationMinutes, nights, resourceId } = query;
  const margin = offering.dailyLimit === null ? (query.margin ?? DAY) : Math.max(query.margin ?? 0, WHOLE_DAYS);
  const serving = await listServing(db, offering);
  const resourceIds = serving.map(({ id }) => id);
  const timetables = await loadTimetables(db, [offering.id, ...resourceIds]);
  const timetable = timetables.get(offering.id) ?? NEVER_SET;
  return {
    offering,
    timetable,
    resources: new Map(serving.map(({ id, quantity: pieces }) => [id, { ...(timetables.get(id) ?? NEVER_SET), quantity: pieces }])),
    taken: await listTaken(db, { ...query, ...reachOf(query, { timetable, margin }), subjectIds: [offering.id, ...resourceIds] }),
    now,
    quantity,
    durationMinutes,
    nights,
    resourceId,
  };
}

/** How far around a range what is taken matters: where starts follow it, from the beginning of each window on. */
function reachOf({ offering, ...asked }: FactsQuery, { timetable, margin }: { timetable: Timetable; margin: number }) {
  const around = { from: asked.from - margin, until: asked.until + margin };
  if (offering.startTimes === 'grid' || offering.nights !== null) return around;
  const windows = openingWindows({ ...around, zone: zoneNamed(offering.timezone), timetable, defaults: offering });
  return { ...around, from: Math.min(around.from, ...windows.map((window) => window.from - offering.bufferBeforeMinutes * MINUTE)) };
}

/** The resources of its groups that are active; of an offering without groups, none are looked for. */
async function listServing(db: ReadDb, { resourceGroups }: Offering): Promise<Resource[]> {
  const named = [...new Set(resourceGroups.flat())];
  if (named.length === 0) return [];
  const active = new Map((await listResources(db)).filter((resource) => resource.active).map((resource) => [resource.id, resource]));
  return named.flatMap((id) => active.get(id) ?? []);
}

interface TakenQuery extends Pick<FactsQuery, 'from' | 'until' | 'serverNow' | 'ignoring'> {
  readonly subjectIds: readonly string[];
}

/** What overlaps [from, until): rows of a day at the most end within a day of it; the long ones are looked for by themselves. */
async function listTaken(db: ReadDb, { subjectIds, from, until, serverNow, ignoring = [] }: TakenQuery): Promise<Taken[]> {
  const values = { ...inPlaces(subjectIds), from, until, far: until + DAY, serverNow };
  const rows = await db.listed(takenOf(subjectIds.length), values);
  return ignoring.length === 0 ? rows : rows.filter((row) => !ignoring.includes(row.sourceId));
}

const takenKeys: readonly (keyof Taken)[] = [
  'subjectId',
  'offeringId',
  'startsAt',
  'endsAt',
  'occupiedFrom',
  'occupiedUntil',
  'quantity',
  'source',
  'sourceId',
];

const takenOf = forEachNumber((subjects) => {
  const { subjectId, occupiedFrom, occupiedUntil, expiresAt } = occupancies;
  const shared = and(
    inArray(subjectId, subjects),
    lt(occupiedFrom, given('until')),
    or(isNull(expiresAt), gt(expiresAt, given('serverNow'))),
  );
  const long = and(shared, gt(occupiedUntil, given('far')), isLong);
  const short = and(shared, gt(occupiedUntil, given('from')), lte(occupiedUntil, given('far')));
  return listingOf(occupancies, short, { keys: takenKeys, and: long });
});

export interface Taking {
  readonly offering: Offering;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly quantity: number;
  readonly resourceIds: readonly string[];
  readonly source: 'booking' | 'hold';
  readonly sourceId: string;
  readonly expiresAt: number | null;
}

/** A row for the offering and one for each resource. The caller has judged the span in this transaction. */
export async function takeTime({ db, ctx }: { db: WriteDb; ctx: CommandContext }, taking: Taking): Promise<void> {
  const { offering, startsAt, endsAt, quantity, source, sourceId, expiresAt } = taking;
  for (const subjectId of [offering.id, ...taking.resourceIds])
    await db.insert(occupancies, {
      id: ctx.newId('occ'),
      subjectId,
      offeringId: offering.id,
      startsAt,
      endsAt,
      quantity,
      source,
      sourceId,
      expiresAt,
      occupiedFrom: startsAt - offering.bufferBeforeMinutes * MINUTE,
      occupiedUntil: endsAt + offering.bufferAfterMinutes * MINUTE,
    });
}

/** @returns how many rows it gave back */
export async function giveTimeBack(db: WriteDb, sourceId: string): Promise<number> {
  const rows = await db.list(occupancies, eq(occupancies.sourceId, sourceId));
  for (const { id } of rows) await db.remove(occupancies, id);
  return rows.length;
}

/** Those of these bookings' items and holds whose time is kept for them. */
export async function listKeepers(db: ReadDb, sourceIds: readonly string[]): Promise<Set<string>> {
  const keepers = new Set<string>();
  for (let i = 0; i < sourceIds.length; i += IDS_A_STATEMENT)
    for (const { sourceId } of await db.list(occupancies, inArray(occupancies.sourceId, sourceIds.slice(i, i + IDS_A_STATEMENT))))
      keepers.add(sourceId);
  return keepers;
}

const IDS_A_STATEMENT = 500;

export interface Hold {
  readonly id: string;
  readonly offeringId: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly quantity: number;
  readonly expiresAt: number;
}

export async function findHold(db: ReadDb, holdId: string): Promise<Hold | undefined> {
  const row = (await db.list(occupancies, eq(occupancies.sourceId, holdId), eq(occupancies.source, 'hold')))[0];
  if (row === undefined || row.offeringId === null || row.expiresAt === null) return undefined;
  const { offeringId, startsAt, endsAt, quantity, expiresAt } = row;
  return { id: holdId, offeringId, startsAt, endsAt, quantity, expiresAt };
}

export async function mustLoadException(db: ReadDb, exceptionId: string): Promise<RowOf<typeof exceptions>> {
  return (await db.find(exceptions, exceptionId)) ?? refuse('not_found', { kind: 'exception', id: exceptionId });
}

/** A subject that has weekly hours or a special opening still to come. */
export async function listOpenSubjects(db: ReadDb, afterLocal: string): Promise<string[]> {
  const weekly = (await db.list(schedules)).filter(({ rules }) => rules.length > 0).map(({ id }) => id);
  const comes = or(gt(exceptions.toLocal, afterLocal), eq(exceptions.yearly, true));
  const openings = await db.list(exceptions, eq(exceptions.kind, 'OPEN'), comes);
  return [...new Set([...weekly, ...openings.map(({ subjectId }) => subjectId)])];
}

/** The holds in [from, until), once each: a hold has a row for its offering and one for each resource. */
export async function listHolds(db: ReadDb, { from, until, now }: { from: number; until: number; now: number }) {
  const rows = await db.list(
    occupancies,
    and(eq(occupancies.source, 'hold'), gt(occupancies.expiresAt, now), lt(occupancies.startsAt, until), gt(occupancies.endsAt, from)),
  );
  return rows.filter(({ subjectId, offeringId }) => subjectId === offeringId);
}
