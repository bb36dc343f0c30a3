import { refuse } from '../../../base/refusal.ts';
import { HOUR, isoOf, MINUTE } from '../../../base/time.ts';
import { type BookingMove, type BookingStatus, bookingMoves, type RiskReview } from '../model.ts';
import { isHeld } from './risk.ts';

/** The state machine. Whatever is not here is `invalid_transition`. `undoNoShow` goes back to where the booking was. */
export const transitions: Readonly<Record<BookingMove, Partial<Record<BookingStatus, BookingStatus>>>> = {
  approve: { PENDING: 'CONFIRMED' },
  decline: { PENDING: 'CANCELLED' },
  expire: { PENDING: 'CANCELLED' },
  cancel: { PENDING: 'CANCELLED', CONFIRMED: 'CANCELLED' },
  checkIn: { CONFIRMED: 'CHECKED_IN' },
  complete: { CONFIRMED: 'COMPLETED', CHECKED_IN: 'COMPLETED' },
  noShow: { CONFIRMED: 'NO_SHOW', COMPLETED: 'NO_SHOW' },
  undoNoShow: { NO_SHOW: 'CONFIRMED' },
  refund: { CANCELLED: 'REFUNDED', COMPLETED: 'REFUNDED', NO_SHOW: 'REFUNDED' },
};

/** Who comes early is let in; a day before, it is a slip of the finger. */
const EARLY_CHECK_IN_HOURS = 12;

const NO_SHOW_HOURS = 48;

/** Until when a no-show may be said. */
export const noShowUntil = ({ endsAt }: Pick<Movable, 'endsAt'>): number => endsAt + NO_SHOW_HOURS * HOUR;

export interface Movable {
  readonly status: BookingStatus;
  readonly statusBefore: BookingStatus | null;
  readonly riskReview: RiskReview;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** Where the move leads, or undefined where the state or the clock does not allow it. */
export function afterMove(booking: Movable, move: BookingMove, now: number): BookingStatus | undefined {
  const to = transitions[move][booking.status];
  if (to === undefined) return undefined;
  if (move === 'approve') return isHeld(booking) ? undefined : to;
  if (move === 'undoNoShow') return booking.statusBefore ?? to;
  const { notBefore = -Infinity, until } = timesOf(booking, move) ?? {};
  return now >= notBefore && now <= (until ?? Infinity) ? to : undefined;
}

interface Times {
  readonly notBefore: number;
  /** the last instant; null: no end */
  readonly until: number | null;
}

/** When the clock allows the move; undefined: at any time. */
function timesOf(booking: Movable, move: BookingMove): Times | undefined {
  const { startsAt } = booking;
  if (move === 'noShow') return { notBefore: startsAt, until: noShowUntil(booking) };
  if (move === 'checkIn') return { notBefore: startsAt - EARLY_CHECK_IN_HOURS * HOUR, until: null };
  if (move === 'complete') return { notBefore: startsAt, until: null };
  return undefined;
}

export function movesOf(booking: Movable, now: number): BookingMove[] {
  return bookingMoves.filter((move) => move !== 'expire' && afterMove(booking, move, now) !== undefined);
}

/**
 * What is held is released or declined, and not approved past its review.
 * @throws Refusal `invalid_transition` {status, move}; where only its review is against it {riskReviewStatus}, where only the clock is
 * {notBefore, until}: ISO instants, until null where it has no end
 */
export function mustMove(booking: Movable, move: BookingMove, now: number): BookingStatus {
  const { status } = booking;
  const to = afterMove(booking, move, now);
  if (to !== undefined) return to;
  const isPossible = transitions[move][status] !== undefined;
  const times = isPossible ? timesOf(booking, move) : undefined;
  const review = isPossible && isHeld(booking) ? { riskReviewStatus: booking.riskReview } : {};
  return refuse('invalid_transition', { status, move, ...review, ...(times && toldTimes(times)) });
}

const toldTimes = ({ notBefore, until }: Times) => ({ notBefore: isoOf(notBefore), until: until === null ? null : isoOf(until) });

/** These keep their time; a cancelled booking gives it back. */
export function takesTime(status: BookingStatus): boolean {
  return status !== 'CANCELLED' && status !== 'REFUNDED';
}

/** Only what is still to be may be moved to another time. */
export function mayReschedule({ status }: Movable): boolean {
  return status === 'PENDING' || status === 'CONFIRMED';
}

type Movement = Pick<Movable, 'startsAt'> & { readonly customerMoveMinutes: number | null };

/** The last instant at which its customer may still move it; null: they may not at all. */
export function customerMovesUntil({ startsAt, customerMoveMinutes }: Movement): number | null {
  return customerMoveMinutes === null ? null : startsAt - customerMoveMinutes * MINUTE;
}

/** @throws Refusal `invalid_transition` {status, move, until: an ISO instant, or null where customers may not move it} */
export function mustBeTheirsToMove(booking: Movable & Movement, now: number): void {
  const until = customerMovesUntil(booking);
  if (until !== null && now <= until) return;
  refuse('invalid_transition', { status: booking.status, move: 'reschedule', until: until === null ? null : isoOf(until) });
}
