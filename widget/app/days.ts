/** A day on a wall calendar, `YYYY-MM-DD`, without a zone. In UTC every day has 24 hours, so day arithmetic there is exact. */
export type Day = string;

const DAY_MS = 86_400_000;

export const dayMs = (day: Day): number => Date.parse(`${day}T00:00Z`);
export const plusDays = (day: Day, days: number): Day => new Date(dayMs(day) + days * DAY_MS).toISOString().slice(0, 10);
export const daysFrom = (day: Day, count: number): Day[] => Array.from({ length: count }, (_, i) => plusDays(day, i));
export const firstOfMonth = (day: Day): Day => `${day.slice(0, 7)}-01`;

export function plusMonths(day: Day, months: number): Day {
  const date = new Date(dayMs(firstOfMonth(day)));
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 10);
}

/** 1 is Monday, 7 is Sunday. */
const weekdayOf = (day: Day): number => new Date(dayMs(day)).getUTCDay() || 7;

/** The locale's first day of the week, Monday where the browser doesn't know. */
export function weekStart(locale: string): number {
  const known = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?(): { firstDay: number }; weekInfo?: { firstDay: number } };
  return (known.getWeekInfo?.() ?? known.weekInfo)?.firstDay ?? 1;
}

/** The whole weeks that hold the month, as a wall calendar prints it. */
export function monthGrid(month: Day, startsOn: number): Day[] {
  const first = firstOfMonth(month);
  const start = plusDays(first, -((weekdayOf(first) - startsOn + 7) % 7));
  const next = plusMonths(first, 1);
  const rows = Math.ceil((dayMs(next) - dayMs(start)) / DAY_MS / 7);
  return daysFrom(start, rows * 7);
}
