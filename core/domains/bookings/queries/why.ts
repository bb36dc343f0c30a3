import { inArray } from 'drizzle-orm';
import { z } from 'zod';
import { MINUTE } from '../../../base/time.ts';
import { zoneNamed } from '../../../base/zone.ts';
import { staff } from '../../../contracts/actor.ts';
import { EpochMs, idOf } from '../../../contracts/fields.ts';
import { defineQuery } from '../../../contracts/query.ts';
import type { ReadDb } from '../../../data/database.ts';
import type { SlotFacts, SlotReason, Span, Thing, Why } from '../../availability/model.ts';
import { blocksIn } from '../../availability/rules/hours.ts';
import { judgeSpan } from '../../availability/rules/judge.ts';
import { edgesOfNights, stayOf } from '../../availability/rules/nights.ts';
import { type AddOnChoice, isSellableLength, refuseLength, spanOf } from '../../availability/rules/request.ts';
import { isMeasurable, mustHaveTimes, mustServe } from '../../availability/store/free.ts';
import { loadSlotFacts } from '../../availability/store/occupancies.ts';
import { externalCalendars, occupancies } from '../../availability/tables.ts';
import type { Offering } from '../../catalog/model.ts';
import { loadResourceNames, mustLoadOffering } from '../../catalog/store.ts';
import { AddOnWishes } from '../model.ts';
import { bookingItems, bookings } from '../tables.ts';

/** More than anybody reads. */
const MOST_SOURCES = 2_000;

/** Whether a time can be had, and everything that keeps it. Refuses `not_found`, `invalid_service` {reason: length, resource, add_on}. */
export const why = defineQuery({
  name: 'availability.why',
  allow: { roles: staff, scope: 'read' },
  input: z.strictObject({
    offeringId: idOf('off'),
    startsAt: EpochMs,
    endsAt: EpochMs.optional(),
    quantity: z.int().min(1).max(10_000).optional(),
    resourceId: idOf('res').optional(),
    nights: z.int().min(1).max(60).optional(),
    addOns: AddOnWishes.optional(),
  }),
  async run({ db, ctx }, { offeringId, quantity, resourceId, ...wanted }): Promise<Why> {
    const offering = await mustLoadOffering(db, offeringId);
    mustHaveTimes(offering);
    mustServe(offering, resourceId);
    const span = spanOf(offering, wanted);
    if (!isMeasurable(span)) refuseLength(offering);
    const query = { offering, from: span.startsAt, until: span.endsAt, now: ctx.now, serverNow: ctx.now };
    const facts = await loadSlotFacts(db, { ...query, quantity, resourceId, ...lengthOf(offering, span, wanted.addOns) });
    const { available, capacityReasons, policyReasons } = judgeSpan(facts, span);
    const reasons = [...capacityReasons, ...policyReasons];
    const explain = await explainerOf(db, { offering, facts, span, reasons });
    return {
      ...span,
      timezone: offering.timezone,
      status: offering.status,
      available,
      bookable: reasons.length === 0,
      reasons: reasons.map((reason) => ({ ...reason, things: explain(reason) })),
    };
  },
});

/** What the reasons' `sourceIds` stand for. */
export const things = defineQuery({
  name: 'availability.things',
  allow: { roles: staff, scope: 'read' },
  input: z.strictObject({ sourceIds: z.array(z.string()).max(MOST_SOURCES) }),
  async run({ db }, { sourceIds }): Promise<{ sourceId: string; thing: Thing }[]> {
    const found = await loadSources(db, sourceIds);
    return [...found].map(([sourceId, thing]) => ({ sourceId, thing }));
  },
});

/** A length that is not sold is off the grid. */
function lengthOf(offering: Offering, span: Span, addOns?: readonly AddOnChoice[]): Pick<SlotFacts, 'nights' | 'durationMinutes'> {
  if (offering.nights !== null) return { nights: stayOf(zoneNamed(offering.timezone), offering.nights, span)?.nights };
  return isSellableLength(offering, span, addOns) ? { durationMinutes: (span.endsAt - span.startsAt) / MINUTE } : {};
}

