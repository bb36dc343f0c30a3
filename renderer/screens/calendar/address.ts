/** What the calendar shows stands in its address: view, date, offering. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { addDays, dateToDay } from '#core/base/zone.ts';
import { mondayOf } from './days.ts';

export const calendarViews = ['day', 'week', 'month', 'resources'] as const;
export type CalendarView = (typeof calendarViews)[number];

export interface CalendarAddress {
  view: CalendarView;
  date: string;
  /** only this offering's time */
  only: string | undefined;
  go: (to: { view?: CalendarView; date?: string; only?: string | undefined }) => void;
}

export function useCalendarAddress({ today, narrow }: { today: string; narrow: boolean }): CalendarAddress {
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const navigate = useNavigate();
  const asked = calendarViews.find((view) => view === search['view']);
  const date = search['date'];
  return {
    view: asked ?? (narrow ? 'day' : 'week'),
    date: date !== undefined && isDate(date) ? date : today,
    only: search['only'],
    go: (to) => void navigate({ to: '.', replace: true, search: (before: Record<string, unknown>) => ({ ...before, ...to }) as never }),
  };
}

const isDate = (text: string) => /^[1-9]\d{3}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(dateToDay(text));

function firstOfMonth(date: string): string {
  return `${date.slice(0, 7)}-01`;
}

/** The same place one view further or back. */
export function step(view: CalendarView, date: string, by: 1 | -1): string {
  if (view === 'week') return addDays(date, 7 * by);
  if (view !== 'month') return addDays(date, by);
  return firstOfMonth(by === 1 ? addDays(firstOfMonth(date), 31) : addDays(firstOfMonth(date), -1));
}

/** The days on screen: first date and how many. */
export function daysOn(view: CalendarView, date: string): { from: string; count: number } {
  if (view === 'week') return { from: mondayOf(date), count: 7 };
  if (view !== 'month') return { from: date, count: 1 };
  const from = mondayOf(firstOfMonth(date));
  const last = addDays(step('month', date, 1), -1);
  return { from, count: Math.ceil((dateToDay(last) - dateToDay(from) + 1) / 7) * 7 };
}
