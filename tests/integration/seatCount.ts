/** Counts who sits where from the rows alone, with none of the product's rules: what a race must never leave behind. */
import { eq } from 'drizzle-orm';
import { events as eventTable } from '#core/data/tables.ts';
import { occupancies as occupancyTable } from '#core/domains/availability/tables.ts';
import { bookingItems, bookings as bookingTable } from '#core/domains/bookings/tables.ts';
import { offerings as offeringTable } from '#core/domains/catalog/tables.ts';
import type { TestWorld } from './world.ts';

export interface Seating {
  readonly bookings: readonly (typeof bookingTable.$inferSelect)[];
  readonly items: readonly (typeof bookingItems.$inferSelect)[];
  readonly occupancies: readonly (typeof occupancyTable.$inferSelect)[];
  readonly offerings: readonly (typeof offeringTable.$inferSelect)[];
  readonly events: readonly (typeof eventTable.$inferSelect)[];
  /** epoch ms */
  readonly now: number;
}

export async function readSeating({ engine, business: { tenantId }, now }: TestWorld): Promise<Seating> {
  return engine.database.across(async (db) => ({
    bookings: await db.select().from(bookingTable).where(eq(bookingTable.tenantId, tenantId)),
    items: await db.select().from(bookingItems).where(eq(bookingItems.tenantId, tenantId)),
    occupancies: await db.select().from(occupancyTable).where(eq(occupancyTable.tenantId, tenantId)),
    offerings: await db.select().from(offeringTable).where(eq(offeringTable.tenantId, tenantId)),
    events: await db.select().from(eventTable).where(eq(eventTable.tenantId, tenantId)),
    now: now(),
  }));
}

/** Somebody's place: a booked item, or a hold that has not run out. */
interface Place {
  readonly id: string;
  readonly offeringId: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly quantity: number;
  readonly resourceIds: readonly string[];
}

const gone = ['CANCELLED', 'REFUNDED'];

/** Those of requests that leave their time to others: their offering says so, and nothing is taken for them. */
function openItems({ bookings, items, occupancies, offerings }: Seating): Set<string> {
  const requests = new Set(
    bookings.filter(({ status, paymentDueAt }) => status === 'PENDING' && paymentDueAt === null).map(({ id }) => id),
  );
  const leaving = new Set(offerings.filter(({ pendingTakesPlace }) => !pendingTakesPlace).map(({ id }) => id));
  const taken = new Set(occupancies.map(({ sourceId }) => sourceId));
  const open = items.filter(({ id, bookingId, offeringId }) => requests.has(bookingId) && leaving.has(offeringId) && !taken.has(id));
  return new Set(open.map(({ id }) => id));
}

export function placesOf(seating: Seating): Place[] {
  const { bookings, items, occupancies, now } = seating;
  const live = new Set(bookings.filter(({ status }) => !gone.includes(status)).map(({ id }) => id));
  const open = openItems(seating);
  const booked = items.filter(({ id, bookingId }) => live.has(bookingId) && !open.has(id));
  const held = new Map<string, Place>();
  for (const row of occupancies) {
    if (row.source !== 'hold' || row.expiresAt === null || row.expiresAt <= now) continue;
    const { offeringId, startsAt, endsAt, quantity } = row;
    const known = held.get(row.sourceId) ?? { id: row.sourceId, offeringId: offeringId ?? '', startsAt, endsAt, quantity, resourceIds: [] };
    const more = row.subjectId === offeringId ? [] : [row.subjectId];
    held.set(row.sourceId, { ...known, resourceIds: [...known.resourceIds, ...more] });
  }
  return [...booked, ...held.values()];
}

const seats = (places: readonly Place[]): number => places.reduce((sum, { quantity }) => sum + quantity, 0);
const meet = (one: Place, other: Place): boolean => one.startsAt < other.endsAt && other.startsAt < one.endsAt;

