/** Instants as people read them. Every form names the zone it is read in; the viewer's own is the default. */
import { clock, isTwelveHours, locale } from './locale.ts';

export const viewerZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

const forms = {
  time: clock,
  day: { weekday: 'short', day: 'numeric', month: 'short' },
  dayYear: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  longDay: { weekday: 'long', day: 'numeric', month: 'long' },
  shortDay: { day: 'numeric', month: 'short' },
  weekday: { weekday: 'short' },
  month: { month: 'long' },
  date: { day: 'numeric', month: 'short', year: 'numeric' },
  dayTime: { weekday: 'short', day: 'numeric', month: 'short', ...clock },
  dateTime: { day: 'numeric', month: 'short', year: 'numeric', ...clock },
  dayYearTime: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', ...clock },
  full: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', ...clock },
  clock: { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  zone: { timeZoneName: 'short', hour: 'numeric' },
} satisfies Record<string, Intl.DateTimeFormatOptions>;
export type TimeForm = keyof typeof forms;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(form: TimeForm, zone: string): Intl.DateTimeFormat {
  const key = `${form}/${zone}`;
  let format = formats.get(key);
  if (!format) formats.set(key, (format = new Intl.DateTimeFormat(locale, { ...forms[form], timeZone: zone })));
  return format;
}

export const formatAt = (at: number, form: TimeForm, zone: string = viewerZone): string => formatIn(form, zone).format(at);

const HALF_A_YEAR = 182 * 86_400_000;

/** `Sun 22 Nov, 10:00`, and `22 Nov 2025, 10:00` where a day without its year could be taken for another. */
export const formatMoment = (at: number, now: number, zone: string = viewerZone): string =>
  formatAt(at, Math.abs(at - now) < HALF_A_YEAR ? 'dayTime' : 'dateTime', zone);

/** `10:00 – 11:30`, with the second day named where it ends on another. */
export function formatSpan(startsAt: number, endsAt: number, zone: string = viewerZone): string {
  const day = formatAt(startsAt, 'date', zone);
  const isMidnight = day !== formatAt(endsAt, 'date', zone) && day === formatAt(endsAt - 1, 'date', zone);
  // A range of times alone would name both days.
  if (isMidnight) return `${formatAt(startsAt, 'time', zone)}${isTwelveHours ? ' – ' : '–'}${formatAt(endsAt, 'time', zone)}`;
  const sameDay = day === formatAt(endsAt, 'date', zone);
  return sameDay
    ? formatIn('time', zone).formatRange(startsAt, endsAt)
    : `${formatAt(startsAt, 'dayTime', zone)} – ${formatAt(endsAt, 'dayTime', zone)}`;
}

/** Empty where the viewer's clock shows the same: a zone is named only where it tells something. */
export function zoneNote(at: number, zone: string): string {
  if (zone === viewerZone || formatAt(at, 'clock', zone) === formatAt(at, 'clock')) return '';
  return (
    formatIn('zone', zone)
      .formatToParts(at)
      .find(({ type }) => type === 'timeZoneName')?.value ?? zone
  );
}

const relativeFormat = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `in 12 min`, `2 hr. ago`; null beyond a day, where a date says more. */
export function relativeTo(at: number, now: number): string | null {
  const away = at - now;
  const size = Math.abs(away);
  if (size < MINUTE) return 'now';
  if (size < HOUR) return relativeFormat.format(Math.trunc(away / MINUTE), 'minute').replace(/min\.?/, 'min');
  if (size < DAY) return relativeFormat.format(Math.trunc(away / HOUR), 'hour').replace(/hr?\.?(?= |$)/, 'h');
  return null;
}

/** `2 h`, `1 h 30 min`, `3 days` */
export function lengthOf(minutes: number): string {
  if (minutes % 1_440 === 0) return minutes === 1_440 ? '1 day' : `${minutes / 1_440} days`;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [hours > 0 ? `${hours} h` : '', rest > 0 ? `${rest} min` : ''].filter(Boolean).join(' ');
}
