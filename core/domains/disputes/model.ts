import { z } from 'zod';
import { DAY } from '../../base/time.ts';
import { isStorable, Name, Text } from '../../contracts/fields.ts';
import type { BookingStatus } from '../bookings/model.ts';

/** OPEN: somebody has to answer or decide; RESOLVED: decided by the business; WITHDRAWN: taken back by whoever opened it. */
export const disputeStatuses = ['OPEN', 'RESOLVED', 'WITHDRAWN'] as const;
export type DisputeStatus = (typeof disputeStatuses)[number];

/** What becomes of the payment. */
export const disputeOutcomes = ['refund', 'keep'] as const;
export type DisputeOutcome = (typeof disputeOutcomes)[number];

export const disputeSides = ['customer', 'business'] as const;
export type DisputeSide = (typeof disputeSides)[number];

/** Until how many days after the booking's end its customer may open one; the business always may. */
export const DISPUTE_DAYS = 120;

interface Disputable {
  /** null: it never was confirmed */
  readonly confirmedAt: number | null;
  readonly endsAt: number;
}

/** The last instant at which its customer may open one; null: there is nothing to dispute. */
export const customerDisputesUntil = ({ confirmedAt, endsAt }: Disputable): number | null =>
  confirmedAt === null ? null : endsAt + DISPUTE_DAYS * DAY;

/** Where none of the booking is open already. */
export function customerMayDispute(booking: Disputable, now: number): boolean {
  const until = customerDisputesUntil(booking);
  return until !== null && now <= until;
}

/** Of one booking, all that ever were. */
export const MOST_DISPUTES = 20;
export const MOST_MESSAGES = 200;
export const MOST_LINKS = 5;

const said = (longest: number) => Text(longest).refine((text) => text.trim() !== '', 'expected some text');

/** Why it is opened. Text, never HTML. */
export const DisputeReason = said(2_000);
export const DisputeText = said(4_000);

/** What stands behind it today is not proven by it; nobody follows it. */
export const DisputeLink = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .refine(isStorable, 'expected an address'),
  name: Name(200).optional(),
});
export type DisputeLink = z.output<typeof DisputeLink>;

/** What was given as proof with the reason or a message; `id` is its evidence’s. */
export interface SaidLink {
  id: string;
  name: string;
  url: string;
}

export interface DisputeMessage {
  id: string;
  from: DisputeSide;
  author: string;
  text: string;
  links: SaidLink[];
  createdAt: number;
}

export interface DisputeResolution {
  outcome: DisputeOutcome;
  /** what is given back of what was paid; 0 where it is kept */
  refundCents: number;
  /** the customer sees it */
  note: string;
  by: string;
  at: number;
}

/** A line of the list. */
export interface DisputeSummary {
  id: string;
  bookingId: string;
  confirmationCode: string;
  bookingStatus: BookingStatus;
  /** of the earliest item */
  offeringTitle: string;
  timezone: string;
  startsAt: number;
  totalCents: number;
  currency: string;
  customerId: string;
  /** as the booking has them */
  customerName: string;
  status: DisputeStatus;
  openedBy: DisputeSide;
  openedByName: string;
  reason: string;
  /** who is to say something next; null once it is over */
  awaits: DisputeSide | null;
  messageCount: number;
  /** of its links and files; 0 to customers, who see what was said alone */
  evidenceCount: number;
  resolution: DisputeResolution | null;
  createdAt: number;
  /** of its last message, resolution or withdrawal */
  updatedAt: number;
}

export interface Dispute extends DisputeSummary {
  /** given with the reason */
  links: SaidLink[];
  /** oldest first; the reason is not among them */
  messages: DisputeMessage[];
}
