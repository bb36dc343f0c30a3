/** The question that every booking, hold and move asks inside its own transaction: may this span be had, and from whom? */
import { DAY, MINUTE } from '../../../base/time.ts';
import { zoneNamed } from '../../../base/zone.ts';
import type { ReadDb } from '../../../data/database.ts';
import type { Offering } from '../../catalog/model.ts';
import { isPlan } from '../../catalog/rules/plans.ts';
import type { SlotFacts, Span } from '../model.ts';
import { type ConflictFacts, factsOf, refuseConflict, refuseHoldExpired, refuseService } from '../refusals.ts';
import { judgeSpan } from '../rules/judge.ts';
import { stayOf } from '../rules/nights.ts';
import { type AddOnChoice, isSellableLength, nearestStarts, refuseLength } from '../rules/request.ts';
import { nextBookable, slotsBetween } from '../rules/slots.ts';
import { loadSlotFacts } from './occupancies.ts';

export interface SpanRequest {
  readonly offering: Offering;
  readonly span: Span;
  readonly quantity: number;
  readonly resourceId?: string | undefined;
  /** what comes with it and makes it longer */
  readonly addOns?: readonly AddOnChoice[] | undefined;
  readonly now: number;
  readonly serverNow: number;
  /** staff: notice, horizon and grid don't bind */
  readonly overridePolicy: boolean;
  readonly ignoring?: readonly string[] | undefined;
  /** the hold that the request brings had run out: said so where the time is gone */
  readonly holdExpired?: boolean | undefined;
}

/**
 * @returns the resources that will serve, one of each group.
 * Refuses `booking_conflict` (no role overrides capacity), `hold_expired`, `invalid_service` {reason: plan, notice, horizon, past, daily_limit, stay, arrival, off_grid, length, add_on, resource, quantity}.
 */
export async function mustBeFree(db: ReadDb, request: SpanRequest): Promise<readonly string[]> {
  const { offering, span, addOns, overridePolicy } = request;
  mustHaveTimes(offering);
  const isSold = isSellableLength(offering, span, addOns);
  if (!isMeasurable(span) || (!overridePolicy && !isSold)) refuseLength(offering);
  mustServe(offering, request.resourceId);
  const facts = await factsForSpan(db, request);
  mustHoldSoMany(facts, request.quantity);
  const verdict = judgeSpan(facts, span);
  if (!verdict.available) {
    const conflict = await conflictFor(db, request, verdict.capacityReasons[0]?.code ?? 'full');
    return request.holdExpired === true ? refuseHoldExpired(conflict) : refuseConflict(conflict);
  }
  const reason = overridePolicy ? undefined : verdict.policyReasons[0];
  if (reason !== undefined) refuseService(reason.code, factsOf(reason));
  return verdict.resourceIds;
}

/** A plan is no slot: visits are booked to what it is good for. Refuses `invalid_service` {reason: plan}. */
export function mustHaveTimes(offering: Pick<Offering, 'pricingModel'>): void {
  if (isPlan(offering)) refuseService('plan');
}

/** A resource that the offering does not need can't be asked for: neither thrown away silently, nor called busy. */
export function mustServe({ resourceGroups }: Pick<Offering, 'resourceGroups'>, resourceId: string | undefined): void {
  if (resourceId !== undefined && !resourceGroups.flat().includes(resourceId)) refuseService('resource', { resourceId });
}

/** More than it ever holds: no other time will do either. */
export function mustHoldSoMany({ offering, timetable, resources }: SlotFacts, quantity: number): void {
  const special = [...timetable.rules, ...timetable.exceptions].map(({ capacity }) => capacity ?? 0);
  const seats = Math.max(offering.capacity, ...special);
  const mostOf = (group: readonly string[]) => {
    const pools = group.flatMap((id) => resources.get(id)?.quantity ?? []).filter((pieces) => pieces > 1);
    const isOnlyPools = group.every((id) => (resources.get(id)?.quantity ?? 1) > 1);
    return Math.max(...pools, isOnlyPools ? 1 : seats);
  };
  const groups = offering.resourceGroups.map(mostOf);
  const most = groups.length > 0 ? Math.min(...groups) : seats;
  if (quantity > most) refuseService('quantity', { capacity: most });
}

