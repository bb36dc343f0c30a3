import { wallToInstant } from '#core/base/zone.ts';
import type { LocalException, SlotFacts, Taken, WeeklyRule } from '#core/domains/availability/model.ts';
import { slotsBetween } from '#core/domains/availability/rules/slots.ts';
import { dateAfter, type LocalSpan, MINUTE_MS, type Peer, type PeerBusiness } from './business.ts';

export const byOurs: Peer = (business, first, days) => {
  const range = {
    from: wallToInstant(business.zone, `${first}T00:00`),
    to: wallToInstant(business.zone, `${dateAfter(first, days)}T00:00`),
  };
  return slotsBetween(factsOf(business, range.from), range).map(({ startsAt }) => startsAt);
};

export function factsOf(business: PeerBusiness, now: number): SlotFacts {
  const { zone, minutes, bufferBefore, bufferAfter, capacity } = business;
  const rules = business.rules.map(({ dayOfWeek, start, end }, i): WeeklyRule => {
    const open = { validFrom: null, validUntil: null, slotMinutes: null, capacity: null };
    return { id: `rul_${i}`, dayOfWeek, startTime: start, endTime: end, ...open };
  });
  const exceptionOf = (kind: 'OPEN' | 'BLOCK') => (span: LocalSpan, i: number) => {
    const plain: Omit<LocalException, 'id' | 'kind' | 'from' | 'to'> = { capacity: null, slotMinutes: null, reason: null, yearly: false };
    return { id: `${kind}_${i}`, kind, ...span, ...plain };
  };
  const taken = business.taken.map(({ from, until }, i): Taken => {
    const span = { startsAt: from + bufferBefore * MINUTE_MS, endsAt: until - bufferAfter * MINUTE_MS };
    const occupied = { occupiedFrom: from, occupiedUntil: until };
    return { subjectId: 'off_1', offeringId: 'off_1', ...span, ...occupied, quantity: 1, source: 'booking', sourceId: `bkg_${i}` };
  });
  const offering = {
    ...{ id: 'off_1', timezone: zone, durationMinutes: minutes, slotMinutes: minutes, capacity },
    ...{ bufferBeforeMinutes: bufferBefore, bufferAfterMinutes: bufferAfter, minNoticeMinutes: 0, maxAdvanceDays: 20_000 },
    ...{ startTimes: 'grid' as const, dailyLimit: null, nights: null, resourceGroups: [] },
  };
  const exceptions = [...business.openings.map(exceptionOf('OPEN')), ...business.blocks.map(exceptionOf('BLOCK'))];
  return { offering, timetable: { rules, exceptions }, resources: new Map(), taken, now };
}
