/** How the catalogue says things: types, prices, lengths and policies in plain words. */
import { formatMoney, minorDigits } from '#core/base/money.ts';
import type { CancellationStep, Offering, OfferingStatus, PricingModel } from '#core/domains/catalog/model.ts';

const typeLabels: Record<string, { one: string; many: string }> = {
  service: { one: 'Service', many: 'Services' },
  space: { one: 'Space', many: 'Spaces' },
  class: { one: 'Class', many: 'Classes' },
  equipment: { one: 'Equipment', many: 'Equipment' },
  ride: { one: 'Ride', many: 'Rides' },
  event: { one: 'Event', many: 'Events' },
  consultation: { one: 'Consultation', many: 'Consultations' },
  other: { one: 'Other', many: 'Other' },
};

export function typeLabel(key: string): { one: string; many: string } {
  const known = typeLabels[key];
  if (known) return known;
  const name = key.charAt(0).toUpperCase() + key.slice(1).replaceAll(/[_-]/g, ' ');
  return { one: name, many: name };
}

export const statusLabels: Record<OfferingStatus, string> = { DRAFT: 'Draft', PUBLISHED: 'Published', ARCHIVED: 'Archived' };

export const pricingLabels: Record<PricingModel, { label: string; unit: string; help: string }> = {
  ONE_TIME: { label: 'Per booking', unit: '', help: 'One price for each place booked, whatever its length.' },
  HOURLY: { label: 'Per hour', unit: ' / hour', help: 'The price grows with the time booked.' },
  DAILY: { label: 'Per day', unit: ' / day', help: 'The price is for each day begun.' },
  SUBSCRIPTION: { label: 'Subscription', unit: ' / month', help: 'Charged each month.' },
};

export function priceText(offering: Pick<Offering, 'basePriceCents' | 'currency' | 'pricingModel'>): string {
  if (offering.basePriceCents === 0) return 'Free';
  return `${formatMoney(offering.basePriceCents, { currency: offering.currency })}${pricingLabels[offering.pricingModel].unit}`;
}

export function taxText(offering: Pick<Offering, 'taxBps' | 'taxIncluded' | 'basePriceCents'>): string | null {
  if (offering.taxBps === 0 || offering.basePriceCents === 0) return null;
  const percent = `${offering.taxBps / 100} %`;
  return offering.taxIncluded ? `incl. ${percent} tax` : `+ ${percent} tax`;
}

/** `90` → `1 h 30 min`, `1440` → `1 day`. */
export function lengthText(minutes: number): string {
  if (minutes === 0) return 'none';
  const days = Math.floor(minutes / 1_440);
  const hours = Math.floor((minutes % 1_440) / 60);
  const rest = minutes % 60;
  return [days > 0 ? `${days} ${days === 1 ? 'day' : 'days'}` : '', hours > 0 ? `${hours} h` : '', rest > 0 ? `${rest} min` : '']
    .filter(Boolean)
    .join(' ');
}

const hoursText = (hours: number) => (hours >= 48 && hours % 24 === 0 ? `${hours / 24} days` : `${hours} h`);
const refundText = (percent: number) => (percent === 100 ? 'free cancellation' : percent === 0 ? 'no refund' : `${percent} % refund`);

/** `Free cancellation until 24 h before; then 50 % refund until 2 h before; after that no refund.` */
export function policyText(steps: readonly CancellationStep[]): string {
  const sorted = steps.toSorted((a, b) => b.hoursBefore - a.hoursBefore);
  if (sorted.every((step) => step.refundPercent === 0)) return 'No refund after booking.';
  const parts = sorted.map(
    ({ hoursBefore, refundPercent }) =>
      `${refundText(refundPercent)} until ${hoursBefore === 0 ? 'the start' : `${hoursText(hoursBefore)} before`}`,
  );
  const last = sorted.at(-1);
  const tail = last && last.hoursBefore > 0 && last.refundPercent > 0 ? '; after that no refund.' : '.';
  const sentence = parts.join('; then ') + tail;
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** `Ärzte & Co — Raum 2` → `aerzte-co-raum-2`. */
export function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ø', 'o')
    .replaceAll('æ', 'ae')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/['’]/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 80)
    .replace(/-+$/, '');
}

/** What a person types as a price, in minor units: `45.5` EUR → 4550, `4500` JPY → 4500. */
export function centsOf(major: number, currency: string): number {
  return Math.round(major * 10 ** minorDigits(currency));
}

export function currencySign(currency: string): string {
  return (
    new Intl.NumberFormat('en', { style: 'currency', currency }).formatToParts(0).find((part) => part.type === 'currency')?.value ??
    currency
  );
}
