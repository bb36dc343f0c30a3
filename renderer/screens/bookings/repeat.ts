/** A series as the form says it, and as the rule that the core reads. */
import { type Recurrence, recurrenceText } from '#core/base/recurrence.ts';
import { addDays, instantToWall } from '#core/base/zone.ts';

export const patterns = ['never', 'DAILY', 'WEEKLY', 'WEEKLY2', 'MONTHDAY', 'WEEKDAY'] as const;
export type Pattern = (typeof patterns)[number];

export interface Repeat {
  pattern: Pattern;
  /** ISO weekdays, of weekly ones; empty: that of the start */
  days: readonly number[];
  ends: 'count' | 'until';
  count: number;
  /** local date; empty: eight weeks on */
  until: string;
}

export const noRepeat: Repeat = { pattern: 'never', days: [], ends: 'count', count: 8, until: '' };

const WEEKS_AHEAD = 8;

export const untilOf = (repeat: Repeat, date: string): string => (repeat.until === '' ? addDays(date, WEEKS_AHEAD * 7) : repeat.until);

/** Which of its weekday in its month: 1 to 4, or -1 for the last. */
export function ordinalOf(date: string): number {
  const day = Number(date.slice(8));
  return day + 7 > new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)), 0)).getUTCDate() ? -1 : Math.ceil(day / 7);
}

/** undefined: it doesn't repeat */
export function ruleOf(repeat: Repeat, { startsAt, timezone }: { startsAt: number; timezone: string }): string | undefined {
  const { pattern, days, ends, count } = repeat;
  if (pattern === 'never') return undefined;
  const { date, dayOfWeek } = instantToWall(timezone, startsAt);
  const weekly = pattern === 'WEEKLY' || pattern === 'WEEKLY2';
  const onDays = weekly && days.length > 0 ? days.toSorted((a, b) => a - b).map((weekday) => ({ weekday, ordinal: null })) : [];
  const rule: Recurrence = {
    frequency: pattern === 'DAILY' ? 'DAILY' : weekly ? 'WEEKLY' : 'MONTHLY',
    interval: pattern === 'WEEKLY2' ? 2 : 1,
    byDay: pattern === 'WEEKDAY' ? [{ weekday: dayOfWeek, ordinal: ordinalOf(date) }] : onDays,
    byMonthDay: pattern === 'MONTHDAY' ? [Number(date.slice(8))] : [],
    count: ends === 'count' ? count : null,
    until: ends === 'until' ? { date: untilOf(repeat, date) } : null,
    weekStart: 1,
  };
  return recurrenceText(rule);
}
