/**
 * RRULE (RFC 5545, 3.3.10) on a wall clock: local milliseconds in, local milliseconds out. A feed comes from anybody, so
 * nothing here runs for as long as a rule says: time before the range is skipped by arithmetic, not walked through, and
 * every look costs a step of a budget.
 */
import { DAY_MS, dayOfWeek } from '#core/base/zone.ts';

export type Frequency = 'SECONDLY' | 'MINUTELY' | 'HOURLY' | 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';

export interface Weekday {
  /** 1 = Monday … 7 = Sunday */
  readonly day: number;
  /** the how manieth of its month or year, from the end where negative; 0: each */
  readonly nth: number;
}

export interface Recurrence {
  readonly freq: Frequency;
  readonly interval: number;
  readonly count: number | null;
  /** local ms, included */
  readonly until: number;
  /** 1 = Monday … 7 = Sunday */
  readonly weekStart: number;
  readonly byMonth: readonly number[];
  readonly byWeekNo: readonly number[];
  readonly byYearDay: readonly number[];
  readonly byMonthDay: readonly number[];
  readonly byDay: readonly Weekday[];
  readonly byHour: readonly number[];
  readonly byMinute: readonly number[];
  readonly bySecond: readonly number[];
  readonly bySetPos: readonly number[];
}

/** A rule, or a whole feed, asks for more than anybody's calendar does. */
export class TooMuch extends Error {}

export interface Budget {
  /** @throws TooMuch */
  spend(steps: number): void;
  isSpent(): boolean;
}

export function budgetOf(steps: number, within?: Budget): Budget {
  let left = steps;
  return {
    spend(asked) {
      within?.spend(asked);
      left -= asked;
      if (left < 0) throw new TooMuch('more occurrences than a calendar holds');
    },
    isSpent: () => left < 0,
  };
}

interface Range {
  readonly start: number;
  /** local ms, half open */
  readonly from: number;
  readonly until: number;
  readonly budget: Budget;
}

/** The starts that a rule gives in [from, until), in order. The event's own start is one of them only where the rule says so. */
export function startsOf(rule: Recurrence, { start, from, until, budget }: Range): number[] {
  const found: number[] = [];
  const last = Math.min(until - 1, rule.until);
  let left = rule.count ?? Infinity;
  // What is counted is counted from its first; all else may be entered in the middle.
  const entry = rule.count === null ? Math.max(from, start) : start;
  for (const { begins, starts } of periodsFrom(rule, { start, entry, budget })) {
    if (begins > last || left <= 0) break;
    for (const at of starts()) {
      if (at < start) continue;
      if (at > last || left-- <= 0) return found;
      if (at >= from) found.push(at);
    }
  }
  return found;
}

interface Period {
  /** no start of this period or a later one is before it */
  readonly begins: number;
  readonly starts: () => readonly number[];
}

interface Entering {
  readonly start: number;
  readonly entry: number;
  readonly budget: Budget;
}

function periodsFrom(rule: Recurrence, entering: Entering): Generator<Period> {
  return rule.freq in UNIT_MS ? clockPeriods(rule, entering) : datePeriods(rule, entering);
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;
const UNIT_MS: Partial<Record<Frequency, number>> = { HOURLY: HOUR_MS, MINUTELY: MINUTE_MS, SECONDLY: SECOND_MS };

/** Years, months, weeks or days, each with its matching days times its times of day. */
function* datePeriods(rule: Recurrence, { start, entry, budget }: Entering): Generator<Period> {
  const startDay = Math.floor(start / DAY_MS);
  const matches = dayFilter(withDefaults(rule, startDay), budget);
  const times = timesOfDay(rule, start - startDay * DAY_MS);
  const { index, daysOf } = calendarOf(rule, startDay);
  const passed = index(Math.floor(entry / DAY_MS)) - index(startDay);
  for (let k = Math.max(0, Math.floor(passed / rule.interval)); ; k += 1) {
    const [first, end] = daysOf(index(startDay) + k * rule.interval);
    budget.spend(1);
    yield {
      begins: first * DAY_MS,
      starts() {
        const starts: number[] = [];
        for (let day = first; day < end; day += 1) {
          budget.spend(1);
          if (!matches(day)) continue;
          budget.spend(times.length);
          for (const time of times) starts.push(day * DAY_MS + time);
        }
        return atPositions(starts, rule.bySetPos);
      },
    };
  }
}

/** A frequency's periods by number, and the days [first, end) of each. */
function calendarOf({ freq, weekStart }: Recurrence, startDay: number) {
  switch (freq) {
    case 'YEARLY':
      return { index: yearOf, daysOf: (year: number) => [dayOf(year, 0), dayOf(year + 1, 0)] as const };
    case 'MONTHLY':
      return { index: monthIndexOf, daysOf: (month: number) => [dayOf(0, month), dayOf(0, month + 1)] as const };
    case 'WEEKLY': {
      const zero = startDay - ((dayOfWeek(startDay) - weekStart + 7) % 7);
      return {
        index: (day: number) => Math.floor((day - zero) / 7),
        daysOf: (week: number) => [zero + week * 7, zero + week * 7 + 7] as const,
      };
    }
    default:
      return { index: (day: number) => day, daysOf: (day: number) => [day, day + 1] as const };
  }
}

/** Days since 1970 of the first of a month counted from January of a year. Date.UTC takes years below 100 for those of 1900. */
function dayOf(year: number, month: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, 1);
  return Math.floor(date.getTime() / DAY_MS);
}

