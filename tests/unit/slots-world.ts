/** Facts for the tests of slots, with the dull parts filled in. Local times are New York's unless said otherwise. */
import { wallToInstant } from '#core/base/zone.ts';
import type { LocalException, SlotFacts, SlotPolicy, Taken, Timetable, WeeklyRule } from '#core/domains/availability/model.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

export const offering = (over: Partial<SlotPolicy> = {}): SlotPolicy => ({
  id: 'off_1',
  timezone: 'America/New_York',
  durationMinutes: 60,
  slotMinutes: 60,
  capacity: 1,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  minNoticeMinutes: 0,
  maxAdvanceDays: 365,
  startTimes: 'grid',
  dailyLimit: null,
  nights: null,
  resourceGroups: [],
  ...over,
});

export const rule = (dayOfWeek: number, startTime: string, endTime: string, over: Partial<WeeklyRule> = {}): WeeklyRule => ({
  id: `rul_${dayOfWeek}_${startTime}`,
  dayOfWeek,
  startTime,
  endTime,
  slotMinutes: null,
  capacity: null,
  validFrom: null,
  validUntil: null,
  ...over,
});

export const daily = (startTime: string, endTime: string, over: Partial<WeeklyRule> = {}): WeeklyRule[] =>
  [1, 2, 3, 4, 5, 6, 7].map((day) => rule(day, startTime, endTime, over));

export const block = (from: string, to: string, over: Partial<LocalException> = {}): LocalException => ({
  id: `exc_${from}`,
  kind: 'BLOCK',
  from,
  to,
  capacity: null,
  slotMinutes: null,
  reason: null,
  yearly: false,
  ...over,
});

export const opening = (from: string, to: string, over: Partial<LocalException> = {}): LocalException =>
  block(from, to, { kind: 'OPEN', ...over });

export const hours = (rules: WeeklyRule[] = daily('09:00', '17:00'), exceptions: LocalException[] = []): Timetable => ({
  rules,
  exceptions,
});

export const facts = (over: Partial<SlotFacts> = {}): SlotFacts => ({
  offering: offering(),
  timetable: hours(),
  resources: new Map(),
  taken: [],
  now: at('2026-01-01T00:00'),
  ...over,
});

export function at(local: string, zone = 'America/New_York'): number {
  return wallToInstant(zone, local);
}

export const iso = (instant: number): string => new Date(instant).toISOString().slice(0, 16) + 'Z';

interface Booked {
  subjectId?: string;
  offeringId?: string | null;
  minutes?: number;
  quantity?: number;
  source?: Taken['source'];
  id?: string;
  before?: number;
  after?: number;
}

export function taken(startsAt: number, over: Booked = {}): Taken {
  const { subjectId = 'off_1', offeringId = 'off_1', minutes = 60, quantity = 1, source = 'booking', before = 0, after = 0 } = over;
  const endsAt = startsAt + minutes * MINUTE_MS;
  const occupied = { occupiedFrom: startsAt - before * MINUTE_MS, occupiedUntil: endsAt + after * MINUTE_MS };
  return { subjectId, offeringId, startsAt, endsAt, ...occupied, quantity, source, sourceId: over.id ?? `bkg_${startsAt}` };
}
