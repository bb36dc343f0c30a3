import { serverNow } from './api.ts';
import { dateTime, duration, ownZone, percent, sameClock, zoneName } from './formats.ts';
import type { Booking, Deadline, PolicyStep } from './storefront.ts';
import { words } from './words.ts';

const HOUR_MS = 3_600_000;

/** The policy as deadlines of one start: what the server's quote says too, for the moment before it is here. */
export function deadlinesOf(policy: PolicyStep[], startsAt: string): Deadline[] {
  const start = Date.parse(startsAt);
  return policy.map(({ hoursBefore, refundPercent }) => ({ until: new Date(start - hoursBefore * HOUR_MS).toISOString(), refundPercent }));
}

/** Of a booking that is moved there: as it was booked, and a notice that was missed stays missed. */
export function movedDeadlines(
  { policy, items, cancelNow }: Pick<Booking, 'policy' | 'items' | 'cancelNow'>,
  startsAt: string,
): Deadline[] {
  const later = Date.parse(startsAt) - Date.parse(items[0]?.startsAt ?? startsAt);
  const most = cancelNow?.refundPercent ?? 0;
  return policy.map(({ until, refundPercent }) => ({
    until: new Date(Date.parse(until) + later).toISOString(),
    refundPercent: Math.min(refundPercent, most),
  }));
}

/** The one line that stands beside the sum: the best that can still be had. */
export function policyLine(deadlines: Deadline[], timeZone: string): string {
  const [open] = deadlines
    .filter(({ until, refundPercent }) => refundPercent > 0 && Date.parse(until) > serverNow())
    .sort((one, other) => other.refundPercent - one.refundPercent);
  if (!open) return words.policyNever;
  const zone = sameClock(open.until, timeZone, ownZone) ? '' : ` (${zoneName(timeZone, Date.parse(open.until))})`;
  const when = dateTime(open.until, timeZone) + zone;
  return open.refundPercent === 100 ? words.policyFreeUntil(when) : words.policyPartUntil(percent(open.refundPercent), when);
}

/** The policy before any time is chosen, a sentence a step. */
export function policySentences(policy: PolicyStep[]): string[] {
  const steps = policy.filter(({ refundPercent }) => refundPercent > 0).sort((one, other) => other.hoursBefore - one.hoursBefore);
  return steps.map(({ hoursBefore, refundPercent }) => {
    const notice = duration(Math.round(hoursBefore * 60)) || duration(1);
    return refundPercent === 100 ? words.policyFreeBefore(notice) : words.policyPartBefore(percent(refundPercent), notice);
  });
}
