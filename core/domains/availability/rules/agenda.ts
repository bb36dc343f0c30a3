/** The facts of one question, in instants and cut to the time that it is about: what every rule of this folder reads. */
import { DAY_MS, MINUTE_MS, zoneNamed, type Zone } from '../../../base/zone.ts';
import type { Nights } from '../../catalog/model.ts';
import type { SlotFacts, Span, Taken, Timetable } from '../model.ts';
import {
  blocksIn,
  hasDate,
  openStretches,
  openingWindows,
  type Block,
  type OpenStretch,
  type OpeningWindow,
  type Stretch,
} from './hours.ts';
import { arrivalAt, edgesOfNights, leastNights, mostNights, openNights, spanOfStay } from './nights.ts';
import { sorted } from './occupancy.ts';

export interface ResourceAgenda {
  readonly id: string;
  /** how many there are of it, where they are several: each place booked takes one; null: one, that serves a session at a time */
  readonly pool: number | null;
  /** null where the resource follows the offering's hours */
  readonly hours: readonly OpenStretch[] | null;
  readonly blocks: readonly Block[];
  /** by `occupiedFrom` */
  readonly taken: readonly Taken[];
}

export interface Agenda {
  readonly offeringId: string;
  readonly zone: Zone;
  readonly windows: readonly OpeningWindow[];
  readonly open: readonly OpenStretch[];
  readonly blocks: readonly Block[];
  /** what is taken of an offering that has no groups, by `occupiedFrom` */
  readonly seats: readonly Taken[];
  readonly grouped: boolean;
  /** other calendars' events on the offering itself where it has groups: nobody serves it then */
  readonly away: readonly Taken[];
  /** the resources that the groups name and that may serve */
  readonly resources: ReadonlyMap<string, ResourceAgenda>;
  /** the ways to staff a span: in each, the resources that may stand for each group; one way unless a resource was asked for */
  readonly staffings: readonly (readonly (readonly string[])[])[];
  readonly quantity: number;
  /** starts follow what is taken and not a grid */
  readonly backToBack: boolean;
  /** the offering's seats, where no rule or exception says otherwise */
  readonly capacity: number;
  readonly durationMs: number;
  /** sold by the night; null: by the minute */
  readonly nights: Nights | null;
  /** when a slot that starts here ends; NaN where none can */
  readonly endOf: (startsAt: number) => number;
  readonly bufferBeforeMs: number;
  readonly bufferAfterMs: number;
  readonly now: number;
  /** the first instant that the notice allows */
  readonly earliest: number;
  /** the first instant beyond the horizon */
  readonly latest: number;
  /** how many bookings and holds a local day takes, and whether that of an instant has so many; null: any number */
  readonly dayLimit: DayLimit | null;
}

interface DayLimit {
  readonly limit: number;
  readonly isReached: (at: number) => boolean;
}

/** Reads facts for questions about `[from, until)`. O(rows taken + rules × days), and a sort where rows aren't ordered. */
export function agendaFor(facts: SlotFacts, asked: Stretch): Agenda {
  const { offering, timetable, now } = facts;
  const zone = zoneNamed(offering.timezone);
  const durationMs = (facts.durationMinutes ?? offering.durationMinutes) * MINUTE_MS;
  const bufferBeforeMs = offering.bufferBeforeMinutes * MINUTE_MS;
  const bufferAfterMs = offering.bufferAfterMinutes * MINUTE_MS;
  const stretch = { from: asked.from - bufferBeforeMs, until: asked.until + bufferAfterMs };
  const { nights } = offering;
  const hoursOf = (table: Timetable) => {
    const query = { ...stretch, zone, timetable: table, defaults: offering };
    return nights === null ? openingWindows(query) : openNights(nights, query);
  };
  const edges = nights === null ? undefined : edgesOfNights(zone, nights);
  const blocksOf = (table: Timetable) => blocksIn({ ...stretch, zone, timetable: table, edges });
  const windows = hoursOf(timetable);
  const backToBack = nights === null && offering.startTimes === 'backToBack';
  // Where starts follow what is taken, they follow it from the beginning of their window on.
  if (backToBack) stretch.from = Math.min(stretch.from, ...windows.map(({ from }) => from - bufferBeforeMs));
  const ids = new Set(offering.resourceGroups.flat());
  const taken = takenBySubject(facts.taken, { ...stretch, subjects: new Set([offering.id, ...ids]) });
  const own = taken.get(offering.id) ?? [];
  const grouped = offering.resourceGroups.length > 0;
  const resources = new Map<string, ResourceAgenda>();
  for (const id of ids) {
    const table = facts.resources.get(id);
    if (!table) continue;
    resources.set(id, {
      id,
      pool: table.quantity !== undefined && table.quantity > 1 ? table.quantity : null,
      hours: table.rules.length === 0 ? null : openStretches(hoursOf(table)),
      blocks: blocksOf(table),
      taken: taken.get(id) ?? [],
    });
  }
  return {
    offeringId: offering.id,
    zone,
    windows,
    open: openStretches(windows),
    blocks: blocksOf(timetable),
    seats: grouped ? [] : own,
    grouped,
    away: grouped ? own.filter((row) => row.source === 'external') : [],
    resources,
    staffings: staffings(offering.resourceGroups, resources, facts.resourceId),
    quantity: facts.quantity ?? 1,
    backToBack,
    capacity: offering.capacity,
    durationMs,
    nights,
    endOf:
      nights === null ? (startsAt) => startsAt + durationMs : (startsAt) => endOfStay(zone, nights, { startsAt, wanted: facts.nights }),
    bufferBeforeMs,
    bufferAfterMs,
    now,
    earliest: now + offering.minNoticeMinutes * MINUTE_MS,
    latest: horizonOf(zone, now, offering.maxAdvanceDays),
    dayLimit: offering.dailyLimit === null ? null : limitOfDays(facts, zone, offering.dailyLimit),
  };
}

