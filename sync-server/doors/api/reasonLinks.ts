/** From a reason why a time can't be had to the things to change, as this API has them. */
import type { FastifyRequest } from 'fastify';
import type { SlotReason, Thing, Timetable, Why } from '#core/domains/availability/model.ts';
import type { ApiDoor } from './door.ts';
import type { Link } from './slots.ts';

const MOST_SOURCES = 2_000;
type Sourced = { readonly sourceId: string; readonly thing: Thing };

interface Linking {
  readonly request: FastifyRequest;
  readonly offeringId: string;
  readonly reasons: readonly SlotReason[];
}

/** Holds run out by themselves, and what is past is past. */
export async function linkerOf({ ask }: ApiDoor, { request, offeringId, reasons }: Linking): Promise<(reason: SlotReason) => Link[]> {
  const sourceIds = [...new Set(reasons.flatMap(({ sourceIds = [] }) => sourceIds))].slice(0, MOST_SOURCES);
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
        return subjects.map(({ href }, i) => {
          const id = reason.exceptionIds?.[i] ?? reason.exceptionId ?? '';
          return { kind: 'exception', id, href: `${href}/exceptions` };
        });
      case 'off_grid':
        return [offering, { kind: 'hours', id: offeringId, href: `${offering.href}/schedule` }];
      case 'notice':
      case 'horizon':
      case 'daily_limit':
      case 'stay':
      case 'arrival':
      case 'length':
        return [offering];
      default: {
        const links = inTheWay(reason);
        return links.length > 0 ? links : resources;
      }
    }
  };
}

const uniqueLinks = (links: readonly Link[]): Link[] => [...new Map(links.map((link) => [link.href, link])).values()];

/** Blocks of one of several resources: which of them, and which block, its reason alone does not say. */
export const isOfResources = ({ code, resourceIds }: SlotReason): boolean => code === 'blocked' && resourceIds !== undefined;

interface Blocking {
  readonly request: FastifyRequest;
  readonly reasons: Why['reasons'];
}

/** From the blocks that stand in the way to where each of them is. */
export async function blockLinksOf({ ask }: ApiDoor, { request, reasons }: Blocking): Promise<(things: readonly Thing[]) => Link[]> {
  const owners = new Map<string, string>();
  const resourceIds = new Set(reasons.filter(isOfResources).flatMap(({ resourceIds: ids = [] }) => ids));
  for (const subjectId of resourceIds) {
    const { exceptions } = (await ask(request, 'availability.timetable', { subjectId })) as Timetable;
    for (const { id } of exceptions) owners.set(id, subjectId);
  }
  return (things) =>
    things.map(({ id }): Link => ({ kind: 'exception', id, href: `/v1/api/resources/${owners.get(id) ?? ''}/exceptions` }));
}
