/**
 * What is taken, swept once from left to right. Everything here that answers about a stretch must be asked in order of
 * time (neither end may go back); in return n stretches and m rows cost O(n + m) after sorting, however long either is.
 */
import type { Taken } from '../model.ts';
import type { OpenStretch, Stretch } from './hours.ts';

/** How many of these stretches overlap a given one: those begun before its end, less those over by its start. */
export function createOverlapCount(stretches: readonly Stretch[]): (from: number, until: number) => number {
  if (stretches.length === 0) return () => 0;
  const starts = Float64Array.from(stretches, (stretch) => stretch.from).toSorted();
  const ends = Float64Array.from(stretches, (stretch) => stretch.until).toSorted();
  let begun = 0;
  let over = 0;
  return (from, until) => {
    while (begun < starts.length && starts[begun]! < until) begun += 1;
    while (over < ends.length && ends[over]! <= from) over += 1;
    return begun - over;
  };
}

/** Which of these overlap a given stretch. Costs what it returns; they must come ordered by their start. */
export function createOverlapping<T>(
  items: readonly T[],
  [startOf, endOf]: readonly [(item: T) => number, (item: T) => number],
): (stretch: Stretch) => readonly T[] {
  let next = 0;
  let running: T[] = [];
  return ({ from, until }) => {
    while (next < items.length && startOf(items[next]!) < until) running.push(items[next++]!);
    if (running.some((item) => endOf(item) <= from)) running = running.filter((item) => endOf(item) > from);
    return running;
  };
}

export const byStretch = [(stretch: Stretch) => stretch.from, (stretch: Stretch) => stretch.until] as const;
export const byOccupied = [(row: Taken) => row.occupiedFrom, (row: Taken) => row.occupiedUntil] as const;

/**
 * Seats over time, as steps: step i runs from `at[i]` to `at[i + 1]`, with `taken[i]` seats gone of `open[i]` (0 where
 * closed). The first step has no beginning and the last no end; in both nothing is taken.
 */
export interface SeatSteps {
  readonly at: Float64Array;
  readonly taken: Float64Array;
  readonly open: Float64Array;
}

/** Which part of a row counts: with its buffers, or without. */
export type Part = 'occupied' | 'core';

export function seatSteps(rows: readonly Taken[], stretches: readonly OpenStretch[], part: Part = 'occupied'): SeatSteps {
  const begins = edgesOf(rows, part === 'core' ? (row) => row.startsAt : (row) => row.occupiedFrom);
  const finishes = edgesOf(rows, part === 'core' ? (row) => row.endsAt : (row) => row.occupiedUntil);
  const most = 1 + 2 * (rows.length + stretches.length);
  const at = new Float64Array(most);
  const taken = new Float64Array(most);
  const open = new Float64Array(most);
  at[0] = -Infinity;
  let length = 1;
  for (let [b, f, s, seats] = [0, 0, 0, 0]; ; length += 1) {
    const stretch = stretches[s];
    const edge = !stretch ? Infinity : stretch.from > at[length - 1]! ? stretch.from : stretch.until;
    const now = Math.min(edge, begins.at[b]!, finishes.at[f]!);
    if (now === Infinity) break;
    while (begins.at[b]! <= now) seats += begins.quantity[b++]!;
    while (finishes.at[f]! <= now) seats -= finishes.quantity[f++]!;
    while (s < stretches.length && stretches[s]!.until <= now) s += 1;
    at[length] = now;
    taken[length] = seats;
    open[length] = s < stretches.length && stretches[s]!.from <= now ? stretches[s]!.capacity : 0;
  }
  return { at: at.subarray(0, length), taken: taken.subarray(0, length), open: open.subarray(0, length) };
}

/** One end of every row, in order, with an Infinity to stop at. */
function edgesOf(rows: readonly Taken[], end: (row: Taken) => number): { at: Float64Array; quantity: Float64Array } {
  const at = new Float64Array(rows.length + 1);
  const quantity = new Float64Array(rows.length);
  for (const [i, row] of sorted(rows, end).entries()) {
    at[i] = end(row);
    quantity[i] = row.quantity;
  }
  at[rows.length] = Infinity;
  return { at, quantity };
}

/**
 * Seats free in one step for a span whose own hours have `capacity` seats. Its buffers may reach into closed time or into
 * hours with fewer seats, which must not make it smaller than it is; into hours with more, where more may be taken.
 */
function freeIn(steps: SeatSteps, i: number, capacity: number): number {
  return Math.max(capacity, steps.open[i]!) - steps.taken[i]!;
}

/** The fewest seats free at any instant of a stretch: a sliding minimum, each step entering and leaving once. */
export function createLeastFree(steps: SeatSteps, capacity: number): (from: number, until: number) => number {
  const { at } = steps;
  const rising: number[] = [];
  let head = 0;
  let next = 0;
  return (from, until) => {
    for (; next < at.length && at[next]! < until; next += 1) {
      const free = freeIn(steps, next, capacity);
      while (rising.length > head && freeIn(steps, rising.at(-1)!, capacity) >= free) rising.pop();
      rising.push(next);
    }
    while (head < rising.length - 1 && at[rising[head]! + 1]! <= from) head += 1;
    return freeIn(steps, rising[head]!, capacity);
  };
}

/** The parts of a stretch in which fewer than `quantity` seats are free. */
export function crowdedParts(
  steps: SeatSteps,
  { capacity, quantity, from, until }: Stretch & { capacity: number; quantity: number },
): Stretch[] {
  const crowded: Stretch[] = [];
  for (const [i, start] of steps.at.entries()) {
    const end = steps.at[i + 1] ?? Infinity;
    if (start < until && end > from && freeIn(steps, i, capacity) < quantity) crowded.push({ from: start, until: end });
  }
  return crowded;
}

/** Rows as they come from a database are mostly in order already; then this costs one pass and no copy. */
export function sorted(rows: readonly Taken[], key: (row: Taken) => number): readonly Taken[] {
  for (let i = 1; i < rows.length; i += 1) {
    if (key(rows[i - 1]!) > key(rows[i]!)) return rows.toSorted((a, b) => key(a) - key(b));
  }
  return rows;
}
