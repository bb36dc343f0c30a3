/** The values of iCalendar properties in numbers. Local milliseconds are a wall clock read as if it were UTC. */
import { DAY_MS } from '#core/base/zone.ts';
import type { Property } from './content.ts';
import type { Frequency, Recurrence, Weekday } from './recurrence.ts';

/** Something stands where a time, a length or a rule should. */
export class Unreadable extends Error {}

export interface Stamp {
  readonly local: number;
  readonly kind: 'date' | 'utc' | 'local';
  /** as the file names it */
  readonly tzid: string | undefined;
}

const STAMP = /^(\d{4})-(\d\d)-(\d\d)(?:T(?:(\d\d):(\d\d):(\d\d)?)?:*(Z)?)?$/;

export function stampOf(value: unknown, params: Property[1]): Stamp {
  const [, year, month, day, hour, minute, second, utc] = (typeof value === 'string' && STAMP.exec(value)) || [];
  if (year === undefined) throw new Unreadable('expected a date or a time');
  const local = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Math.min(59, Number(second ?? 0)),
  );
  const date = new Date(local);
  const isReal = Number(year) >= 1000 && Number(month) <= 12 && Number(hour ?? 0) <= 24 && Number(minute ?? 0) < 60;
  if (!isReal || (hour === undefined && date.getUTCDate() !== Number(day))) throw new Unreadable('expected a date that is in the calendar');
  const tzid = params['tzid'];
  return { local, kind: hour === undefined ? 'date' : utc === 'Z' ? 'utc' : 'local', tzid: typeof tzid === 'string' ? tzid : undefined };
}

export interface Length {
  /** on the calendar: a day is from one o'clock to the same of the next */
  readonly days: number;
  /** by the stopwatch */
  readonly ms: number;
}

const LENGTH = /^([+-])?P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?$/i;

export function lengthOf(value: unknown): Length {
  const parts = (typeof value === 'string' && LENGTH.exec(value)) || undefined;
  if (parts === undefined) throw new Unreadable('expected a duration like PT1H');
  const [, sign, weeks, days, hours, minutes, seconds] = parts;
  const factor = sign === '-' ? -1 : 1;
  const of = (text: string | undefined) => Number(text ?? 0) * factor;
  return { days: of(weeks) * 7 + of(days), ms: ((of(hours) * 60 + of(minutes)) * 60 + of(seconds)) * 1_000 };
}

/** `+01:30`, `-01:30:15` */
export function offsetOf(value: string | undefined): number {
  const [, sign, hours, minutes, seconds] = /^([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(value ?? '') ?? [];
  if (hours === undefined) throw new Unreadable('expected an offset like +0100');
  const ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds ?? 0)) * 1_000;
  if (ms >= DAY_MS) throw new Unreadable('expected an offset below a day');
  return sign === '-' ? -ms : ms;
}

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const MOST_PARTS = 400;

/** @param toLocal what an UNTIL in UTC is on the event's wall clock */
export function ruleOf(value: unknown, toLocal: (at: number) => number): Recurrence {
  if (typeof value !== 'object' || value === null) throw new Unreadable('expected a rule like FREQ=WEEKLY');
  const part = (name: string): unknown[] => {
    const given = (value as Record<string, unknown>)[name];
    const list = given === undefined ? [] : Array.isArray(given) ? given : [given];
    if (list.length > MOST_PARTS) throw new Unreadable('expected a shorter list');
    return list;
  };
  const whole = (name: string, [least, most]: readonly [number, number]): number[] =>
    part(name).map((each) => {
      const number = Number(each);
      if (!Number.isInteger(number) || number < least || number > most) throw new Unreadable(`expected ${name} from ${least} to ${most}`);
      return number;
    });
  const around = (name: string, most: number): number[] => whole(name, [-most, most]).filter((number) => number !== 0);
  const weekStart = Number(part('wkst')[0] ?? 2);
  return {
    freq: frequencyOf(part('freq')[0]),
    interval: whole('interval', [1, 1_000_000])[0] ?? 1,
    count: whole('count', [1, Number.MAX_SAFE_INTEGER])[0] ?? null,
    until: untilOf(part('until')[0], toLocal),
    // The parser counts from Sunday, 1.
    weekStart: weekStart >= 2 && weekStart <= 7 ? weekStart - 1 : 7,
    byMonth: whole('bymonth', [1, 12]),
    byWeekNo: around('byweekno', 53),
    byYearDay: around('byyearday', 366),
    byMonthDay: around('bymonthday', 31),
    byDay: part('byday').map(weekdayOf),
    byHour: whole('byhour', [0, 23]),
    byMinute: whole('byminute', [0, 59]),
    bySecond: whole('bysecond', [0, 60]).map((second) => Math.min(second, 59)),
    bySetPos: around('bysetpos', 366),
  };
}

const FREQUENCIES: readonly Frequency[] = ['SECONDLY', 'MINUTELY', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'];

function frequencyOf(value: unknown): Frequency {
  const found = FREQUENCIES.find((freq) => freq === value);
  if (found === undefined) throw new Unreadable('expected a rule like FREQ=WEEKLY');
  return found;
}

function weekdayOf(value: unknown): Weekday {
  const [, nth, name = ''] = /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/.exec(String(value)) ?? [];
  if (name === '') throw new Unreadable('expected a weekday like MO');
  return { day: WEEKDAYS.indexOf(name) + 1, nth: Number(nth ?? 0) };
}

/** The whole of the last day, where a date says it. */
function untilOf(value: unknown, toLocal: (at: number) => number): number {
  if (value === undefined) return Infinity;
  const { local, kind } = stampOf(value, {});
  return kind === 'utc' ? toLocal(local) : kind === 'date' ? local + DAY_MS - 1 : local;
}
