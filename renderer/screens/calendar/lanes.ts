/**
 * Overlapping events side by side. Law: two events that overlap never share a lane, and an event takes as many lanes to its
 * right as nothing else of its cluster needs.
 */
export interface Stretch {
  /** minutes since midnight, half open */
  from: number;
  to: number;
}

export interface Placed<T> {
  event: T;
  lane: number;
  /** how many lanes it takes */
  width: number;
  /** how many lanes its cluster has */
  lanes: number;
}

/** Runs of events that touch each other directly or through others, each in order of start, longest first. */
function clustersOf<T extends Stretch>(events: readonly T[]): T[][] {
  const clusters: T[][] = [];
  let until = -1;
  for (const event of events.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    if (clusters.length === 0 || event.from >= until) clusters.push([]);
    clusters.at(-1)?.push(event);
    until = Math.max(until, event.to);
  }
  return clusters;
}

const meet = (a: Stretch, b: Stretch) => a.from < b.to && b.from < a.to;

export function placeCluster<T extends Stretch>(cluster: readonly T[]): Placed<T>[] {
  const lanes: T[][] = [];
  const placed = cluster.map((event) => {
    const free = lanes.findIndex((lane) => !lane.some((other) => meet(other, event)));
    const lane = free === -1 ? lanes.length : free;
    (lanes[lane] ??= []).push(event);
    return { event, lane };
  });
  return placed.map(({ event, lane }) => {
    let width = 1;
    while (lane + width < lanes.length && !lanes[lane + width]?.some((other) => meet(other, event))) width += 1;
    return { event, lane, width, lanes: lanes.length };
  });
}

export interface Crowd<T> extends Stretch {
  hidden: T[];
  lane: number;
  lanes: number;
}

/** At most `most` lanes: what has no room stands behind one "+n" in the last lane of its cluster. */
export function placeEvents<T extends Stretch>(events: readonly T[], most: number): { placed: Placed<T>[]; crowds: Crowd<T>[] } {
  const placed: Placed<T>[] = [];
  const crowds: Crowd<T>[] = [];
  for (const cluster of clustersOf(events)) {
    const all = placeCluster(cluster);
    const lanes = all[0]?.lanes ?? 1;
    if (lanes <= most) {
      placed.push(...all);
      continue;
    }
    const last = Math.max(most - 1, 0);
    for (const entry of all) if (entry.lane < last) placed.push({ ...entry, width: Math.min(entry.width, last - entry.lane), lanes: most });
    const hidden = all.filter((entry) => entry.lane >= last).map((entry) => entry.event);
    for (const group of clustersOf(hidden)) {
      const from = Math.min(...group.map((event) => event.from));
      crowds.push({ from, to: Math.max(...group.map((event) => event.to)), hidden: group, lane: last, lanes: most });
    }
  }
  return { placed, crowds };
}
