import { and, gt, gte, lt, not, sql } from 'drizzle-orm';
import { DAY } from '../../../base/time.ts';
import { listingOf, type ReadDb } from '../../../data/database.ts';
import { bookings, isLong } from '../tables.ts';
import type { BookingRow } from './bookings.ts';

const given = sql.placeholder;
const isWithin = and(lt(bookings.startsAt, given('to')), gt(bookings.endsAt, given('from')));
const isShort = and(isWithin, gte(bookings.startsAt, given('dayBefore')), not(isLong));
const within = listingOf(bookings, isShort, { and: and(isWithin, isLong) });

/** Those that are under way at some time in [from, to): most of them began a day before it at the earliest, the long ones whenever. */
export const listWithin = (db: ReadDb, { from, to }: { from: number; to: number }): Promise<BookingRow[]> =>
  db.listed(within, { from, to, dayBefore: from - DAY });
