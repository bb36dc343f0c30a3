import { percentOf } from '../../../base/money.ts';
import { settle } from '../../payments/rules/settle.ts';
import type { BookingDetail } from '../model.ts';

type Paid = Pick<BookingDetail, 'totalCents' | 'order' | 'refunds'>;

interface MoneyBack {
  /** of what was paid; minor units */
  readonly refundCents: number;
  /** of what is held on a card, and would be taken */
  readonly chargeCents: number;
}

/** What went back of what was paid, or is on its way: minor units. */
export const returnedCents = ({ refunds }: Pick<Paid, 'refunds'>): number =>
  refunds.filter(({ status }) => status !== 'FAILED').reduce((sum, { amountCents }) => sum + amountCents, 0);

/** What a cancellation at so many per cent does with the money that there is: nobody gets back what they have not paid. */
export function moneyBackAt({ totalCents, order, refunds }: Paid, refundPercent: number): MoneyBack {
  if (order === null) return { refundCents: 0, chargeCents: 0 };
  const { refundCents, captureCents } = settle({
    ...{ totalCents: order.totalCents, heldCents: order.heldCents, paidCents: order.paidCents - returnedCents({ refunds }) },
    keepCents: totalCents - percentOf(totalCents, refundPercent),
  });
  return { refundCents, chargeCents: captureCents };
}
