/** How exceptions are said and laid over days. Their times are local: `[from, to)` as `YYYY-MM-DDTHH:MM`. */
import { addDays } from '#core/base/zone.ts';
import type { LocalException } from '#core/domains/availability/model.ts';
import { dateText, minutesSpan, minutesText } from '../calendar/clock.ts';
import { hoursText, minutesOf } from './hours.ts';

function isWholeDays(exception: Pick<LocalException, 'from' | 'to'>): boolean {
  return exception.from.endsWith('T00:00') && exception.to.endsWith('T00:00');
}

/** The last day that it touches. */
export function lastDay(exception: Pick<LocalException, 'to'>): string {
  const date = exception.to.slice(0, 10);
  return exception.to.endsWith('T00:00') ? addDays(date, -1) : date;
}

function firstDay(exception: Pick<LocalException, 'from'>): string {
  return exception.from.slice(0, 10);
}

const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** A local time in another year; null on 29 February of a year without one. */
function inYear(local: string, year: number): string | null {
  return local.slice(5, 10) === '02-29' && !isLeap(year) ? null : `${year}${local.slice(4)}`;
}

type Times = Pick<LocalException, 'from' | 'to'>;

/** Its times that touch these local dates, both included: one, or of a yearly one as many as there are years. */
export function timesOf(exception: Times & Pick<LocalException, 'yearly'>, first: string, last: string): Times[] {
  const began = Number(exception.from.slice(0, 4));
  const spans = Number(exception.to.slice(0, 4)) - began;
  const years = exception.yearly ? { from: Number(first.slice(0, 4)) - spans, to: Number(last.slice(0, 4)) } : { from: began, to: began };
  const times: Times[] = [];
  for (let year = Math.max(began, years.from); year <= years.to; year += 1) {
    const from = inYear(exception.from, year);
    if (from === null) continue;
    const to = inYear(exception.to, year + spans) ?? `${year + spans}-03-01T00:00`;
    if (from.slice(0, 10) <= last && lastDay({ to }) >= first) times.push({ from, to });
  }
  return times;
}

/** Its first time that ends on this local date or later; null where it is over. A leap day is at most eight years away. */
export function nextTimes(exception: LocalException, today: string): Times | null {
  const [next] = timesOf(
    exception,
    today,
    exception.yearly ? `${Math.max(Number(today.slice(0, 4)), Number(exception.from.slice(0, 4))) + 8}-12-31` : '9999-12-31',
  );
  return next ?? null;
}

const dayText = (date: string) => dateText(date, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });

export function whenText(exception: Times & { yearly?: boolean }): string {
  if (exception.yearly) return `${yearlyText(exception)}, every year`;
  const from = firstDay(exception);
  const to = lastDay(exception);
  if (isWholeDays(exception)) return from === to ? `${dayText(from)}, all day` : `${dayText(from)} – ${dayText(to)}`;
  const start = minutesOf(exception.from.slice(11));
  const end = minutesOf(exception.to.slice(11));
  if (from === exception.to.slice(0, 10)) return `${dayText(from)}, ${minutesSpan(start, end)}`;
  return `${dayText(from)}, ${minutesText(start)} – ${dayText(exception.to.slice(0, 10))}, ${minutesText(end)}`;
}

/** Without weekdays and years, which are others each time. */
function yearlyText(exception: Times): string {
  const date = (local: string) => dateText(local.slice(0, 10), { day: 'numeric', month: 'short' });
  const last = lastDay(exception);
  if (isWholeDays(exception)) return firstDay(exception) === last ? date(exception.from) : `${date(exception.from)} – ${date(last)}`;
  const start = minutesOf(exception.from.slice(11));
  const end = minutesOf(exception.to.slice(11));
  if (firstDay(exception) === exception.to.slice(0, 10)) return `${date(exception.from)}, ${minutesSpan(start, end)}`;
  return `${date(exception.from)}, ${minutesText(start)} – ${date(exception.to)}, ${minutesText(end)}`;
}

/** What a form asks for: days, and hours of each where it is not all of them. Null for what runs over days from one hour to another. */
export function formOf(exception: Times): { from: string; to: string; hours: string | null } | null {
  const from = firstDay(exception);
  if (isWholeDays(exception)) return { from, to: lastDay(exception), hours: null };
  const [startTime, endTime] = [exception.from.slice(11), exception.to.slice(11)];
  const isOfOneDay = exception.to.slice(0, 10) === from || (exception.to.slice(0, 10) === addDays(from, 1) && endTime <= startTime);
  return isOfOneDay ? { from, to: from, hours: hoursText([{ startTime, endTime }]) } : null;
}

export interface DayMark {
  kind: 'BLOCK' | 'OPEN';
  part: boolean;
  text: string;
}

/** What the year view shows of each of these days: a whole block beats a part of one, which beats an extra opening. */
export function marksOf(exceptions: readonly LocalException[], from: string, to: string): Map<string, DayMark> {
  const marks = new Map<string, DayMark>();
  for (const exception of exceptions)
    for (const times of timesOf(exception, from, to))
      for (const mark of daysOf(exception, times)) if (strength(mark) > strength(marks.get(mark.date))) marks.set(mark.date, mark);
  return marks;
}

function daysOf(exception: LocalException, times: Times): (DayMark & { date: string })[] {
  const { kind } = exception;
  const days: (DayMark & { date: string })[] = [];
  const said = exception.reason ?? (kind === 'BLOCK' ? 'Closed' : 'Extra hours');
  const text = exception.yearly ? `${said}, every year` : said;
  for (let date = firstDay(times); date <= lastDay(times); date = addDays(date, 1)) {
    const part = !(times.from <= `${date}T00:00` && times.to >= `${addDays(date, 1)}T00:00`);
    days.push({ kind, part, text, date });
  }
  return days;
}

function strength(mark: DayMark | undefined): number {
  if (!mark) return 0;
  return mark.kind === 'BLOCK' ? (mark.part ? 2 : 3) : 1;
}
