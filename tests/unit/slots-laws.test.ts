import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { LocalException, Slot, SlotFacts, Taken, Timetable, WeeklyRule } from '#core/domains/availability/model.ts';
import type { Nights } from '#core/domains/catalog/model.ts';
import { judgeSpan } from '#core/domains/availability/rules/judge.ts';
import { nextBookable, slotsBetween } from '#core/domains/availability/rules/slots.ts';
import { oracleSlots } from './oracle/slots.ts';
import { at, DAY_MS, HOUR_MS, hours, MINUTE_MS, offering, taken } from './slots-world.ts';
import { partOf } from './zoneRuns.ts';

// The oracle is slow on purpose; a loaded machine makes it slower.
vi.setConfig({ testTimeout: 60_000 });

/** Dates on whose nights the clock changes (or a day is missing), each in the middle of the three days looked at. */
const NIGHTS: readonly (readonly [zone: string, date: string])[] = [
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  ['Europe/Berlin', '2026-03-29'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Pacific/Apia', '2011-12-30'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['America/Sao_Paulo', '2018-02-18'],
  ['Pacific/Chatham', '2026-09-27'],
  ['Africa/Casablanca', '2026-03-22'],
  ['America/St_Johns', '2011-03-13'],
  ['Asia/Tehran', '2021-03-22'],
  ['Asia/Kathmandu', '2026-05-01'],
  ['Asia/Kolkata', '2026-05-01'],
  ['Pacific/Auckland', '2026-04-05'],
  ['Pacific/Auckland', '2027-01-01'],
  ['Europe/Berlin', '2024-02-29'],
];

const clock = (minutes: number) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const quarter = (most: number) => fc.integer({ min: 0, max: most / 15 }).map((n) => n * 15);

const rules: fc.Arbitrary<WeeklyRule> = fc.record({
  id: fc.constant('rul'),
  dayOfWeek: fc.integer({ min: 1, max: 7 }),
  startTime: quarter(1425).map(clock),
  endTime: fc.oneof(quarter(1440), quarter(2880)).map(clock),
  slotMinutes: fc.constantFrom(null, null, 20, 45),
  capacity: fc.constantFrom(null, null, 1, 3),
  validFrom: fc.constant(null),
  validUntil: fc.constant(null),
});

const wholeDays = {
  start: fc.integer({ min: -4, max: 4 }).map((days) => days * 1440),
  minutes: fc.integer({ min: 1, max: 3 }).map((days) => days * 1440),
};

const exceptionsAround = (date: string, times = {}): fc.Arbitrary<LocalException> =>
  fc
    .record({
      kind: fc.constantFrom('BLOCK' as const, 'BLOCK' as const, 'OPEN' as const),
      start: fc.integer({ min: -1440, max: 2880 }),
      minutes: fc.integer({ min: 1, max: 600 }),
      capacity: fc.constantFrom(null, 2),
      yearly: fc.constantFrom(null, null, 0, 4, 8),
      id: fc.uuid(),
      ...times,
    })
    .map(({ kind, start, minutes, capacity, yearly, id }) => {
      const local = (offset: number) => {
        const text = new Date(Date.parse(`${date}T00:00Z`) + offset * MINUTE_MS).toISOString().slice(0, 16);
        return `${Number(text.slice(0, 4)) - (yearly ?? 0)}${text.slice(4)}`;
      };
      const isYearly = yearly !== null;
      return { id, kind, from: local(start), to: local(start + minutes), capacity, slotMinutes: null, reason: null, yearly: isYearly };
    });

const timetablesAround = (date: string, byNight: boolean): fc.Arbitrary<Timetable> =>
  fc.record({
    rules: fc.array(rules, { minLength: byNight ? 8 : 2, maxLength: 12 }),
    exceptions: fc.array(byNight ? fc.oneof(exceptionsAround(date), exceptionsAround(date, wholeDays)) : exceptionsAround(date), {
      maxLength: 3,
    }),
  });

const terms: fc.Arbitrary<Nights> = fc
  .record({
    times: fc.constantFrom(
      { checkInTime: '15:00', checkOutTime: '11:00' },
      { checkInTime: '02:30', checkOutTime: '02:30' },
      { checkInTime: '00:00', checkOutTime: '00:00' },
      { checkInTime: '23:45', checkOutTime: '02:15' },
      { checkInTime: '03:00', checkOutTime: '02:30' },
    ),
    minNights: fc.constantFrom(1, 1, 2),
    more: fc.constantFrom(0, 1, 6),
    arrivalDays: fc.oneof(fc.constant<number[]>([]), fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 6 })),
    byDay: fc.uniqueArray(
      fc.record({
        dayOfWeek: fc.integer({ min: 1, max: 7 }),
        minNights: fc.option(fc.integer({ min: 1, max: 4 })),
        maxNights: fc.option(fc.integer({ min: 4, max: 9 })),
      }),
      { maxLength: 3, selector: ({ dayOfWeek }) => dayOfWeek },
    ),
  })
  .map(({ times, more, ...rest }) => ({ ...times, maxNights: rest.minNights + more, ...rest }));

