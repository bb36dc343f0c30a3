import { refuse } from '../../base/refusal.ts';
import { isoOf } from '../../base/time.ts';
import type { BookingStatus } from '../bookings/model.ts';
import { customerDisputesUntil, type DisputeSide, type DisputeStatus } from './model.ts';

interface Disputed {
  readonly status: BookingStatus;
  readonly confirmedAt: number | null;
  readonly endsAt: number;
}

/**
 * What was confirmed once may be disputed: by the business at any time, by its customer until so many days after its end.
 * @throws Refusal `invalid_transition` {status, move, until: an ISO instant, where only the clock is against it}
 */
export function mustBeDisputable(booking: Disputed, { side, now }: { side: DisputeSide; now: number }): void {
  const { status } = booking;
  const until = customerDisputesUntil(booking);
  if (until === null) refuse('invalid_transition', { status, move: 'dispute' });
  if (side === 'customer' && now > until) refuse('invalid_transition', { status, move: 'dispute', until: isoOf(until) });
}

export type DisputeMove = 'reply' | 'resolve' | 'withdraw' | 'addEvidence';

const allowedIn: Readonly<Record<DisputeMove, readonly DisputeStatus[]>> = {
  reply: ['OPEN'],
  resolve: ['OPEN'],
  withdraw: ['OPEN'],
  addEvidence: ['OPEN', 'RESOLVED'],
};

/** @throws Refusal `invalid_transition` {kind: dispute, status, move} */
export function mustAllow({ status }: { readonly status: DisputeStatus }, move: DisputeMove): void {
  if (!allowedIn[move].includes(status)) refuse('invalid_transition', { kind: 'dispute', status, move });
}

export const otherSide = (side: DisputeSide): DisputeSide => (side === 'customer' ? 'business' : 'customer');

/** Where it leads, for whom it has no name: without a user’s name and password, which would pass for another host. */
export const hostIn = (url: string): string => /^https?:\/\/(?:[^/?#]*@)?([\p{L}\p{N}.:-]{1,200})/iu.exec(url)?.[1] ?? 'link';

interface Earlier {
  readonly openedBy: DisputeSide;
  readonly status: DisputeStatus;
  readonly outcome: string | null;
  readonly createdAt: number;
}

/** Since when one of these speaks against the booking’s customer: one that they opened, that is open or was decided against them. */
export function againstSince(disputes: readonly Earlier[]): number | null {
  const against = disputes.filter(
    ({ openedBy, status, outcome }) => openedBy === 'customer' && (status === 'OPEN' || (status === 'RESOLVED' && outcome === 'keep')),
  );
  return against.length === 0 ? null : Math.max(...against.map(({ createdAt }) => createdAt));
}
