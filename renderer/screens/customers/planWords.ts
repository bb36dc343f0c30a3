import { formatMoney } from '#core/base/money.ts';
import type { BillingPeriod, SubscriptionSummary } from '#core/domains/bookings/model.ts';
import type { OrderSummary } from '#core/domains/payments/model.ts';
import { dateText } from '../calendar/clock.ts';

/** A subscription as `pricing.subscriptions` tells it, with what of its present period is used, and what was charged for each. */
export type HeldPlan = SubscriptionSummary;

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

/** "15 Nov – 14 Dec 2026" */
export function periodText({ from, until }: Pick<BillingPeriod, 'from' | 'until'>): string {
  const last = lastDayBefore(until);
  const first = from.slice(0, 4) === last.slice(0, 4) ? dateText(from, { day: 'numeric', month: 'short' }) : dayText(from);
  return `${first} – ${dayText(last)}`;
}

/** What became of a period's due. */
export function standingWords(order: OrderSummary | null): string {
  if (order === null) return 'Not charged';
  const { status, dueCents, totalCents, currency } = order;
  const money = (cents: number) => formatMoney(cents, { currency });
  if (dueCents < 0) return `${money(-dueCents)} goes back`;
  if (dueCents > 0) return dueCents < totalCents ? `${money(dueCents)} of ${money(totalCents)} due` : `${money(dueCents)} due`;
  return { OPEN: 'Paid', PAID: 'Paid', VOID: 'Nothing due', REFUNDED: 'Given back' }[status];
}

const RECENT = 2;

/** The newest ones, and older ones where money is still to move; the others apart. */
export function parted(periods: readonly BillingPeriod[]): { shown: BillingPeriod[]; earlier: BillingPeriod[] } {
  const isShown = (period: BillingPeriod, place: number) => place < RECENT || (period.order !== null && period.order.dueCents !== 0);
  const shown = periods.filter(isShown);
  return { shown, earlier: periods.filter((period) => !shown.includes(period)) };
}