const dateOf = (day: number): Date => new Date(day * DAY_MS);
const yearOf = (day: number): number => dateOf(day).getUTCFullYear();
const monthIndexOf = (day: number): number => dateOf(day).getUTCFullYear() * 12 + dateOf(day).getUTCMonth();

/** Hours, minutes or seconds. A day, an hour or a minute in which nothing matches is stepped over at once. */
function* clockPeriods(rule: Recurrence, { start, entry, budget }: Entering): Generator<Period> {
  const step = (UNIT_MS[rule.freq] ?? HOUR_MS) * rule.interval;
  const unit = UNIT_MS[rule.freq] ?? HOUR_MS;
  const matches = dayFilter(rule, budget);
  const next = (at: number) => start + Math.ceil((at - start) / step) * step;
  for (let at = start + Math.max(0, Math.floor((entry - start) / step)) * step; ;) {
    budget.spend(1);
    const skip = skippedTo(rule, { at, unit, matches });
    if (skip !== undefined) {
      // An empty period, so that whoever reads sees how far time has come.
      yield { begins: at, starts: () => [] };
      at = next(skip);
      continue;
    }
    const begins = Math.floor(at / unit) * unit;
    yield { begins, starts: () => atPositions(startsWithin(rule, { at, unit }), rule.bySetPos) };
    at += step;
  }
}

/** Where the next look is worth it, if this one is not. */
function skippedTo(
  rule: Recurrence,
  { at, unit, matches }: { at: number; unit: number; matches: (day: number) => boolean },
): number | undefined {
  const day = Math.floor(at / DAY_MS);
  if (!matches(day)) return (day + 1) * DAY_MS;
  const time = at - day * DAY_MS;
  if (!isAmong(rule.byHour, Math.floor(time / HOUR_MS))) return (Math.floor(at / HOUR_MS) + 1) * HOUR_MS;
  if (unit <= MINUTE_MS && !isAmong(rule.byMinute, Math.floor(time / MINUTE_MS) % 60)) return (Math.floor(at / MINUTE_MS) + 1) * MINUTE_MS;
  if (unit <= SECOND_MS && !isAmong(rule.bySecond, Math.floor(time / SECOND_MS) % 60)) return at + SECOND_MS;
  return undefined;
}

function startsWithin(rule: Recurrence, { at, unit }: { at: number; unit: number }): number[] {
  if (unit === SECOND_MS) return [at];
  const seconds = rule.bySecond.length > 0 ? sorted(rule.bySecond) : [Math.floor(at / SECOND_MS) % 60];
  if (unit === MINUTE_MS) return seconds.map((second) => Math.floor(at / MINUTE_MS) * MINUTE_MS + second * SECOND_MS);
  const hour = Math.floor(at / HOUR_MS) * HOUR_MS;
  const minutes = rule.byMinute.length > 0 ? sorted(rule.byMinute) : [Math.floor(at / MINUTE_MS) % 60];
  return minutes.flatMap((minute) => seconds.map((second) => hour + minute * MINUTE_MS + second * SECOND_MS));
}

function timesOfDay({ byHour, byMinute, bySecond }: Recurrence, own: number): number[] {
  const hours = byHour.length > 0 ? sorted(byHour) : [Math.floor(own / HOUR_MS)];
  const minutes = byMinute.length > 0 ? sorted(byMinute) : [Math.floor(own / MINUTE_MS) % 60];
  const seconds = bySecond.length > 0 ? sorted(bySecond) : [Math.floor(own / SECOND_MS) % 60];
  return hours.flatMap((hour) =>
    minutes.flatMap((minute) => seconds.map((second) => hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS)),
  );
}

