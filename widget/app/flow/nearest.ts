import { call, Refused } from '../api.ts';
import { plusDays } from '../days.ts';
import { dayOf } from '../formats.ts';
import type { Availability, Offering, Slot } from '../storefront.ts';
import { availabilityPath } from './calendar.ts';
import type { Pick } from './pick.ts';

export const isTaken = (problem: unknown): problem is Refused => problem instanceof Refused && problem.code === 'booking_conflict';

/** Up to three free slots around the one that is gone: those that the server names, else those nearest in time. */
export async function nearestSlots(offering: Offering, pick: Pick, refusal: Refused): Promise<Slot[]> {
  const { nearest = [], next_available: next } = refusal.details as { nearest?: string[]; next_available?: string | null };
  const named = [...nearest, ...(next ? [next] : [])].map((iso) => Date.parse(iso));
  const asked = Date.parse(pick.slot.startsAt);
  const days = [pick.slot.startsAt, ...named.map((at) => new Date(at).toISOString())].map((iso) => dayOf(iso, offering.timezone)).sort();
  const from = days[0] ?? '';
  const last = days.at(-1) ?? from;
  const to = plusDays(last < plusDays(from, 60) ? last : from, 2);
  try {
    const { slots } = await call<Availability>({ path: availabilityPath(offering, pick, { from, to }) });
    const free = slots.filter((slot) => slot.bookable && slot.startsAt !== pick.slot.startsAt);
    const distance = (slot: Slot) => Math.abs(Date.parse(slot.startsAt) - asked);
    const byName = free.filter((slot) => named.includes(Date.parse(slot.startsAt)));
    const chosen = byName.length >= 3 ? byName : [...new Set([...byName, ...free.toSorted((a, b) => distance(a) - distance(b))])];
    return chosen.slice(0, 3).toSorted((one, other) => one.startsAt.localeCompare(other.startsAt));
  } catch {
    return []; // The list of times is still there to pick from.
  }
}