function endOfStay(zone: Zone, terms: Nights, { startsAt, wanted }: { startsAt: number; wanted: number | undefined }): number {
  const arrival = arrivalAt(zone, terms, startsAt);
  if (arrival === undefined) return NaN;
  const nights = wanted ?? leastNights(terms, arrival);
  // A date that the zone never had is nobody's departure: the stay is told by the date that its clock shows.
  return hasDate(zone, arrival + nights) ? spanOfStay(zone, terms, { arrival, nights }).endsAt : NaN;
}

/** No slot of these facts is longer (ms). */
export function longestSlot({ offering, durationMinutes, nights }: Pick<SlotFacts, 'offering' | 'durationMinutes' | 'nights'>): number {
  if (offering.nights !== null) return (mostNights(offering.nights, nights) + 2) * DAY_MS;
  return (durationMinutes ?? offering.durationMinutes) * MINUTE_MS;
}

/** What starts on a local day, each booked item and each hold once. The facts must hold the whole of each day asked about. */
function limitOfDays({ offering, taken }: SlotFacts, zone: Zone, limit: number): DayLimit {
  const dayOf = (at: number) => Math.floor(zone.toLocal(at) / DAY_MS);
  const startsOn = new Map<number, Set<string>>();
  for (const { subjectId, source, startsAt, sourceId } of taken) {
    if (subjectId !== offering.id || source === 'external') continue;
    const day = dayOf(startsAt);
    startsOn.set(day, (startsOn.get(day) ?? new Set()).add(sourceId));
  }
  return { limit, isReached: (at) => (startsOn.get(dayOf(at))?.size ?? 0) >= limit };
}

/** A span with the offering's buffers around it. */
export function padded(agenda: Agenda, { startsAt, endsAt }: Span): Stretch {
  return { from: startsAt - agenda.bufferBeforeMs, until: endsAt + agenda.bufferAfterMs };
}

/** The last local day that may be booked is today and so many days; the horizon is that day's end. */
function horizonOf(zone: Zone, now: number, maxAdvanceDays: number): number {
  return zone.toInstant((Math.floor(zone.toLocal(now) / DAY_MS) + maxAdvanceDays + 1) * DAY_MS);
}

function takenBySubject(
  rows: readonly Taken[],
  { subjects, from, until }: Stretch & { subjects: ReadonlySet<string> },
): Map<string, readonly Taken[]> {
  const bySubject = new Map<string, Taken[]>();
  for (const row of rows) {
    if (row.occupiedUntil <= from || row.occupiedFrom >= until || !subjects.has(row.subjectId)) continue;
    const others = bySubject.get(row.subjectId);
    if (others) others.push(row);
    else bySubject.set(row.subjectId, [row]);
  }
  return new Map(bySubject.entries().map(([id, own]) => [id, sorted(own, (row) => row.occupiedFrom)]));
}

/** A resource that was asked for stands for one of the groups that name it, and for that one alone. */
function staffings(
  groups: readonly (readonly string[])[],
  resources: ReadonlyMap<string, unknown>,
  wanted: string | undefined,
): readonly (readonly (readonly string[])[])[] {
  const serving = groups.map((group) => [...new Set(group)].filter((id) => resources.has(id)));
  if (wanted === undefined) return [serving];
  return serving.flatMap((group, place) => {
    if (!group.includes(wanted)) return [];
    return [serving.map((other, i) => (i === place ? [wanted] : other.filter((id) => id !== wanted)))];
  });
}
