/**
 * Recurrence rules: what of RFC 5545 (3.3.10) a series of bookings needs. Law: a rule speaks of dates on the wall calendar, and
 * the wall time of the first date is the wall time of all; what a zone does to it is `zone.ts`'s. Whatever is not understood is
 * refused with what is expected, never guessed at.
 */
import { addDays, DAY_MS, dateToDay, dayOfWeek, zoneNamed } from './zone.ts';

const MOST_OCCURRENCES = 104;
const MOST_YEARS = 2;

export const frequencies = ['DAILY', 'WEEKLY', 'MONTHLY'] as const;
export type Frequency = (typeof frequencies)[number];

export interface WeekdayOf {
  /** 1 = Monday … 7 = Sunday */
  readonly weekday: number;
  /** of a month: the second Tuesday is 2, the last Friday -1; null: each one of a week */
  readonly ordinal: number | null;
}

export interface Recurrence {
  readonly frequency: Frequency;
  readonly interval: number;
  readonly byDay: readonly WeekdayOf[];
  /** 1 to 31, or -1 to -31 from the month's end */
  readonly byMonthDay: readonly number[];
  /** either a count or an end */
  readonly count: number | null;
  readonly until: Until | null;
  /** 1 = Monday … 7 = Sunday: where a week begins, for every second week and the like */
  readonly weekStart: number;
}

/** The last date, or the last moment on the wall clock or in UTC, each included. */
export type Until = { readonly date: string } | { readonly local: number } | { readonly at: number };

export interface NotUnderstood {
  readonly expected: string;
}

const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const known = ['FREQ', 'INTERVAL', 'BYDAY', 'BYMONTHDAY', 'COUNT', 'UNTIL', 'WKST'];
const MOST_INTERVAL = 366;

class Wrong extends Error {}
const wrong = (expected: string): never => {
  throw new Wrong(expected);
};

/** `FREQ=WEEKLY;BYDAY=TU,TH;COUNT=10`, with or without `RRULE:` before it. */
export function readRecurrence(text: string): Recurrence | NotUnderstood {
  try {
    return recurrenceOf(partsOf(text));
  } catch (error) {
    if (error instanceof Wrong) return { expected: error.message };
    throw error;
  }
}

export const isUnderstood = (read: Recurrence | NotUnderstood): read is Recurrence => !('expected' in read);

function partsOf(text: string): Map<string, string> {
  const parts = new Map<string, string>();
  for (const part of text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '')
    .split(';')) {
    const [name = '', value = '', ...rest] = part.split('=');
    if (!known.includes(name) || value === '' || rest.length > 0) wrong(`parts such as ${known.join('=…, ')}=…, with semicolons between`);
    if (parts.has(name)) wrong(`${name} once`);
    parts.set(name, value);
  }
  return parts;
}

function recurrenceOf(parts: ReadonlyMap<string, string>): Recurrence {
  const frequency = frequencies.find((one) => one === parts.get('FREQ')) ?? wrong(`FREQ=${frequencies.join(', ')}`);
  const byDay = (parts.get('BYDAY')?.split(',') ?? []).map((day) => weekdayOf(day, frequency));
  const byMonthDay = (parts.get('BYMONTHDAY')?.split(',') ?? []).map(monthDayOf);
  if (byMonthDay.length > 0 && frequency !== 'MONTHLY') wrong('BYMONTHDAY with FREQ=MONTHLY alone');
  if (byMonthDay.length > 0 && byDay.length > 0) wrong('BYDAY or BYMONTHDAY, one of them');
  const count = parts.has('COUNT') ? numberOf(parts.get('COUNT'), { name: 'COUNT', most: MOST_OCCURRENCES }) : null;
  const until = parts.has('UNTIL') ? untilOf(parts.get('UNTIL') ?? '') : null;
  if ((count === null) === (until === null)) wrong('COUNT or UNTIL, one of them');
  const wkst = parts.get('WKST') ?? 'MO';
  if (!weekdays.includes(wkst)) wrong(`WKST as one of ${weekdays.join(', ')}`);
  const interval = parts.has('INTERVAL') ? numberOf(parts.get('INTERVAL'), { name: 'INTERVAL', most: MOST_INTERVAL }) : 1;
  return { frequency, interval, byDay, byMonthDay, count, until, weekStart: weekdays.indexOf(wkst) + 1 };
}

