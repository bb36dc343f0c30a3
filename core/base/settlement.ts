/** What an order's end does with the money that there is: said once, for the books and for the screens that tell it before. Minor units. */
import { percentOf } from './money.ts';

export interface Standing {
  /** what is charged */
  readonly totalCents: number;
  /** received, less what went back or is on its way back */
  readonly paidCents: number;
  /** authorised and no money yet */
  readonly heldCents: number;
  /** what the business may keep, by its policy */
  readonly keepCents: number;
}

export interface Settlement {
  /** of the hold */
  readonly captureCents: number;
  readonly releaseCents: number;
  readonly refundCents: number;
  /** of the charge */
  readonly reverseCents: number;
}

/** Nobody is asked for more than they paid or have on hold: what can be kept is kept, the rest goes back and is no longer owed. */
export function settle({ totalCents, paidCents, heldCents, keepCents }: Standing): Settlement {
  const kept = Math.max(0, Math.min(keepCents, totalCents, paidCents + heldCents));
  const captureCents = Math.max(0, kept - paidCents);
  return {
    captureCents,
    releaseCents: heldCents - captureCents,
    refundCents: Math.max(0, paidCents - kept),
    reverseCents: totalCents - kept,
  };
}

export interface Share {
  readonly id: string;
  readonly amountCents: number;
}

/** Taken from the first as far as it goes, then from the next. */
export function spread(amountCents: number, among: readonly Share[]): Share[] {
  let left = amountCents;
  return among.flatMap(({ id, amountCents: most }) => {
    const taken = Math.max(0, Math.min(left, most));
    left -= taken;
    return taken === 0 ? [] : [{ id, amountCents: taken }];
  });
}

interface GivenBack {
  readonly amountCents: number;
  readonly status: string;
}

const sumOf = (refunds: readonly GivenBack[]): number =>
  refunds.filter(({ status }) => status !== 'FAILED').reduce((sum, { amountCents }) => sum + amountCents, 0);

/** What of a payment may still be given back: what is on its way counts as gone, what failed does not. */
export function refundableOf(
  { id, capturedCents }: { readonly id: string; readonly capturedCents: number },
  refunds: readonly (GivenBack & { readonly paymentId: string })[],
): number {
  return capturedCents - sumOf(refunds.filter(({ paymentId }) => paymentId === id));
}

interface OrderMoney {
  readonly totalCents: number;
  /** all that ever came in: also what went back and came again, because a bank did not take it */
  readonly paidCents: number;
  /** all that ever went back */
  readonly refundedCents: number;
  readonly heldCents: number;
}

interface Paid {
  readonly totalCents: number;
  /** null where it costs nothing */
  readonly order: OrderMoney | null;
  readonly refunds: readonly GivenBack[];
}

export interface MoneyBack {
  /** of what was paid */
  readonly refundCents: number;
  /** of what is held on a card, and would be taken */
  readonly chargeCents: number;
}

/** What went back of what was paid, or is on its way. */
export const returnedCents = ({ refunds }: Pick<Paid, 'refunds'>): number => sumOf(refunds);

/** What of the money that was paid is there, and not on its way back. */
export function leftCents({ order, refunds }: Pick<Paid, 'order' | 'refunds'>): number {
  if (order === null) return 0;
  return order.paidCents - order.refundedCents - sumOf(refunds.filter(({ status }) => status === 'PENDING'));
}

/** What a cancellation at so many per cent does: nobody gets back what they have not paid. */
export function moneyBackAt({ totalCents, order, refunds }: Paid, refundPercent: number): MoneyBack {
  if (order === null) return { refundCents: 0, chargeCents: 0 };
  const { refundCents, captureCents } = settle({
    ...{ totalCents: order.totalCents, heldCents: order.heldCents, paidCents: leftCents({ order, refunds }) },
    keepCents: totalCents - percentOf(totalCents, refundPercent),
  });
  return { refundCents, chargeCents: captureCents };
}
