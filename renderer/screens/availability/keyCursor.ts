/** Painting hours by keyboard: a cell that walks over the week and grows with Shift. */
import { DAY_MINUTES, type NewRule, stretchOf } from './hours.ts';

export interface Cursor {
  day: number;
  minutes: number;
  /** where a widened choice began */
  anchor: { day: number; minutes: number } | null;
}

/** Days and minutes that are chosen, `to` excluded. */
export interface Block {
  firstDay: number;
  lastDay: number;
  from: number;
  to: number;
}

const moves: Record<string, { days: number; steps: number }> = {
  ArrowUp: { days: 0, steps: -1 },
  ArrowDown: { days: 0, steps: 1 },
  ArrowLeft: { days: -1, steps: 0 },
  ArrowRight: { days: 1, steps: 0 },
};

const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));

/** Where a key leads; null where it isn't one of those that move. */
export function moveCursor(cursor: Cursor, key: { key: string; shiftKey: boolean }, step: number): Cursor | null {
  const to = placeAfter(cursor, key.key, step);
  if (to === null) return null;
  return { ...to, anchor: key.shiftKey ? (cursor.anchor ?? { day: cursor.day, minutes: cursor.minutes }) : null };
}

function placeAfter({ day, minutes }: Cursor, key: string, step: number): { day: number; minutes: number } | null {
  if (key === 'Home') return { day, minutes: 0 };
  if (key === 'End') return { day, minutes: DAY_MINUTES - step };
  const move = moves[key];
  if (!move) return null;
  return { day: clamp(day + move.days, 1, 7), minutes: clamp(minutes + move.steps * step, 0, DAY_MINUTES - step) };
}

export function blockOf({ day, minutes, anchor }: Cursor, step: number): Block {
  const other = anchor ?? { day, minutes };
  return {
    firstDay: Math.min(day, other.day),
    lastDay: Math.max(day, other.day),
    from: Math.min(minutes, other.minutes),
    to: Math.min(Math.max(minutes, other.minutes) + step, DAY_MINUTES),
  };
}

/** All of it, none of it, or some: hours of the evening before that run past midnight count too. */
export function openIn(rules: readonly NewRule[], { firstDay, lastDay, from, to }: Block): 'open' | 'closed' | 'partly open' {
  let open = 0;
  let all = 0;
  for (let day = firstDay; day <= lastDay; day += 1)
    for (let at = from; at < to; at += 5) {
      all += 1;
      if (rules.some((rule) => covers(rule, day, at))) open += 1;
    }
  return open === 0 ? 'closed' : open === all ? 'open' : 'partly open';
}

function covers(rule: NewRule, day: number, at: number): boolean {
  const { from, to } = stretchOf(rule);
  if (rule.dayOfWeek === day) return from <= at && at < to;
  return (rule.dayOfWeek % 7) + 1 === day && at < to - DAY_MINUTES;
}
