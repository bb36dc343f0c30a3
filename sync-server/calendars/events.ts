/** One event of a file with all that is said of its occurrences, and the busy time that comes of it. */
import { isoOf } from '#core/base/time.ts';
import { DAY_MS, type Zone } from '#core/base/zone.ts';
import { all, type Component, type Property, said } from './content.ts';
import { type Budget, type Recurrence, startsOf } from './recurrence.ts';
import { type Length, lengthOf, ruleOf, type Stamp, stampOf, Unreadable } from './values.ts';
import { utc, valuesOf } from './zones.ts';

export interface BusySpan {
  /** the same as long as the event and its occurrence are */
  readonly key: string;
  /** epoch ms */
  readonly startsAt: number;
  readonly endsAt: number;
  readonly summary: string;
}

export interface Range {
  /** epoch ms; what overlaps [from, until) is told, whole */
  readonly from: number;
  readonly until: number;
  /** of the subject: whole days and times that name no zone are of it */
  readonly zone: Zone;
}

/** A point on a wall clock. */
interface Moment {
  readonly local: number;
  readonly zone: Zone;
  readonly wholeDay: boolean;
}

export interface FeedEvent {
  readonly uid: string;
  readonly sequence: number;
  readonly summary: string;
  readonly busy: boolean;
  readonly start: Moment;
  readonly length: Length;
  readonly rules: readonly Recurrence[];
  readonly exceptRules: readonly Recurrence[];
  readonly dates: readonly { readonly at: Moment; readonly length: Length }[];
  readonly exceptDates: readonly Moment[];
  /** the occurrence of the series that this one stands in for */
  readonly standsFor: Moment | null;
  /** and for all that follow */
  readonly andFuture: boolean;
}

interface Reading {
  readonly clockOf: (tzid: string | undefined) => Zone;
  readonly place: number;
}

/** @throws Unreadable */
export function eventOf(component: Component, { clockOf, place }: Reading): FeedEvent {
  const moment = (value: unknown, params: Property[1]): Moment => momentOf(stampOf(value, params), clockOf);
  const moments = (name: string): Moment[] =>
    all(component, name).flatMap((property) => valuesOf(property).map((value) => moment(value, property[1])));
  const one = (name: string): Moment | undefined => moments(name)[0];
  const start = one('dtstart');
  if (start === undefined) throw new Unreadable('expected DTSTART');
  const length = eventLength(start, { end: one('dtend'), duration: said(component, 'duration') });
  const rules = (name: string) => all(component, name).map((property) => ruleOf(property[3], start.zone.toLocal));
  const [recurrenceId] = all(component, 'recurrence-id');
  return {
    uid: said(component, 'uid') || `#${place}`,
    sequence: Number(said(component, 'sequence') ?? 0) || 0,
    summary: said(component, 'summary') ?? '',
    busy: isBusy(component),
    ...{ start, length, rules: rules('rrule'), exceptRules: rules('exrule') },
    dates: all(component, 'rdate').flatMap((property) =>
      valuesOf(property).map((value) => dateOf(value, { length, read: (text) => moment(text, property[1]) })),
    ),
    exceptDates: moments('exdate'),
    standsFor: one('recurrence-id') ?? null,
    andFuture: String(recurrenceId?.[1]['range']).toUpperCase() === 'THISANDFUTURE',
  };
}

function momentOf({ local, kind, tzid }: Stamp, clockOf: Reading['clockOf']): Moment {
  const zone = kind === 'utc' ? utc : clockOf(kind === 'date' ? undefined : tzid);
  return { local, zone, wholeDay: kind === 'date' };
}

const instantOf = ({ local, zone }: Moment): number => zone.toInstant(local);

function isBusy(component: Component): boolean {
  const is = (name: string, value: string) => said(component, name)?.trim().toUpperCase() === value;
  return !is('transp', 'TRANSPARENT') && !is('status', 'CANCELLED') && !is('x-microsoft-cdo-busystatus', 'FREE');
}

