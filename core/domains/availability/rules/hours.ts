/**
 * From wall-clock timetables to instants: opening windows, each with its own grid of starts, and blocks. A window belongs
 * to the date on which it starts; a date that the zone never had (Apia, 2011-12-30) has no windows.
 */
import { DAY_MS, MINUTE_MS, dateToDay, dayOfWeek, parseLocal, type Zone } from '../../../base/zone.ts';
import type { LocalException, Span, Timetable, WeeklyRule } from '../model.ts';

/** Half open, in epoch milliseconds. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
}

export interface OpeningWindow extends Stretch {
  readonly stepMs: number;
  readonly capacity: number;
}

/** Open time with the seats that it has, whatever windows it is made of. */
export interface OpenStretch extends Stretch {
  readonly capacity: number;
}

export interface Block extends Stretch {
  readonly exceptionId: string;
  readonly reason: string | null;
}

/** A rule may end 48 hours after its midnight, and a zone may move a day by one more. */
const LONGEST_WINDOW_DAYS = 4;

export interface HoursQuery extends Stretch {
  readonly zone: Zone;
  readonly timetable: Timetable;
  /** what stands in where a rule or exception names none */
  readonly defaults: { readonly slotMinutes: number; readonly capacity: number };
}

/** Every window that touches `[from, until)`, whole, ordered by its start. */
export function openingWindows(query: HoursQuery): OpeningWindow[] {
  const windows: OpeningWindow[] = [];
  const add = (stretch: Stretch, own: { slotMinutes: number | null; capacity: number | null }) => {
    if (stretch.from >= stretch.until || stretch.until <= query.from || stretch.from >= query.until) return;
    windows.push({
      ...stretch,
      stepMs: (own.slotMinutes ?? query.defaults.slotMinutes) * MINUTE_MS,
      capacity: own.capacity ?? query.defaults.capacity,
    });
  };
  eachRuleDay(query, (rule, stretch) => add(stretch, rule));
  for (const exception of query.timetable.exceptions) {
    if (exception.kind !== 'OPEN') continue;
    for (const stretch of stretchesOf(query.zone, exception, query)) add(stretch, exception);
  }
  return windows.toSorted(byStart);
}

/** When an exception of whole days begins and ends, of its two midnights in local ms. */
export interface DayEdges {
  readonly begin: (midnight: number) => number;
  readonly end: (midnight: number) => number;
}

export interface ExceptionQuery extends Stretch {
  /** the midnights themselves unless said */
  readonly edges?: DayEdges | undefined;
}

/** Every block that touches `[from, until)`, whole, ordered by its start. */
export function blocksIn({ zone, timetable, ...query }: Omit<HoursQuery, 'defaults'> & ExceptionQuery): Block[] {
  const blocks: Block[] = [];
  for (const exception of timetable.exceptions) {
    if (exception.kind !== 'BLOCK') continue;
    for (const stretch of stretchesOf(zone, exception, query))
      blocks.push({ ...stretch, exceptionId: exception.id, reason: exception.reason });
  }
  return blocks.toSorted(byStart);
}

/** Open time without overlaps, in order; where windows overlap, the one with more seats counts. */
export function openStretches(windows: readonly OpeningWindow[]): OpenStretch[] {
  const edges = [...new Set(windows.flatMap((window) => [window.from, window.until]))].toSorted((a, b) => a - b);
  const stretches: OpenStretch[] = [];
  let next = 0;
  let running: OpeningWindow[] = [];
  for (const [i, from] of edges.entries()) {
    while (next < windows.length && windows[next]!.from <= from) running.push(windows[next++]!);
    running = running.filter((window) => window.until > from);
    if (running.length === 0) continue;
    const capacity = running.reduce((most, window) => Math.max(most, window.capacity), 0);
    stretches.push({ from, until: edges[i + 1]!, capacity });
  }
  return stretches;
}

/**
 * The seats open during the whole of a span, or null where some of it is closed. Spans must come in order of their
 * starts: one pass over the stretches serves them all.
 */
export function createCapacityOver(stretches: readonly OpenStretch[]): (span: Span) => number | null {
  let first = 0;
  return ({ startsAt, endsAt }) => {
    while (first < stretches.length && stretches[first]!.until <= startsAt) first += 1;
    let reached = startsAt;
    let least = Infinity;
    for (let i = first; reached < endsAt; i += 1) {
      const stretch = stretches[i];
      if (!stretch || stretch.from > reached) return null;
      least = Math.min(least, stretch.capacity);
      reached = stretch.until;
    }
    return least;
  };
}

/** The starts that the windows' grids offer in `[from, until)`, in order, each once. */
export function gridStarts(windows: readonly OpeningWindow[], { from, until }: Stretch, durationMs: number): number[] {
  const starts: number[] = [];
  let ordered = true;
  let latest = -Infinity;
  for (const window of windows) {
    const skip = Math.max(0, Math.ceil((from - window.from) / window.stepMs));
    const last = Math.min(until - 1, window.until - durationMs);
    for (let at = window.from + skip * window.stepMs; at <= last; at += window.stepMs) {
      ordered &&= at > latest;
      latest = at;
      starts.push(at);
    }
  }
  return ordered ? starts : [...new Set(starts)].toSorted((a, b) => a - b);
}

