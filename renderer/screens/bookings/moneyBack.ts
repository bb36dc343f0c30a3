/** What a cancellation does with the money that there is, in the words of the desk. */
import { formatMoney, percentOf } from '#core/base/money.ts';
import { isHeld, isKept, leftCents, moneyBackAt, refundableOf, sumOfDeposits } from '#core/base/settlement.ts';
import type { BookingDetail } from '#core/domains/bookings/model.ts';

type Paid = Pick<BookingDetail, 'totalCents' | 'currency' | 'order' | 'payments' | 'refunds'>;

/** `€40.00 goes back to the card`, without its full stop; null where there is no money to speak of. */
function clauseOf(booking: Paid, percent: number): string | null {
  const money = (cents: number) => formatMoney(cents, booking);
  const { refundCents, chargeCents } = moneyBackAt(booking, percent);
  const heldCents = sumOfDeposits(booking.payments.filter(isHeld));
  if (chargeCents > heldCents) return `${money(chargeCents)} is taken from the card${heldCents > 0 ? '' : ' that is kept'}`;
  if (chargeCents > 0) return `${money(chargeCents)} of the hold is taken`;
  if (refundCents > 0) return goesBack(refundCents, booking);
  if (heldCents > 0) return 'nothing is taken of the hold';
  if (booking.payments.some(isKept)) return 'nothing is taken from the card that is kept';
  return leftCents(booking) > 0 ? 'nothing goes back' : null;
}

/** Cards get theirs first; what was paid at the desk is handed over there. */
export function goesBack(cents: number, { payments, refunds, currency }: Paid): string {
  const money = (part: number) => formatMoney(part, { currency });
  const onCards = payments
    .filter(({ provider }) => provider !== 'desk')
    .reduce((sum, payment) => sum + Math.max(0, refundableOf(payment, refunds)), 0);
  const toCard = Math.min(cents, onCards);
  if (toCard === cents) return `${money(cents)} goes back to the card`;
  if (toCard === 0) return `${money(cents)} is to be handed back`;
  return `${money(toCard)} goes back to the card, ${money(cents - toCard)} is to be handed back`;
}

/** The same as a sentence of its own. */
export function backWords(booking: Paid, percent: number): string {
  const clause = clauseOf(booking, percent) ?? 'nothing was paid, so nothing goes back';
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}

/** Of a button that cancels. */
export function cancelVerb(booking: Paid, percent: number): string {
  const { refundCents, chargeCents } = moneyBackAt(booking, percent);
  if (chargeCents > 0) return `Cancel and take ${formatMoney(chargeCents, booking)}`;
  return refundCents > 0 ? `Cancel and give back ${formatMoney(refundCents, booking)}` : 'Cancel the booking';
}

export const isAlike = (booking: Paid, one: number, other: number): boolean => {
  const [a, b] = [moneyBackAt(booking, one), moneyBackAt(booking, other)];
  return a.refundCents === b.refundCents && a.chargeCents === b.chargeCents;
};

type Over = Paid & Pick<BookingDetail, 'status'>;

/** Of what was cancelled, or nobody came to: what of the deposit is still to come, and why; null where nothing is. */
export function keptWords({ status, order, payments, currency }: Over): string | null {
  if ((status !== 'CANCELLED' && status !== 'NO_SHOW') || order === null || order.dueCents <= 0) return null;
  const sum = formatMoney(order.dueCents, { currency });
  if (payments.some(isKept)) return `${sum} is being taken from the card that is kept.`;
  if (payments.some(isHeld)) return `${sum} is being taken of the hold.`;
  const isDeclined = payments.some((payment) => payment.purpose === 'deposit' && payment.status === 'FAILED');
  if (!isDeclined) return null;
  return `${sum} is kept ${status === 'NO_SHOW' ? 'for the no-show' : 'of the cancellation'} and still owed: the card was declined.`;
}

/** Whether what is still owed of it can be let off without giving anything back: nothing came in, and nothing is being taken. */
export function mayLetOff(booking: Over & Pick<BookingDetail, 'moves'>): boolean {
  const { payments, moves } = booking;
  const isUnderWay = payments.some((payment) => isKept(payment) || isHeld(payment));
  return keptWords(booking) !== null && !isUnderWay && leftCents(booking) === 0 && moves.includes('refund');
}

type Judged = Paid & Pick<BookingDetail, 'status' | 'cancelNow'>;

/** What the policy lets the business keep of the total. `until`: as it is read, null where that does not change any more. */
export function policyWords({ status, cancelNow, totalCents, currency }: Judged, until: string | null): string {
  if (status === 'PENDING') return 'It was never confirmed, so nothing is kept';
  const kept = totalCents - percentOf(totalCents, cancelNow.refundPercent);
  const all = formatMoney(totalCents, { currency });
  const what = kept === 0 ? 'nothing' : kept === totalCents ? `all ${all}` : `${formatMoney(kept, { currency })} of ${all}`;
  return `By the policy, which keeps ${what}${until === null ? '' : ` until ${until}`}`;
}

/** What becomes of the money if the booking is cancelled in time, before anybody thinks of it. */
export function cancellationWords(booking: Judged, until: string | null): string {
  const { refundPercent } = booking.cancelNow;
  if (booking.totalCents === 0) return 'Free of charge.';
  if (booking.status === 'PENDING') return 'Free cancellation until it is confirmed.';
  if (refundPercent === 100) return until === null ? 'Free cancellation.' : `Free cancellation until ${until}.`;
  const when = until === null ? 'Cancelled now' : `Cancelled by ${until}`;
  const kept = formatMoney(booking.totalCents - percentOf(booking.totalCents, refundPercent), booking);
  const clause = clauseOf(booking, refundPercent);
  return clause === null ? `${when}, ${kept} of what is paid is kept.` : `${when}, ${clause}.`;
}
