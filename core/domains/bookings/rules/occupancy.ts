/** How full a day of an offering is, for the price rules that ask. */
import { zoneNamed } from '../../../base/zone.ts';
import type { SlotFacts, Span, Taken } from '../../availability/model.ts';
import { blocksIn, openStretches, openingWindows, type Stretch } from '../../availability/rules/hours.ts';

/**
 * Whole per cent, rounded down: booked places × time over the places × time that the day's hours hold. Of what is sold by the
 * night: places booked for the night that follows over its places. Blocked time holds nothing; neither holds nor resources'
 * own hours count. Null for a day without hours. The facts must cover the day.
 */
export function occupancyOf({ offering, timetable, resources, taken }: SlotFacts, day: Stretch): number | null {
  const zone = zoneNamed(offering.timezone);
  const windows = openingWindows({ ...day, zone, timetable, defaults: offering });
  const blocks = blocksIn({ ...day, zone, timetable });
  const booked = taken.filter(({ source, subjectId }) => source === 'booking' && subjectId === offering.id);
  const open = openStretches(windows).flatMap((stretch) => without(blocks, clipped(stretch, day)).map((part) => ({ ...stretch, ...part })));
  const placesOf = (capacity: number) => placesIn(offering.resourceGroups, { capacity, resources });
  if (offering.nights !== null) {
    const most = open.reduce((places, { capacity }) => Math.max(places, placesOf(capacity)), 0);
    return shareOf(booked.filter((row) => row.startsAt < day.until && row.endsAt > day.until).reduce(sumOfPlaces, 0), most);
  }
  const held = open.reduce((sum, { from, until, capacity }) => sum + (until - from) * placesOf(capacity), 0);
  const used = booked.reduce((sum, row) => sum + row.quantity * overlap(row, day), 0);
  return shareOf(used, held);
}

const sumOfPlaces = (sum: number, { quantity }: Taken): number => sum + quantity;

const shareOf = (used: number, held: number): number | null => (held === 0 ? null : Math.min(100, Math.floor((used * 100) / held)));

const clipped = ({ from, until }: Stretch, day: Stretch): Stretch => ({
  from: Math.max(from, day.from),
  until: Math.min(until, day.until),
});

const overlap = ({ startsAt, endsAt }: Span, day: Stretch): number =>
  Math.max(0, Math.min(endsAt, day.until) - Math.max(startsAt, day.from));

/** What is left of a stretch; the blocks come by their start. */
function without(blocks: readonly Stretch[], stretch: Stretch): Stretch[] {
  const parts: Stretch[] = [];
  let { from } = stretch;
  for (const block of blocks) {
    if (block.from > from) parts.push({ from, until: Math.min(block.from, stretch.until) });
    from = Math.max(from, block.until);
  }
  parts.push({ from, until: stretch.until });
  return parts.filter((part) => part.from < part.until);
}

interface Serving {
  /** seats of the hours, or of one resource */
  readonly capacity: number;
  readonly resources: SlotFacts['resources'];
}

/** The scarcest group decides; a resource that there are several of gives a place for each. */
function placesIn(groups: readonly (readonly string[])[], { capacity, resources }: Serving): number {
  if (groups.length === 0) return capacity;
  const placesOf = (id: string) => {
    const resource = resources.get(id);
    if (resource === undefined) return 0;
    const pieces = resource.quantity ?? 1;
    return pieces > 1 ? pieces : capacity;
  };
  return Math.min(...groups.map((group) => group.reduce((sum, id) => sum + placesOf(id), 0)));
}
