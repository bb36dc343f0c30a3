import { and, desc, eq, gt, inArray } from 'drizzle-orm';
import { refuse } from '../../base/refusal.ts';
import { DAY } from '../../base/time.ts';
import type { ReadDb, RowOf } from '../../data/database.ts';
import { mine } from '../../data/database.ts';
import { listKeepers } from '../availability/store/occupancies.ts';
import { bookingItems, bookings } from '../bookings/tables.ts';
import { listOfferings, listResources, mustLoadOffering, mustLoadResource } from '../catalog/store.ts';
import { mustLoadMember } from '../members/store.ts';
import { members } from '../members/tables.ts';
import { mustLoadProfile } from '../tenants/store.ts';
import type { CalendarEntry, Feed } from './model.ts';
import { feeds } from './tables.ts';

export type FeedRow = RowOf<typeof feeds>;

export async function mustLoadFeed(db: ReadDb, feedId: string): Promise<FeedRow> {
  return (await db.find(feeds, feedId)) ?? refuse('not_found', { kind: 'feed', id: feedId });
}

/** Refuses `not_found` where there is no such member, resource or offering in this business. */
export async function mustHaveSubject(db: ReadDb, { kind, subjectId: id }: Pick<FeedRow, 'kind' | 'subjectId'>): Promise<void> {
  if (kind === 'resource') return void (await mustLoadResource(db, id));
  if (kind === 'offering') return void (await mustLoadOffering(db, id));
  if (kind === 'member') return void (await mustLoadMember(db, id));
  if (id !== db.tenantId) refuse('not_found', { kind, id });
}

export async function listFeeds(db: ReadDb): Promise<Feed[]> {
  const names = new Map<string, string>([[db.tenantId, (await mustLoadProfile(db)).name]]);
  for (const { id, name } of await db.list(members)) names.set(id, name);
  for (const { id, name } of await listResources(db)) names.set(id, name);
  for (const { id, title } of await listOfferings(db)) names.set(id, title);
  return (await db.list(feeds))
    .map(({ id, kind, subjectId, version, updatedAt }) => ({ id, kind, subjectId, version, updatedAt, title: names.get(subjectId) ?? '' }))
    .toSorted((a, b) => (a.title < b.title ? -1 : 1));
}

/** Cancelled bookings are told for this long, so that every calendar that polls hears of it. */
const KEEP_CANCELLED = 30 * DAY;
const KEEP_PAST = 180 * DAY;
const MAX_ENTRIES = 10_000;

type ItemRow = RowOf<typeof bookingItems>;

/** Which items a feed shows: a member's are those of the resources that are theirs, or all where none is. */
async function chooser(db: ReadDb, { kind, subjectId }: Pick<FeedRow, 'kind' | 'subjectId'>): Promise<(item: ItemRow) => boolean> {
  if (kind === 'offering') return (item) => item.offeringId === subjectId;
  if (kind === 'resource') return (item) => item.resourceIds.includes(subjectId);
  if (kind === 'tenant') return () => true;
  const own = new Set((await listResources(db)).filter(({ memberId }) => memberId === subjectId).map(({ id }) => id));
  return own.size === 0 ? () => true : (item) => item.resourceIds.some((id) => own.has(id));
}

export async function listEntries(
  db: ReadDb,
  { feed, now }: { feed: Pick<FeedRow, 'kind' | 'subjectId'>; now: number },
): Promise<CalendarEntry[]> {
  const items = await db
    .select()
    .from(bookingItems)
    .where(and(mine(db, bookingItems), gt(bookingItems.endsAt, now - KEEP_PAST)))
    .orderBy(desc(bookingItems.startsAt))
    .limit(MAX_ENTRIES);
  const isShown = await chooser(db, feed);
  const entries = await entriesOf(db, items.filter(isShown));
  return entries.filter(({ status, cancelledAt }) => status !== 'CANCELLED' || (cancelledAt ?? 0) > now - KEEP_CANCELLED);
}

export async function listEntriesOfBooking(db: ReadDb, bookingId: string): Promise<CalendarEntry[]> {
  return entriesOf(db, await db.list(bookingItems, eq(bookingItems.bookingId, bookingId)));
}

const IDS_A_STATEMENT = 500;

async function entriesOf(db: ReadDb, items: readonly ItemRow[]): Promise<CalendarEntry[]> {
  const offerings = new Map((await listOfferings(db)).map((offering) => [offering.id, offering]));
  const ids = [...new Set(items.map(({ bookingId }) => bookingId))];
  const rows = new Map<string, RowOf<typeof bookings>>();
  for (let i = 0; i < ids.length; i += IDS_A_STATEMENT)
    for (const row of await db.list(bookings, inArray(bookings.id, ids.slice(i, i + IDS_A_STATEMENT)))) rows.set(row.id, row);
  const requested = items.filter(({ bookingId }) => rows.get(bookingId)?.status === 'PENDING').map(({ id }) => id);
  const keepers = await listKeepers(db, requested);
  const open = new Set(requested.filter((id) => !keepers.has(id)));
  return items.flatMap((item) => {
    const booking = rows.get(item.bookingId);
    if (booking === undefined) return [];
    const offering = offerings.get(item.offeringId);
    const { locationName, locationAddress } = offering ?? { locationName: null, locationAddress: null };
    return [
      {
        bookingId: booking.id,
        itemId: item.id,
        confirmationCode: booking.confirmationCode,
        sequence: booking.sequence,
        offeringTitle: item.offeringTitle,
        customerName: booking.bookerName,
        quantity: item.quantity,
        timezone: offering?.timezone ?? 'UTC',
        startsAt: item.startsAt,
        endsAt: item.endsAt,
        location: [locationName, locationAddress].filter(Boolean).join(', ') || null,
        status:
          booking.status === 'PENDING'
            ? 'TENTATIVE'
            : booking.status === 'CANCELLED' || booking.status === 'REFUNDED'
              ? 'CANCELLED'
              : 'CONFIRMED',
        openToOthers: open.has(item.id),
        createdAt: booking.createdAt,
        updatedAt: booking.updatedAt,
        cancelledAt: booking.cancelledAt,
      },
    ];
  });
}
