import { formatMoney } from '#core/base/money.ts';
import { type Day, dayMs } from './days.ts';
import { direction, locale } from './words.ts';

type Options = Intl.DateTimeFormatOptions;

/** Making a formatter costs a hundred times what using it does. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(options: Options, language = locale): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  let found = formatters.get(key);
  if (!found) formatters.set(key, (found = new Intl.DateTimeFormat(language, options)));
  return found;
}

export const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** "09:00" beside "14:00", but "9:00 AM" beside "2:00 PM". */
const twelveHours = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions().hour12;
const TIME: Options = { hour: twelveHours ? 'numeric' : '2-digit', minute: '2-digit' };
const DATE: Options = { weekday: 'short', day: 'numeric', month: 'short' };
const LONG_DATE: Options = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' };

/** Among words of the other direction a sum or a length stays together. */
const together = (text: string): string => (direction === 'rtl' ? `\u2068${text}\u2069` : text);

export const money = (cents: number, currency: string): string => together(formatMoney(cents, { currency, locale }));
export const time = (iso: string, timeZone: string): string => formatter({ ...TIME, timeZone }).format(Date.parse(iso));
export const dateTime = (iso: string, timeZone: string): string => formatter({ ...DATE, ...TIME, timeZone }).format(Date.parse(iso));
export const weekdayTime = (iso: string, timeZone: string): string =>
  formatter({ weekday: 'short', ...TIME, timeZone }).format(Date.parse(iso));
export const dayName = (day: Day, options: Options): string => formatter({ ...options, timeZone: 'UTC' }).format(dayMs(day));
export const longDay = (day: Day): string => dayName(day, LONG_DATE);

/** "November 2026", or "Nov – Dec 2026" where the days reach into the next. */
export const monthName = (first: Day, last: Day): string =>
  formatter({ month: first.slice(0, 7) === last.slice(0, 7) ? 'long' : 'short', year: 'numeric', timeZone: 'UTC' }).formatRange(
    dayMs(first),
    dayMs(last),
  );

/** "Tue 24 Nov, 14:00 – 15:00", shortened by the locale's own rules; the end names its day only when it is another one. */
export function span(startsAt: string, endsAt: string, timeZone: string): string {
  return formatter({ ...DATE, ...TIME, timeZone }).formatRange(Date.parse(startsAt), Date.parse(endsAt));
}

/** The zone's wall clock as "2026-11-24 14:00": Swedish is written so. */
const wallClock = (iso: string, timeZone: string): string =>
  formatter({ dateStyle: 'short', timeStyle: 'short', timeZone }, 'sv').format(Date.parse(iso));

/** The wall calendar's day in the zone. */
export const dayOf = (iso: string, timeZone: string): Day => wallClock(iso, timeZone).slice(0, 10);
export const hourOf = (iso: string, timeZone: string): number => Number(wallClock(iso, timeZone).slice(-5, -3));

/** Whether clocks in both zones read alike at that instant, as Paris and Berlin do. */
export const sameClock = (iso: string, one: string, other: string): boolean => wallClock(iso, one) === wallClock(iso, other);

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
  return together(
    used.map(([unit, count]) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: style }).format(count)).join(' '),
  );
}

export const percent = (value: number): string =>
  together(new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(value / 100));
export const number = (value: number): string => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value);

/** "9:41" */
export function clock(seconds: number): string {
  const two = new Intl.NumberFormat(locale, { minimumIntegerDigits: 2 });
  return `${number(Math.floor(seconds / 60))}:${two.format(seconds % 60)}`;
}
