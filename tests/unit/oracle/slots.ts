/**
 * The law of slots by definition: every minute of every candidate is looked at on its own, every combination of resources
 * is tried. Slow on purpose, and independent: imports nothing of the product.
 */
import { hasDate, instantShowing, MINUTE_MS, shownAt } from './clock.ts';

const DAY_MS = 86_400_000;

interface Rule {
  dayOfWeek: number;
  startTime: string;
  endTime: string;
  slotMinutes: number | null;
  capacity: number | null;
  validFrom: string | null;
  validUntil: string | null;
}

interface Exception {
  kind: 'BLOCK' | 'OPEN';
  from: string;
  to: string;
  capacity: number | null;
  slotMinutes: number | null;
  yearly: boolean;
}

interface Table {
  readonly rules: readonly Rule[];
  readonly exceptions: readonly Exception[];
}

interface Row {
  subjectId: string;
  offeringId: string | null;
  startsAt: number;
  endsAt: number;
  occupiedFrom: number;
  occupiedUntil: number;
  quantity: number;
  source: string;
  sourceId: string;
}

interface Terms {
  checkInTime: string;
  checkOutTime: string;
  minNights: number;
  maxNights: number;
  arrivalDays: readonly number[];
  byDay: readonly { dayOfWeek: number; minNights: number | null; maxNights: number | null }[];
}

interface Facts {
  offering: {
    id: string;
    timezone: string;
    durationMinutes: number;
    slotMinutes: number;
    capacity: number;
    bufferBeforeMinutes: number;
    bufferAfterMinutes: number;
    minNoticeMinutes: number;
    maxAdvanceDays: number;
    dailyLimit: number | null;
    startTimes: 'grid' | 'backToBack';
    nights: Terms | null;
    resourceGroups: readonly (readonly string[])[];
  };
  timetable: Table;
  resources: ReadonlyMap<string, Table & { readonly quantity?: number | undefined }>;
  taken: readonly Row[];
  now: number;
  quantity?: number | undefined;
  durationMinutes?: number | undefined;
  nights?: number | undefined;
  resourceId?: string | undefined;
}

interface Window {
  /** of a night: its date */
  date?: number;
  from: number;
  until: number;
  step: number;
  capacity: number;
}

export interface Expected {
  startsAt: number;
  endsAt: number;
  remaining: number;
  bookable: boolean;
  /** the first reason's code for offerings without groups; with groups only that there is one */
  code: string | null;
  resourceIds: string[];
}

const utcMidnight = (date: string) => Date.parse(`${date}T00:00:00Z`);
const minutesOf = (time: string) => Number(time.split(':')[0]) * 60 + Number(time.split(':')[1]);

/** All windows that start on the dates around `[from, to)`. */
export function windowsOf(facts: Facts, table: Table, { from, to }: { from: number; to: number }): Window[] {
  const { timezone: zone, slotMinutes, capacity } = facts.offering;
  const windows: Window[] = [];
  for (let date = Math.floor(from / DAY_MS) * DAY_MS - 4 * DAY_MS; date < to + 2 * DAY_MS; date += DAY_MS) {
    const weekday = new Date(date).getUTCDay() || 7;
    for (const rule of table.rules) {
      if (rule.dayOfWeek !== weekday || !hasDate(zone, date)) continue;
      if (rule.validFrom !== null && date < utcMidnight(rule.validFrom)) continue;
      if (rule.validUntil !== null && date > utcMidnight(rule.validUntil)) continue;
      const start = minutesOf(rule.startTime);
      const end = minutesOf(rule.endTime) > start ? minutesOf(rule.endTime) : minutesOf(rule.endTime) + 24 * 60;
      windows.push({
        from: instantShowing(zone, date + start * MINUTE_MS),
        until: instantShowing(zone, date + end * MINUTE_MS),
        step: rule.slotMinutes ?? slotMinutes,
        capacity: rule.capacity ?? capacity,
      });
    }
  }
  for (const exception of table.exceptions) {
    if (exception.kind !== 'OPEN') continue;
    for (const stretch of instants(zone, exception, to))
      windows.push({ ...stretch, step: exception.slotMinutes ?? slotMinutes, capacity: exception.capacity ?? capacity });
  }
  return windows.filter((window) => window.from < window.until);
}

