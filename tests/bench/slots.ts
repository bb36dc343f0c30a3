/**
 * The pure slot engine: one offering in New York over the 90 days around the end of summer time, 15-minute slots from 9 to
 * 17 each day, 1,000 bookings and 20 exceptions. Then ten and a hundred times the days, bookings and exceptions: linear
 * means that a slot-or-booking costs the same at every size. Beside it, what it takes others to find the slots of the first,
 * and on how many days of a year each of them is wrong.
 */
import { addDays, wallToInstant } from '#core/base/zone.ts';
import type { LocalException, SlotFacts, Taken, WeeklyRule } from '#core/domains/availability/model.ts';
import { slotsBetween } from '#core/domains/availability/rules/slots.ts';
import type { PeerBusiness } from './peers/business.ts';
import { speedOfPeers, wrongDaysOfPeers } from './peers/figures.ts';
import { atMost, createRandom, median, reported, shuffled, type Bench, type Figure } from './figures.ts';

const DAYS = 90;
const BOOKINGS = 1_000;
const EXCEPTIONS = 20;
const FIRST = '2026-09-17';
const ZONE = 'America/New_York';
const BAR_MS = 1;
/**
 * How much dearer a row may be at a hundred times the size. A step that isn't linear would make it a hundred times dearer;
 * a few times is memory: a quarter of a million slots outlive the young generation, and facts outgrow the caches.
 */
const LINEAR_BAR = 6;
const MINUTE_MS = 60_000;

interface Case {
  readonly facts: SlotFacts;
  readonly from: number;
  readonly to: number;
}

export async function slots(): Promise<Bench> {
  const sizes = [1, 10, 100].map((times) => ({ times, ...business(times), ms: [] as number[], slots: 0 }));
  const taken = shuffled(sizes[0]!.facts.taken, createRandom(7));
  const unordered = { ...sizes[0]!, facts: { ...sizes[0]!.facts, taken }, ms: [] as number[] };
  const explained: number[] = [];
  for (let round = 0; round < 40; round += 1) {
    for (const size of sizes) {
      const repeats = size.times === 1 ? 10 : size.times === 10 ? 2 : round % 4 === 0 ? 1 : 0;
      for (let i = 0; i < repeats; i += 1) size.ms.push(timed(() => (size.slots = slotsBetween(size.facts, size).length)));
    }
    unordered.ms.push(timed(() => slotsBetween(unordered.facts, unordered)));
    explained.push(timed(() => slotsBetween(sizes[0]!.facts, { ...sizes[0]!, explain: true })));
  }
  const rowCost = sizes.map((size) => (median(size.ms) * 1e6) / (size.slots + BOOKINGS * size.times));
  const figures: Figure[] = [
    ...sizes.map(({ times, ms }) =>
      atMost(`${times}x: ${DAYS * times} days, ${BOOKINGS * times} bookings`, {
        ...{ value: median(ms), unit: 'ms', bar: times === 1 ? BAR_MS : null },
      }),
    ),
    ...sizes.map(({ times }, i) => reported(`${times}x: per slot or booking`, rowCost[i]!, 'ns')),
    atMost('100x against 1x, per slot or booking', { value: rowCost[2]! / rowCost[0]!, unit: 'ratio', bar: LINEAR_BAR }),
    reported('1x, bookings in no order', median(unordered.ms), 'ms'),
    reported('1x, with every reason', median(explained), 'ms'),
    reported('1x: slots found', sizes[0]!.slots, 'slots'),
    ...speedOfPeers(peerBusiness(sizes[0]!.facts), { first: FIRST, days: DAYS }),
    ...(await wrongDaysOfPeers()),
  ];
  return { bench: 'slots', ok: figures.every((figure) => figure.ok), figures };
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Summer time ends on 2026-11-01; the first day is 45 days before. Larger sizes are the same business for longer. */
function business(times: number): Case {
  const from = wallToInstant(ZONE, `${FIRST}T00:00`);
  const days = DAYS * times;
  const random = createRandom(times);
  const rules = [1, 2, 3, 4, 5, 6, 7].map((dayOfWeek): WeeklyRule => {
    return {
      id: `rule_${dayOfWeek}`,
      dayOfWeek,
      startTime: '09:00',
      endTime: '17:00',
      slotMinutes: null,
      capacity: null,
      validFrom: null,
      validUntil: null,
    };
  });
  const exceptions = Array.from({ length: EXCEPTIONS * times }, (_, i): LocalException => {
    const date = addDays(FIRST, Math.floor((i * days) / (EXCEPTIONS * times)));
    const kind = i % 4 === 3 ? 'OPEN' : 'BLOCK';
    const [start, end] = kind === 'OPEN' ? ['18:00', '20:00'] : ['12:00', '14:00'];
    return {
      id: `exc_${i}`,
      kind,
      from: `${date}T${start}`,
      to: `${date}T${end}`,
      capacity: null,
      slotMinutes: null,
      reason: null,
      yearly: false,
    };
  });
  const taken = Array.from({ length: BOOKINGS * times }, (_, i): Taken => {
    const day = Math.floor((i * days) / (BOOKINGS * times));
    const startsAt = from + day * 86_400_000 + (9 * 60 + 15 * Math.floor(random() * 32)) * MINUTE_MS;
    const endsAt = startsAt + 15 * MINUTE_MS;
    const occupied = { occupiedFrom: startsAt - 5 * MINUTE_MS, occupiedUntil: endsAt + 5 * MINUTE_MS };
    return { subjectId: 'off_1', offeringId: 'off_1', startsAt, endsAt, ...occupied, quantity: 1, source: 'booking', sourceId: `bkg_${i}` };
  }).toSorted((a, b) => a.startsAt - b.startsAt);
  const offering = {
    id: 'off_1',
    timezone: ZONE,
    durationMinutes: 15,
    slotMinutes: 15,
    capacity: 3,
    bufferBeforeMinutes: 5,
    bufferAfterMinutes: 5,
    minNoticeMinutes: 0,
    maxAdvanceDays: days + 1,
    startTimes: 'grid' as const,
    dailyLimit: null,
    nights: null,
    resourceGroups: [],
  };
  return {
    facts: { offering, timetable: { rules, exceptions }, resources: new Map(), taken, now: from },
    from,
    to: from + days * 86_400_000,
  };
}

/** The same business as peers are told of it. */
function peerBusiness({ offering, timetable, taken }: SlotFacts): PeerBusiness {
  const spansOf = (kind: 'OPEN' | 'BLOCK') => timetable.exceptions.filter((one) => one.kind === kind).map(({ from, to }) => ({ from, to }));
  return {
    ...{ zone: ZONE, minutes: offering.durationMinutes, capacity: offering.capacity },
    ...{ bufferBefore: offering.bufferBeforeMinutes, bufferAfter: offering.bufferAfterMinutes },
    rules: timetable.rules.map(({ dayOfWeek, startTime, endTime }) => ({ dayOfWeek, start: startTime, end: endTime })),
    ...{ openings: spansOf('OPEN'), blocks: spansOf('BLOCK') },
    taken: taken.map(({ occupiedFrom, occupiedUntil }) => ({ from: occupiedFrom, until: occupiedUntil })),
  };
}
