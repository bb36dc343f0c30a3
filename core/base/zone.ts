/**
 * Wall clocks and instants. Law: for every zone and every wall time there is exactly one instant: a time that the zone
 * skips moves forward by the gap, one that it has twice means the first (Temporal's 'compatible').
 * Temporal costs microseconds a call, so a zone's offset changes are read once into a table and searched from then on;
 * outside the table's years Temporal answers itself. Nothing here knows the machine's own zone or clock.
 */

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

export interface Wall {
  /** YYYY-MM-DD */
  readonly date: string;
  /** minutes since midnight as the wall clock shows them, 0 to 1439 */
  readonly minutes: number;
  /** 1 = Monday … 7 = Sunday */
  readonly dayOfWeek: number;
}

/** A zone's clock in numbers: local milliseconds are the wall clock read as if it were UTC. */
export interface Zone {
  readonly toLocal: (at: number) => number;
  readonly toInstant: (local: number) => number;
}

const TABLE_FROM = Date.UTC(1970, 0, 1);
const TABLE_UNTIL = Date.UTC(2101, 0, 1);
const MAX_ZONES = 64;
/** No zone is further than this from UTC, nor ever skipped more. */
const FURTHEST_MS = 2 * DAY_MS;

const zones = new Map<string, Zone>();

/** Whether this is the name of an IANA zone (a bare offset such as +05:30 is not). */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]*$/.test(name)) return false;
  if (zones.has(name)) return true;
  try {
    zoneNamed(name);
    return true;
  } catch {
    return false;
  }
}

/** The zone's clock; throws RangeError for a name that {@link isZone} denies. */
export function zoneNamed(name: string): Zone {
  const known = zones.get(name);
  if (known) return known;
  const zone = createZone(name);
  const oldest = zones.keys().next();
  if (zones.size >= MAX_ZONES && !oldest.done) zones.delete(oldest.value);
  zones.set(name, zone);
  return zone;
}

/** The instant (ms) of a wall time `YYYY-MM-DDTHH:MM`. */
export function wallToInstant(zone: string, local: string): number {
  return zoneNamed(zone).toInstant(parseLocal(local));
}

export function instantToWall(zone: string, at: number): Wall {
  const local = zoneNamed(zone).toLocal(at);
  const day = Math.floor(local / DAY_MS);
  return { date: dayToDate(day), minutes: Math.floor((local - day * DAY_MS) / MINUTE_MS), dayOfWeek: dayOfWeek(day) };
}

/** The instant at which a local date begins: its midnight, or the first moment after a midnight that was skipped. */
export function startOfDay(zone: string, date: string): number {
  return zoneNamed(zone).toInstant(dateToDay(date) * DAY_MS);
}

/** Calendar arithmetic on dates: days since 1970-01-01. */
export function dateToDay(date: string): number {
  return Date.parse(`${date}T00:00Z`) / DAY_MS;
}

function dayToDate(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export function addDays(date: string, days: number): string {
  return dayToDate(dateToDay(date) + days);
}

/** 1 = Monday … 7 = Sunday; day 0, 1970-01-01, was a Thursday. */
export function dayOfWeek(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** Local milliseconds of a wall time `YYYY-MM-DDTHH:MM`. */
export function parseLocal(local: string): number {
  const ms = Date.parse(`${local}Z`);
  if (Number.isNaN(ms)) throw new RangeError(`not a local time: ${local}`);
  return ms;
}

/** Stretches of one offset: stretch i runs from starts[i] to starts[i + 1] with offsets[i]; the first has no beginning. */
interface OffsetTable {
  readonly starts: readonly number[];
  readonly offsets: readonly number[];
}

function readOffsets(name: string): OffsetTable {
  let clock = Temporal.Instant.fromEpochMilliseconds(TABLE_FROM).toZonedDateTimeISO(name);
  const starts = [-Infinity];
  const offsets = [clock.offsetNanoseconds / 1e6];
  for (;;) {
    const next = clock.getTimeZoneTransition('next');
    if (!next || next.epochMilliseconds >= TABLE_UNTIL) return { starts, offsets };
    starts.push(next.epochMilliseconds);
    offsets.push(next.offsetNanoseconds / 1e6);
    clock = next;
  }
}

function createZone(name: string): Zone {
  const { starts, offsets } = readOffsets(name);
  let recent = 0;

  /** The stretch that holds this instant; callers walk through time, so the last answer is tried first. */
  const stretchAt = (at: number): number => {
    if (at >= starts[recent]! && !(at >= starts[recent + 1]!)) return recent;
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= at) low = middle;
      else high = middle;
    }
    return (recent = low);
  };

  const inTable = (at: number) => at >= TABLE_FROM + FURTHEST_MS && at < TABLE_UNTIL - FURTHEST_MS;

  return {
    toLocal(at) {
      if (inTable(at)) return at + offsets[stretchAt(at)]!;
      return at + Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(name).offsetNanoseconds / 1e6;
    },
    toInstant(local) {
      if (!inTable(local)) {
        const wall = Temporal.Instant.fromEpochMilliseconds(local).toZonedDateTimeISO('UTC').toPlainDateTime();
        return wall.toZonedDateTime(name, { disambiguation: 'compatible' }).epochMilliseconds;
      }
      let i = stretchAt(local - FURTHEST_MS);
      while (local >= (starts[i + 1] ?? Infinity) + offsets[i]!) i += 1;
      const skipped = local < starts[i]! + offsets[i]!;
      return local - offsets[skipped ? i - 1 : i]!;
    },
  };
}
