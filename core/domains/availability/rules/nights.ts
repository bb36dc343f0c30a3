/**
 * Stays: from check-in of one local date to check-out of another, whatever the clock does between them. Dates are days
 * since 1970-01-01. Where the clock skips a check-in over midnight, the stay is still of the date that it was meant for.
 */
import { DAY_MS, MINUTE_MS, dayOfWeek, type Zone } from '../../../base/zone.ts';
import type { Nights } from '../../catalog/model.ts';
import type { Span } from '../model.ts';

export interface Stay {
  readonly arrival: number;
  readonly nights: number;
}

/** Minutes after midnight of `HH:MM`, in ms. */
export function clockToMs(time: string): number {
  return (Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))) * MINUTE_MS;
}

export function spanOfStay(zone: Zone, terms: Nights, { arrival, nights }: Stay): Span {
  return {
    startsAt: zone.toInstant(arrival * DAY_MS + clockToMs(terms.checkInTime)),
    endsAt: zone.toInstant((arrival + nights) * DAY_MS + clockToMs(terms.checkOutTime)),
  };
}

/** The date at whose check-in this instant is, or undefined. */
export const arrivalAt = (zone: Zone, { checkInTime }: Nights, at: number): number | undefined => dateShowing(zone, at, checkInTime);

/** The stay that a span is, or undefined where it is none. */
export function stayOf(zone: Zone, terms: Nights, { startsAt, endsAt }: Span): Stay | undefined {
  const arrival = arrivalAt(zone, terms, startsAt);
  const departure = dateShowing(zone, endsAt, terms.checkOutTime);
  if (arrival === undefined || departure === undefined || departure <= arrival) return undefined;
  return { arrival, nights: departure - arrival };
}

/** The fewest nights that an arrival on this date may stay. */
export function leastNights({ minNights, minNightsByDay }: Nights, arrival: number): number {
  const weekday = dayOfWeek(arrival);
  return minNightsByDay.find((one) => one.dayOfWeek === weekday)?.minNights ?? minNights;
}

/** The local date of which this instant is the given time. */
function dateShowing(zone: Zone, at: number, time: string): number | undefined {
  const shown = Math.floor(zone.toLocal(at) / DAY_MS);
  return [shown, shown - 1].find((day) => zone.toInstant(day * DAY_MS + clockToMs(time)) === at);
}