function numberOf(text: string | undefined, { name, most }: { name: string; most: number }): number {
  const number = /^\d{1,4}$/.test(text ?? '') ? Number(text) : 0;
  return number >= 1 && number <= most ? number : wrong(`${name} from 1 to ${most}`);
}

function weekdayOf(text: string, frequency: Frequency): WeekdayOf {
  const [, sign, digit, name = ''] = /^([+-]?)([1-5]?)([A-Z]{2})$/.exec(text) ?? [];
  const weekday = weekdays.indexOf(name) + 1;
  if (weekday > 0 && frequency === 'WEEKLY' && sign === '' && digit === '') return { weekday, ordinal: null };
  if (weekday > 0 && frequency === 'MONTHLY' && digit !== '') return { weekday, ordinal: Number(`${sign}${digit}`) };
  if (frequency === 'WEEKLY') return wrong('BYDAY with days such as TU,TH');
  return wrong(frequency === 'MONTHLY' ? 'BYDAY with days such as 2TU or -1FR' : 'BYDAY with FREQ=WEEKLY or MONTHLY');
}

function monthDayOf(text: string): number {
  const day = /^[+-]?\d{1,2}$/.test(text) ? Number(text) : 0;
  return day !== 0 && Math.abs(day) <= 31 ? day : wrong('BYMONTHDAY from 1 to 31, or from -1 to -31');
}

function untilOf(text: string): Until {
  const [, year, month, day, hours, minutes, seconds, utc] = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/.exec(text) ?? [];
  const date = `${year}-${month}-${day}`;
  const moment = Date.parse(`${date}T${hours ?? '00'}:${minutes ?? '00'}:${seconds ?? '00'}Z`);
  // A date that rolls over, such as 30 February, is none.
  const isDate = !Number.isNaN(moment) && new Date(moment).toISOString().startsWith(date) && hours !== '24';
  if (!isDate) return wrong('UNTIL such as 20261231, 20261231T180000 or 20261231T180000Z');
  if (hours === undefined) return { date };
  return utc === 'Z' ? { at: moment } : { local: moment };
}

/** How a rule is written; what `readRecurrence` reads back as the same. */
export function recurrenceText({ frequency, interval, byDay, byMonthDay, count, until, weekStart }: Recurrence): string {
  const compact = (at: number) => new Date(at).toISOString().replaceAll(/[-:]|\.000Z/g, '');
  const day = ({ weekday, ordinal }: WeekdayOf) => `${ordinal ?? ''}${weekdays[weekday - 1]}`;
  const end = (last: Until) => {
    if ('date' in last) return last.date.replaceAll('-', '');
    return 'at' in last ? `${compact(last.at)}Z` : compact(last.local);
  };
  return [
    `FREQ=${frequency}`,
    ...(interval === 1 ? [] : [`INTERVAL=${interval}`]),
    ...(byDay.length === 0 ? [] : [`BYDAY=${byDay.map(day).join(',')}`]),
    ...(byMonthDay.length === 0 ? [] : [`BYMONTHDAY=${byMonthDay.join(',')}`]),
    ...(weekStart === 1 ? [] : [`WKST=${weekdays[weekStart - 1]}`]),
    ...(count === null ? [] : [`COUNT=${count}`]),
    ...(until === null ? [] : [`UNTIL=${end(until)}`]),
  ].join(';');
}

interface FirstStart {
  readonly zone: string;
  /** epoch ms; its wall time is that of every date, its date the first that may be one */
  readonly startsAt: number;
}

/**
 * The starts (epoch ms) in order. A date that the rule does not name is none, the first one included. A wall time that DST
 * skips moves forward, one that occurs twice means the first. More than 104, or any later than two years after the first, are
 * not understood; nor is a rule that names none.
 */
