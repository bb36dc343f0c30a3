/** The hours of a week in one cell: `Mon-Fri 09:00-17:00; Sat 10:00-14:00 (capacity 4, from 2026-06-01, until 2026-08-31)`. */
import type { z } from 'zod';
import { WeeklyRule } from '../../model.ts';
import { daysOf, daysText } from './days.ts';
import { wholeOf } from './numbers.ts';
import { partsOf, unreadable } from './text.ts';

/** Hours before they have an id. */
export const HoursRule = WeeklyRule.omit({ id: true }).refine(
  ({ validFrom, validUntil }) => validFrom === null || validUntil === null || validFrom <= validUntil,
  { path: ['validUntil'], message: 'expected an end that is not before the beginning' },
);
export type HoursRule = z.output<typeof HoursRule>;

const EXPECTED = 'hours like Mon-Fri 09:00-17:00; Sat 10:00-14:00 (capacity 4)';

/** By day and time: in which order they stand means nothing. */
export function inWeekOrder(rules: readonly HoursRule[]): HoursRule[] {
  const placeOf = (rule: HoursRule): string => `${rule.dayOfWeek} ${rule.startTime} ${windowText(rule)}`;
  return rules
    .map((rule) => ({ rule, place: placeOf(rule) }))
    .toSorted((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0))
    .map(({ rule }) => rule);
}

function windowText({ startTime, endTime, slotMinutes, capacity, validFrom, validUntil }: HoursRule): string {
  const details = [
    slotMinutes === null ? '' : `every ${slotMinutes} min`,
    capacity === null ? '' : `capacity ${capacity}`,
    validFrom === null ? '' : `from ${validFrom}`,
    validUntil === null ? '' : `until ${validUntil}`,
  ].filter(Boolean);
  return `${startTime}-${endTime}${details.length > 0 ? ` (${details.join(', ')})` : ''}`;
}

export function hoursText(rules: readonly HoursRule[]): string {
  const daysOfWindow = new Map<string, number[]>();
  for (const rule of inWeekOrder(rules)) {
    const text = windowText(rule);
    daysOfWindow.set(text, [...(daysOfWindow.get(text) ?? []), rule.dayOfWeek]);
  }
  return [...daysOfWindow].map(([window, days]) => `${daysText(days)} ${window}`).join('; ');
}

const PART = /^([a-z][a-z,\s–-]*?)\s*(\d{1,2}(?::\d\d)?)\s*[-–]\s*(\d{1,2}(?::\d\d)?)\s*(?:\(([^()]*)\))?$/i;

/** @throws Unreadable */
export function rulesOf(text: string): HoursRule[] {
  return inWeekOrder(partsOf(text, ';').filter(Boolean).flatMap(rulesOfPart));
}

function rulesOfPart(part: string): HoursRule[] {
  const [, days, from, until, details = ''] = PART.exec(part) ?? [];
  if (days === undefined || from === undefined || until === undefined) return unreadable(EXPECTED);
  const window = { startTime: timeOf(from), endTime: timeOf(until), ...detailsOf(details) };
  return daysOf(days).map((dayOfWeek) => ({ dayOfWeek, ...window }));
}

/** `9` and `9:00` are `09:00`; whether there is such a time the model knows. */
function timeOf(text: string): string {
  const [hours = '', minutes = '00'] = text.split(':');
  return `${hours.padStart(2, '0')}:${minutes}`;
}

type Details = Pick<HoursRule, 'slotMinutes' | 'capacity' | 'validFrom' | 'validUntil'>;

function detailsOf(text: string): Details {
  const details: Details = { slotMinutes: null, capacity: null, validFrom: null, validUntil: null };
  for (const detail of partsOf(text, ',').filter(Boolean)) {
    const [, word = '', value = ''] = /^(every|capacity|from|until)\s+(\S+)(?:\s*min)?$/i.exec(detail) ?? [];
    switch (word.toLowerCase()) {
      case 'every':
        details.slotMinutes = wholeOf(value, '30');
        break;
      case 'capacity':
        details.capacity = wholeOf(value, '4');
        break;
      case 'from':
        details.validFrom = value;
        break;
      case 'until':
        details.validUntil = value;
        break;
      default:
        unreadable('in brackets: every 30 min, capacity 4, from 2026-06-01, until 2026-08-31');
    }
  }
  return details;
}
