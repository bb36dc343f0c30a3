import { formatMoney } from '#core/base/money.ts';
import { moneyBackAt, returnedCents } from '#core/base/settlement.ts';
import type { BookingDetail } from '#core/domains/bookings/model.ts';

type Paid = Pick<BookingDetail, 'totalCents' | 'order' | 'refunds'>;

/** A sentence of what a cancellation at so many per cent does with the money that there is. */
export function backWords(booking: Paid & Pick<BookingDetail, 'currency'>, percent: number): string {
  const money = (cents: number) => formatMoney(cents, booking);
  const { refundCents, chargeCents } = moneyBackAt(booking, percent);
  if (chargeCents > 0) return `${money(chargeCents)} of the hold is taken.`;
  if (refundCents > 0) return `${money(refundCents)} goes back.`;
  return (booking.order?.paidCents ?? 0) - returnedCents(booking) > 0 ? 'Nothing goes back.' : 'Nothing was paid, so nothing goes back.';
}