export function isOnGrid(windows: readonly OpeningWindow[], { startsAt, endsAt }: Span): boolean {
  return windows.some((window) => startsAt >= window.from && endsAt <= window.until && (startsAt - window.from) % window.stepMs === 0);
}

/** The times of an exception that touch `[from, until)`: one, or of a yearly one as many as there are years in it. */
export function stretchesOf(zone: Zone, exception: LocalException, { from, until, edges }: ExceptionQuery): Stretch[] {
  const stretches: Stretch[] = [];
  const { begin, end } = edges !== undefined && isOfWholeDays(exception) ? edges : { begin: zone.toInstant, end: zone.toInstant };
  const years = exception.yearly ? yearsOf(zone, exception, { from, until }) : [0];
  for (const later of years) {
    if (later > 0 && startsOnMissingDay(exception, later)) continue;
    const stretch = { from: begin(localIn(exception.from, later)), until: end(localIn(exception.to, later)) };
    if (stretch.from < stretch.until && stretch.until > from && stretch.from < until) stretches.push(stretch);
  }
  return stretches;
}

const isOfWholeDays = ({ from, to }: LocalException): boolean => [from, to].every((local) => local.endsWith('T00:00'));

/** How many years after its first time a yearly exception may touch `[from, until)`: those of the calendar around it. */
function yearsOf(zone: Zone, { from, to }: LocalException, asked: Stretch): number[] {
  const first = yearOf(from);
  const firstAsked = new Date(zone.toLocal(asked.from) - AROUND_MS).getUTCFullYear() - (yearOf(to) - first);
  const lastAsked = new Date(zone.toLocal(asked.until) + AROUND_MS).getUTCFullYear();
  const earliest = Math.max(0, firstAsked - first);
  return Array.from({ length: Math.max(0, lastAsked - first - earliest + 1) }, (_, i) => earliest + i);
}

const AROUND_MS = 2 * DAY_MS;
const yearOf = (local: string): number => Number(local.slice(0, 4));
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const isLeapDay = (local: string): boolean => local.slice(5, 10) === '02-29';

/** What begins on 29 February is not there in other years. */
function startsOnMissingDay({ from }: LocalException, later: number): boolean {
  return isLeapDay(from) && !isLeap(yearOf(from) + later);
}

/** The same time so many years later, in local ms; of 29 February, where there is none, the end of the 28th. */
function localIn(local: string, later: number): number {
  if (later === 0) return parseLocal(local);
  const year = yearOf(local) + later;
  if (isLeapDay(local) && !isLeap(year)) return parseLocal(`${year}-03-01T00:00`);
  return parseLocal(`${year}${local.slice(4)}`);
}

/** Each date, in days since 1970, on which a rule opens around `[from, until)`, and when it does. */
export function eachRuleDay(
  { zone, timetable, from, until }: Omit<HoursQuery, 'defaults'>,
  visit: (rule: WeeklyRule, stretch: Stretch, day: number) => void,
): void {
  if (timetable.rules.length === 0) return;
  const byWeekday = Map.groupBy(timetable.rules.map(inNumbers), ({ rule }) => rule.dayOfWeek);
  const lastDay = Math.floor(zone.toLocal(until) / DAY_MS) + 1;
  for (let day = Math.floor(zone.toLocal(from) / DAY_MS) - LONGEST_WINDOW_DAYS; day <= lastDay; day += 1) {
    const rules = byWeekday.get(dayOfWeek(day));
    const midnight = day * DAY_MS;
    if (!rules || !hasDate(zone, day)) continue;
    for (const { rule, startMs, endMs, firstDay, finalDay } of rules) {
      if (day < firstDay || day > finalDay) continue;
      visit(rule, { from: zone.toInstant(midnight + startMs), until: zone.toInstant(midnight + endMs) }, day);
    }
  }
}

function inNumbers(rule: WeeklyRule) {
  const startMs = clockToMs(rule.startTime);
  const endMs = clockToMs(rule.endTime);
  return {
    rule,
    startMs,
    endMs: endMs > startMs ? endMs : endMs + DAY_MS,
    firstDay: rule.validFrom === null ? -Infinity : dateToDay(rule.validFrom),
    finalDay: rule.validUntil === null ? Infinity : dateToDay(rule.validUntil),
  };
}

/** Whether the zone ever had this date. */
export const hasDate = (zone: Zone, day: number): boolean => zone.toInstant(day * DAY_MS) < zone.toInstant((day + 1) * DAY_MS);

/** Of `HH:MM` */
export function clockToMs(time: string): number {
  return (Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))) * MINUTE_MS;
}

function byStart(a: Stretch, b: Stretch): number {
  return a.from - b.from || a.until - b.until;
}
