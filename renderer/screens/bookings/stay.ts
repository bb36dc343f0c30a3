/** How long something that is booked already is, as free time is asked for: a stay by its nights, all else by its minutes. */
import { addDays, instantToWall, wallToInstant } from '#core/base/zone.ts';
import type { Offering } from '#core/domains/catalog/model.ts';

interface Span {
  readonly startsAt: number;
  readonly endsAt: number;
}

type Sold = Pick<Offering, 'nights' | 'timezone'>;

const DAY_MS = 86_400_000;

const nightsOf = ({ timezone }: Sold, { startsAt, endsAt }: Span): number =>
  (Date.parse(instantToWall(timezone, endsAt).date) - Date.parse(instantToWall(timezone, startsAt).date)) / DAY_MS;

export const lengthAsked = (offering: Sold, span: Span): { nights: number } | { durationMinutes: number } =>
  offering.nights === null
    ? { durationMinutes: Math.round((span.endsAt - span.startsAt) / 60_000) }
    : { nights: Math.max(1, nightsOf(offering, span)) };

/** When it ends if it starts then: after as many minutes, or at check-out after as many nights, whatever the clock does between. */
export function endIfMoved(offering: Sold, span: Span, startsAt: number): number {
  const { nights, timezone } = offering;
  if (nights === null) return startsAt + (span.endsAt - span.startsAt);
  const departure = addDays(instantToWall(timezone, startsAt).date, nightsOf(offering, span));
  return wallToInstant(timezone, `${departure}T${nights.checkOutTime}`);
}