/** When an exception is: of a yearly one, every time from its first to the year after `to`. */
function instants(zone: string, exception: Exception, to: number): { from: number; until: number }[] {
  const at = (shown: number) => instantShowing(zone, shown);
  return timesShown(exception, to).map(({ from, until }) => ({ from: at(from), until: at(until) }));
}

/** What a clock shows when an exception begins and ends. */
function timesShown(exception: Exception, to: number): { from: number; until: number }[] {
  const shownIn = (local: string, later: number) => {
    const [year, month, day, hour, minute] = local.split(/[-T:]/).map(Number) as [number, number, number, number, number];
    const shown = Date.UTC(year + later, month - 1, day, hour, minute);
    const isThere = new Date(shown).getUTCDate() === day;
    return { isThere, shown: isThere ? shown : Date.UTC(year + later, 2, 1) };
  };
  const stretches: { from: number; until: number }[] = [];
  const firstYear = Number(exception.from.slice(0, 4));
  for (let later = 0; later === 0 || (exception.yearly && firstYear + later <= new Date(to).getUTCFullYear() + 1); later += 1) {
    const begins = shownIn(exception.from, later);
    if (begins.isThere) stretches.push({ from: begins.shown, until: shownIn(exception.to, later).shown });
  }
  return stretches;
}

const isOfWholeDays = ({ from, to }: Exception) => from.endsWith('T00:00') && to.endsWith('T00:00');

/** The dates that are off as a whole, whose nights nobody sleeps there; their hours before check-in matter to nobody. */
function datesOff(table: Table, to: number): Set<number> {
  const off = new Set<number>();
  for (const exception of table.exceptions.filter((one) => one.kind === 'BLOCK' && isOfWholeDays(one)))
    for (const { from, until } of timesShown(exception, to)) for (let date = from; date < until; date += DAY_MS) off.add(date);
  return off;
}

export function startsOf(windows: readonly Window[], minutes: number, { from, to }: { from: number; to: number }): number[] {
  const starts = new Set<number>();
  for (const window of windows) {
    for (let at = window.from; at + minutes * MINUTE_MS <= window.until; at += window.step * MINUTE_MS) {
      if (at >= from && at < to) starts.add(at);
    }
  }
  return [...starts].toSorted((a, b) => a - b);
}

const edgesOf = (facts: Facts, stretches: readonly { from: number; until: number }[]): number[] => {
  const rows = facts.taken.flatMap((row) => [row.occupiedFrom, row.occupiedUntil, row.startsAt, row.endsAt]);
  return [...new Set([...rows, ...stretches.flatMap(({ from, until }) => [from, until])])].toSorted((a, b) => a - b);
};

/** The dates around a range, as the UTC midnights of the same name. */
const datesAround = ({ from, to }: { from: number; to: number }): number[] =>
  Array.from({ length: Math.ceil((to - from) / DAY_MS) + 74 }, (_, i) => (Math.floor(from / DAY_MS) - 6 + i) * DAY_MS);

const instantOf = (zone: string, date: number, time: string) => instantShowing(zone, date + minutesOf(time) * MINUTE_MS);

/** The nights that are open, by what their date says; each lasts until the next date's check-in, or its check-out if that is later. */
function nightsOf(facts: Facts, table: Table, range: { from: number; to: number }): Window[] {
  const { timezone: zone, capacity } = facts.offering;
  const terms = facts.offering.nights!;
  const openings = table.exceptions.filter(({ kind }) => kind === 'OPEN');
  const spans = openings
    .filter((one) => !isOfWholeDays(one))
    .flatMap((one) => instants(zone, one, range.to + 70 * DAY_MS).map((stretch) => ({ ...stretch, capacity: one.capacity ?? capacity })));
  const days = openings
    .filter(isOfWholeDays)
    .flatMap((one) => timesShown(one, range.to + 70 * DAY_MS).map((stretch) => ({ ...stretch, capacity: one.capacity ?? capacity })));
  return datesAround(range).flatMap((date) => {
    if (!hasDate(zone, date)) return [];
    const from = instantOf(zone, date, terms.checkInTime);
    const ruled = table.rules.filter(
      (rule) =>
        rule.dayOfWeek === (new Date(date).getUTCDay() || 7) &&
        (rule.validFrom === null || date >= utcMidnight(rule.validFrom)) &&
        (rule.validUntil === null || date <= utcMidnight(rule.validUntil)),
    );
    const opened = [
      ...spans.filter((stretch) => stretch.from <= from && from < stretch.until),
      ...days.filter((stretch) => stretch.from <= date && date < stretch.until),
    ];
    const capacities = [...ruled.map((rule) => rule.capacity ?? capacity), ...opened.map((stretch) => stretch.capacity)];
    if (capacities.length === 0) return [];
    const next = date + DAY_MS;
    const until = Math.max(instantOf(zone, next, terms.checkInTime), instantOf(zone, next, terms.checkOutTime));
    return [{ date, from, until, step: 24 * 60, capacity: Math.max(...capacities) }];
  });
}

