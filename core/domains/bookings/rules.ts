import { sameJson } from '../../base/json.ts';
import { percentOf } from '../../base/money.ts';
import { isUnderstood, occurrencesOf, readRecurrence } from '../../base/recurrence.ts';
import { type Refusal, refuse } from '../../base/refusal.ts';
import { HOUR } from '../../base/time.ts';
import { DAY_MS, zoneNamed } from '../../base/zone.ts';
import type { CancellationStep, Offering } from '../catalog/model.ts';
import { type BookingMove, type BookingStatus, bookingMoves, type ItemRequest } from './model.ts';

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

/** A no-show may be said until 48 hours after the end. */
const NO_SHOW_HOURS = 48;

export interface Movable {
  readonly status: BookingStatus;
  readonly statusBefore: BookingStatus | null;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** Where the move leads, or undefined where the state or the clock does not allow it. */
export function afterMove(booking: Movable, move: BookingMove, now: number): BookingStatus | undefined {
  const to = transitions[move][booking.status];
  if (to === undefined) return undefined;
  if (move === 'undoNoShow') return booking.statusBefore ?? to;
  if (move === 'noShow') return now >= booking.startsAt && now <= booking.endsAt + NO_SHOW_HOURS * HOUR ? to : undefined;
  if (move === 'checkIn') return now >= booking.startsAt - EARLY_CHECK_IN_HOURS * HOUR ? to : undefined;
  if (move === 'complete') return now >= booking.startsAt ? to : undefined;
  return to;
}

export function movesOf(booking: Movable, now: number): BookingMove[] {
  return bookingMoves.filter((move) => move !== 'expire' && afterMove(booking, move, now) !== undefined);
}

/** @throws Refusal `invalid_transition` {status, move} */
export function mustMove(booking: Movable, move: BookingMove, now: number): BookingStatus {
  return afterMove(booking, move, now) ?? refuse('invalid_transition', { status: booking.status, move });
}

/** These keep their time; a cancelled booking gives it back. */
export function takesTime(status: BookingStatus): boolean {
  return status !== 'CANCELLED' && status !== 'REFUNDED';
}

/** Only what is still to be may be moved to another time. */
export function mayReschedule({ status }: Movable): boolean {
  return status === 'PENDING' || status === 'CONFIRMED';
}

/** Of several offerings' policies the least generous at every notice: no item may lend its terms to a dearer one. */
export function strictestOf(policies: readonly (readonly CancellationStep[])[]): CancellationStep[] {
  const [only] = policies;
  if (only === undefined || policies.every((policy) => sameJson(policy, only))) return [...(only ?? [])];
  const percentAt = (policy: readonly CancellationStep[], hours: number) =>
    Math.max(0, ...policy.filter(({ hoursBefore }) => hoursBefore <= hours).map(({ refundPercent }) => refundPercent));
  const hours = new Set(policies.flat().map(({ hoursBefore }) => hoursBefore));
  return [...hours]
    .toSorted((a, b) => b - a)
    .map((hoursBefore) => ({ hoursBefore, refundPercent: Math.min(...policies.map((policy) => percentAt(policy, hoursBefore))) }))
    .filter(({ refundPercent }) => refundPercent > 0);
}

export interface RefundTerms {
  readonly refundPercent: number;
  readonly refundCents: number;
  /** until when these terms hold; null where nothing comes back any more */
  readonly until: number | null;
}

export interface RefundQuestion {
  readonly totalCents: number;
  readonly startsAt: number;
  readonly now: number;
  readonly policy: readonly CancellationStep[];
}

/** The most generous step whose notice is still kept. A step's own instant still counts. */
export function refundFor({ totalCents, startsAt, now, policy }: RefundQuestion): RefundTerms {
  const kept = policy
    .filter(({ hoursBefore }) => now <= startsAt - hoursBefore * HOUR)
    .reduce<CancellationStep | undefined>(
      (best, step) => (best === undefined || step.refundPercent > best.refundPercent ? step : best),
      undefined,
    );
  if (kept === undefined || kept.refundPercent === 0) return { refundPercent: 0, refundCents: 0, until: null };
  const { refundPercent, hoursBefore } = kept;
  return { refundPercent, refundCents: percentOf(totalCents, refundPercent), until: startsAt - hoursBefore * HOUR };
}

/** Nothing was kept of a request that the business itself turned down. */
export const FULL_REFUND = 100;

/** The spans that a series asks for. `endsAt` is absent where the offering's own length will do. */
export type SeriesDate = Pick<ItemRequest, 'startsAt' | 'endsAt'>;

/**
 * One of each date that the rule names. A visit keeps its length; nights end at the same wall time of the day of departure.
 * Refuses `invalid_request` {issues: [{path: rrule}]} for a rule that names none, or more than a series holds.
 */
export function datesOfSeries(
  offering: Pick<Offering, 'timezone' | 'nights'>,
  { startsAt, endsAt }: SeriesDate,
  rrule: string,
): SeriesDate[] {
  const rule = readRecurrence(rrule);
  const starts = isUnderstood(rule) ? occurrencesOf(rule, { zone: offering.timezone, startsAt }) : rule;
  if (!Array.isArray(starts)) return refuse('invalid_request', { issues: [{ path: 'rrule', expected: starts.expected }] });
  if (endsAt === undefined) return starts.map((start) => ({ startsAt: start }));
  if (offering.nights === null) return starts.map((start) => ({ startsAt: start, endsAt: start + (endsAt - startsAt) }));
  const { toLocal, toInstant } = zoneNamed(offering.timezone);
  const dayOf = (at: number) => Math.floor(toLocal(at) / DAY_MS);
  return starts.map((start) => ({ startsAt: start, endsAt: toInstant(toLocal(endsAt) + (dayOf(start) - dayOf(startsAt)) * DAY_MS) }));
}

/** What a series may leave out: a date that can't be had, or not yet, or no more. Anything else is wrong with all of its dates. */
const ofTheDate: readonly string[] = ['past', 'notice', 'horizon', 'off_grid', 'daily_limit', 'stay', 'arrival'];

export function isOfTheDate({ code, facts }: Refusal): boolean {
  return code === 'booking_conflict' || (code === 'invalid_service' && ofTheDate.some((reason) => reason === facts['reason']));
}