/** Is there room, whatever policy says? */
export async function isFree(db: ReadDb, request: SpanRequest): Promise<boolean> {
  const { span } = request;
  if (!isMeasurable(span)) return false;
  return judgeSpan(await factsForSpan(db, request), span).available;
}

/** Longer than a calendar shows is nothing that anybody books, and would have years of hours looked through. */
const LONGEST = 62 * DAY;
export const isMeasurable = ({ startsAt, endsAt }: Span): boolean => endsAt > startsAt && endsAt - startsAt <= LONGEST;

function factsFor(db: ReadDb, request: SpanRequest, range: { from: number; until: number; margin?: number }): Promise<SlotFacts> {
  const { offering, span, quantity, resourceId, now, serverNow, ignoring } = request;
  return loadSlotFacts(db, { offering, now, serverNow, quantity, resourceId, ignoring, ...range, ...lengthOf(offering, span) });
}

/** What the slot engine is told of a span: its nights, or its minutes. */
export function lengthOf(offering: Offering, span: Span): Pick<SlotFacts, 'nights' | 'durationMinutes'> {
  if (offering.nights === null) return { durationMinutes: (span.endsAt - span.startsAt) / MINUTE };
  return { nights: stayOf(zoneNamed(offering.timezone), offering.nights, span)?.nights };
}

/** For that one span: its seats are judged by what meets its buffers; who serves it, by how busy they are that day. */
function factsForSpan(db: ReadDb, request: SpanRequest): Promise<SlotFacts> {
  const { offering, span } = request;
  const margin = offering.resourceGroups.length > 0 ? DAY : Math.max(offering.bufferBeforeMinutes, offering.bufferAfterMinutes) * MINUTE;
  return factsFor(db, request, { from: span.startsAt, until: span.endsAt, margin });
}

const LOOK_AHEAD = 30 * DAY;
const HOW_MANY_NEAREST = 4;

/** What to offer instead: the next start from then (or from now) on, and the closest ones around it. Mostly a day (of stays a week) around tells both. */
async function conflictFor(db: ReadDb, request: SpanRequest, reason: string): Promise<ConflictFacts> {
  const { span, offering, now } = request;
  const wanted = Math.max(span.startsAt, now);
  const far = offering.nights === null ? DAY : 7 * DAY;
  const around = { from: wanted - far, to: wanted + far };
  const slots = slotsBetween(await factsFor(db, request, { from: around.from, until: around.to + lengthIn(span) }), around);
  const starts = slots.filter(({ bookable }) => bookable).map((slot) => slot.startsAt);
  const next = starts.find((start) => start >= wanted) ?? (await nextFreeStart(db, request, wanted));
  return {
    requestedTime: span.startsAt,
    nextAvailable: next ?? null,
    nearest: nearestStarts(starts, { to: wanted, howMany: HOW_MANY_NEAREST }),
    reason,
  };
}

const lengthIn = ({ startsAt, endsAt }: Span): number => endsAt - startsAt;

/** A month tells it mostly; where it doesn't, as far as anybody may book. */
async function nextFreeStart(db: ReadDb, request: SpanRequest, after: number): Promise<number | undefined> {
  const horizon = request.now + (request.offering.maxAdvanceDays + 1) * DAY;
  for (const far of [LOOK_AHEAD, horizon - after]) {
    if (far < LOOK_AHEAD) return undefined;
    const facts = await factsFor(db, request, { from: after, until: after + far + lengthIn(request.span) });
    const next = nextBookable(facts, { after, withinDays: Math.ceil(far / DAY) })?.startsAt;
    if (next !== undefined) return next;
  }
  return undefined;
}
