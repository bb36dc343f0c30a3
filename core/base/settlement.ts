/** What an order's end does with the money that there is: said once, for the books and for the screens that tell it before. Minor units. */
import { percentOf } from './money.ts';

export interface Standing {
  /** what is charged */
  readonly totalCents: number;
  /** received, less what went back or is on its way back */
  readonly paidCents: number;
  /** authorised and no money yet */
  readonly heldCents: number;
  /** to be authorised later, on cards that are kept for it */
  readonly cardCents: number;
  /** what the business may keep, by its policy */
  readonly keepCents: number;
}

export interface Settlement {
  /** of the hold */
  readonly captureCents: number;
  readonly releaseCents: number;
  /** of the cards that are kept */
  readonly chargeCents: number;
  readonly refundCents: number;
  /** of the charge */
  readonly reverseCents: number;
}

/**
 * Nobody is asked for more than they paid, have on hold, or left a card for: what can be kept is kept, the rest goes back and is no
 * longer owed.
 */
export function settle({ totalCents, paidCents, heldCents, cardCents, keepCents }: Standing): Settlement {
  const kept = Math.max(0, Math.min(keepCents, totalCents, paidCents + heldCents + cardCents));
  const takenCents = Math.max(0, kept - paidCents);
  const captureCents = Math.min(heldCents, takenCents);
  return {
    captureCents,
    releaseCents: heldCents - captureCents,
    chargeCents: takenCents - captureCents,
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

interface Deposit {
  readonly hold: boolean;
  readonly status: string;
  readonly amountCents: number;
  readonly heldUntil: number | null;
}

/** On hold at a provider. One without an end was given up for another, and is being let go of already: it counts no more. */
export const isHeld = ({ status, heldUntil }: Pick<Deposit, 'status' | 'heldUntil'>): boolean =>
  status === 'AUTHORISED' && heldUntil !== null;

/** To be held later, or being held: what may be taken of the hold may be taken of its card. */
export const isKept = ({ status, hold }: Pick<Deposit, 'status' | 'hold'>): boolean => status === 'SAVED' && hold;

/** What may be taken of those. */
export const sumOfDeposits = (deposits: readonly Pick<Deposit, 'amountCents'>[]): number =>
  deposits.reduce((sum, { amountCents }) => sum + amountCents, 0);

interface OrderMoney {
  readonly totalCents: number;
  /** all that came in */
  readonly paidCents: number;
  /** what of it went back, and was not sent back by a bank */
  readonly refundedCents: number;
}

interface Paid {
  readonly totalCents: number;
  /** null where it costs nothing */
  readonly order: OrderMoney | null;
  readonly payments: readonly Deposit[];
  readonly refunds: readonly GivenBack[];
}

export interface MoneyBack {
  /** of what was paid */
  readonly refundCents: number;
  /** of what is held on a card, or of a card that is kept: it would be taken */
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
export function moneyBackAt({ totalCents, order, payments, refunds }: Paid, refundPercent: number): MoneyBack {
  if (order === null) return { refundCents: 0, chargeCents: 0 };
  const { refundCents, captureCents, chargeCents } = settle({
    ...{ totalCents: order.totalCents, paidCents: leftCents({ order, refunds }) },
    ...{ heldCents: sumOfDeposits(payments.filter(isHeld)), cardCents: sumOfDeposits(payments.filter(isKept)) },
    keepCents: totalCents - percentOf(totalCents, refundPercent),
  });
  return { refundCents, chargeCents: captureCents + chargeCents };
}
