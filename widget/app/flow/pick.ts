import type { Offering, Slot } from '../storefront.ts';
import { extras } from './extra.ts';
import type { Want } from './want.ts';

/** A time that they chose, with all of what they want. */
export interface Pick extends Want {
  slot: Slot;
}

export const firstWant = (offering: Offering): Want => ({
  ...{ quantity: 1, durationMinutes: offering.durationMinutes, resourceId: null },
  ...extras?.firstOf(offering),
});

/** The pick as the holds, quote and checkout routes take it. */
export function itemOf(offering: Offering, { slot, quantity, resourceId, extra }: Pick): Record<string, unknown> {
  const { startsAt, endsAt } = slot;
  return { offeringId: offering.id, startsAt, endsAt, quantity, ...(resourceId && { resourceId }), ...(extra && extras?.itemOf(extra)) };
}

/** The longest stretch of minutes that the day's slots leave free on end, on one resource. */
export function longestFree(slots: Slot[]): number {
  let longest = 0;
  for (let first = 0; first < slots.length; first++) {
    let end = 0;
    let shared: string[] = slots[first]?.resourceIds ?? [];
    for (const slot of slots.slice(first)) {
      const starts = Date.parse(slot.startsAt);
      const common = shared.filter((id) => slot.resourceIds.includes(id));
      if (end && (starts > end || (shared.length > 0 && common.length === 0))) break;
      shared = common;
      end = Math.max(end, Date.parse(slot.endsAt));
    }
    longest = Math.max(longest, (end - Date.parse(slots[first]?.startsAt ?? '')) / 60_000);
  }
  return longest;
}
