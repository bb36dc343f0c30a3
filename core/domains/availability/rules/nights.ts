/**
 * Stays: from check-in of one local date to check-out of another, whatever the clock does between them. Dates are days
 * since 1970-01-01. Where the clock skips a check-in over midnight, the stay is still of the date that it was meant for.
 */
import { DAY_MS, dayOfWeek, type Zone } from '../../../base/zone.ts';
import type { Nights } from '../../catalog/model.ts';
import type { SlotReason, Span } from '../model.ts';
import { clockToMs, eachRuleDay, hasDate, stretchesOf, type DayEdges, type HoursQuery, type OpeningWindow } from './hours.ts';

export interface Stay {
  readonly arrival: number;
  readonly nights: number;
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

/** The fewest and the most nights that an arrival on this date may stay. */
function nightLimits({ minNights, maxNights, byDay }: Nights, arrival: number): { minNights: number; maxNights: number } {
  const weekday = dayOfWeek(arrival);
  const own = byDay.find((day) => day.dayOfWeek === weekday);
  return { minNights: own?.minNights ?? minNights, maxNights: own?.maxNights ?? maxNights };
}

export const leastNights = (terms: Nights, arrival: number): number => nightLimits(terms, arrival).minNights;

/** The local date of which this instant is the given time. */
function dateShowing(zone: Zone, at: number, time: string): number | undefined {
  const shown = Math.floor(zone.toLocal(at) / DAY_MS);
  return [shown, shown - 1].find((day) => zone.toInstant(day * DAY_MS + clockToMs(time)) === at);
}

/**
 * Whole days are the nights that begin on them: from check-in to the check-in of the day after, so that who leaves on the first
 * and who arrives after the last are not in the way. Where the clock moves a check-out past the check-in, from there on.
 */
export function edgesOfNights(zone: Zone, { checkInTime, checkOutTime }: Nights): DayEdges {
  const end = (midnight: number) => zone.toInstant(midnight + clockToMs(checkInTime));
  return { begin: (midnight) => Math.max(end(midnight), zone.toInstant(midnight + clockToMs(checkOutTime))), end };
}

/** The most nights that any slot of a question has. */
export function mostNights({ minNights, byDay }: Nights, nights: number | undefined): number {
  return nights ?? Math.max(minNights, ...byDay.map((day) => day.minNights ?? 0));
}

/** What keeps a stay from being sold: its day of arrival, and its length. */
export function stayReasons(zone: Zone, terms: Nights, span: Span): SlotReason[] {
  const stay = stayOf(zone, terms, span);
  if (!stay) return [];
  const reasons: SlotReason[] = [];
  const { minNights, maxNights } = nightLimits(terms, stay.arrival);
  const { arrivalDays } = terms;
  if (arrivalDays.length > 0 && !arrivalDays.includes(dayOfWeek(stay.arrival))) reasons.push({ code: 'arrival' });
  if (stay.nights < minNights || stay.nights > maxNights) reasons.push({ code: 'stay', minNights, maxNights });
  return reasons;
}

/**
 * The nights that are open, each from its check-in to the next date's, so that adjoining ones make a stay. A night is open
 * where a rule's window starts on its date or an extra opening covers its check-in; where several do, with the most places.
 */
export function openNights(terms: Nights, query: HoursQuery): OpeningWindow[] {
  const { zone, timetable, defaults } = query;
  const around = { from: query.from - DAYS_AROUND * DAY_MS, until: query.until + DAYS_AROUND * DAY_MS };
  const capacities = new Map<number, number>();
  const open = (day: number, capacity: number | null) =>
    capacities.set(day, Math.max(capacities.get(day) ?? 0, capacity ?? defaults.capacity));
  const { end: checkIn } = edgesOfNights(zone, terms);
  const edges = { begin: checkIn, end: checkIn };
  eachRuleDay({ zone, timetable, ...around }, (rule, _, day) => open(day, rule.capacity));
  for (const exception of timetable.exceptions) {
    if (exception.kind !== 'OPEN') continue;
    for (const stretch of stretchesOf(zone, exception, { ...around, edges }))
      for (const day of checkInsWithin(zone, terms, {
        from: Math.max(stretch.from, around.from),
        until: Math.min(stretch.until, around.until),
      }))
        open(day, exception.capacity);
  }
  return [...capacities]
    .toSorted(([a], [b]) => a - b)
    .map(([day, capacity]) => ({ ...nightOf(zone, terms, day), stepMs: DAY_MS, capacity }))
    .filter(({ from, until }) => until > query.from && from < query.until);
}

/** A date may be so far from its check-in, and a zone's date from the calendar's. */
const DAYS_AROUND = 3;

function checkInsWithin(zone: Zone, terms: Nights, { from, until }: { from: number; until: number }): number[] {
  const first = Math.floor(zone.toLocal(from) / DAY_MS) - 1;
  const last = Math.floor(zone.toLocal(until) / DAY_MS) + 1;
  const days = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  return days.filter((day) => {
    const { startsAt } = spanOfStay(zone, terms, { arrival: day, nights: 1 });
    return startsAt >= from && startsAt < until && hasDate(zone, day);
  });
}

/** Where the clock skips the hour between them, a check-out may be after the next check-in. */
function nightOf(zone: Zone, terms: Nights, day: number): { from: number; until: number } {
  const { startsAt, endsAt } = spanOfStay(zone, terms, { arrival: day, nights: 1 });
  return { from: startsAt, until: Math.max(endsAt, spanOfStay(zone, terms, { arrival: day + 1, nights: 1 }).startsAt) };
}