/** Each open date from which a stay of so many nights leads to a date that there is. */
function staysOf(facts: Facts, range: { from: number; to: number }) {
  const { timezone: zone, nights: terms } = facts.offering;
  return nightsOf(facts, facts.timetable, range).flatMap(({ date, from: startsAt }) => {
    const weekday = new Date(date!).getUTCDay() || 7;
    const own = terms!.byDay.filter((one) => one.dayOfWeek === weekday);
    const [least = terms!.minNights] = own.flatMap((one) => one.minNights ?? []);
    const [most = terms!.maxNights] = own.flatMap((one) => one.maxNights ?? []);
    const nights = facts.nights ?? least;
    const departure = date! + nights * DAY_MS;
    if (startsAt < range.from || startsAt >= range.to || !hasDate(zone, departure)) return [];
    const dates = Array.from({ length: nights }, (_, i) => date! + i * DAY_MS).filter((one) => hasDate(zone, one));
    return [
      { startsAt, endsAt: instantOf(zone, departure, terms!.checkOutTime), stay: { terms: terms!, weekday, least, most, nights, dates } },
    ];
  });
}

/** Back to back: for each that could serve, what it has and when its own time opens decide where spans may begin. */
function startsBackToBack(facts: Facts, windows: readonly Window[], range: { from: number; to: number }): number[] {
  const { offering } = facts;
  const span = (facts.durationMinutes ?? offering.durationMinutes) * MINUTE_MS;
  const [before, after] = [offering.bufferBeforeMinutes * MINUTE_MS, offering.bufferAfterMinutes * MINUTE_MS];
  const blocksOf = (table: Table) =>
    table.exceptions.filter(({ kind }) => kind === 'BLOCK').flatMap((one) => instants(offering.timezone, one, range.to));
  const step = before + span + after;
  const ids = [...new Set(waysToStaff(facts).flat(2))].filter((id) => facts.resources.has(id));
  const starts = new Set<number>();
  for (const id of ids.length > 0 ? ids : [null]) {
    const own = id === null ? null : facts.resources.get(id)!;
    const ownHours = own && own.rules.length > 0 ? windowsOf(facts, own, range) : null;
    const rows = facts.taken.filter((row) => {
      if (offering.resourceGroups.length === 0) return row.subjectId === offering.id;
      return ids.length > 0 && (row.subjectId === id || (row.subjectId === offering.id && row.source === 'external'));
    });
    const blocks = [facts.timetable, ...(own ? [own] : [])].flatMap(blocksOf).filter((block) => block.from < block.until);
    const inTheWay = [...rows.map((row) => ({ from: row.occupiedFrom - after, until: row.occupiedUntil + before })), ...blocks];
    const isOpen = (at: number) => ownHours!.some((hours) => hours.from <= at && at < hours.until);
    const anchors = [
      ...inTheWay.map(({ until }) => until),
      ...rows.filter((row) => row.offeringId === offering.id).map((row) => row.startsAt),
      ...(ownHours ?? []).map((hours) => hours.from).filter((at) => !isOpen(at - 1)),
    ];
    for (const window of windows)
      for (const anchor of [window.from, ...anchors.filter((at) => at > window.from)])
        for (let at = anchor; at + span <= window.until; at += step) {
          if (at > anchor && inTheWay.some((one) => one.from < at + span && one.until > anchor)) break;
          if (at > anchor && ownHours !== null && minutesBetween(at - step, at + span).some((minute) => !isOpen(minute))) break;
          if (at >= range.from && at < range.to) starts.add(at);
        }
  }
  return [...starts].toSorted((a, b) => a - b);
}

