import { bookedStake, policyLine } from '../policy.ts';
import type { Booking, Deadline } from '../storefront.ts';
import { pageWords } from './page-words.ts';

/** What a cancellation would cost, with these deadlines; nothing is kept of what is not confirmed yet. */
export const ownPolicy = (booking: Booking, deadlines: Deadline[], timezone: string): string =>
  booking.status === 'PENDING' ? pageWords.policyRequest : policyLine(deadlines, timezone, bookedStake(booking));
