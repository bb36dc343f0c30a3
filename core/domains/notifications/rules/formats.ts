/** Dates, times and money as they are written in a letter's language, on the wall clock of where it takes place. */
import { formatMoney } from '../../../base/money.ts';
import type { WaitlistEntry } from '../../waitlist/model.ts';
import type { Tongue } from './language.ts';

/** Who says English and no country writes the day first and counts to 24. */
const dated = (locale: string): string => (locale === 'en' ? 'en-GB' : locale);

export const dayIn = (locale: string, timeZone: string, at: number): string =>
  new Intl.DateTimeFormat(dated(locale), { dateStyle: 'full', timeZone }).format(at);

const timeIn = (locale: string, timeZone: string, at: number): string =>
  new Intl.DateTimeFormat(dated(locale), { timeStyle: 'short', timeZone }).format(at);

export const dayTimeIn = (locale: string, timeZone: string, at: number): string =>
  `${dayIn(locale, timeZone, at)}, ${timeIn(locale, timeZone, at)}`;

/** "Central European Time": what people call it, and right in summer too. */
function zoneName(locale: string, timeZone: string, at: number): string {
  const parts = new Intl.DateTimeFormat(dated(locale), { timeZone, timeZoneName: 'longGeneric' }).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
}

export interface When {
  readonly startsAt: number;
  readonly endsAt: number;
  readonly timezone: string;
}

/** `Tuesday 24 November 2026, 14:00 – 15:00 (Central European Time)` */
export function whenIn(locale: string, { startsAt, endsAt, timezone }: When): string {
  const day = dayIn(locale, timezone, startsAt);
  const lastDay = dayIn(locale, timezone, endsAt);
  const until = (day === lastDay ? '' : `${lastDay}, `) + timeIn(locale, timezone, endsAt);
  return `${day}, ${timeIn(locale, timezone, startsAt)} – ${until} (${zoneName(locale, timezone, startsAt)})`;
}

export const moneyIn = (locale: string, cents: number, currency: string): string => formatMoney(cents, { currency, locale });

export const percentIn = (locale: string, percent: number): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(percent / 100);

/** `{name}` by its value; the values are not looked into. */
export const filled = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);

export function counted({ locale }: Tongue, forms: { one: string; other: string }, count: number): string {
  const form = new Intl.PluralRules(locale).select(count) === 'one' ? forms.one : forms.other;
  return filled(form, { count: new Intl.NumberFormat(locale).format(count) });
}

type Wait = Pick<WaitlistEntry, 'fromDate' | 'toDate' | 'timeFrom' | 'timeTo' | 'nights' | 'durationMinutes'>;

/** `Tuesday 24 November 2026 to Friday 27 November 2026, from 09:00 until 12:00, for 90 minutes` */
export function waitIn(tongue: Tongue, { fromDate, toDate, timeFrom, timeTo, nights, durationMinutes }: Wait): string {
  const { words, locale } = tongue;
  const day = (date: string) => dayIn(locale, 'UTC', Date.parse(date));
  const time = (at: string) => timeIn(locale, 'UTC', Date.parse(`1970-01-01T${at}Z`));
  const days = fromDate === toDate ? day(fromDate) : filled(words.wait.days, { from: day(fromDate), to: day(toDate) });
  const times = [
    ...(timeFrom === null ? [] : [filled(words.wait.from, { time: time(timeFrom) })]),
    ...(timeTo === null ? [] : [filled(words.wait.until, { time: time(timeTo) })]),
  ];
  const length = [
    ...(nights === null ? [] : [counted(tongue, words.nights, nights)]),
    ...(durationMinutes === null ? [] : [counted(tongue, words.minutes, durationMinutes)]),
  ];
  return [days, ...(times.length === 0 ? [] : [times.join(' ')]), ...length].join(', ');
}