interface Scene {
  readonly facts: SlotFacts;
  readonly range: { readonly from: number; readonly to: number };
}

const RESOURCES = ['res_a', 'res_b', 'res_c'];

/** A business on a night when its clock changes; half of what is taken stands on the very slots it offers. */
interface Kind {
  readonly grouped: boolean;
  readonly onGrid?: boolean;
  readonly byNight?: boolean;
}

function scenes({ grouped, onGrid = false, byNight = false }: Kind): fc.Arbitrary<Scene> {
  return fc.constantFrom(...NIGHTS).chain(([zone, date]) => {
    const midnight = at(`${date}T00:00`, zone);
    const around = byNight ? 4 : 1;
    const range = { from: midnight - around * DAY_MS, to: midnight + (around + 1) * DAY_MS };
    const timetables = timetablesAround(date, byNight);
    const subjects = grouped ? [...RESOURCES, ...RESOURCES, 'off_1'] : ['off_1', 'off_1', 'off_2'];
    const groups = fc.array(fc.uniqueArray(fc.constantFrom(...RESOURCES), { maxLength: 3 }), { minLength: 1, maxLength: 3 });
    return fc
      .record({
        timetable: timetables,
        pieces: fc.array(fc.constantFrom(undefined, undefined, 1, 2, 5), { minLength: 3, maxLength: 3 }),
        tables: fc.array(fc.option(timetables, { nil: hours([]), freq: 3 }), { minLength: 3, maxLength: 3 }),
        policy: fc.record({
          durationMinutes: fc.constantFrom(15, 30, 50, 60, 150),
          slotMinutes: fc.constantFrom(15, 30, 60, 100),
          capacity: fc.integer({ min: 1, max: 4 }),
          bufferBeforeMinutes: fc.constantFrom(0, 0, 10),
          bufferAfterMinutes: fc.constantFrom(0, 0, 15, 90),
          minNoticeMinutes: fc.constantFrom(0, 120, 1000),
          nights: byNight ? terms : fc.constant(null),
          maxAdvanceDays: fc.constantFrom(0, 1, 400),
          startTimes: onGrid ? fc.constant('grid' as const) : fc.constantFrom('grid' as const, 'backToBack' as const),
          dailyLimit: fc.constantFrom(null, null, 1, 3),
          resourceGroups: grouped ? groups : fc.constant([]),
        }),
        rows: fc.array(
          fc.record({
            pick: fc.nat(),
            offGridMinutes: fc.oneof(fc.constant(0), fc.constant(0), fc.integer({ min: -50, max: 50 })),
            stretch: fc.constantFrom(0, 0, 0, 5, 300),
            quantity: fc.integer({ min: 1, max: 2 }),
            subjectId: fc.constantFrom(...subjects),
            offeringId: fc.constantFrom('off_1', 'off_1', 'off_1', 'off_2', null),
            source: fc.constantFrom('booking' as const, 'booking' as const, 'hold' as const, 'external' as const),
            before: fc.constantFrom(0, 10),
            after: fc.constantFrom(0, 15),
          }),
          { maxLength: 14 },
        ),
        nowMinutes: fc.integer({ min: -4000, max: 2000 }),
        quantity: fc.constantFrom(1, 1, 1, 2, 3),
        resourceId: grouped ? fc.constantFrom(undefined, undefined, 'res_a') : fc.constant(undefined),
        durationMinutes: byNight ? fc.constant(undefined) : fc.constantFrom(undefined, undefined, 45),
        nights: byNight ? fc.constantFrom(undefined, undefined, 1, 2, 4) : fc.constant(undefined),
      })
      .map(({ timetable, tables, pieces, policy, rows, nowMinutes, ...wanted }) => {
        const facts: SlotFacts = {
          offering: offering({ timezone: zone, ...policy }),
          timetable,
          resources: new Map(RESOURCES.map((id, i) => [id, { ...tables[i]!, quantity: pieces[i] }])),
          taken: [],
          now: midnight + nowMinutes * MINUTE_MS,
          ...wanted,
        };
        const grid = slotsBetween(facts, { ...range, explain: true });
        const place = ({ pick, offGridMinutes, stretch, ...row }: (typeof rows)[number], i: number): Taken => {
          const slot = grid[pick % Math.max(1, grid.length)] ?? { startsAt: midnight, endsAt: midnight + HOUR_MS };
          const startsAt = slot.startsAt + offGridMinutes * MINUTE_MS;
          return taken(startsAt, { ...row, minutes: (slot.endsAt - slot.startsAt) / MINUTE_MS + stretch, id: `bkg_${i}` });
        };
        return { facts: { ...facts, taken: rows.map(place) }, range };
      });
  });
}

