import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { idOf } from '#core/contracts/fields.ts';
import {
  type Freshness,
  LocalException,
  type SlotReason,
  type Thing,
  type Timetable,
  WeeklyRule,
} from '#core/domains/availability/model.ts';
import type { Offering } from '#core/domains/catalog/model.ts';
import { liveAnswers, NotModified } from '../http/liveAnswers.ts';
import { errorsOf, InstantOut } from '../http/schemas.ts';
import type { ApiDoor } from './door.ts';
import { said } from './present.ts';
import { AvailabilityQuery, type FoundSlots, type Link, SlotAnswer, slotAnswers } from './slots.ts';

const MOST_SOURCES = 2_000;
type Sourced = { readonly sourceId: string; readonly thing: Thing };

const AvailabilityAnswer = z
  .strictObject({
    offeringId: idOf('off'),
    timezone: z.string(),
    from: z.string(),
    to: z.string(),
    rules: z.array(WeeklyRule),
    exceptions: z.array(LocalException),
    slots: z.array(SlotAnswer),
    nextAvailable: InstantOut.nullable(),
  })
  .meta({ id: 'Availability' });

export function availabilityRoutes(door: ApiDoor): void {
  const { app, ask, parts, callerOf } = door;
  const answers = liveAnswers();
  const schema = {
    tags: ['Availability'],
    summary: 'Rules, exceptions and the slots that they and the bookings leave',
    description: [
      "Dates are local to the offering's zone, `to` exclusive. `slots` holds the ones that can be booked; with `explain=true` the others too, each with its reason and links to what would have to change.",
      'The answer is always live. Its `ETag` stands for everything that it depends on: the revision of the business, the next hold to run out, and the minute (the second, where starts follow one another back to back). Send it back in `If-None-Match`: 304 says, without a look at any slot, that nothing has changed.',
    ].join('\n\n'),
    querystring: AvailabilityQuery,
    response: { 200: AvailabilityAnswer, 304: NotModified, ...errorsOf({ keyed: true, codes: ['not_found'] }) },
  };
  app.get('/availability', { config: { scope: 'read' }, schema }, async (request, reply) => {
    const { offeringId: idOrSlug, ...query } = request.query;
    const { id: offeringId, startTimes } = (await ask(request, 'catalog.shown', { idOrSlug })) as Offering;
    const freshness = (await ask(request, 'availability.freshness', {})) as Freshness;
    return answers(request, reply, {
      ...{ about: [callerOf(request).tenantId, offeringId, query], freshness, startTimes, now: parts.engine.clock.now() },
      async compute() {
        const timetable = (await ask(request, 'availability.timetable', { subjectId: offeringId })) as Timetable;
        const found = (await ask(request, 'availability.slots', { offeringId, ...said(query) })) as FoundSlots;
        const linksOf = await linkerOf(door, { request, offeringId, found });
        const { from, to } = query;
        return { offeringId, from, to, rules: [...timetable.rules], exceptions: [...timetable.exceptions], ...slotAnswers(found, linksOf) };
      },
    });
  });
}

interface Linking {
  readonly request: FastifyRequest;
  readonly offeringId: string;
  readonly found: FoundSlots;
}

/** From a reason to the things to change: holds run out by themselves, and what is past is past. */
async function linkerOf({ ask }: ApiDoor, { request, offeringId, found }: Linking): Promise<(reason: SlotReason) => Link[]> {
  const sourceIds = [...new Set(found.slots.flatMap(({ reason }) => reason?.sourceIds ?? []))].slice(0, MOST_SOURCES);
  const things = sourceIds.length === 0 ? [] : ((await ask(request, 'availability.things', { sourceIds })) as Sourced[]);
  const bySource = new Map(things.map(({ sourceId, thing }) => [sourceId, thing]));
  const offering: Link = { kind: 'offering', id: offeringId, href: `/v1/api/offerings/${offeringId}` };
  const inTheWay = ({ sourceIds: ids = [] }: SlotReason): Link[] =>
    uniqueLinks(
      ids.flatMap((id): Link[] => {
        const thing = bySource.get(id);
        if (thing?.kind === 'booking') return [{ kind: 'booking', id: thing.id, href: `/v1/api/bookings/${thing.id}` }];
        if (thing?.kind === 'externalCalendar')
          return [{ kind: 'externalCalendar', id: thing.id, href: `/v1/api/external-calendars/${thing.id}` }];
        return [];
      }),
    );
  return (reason) => {
    const resources = (reason.resourceIds ?? []).map((id): Link => ({ kind: 'resource', id, href: `/v1/api/resources/${id}` }));
    const subjects = reason.resourceIds === undefined ? [offering] : resources;
    switch (reason.code) {
      case 'past':
        return [];
      case 'no_hours':
        return subjects.map(({ id, href }) => ({ kind: 'hours', id, href: `${href}/schedule` }));
      case 'blocked':
        return subjects.map(({ href }) => ({ kind: 'exception', id: reason.exceptionId ?? '', href: `${href}/exceptions` }));
      case 'off_grid':
        return [offering, { kind: 'hours', id: offeringId, href: `${offering.href}/schedule` }];
      case 'notice':
      case 'horizon':
      case 'daily_limit':
      case 'stay':
      case 'arrival':
        return [offering];
      default: {
        const links = inTheWay(reason);
        return links.length > 0 ? links : resources;
      }
    }
  };
}

const uniqueLinks = (links: readonly Link[]): Link[] => [...new Map(links.map((link) => [link.href, link])).values()];
