/** How the catalogue says things: types, prices, lengths and policies in plain words. */
import { formatMoney, minorDigits, shareOf } from '#core/base/money.ts';
import type { CancellationStep, FieldKind, Nights, Offering, OfferingStatus, PricingModel } from '#core/domains/catalog/model.ts';
import { clock, locale } from '../../components/locale.ts';

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

const pricingLabels: Record<PricingModel, { label: string; unit: string; help: string }> = {
  ONE_TIME: { label: 'Per booking', unit: '', help: 'One price for each place booked, whatever its length.' },
  HOURLY: { label: 'Per hour', unit: ' / hour', help: 'The price grows with the time booked.' },
  DAILY: { label: 'Per day', unit: ' / day', help: 'The price is for each day begun.' },
  SUBSCRIPTION: { label: 'Subscription', unit: ' / month', help: 'The price is due at the beginning of each week, month or year.' },
};
const perNight = { label: 'Per night', unit: ' / night', help: 'The price of each night.' };

export function pricingLabel({ pricingModel, nights }: Pick<Offering, 'pricingModel' | 'nights'>) {
  return nights !== null && (pricingModel === 'DAILY' || pricingModel === 'HOURLY') ? perNight : pricingLabels[pricingModel];
}

/** `, per night`: behind the name of a price. */
export const perUnit = (offering: Pick<Offering, 'pricingModel' | 'nights'>) => pricingLabel(offering).unit.replace(' / ', ', per ');

type Priced = Pick<
  Offering,
  'basePriceCents' | 'currency' | 'pricingModel' | 'plan' | 'nights' | 'quantityTiers' | 'durations' | 'durationMinutes' | 'taxBps'
>;

/** `€45`, `€30 / hour`, `from €30`: the least that one place costs. */
export function priceText(offering: Omit<Priced, 'taxBps'>): string {
  const { currency, pricingModel, plan } = offering;
  const byLength = pricesByLength(offering);
  const perUnit = [offering.basePriceCents, ...offering.quantityTiers.map(({ unitPriceCents }) => unitPriceCents)];
  const prices = (byLength ?? perUnit).filter((cents) => Number.isFinite(cents));
  if (prices.length === 0) return '–';
  const least = Math.min(...prices);
  const from = prices.some((cents) => cents !== least) ? 'from ' : '';
  if (least === 0 && from === '') return 'Free';
  const unit = byLength ? '' : pricingModel === 'SUBSCRIPTION' && plan ? ` / ${plan.period}` : pricingLabel(offering).unit;
  return `${from}${formatMoney(least, { currency })}${unit}`;
}

/** What each length costs, where one of them has a price of its own; null: the unit's price says it all. */
function pricesByLength({ durations, durationMinutes, nights, pricingModel, basePriceCents }: Omit<Priced, 'taxBps'>): number[] | null {
  if (nights !== null || durations.every(({ priceCents }) => priceCents === null)) return null;
  return [{ minutes: durationMinutes, priceCents: null }, ...durations].map(
    ({ minutes, priceCents }) => priceCents ?? priceOfLength(minutes, { pricingModel, basePriceCents }),
  );
}

