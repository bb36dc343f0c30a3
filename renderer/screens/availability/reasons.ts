/** Why a time can't be booked, in a person's words. */
import type { SlotReason } from '#core/domains/availability/model.ts';
import { momentText } from '../calendar/clock.ts';

const policyCodes = new Set(['past', 'notice', 'horizon', 'off_grid', 'daily_limit', 'stay', 'arrival', 'length']);

/** Notice, horizon, grid and the like bind customers; staff may set them aside. Room and hours bind everybody. */
export const isPolicy = (reason: SlotReason | null): boolean => reason !== null && policyCodes.has(reason.code);

function names(ids: readonly string[] | undefined, nameOf?: (id: string) => string | undefined): string {
  const known = (ids ?? []).map((id) => nameOf?.(id)).filter((name) => name !== undefined);
  return known.length === 0 ? 'Everyone it needs' : known.join(', ');
}

export function reasonText(reason: SlotReason, { zone, nameOf }: { zone: string; nameOf?: (id: string) => string | undefined }): string {
  switch (reason.code) {
    case 'no_hours':
      return 'Outside opening hours';
    case 'blocked':
      return reason.exceptionReason ? `Blocked: ${reason.exceptionReason}` : 'Blocked';
    case 'full':
      return 'Fully booked';
    case 'buffer':
      return 'Too close to another booking';
    case 'resource_busy':
      return `${names(reason.resourceIds, nameOf)} busy`;
    case 'external':
      return 'Busy in a connected calendar';
    case 'past':
      return 'In the past';
    case 'notice':
      return reason.earliest === undefined ? 'Too short notice' : `Too short notice: bookable from ${momentText(zone, reason.earliest)}`;
    case 'horizon':
      return reason.latest === undefined ? 'Too far ahead' : `Too far ahead: bookable until ${momentText(zone, reason.latest)}`;
    case 'off_grid':
      return 'Between two starts';
    case 'daily_limit':
      return reason.limit === undefined ? 'That day has its bookings' : `That day has its ${reason.limit} bookings`;
    case 'stay':
      return `Stays of ${reason.minNights ?? 1} to ${reason.maxNights ?? 60} nights only`;
    case 'arrival':
      return 'No arrivals on that weekday';
    case 'length':
      return 'A length that is not sold';
  }
}