/** A whole day where nothing says how long a date lasts; nothing where nothing says how long a time does. */
function eventLength(start: Moment, { end, duration }: { end: Moment | undefined; duration: string | undefined }): Length {
  if (end !== undefined && start.wholeDay && end.wholeDay)
    return { days: Math.max(1, Math.round((end.local - start.local) / DAY_MS)), ms: 0 };
  if (end !== undefined) return { days: 0, ms: instantOf(end) - instantOf(start) };
  if (duration !== undefined) return lengthOf(duration);
  return { days: start.wholeDay ? 1 : 0, ms: 0 };
}

/** An RDATE: a time, or a period with a length of its own. */
function dateOf(value: unknown, { length, read }: { length: Length; read: (text: unknown) => Moment }): { at: Moment; length: Length } {
  if (!Array.isArray(value)) return { at: read(value), length };
  const [from, to] = value as readonly unknown[];
  const at = read(from);
  const ends = typeof to === 'string' && /^[+-]?P/i.test(to) ? lengthOf(to) : { days: 0, ms: instantOf(read(to)) - instantOf(at) };
  return { at, length: ends };
}

type Wanted = Range & { readonly budget: Budget };

/** What a series with all that stands in for parts of it, or a single event, keeps busy. */
export function spansOf(family: readonly FeedEvent[], wanted: Wanted): BusySpan[] {
  const newest = family.reduce((most, { standsFor, sequence }) => (standsFor === null ? Math.max(most, sequence) : most), -Infinity);
  const series = family.filter(({ standsFor, sequence }) => standsFor === null && sequence === newest);
  const replacing = replacementsOf(family);
  const moving = replacing.filter(({ andFuture }) => andFuture);
  const spans: BusySpan[] = [];
  for (const event of replacing)
    spans.push(...busy(event, { at: event.start, length: event.length, key: keyOf(event, event.standsFor ?? event.start) }, wanted));
  for (const [i, event] of series.entries()) {
    const copy = i === 0 ? '' : `/${i}`;
    wanted.budget.spend(1 + replacing.length);
    for (const occurrence of occurrencesOf(event, { replacing, moving }, wanted)) {
      wanted.budget.spend(1 + moving.length);
      const { event: shown = event, at, length } = shiftedBy(moving, occurrence);
      spans.push(...busy(shown, { at, length, key: keyOf(event, occurrence.at) + copy }, wanted));
    }
  }
  return spans;
}

/** Of several that stand in for one occurrence, the newest. */
function replacementsOf(family: readonly FeedEvent[]): FeedEvent[] {
  const byOccurrence = new Map<number, FeedEvent>();
  for (const event of family) {
    if (event.standsFor === null) continue;
    const at = instantOf(event.standsFor);
    if ((byOccurrence.get(at)?.sequence ?? -1) <= event.sequence) byOccurrence.set(at, event);
  }
  return [...byOccurrence.values()];
}

const keyOf = ({ uid }: FeedEvent, at: Moment): string => `${uid}/${isoOf(instantOf(at))}`;

interface Occurrence {
  readonly at: Moment;
  readonly length: Length;
}

interface Replacing {
  readonly replacing: readonly FeedEvent[];
  /** those of them that change all that follow as well */
  readonly moving: readonly FeedEvent[];
}

function occurrencesOf(event: FeedEvent, { replacing, moving }: Replacing, { from, until, budget }: Wanted): Occurrence[] {
  const { start, length, rules, exceptRules, dates, exceptDates } = event;
  const longest = Math.max(0, length.days) * DAY_MS + Math.max(0, length.ms);
  // A series that is moved as a whole may come into the range from outside it.
  const moved = moving.reduce((most, one) => Math.max(most, Math.abs(shiftOf(one)) + one.length.days * DAY_MS + one.length.ms), 0);
  const range = {
    start: start.local,
    from: start.zone.toLocal(from) - longest - moved - DAY_MS,
    until: start.zone.toLocal(until) + moved + DAY_MS,
    budget,
  };
  const locals = new Set([start.local, ...rules.flatMap((rule) => startsOf(rule, range))]);
  for (const rule of exceptRules) for (const local of startsOf(rule, range)) locals.delete(local);
  const found: Occurrence[] = [...locals].map((local) => ({ at: { ...start, local }, length }));
  const seen = new Set(found.map(({ at }) => instantOf(at)));
  found.push(...dates.filter(({ at }) => !seen.has(instantOf(at))));
  const isExcepted = excepting([...exceptDates, ...replacing.flatMap(({ standsFor }) => standsFor ?? [])], start);
  return found.filter(({ at }) => !isExcepted(at));
}

