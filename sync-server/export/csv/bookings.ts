import { and, asc, eq, gt, inArray, or } from 'drizzle-orm';
import { mine, type ReadDb } from '#core/data/database.ts';
import { bookingItems, bookings } from '#core/domains/bookings/tables.ts';
import { amount, type Line, localTime, type Sheet, utc } from './sheet.ts';
import type { Subjects } from './subjects.ts';

type Item = typeof bookingItems.$inferSelect;
type Booking = typeof bookings.$inferSelect;

const titles = [
  ...['Code', 'Status', 'Offering', 'With', 'Starts', 'Ends', 'Time zone', 'Starts (UTC)', 'Ends (UTC)', 'Quantity'],
  ...['Price', 'Tax', 'Booking total', 'Currency', 'Customer', 'E-mail', 'Phone', 'Notes', 'Customer’s notes'],
  ...['Through', 'Refund %', 'Booked (UTC)', 'Cancelled (UTC)', 'Booking', 'Customer id'],
];

/** One line an item, in the order in which they take place. */
export const bookingSheet = (db: ReadDb, subjects: Subjects): Sheet => ({ titles, pages: pages(db, subjects) });

const PAGE = 500;

async function* pages(db: ReadDb, subjects: Subjects): AsyncGenerator<Line[]> {
  let last: Item | undefined;
  do {
    const items = await itemsAfter(db, last);
    const wanted = [...new Set(items.map(({ bookingId }) => bookingId))];
    const found = wanted.length === 0 ? [] : await db.list(bookings, inArray(bookings.id, wanted));
    const byId = new Map(found.map((booking) => [booking.id, booking]));
    yield items.flatMap((item) => {
      const booking = byId.get(item.bookingId);
      return booking === undefined ? [] : [lineOf(item, { booking, subjects })];
    });
    last = items.length < PAGE ? undefined : items.at(-1);
  } while (last !== undefined);
}

async function itemsAfter(db: ReadDb, last: Item | undefined): Promise<Item[]> {
  const { startsAt, id } = bookingItems;
  const after = last && or(gt(startsAt, last.startsAt), and(eq(startsAt, last.startsAt), gt(id, last.id)));
  return db
    .select()
    .from(bookingItems)
    .where(and(mine(db, bookingItems), after))
    .orderBy(asc(startsAt), asc(id))
    .limit(PAGE);
}

function lineOf(item: Item, { booking, subjects }: { booking: Booking; subjects: Subjects }): Line {
  const { zone } = subjects(item.offeringId);
  const { currency } = booking;
  return {
    Code: booking.confirmationCode,
    Status: booking.status,
    Offering: item.offeringTitle,
    With: item.resourceIds.map((id) => subjects(id).name).join(', '),
    Starts: localTime(item.startsAt, zone),
    Ends: localTime(item.endsAt, zone),
    'Time zone': zone,
    'Starts (UTC)': utc(item.startsAt),
    'Ends (UTC)': utc(item.endsAt),
    Quantity: item.quantity,
    Price: amount(item.priceCents, currency),
    Tax: amount(item.taxCents, currency),
    'Booking total': amount(booking.totalCents, currency),
    Currency: currency,
    Customer: booking.bookerName,
    'E-mail': booking.bookerEmail,
    Phone: booking.bookerPhone,
    Notes: booking.notes,
    'Customer’s notes': booking.customerNotes,
    Through: booking.source,
    'Refund %': booking.refundPercent,
    'Booked (UTC)': utc(booking.createdAt),
    'Cancelled (UTC)': utc(booking.cancelledAt),
    Booking: booking.id,
    'Customer id': booking.customerId,
  };
}
