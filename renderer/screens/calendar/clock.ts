/** Times and dates as the calendar writes them: in the words of the viewer's locale, of a wall clock that is given. */
import { dateToDay, DAY_MS } from '#core/base/zone.ts';
import { formatAt, formatSpan } from '../../components/times.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  const format = formats.get(key) ?? new Intl.DateTimeFormat(undefined, { ...options, timeZone: 'UTC' });
  formats.set(key, format);
  return format;
}

/** Minutes since midnight as a time of day; 1440 reads as midnight. */
export function minutesText(minutes: number): string {
  return formatOf({ hour: 'numeric', minute: '2-digit' }).format(minutes * 60_000);
}

/** A full hour for the margin: `9 AM`, `09:00`. */
export function hourText(hour: number): string {
  const format = formatOf({ hour: 'numeric' });
  const twelve = format.resolvedOptions().hour12 ?? false;
  return twelve ? format.format(hour * 3_600_000) : `${String(hour).padStart(2, '0')}:00`;
}

/** A stretch of minutes of one day: `9:00 – 10:30 AM`. */
export function minutesSpan(from: number, to: number): string {
  if (to >= 1_440) return `${minutesText(from)} – ${minutesText(to)}`;
  return formatOf({ hour: 'numeric', minute: '2-digit' }).formatRange(from * 60_000, to * 60_000);
}

export function clockText(zone: string, at: number): string {
  return formatAt(at, 'time', zone);
}

export function spanText(zone: string, span: { startsAt: number; endsAt: number }): string {
  return formatSpan(span.startsAt, span.endsAt, zone);
}

/** A local date in words; the options are those of `Intl.DateTimeFormat`. */
export function dateText(date: string, options: Intl.DateTimeFormatOptions): string {
  return formatOf(options).format(dateToDay(date) * DAY_MS);
}

export function momentText(zone: string, at: number): string {
  return formatAt(at, 'dayTime', zone);
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
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