const dayOf = ({ local }: Moment): number => Math.floor(local / DAY_MS);

/** By instant; by the day on the series' own clock where one of the two is a date. */
function excepting(moments: readonly Moment[], { zone, wholeDay }: Moment): (at: Moment) => boolean {
  const instants = new Set(moments.map(instantOf));
  const dates = moments.filter((moment) => moment.wholeDay || wholeDay);
  const days = new Set(dates.map((moment) => (moment.wholeDay ? dayOf(moment) : Math.floor(zone.toLocal(instantOf(moment)) / DAY_MS))));
  return (at) => instants.has(instantOf(at)) || (days.size > 0 && days.has(dayOf(at)));
}

const shiftOf = ({ start, standsFor }: FeedEvent): number => (standsFor === null ? 0 : start.local - standsFor.local);

/** Where an occurrence stands after the last change "of this and all that follow" before it. */
function shiftedBy(moving: readonly FeedEvent[], { at, length }: Occurrence): Occurrence & { event?: FeedEvent } {
  const instant = instantOf(at);
  let last: { readonly from: number; readonly event: FeedEvent } | undefined;
  for (const event of moving) {
    const from = event.standsFor === null ? Infinity : instantOf(event.standsFor);
    if (from <= instant && from >= (last?.from ?? -Infinity)) last = { from, event };
  }
  if (last === undefined) return { at, length };
  const { event } = last;
  return { event, at: { ...at, local: at.local + shiftOf(event) }, length: event.length };
}

function busy(event: FeedEvent, { at, length, key }: Occurrence & { key: string }, { from, until }: Range): BusySpan[] {
  if (!event.busy) return [];
  const startsAt = instantOf(at);
  const endsAt = (length.days === 0 ? startsAt : at.zone.toInstant(at.local + length.days * DAY_MS)) + length.ms;
  return isWithin({ startsAt, endsAt }, { from, until }) ? [{ key, startsAt, endsAt, summary: event.summary }] : [];
}

/** epoch ms between 1970 and 2200: further away nobody books */
const LAST_INSTANT = 7_258_118_400_000;

function isWithin({ startsAt, endsAt }: { startsAt: number; endsAt: number }, { from, until }: Pick<Range, 'from' | 'until'>): boolean {
  return startsAt < endsAt && startsAt < until && endsAt > from && startsAt >= 0 && endsAt <= LAST_INSTANT;
}

/** The blocks of a VFREEBUSY, which are in UTC. @throws Unreadable */
export function freeBusyOf(
  component: Component,
  { place, ...range }: Pick<Range, 'from' | 'until'> & { readonly place: number },
): BusySpan[] {
  const uid = said(component, 'uid') || `#${place}`;
  const read = (text: unknown): Moment => ({ local: stampOf(text, {}).local, zone: utc, wholeDay: false });
  return all(component, 'freebusy')
    .filter(([, { fbtype }]) => String(fbtype ?? 'BUSY').toUpperCase() !== 'FREE')
    .flatMap(valuesOf)
    .map((value) => dateOf(value, { length: { days: 0, ms: 0 }, read }))
    .map(({ at, length }) => ({ startsAt: at.local, endsAt: at.local + length.days * DAY_MS + length.ms }))
    .filter((span) => isWithin(span, range))
    .map((span) => ({ key: `${uid}/${isoOf(span.startsAt)}`, ...span, summary: said(component, 'summary') ?? '' }));
}
