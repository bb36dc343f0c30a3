/** Several bookings of one series, each to another time: where each goes, and which of them goes first. */
import { refuse } from '../../../base/refusal.ts';
import { DAY_MS, type Zone, zoneNamed } from '../../../base/zone.ts';
import type { SeriesMove } from '../model.ts';
import { mayReschedule, type Movable } from './transitions.ts';

export interface Going {
  readonly bookingId: string;
  readonly from: number;
  readonly startsAt: number;
  /** absent: whoever serves now, or whoever is free */
  readonly resourceId?: string | undefined;
}

type Dated = Movable & { readonly id: string };
type Wish = Pick<SeriesMove, 'shift' | 'dates'>;

/**
 * What moves, in the order in which it does: none comes to where another has yet to leave from, as long as all go the same way. What
 * is there already stays, and so does what has come or is over.
 * Refuses `not_found` for what is not of the series, `invalid_transition` for what was named and can't be moved, `invalid_request` where nothing moves.
 */
export function movesOfSeries(series: readonly Dated[], timezone: string, { shift, dates }: Wish): Going[] {
  const named = new Map(dates.map((date) => [date.bookingId, date]));
  for (const bookingId of named.keys()) mustBeMovable(series, bookingId);
  const shifted = shift === undefined ? new Map<string, number>() : shiftedStarts(series, zoneNamed(timezone), shift);
  const all = series.flatMap(({ id: bookingId, startsAt: from }): Going[] => {
    const { startsAt = shifted.get(bookingId), resourceId } = named.get(bookingId) ?? {};
    if (startsAt === undefined || (startsAt === from && resourceId === undefined)) return [];
    return [{ bookingId, from, startsAt, resourceId }];
  });
  if (all.length === 0) return refuse('invalid_request', { issues: [{ path: 'startsAt', expected: 'another time than now' }] });
  const later = all.filter((going) => going.startsAt > going.from).toSorted((a, b) => b.from - a.from);
  const earlier = all.filter((going) => going.startsAt <= going.from).toSorted((a, b) => a.from - b.from);
  return [...later, ...earlier];
}

function mustBeMovable(series: readonly Dated[], bookingId: string): Dated {
  const booking = series.find(({ id }) => id === bookingId) ?? refuse('not_found', { kind: 'booking', id: bookingId });
  return mayReschedule(booking) ? booking : refuse('invalid_transition', { status: booking.status, move: 'reschedule' });
}

/**
 * As far as the one that was named goes on the wall clock go all that start with it or later. One that DST alone has put elsewhere than
 * its series goes where its series does.
 */
function shiftedStarts(series: readonly Dated[], zone: Zone, shift: NonNullable<Wish['shift']>): Map<string, number> {
  const first = mustBeMovable(series, shift.bookingId);
  const local = zone.toLocal(first.startsAt);
  const far = zone.toLocal(shift.startsAt) - local;
  const timeOfDay = local - midnightOf(local);
  const wallOf = (at: number): number => {
    const usual = midnightOf(zone.toLocal(at)) + timeOfDay;
    return zone.toInstant(usual) === at ? usual : zone.toLocal(at);
  };
  const rest = series.filter((one) => one.startsAt >= first.startsAt && mayReschedule(one));
  return new Map(rest.map(({ id, startsAt }) => [id, zone.toInstant(wallOf(startsAt) + far)]));
}

const midnightOf = (local: number): number => Math.floor(local / DAY_MS) * DAY_MS;
