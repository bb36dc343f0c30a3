/** How long a booking may be made by hand: no longer and no shorter than its offering is sold. */
import { isLengthOf } from '#core/base/lengths.ts';
import type { BookingItem } from '#core/domains/bookings/model.ts';
import type { Offering } from '#core/domains/catalog/model.ts';

type Sold = Pick<Offering, 'pricingModel' | 'durationMinutes' | 'durations' | 'slotMinutes' | 'nights'>;

/** More than one length to choose from; nights are moved by their dates. */
export function isStretchable({ pricingModel, durationMinutes, durations, nights }: Sold): boolean {
  return nights === null && (pricingModel === 'HOURLY' || durations.some(({ minutes }) => minutes !== durationMinutes));
}

/** In minutes, ascending, as far as `most`; with those of the add-ons that are in it. */
export function lengthsOf(offering: Sold, { addOns }: Pick<BookingItem, 'addOns'>, most: number): number[] {
  const extra = addOns.reduce((sum, { minutes, quantity }) => sum + minutes * quantity, 0);
  const lengths: number[] = [];
  for (let minutes = 1; minutes + extra <= most; minutes += 1) if (isLengthOf(offering, minutes)) lengths.push(minutes + extra);
  return lengths;
}

/** The end that is next to the one that stands, earlier or later; that one itself where there is none. */
export function nextEnd(ends: readonly number[], from: number, direction: number): number {
  const beyond = direction < 0 ? ends.findLast((end) => end < from) : ends.find((end) => end > from);
  return beyond ?? from;
}

export function nearestEnd(ends: readonly number[], to: number): number {
  return ends.reduce((best, end) => (Math.abs(end - to) < Math.abs(best - to) ? end : best), ends[0] ?? to);
}
