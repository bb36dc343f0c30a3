/** Weekdays by their short names: `Mon`, or `Mon-Fri` for days in a row. ISO: Monday is 1. */
import { unreadable } from './text.ts';

const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

export const dayName = (day: number): string => names[day - 1] ?? String(day);

/** @throws Unreadable */
export function dayOf(text: string): number {
  const at = /^[a-z]+$/i.test(text) ? names.findIndex((name) => text.toLowerCase().startsWith(name.toLowerCase())) : -1;
  return at < 0 ? unreadable('weekdays like Mon, Wed or Mon-Fri') : at + 1;
}

/** Days in their order, those in a row together: `Mon-Wed, Fri`. */
export function daysText(days: readonly number[]): string {
  const runs: [from: number, to: number][] = [];
  for (const day of days) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] + 1 === day) last[1] = day;
    else runs.push([day, day]);
  }
  return runs.map(([from, to]) => (from === to ? dayName(from) : `${dayName(from)}-${dayName(to)}`)).join(', ');
}

/** `Fri-Mon` goes round the end of the week. @throws Unreadable */
export function daysOf(text: string): number[] {
  return text
    .split(/[\s,]+/)
    .filter(Boolean)
    .flatMap((part) => {
      const [first = '', last, ...more] = part.split(/[-–]/);
      if (more.length > 0) return unreadable('weekdays like Mon, Wed or Mon-Fri');
      const from = dayOf(first);
      const to = last === undefined ? from : dayOf(last);
      return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, i) => ((from - 1 + i) % 7) + 1);
    });
}
