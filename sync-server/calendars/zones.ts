/** From the zone names of a file to clocks. What has a name of its own in the world goes by our rules, not by the file's, which may be years old. */
import { DAY_MS, isZone, type Zone, zoneNamed } from '#core/base/zone.ts';
import { all, type Component, type Property, said } from './content.ts';
import { type Budget, startsOf } from './recurrence.ts';
import { offsetOf, ruleOf, stampOf, Unreadable } from './values.ts';
import { windowsZones } from './windowsZones.ts';

export const utc: Zone = { toLocal: (at) => at, toInstant: (local) => local };

/** `Europe/Berlin`, also where a program has put its own path before it, or Windows' name for it. */
function ianaOf(tzid: string): string | undefined {
  const name = tzid.trim().replaceAll(/^"|"$/g, '');
  const windows = windowsZones.get(name.toLowerCase());
  if (windows !== undefined && isZone(windows)) return windows;
  const parts = name.split('/').filter(Boolean).slice(-6);
  if (isZone(parts.join('/'))) return parts.join('/');
  if (!name.startsWith('/')) return undefined;
  return parts
    .keys()
    .map((from) => parts.slice(from).join('/'))
    .find(isZone);
}

const HOUR_MS = 3_600_000;
const FARTHEST_MS = 14 * HOUR_MS;

/** `GMT+0200`, `UTC+2`, `GMT-03:30`: east of Greenwich is plus, as it is read, other than in the names of `Etc/`. */
function fixedOf(tzid: string): Zone | undefined {
  const [, sign, hours, minutes = '00'] = /^"?(?:GMT|UTC)?([+\-−])(\d{1,2})(?::?([0-5]\d))?"?$/i.exec(tzid.replaceAll(/\s/g, '')) ?? [];
  if (hours === undefined) return undefined;
  const offset = (sign === '+' ? 1 : -1) * (Number(hours) * HOUR_MS + Number(minutes) * 60_000);
  if (Math.abs(offset) > FARTHEST_MS) return undefined;
  return { toLocal: (at) => at + offset, toInstant: (local) => local - offset };
}

interface Clocks {
  readonly timezones: readonly Component[];
  /** of times that name no zone, or one that nobody knows */
  readonly floating: Zone;
  /** the last instant anybody will ask about */
  readonly until: number;
  readonly budget: Budget;
}

/** @returns the clock that a TZID stands for */
export function clocksOf({ timezones, floating, until, budget }: Clocks): (tzid: string | undefined) => Zone {
  const told = new Map(timezones.map((timezone) => [said(timezone, 'tzid'), timezone]));
  const known = new Map<string, Zone>();
  const find = (tzid: string): Zone => {
    const iana = ianaOf(tzid);
    if (iana !== undefined) return zoneNamed(iana);
    const own = told.get(tzid);
    const otherwise = fixedOf(tzid) ?? floating;
    if (own === undefined) return otherwise;
    const place = said(own, 'x-lic-location');
    if (place !== undefined && isZone(place)) return zoneNamed(place);
    return zoneOf(own, { until, budget }) ?? otherwise;
  };
  return (tzid) => {
    if (tzid === undefined) return floating;
    const zone = known.get(tzid) ?? find(tzid);
    known.set(tzid, zone);
    return zone;
  };
}

interface Change {
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

const YEAR_MS = 366 * DAY_MS;

/** Twice a year, for a thousand years: a clock that changes oftener is none. */
const MOST_CHANGES = 2_000;

/** A zone as the file tells it (VTIMEZONE). @returns undefined where it tells nothing that can be read */
function zoneOf(timezone: Component, { until, budget }: Pick<Clocks, 'until' | 'budget'>): Zone | undefined {
  try {
    const changes = timezone[2].flatMap((observance) => changesOf(observance, { until: until + YEAR_MS, budget }));
    if (changes.length > MOST_CHANGES) return undefined;
    return changes.length === 0 ? undefined : zoneOfChanges(changes.toSorted((a, b) => a.at - b.at));
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

const MOST_PAST_MS = 30 * YEAR_MS;

function changesOf(observance: Component, { until, budget }: Pick<Clocks, 'until' | 'budget'>): Change[] {
  const before = offsetOf(said(observance, 'tzoffsetfrom'));
  const after = offsetOf(said(observance, 'tzoffsetto'));
  const [begin] = all(observance, 'dtstart');
  if (begin === undefined) return [];
  const start = stampOf(begin[3], begin[1]).local;
  const rules = all(observance, 'rrule').flatMap((property) =>
    startsOf(
      ruleOf(property[3], (at) => at + before),
      { start, from: Math.max(start, until - MOST_PAST_MS), until, budget },
    ),
  );
  const dates = all(observance, 'rdate').flatMap((property) => valuesOf(property).map((value) => stampOf(value, property[1]).local));
  return [...new Set([start, ...rules, ...dates])].map((local) => ({ at: local - before, before, after }));
}

export const valuesOf = ([, , , ...values]: Property): readonly unknown[] => values;

function zoneOfChanges(changes: readonly Change[]): Zone {
  const starts = [-Infinity, ...changes.map(({ at }) => at)];
  const offsets = [changes[0]?.before ?? 0, ...changes.map(({ after }) => after)];
  const offsetAt = (i: number): number => offsets[i] ?? 0;
  return {
    toLocal: (at) => at + offsetAt(starts.findLastIndex((start) => start <= at)),
    toInstant(local) {
      // The first stretch whose clock has not passed this time when it ends: of a time that comes twice, the first.
      const i = starts.findIndex((_, each) => local < (starts[each + 1] ?? Infinity) + offsetAt(each));
      const skipped = local < (starts[i] ?? -Infinity) + offsetAt(i);
      return local - offsetAt(skipped ? i - 1 : i);
    },
  };
}
