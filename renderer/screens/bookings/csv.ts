import Papa from 'papaparse';
import type { BookingSummary } from '#core/domains/bookings/model.ts';
import { FORMULA } from '#core/base/csv.ts';
import { minorDigits } from '#core/base/money.ts';
import { instantToWall } from '#core/base/zone.ts';
import { statusWord } from '../../components/statusWords.ts';
import { sourceWords } from './words.ts';

const two = (value: number) => String(value).padStart(2, '0');

/** `2026-11-20 14:00` on the wall clock of the zone: what a spreadsheet reads as a time. */
function localTime(at: number, zone: string): string {
  const { date, minutes } = instantToWall(zone, at);
  return `${date} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

const amount = (cents: number, currency: string) => (cents / 10 ** minorDigits(currency)).toFixed(minorDigits(currency));

function linesOf(booking: BookingSummary): Record<string, string | number>[] {
  return booking.items.map((item) => ({
    Code: booking.confirmationCode,
    Status: statusWord(booking.status),
    Customer: booking.customerName,
    'E-mail': booking.customerEmail ?? '',
    Phone: booking.customerPhone ?? '',
    Offering: item.offeringTitle,
    With: item.resourceNames.join(', '),
    Starts: localTime(item.startsAt, item.timezone),
    Ends: localTime(item.endsAt, item.timezone),
    Timezone: item.timezone,
    Quantity: item.quantity,
    Price: amount(item.priceCents, booking.currency),
    'Booking total': amount(booking.totalCents, booking.currency),
    Currency: booking.currency,
    Through: sourceWords[booking.source],
    'Booked at': localTime(booking.createdAt, item.timezone),
  }));
}

/** One line an item. A cell that a spreadsheet would run as a formula starts with an apostrophe. */
export const csvOf = (bookings: readonly BookingSummary[]): string =>
  Papa.unparse(bookings.flatMap(linesOf), { escapeFormulae: FORMULA, newline: '\r\n' });
