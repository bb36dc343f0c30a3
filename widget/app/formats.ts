import { formatMoney } from '#core/base/money.ts';
import { locale } from './config.ts';
import { type Day, dayMs } from './days.ts';

type Options = Intl.DateTimeFormatOptions;

/** Making a formatter costs a hundred times what using it does. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Gregorian whatever the locale's own calendar is: the day strip and the month grid are Gregorian too. */
function formatter(options: Options, language = `${locale}-u-ca-gregory`): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  let found = formatters.get(key);
  if (!found) formatters.set(key, (found = new Intl.DateTimeFormat(language, options)));
  return found;
}

export const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

const TIME: Options = { hour: 'numeric', minute: '2-digit' };
const DATE: Options = { weekday: 'short', day: 'numeric', month: 'short' };
const LONG_DATE: Options = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' };

export const money = (cents: number, currency: string): string => formatMoney(cents, { currency, locale });
export const time = (iso: string, timeZone: string): string => formatter({ ...TIME, timeZone }).format(Date.parse(iso));
export const dateOf = (iso: string, timeZone: string): string => formatter({ ...DATE, timeZone }).format(Date.parse(iso));
export const dateTime = (iso: string, timeZone: string): string => formatter({ ...DATE, ...TIME, timeZone }).format(Date.parse(iso));
export const dayName = (day: Day, options: Options): string => formatter({ ...options, timeZone: 'UTC' }).format(dayMs(day));
export const longDay = (day: Day): string => dayName(day, LONG_DATE);
export const monthName = (day: Day): string => dayName(day, { month: 'long', year: 'numeric' });

/** "Tue 24 Nov, 14:00 – 15:00", shortened by the locale's own rules; the end names its day only when it is another one. */
export function span(startsAt: string, endsAt: string, timeZone: string): string {
  return formatter({ ...DATE, ...TIME, timeZone }).formatRange(Date.parse(startsAt), Date.parse(endsAt));
}

export function timeSpan(startsAt: string, endsAt: string, timeZone: string): string {
  return formatter({ ...TIME, timeZone }).formatRange(Date.parse(startsAt), Date.parse(endsAt));
}

function parts(iso: string, timeZone: string): Record<string, string> {
  const found = formatter({ timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, 'en-u-nu-latn')
    .formatToParts(Date.parse(iso))
    .map(({ type, value }) => [type, value]);
  return Object.fromEntries(found) as Record<string, string>;
}

/** The wall calendar's day in the zone. */
export function dayOf(iso: string, timeZone: string): Day {
  const { year, month, day } = parts(iso, timeZone);
  return `${year?.padStart(4, '0')}-${month}-${day}`;
}

export const hourOf = (iso: string, timeZone: string): number => Number(parts(iso, timeZone).hour);

/** Whether clocks in both zones read alike at that instant, as Paris and Berlin do. */
export const sameClock = (iso: string, one: string, other: string): boolean =>
  one === other || JSON.stringify(parts(iso, one)) === JSON.stringify(parts(iso, other));

/** "Eastern Time", in the customer's language. */
export function zoneName(timeZone: string, at: number): string {
  const named = formatter({ timeZone, timeZoneName: 'longGeneric' }).formatToParts(at);
  return named.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
}

export function duration(minutes: number): string {
  const units: [string, number][] = [
    ['day', Math.floor(minutes / 1440)],
    ['hour', Math.floor((minutes % 1440) / 60)],
    ['minute', minutes % 60],
  ];
  const used = units.filter(([, count]) => count > 0);
  const style = used.length === 1 && !used.some(([unit]) => unit === 'minute') ? 'long' : 'short';
  return used.map(([unit, count]) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: style }).format(count)).join(' ');
}

export const percent = (value: number): string => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(value / 100);
export const number = (value: number): string => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value);

/** "9:41" */
export function clock(seconds: number): string {
  const two = new Intl.NumberFormat(locale, { minimumIntegerDigits: 2 });
  return `${number(Math.floor(seconds / 60))}:${two.format(seconds % 60)}`;
}
