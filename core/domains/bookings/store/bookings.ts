import { eq, inArray } from 'drizzle-orm';
import { refuse } from '../../../base/refusal.ts';
import { listingBelow, type ReadDb, type RowOf } from '../../../data/database.ts';
import { listKeepers } from '../../availability/store/occupancies.ts';
import { loadOfferingLooks, loadResourceNames } from '../../catalog/store.ts';
import type { BookingItem, BookingSummary } from '../model.ts';
import { movesOf } from '../rules/transitions.ts';
import { bookingItems, bookings } from '../tables.ts';

export type BookingRow = RowOf<typeof bookings>;
export type ItemRow = RowOf<typeof bookingItems>;

export async function mustLoadBooking(db: ReadDb, bookingId: string): Promise<BookingRow> {
  return (await db.find(bookings, bookingId)) ?? refuse('not_found', { kind: 'booking', id: bookingId });
}

/** In the order of their starts. Refuses `not_found` {kind: series}. */
export async function mustLoadSeries(db: ReadDb, seriesId: string): Promise<readonly [BookingRow, ...BookingRow[]]> {
  const [first, ...rest] = (await db.list(bookings, eq(bookings.seriesId, seriesId))).toSorted(byStart);
  return first === undefined ? refuse('not_found', { kind: 'series', id: seriesId }) : [first, ...rest];
}

export async function listItems(db: ReadDb, bookingId: string): Promise<ItemRow[]> {
  const rows = await db.listed(itemsOfBooking, { bookingId });
  return rows.toSorted(byStart);
}

const toWriteTo = listingBelow(bookings, bookings, {
  by: ['id'],
  keys: ['id', 'status', 'startsAt', 'bookerEmail', 'locale'],
});

/** What of a booking decides what its booker is written. */
export async function mustLoadAddressee(db: ReadDb, bookingId: string) {
  const [found] = await db.listed(toWriteTo, { id: bookingId });
  return found ?? refuse('not_found', { kind: 'booking', id: bookingId });
}

const itemsOfBooking = listingBelow(bookings, bookingItems, { by: ['bookingId'] });

type Started = Pick<ItemRow, 'id' | 'startsAt'>;

export const byStart = (a: Started, b: Started): number => a.startsAt - b.startsAt || (a.id < b.id ? -1 : 1);

export async function mustLoadItem(db: ReadDb, { bookingId, itemId }: { bookingId: string; itemId: string | undefined }): Promise<ItemRow> {
  const items = await listItems(db, bookingId);
  const item = itemId === undefined && items.length === 1 ? items[0] : items.find(({ id }) => id === itemId);
  if (item !== undefined) return item;
  if (itemId === undefined) return refuse('invalid_request', { issues: [{ path: 'itemId', expected: 'which of the items' }] });
  return refuse('not_found', { kind: 'item', id: itemId });
}

const IDS_A_STATEMENT = 500;

async function itemsOf(db: ReadDb, bookingIds: readonly string[]): Promise<Map<string, ItemRow[]>> {
  const [first] = bookingIds;
  if (first !== undefined && bookingIds.length === 1) return new Map([[first, await listItems(db, first)]]);
  const byBooking = new Map<string, ItemRow[]>(bookingIds.map((id) => [id, []]));
  // Put in order here: asked for it, SQLite walks every item of the tenant by its start.
  for (let i = 0; i < bookingIds.length; i += IDS_A_STATEMENT)
    for (const row of await db.list(bookingItems, inArray(bookingItems.bookingId, bookingIds.slice(i, i + IDS_A_STATEMENT))))
      byBooking.get(row.bookingId)?.push(row);
  for (const items of byBooking.values()) items.sort(byStart);
  return byBooking;
}

/** What screens show of a booking's items: titles as booked, colour and zone as the offering has them now. */
export async function summariesOf(db: ReadDb, rows: readonly BookingRow[], now: number): Promise<BookingSummary[]> {
  const items = await itemsOf(
    db,
    rows.map(({ id }) => id),
  );
  const all = [...items.values()].flat();
  const offerings = await loadOfferingLooks(db, new Set(all.map(({ offeringId }) => offeringId)));
  const resourceNames = await loadResourceNames(db, new Set(all.flatMap(({ resourceIds }) => resourceIds)));
  const requests = rows.filter(({ status }) => status === 'PENDING').flatMap(({ id }) => (items.get(id) ?? []).map((item) => item.id));
  const keepers = await listKeepers(db, requests);
  const open = new Set(requests.filter((id) => !keepers.has(id)));
  const itemOf = (item: ItemRow): BookingItem => ({
    id: item.id,
    offeringId: item.offeringId,
    offeringTitle: item.offeringTitle,
    color: offerings.get(item.offeringId)?.color ?? '#6B7280',
    timezone: offerings.get(item.offeringId)?.timezone ?? 'UTC',
    resourceIds: item.resourceIds,
    resourceNames: item.resourceIds.map((id) => resourceNames.get(id) ?? ''),
    startsAt: item.startsAt,
    endsAt: item.endsAt,
    openToOthers: open.has(item.id),
    quantity: item.quantity,
    priceCents: item.priceCents,
    discountCents: item.discountCents,
    taxCents: item.taxCents,
    taxBps: item.taxBps,
    taxIncluded: item.taxIncluded,
    steps: item.steps,
    addOns: item.addOns,
    answers: item.answers,
    subscriptionId: item.subscriptionId,
  });
  return rows.map((row) => ({
    id: row.id,
    confirmationCode: row.confirmationCode,
    status: row.status,
    source: row.source,
    customerId: row.customerId,
    customerName: row.bookerName,
    customerEmail: row.bookerEmail,
    customerPhone: row.bookerPhone,
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    totalCents: row.totalCents,
    currency: row.currency,
    riskReview: row.riskReview,
    paymentDueAt: row.paymentDueAt,
    seriesId: row.seriesId,
    createdAt: row.createdAt,
    items: (items.get(row.id) ?? []).map(itemOf),
    moves: movesOf(row, now),
  }));
}
