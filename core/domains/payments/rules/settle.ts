import { DAY } from '../../../base/time.ts';
import type { Payment, Refund } from '../model.ts';

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

type Refundable = Pick<Payment, 'id' | 'capturedCents'>;
type GivenBack = Pick<Refund, 'paymentId' | 'amountCents' | 'status'>;

/** What of a payment may still be given back: what is on its way counts as gone, what failed does not. */
export function refundableOf({ id, capturedCents }: Refundable, refunds: readonly GivenBack[]): number {
  const gone = refunds.filter(({ paymentId, status }) => paymentId === id && status !== 'FAILED');
  return capturedCents - gone.reduce((sum, { amountCents }) => sum + amountCents, 0);
}

/** Days before the start from which on a card is held: a hold lives about a week. */
const HOLD_DAYS = 6;

/** From when on the card for what starts then is held: epoch ms. */
export const holdFrom = (startsAt: number): number => startsAt - HOLD_DAYS * DAY;
