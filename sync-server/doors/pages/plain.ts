/** An offering's facts in plain English, for pages that are read without a script. The app says the same in the customer's language. */
import type { Offering } from '#core/domains/catalog/model.ts';
import type { Detail } from '../storefront/details.ts';

/** "2 hours", "1 hr 15 mins" */
export function durationOf(minutes: number): string {
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

export function policyOf({ cancellationPolicy }: Pick<Offering, 'cancellationPolicy'>): string[] {
  const steps = cancellationPolicy.filter(({ refundPercent }) => refundPercent > 0).toSorted((a, b) => b.hoursBefore - a.hoursBefore);
  if (steps.length === 0) return ['No refund if you cancel'];
  const sentences = steps.map(({ hoursBefore, refundPercent }) => {
    const notice = durationOf(Math.max(1, Math.round(hoursBefore * 60)));
    return `${refundPercent === 100 ? 'Free cancellation' : `${refundPercent}% back`} up to ${notice} before`;
  });
  return [...sentences, 'After that, nothing is refunded.'];
}

/** "85 m²", "Yes", "Kitchen, Parking", "1 May 2020" */
export function detailText({ kind, unit, value }: Detail): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'number') return [new Intl.NumberFormat('en-GB').format(value), unit].filter(Boolean).join(' ');
  if (kind === 'date') return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(String(value)));
  return typeof value === 'string' ? value : value.join(', ');
}