export function occurrencesOf(rule: Recurrence, { zone, startsAt }: FirstStart): number[] | NotUnderstood {
  const clock = zoneNamed(zone);
  const local = clock.toLocal(startsAt);
  const date = addDays('1970-01-01', Math.floor(local / DAY_MS));
  const sinceMidnight = local - dateToDay(date) * DAY_MS;
  const wallOf = (day: string) => dateToDay(day) * DAY_MS + sinceMidnight;
  // The start itself is the instant that was given, also where its wall time occurs twice and it is the second.
  const startOf = (day: string) => (day === date ? startsAt : clock.toInstant(wallOf(day)));
  const isInTime = (day: string) => {
    const { until } = rule;
    if (until === null) return true;
    if ('date' in until) return day <= until.date;
    return 'at' in until ? startOf(day) <= until.at : wallOf(day) <= until.local;
  };
  const horizon = yearsAfter(date, MOST_YEARS);
  const beyond = yearsAfter(date, MOST_YEARS + 1);
  const starts: number[] = [];
  for (const day of datesBetween(rule, { first: date, beyond })) {
    if (starts.length === rule.count || !isInTime(day)) return whole(starts);
    if (day > horizon) return tooFar;
    if (starts.length === MOST_OCCURRENCES) return { expected: `at most ${MOST_OCCURRENCES} dates` };
    starts.push(startOf(day));
  }
  if (starts.length === 0) return whole(starts);
  const isWhole = rule.count === null ? !isInTime(beyond) : starts.length === rule.count;
  return isWhole ? starts : tooFar;
}

const tooFar: NotUnderstood = { expected: `dates within ${MOST_YEARS} years of the first` };
const whole = (starts: number[]): number[] | NotUnderstood =>
  starts.length === 0 ? { expected: 'a rule that names at least one date' } : starts;

const yearsAfter = (date: string, years: number): string => `${Number(date.slice(0, 4)) + years}${date.slice(4)}`;

/** Every date that the rule names, in its days, weeks or months from the first date's to that of `beyond`: some name none for ever. */
function* datesBetween(rule: Recurrence, { first, beyond }: { first: string; beyond: string }): Generator<string> {
  const firstDay = dateToDay(first);
  for (let period = 0; ; period++) {
    const { from, days } = periodOf(rule, { first, step: period * rule.interval });
    if (from > beyond) return;
    for (const day of days) if (day >= firstDay) yield addDays('1970-01-01', day);
  }
}

/** The days that the rule names in its `step`th day, week or month from the first, in order, and the date at which that begins. */
function periodOf(rule: Recurrence, { first, step }: { first: string; step: number }): { from: string; days: number[] } {
  const firstDay = dateToDay(first);
  if (rule.frequency === 'DAILY') return { from: addDays(first, step), days: [firstDay + step] };
  if (rule.frequency === 'WEEKLY') {
    const intoWeek = (weekday: number) => (weekday - rule.weekStart + 7) % 7;
    const monday = firstDay - intoWeek(dayOfWeek(firstDay)) + 7 * step;
    const named = rule.byDay.length === 0 ? [dayOfWeek(firstDay)] : rule.byDay.map(({ weekday }) => weekday);
    return { from: addDays('1970-01-01', monday), days: inOrder(named.map((weekday) => monday + intoWeek(weekday))) };
  }
  const [year = 0, month = 0] = first.split('-').map(Number);
  const begins = Date.UTC(year, month - 1 + step, 1) / DAY_MS;
  const length = Date.UTC(year, month + step, 1) / DAY_MS - begins;
  return { from: addDays('1970-01-01', begins), days: inOrder(daysOfMonth(rule, { first, begins, length })) };
}

/** A month that lacks the day (the 31st, the fifth Friday) is passed over. */
function daysOfMonth(rule: Recurrence, { first, begins, length }: { first: string; begins: number; length: number }): number[] {
  const { byDay, byMonthDay } = rule;
  if (byDay.length > 0)
    return byDay.flatMap(({ weekday, ordinal }) => {
      const offset = (weekday - dayOfWeek(begins) + 7) % 7;
      const howMany = Math.floor((length - offset + 6) / 7);
      const place = (ordinal ?? 1) > 0 ? (ordinal ?? 1) - 1 : howMany + (ordinal ?? 1);
      return place >= 0 && place < howMany ? [begins + offset + 7 * place] : [];
    });
  const days = byMonthDay.length > 0 ? byMonthDay : [Number(first.slice(8))];
  return days.flatMap((day) => {
    const place = day > 0 ? day - 1 : length + day;
    return place >= 0 && place < length ? [begins + place] : [];
  });
}

const inOrder = (days: readonly number[]): number[] => [...new Set(days)].toSorted((a, b) => a - b);
