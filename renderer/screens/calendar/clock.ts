/** Times and dates as the calendar writes them: in the words of the viewer's locale, of a wall clock that is given. */
import { dateToDay, DAY_MS } from '#core/base/zone.ts';
import { clock, isTwelveHours, locale } from '../../components/locale.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(options: Intl.DateTimeFormatOptions, timeZone = 'UTC'): Intl.DateTimeFormat {
  const key = `${timeZone}${JSON.stringify(options)}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone });
  formats.set(key, format);
  return format;
}

const day: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short' };

/** Minutes since midnight as a time of day; 1440 reads as midnight. */
export function minutesText(minutes: number): string {
  return formatOf(clock).format(minutes * 60_000);
}

/** A full hour for the margin: `9 AM`, `09:00`. */
export function hourText(hour: number): string {
  return isTwelveHours ? formatOf({ hour: 'numeric' }).format(hour * 3_600_000) : `${String(hour).padStart(2, '0')}:00`;
}

/** A stretch of minutes of one day: `9:00 – 10:30 AM`. */
export function minutesSpan(from: number, to: number): string {
  if (to >= 1_440) return `${minutesText(from)} – ${minutesText(to)}`;
  return formatOf(clock).formatRange(from * 60_000, to * 60_000);
}

export function clockText(zone: string, at: number): string {
  return formatOf(clock, zone).format(at);
}

export function spanText(zone: string, span: { startsAt: number; endsAt: number }): string {
  const sameDay = formatOf(day, zone).format(span.startsAt) === formatOf(day, zone).format(span.endsAt - 1);
  return sameDay
    ? formatOf(clock, zone).formatRange(span.startsAt, span.endsAt)
    : `${momentText(zone, span.startsAt)} – ${momentText(zone, span.endsAt)}`;
}

/** A local date in words; the options are those of `Intl.DateTimeFormat`. */
export function dateText(date: string, options: Intl.DateTimeFormatOptions): string {
  return formatOf(options).format(dateToDay(date) * DAY_MS);
}

export function momentText(zone: string, at: number): string {
  return formatOf({ ...day, ...clock }, zone).format(at);
}

/** `November 16 – 22, 2026` as the locale says it; a single day with its weekday. */
export function rangeText(from: string, to: string): string {
  if (from === to) return dateText(from, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const sameMonth = from.slice(0, 7) === to.slice(0, 7);
  const format = formatOf({ day: 'numeric', month: sameMonth ? 'long' : 'short', year: 'numeric' });
  return format.formatRange(dateToDay(from) * DAY_MS, dateToDay(to) * DAY_MS);
}

/** `8:05` left of a hold. */
export function countdownText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
