/**
 * Wall clocks by `Intl.DateTimeFormat` alone, the slow and obvious way: to find when a clock shows a time, look at the
 * clock around then. Imports nothing of the product, and uses no Temporal.
 */
const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;
const LOOK_AROUND_HOURS = 36;

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone);
  if (!clock) {
    const digits = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
    clock = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', calendar: 'iso8601', numberingSystem: 'latn', ...digits });
    clocks.set(zone, clock);
  }
  return clock;
}

/** What the zone's clock shows, read as if it were UTC. */
export function shownAt(zone: string, at: number): number {
  const shown: Record<string, number> = {};
  for (const { type, value } of clockOf(zone).formatToParts(at)) shown[type] = Number(value);
  return Date.UTC(shown['year']!, shown['month']! - 1, shown['day'], shown['hour'], shown['minute'], shown['second']);
}

const shownByHour = new Map<string, number>();

function shownAtHour(zone: string, at: number): number {
  const key = `${zone} ${at}`;
  let shown = shownByHour.get(key);
  if (shown === undefined) shownByHour.set(key, (shown = shownAt(zone, at)));
  return shown;
}

/**
 * When the clock shows a time (given as if it were UTC): the first such instant, or, where the clock skips it, as long
 * after the jump as the time is after the last one shown.
 */
export function instantShowing(zone: string, shown: number): number {
  const middle = Math.floor(shown / HOUR_MS) * HOUR_MS;
  const looks: { at: number; ahead: number }[] = [];
  for (let hours = -LOOK_AROUND_HOURS; hours <= LOOK_AROUND_HOURS; hours += 1) {
    const at = middle + hours * HOUR_MS;
    looks.push({ at, ahead: shownAtHour(zone, at) - at });
  }
  const candidates = [...new Set(looks.map((look) => shown - look.ahead))].toSorted((a, b) => a - b);
  const found = candidates.find((at) => shownAt(zone, at) === shown);
  if (found !== undefined) return found;
  const before = looks.findLast((look) => look.at + look.ahead <= shown && look.at < candidates.at(-1)!);
  return shown - before!.ahead;
}

/** Whether the zone ever had this date (given as the UTC midnight of the same name). */
export function hasDate(zone: string, midnight: number): boolean {
  for (let hours = -LOOK_AROUND_HOURS; hours <= LOOK_AROUND_HOURS + 24; hours += 1) {
    const shown = shownAtHour(zone, midnight + hours * HOUR_MS);
    if (shown >= midnight && shown < midnight + 24 * HOUR_MS) return true;
  }
  return false;
}
