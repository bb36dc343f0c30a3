/**
 * One resource from each group, all different. A resource serves the seats of one session (the same offering, the same
 * start and end) or, to anything else, is busy: spans with their buffers must not overlap. Of a pool every place booked
 * takes one piece, whatever for.
 */
import type { Span, Taken } from '../model.ts';
import { padded, type Agenda, type ResourceAgenda } from './agenda.ts';
import { createCapacityOver } from './hours.ts';
import { createLeastFree, createOverlapCount, seatSteps } from './occupancy.ts';

/** The clock that a resource's hours go by: that of the offerings that it serves; where they have several or there are none, the business's is told. */
export function zoneOfResource(served: readonly { readonly timezone: string }[], usual: string): string {
  const [only, ...others] = new Set(served.map(({ timezone }) => timezone));
  return only === undefined || others.length > 0 ? usual : only;
}

export type SeatsLeft = (resourceId: string) => number;

export interface Staffed {
  /** seats that could still be taken, one at a time; an upper bound where a resource stands in several groups */
  readonly remaining: number;
  /** the groups that can serve the quantity at once, or undefined */
  readonly staffing: readonly (readonly string[])[] | undefined;
}

/** Whether the groups can take `quantity` seats, and how many seats are left, given the seats left on each resource. */
export function staff(agenda: Agenda, leftOn: SeatsLeft): Staffed {
  let remaining = 0;
  let staffing: Staffed['staffing'];
  for (const groups of agenda.staffings) {
    const able = withSeats(groups, leftOn, agenda.quantity);
    if (!staffing && canPickEach(able)) staffing = able;
    if (agenda.quantity > 1 ? canPickEach(withSeats(groups, leftOn, 1)) : canPickEach(able)) {
      const seats = groups.map((group) => group.reduce((sum, id) => sum + leftOn(id), 0));
      remaining = Math.max(remaining, Math.min(...seats));
    }
  }
  return { remaining, staffing };
}

export function withSeats(groups: readonly (readonly string[])[], leftOn: SeatsLeft, quantity: number): string[][] {
  return groups.map((group) => group.filter((id) => leftOn(id) >= quantity));
}

/** One different resource for each group, earlier groups getting the earliest of their list that leaves enough for the rest. */
export function pickEach(groups: readonly (readonly string[])[]): string[] | undefined {
  if (!canPickEach(groups)) return undefined;
  const picked: string[] = [];
  for (const [i, group] of groups.entries()) {
    const free = group.filter((id) => !picked.includes(id));
    const choice = free.find((id) => canPickEach(groups.slice(i + 1), new Set([...picked, id])));
    if (choice === undefined) return undefined;
    picked.push(choice);
  }
  return picked;
}

/** Bipartite matching of groups to resources by augmenting paths (Kuhn). */
function canPickEach(groups: readonly (readonly string[])[], used: ReadonlySet<string> = new Set()): boolean {
  if (groups.length === 1) return groups[0]!.some((id) => !used.has(id));
  const groupOf = new Map<string, number>();
  const place = (group: number, tried: Set<string>): boolean => {
    for (const id of groups[group]!) {
      if (used.has(id) || tried.has(id)) continue;
      tried.add(id);
      const holder = groupOf.get(id);
      if (holder === undefined || place(holder, tried)) {
        groupOf.set(id, group);
        return true;
      }
    }
    return false;
  };
  return groups.every((_, group) => place(group, new Set()));
}

export function isSameSession(agenda: Agenda, span: Span, row: Taken): boolean {
  return row.offeringId === agenda.offeringId && row.startsAt === span.startsAt && row.endsAt === span.endsAt;
}

/**
 * Seats left on a resource for spans of the offering's length, asked in order of their starts. Constant per question:
 * the resource is free for a span when all that overlaps it is the very session; of a pool, what its peak leaves.
 */
export function createSeatsLeft(agenda: Agenda, resource: ResourceAgenda): (span: Span, capacity: number) => number {
  const sessions = new Map<number, { seats: number; rows: number }>();
  for (const row of resource.taken) {
    if (row.offeringId !== agenda.offeringId || row.endsAt !== agenda.endOf(row.startsAt)) continue;
    const session = sessions.get(row.startsAt) ?? { seats: 0, rows: 0 };
    sessions.set(row.startsAt, { seats: session.seats + row.quantity, rows: session.rows + 1 });
  }
  const overlapping = createOverlapCount(resource.taken.map((row) => ({ from: row.occupiedFrom, until: row.occupiedUntil })));
  const blocking = createOverlapCount(resource.blocks);
  const openOver = resource.hours && createCapacityOver(resource.hours);
  const leastOfPool = resource.pool === null ? null : createLeastFree(seatSteps(resource.taken, []), resource.pool);
  return (span, capacity) => {
    const { from, until } = padded(agenda, span);
    const rows = overlapping(from, until);
    const blocks = blocking(span.startsAt, span.endsAt);
    if (blocks > 0 || (openOver && openOver(span) === null)) return 0;
    if (leastOfPool) return Math.max(0, leastOfPool(from, until));
    if (rows === 0) return capacity;
    const session = sessions.get(span.startsAt);
    return session?.rows === rows ? Math.max(0, capacity - session.seats) : 0;
  };
}

/** The order in which resources are chosen: a session that runs already, then the least busy that day, then the group's own. */
export function byPreference(agenda: Agenda, span: Span, day: { from: number; until: number }): (group: readonly string[]) => string[] {
  const rank = new Map<string, { session: number; busyMs: number }>();
  const rankOf = (id: string) => {
    const known = rank.get(id);
    if (known) return known;
    const taken = agenda.resources.get(id)?.taken ?? [];
    const session = taken.some((row) => isSameSession(agenda, span, row)) ? 0 : 1;
    const ranked = { session, busyMs: busyWithin(taken, day) };
    rank.set(id, ranked);
    return ranked;
  };
  return (group) => group.toSorted((a, b) => rankOf(a).session - rankOf(b).session || rankOf(a).busyMs - rankOf(b).busyMs);
}

/** Time in which anything occupies the resource; rows come by `occupiedFrom`. */
function busyWithin(rows: readonly Taken[], { from, until }: { from: number; until: number }): number {
  let busyMs = 0;
  let reached = from;
  for (const row of rows) {
    const end = Math.min(row.occupiedUntil, until);
    if (end <= reached) continue;
    busyMs += end - Math.max(reached, Math.min(row.occupiedFrom, until));
    reached = end;
  }
  return busyMs;
}
