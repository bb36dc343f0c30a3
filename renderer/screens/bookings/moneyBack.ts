import { formatMoney, percentOf } from '#core/base/money.ts';
import type { BookingDetail } from '#core/domains/bookings/model.ts';

type Paid = Pick<BookingDetail, 'totalCents' | 'order' | 'refunds'>;

/** What went back, or is on its way: minor units. */
const returnedCents = ({ refunds }: Pick<Paid, 'refunds'>): number =>
  refunds.filter(({ status }) => status !== 'FAILED').reduce((sum, { amountCents }) => sum + amountCents, 0);

/** What goes back of what was paid where so many per cent of the total do: what nobody paid, nobody gets back. */
function backAt(booking: Paid, percent: number): number {
  const { order, totalCents } = booking;
  if (order === null) return 0;
  const paidCents = order.paidCents - returnedCents(booking);
  return Math.max(0, paidCents - (totalCents - percentOf(totalCents, percent)));
}

/** What of a card's hold would be taken. */
function takenAt(booking: Paid, percent: number): number {
  const { order, totalCents } = booking;
  if (order === null) return 0;
  const owed = totalCents - percentOf(totalCents, percent) - (order.paidCents - returnedCents(booking));
  return Math.max(0, Math.min(order.heldCents, owed));
}

/** A sentence of what a cancellation at so many per cent does with the money that there is. */
export function backWords(booking: Paid & Pick<BookingDetail, 'currency'>, percent: number): string {
  const money = (cents: number) => formatMoney(cents, booking);
  const taken = takenAt(booking, percent);
  if (taken > 0) return `${money(taken)} of the hold is taken.`;
  const back = backAt(booking, percent);
  if (back > 0) return `${money(back)} goes back.`;
  return (booking.order?.paidCents ?? 0) - returnedCents(booking) > 0 ? 'Nothing goes back.' : 'Nothing was paid, so nothing goes back.';
}