function minutesBetween(from: number, until: number): number[] {
  return Array.from({ length: (until - from) / MINUTE_MS }, (_, i) => from + i * MINUTE_MS);
}

const openAt = (windows: readonly Window[], at: number) =>
  Math.max(0, ...windows.filter((window) => window.from <= at && at < window.until).map((window) => window.capacity));

const total = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0);

/** With a resource asked for by name: one way for each group that has it, in which it stands there and nowhere else. */
function waysToStaff({ offering, resourceId }: Facts): string[][][] {
  const groups = offering.resourceGroups.map((group) => [...new Set(group)]);
  if (resourceId === undefined) return [groups];
  const places = groups.keys().filter((place) => groups[place]!.includes(resourceId));
  return [...places].map((place) => groups.map((group, i) => (i === place ? [resourceId] : group.filter((id) => id !== resourceId))));
}

export function oracleSlots(facts: Facts, range: { from: number; to: number }): Expected[] {
  const { offering, now } = facts;
  const zone = offering.timezone;
  const minutes = facts.durationMinutes ?? offering.durationMinutes;
  const quantity = facts.quantity ?? 1;
  const terms = offering.nights;
  const windows = terms === null ? windowsOf(facts, facts.timetable, range) : nightsOf(facts, facts.timetable, range);
  const hoursOf = (table: Table) => (terms === null ? windowsOf(facts, table, range) : nightsOf(facts, table, range));
  const blocksOf = (table: Table) =>
    table.exceptions
      .filter((one) => one.kind === 'BLOCK' && (terms === null || !isOfWholeDays(one)))
      .flatMap((one) => instants(zone, one, range.to));
  const blocks = blocksOf(facts.timetable);
  const off = terms === null ? new Set<number>() : datesOff(facts.timetable, range.to);
  const offOfResource = new Map([...facts.resources].map(([id, table]) => [id, terms === null ? off : datesOff(table, range.to)]));
  const hours = new Map([...facts.resources].map(([id, table]) => [id, table.rules.length > 0 ? hoursOf(table) : null]));
  const blocksOfResource = new Map([...facts.resources].map(([id, table]) => [id, blocksOf(table)]));
  const today = Math.floor(shownAt(zone, now) / DAY_MS) * DAY_MS;
  const horizon = instantShowing(zone, today + (offering.maxAdvanceDays + 1) * DAY_MS);

  const starts = offering.startTimes === 'grid' ? startsOf(windows, minutes, range) : startsBackToBack(facts, windows, range);
  const spans =
    terms === null ? starts.map((startsAt) => ({ startsAt, endsAt: startsAt + minutes * MINUTE_MS, stay: null })) : staysOf(facts, range);
  // A stay is too long to look at each of its minutes: at those in which anything begins or ends.
  const edges =
    terms === null
      ? []
      : edgesOf(facts, [
          ...windows,
          ...blocks,
          ...[...hours.values()].flatMap((own) => own ?? []),
          ...[...blocksOfResource.values()].flat(),
        ]);
  const instantsBetween = (from: number, until: number) =>
    terms === null ? minutesBetween(from, until) : [from, ...edges.filter((edge) => edge > from && edge < until)];
  return spans.map(({ startsAt, endsAt, stay }) => {
    const core = instantsBetween(startsAt, endsAt);
    const around = instantsBetween(startsAt - offering.bufferBeforeMinutes * MINUTE_MS, endsAt + offering.bufferAfterMinutes * MINUTE_MS);
    const within = (stretches: { from: number; until: number }[], at: number) => stretches.some((one) => one.from <= at && at < one.until);
    const capacity = Math.min(...core.map((at) => openAt(windows, at)));
    const sleepsOn = (dates: ReadonlySet<number>) => stay !== null && stay.dates.some((date) => dates.has(date));
    const blocked = sleepsOn(off) || core.some((at) => within(blocks, at));

    const seatsFree = (rows: readonly Row[], when: number[], part: 'core' | 'occupied') =>
      Math.min(
        ...when.map((at) => {
          const there = rows.filter((row) =>
            part === 'core' ? row.startsAt <= at && at < row.endsAt : row.occupiedFrom <= at && at < row.occupiedUntil,
          );
          return Math.max(capacity, openAt(windows, at)) - there.reduce((sum, row) => sum + row.quantity, 0);
        }),
      );
    const countLeft = (id: string) => {
      const table = facts.resources.get(id);
      if (!table) return 0;
      const own = hours.get(id);
      if (own && core.some((at) => openAt(own, at) === 0)) return 0;
      if (sleepsOn(offOfResource.get(id)!) || core.some((at) => within(blocksOfResource.get(id)!, at))) return 0;
      const rows = facts.taken.filter(
        (row) => row.subjectId === id && around.some((at) => row.occupiedFrom <= at && at < row.occupiedUntil),
      );
      const pieces = table.quantity ?? 1;
      if (pieces > 1)
        return Math.max(
          0,
          Math.min(
            ...around.map(
              (at) => pieces - total(rows.filter((row) => row.occupiedFrom <= at && at < row.occupiedUntil).map((row) => row.quantity)),
            ),
          ),
        );
      const session = rows.filter((row) => row.offeringId === offering.id && row.startsAt === startsAt && row.endsAt === endsAt);
      return session.length < rows.length ? 0 : Math.max(0, capacity - session.reduce((sum, row) => sum + row.quantity, 0));
    };
    const left = new Map(offering.resourceGroups.flat().map((id) => [id, countLeft(id)]));
    const leftOn = (id: string) => left.get(id)!;
    const canStaff = (groups: readonly (readonly string[])[], seats: number) => {
      let picks: string[][] = [[]];
      for (const group of groups) {
        picks = picks.flatMap((pick) => group.filter((id) => !pick.includes(id) && leftOn(id) >= seats).map((id) => [...pick, id]));
      }
      return picks.length > 0;
    };

    const rows = facts.taken.filter((row) => row.subjectId === offering.id);
    let remaining: number;
    let code: string | null = null;
    let resourceIds: string[] = [];
    if (offering.resourceGroups.length > 0) {
      const ways = waysToStaff(facts);
      const seats = ways.map((groups) => (canStaff(groups, 1) ? Math.min(...groups.map((group) => total(group.map(leftOn)))) : 0));
      remaining = Math.max(0, ...seats);
      const way = ways.find((groups) => canStaff(groups, quantity));
      if (way) resourceIds = [...new Set(way.flat())].filter((id) => leftOn(id) >= quantity);
      else code = 'no resource';
    } else {
      remaining = Math.max(0, seatsFree(rows, around, 'occupied'));
      const ours = rows.filter((row) => row.source !== 'external');
      if (remaining < quantity) {
        code = seatsFree(ours, around, 'occupied') >= quantity ? 'external' : seatsFree(rows, core, 'core') >= quantity ? 'buffer' : 'full';
      }
    }
    const isAway = (row: Row) => row.source === 'external' && around.some((at) => row.occupiedFrom <= at && at < row.occupiedUntil);
    if (offering.resourceGroups.length > 0 && rows.some(isAway)) [remaining, code, resourceIds] = [0, 'no resource', []];
    if (blocked) [remaining, code, resourceIds] = [0, 'blocked', []];
    if (startsAt < now) code ??= 'past';
    else if (startsAt < now + offering.minNoticeMinutes * MINUTE_MS) code ??= 'notice';
    if (startsAt >= horizon) code ??= 'horizon';
    const dateOf = (at: number) => new Date(shownAt(zone, at)).toISOString().slice(0, 10);
    const begin = rows.filter((row) => row.source !== 'external' && dateOf(row.startsAt) === dateOf(startsAt));
    if (new Set(begin.map((row) => row.sourceId)).size >= (offering.dailyLimit ?? Infinity)) code ??= 'daily_limit';
    if (stay && stay.terms.arrivalDays.length > 0 && !stay.terms.arrivalDays.includes(stay.weekday)) code ??= 'arrival';
    if (stay && (stay.nights < stay.least || stay.nights > stay.most)) code ??= 'stay';
    // A stay with a closed night is no slot, though its arrival is: told apart from what is full.
    if (stay && !stay.dates.every((date) => windows.some((night) => night.date === date)))
      [remaining, code, resourceIds] = [0, 'no_hours', []];
    return { startsAt, endsAt, remaining, bookable: code === null, code, resourceIds };
  });
}
