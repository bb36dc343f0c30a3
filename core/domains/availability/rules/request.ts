import { MINUTE } from '../../../base/time.ts';
import type { Offering } from '../../catalog/model.ts';
import type { Span } from '../model.ts';

/** What is sold by the hour or day may be had longer, by whole steps; all else has its own length. */
function isSoldByLength({ pricingModel }: Pick<Offering, 'pricingModel'>): boolean {
  return pricingModel === 'HOURLY' || pricingModel === 'DAILY';
}

export function spanOf(offering: Offering, { startsAt, endsAt }: { startsAt: number; endsAt?: number | undefined }): Span {
  return { startsAt, endsAt: endsAt ?? startsAt + offering.durationMinutes * MINUTE };
}

/** Is this a length that the offering is sold in? */
export function isSellableLength(offering: Offering, { startsAt, endsAt }: Span): boolean {
  const own = offering.durationMinutes * MINUTE;
  const length = endsAt - startsAt;
  if (length === own) return true;
  return isSoldByLength(offering) && length > own && (length - own) % (offering.slotMinutes * MINUTE) === 0;
}

/** The starts closest to what was asked for, earlier or later, in time order. */
export function nearestStarts(starts: readonly number[], { to, howMany }: { to: number; howMany: number }): number[] {
  return [...starts]
    .toSorted((a, b) => Math.abs(a - to) - Math.abs(b - to) || a - b)
    .slice(0, howMany)
    .toSorted((a, b) => a - b);
}
