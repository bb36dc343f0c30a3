/** Capacity counted again from the bookings alone, without a line of the slot engine. */
import type { ReadDb } from '#core/data/database.ts';
import { bookingItems, bookings } from '#core/domains/bookings/tables.ts';
import { offerings } from '#core/domains/catalog/tables.ts';

interface Stretch {
  readonly startsAt: number;
  readonly endsAt: number;
  readonly quantity: number;
}

/** the most that is taken at any one instant; an ending at 10:00 does not meet a start at 10:00 */
function peakOf(stretches: readonly Stretch[]): number {
  const starts = stretches.map(({ startsAt }) => startsAt);
  const takenAt = (at: number) =>
    stretches.filter(({ startsAt, endsAt }) => startsAt <= at && at < endsAt).reduce((sum, { quantity }) => sum + quantity, 0);
  return Math.max(0, ...starts.map(takenAt));
}

/** @returns a line for each offering and each resource that has more bookings at once than it can take */
export async function overbooked(db: ReadDb): Promise<string[]> {
  const gone = new Set(
    (await db.list(bookings)).filter(({ status }) => status === 'CANCELLED' || status === 'REFUNDED').map(({ id }) => id),
  );
  const items = (await db.list(bookingItems)).filter(({ bookingId }) => !gone.has(bookingId));
  const found: string[] = [];
  for (const offering of await db.list(offerings)) {
    // the chair or the stylist is the limit where an offering needs one
    if (offering.resourceGroups.length > 0) continue;
    const peak = peakOf(items.filter(({ offeringId }) => offeringId === offering.id));
    if (peak > offering.capacity) found.push(`${offering.title} holds ${offering.capacity} and has ${peak}`);
  }
  const capacityOf = new Map((await db.list(offerings)).map(({ id, capacity }) => [id, capacity]));
  for (const resourceId of new Set(items.flatMap((item) => item.resourceIds))) {
    const sessions = new Map<string, Stretch>();
    for (const { offeringId, startsAt, endsAt, quantity, resourceIds } of items) {
      if (!resourceIds.includes(resourceId)) continue;
      const session = `${offeringId}/${startsAt}/${endsAt}`;
      const seats = (sessions.get(session)?.quantity ?? 0) + quantity;
      sessions.set(session, { startsAt, endsAt, quantity: seats });
      if (seats > (capacityOf.get(offeringId) ?? 0)) found.push(`${resourceId} seats ${seats} in one session`);
    }
    const peak = peakOf([...sessions.values()].map((session) => ({ ...session, quantity: 1 })));
    if (peak > 1) found.push(`${resourceId} is in ${peak} sessions at once`);
  }
  return found;
}
