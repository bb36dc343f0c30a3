/** Days as the calendar shows them: dates of the tenant's zone, each with the instants between which it lies. */
import { addDays, dateToDay, dayOfWeek, DAY_MS, instantToWall, startOfDay, zoneNamed } from '#core/base/zone.ts';
import type { Span } from '#core/base/time.ts';

export const DAY_MINUTES = 1_440;
/** Anything as long as this stands in the strip above the hours. */
const ALL_DAY_MS = 20 * 3_600_000;

export interface Day extends Span {
  date: string;
  weekend: boolean;
}

export function mondayOf(date: string): string {
  return addDays(date, 1 - dayOfWeek(dateToDay(date)));
}

export function dateAt(zone: string, at: number): string {
  return instantToWall(zone, at).date;
}

export function daysFrom(zone: string, date: string, count: number): Day[] {
  return Array.from({ length: count }, (_, index) => {
    const day = addDays(date, index);
    return {
      date: day,
      startsAt: startOfDay(zone, day),
      endsAt: startOfDay(zone, addDays(day, 1)),
      weekend: dayOfWeek(dateToDay(day)) > 5,
    };
  });
}

/** Minutes of the wall clock since the day began, 0 to 1440, clamped to the day. */
export function minutesInto(zone: string, day: Day, at: number): number {
  if (at <= day.startsAt) return 0;
  if (at >= day.endsAt) return DAY_MINUTES;
  return instantToWall(zone, at).minutes;
}

/** The instant at so many minutes of this day's wall clock; a skipped time moves forward. */
export function instantAt(zone: string, day: Day, minutes: number): number {
  return zoneNamed(zone).toInstant(dateToDay(day.date) * DAY_MS + minutes * 60_000);
}

export function isAllDay(span: Span): boolean {
  return span.endsAt - span.startsAt >= ALL_DAY_MS;
}

/** The part of a span that a day shows; null when they don't meet. */
export function partOf(zone: string, day: Day, span: Span): { from: number; to: number; startsHere: boolean; endsHere: boolean } | null {
  if (span.startsAt >= day.endsAt || span.endsAt <= day.startsAt) return null;
  const from = minutesInto(zone, day, span.startsAt);
  const to = minutesInto(zone, day, span.endsAt);
  // On the day of a repeated hour the wall clock may end before it began.
  return { from, to: Math.max(to, from + 5), startsHere: span.startsAt >= day.startsAt, endsHere: span.endsAt <= day.endsAt };
}

/** What of `[0, 1440)` no span covers. */
export function gapsBetween(parts: readonly { from: number; to: number }[]): { from: number; to: number }[] {
  const gaps: { from: number; to: number }[] = [];
  let reached = 0;
  for (const part of parts.toSorted((a, b) => a.from - b.from)) {
    if (part.from > reached) gaps.push({ from: reached, to: part.from });
    reached = Math.max(reached, part.to);
  }
  if (reached < DAY_MINUTES) gaps.push({ from: reached, to: DAY_MINUTES });
  return gaps;
}
