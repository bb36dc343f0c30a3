import { percentOf } from '#core/base/money.ts';
import { serverNow } from './api.ts';
import { dateTime, duration, money, ownZone, percent, sameClock, zoneName } from './formats.ts';
import type { Booking, Deadline, PolicyStep, Quote } from './storefront.ts';
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

/** What a cancellation would do with the money that there is; null where there is none to speak of. */
type MoneyBack = { refundCents: number; chargeCents: number } | null;

interface Stake {
  currency: string;
  backAt(refundPercent: number): MoneyBack;
}

/** Before they book: of what is paid, or held, with it. */
export const quotedStake = ({ totalCents, currency, payNow }: Quote): Stake => ({
  currency,
  backAt(refundPercent) {
    if (!payNow) return null;
    const { amountCents, hold } = payNow;
    const kept = Math.min(totalCents - percentOf(totalCents, refundPercent), amountCents);
    return hold ? { refundCents: 0, chargeCents: kept } : { refundCents: amountCents - kept, chargeCents: 0 };
  },
});

/** Of a booking: the best that is still to be had is what there is now. */
export const bookedStake = ({ currency, cancelNow, payment }: Booking): Stake => ({
  currency,
  backAt: () => (cancelNow && (cancelNow.refundCents > 0 || cancelNow.chargeCents > 0 || payment?.status === 'PAID') ? cancelNow : null),
});

/** The one line that stands beside the sum: the best that can still be had, in money where there is any. */
export function policyLine(deadlines: Deadline[], timeZone: string, stake?: Stake): string {
  const [open] = deadlines
    .filter(({ until, refundPercent }) => refundPercent > 0 && Date.parse(until) > serverNow())
    .sort((one, other) => other.refundPercent - one.refundPercent);
  const back = stake?.backAt(open?.refundPercent ?? 0);
  const taken = back && back.chargeCents > 0 && money(back.chargeCents, stake?.currency ?? '');
  if (!open) return taken ? words.policyTaken(taken) : words.policyNever;
  const zone = sameClock(open.until, timeZone, ownZone) ? '' : ` (${zoneName(timeZone, Date.parse(open.until))})`;
  const when = dateTime(open.until, timeZone) + zone;
  if (open.refundPercent === 100) return words.policyFreeUntil(when);
  if (taken) return words.policyTakenUntil(taken, when);
  if (!back) return words.policyPartUntil(percent(open.refundPercent), when);
  return back.refundCents > 0 ? words.policyPartUntil(money(back.refundCents, stake?.currency ?? ''), when) : words.policyNever;
}

/** The policy before any time is chosen, a sentence a step. */
export function policySentences(policy: PolicyStep[]): string[] {
  const steps = policy.filter(({ refundPercent }) => refundPercent > 0).sort((one, other) => other.hoursBefore - one.hoursBefore);
  return steps.map(({ hoursBefore, refundPercent }) => {
    const notice = duration(Math.round(hoursBefore * 60)) || duration(1);
    return refundPercent === 100 ? words.policyFreeBefore(notice) : words.policyPartBefore(percent(refundPercent), notice);
  });
}
