/** A card that was declined is not the last word while the time to pay runs. */
import type { Payment } from '../../payments/model.ts';
import type { BookingStatus } from '../model.ts';

type Asked = Pick<Payment, 'provider' | 'status'>;

/** The last that was asked for online, of payments that are listed oldest first. */
export const lastOnline = <T extends Asked>(payments: readonly T[]): T | undefined =>
  payments.findLast(({ provider }) => provider !== 'desk');

interface Unpaid {
  readonly status: BookingStatus;
  /** epoch ms; null: nothing is waited for */
  readonly paymentDueAt: number | null;
}

export const isPayable = ({ status, paymentDueAt }: Unpaid, now: number): boolean =>
  status === 'PENDING' && paymentDueAt !== null && paymentDueAt > now;

export const mayPayAgain = (booking: Unpaid, { payments, now }: { payments: readonly Asked[]; now: number }): boolean =>
  isPayable(booking, now) && lastOnline(payments)?.status === 'FAILED';