const overlap = (from: number, until: number, row: Taken) => row.occupiedFrom < until && row.occupiedUntil > from;

describe.each<[string, Kind]>([
  ['an offering of seats', { grouped: false }],
  ['an offering of resources', { grouped: true }],
  ['an offering of nights', { grouped: false, byNight: true }],
  ['an offering of nights in rooms', { grouped: true, byNight: true }],
])('%s', (_, kind) => {
  it('has the slots that the definition gives it, minute by minute, with the same reasons', () => {
    fc.assert(
      fc.property(scenes(kind), ({ facts, range }) => {
        const found = slotsBetween(facts, { ...range, explain: true });
        const expected = oracleSlots(facts, range);
        const own = new Set(facts.timetable.exceptions.map(({ id }) => id));
        const codeOf = ({ reason }: Slot) => {
          if (!reason) return null;
          const isOfOffering = ['past', 'notice', 'horizon', 'daily_limit', 'stay', 'arrival'].includes(reason.code);
          const isClosed = reason.code === 'no_hours' && !reason.resourceIds;
          const ofResources = reason.code === 'blocked' ? !own.has(reason.exceptionId!) : !isOfOffering && !isClosed;
          return kind.grouped && ofResources ? 'no resource' : reason.code;
        };
        expect(found.map((slot) => ({ ...slot, code: codeOf(slot), reason: undefined }))).toEqual(expected);
        expect(slotsBetween(facts, range)).toEqual(found.filter((slot) => slot.bookable));
      }),
      partOf(80),
    );
  });

  it('is judged span by span as its slots are', () => {
    fc.assert(
      fc.property(scenes(kind), ({ facts, range }) => {
        for (const { startsAt, endsAt, remaining, bookable, reason, resourceIds } of slotsBetween(facts, { ...range, explain: true })) {
          const verdict = judgeSpan(facts, { startsAt, endsAt });
          expect(verdict.remaining).toBe(remaining);
          expect([...verdict.capacityReasons, ...verdict.policyReasons][0] ?? null).toEqual(reason);
          expect(verdict.available && verdict.policyReasons.length === 0).toBe(bookable);
          expect(verdict.resourceIds).toHaveLength(verdict.available ? facts.offering.resourceGroups.length : 0);
          expect(new Set(verdict.resourceIds).size).toBe(verdict.resourceIds.length);
          for (const [i, id] of verdict.resourceIds.entries()) {
            expect(resourceIds).toContain(id);
            expect(facts.offering.resourceGroups[i]).toContain(id);
          }
        }
      }),
      partOf(60),
    );
  });

  it('judges any other span to be off the grid, or not open', () => {
    fc.assert(
      fc.property(
        scenes(kind),
        fc.integer({ min: 0, max: 4320 }),
        fc.integer({ min: 1, max: 400 }),
        ({ facts, range }, offset, minutes) => {
          const startsAt = range.from + offset * MINUTE_MS;
          const endsAt = startsAt + minutes * MINUTE_MS;
          const verdict = judgeSpan(facts, { startsAt, endsAt });
          const isSlot = slotsBetween(facts, { from: startsAt, to: startsAt + 1, explain: true }).some((slot) => slot.endsAt === endsAt);
          const closed = verdict.capacityReasons.some(({ code, resourceIds }) => code === 'no_hours' && !resourceIds);
          expect(verdict.policyReasons.some(({ code }) => code === 'off_grid')).toBe(!isSlot && !closed);
        },
      ),
      partOf(80),
    );
  });

  it('does not care for the order of its facts', () => {
    fc.assert(
      fc.property(scenes(kind), ({ facts, range }) => {
        const reversed = { ...facts, taken: facts.taken.toReversed() };
        const withoutNames = (given: SlotFacts) =>
          slotsBetween(given, { ...range, explain: true }).map(({ reason, ...slot }) => ({
            ...slot,
            code: reason?.code,
            from: reason?.sourceIds?.toSorted(),
          }));
        expect(withoutNames(reversed)).toEqual(withoutNames(facts));
      }),
      partOf(60),
    );
  });

  it('finds the next slot where the list begins', () => {
    fc.assert(
      fc.property(scenes(kind), fc.integer({ min: 0, max: 4320 }), ({ facts, range }, offset) => {
        const after = range.from + offset * MINUTE_MS;
        expect(nextBookable(facts, { after, withinDays: 9 })).toEqual(slotsBetween(facts, { from: after, to: after + 9 * DAY_MS })[0]);
      }),
      partOf(60),
    );
  });
});

