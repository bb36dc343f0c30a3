/**
 * Where slots may start. On the grid: every step from each opening on. Back to back: right at an opening, right after what
 * is taken (its buffers and the offering's between them), and from each of these on one after another until something taken
 * is met, so that no gaps stay that nobody can book. A session that has begun to fill may be joined at its own start.
 */
import type { Span, Taken } from '../model.ts';
import type { Agenda } from './agenda.ts';
import { gridStarts, isOnGrid, type OpenStretch, type OpeningWindow, type Stretch } from './hours.ts';

/** The starts in `[from, until)`, in order, each once. */
export function startsIn(agenda: Agenda, range: Stretch): number[] {
  if (agenda.nights !== null) return arrivalsIn(agenda, range);
  if (!agenda.backToBack) return gridStarts(agenda.windows, range, agenda.durationMs);
  const starts = new Set<number>();
  for (const lane of lanesOf(agenda))
    for (const window of agenda.windows) for (const at of chainedStarts(agenda, { lane, window, range })) starts.add(at);
  return [...starts].toSorted((a, b) => a - b);
}

/** A span that is none of the slots offered: another start, another length, or over the end of its window. */
export function isOffGrid(agenda: Agenda, span: Span): boolean {
  if (span.endsAt !== agenda.endOf(span.startsAt)) return true;
  if (agenda.nights === null && !agenda.backToBack) return !isOnGrid(agenda.windows, span);
  return startsIn(agenda, { from: span.startsAt, until: span.startsAt + 1 }).length === 0;
}

/** The check-ins of open nights of which a stay is to be had at all. */
function arrivalsIn({ windows, endOf }: Agenda, { from, until }: Stretch): number[] {
  return windows.map((window) => window.from).filter((at) => at >= from && at < until && endOf(at) > at);
}

/** One that could serve, and what lets spans begin on it or stops them, as instants of spans without their buffers. */
interface Lane {
  /** in order */
  readonly anchors: readonly number[];
  /** what must not be met, by its end, and from each place on the earliest beginning of those that end later */
  readonly ends: readonly number[];
  readonly nextBegin: readonly number[];
}

function lanesOf(agenda: Agenda): Lane[] {
  const serving = new Set(agenda.staffings.flat(2));
  const resources = [...agenda.resources.values()].filter(({ id }) => serving.has(id));
  if (resources.length === 0) return [laneOf(agenda, { taken: agenda.seats, closed: agenda.blocks })];
  return resources.map(({ taken, blocks, hours }) =>
    laneOf(agenda, {
      taken: [...taken, ...agenda.away],
      closed: [...blocks, ...agenda.blocks, ...(hours === null ? [] : closedAround(hours))],
    }),
  );
}

interface LaneFacts {
  readonly taken: readonly Taken[];
  readonly closed: readonly Stretch[];
}

function laneOf({ offeringId, bufferBeforeMs, bufferAfterMs }: Agenda, { taken, closed }: LaneFacts): Lane {
  const rows = taken.map((row) => ({ from: row.occupiedFrom - bufferAfterMs, until: row.occupiedUntil + bufferBeforeMs }));
  const obstacles = [...rows, ...closed].toSorted((a, b) => a.until - b.until);
  const ends = obstacles.map(({ until }) => until);
  const nextBegin = obstacles.map(({ from }) => from);
  for (let i = nextBegin.length - 2; i >= 0; i -= 1) nextBegin[i] = Math.min(nextBegin[i]!, nextBegin[i + 1]!);
  const sessions = taken.filter((row) => row.offeringId === offeringId).map(({ startsAt }) => startsAt);
  return { anchors: [...new Set([...ends, ...sessions])].toSorted((a, b) => a - b), ends, nextBegin };
}

/** What is not open, from before all time to after it. */
function closedAround(hours: readonly OpenStretch[]): Stretch[] {
  const edges = [-Infinity, ...hours.flatMap(({ from, until }) => [from, until]), Infinity];
  return Array.from({ length: edges.length / 2 }, (_, i) => ({ from: edges[2 * i]!, until: edges[2 * i + 1]! })).filter(
    ({ from, until }) => from < until,
  );
}

function* chainedStarts(
  { durationMs, bufferBeforeMs, bufferAfterMs }: Agenda,
  { lane, window, range }: { lane: Lane; window: OpeningWindow; range: Stretch },
): Generator<number> {
  const step = durationMs + bufferBeforeMs + bufferAfterMs;
  const last = Math.min(range.until - 1, window.until - durationMs);
  for (let i = firstAfter(lane.anchors, window.from), anchor = window.from; anchor <= last; anchor = lane.anchors[i++] ?? Infinity) {
    if (anchor >= range.from) yield anchor;
    const chained = Math.min(last, (lane.nextBegin[firstAfter(lane.ends, anchor)] ?? Infinity) - durationMs);
    const skip = Math.max(1, Math.ceil((range.from - anchor) / step));
    for (let at = anchor + skip * step; at <= chained; at += step) yield at;
  }
}

/** The place of the first number beyond another, in order. */
function firstAfter(numbers: readonly number[], than: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! <= than) low = middle + 1;
    else high = middle;
  }
  return low;
}
