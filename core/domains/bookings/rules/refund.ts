import { sameJson } from '../../../base/json.ts';
import { percentOf } from '../../../base/money.ts';
import { HOUR } from '../../../base/time.ts';
import type { CancellationStep } from '../../catalog/model.ts';
import type { BookingStatus } from '../model.ts';

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

/** The same steps, none of them giving back more than so much. */
export function atMost(policy: readonly CancellationStep[], refundPercent: number): CancellationStep[] {
  const capped = policy.map((step) => ({ ...step, refundPercent: Math.min(step.refundPercent, refundPercent) }));
  return capped.filter((step) => step.refundPercent > 0);
}

export interface RefundTerms {
  readonly refundPercent: number;
  readonly refundCents: number;
  /** until when these terms hold; null where nothing comes back any more, and of a request until it is approved */
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

/** Nothing is kept of a request that the business itself turned down. */
export const FULL_REFUND = 100;

interface Cancellable {
  readonly status: BookingStatus;
  readonly totalCents: number;
  readonly startsAt: number;
  readonly cancellationPolicy: readonly CancellationStep[];
}

/** What a cancellation gives back now: by its policy, and of a request that was never approved everything. */
export function cancelTerms({ status, cancellationPolicy: policy, ...booking }: Cancellable, now: number): RefundTerms {
  if (status === 'PENDING') return { refundPercent: FULL_REFUND, refundCents: booking.totalCents, until: null };
  return refundFor({ totalCents: booking.totalCents, startsAt: booking.startsAt, now, policy });
}