describe('after any sequence of bookings and cancellations', () => {
  const steps = fc.array(
    fc.record({ slot: fc.nat(), cancel: fc.constantFrom(false, false, true), quantity: fc.integer({ min: 1, max: 3 }) }),
    { maxLength: 40 },
  );
  const padding = ({ offering: policy }: SlotFacts) => ({ before: policy.bufferBeforeMinutes, after: policy.bufferAfterMinutes });

  it('a seat is free exactly when nobody has it, and none is sold twice', () => {
    fc.assert(
      fc.property(scenes({ grouped: false, onGrid: true }), steps, ({ facts, range }, sequence) => {
        const minutes = facts.durationMinutes ?? facts.offering.durationMinutes;
        let live: Taken[] = [];
        for (const [i, { slot, cancel, quantity }] of sequence.entries()) {
          if (cancel) live = live.filter((_, at) => at !== slot % live.length);
          const world = { ...facts, taken: live, quantity };
          const grid = slotsBetween(world, range);
          const chosen = grid[slot % Math.max(1, grid.length)];
          if (cancel || !chosen || !judgeSpan(world, chosen).available) continue;
          live = [...live, taken(chosen.startsAt, { ...padding(facts), minutes, quantity, id: `bkg_${i}` })];
        }
        const before = slotsBetween({ ...facts, taken: [] }, { ...range, explain: true });
        const after = slotsBetween({ ...facts, taken: live }, { ...range, explain: true });
        for (const [i, slot] of after.entries()) {
          const from = slot.startsAt - facts.offering.bufferBeforeMinutes * MINUTE_MS;
          const until = slot.endsAt + facts.offering.bufferAfterMinutes * MINUTE_MS;
          const met = live.filter((row) => overlap(from, until, row));
          const uniform = [...facts.timetable.rules, ...facts.timetable.exceptions].every(({ capacity }) => capacity === null);
          const peak = Math.max(
            0,
            ...met.map((at) =>
              met
                .filter((row) => row.occupiedFrom <= Math.max(at.occupiedFrom, from) && row.occupiedUntil > Math.max(at.occupiedFrom, from))
                .reduce((sum, row) => sum + row.quantity, 0),
            ),
          );
          if (uniform && before[i]!.remaining > 0) expect(slot.remaining).toBe(before[i]!.remaining - peak);
          if (met.length === 0) expect(slot.remaining).toBe(before[i]!.remaining);
          expect(before[i]!.remaining === 0 || peak <= 4).toBe(true);
        }
      }),
      partOf(60),
    );
  });

  it.each([
    ['hour', { grouped: true }],
    ['night', { grouped: true, byNight: true }],
  ])('by the %s no resource serves two at once, no pool gives more than it has, and every slot offered is honoured', (_, kind) => {
    fc.assert(
      fc.property(scenes(kind), steps, ({ facts, range }, sequence) => {
        let live: Taken[] = [];
        for (const [i, { slot, cancel, quantity }] of sequence.entries()) {
          const world = { ...facts, taken: live, quantity };
          const grid = slotsBetween(world, range);
          const chosen = grid[slot % Math.max(1, grid.length)];
          if (cancel) live = live.filter((row) => row.sourceId !== live[slot % live.length]?.sourceId);
          if (cancel || !chosen) continue;
          const { available, resourceIds } = judgeSpan(world, chosen);
          expect(available).toBe(true);
          const minutes = (chosen.endsAt - chosen.startsAt) / MINUTE_MS;
          live = [
            ...live,
            ...resourceIds.map((subjectId) => taken(chosen.startsAt, { ...padding(facts), subjectId, minutes, quantity, id: `bkg_${i}` })),
          ];
        }
        const seatsOf = (rows: readonly Taken[]) => rows.reduce((sum, { quantity }) => sum + quantity, 0);
        for (const row of live) {
          const pieces = facts.resources.get(row.subjectId)?.quantity ?? 1;
          const there = live.filter((one) => one.subjectId === row.subjectId && overlap(row.occupiedFrom, row.occupiedFrom + 1, one));
          if (pieces > 1) expect(seatsOf(there)).toBeLessThanOrEqual(pieces);
          if (pieces > 1) continue;
          const others = live.filter(
            (other) => other.subjectId === row.subjectId && other !== row && overlap(row.occupiedFrom, row.occupiedUntil, other),
          );
          expect(others.every((other) => other.startsAt === row.startsAt && other.endsAt === row.endsAt)).toBe(true);
          expect(seatsOf(there)).toBeLessThanOrEqual(4);
        }
      }),
      partOf(60),
    );
  });
});