/** By the price model, in minor units. */
export function priceOfLength(minutes: number, { pricingModel, basePriceCents }: Pick<Priced, 'pricingModel' | 'basePriceCents'>): number {
  if (!Number.isFinite(basePriceCents)) return Number.NaN;
  return pricingModel === 'HOURLY' ? shareOf(basePriceCents, minutes, 60) : basePriceCents;
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

/** `45 min, 1 h or 90 min`; of more than three lengths the shortest and the longest. */
export function durationsText({ durationMinutes, durations }: Pick<Offering, 'durationMinutes' | 'durations'>): string {
  const lengths = [...new Set([durationMinutes, ...durations.map(({ minutes }) => minutes)])].toSorted((a, b) => a - b).map(lengthText);
  if (lengths.length > 3) return `${lengths[0]} to ${lengths.at(-1)}`;
  return lengths.length === 1 ? (lengths[0] ?? '') : `${lengths.slice(0, -1).join(', ')} or ${lengths.at(-1)}`;
}

export function nightsText({ minNights, maxNights }: Pick<Nights, 'minNights' | 'maxNights'>): string {
  if (minNights === maxNights) return minNights === 1 ? '1 night' : `${minNights} nights`;
  return `${minNights} to ${maxNights} nights`;
}

/** `15:00` as the reader's clock has it. */
export function timeOfDay(time: string): string {
  const at = new Date(`2026-01-01T${time}:00Z`);
  return Number.isNaN(at.getTime()) ? time : new Intl.DateTimeFormat(locale, { ...clock, timeZone: 'UTC' }).format(at);
}

/** How long it is: nights, or lengths of time; a plan has none. */
export function stayText(offering: Pick<Offering, 'durationMinutes' | 'durations' | 'nights' | 'plan'>): string {
  if (offering.plan) return offering.plan.visits === null ? 'any number of visits' : visitsText(offering.plan);
  return offering.nights ? nightsText(offering.nights) : durationsText(offering);
}

const visitsText = ({ visits, period }: { visits: number | null; period: string }) =>
  `${visits} ${visits === 1 ? 'visit' : 'visits'} a ${period}`;

const fieldKindLabels: Record<FieldKind, string> = {
  text: 'Text',
  number: 'Number',
  choice: 'One of several',
  choices: 'Some of several',
  yesNo: 'Yes or no',
  date: 'Date',
};

export const kindOptions = (Object.keys(fieldKindLabels) as FieldKind[]).map((value) => ({ value, label: fieldKindLabels[value] }));

/** Its answer is one of those that are listed, or some of them. */
export const hasOptions = (kind: FieldKind): boolean => kind === 'choice' || kind === 'choices';

export const shortWeekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

export function rangeText({ floorCents, ceilingCents, currency }: Pick<Offering, 'floorCents' | 'ceilingCents' | 'currency'>): string {
  const money = (cents: number) => formatMoney(cents, { currency });
  if (floorCents !== null && ceilingCents !== null) return `${money(floorCents)} to ${money(ceilingCents)}`;
  if (floorCents !== null) return `at least ${money(floorCents)}`;
  return ceilingCents === null ? 'As far as price rules go' : `at most ${money(ceilingCents)}`;
}

export function limitsText(offering: Pick<Offering, 'dailyLimit' | 'customerDailyLimit' | 'customerOpenLimit'>): string {
  const { dailyLimit, customerDailyLimit, customerOpenLimit } = offering;
  const parts = [
    dailyLimit === null ? null : `${dailyLimit} a day`,
    customerDailyLimit === null ? null : `${customerDailyLimit} a day per customer`,
    customerOpenLimit === null ? null : `${customerOpenLimit} to come per customer`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? 'None' : parts.join(', ');
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

/** `You can change the time until 1 day before.` */
export function movesText(minutes: number | null): string {
  if (minutes === null) return 'To change the time, please ask us.';
  return minutes === 0 ? 'You can change the time until it starts.' : `You can change the time until ${lengthText(minutes)} before.`;
}

/** `Deposit: 20 %`, `Deposit: €10.00`; nothing where none is asked for. */
export function depositText({ deposit: { kind, amount }, currency }: Pick<Offering, 'deposit' | 'currency'>): string | null {
  if (kind === 'none' || amount === 0) return null;
  return `Deposit: ${kind === 'percent' ? `${amount} %` : formatMoney(amount, { currency })}`;
}

/** What becomes of it, for whoever sets it. */
export function depositHelp({ kind }: Offering['deposit']): string {
  if (kind === 'none') return 'Nothing is asked for in advance.';
  const per = kind === 'fixed' ? 'For each service that is booked, never' : 'Of what it costs after discounts, never';
  return `${per} more than the total. You keep it when they don’t come; a cancellation follows the steps above.`;
}

/** `1 offering`, `3 offerings` */
export const many = (count: number, one: string, more: string) => `${count} ${count === 1 ? one : more}`;

/** `ceilingHeight` → `Ceiling height`: of an attribute that has no label. */
export function freeName(key: string): string {
  const words = key
    .replaceAll('_', ' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function attributeText(value: string | number | boolean | readonly string[]): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'object' ? value.join(', ') : String(value);
}

/** What a person types as a price, in minor units: `45.5` EUR → 4550, `4500` JPY → 4500. */
export function centsOf(major: number, currency: string): number {
  return Math.round(major * 10 ** minorDigits(currency));
}

/** As it stands in a field of prices: `9,000.00`, without its currency, which stands beside it. */
export function amountText(cents: number, currency: string): string {
  const digits = minorDigits(currency);
  const fixed = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(undefined, { ...fixed, numberingSystem: 'latn' }).format(cents / 10 ** digits);
}

export function currencySign(currency: string): string {
  return (
    new Intl.NumberFormat('en', { style: 'currency', currency }).formatToParts(0).find((part) => part.type === 'currency')?.value ??
    currency
  );
}
