/** Why a span can't be had: what stands in the way, each thing by its name. Slower than asking whether, so asked only then. */
import type { CapacityCode, SlotReason, Span, Taken } from '../model.ts';
import { padded, type Agenda, type ResourceAgenda } from './agenda.ts';
import { createCapacityOver, type Block, type OpenStretch, type Stretch } from './hours.ts';
import { byOccupied, byStretch, createLeastFree, createOverlapping, crowdedParts, seatSteps, type Part } from './occupancy.ts';
import { isSameSession, staff, withSeats } from './resources.ts';

export interface Finding {
  /** inside the offering's hours, blocks apart */
  readonly open: boolean;
  readonly reasons: readonly SlotReason[];
  readonly remaining: number;
  /** the resources able to serve each group; undefined where there are no groups or they can't */
  readonly staffing: readonly (readonly string[])[] | undefined;
}

/** Examines spans in order of their starts. */
export function createExaminer(agenda: Agenda): (span: Span) => Finding {
  const capacityOver = createCapacityOver(agenda.open);
  const openOver = createOverlapping(agenda.open, byStretch);
  const blocksOver = createOverlapping(agenda.blocks, byStretch);
  const seatsOver = createOverlapping(agenda.seats, byOccupied);
  const awayOver = createOverlapping(agenda.away, byOccupied);
  const resources = new Map(agenda.resources.values().map((resource) => [resource.id, createResourceExaminer(agenda, resource)]));
  return (span) => {
    const capacity = capacityOver(span);
    const closed: SlotReason[] = capacity === null ? [{ code: 'no_hours' }] : [];
    closed.push(...blocksOver({ from: span.startsAt, until: span.endsAt }).map(blockedBy));
    const room = { span, capacity: capacity ?? agenda.capacity };
    const around = padded(agenda, span);
    const away = awayOver(around);
    if (away.length > 0) closed.push({ code: 'external', sourceIds: sourcesOf(away) });
    const found = agenda.grouped
      ? examineGroups(agenda, new Map(resources.entries().map(([id, examine]) => [id, examine(room)])))
      : examineSeats(agenda, { ...room, around, open: openOver(around), rows: seatsOver(around) });
    return {
      ...found,
      open: capacity !== null,
      reasons: [...closed, ...found.reasons],
      remaining: closed.length > 0 ? 0 : found.remaining,
    };
  };
}

interface Room {
  readonly span: Span;
  readonly capacity: number;
}

interface SeatRoom extends Room {
  /** the span with its buffers, and the open time and rows that it meets */
  readonly around: Stretch;
  readonly open: readonly OpenStretch[];
  readonly rows: readonly Taken[];
}

function examineSeats(agenda: Agenda, { span, capacity, around, open, rows }: SeatRoom): Omit<Finding, 'open'> {
  const within = { from: span.startsAt, until: span.endsAt };
  const leastFree = (those: readonly Taken[], { from, until }: Stretch, part?: Part) =>
    createLeastFree(seatSteps(those, open, part), capacity)(from, until);
  const free = leastFree(rows, around);
  const found = { remaining: Math.max(0, free), staffing: undefined };
  if (free >= agenda.quantity) return { ...found, reasons: [] };

  const crowded = crowdedParts(seatSteps(rows, open), { capacity, quantity: agenda.quantity, ...around });
  const inTheWay = rows.filter((row) => crowded.some((part) => row.occupiedFrom < part.until && row.occupiedUntil > part.from));
  const ours = rows.filter((row) => row.source !== 'external');
  if (ours.length < rows.length && leastFree(ours, around) >= agenda.quantity) {
    return { ...found, reasons: [{ code: 'external', sourceIds: sourcesOf(inTheWay.filter((row) => row.source === 'external')) }] };
  }
  const code = leastFree(rows, within, 'core') >= agenda.quantity ? 'buffer' : 'full';
  return { ...found, reasons: [{ code, sourceIds: sourcesOf(inTheWay) }] };
}

interface ResourceFinding {
  readonly left: number;
  /** what keeps the quantity from it, where something does */
  readonly reason: SlotReason | undefined;
}

