/** How exceptions are said and laid over days. Their times are local: `[from, to)` as `YYYY-MM-DDTHH:MM`. */
import { addDays } from '#core/base/zone.ts';
import type { LocalException } from '#core/domains/availability/model.ts';
import { dateText, minutesSpan, minutesText } from '../calendar/clock.ts';
import { minutesOf } from './hours.ts';

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

const dayText = (date: string) => dateText(date, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });

export function whenText(exception: Pick<LocalException, 'from' | 'to'>): string {
  const from = firstDay(exception);
  const to = lastDay(exception);
  if (isWholeDays(exception)) return from === to ? `${dayText(from)}, all day` : `${dayText(from)} – ${dayText(to)}`;
  const start = minutesOf(exception.from.slice(11));
  const end = minutesOf(exception.to.slice(11));
  if (from === exception.to.slice(0, 10)) return `${dayText(from)}, ${minutesSpan(start, end)}`;
  return `${dayText(from)}, ${minutesText(start)} – ${dayText(exception.to.slice(0, 10))}, ${minutesText(end)}`;
}

export interface DayMark {
  kind: 'BLOCK' | 'OPEN';
  part: boolean;
  text: string;
}

/** What the year view shows of each day: a whole block beats a part of one, which beats an extra opening. */
export function marksOf(exceptions: readonly LocalException[]): Map<string, DayMark> {
  const marks = new Map<string, DayMark>();
  for (const exception of exceptions) {
    const last = lastDay(exception);
    for (let date = firstDay(exception); date <= last; date = addDays(date, 1)) {
      const part = !(exception.from <= `${date}T00:00` && exception.to >= `${addDays(date, 1)}T00:00`);
      const mark: DayMark = {
        kind: exception.kind,
        part,
        text: exception.reason ?? (exception.kind === 'BLOCK' ? 'Closed' : 'Extra hours'),
      };
      if (strength(mark) > strength(marks.get(date))) marks.set(date, mark);
    }
  }
  return marks;
}

function strength(mark: DayMark | undefined): number {
  if (!mark) return 0;
  return mark.kind === 'BLOCK' ? (mark.part ? 2 : 3) : 1;
}
