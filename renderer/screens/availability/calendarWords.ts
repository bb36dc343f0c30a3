/** How an outside calendar is doing, in words. */
import type { ExternalCalendar } from '#core/domains/availability/model.ts';
import { locale } from '../../components/locale.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });

/** `4 minutes ago`, `2 days ago` */
export function agoText(at: number, now: number): string {
  const away = Math.max(0, now - at);
  if (away < MINUTE) return 'just now';
  if (away < HOUR) return relative.format(-Math.floor(away / MINUTE), 'minute');
  if (away < 2 * DAY) return relative.format(-Math.floor(away / HOUR), 'hour');
  return relative.format(-Math.floor(away / DAY), 'day');
}

export interface CalendarState {
  tone: 'ok' | 'waiting' | 'paused' | 'failing' | 'stale';
  word: string;
  detail: string;
}

const busy = (events: number) =>
  events === 0 ? 'nothing busy in it' : `${events.toLocaleString()} busy ${events === 1 ? 'time' : 'times'}`;

export function stateOf(calendar: ExternalCalendar, now: number): CalendarState {
  const { active, lastTriedAt, lastSuccessAt, lastError, events, stale } = calendar;
  const read = lastSuccessAt === null ? 'it could never be read' : `last read ${agoText(lastSuccessAt, now)}`;
  if (!active) return { tone: 'paused', word: 'Paused', detail: 'nothing is taken by it meanwhile' };
  if (stale) return { tone: 'stale', word: 'May be out of date', detail: events === 0 ? read : `${read}; its ${busy(events)} still count` };
  if (lastError !== null) {
    const tried = lastTriedAt === null ? '' : `, tried ${agoText(lastTriedAt, now)}`;
    return { tone: 'failing', word: 'Can’t be read right now', detail: `${read}${tried}` };
  }
  if (lastSuccessAt === null) return { tone: 'waiting', word: 'Waiting for its first reading', detail: 'usually within a minute' };
  return { tone: 'ok', word: `Read ${agoText(lastSuccessAt, now)}`, detail: busy(events) };
}

const SHAPE = /^(https?|webcal):\/\/[^\s/]+\.[^\s/]+/i;

/** What is wrong with an address before anybody tries it; null where it may be one. */
export function addressProblem(text: string): string | null {
  const url = text.trim();
  if (url === '') return 'Paste the calendar’s address. It usually ends in .ics.';
  if (!SHAPE.test(url) || !URL.canParse(url)) return 'Not an address of a calendar: it begins with https:// or webcal://.';
  return null;
}
