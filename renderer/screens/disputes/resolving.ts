/** What a decision may give back, and what it does with it; amounts in minor units. */
import { leftCents } from '#core/base/settlement.ts';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import { statusWord } from '../../components/statusWords.ts';
import { goesBack } from '../bookings/moneyBack.ts';

type Paid = Pick<BookingDetail, 'status' | 'moves' | 'currency' | 'totalCents' | 'order' | 'payments' | 'refunds'>;

/** What may still go back; 0 with why nothing can. */
export function refundChoice(booking: Paid): { most: number; why: string | null } {
  const { moves, order, status } = booking;
  const left = leftCents(booking);
  if (order === null || (left <= 0 && order.paidCents === 0)) return { most: 0, why: 'Nothing was paid.' };
  if (left <= 0) return { most: 0, why: 'What was paid has gone back already.' };
  if (!moves.includes('refund')) {
    const first = (['cancel', 'complete'] as const).filter((move) => moves.includes(move)).join(' or ');
    const way = first === '' ? 'no money can go back now' : `${first} it first, and money can go back`;
    return { most: 0, why: `The booking is ${statusWord(status).toLowerCase()}: ${way}.` };
  }
  return { most: left, why: null };
}

/** `€20.00 goes back to the card.` */
export function backSentence(cents: number, booking: Paid): string {
  if (!(cents > 0) || cents > refundChoice(booking).most) return '';
  return `${goesBack(cents, booking)}.`;
}
