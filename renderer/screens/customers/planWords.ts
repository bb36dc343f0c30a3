import { formatMoney } from '#core/base/money.ts';
import type { Subscription } from '#core/domains/pricing/model.ts';
import { dateText } from '../calendar/clock.ts';

/** A subscription as `pricing.subscriptions` tells it, with what of its present period is used. */
export interface HeldPlan extends Subscription {
  title: string;
  period: 'week' | 'month' | 'year';
  /** null: as many as they like */
  visits: number | null;
  used: number;
  left: number | null;
  /** local dates, the second not included */
  periodFrom: string;
  periodUntil: string;
  /** the date on which the next period begins; null: none does */
  nextOn: string | null;
}

export const dayText = (date: string): string => dateText(date, { day: 'numeric', month: 'short', year: 'numeric' });

/** "5 of 8 visits left until 14 Dec 2026" */
export function planWords({ visits, used, left, period, periodUntil, startsOn, endsOn }: HeldPlan, today: string): string {
  if (endsOn !== null && endsOn < today) return `Ended on ${dayText(endsOn)}`;
  const ending = endsOn === null ? '' : ` · ends on ${dayText(endsOn)}`;
  if (startsOn > today) return `From ${dayText(startsOn)}${ending}`;
  if (visits === null) return `${used} ${used === 1 ? 'visit' : 'visits'} this ${period}, as many as they like${ending}`;
  return `${left ?? 0} of ${visits} visits left until ${dayText(lastDayBefore(periodUntil))}${ending}`;
}

/** "€49.00 each month, next on 15 Dec 2026"; what was agreed when it began. */
export function dueWords({ priceCents, currency, period, startsOn, nextOn }: HeldPlan, today: string): string {
  const sum = priceCents === 0 ? 'Free' : `${formatMoney(priceCents, { currency })} each ${period}`;
  if (priceCents === 0 || nextOn === null) return sum;
  return `${sum}, ${startsOn > today ? 'first' : 'next'} on ${dayText(nextOn)}`;
}

export const lastDayBefore = (date: string): string => new Date(Date.parse(`${date}T00:00Z`) - 86_400_000).toISOString().slice(0, 10);