describe('a slot', () => {
  it('never overlaps a block, and never leaves the hours', () => {
    fc.assert(
      fc.property(scenes({ grouped: false }), ({ facts, range }) => {
        const zone = facts.offering.timezone;
        const blocks = facts.timetable.exceptions
          .filter(({ kind }) => kind === 'BLOCK')
          .map(({ from, to }) => ({ from: at(from, zone), until: at(to, zone) }));
        for (const { startsAt, endsAt, remaining } of slotsBetween(facts, range)) {
          expect(blocks.some(({ from, until }) => from < until && from < endsAt && until > startsAt)).toBe(false);
          expect(remaining).toBeGreaterThanOrEqual(facts.quantity ?? 1);
          expect(startsAt).toBeGreaterThanOrEqual(facts.now);
        }
      }),
      partOf(100),
    );
  });

  it('is met often enough in these scenes for them to mean something', () => {
    const seen = new Map<string, number>();
    for (const grouped of [true, false]) {
      const samples = [{ grouped }, { grouped, byNight: true }].map((kind) => fc.sample(scenes(kind), partOf(800)));
      for (const { facts, range } of samples.flat()) {
        for (const { reason } of slotsBetween(facts, { ...range, explain: true })) {
          const code = reason?.code ?? 'bookable';
          seen.set(code, (seen.get(code) ?? 0) + 1);
        }
      }
    }
    const expected = [
      'arrival',
      'blocked',
      'bookable',
      'buffer',
      'daily_limit',
      'external',
      'full',
      'horizon',
      'no_hours',
      'notice',
      'past',
      'resource_busy',
      'stay',
    ];
    expect([...seen.keys()].toSorted()).toEqual(expected);
    for (const [code, times] of seen) if (times < 5) expect.fail(`${code} was met ${times} times`);
  });
});