function atPositions(starts: readonly number[], positions: readonly number[]): readonly number[] {
  if (positions.length === 0) return starts;
  return sorted(positions.flatMap((position) => starts.at(position > 0 ? position - 1 : position) ?? []));
}

const sorted = (values: readonly number[]): number[] => [...new Set(values)].toSorted((a, b) => a - b);
const isAmong = (values: readonly number[], value: number): boolean => values.length === 0 || values.includes(value);

/** What the start says where the rule says nothing of days. */
function withDefaults(rule: Recurrence, startDay: number): Recurrence {
  const { freq, byWeekNo, byYearDay, byMonthDay, byDay, byMonth } = rule;
  if (byYearDay.length > 0 || byMonthDay.length > 0 || byDay.length > 0) return rule;
  const start = dateOf(startDay);
  const onWeekday = { ...rule, byDay: [{ day: dayOfWeek(startDay), nth: 0 }] };
  if (freq === 'WEEKLY' || byWeekNo.length > 0) return onWeekday;
  const onMonthDay = { ...rule, byMonthDay: [start.getUTCDate()] };
  if (freq === 'MONTHLY') return onMonthDay;
  if (freq === 'YEARLY') return { ...onMonthDay, byMonth: byMonth.length > 0 ? byMonth : [start.getUTCMonth() + 1] };
  return rule;
}

function dayFilter(rule: Recurrence, budget: Budget): (day: number) => boolean {
  const { freq, byMonth, byWeekNo, byYearDay, byMonthDay, byDay, weekStart } = rule;
  const all = byMonth.length + byWeekNo.length + byYearDay.length + byMonthDay.length + byDay.length === 0;
  if (all) return () => true;
  const nthOfMonth = freq === 'MONTHLY' || (freq === 'YEARLY' && byMonth.length > 0);
  const nthOfYear = freq === 'YEARLY' && byMonth.length === 0 && byWeekNo.length === 0;
  // A long list is looked through for every day.
  const cost = Math.ceil((byYearDay.length + byMonthDay.length + byDay.length + byWeekNo.length) / 64);
  return (day) => {
    budget.spend(cost);
    const date = dateOf(day);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
    if (!isAmong(byMonth, month + 1)) return false;
    if (byWeekNo.length > 0 && !isInWeeks(day, { byWeekNo, weekStart })) return false;
    const inMonth = { at: date.getUTCDate(), of: dayOf(year, month + 1) - dayOf(year, month) };
    if (byMonthDay.length > 0 && !isCounted(byMonthDay, inMonth)) return false;
    const inYear = () => ({ at: day - dayOf(year, 0) + 1, of: dayOf(year + 1, 0) - dayOf(year, 0) });
    if (byYearDay.length > 0 && !isCounted(byYearDay, inYear())) return false;
    if (byDay.length === 0) return true;
    const weekday = dayOfWeek(day);
    return byDay.some((wanted) => {
      if (wanted.day !== weekday) return false;
      if (wanted.nth === 0 || (!nthOfMonth && !nthOfYear)) return true;
      return isNth(wanted.nth, nthOfMonth ? inMonth : inYear());
    });
  };
}

interface Place {
  /** from 1 on */
  readonly at: number;
  readonly of: number;
}

const isCounted = (wanted: readonly number[], { at, of }: Place): boolean => wanted.includes(at) || wanted.includes(at - of - 1);
const isNth = (nth: number, { at, of }: Place): boolean => (nth > 0 ? Math.ceil(at / 7) === nth : Math.ceil((of - at + 1) / 7) === -nth);

/** Week 1 is the first with four days or more in its year. */
function isInWeeks(day: number, { byWeekNo, weekStart }: { byWeekNo: readonly number[]; weekStart: number }): boolean {
  const firstDay = day - ((dayOfWeek(day) - weekStart + 7) % 7);
  const year = yearOf(firstDay + 3);
  const number = Math.floor((firstDay + 3 - dayOf(year, 0)) / 7) + 1;
  const lastDays = dayOf(year + 1, 0) - 4;
  const lastWeek = lastDays - ((dayOfWeek(lastDays) - weekStart + 7) % 7);
  const weeks = Math.floor((lastWeek + 3 - dayOf(year, 0)) / 7) + 1;
  return byWeekNo.includes(number) || byWeekNo.includes(number - weeks - 1);
}
