/** Price rules as plain sentences: what they do to a price, and when. */
import { formatMoney, minorDigits } from '#core/base/money.ts';
import type { PriceRuleFields } from '#core/domains/pricing/model.ts';
import { dateText, minutesText } from '../calendar/clock.ts';

const dayNames = ['Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays'];
const shortNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const MINUS = '−';

type Change = Pick<PriceRuleFields, 'kind' | 'value' | 'currency'>;

/** `+20 %`, `−€5.00`; nothing changed is `±0`. */
function changeText({ kind, value, currency }: Change): string {
  const sign = value > 0 ? '+' : value < 0 ? MINUS : '±';
  const size = Math.abs(value);
  return kind === 'percent' ? `${sign}${size / 100} %` : `${sign}${formatMoney(size, { currency: currency ?? 'EUR' })}`;
}

/** `a`, `a and b`, `a, b and c` */
export function listText(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

export function weekdaysText(weekdays: readonly number[]): string {
  const days = [...new Set(weekdays)].toSorted((a, b) => a - b);
  const isRun = days.length > 2 && days.every((day, i) => i === 0 || day === (days[i - 1] ?? 0) + 1);
  if (isRun && days.length < 7) return `${shortNames[(days[0] ?? 1) - 1]} to ${shortNames[(days.at(-1) ?? 1) - 1]}`;
  return `on ${listText(days.map((day) => dayNames[day - 1] ?? ''))}`;
}

const clockOf = (time: string) => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return minutesText(hours * 60 + minutes);
};

function seasonText({ dateFrom, dateTo, yearly }: Pick<PriceRuleFields, 'dateFrom' | 'dateTo' | 'yearly'>): string | null {
  const year = yearly ? {} : ({ year: 'numeric' } as const);
  const date = (text: string) => dateText(text, { day: 'numeric', month: 'short', ...year });
  const end = yearly ? ' every year' : '';
  if (dateFrom !== null && dateTo !== null)
    return dateFrom === dateTo ? `on ${date(dateFrom)}${end}` : `from ${date(dateFrom)} to ${date(dateTo)}${end}`;
  if (dateFrom !== null) return `from ${date(dateFrom)} on`;
  return dateTo === null ? null : `until ${date(dateTo)}`;
}

/** Whole days from two on, hours below: `14 days`, `36 h`, `1 day`. */
export function hoursText(hours: number): string {
  if (hours === 0 || hours % 24 !== 0) return `${hours} h`;
  return hours === 24 ? '1 day' : `${hours / 24} days`;
}

function leadText(from: number | null, to: number | null): string | null {
  if (from !== null && to !== null) return `when booked ${hoursText(from)} to ${hoursText(to)} ahead`;
  if (from !== null) return `when booked ${hoursText(from)} or more ahead`;
  return to === null ? null : `when booked less than ${hoursText(to)} ahead`;
}

function fullText(from: number | null, to: number | null): string | null {
  if (from !== null && to !== null && to < 100) return from === to ? `at ${from} % full` : `from ${from} to ${to} % full`;
  if (from !== null) return from === 100 ? 'when full' : `from ${from} % full`;
  return to === null ? null : to === 0 ? 'while nothing is booked' : `up to ${to} % full`;
}

const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/;

/** A name that is written from right to left turns nothing of the sentence around it. */
const isolated = (title: string): string => (RIGHT_TO_LEFT.test(title) ? `\u2068${title}\u2069` : title);

type Named = Pick<PriceRuleFields, 'offeringIds'>;

/** `titleOf` answers undefined for an offering that is gone. */
function offeringsText({ offeringIds }: Named, titleOf: (id: string) => string | undefined): string | null {
  if (offeringIds.length === 0) return null;
  const titles = offeringIds
    .map(titleOf)
    .filter((title) => title !== undefined)
    .map(isolated);
  if (titles.length === offeringIds.length && titles.length <= 2) return `for ${listText(titles)}`;
  return `for ${offeringIds.length} ${offeringIds.length === 1 ? 'offering' : 'offerings'}`;
}

export interface RuleWords {
  change: string;
  when: string;
}

export function wordsOfRule(rule: Omit<PriceRuleFields, 'name' | 'active'>, titleOf: (id: string) => string | undefined): RuleWords {
  const parts = [
    rule.weekdays.length === 0 || new Set(rule.weekdays).size === 7 ? null : weekdaysText(rule.weekdays),
    rule.timeFrom === null || rule.timeTo === null ? null : `between ${clockOf(rule.timeFrom)} and ${clockOf(rule.timeTo)}`,
    seasonText(rule),
    leadText(rule.leadFromHours, rule.leadToHours),
    fullText(rule.occupancyFrom, rule.occupancyTo),
    offeringsText(rule, titleOf),
  ].filter((part) => part !== null);
  const when = parts.length === 0 ? 'always' : parts.join(', ');
  return { change: changeText(rule), when: rule.last ? `${when}; nothing after it` : when };
}

/**
 * `€20`, `€20.50`, `€1.2M`: as short as it is still right, for a cell of a calendar; a currency that takes letters is left out.
 * The whole sum belongs beside it.
 */
export function shortMoney(cents: number, currency: string): string {
  const digits = minorDigits(currency);
  const isWhole = cents % 10 ** digits === 0;
  const style = signOf(currency).length > 1 ? 'decimal' : 'currency';
  const text = shortFormat({ currency, style, digits: isWhole ? 0 : digits }).format(cents / 10 ** digits);
  return text.length <= 8 ? text : shortFormat({ currency, style, digits: null }).format(cents / 10 ** digits);
}

interface Short {
  currency: string;
  style: 'currency' | 'decimal';
  /** null: three figures and a letter for the thousands */
  digits: number | null;
}

const formats = new Map<string, Intl.NumberFormat>();

function shortFormat({ currency, style, digits }: Short): Intl.NumberFormat {
  const key = [currency, style, digits].join('/');
  const shape =
    digits === null
      ? ({ notation: 'compact', maximumSignificantDigits: 3 } as const)
      : { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const money = style === 'currency' ? ({ style, currency, currencyDisplay: 'narrowSymbol' } as const) : {};
  const format = formats.get(key) ?? new Intl.NumberFormat(undefined, { ...money, ...shape });
  formats.set(key, format);
  return format;
}

const signOf = (currency: string): string =>
  new Intl.NumberFormat(undefined, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
    .formatToParts(0)
    .find(({ type }) => type === 'currency')?.value ?? currency;
