/** An offering's facts in plain English, for pages that are read without a script. The app says the same in the customer's language. */
import { formatMoney } from '#core/base/money.ts';
import type { Offering } from '#core/domains/catalog/model.ts';
import type { LeadPrice } from '#core/domains/pricing/model.ts';
import type { Detail } from '../storefront/details.ts';

/** "2 hours", "1 hr 15 mins" */
function durationOf(minutes: number): string {
  const units: [unit: string, count: number][] = [
    ['day', Math.floor(minutes / 1440)],
    ['hour', Math.floor((minutes % 1440) / 60)],
    ['minute', minutes % 60],
  ];
  const used = units.filter(([, count]) => count > 0);
  const isWhole = used.length === 1 && used[0]?.[0] !== 'minute';
  const write = ([unit, count]: [string, number]) =>
    new Intl.NumberFormat('en-GB', { style: 'unit', unit, unitDisplay: isWhole ? 'long' : 'short' }).format(count);
  return used.map(write).join(' ');
}

// The same words as the app's, which take their place: nothing on the page changes when it comes.
const per: Partial<Record<LeadPrice['per'], string>> = { hour: 'per hour', day: 'per day', night: 'per night', stay: 'per stay' };

/** "€60.00 per hour", "from €45.00 · 45 min", "€120.00 per night", "€49.00 a month, 8 visits" */
export function priceOf({ currency, plan }: Offering, price: LeadPrice): string {
  const sum = price.cents === 0 ? 'Free' : formatMoney(price.cents, { currency, locale: 'en' });
  if (plan !== null) return `${sum} a ${plan.period}, ${visitsOf(plan.visits)}`;
  const what = price.minutes === null ? per[price.per] : `· ${durationOf(price.minutes)}`;
  return `${price.isFrom && price.cents > 0 ? 'from ' : ''}${sum} ${what}`;
}

const visitsOf = (visits: number | null): string =>
  visits === null ? 'any number of visits' : `${visits} ${visits === 1 ? 'visit' : 'visits'}`;

export function policyOf({ cancellationPolicy }: Pick<Offering, 'cancellationPolicy'>): string[] {
  const steps = cancellationPolicy.filter(({ refundPercent }) => refundPercent > 0).toSorted((a, b) => b.hoursBefore - a.hoursBefore);
  if (steps.length === 0) return ['No refund if you cancel'];
  const sentences = steps.map(({ hoursBefore, refundPercent }) => {
    const notice = durationOf(Math.max(1, Math.round(hoursBefore * 60)));
    return `${refundPercent === 100 ? 'Free cancellation' : `${refundPercent}% back`} up to ${notice} before`;
  });
  return [...sentences, 'After that, nothing is refunded.'];
}

/** What a customer may do about the time themselves. */
export function movesOf({ customerMoveMinutes: minutes }: Pick<Offering, 'customerMoveMinutes'>): string {
  if (minutes === null) return 'To change the time, please ask us.';
  return minutes === 0 ? 'You can change the time until it starts.' : `You can change the time up to ${durationOf(minutes)} before.`;
}

/** "85 m²", "Yes", "Kitchen, Parking", "1 May 2020" */
export function detailText({ kind, unit, value }: Detail): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'number') return [new Intl.NumberFormat('en-GB').format(value), unit].filter(Boolean).join(' ');
  if (kind === 'date') return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(String(value)));
  return typeof value === 'string' ? value : value.join(', ');
}