interface Explaining {
  readonly offering: Offering;
  readonly facts: SlotFacts;
  readonly span: Span;
  readonly reasons: readonly SlotReason[];
}

async function explainerOf(db: ReadDb, { offering, facts, span, reasons }: Explaining): Promise<(reason: SlotReason) => Thing[]> {
  const sources = await loadSources(db, [...new Set(reasons.flatMap(({ sourceIds = [] }) => sourceIds))]);
  const names = await loadResourceNames(db, new Set(reasons.flatMap(({ resourceIds = [] }) => resourceIds)));
  const own: Thing = { kind: 'offering', id: offering.id, name: offering.title };
  const hoursOf = ({ resourceIds }: SlotReason): Thing[] =>
    resourceIds === undefined
      ? [{ ...own, kind: 'hours' }]
      : resourceIds.map((id) => ({ kind: facts.resources.has(id) ? 'hours' : 'resource', id, name: names.get(id) ?? '' }));
  return (reason) => {
    switch (reason.code) {
      case 'past':
        return [];
      case 'no_hours':
        return hoursOf(reason);
      case 'blocked':
        return exceptionsOf(facts, { span, reason });
      case 'off_grid':
        return [own, { ...own, kind: 'hours' }];
      case 'notice':
      case 'horizon':
      case 'daily_limit':
      case 'stay':
      case 'arrival':
      case 'length':
        return [own];
      default: {
        const inTheWay = (reason.sourceIds ?? []).flatMap((id) => sources.get(id) ?? []);
        if (inTheWay.length > 0) return inTheWay;
        return (reason.resourceIds ?? []).map((id) => ({ kind: 'resource', id, name: names.get(id) ?? '' }));
      }
    }
  };
}

function exceptionsOf({ offering, timetable, resources }: SlotFacts, { span, reason }: { span: Span; reason: SlotReason }): Thing[] {
  const zone = zoneNamed(offering.timezone);
  const tables = reason.resourceIds === undefined ? [timetable] : reason.resourceIds.flatMap((id) => resources.get(id) ?? []);
  const edges = offering.nights === null ? undefined : edgesOfNights(zone, offering.nights);
  const blocks = tables.flatMap((table) => blocksIn({ zone, timetable: table, from: span.startsAt, until: span.endsAt, edges }));
  // Of the offering, the one that is told; of a group, each resource's own.
  const told = blocks.filter(({ exceptionId }) => reason.resourceIds !== undefined || exceptionId === reason.exceptionId);
  return told.map(({ exceptionId, from, until, reason: name }) => ({
    kind: 'exception',
    id: exceptionId,
    name: name ?? '',
    startsAt: from,
    endsAt: until,
  }));
}

/** Bookings by their booker, calendars by their name; calendars are the managers', and nameless where their rows are not. */
async function loadSources(db: ReadDb, ids: readonly string[]): Promise<Map<string, Thing>> {
  const found = new Map<string, Thing>();
  const some = ids.slice(0, MOST_SOURCES);
  if (some.length === 0) return found;
  const items = await db.list(bookingItems, inArray(bookingItems.id, some));
  const parents = await db.list(bookings, inArray(bookings.id, [...new Set(items.map(({ bookingId }) => bookingId))]));
  const bookers = new Map(parents.map(({ id, bookerName }) => [id, bookerName]));
  for (const { id, bookingId, startsAt, endsAt } of items)
    found.set(id, { kind: 'booking', id: bookingId, name: bookers.get(bookingId) ?? '', startsAt, endsAt });
  const calendars = await db.list(externalCalendars, inArray(externalCalendars.id, some));
  const calendarNames = new Map(calendars.map(({ id, name }) => [id, name]));
  for (const id of some.filter((each) => each.startsWith('xcl_')))
    found.set(id, { kind: 'externalCalendar', id, name: calendarNames.get(id) ?? '' });
  const holds = some.filter((each) => each.startsWith('hld_'));
  if (holds.length === 0) return found;
  for (const { sourceId, startsAt, endsAt } of await db.list(occupancies, inArray(occupancies.sourceId, holds)))
    found.set(sourceId, { kind: 'hold', id: sourceId, name: '', startsAt, endsAt });
  return found;
}
