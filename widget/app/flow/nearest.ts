import { call, Refused } from '../api.ts';
import { plusDays } from '../days.ts';
import { dayOf } from '../formats.ts';
import type { Availability, Offering, Slot } from '../storefront.ts';
import { availabilityPath } from './calendar.ts';
import type { Pick } from './pick.ts';

export const isTaken = (problem: unknown): problem is Refused => problem instanceof Refused && problem.code === 'booking_conflict';

/** Up to three free slots around the one that is gone, as far as the next one that the server names. */
export async function nearestSlots(offering: Offering, pick: Pick, { details }: Refused): Promise<Slot[]> {
  const { startsAt } = pick.slot;
  const next = details['next_available'];
  const from = dayOf(startsAt, offering.timezone);
  const far = plusDays(typeof next === 'string' ? dayOf(next, offering.timezone) : from, 2);
  const limit = plusDays(from, 62);
  const distance = (slot: Slot) => Math.abs(Date.parse(slot.startsAt) - Date.parse(startsAt));
  try {
    const { slots } = await call<Availability>({ path: availabilityPath(offering, pick, { from, to: far < limit ? far : limit }) });
    const free = slots.filter((slot) => slot.bookable && slot.startsAt !== startsAt);
    return free
      .sort((one, other) => distance(one) - distance(other))
      .slice(0, 3)
      .sort((one, other) => (one.startsAt < other.startsAt ? -1 : 1));
  } catch {
    return []; // The list of times is still there to pick from.
  }
}