function createResourceExaminer(agenda: Agenda, resource: ResourceAgenda): (room: Room) => ResourceFinding {
  const openOver = resource.hours && createCapacityOver(resource.hours);
  const blocksOver = createOverlapping(resource.blocks, byStretch);
  const rowsOver = createOverlapping(resource.taken, byOccupied);
  const resourceIds = [resource.id];
  return ({ span, capacity }) => {
    const around = padded(agenda, span);
    const rows = rowsOver(around);
    const open = !openOver || openOver(span) !== null;
    const [block] = blocksOver({ from: span.startsAt, until: span.endsAt });
    if (!open) return { left: 0, reason: { code: 'no_hours', resourceIds } };
    if (block) return { left: 0, reason: { ...blockedBy(block), resourceIds } };
    if (resource.pool !== null) {
      const found = examineSeats(agenda, { span, capacity: resource.pool, around, open: [], rows });
      const [reason] = found.reasons;
      return { left: found.remaining, reason: reason && { ...reason, resourceIds } };
    }
    const session = rows.filter((row) => isSameSession(agenda, span, row));
    const left = session.length === rows.length ? Math.max(0, capacity - session.reduce((sum, row) => sum + row.quantity, 0)) : 0;
    if (left >= agenda.quantity) return { left, reason: undefined };
    return { left, reason: { ...busyWith(rows, session, { span, capacity }), resourceIds } };
  };
}

function busyWith(rows: readonly Taken[], session: readonly Taken[], { span, capacity }: Room): SlotReason {
  const others = rows.filter((row) => !session.includes(row));
  if (others.length === 0) return { code: capacity === 1 && session.length > 0 ? 'resource_busy' : 'full', sourceIds: sourcesOf(session) };
  const sourceIds = sourcesOf(others);
  if (others.every((row) => row.source === 'external')) return { code: 'external', sourceIds };
  const touches = others.some((row) => row.startsAt < span.endsAt && row.endsAt > span.startsAt);
  return { code: touches ? 'resource_busy' : 'buffer', sourceIds };
}

function examineGroups(agenda: Agenda, findings: ReadonlyMap<string, ResourceFinding>): Omit<Finding, 'open'> {
  const leftOn = (id: string) => findings.get(id)?.left ?? 0;
  const { remaining, staffing } = staff(agenda, leftOn);
  if (staffing) return { reasons: [], remaining, staffing };
  const groups = agenda.staffings[0];
  if (!groups) return { reasons: [{ code: 'resource_busy' }], remaining, staffing };
  const able = withSeats(groups, leftOn, agenda.quantity);
  const short = groups.filter((_, i) => able[i]!.length === 0);
  const reasons = short.map((group) => groupReason(group, findings));
  if (short.length === 0) reasons.push({ code: 'resource_busy', resourceIds: [...new Set(able.flat())] });
  return { reasons, remaining, staffing };
}

/** What keeps a whole group: the one thing that keeps all of it, or else that none is free. */
function groupReason(group: readonly string[], findings: ReadonlyMap<string, ResourceFinding>): SlotReason {
  const reasons = group.flatMap((id) => findings.get(id)?.reason ?? []);
  const [first] = reasons;
  const sourceIds = [...new Set(reasons.flatMap((reason) => reason.sourceIds ?? []))];
  const shared = { resourceIds: group, ...(sourceIds.length > 0 && { sourceIds }) };
  if (!first || reasons.some((reason) => reason.code !== first.code)) return { code: 'resource_busy', ...shared };
  if (first.code !== 'blocked' || reasons.length < group.length) return { ...first, ...shared };
  return { ...first, ...shared, exceptionIds: reasons.map(({ exceptionId = '' }) => exceptionId) };
}

function blockedBy(block: Block): SlotReason & { code: CapacityCode } {
  return { code: 'blocked', exceptionId: block.exceptionId, exceptionReason: block.reason };
}

function sourcesOf(rows: readonly Taken[]): string[] {
  return [...new Set(rows.map((row) => row.sourceId))];
}
