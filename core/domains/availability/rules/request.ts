/** From what is asked for to the span that it takes. */
import { isLengthOf, isSoldByLength } from '../../../base/lengths.ts';
import { MINUTE } from '../../../base/time.ts';
import { DAY_MS, zoneNamed } from '../../../base/zone.ts';
import type { Offering } from '../../catalog/model.ts';
import type { Span } from '../model.ts';
import { refuseService } from '../refusals.ts';
import { arrivalAt, leastNights, spanOfStay, stayOf } from './nights.ts';

export interface AddOnChoice {
  readonly key: string;
  readonly quantity: number;
}

export interface Wanted {
  readonly startsAt: number;
  readonly endsAt?: number | undefined;
  /** of an offering that is sold by the night; the fewest that its arrival may stay when not said */
  readonly nights?: number | undefined;
  readonly addOns?: readonly AddOnChoice[] | undefined;
}

export type Lengths = Pick<Offering, 'timezone' | 'durationMinutes' | 'durations' | 'slotMinutes' | 'pricingModel' | 'nights' | 'addOns'>;

/**
 * The time that a request takes. Without an end: the offering's own length with that of the add-ons, or, by the night, to
 * check-out. Refuses `invalid_service` {reason: add_on, key} or {reason: length} for nights of what has none.
 */
export function spanOf(offering: Lengths, { startsAt, endsAt, nights, addOns }: Wanted): Span {
  const extra = addOnMinutes(offering, addOns);
  if (nights !== undefined && offering.nights === null) refuseLength(offering);
  if (endsAt !== undefined) return { startsAt, endsAt };
  if (offering.nights === null) return { startsAt, endsAt: startsAt + (offering.durationMinutes + extra) * MINUTE };
  const zone = zoneNamed(offering.timezone);
  // Where it is no check-in, the span is refused for it when it is judged.
  const arrival = arrivalAt(zone, offering.nights, startsAt) ?? Math.floor(zone.toLocal(startsAt) / DAY_MS);
  const stay = { arrival, nights: nights ?? leastNights(offering.nights, arrival) };
  return { startsAt, endsAt: spanOfStay(zone, offering.nights, stay).endsAt };
}

/** Is this a length that the offering is sold in, with these add-ons? Refuses `invalid_service` {reason: add_on, key}. */
export function isSellableLength(offering: Lengths, span: Span, addOns: readonly AddOnChoice[] = []): boolean {
  const extra = addOnMinutes(offering, addOns);
  if (offering.nights !== null) return stayOf(zoneNamed(offering.timezone), offering.nights, span) !== undefined;
  return isLengthOf(offering, (span.endsAt - span.startsAt) / MINUTE - extra);
}

/** Minutes that the add-ons make a booking longer; what is required is taken at least once. By the night they add none. */
export function addOnMinutes({ addOns }: Pick<Offering, 'addOns'>, chosen: readonly AddOnChoice[] = []): number {
  const taken = new Map<string, number>();
  for (const { key, quantity } of chosen) taken.set(key, (taken.get(key) ?? 0) + quantity);
  for (const [key, quantity] of taken) {
    const most = addOns.find((addOn) => addOn.key === key)?.maxQuantity ?? 0;
    if (quantity > most) refuseService('add_on', { key });
  }
  return addOns.reduce((sum, { key, minutes, required }) => sum + minutes * Math.max(taken.get(key) ?? 0, required ? 1 : 0), 0);
}

/** What a refused length is told with: without add-ons, the lengths that are sold, and by what steps longer ones are, where they are. */
export function refuseLength({ nights, durationMinutes, durations, slotMinutes, pricingModel }: Lengths): never {
  if (nights !== null) return refuseService('length', { checkInTime: nights.checkInTime, checkOutTime: nights.checkOutTime });
  const soldMinutes = [...new Set([durationMinutes, ...durations.map(({ minutes }) => minutes)])].toSorted((a, b) => a - b);
  const longer = isSoldByLength(pricingModel) ? { stepMinutes: slotMinutes } : {};
  return refuseService('length', { expectedMinutes: durationMinutes, soldMinutes, ...longer });
}

/** The starts closest to what was asked for, earlier or later, in time order. */
export function nearestStarts(starts: readonly number[], { to, howMany }: { to: number; howMany: number }): number[] {
  return [...starts]
    .toSorted((a, b) => Math.abs(a - to) - Math.abs(b - to) || a - b)
    .slice(0, howMany)
    .toSorted((a, b) => a - b);
}