/** @throws Error with what is wrong with the rows as they stand */
export async function mustBeSeated(world: TestWorld): Promise<void> {
  const problems = problemsOf(await readSeating(world));
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** What is wrong with these rows, a sentence each. */
export function problemsOf(seating: Seating): string[] {
  const places = placesOf(seating);
  return [
    ...crowds(seating, places),
    ...strayResources(seating, places),
    ...sharedResources(seating, places),
    ...wrongTakings(seating),
    ...wrongBookings(seating),
    ...brokenHistories(seating),
  ];
}

/** The most who sit together are together at somebody's start. */
function crowds({ offerings }: Seating, places: readonly Place[]): string[] {
  return offerings.flatMap(({ id, title, capacity, resourceGroups }) => {
    if (resourceGroups.length > 0) return [];
    const own = places.filter(({ offeringId }) => offeringId === id);
    const most = Math.max(0, ...own.map(({ startsAt }) => seats(own.filter((one) => one.startsAt <= startsAt && startsAt < one.endsAt))));
    return most > capacity ? [`${title} has ${capacity} seats, and ${most} sit there at once`] : [];
  });
}

/** One resource of each group, all different. */
function strayResources({ offerings }: Seating, places: readonly Place[]): string[] {
  return places.flatMap(({ id, offeringId, resourceIds }) => {
    const groups = offerings.find((offering) => offering.id === offeringId)?.resourceGroups ?? [];
    if (new Set(resourceIds).size !== resourceIds.length) return [`${id} has one resource twice`];
    const isServed = groups.every((group) => group.some((resource) => resourceIds.includes(resource)));
    return isServed && resourceIds.length === groups.length ? [] : [`${id} is served by ${resourceIds.length} of ${groups.length} groups`];
  });
}

function sharedResources({ offerings }: Seating, places: readonly Place[]): string[] {
  const capacities = new Map(offerings.map(({ id, capacity }) => [id, capacity]));
  const resources = new Set(places.flatMap(({ resourceIds }) => resourceIds));
  return [...resources].flatMap((resource) => {
    const served = places.filter(({ resourceIds }) => resourceIds.includes(resource));
    return served.flatMap((place) => {
      const beside = served.filter((other) => meet(place, other));
      const isOneSession = beside.every(
        (other) => other.offeringId === place.offeringId && other.startsAt === place.startsAt && other.endsAt === place.endsAt,
      );
      if (!isOneSession) return [`${resource} serves ${place.id} and something else at once`];
      return seats(beside) > (capacities.get(place.offeringId) ?? 0) ? [`${resource} serves ${seats(beside)} at once`] : [];
    });
  });
}

/** What availability holds for taken is what is booked: no more, no less. */
function wrongTakings(seating: Seating): string[] {
  const { bookings, items, occupancies } = seating;
  const open = openItems(seating);
  const status = new Map(bookings.map((booking) => [booking.id, booking.status]));
  const keyOf = (sourceId: string, subjectId: string, span: { startsAt: number; endsAt: number; quantity: number }) =>
    [sourceId, subjectId, span.startsAt, span.endsAt, span.quantity].join(' ');
  const expected = items.flatMap((item) =>
    open.has(item.id) || gone.includes(status.get(item.bookingId) ?? 'CANCELLED')
      ? []
      : [item.offeringId, ...item.resourceIds].map((subject) => keyOf(item.id, subject, item)),
  );
  const found = occupancies.filter(({ source }) => source === 'booking').map((row) => keyOf(row.sourceId, row.subjectId, row));
  const missing = expected.filter((key) => found.filter((other) => other === key).length !== 1).map((key) => `not taken once: ${key}`);
  const stray = found.filter((key) => !expected.includes(key)).map((key) => `taken by nobody: ${key}`);
  return [...missing, ...stray];
}

function wrongBookings({ bookings, items }: Seating): string[] {
  return bookings.flatMap((booking) => {
    const own = items.filter(({ bookingId }) => bookingId === booking.id);
    const sum = own.reduce((total, { priceCents }) => total + priceCents, 0);
    const fits =
      own.length > 0 &&
      booking.startsAt === Math.min(...own.map(({ startsAt }) => startsAt)) &&
      booking.endsAt === Math.max(...own.map(({ endsAt }) => endsAt)) &&
      booking.subtotalCents === sum;
    return fits ? [] : [`${booking.id} does not fit its ${own.length} items`];
  });
}

/** Each booking was made once, and every edge that was told begins where the one before it ended. */
function brokenHistories({ bookings, events }: Seating): string[] {
  return bookings.flatMap(({ id, status }) => {
    const own = events.filter(({ subjectId }) => subjectId === id).toSorted((a, b) => a.rev - b.rev || a.ordinal - b.ordinal);
    const made = own.filter(({ name }) => name === 'booking.created');
    if (made.length !== 1) return [`${id} was made ${made.length} times`];
    const edges = own.filter(({ name }) => name === 'booking.status_changed').map(({ data }) => data);
    const states = ['PENDING', ...edges.map((edge) => JSON.stringify(edge['status']).slice(1, -1))];
    const isChain = edges.every((edge, i) => edge['previousStatus'] === states[i]) && states.at(-1) === status;
    return isChain ? [] : [`${id} is ${status} after ${states.join(' → ')}`];
  });
}
