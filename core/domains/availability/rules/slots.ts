import { DAY_MS } from '../../../base/zone.ts';
import type { Slot, SlotFacts, SlotReason, Span } from '../model.ts';
import { agendaFor, longestSlot, padded, type Agenda } from './agenda.ts';
import { createCapacityOver } from './hours.ts';
import { createLeastFree, createOverlapCount, seatSteps } from './occupancy.ts';
import { stayOf } from './nights.ts';
import { limitReasons, termReasons } from './policy.ts';
import { createExaminer } from './reasons.ts';
import { createSeatsLeft, staff } from './resources.ts';
import { startsIn } from './starts.ts';

const MAX_SEARCH_DAYS = 366;
const MAX_CHUNK_DAYS = 32;

interface SlotRange {
  readonly from: number;
  readonly to: number;
  /** also the slots that can't be booked, each with its reason; as if there were no blocks */
  readonly explain?: boolean | undefined;
}

/**
 * The slots that start in `[from, to)`, in order. O(n + m) in rows taken and slots, after sorting what isn't in order;
 * explaining adds the size of what is in the way.
 */
export function slotsBetween(facts: SlotFacts, { from, to, explain = false }: SlotRange): Slot[] {
  if (!(from < to)) return [];
  const agenda = agendaFor(facts, { from, until: to + longestSlot(facts) });
  const range = explain ? { from, until: to } : { from: Math.max(from, agenda.now, agenda.earliest), until: Math.min(to, agenda.latest) };
  const starts = startsIn(agenda, range);
  const { nights, zone } = agenda;
  if (nights === null || facts.nights !== undefined) return slotsAt(agenda, starts, explain);
  // Where each arrival has its own fewest nights, ends may go back: each number of nights is a pass of its own.
  const passes = Map.groupBy(starts, (startsAt) => stayOf(zone, nights, { startsAt, endsAt: agenda.endOf(startsAt) })?.nights);
  return [...passes.values()].flatMap((pass) => slotsAt(agenda, pass, explain)).toSorted((a, b) => a.startsAt - b.startsAt);
}

/** For starts in order whose ends are in order too. */
function slotsAt(agenda: Agenda, starts: readonly number[], explain: boolean): Slot[] {
  const roomFor = createRoomFor(agenda);
  const examine = createExaminer(agenda);
  const isLimited = agenda.dayLimit !== null || agenda.nights !== null;
  const slots: Slot[] = [];
  for (const startsAt of starts) {
    const span = { startsAt, endsAt: agenda.endOf(startsAt) };
    const room = roomFor(span);
    if (!explain && (!room.available || (isLimited && limitReasons(agenda, span).length > 0))) continue;
    const reason = !explain ? null : room.available ? termReasons(agenda, span)[0] : firstReason(examine(span).reasons);
    slots.push({
      startsAt,
      endsAt: span.endsAt,
      remaining: room.remaining,
      bookable: !reason,
      reason: reason ?? null,
      resourceIds: room.resourceIds,
    });
  }
  return slots;
}

/**
 * The first slot from `after` on that can be booked, at most `withinDays` ahead (never beyond the horizon, nor 366 days).
 * It looks at a day, then at two, then at four, so the usual answer costs a day's slots.
 */
export function nextBookable(
  facts: SlotFacts,
  { after, withinDays = MAX_SEARCH_DAYS }: { after: number; withinDays?: number },
): Slot | undefined {
  const until = after + Math.min(withinDays, MAX_SEARCH_DAYS) * DAY_MS;
  let days = 1;
  for (let from = Math.max(after, facts.now); from < until; days = Math.min(days * 2, MAX_CHUNK_DAYS)) {
    const to = Math.min(from + days * DAY_MS, until);
    const [slot] = slotsBetween(facts, { from, to });
    if (slot) return slot;
    from = to;
  }
  return undefined;
}

interface Room {
  readonly available: boolean;
  readonly remaining: number;
  readonly resourceIds: readonly string[];
}

const NO_ROOM: Room = { available: false, remaining: 0, resourceIds: [] };

/** Whether there is room, for spans of the offering's length in order of their starts: constant work for each. */
function createRoomFor(agenda: Agenda): (span: Span) => Room {
  const capacityOver = createCapacityOver(agenda.open);
  const blocksOver = createOverlapCount(agenda.blocks);
  const roomIn = agenda.grouped ? createGroupRoom(agenda) : createSeatRoom(agenda);
  return (span) => {
    const capacity = capacityOver(span);
    if (capacity === null || blocksOver(span.startsAt, span.endsAt) > 0) return NO_ROOM;
    return roomIn(span, capacity);
  };
}

function createSeatRoom(agenda: Agenda): (span: Span, capacity: number) => Room {
  const steps = seatSteps(agenda.seats, agenda.open);
  // The seats of the hours differ rarely; each number of them has its own pass over the steps.
  const passes = new Map<number, ReturnType<typeof createLeastFree>>();
  return (span, capacity) => {
    let leastFree = passes.get(capacity);
    if (!leastFree) passes.set(capacity, (leastFree = createLeastFree(steps, capacity)));
    const { from, until } = padded(agenda, span);
    const free = leastFree(from, until);
    return { available: free >= agenda.quantity, remaining: Math.max(0, free), resourceIds: [] };
  };
}

function createGroupRoom(agenda: Agenda): (span: Span, capacity: number) => Room {
  const resources = [...agenda.resources.values()].map((resource) => ({ id: resource.id, seatsLeft: createSeatsLeft(agenda, resource) }));
  const awayOver = createOverlapCount(agenda.away.map((row) => ({ from: row.occupiedFrom, until: row.occupiedUntil })));
  const left = new Map<string, number>();
  const leftOn = (id: string) => left.get(id) ?? 0;
  return (span, capacity) => {
    const { from, until } = padded(agenda, span);
    if (awayOver(from, until) > 0) return NO_ROOM;
    for (const { id, seatsLeft } of resources) left.set(id, seatsLeft(span, capacity));
    const { remaining, staffing } = staff(agenda, leftOn);
    return { available: staffing !== undefined, remaining, resourceIds: staffing ? [...new Set(staffing.flat())] : [] };
  };
}

function firstReason(reasons: readonly SlotReason[]): SlotReason {
  const [reason] = reasons;
  if (!reason) throw new Error('a slot without room has a reason');
  return reason;
}
