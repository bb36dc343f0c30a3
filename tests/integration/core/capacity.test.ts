import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import { coreWorld, type CoreWorld, customer, NOON, system, wish } from './world.ts';

let world: CoreWorld;
beforeAll(async () => {
  world = await coreWorld();
});
afterAll(() => world.close());

const OPENING = Date.parse('2026-11-24T08:00Z'); // Tuesday, 09:00 in Berlin
const STARTS = Array.from({ length: 11 }, (_, i) => OPENING + i * 30 * MINUTE);

type Step =
  | { readonly do: 'create' | 'hold' | 'useHold'; readonly start: number; readonly quantity: number; readonly pick: number }
  | {
      readonly do: 'move' | 'cancel' | 'approve' | 'decline' | 'release' | 'replace';
      readonly start: number;
      readonly quantity: number;
      readonly pick: number;
    }
  | { readonly do: 'wait' | 'sweep'; readonly start: number; readonly quantity: number; readonly pick: number };

const step = (most: number): fc.Arbitrary<Step> =>
  fc.record({
    do: fc.constantFrom(
      'create',
      'create',
      'create',
      'hold',
      'useHold',
      'move',
      'move',
      'cancel',
      'approve',
      'decline',
      'release',
      'replace',
      'wait',
      'sweep',
    ),
    start: fc.nat(STARTS.length - 1),
    quantity: fc.integer({ min: 1, max: most }),
    pick: fc.nat(1_000),
  });

/** What is taken, counted by the test itself from what it was answered, without the engine's tables of time. */
interface Claim {
  readonly startsAt: number;
  readonly endsAt: number;
  readonly quantity: number;
  readonly resourceIds: readonly string[];
}

interface Trial {
  readonly offeringId: string;
  /** its requests leave their time to others */
  readonly leavesOpen: boolean;
  readonly holds: Map<string, { startsAt: number; quantity: number; expiresAt: number }>;
  bookings: { id: string; status: string; items: Claim[] }[];
}

const chosen = <T>(from: readonly T[], pick: number): T | undefined => from[pick % Math.max(1, from.length)];

async function take(trial: Trial, { do: deed, start, quantity, pick }: Step): Promise<void> {
  const { offeringId, holds } = trial;
  const startsAt = STARTS[start] ?? OPENING;
  const bookingId = chosen(trial.bookings, pick)?.id;
  const holdId = chosen([...holds.keys()], pick);
  const asked = wish(offeringId, startsAt, { source: 'widget', quantity });
  const hold = async (replaces?: string) => {
    const held = await world.outcome(
      'availability.hold',
      { offeringId, startsAt, quantity, ...(replaces === undefined ? {} : { replaces }) },
      customer(),
    );
    if (!held.ok) return;
    if (replaces !== undefined) holds.delete(replaces);
    const { holdId: id, expiresAt } = held.value as { holdId: string; expiresAt: number };
    holds.set(id, { startsAt, quantity, expiresAt });
  };
  if (deed === 'create') await world.outcome('bookings.create', asked, customer());
  else if (deed === 'hold') await hold();
  else if (deed === 'wait') world.clock.now += 6 * MINUTE;
  else if (deed === 'sweep') await world.run('availability.expireHolds', {}, system);
  else if (deed === 'replace' && holdId !== undefined) await hold(holdId);
  else if (deed === 'release' && holdId !== undefined) {
    await world.run('availability.releaseHold', { holdId }, customer());
    holds.delete(holdId);
  } else if (deed === 'useHold' && holdId !== undefined) {
    const held = holds.get(holdId);
    const booked = await world.outcome(
      'bookings.create',
      { ...wish(offeringId, held?.startsAt ?? 0, { source: 'widget', quantity: held?.quantity }), holdId },
      customer(),
    );
    const isLive = (held?.expiresAt ?? 0) > world.clock.now;
    // Whoever holds a live hold is never told that the time is gone.
    if (isLive) expect(booked).toMatchObject({ ok: true });
    else if (!booked.ok) expect(booked.code).toBe('hold_expired');
    if (booked.ok) holds.delete(holdId);
  } else if (bookingId !== undefined) {
    if (deed === 'move') await world.outcome('bookings.reschedule', { bookingId, startsAt, quantity });
    if (deed === 'cancel' || deed === 'approve' || deed === 'decline') await world.outcome(`bookings.${deed}`, { bookingId });
  }
}

async function claims(trial: Trial): Promise<Claim[]> {
  const { data } = await world.ask('bookings.list', { offeringId: trial.offeringId, limit: 1_000 });
  trial.bookings = data;
  const takesPlace = (status: string) => status !== 'CANCELLED' && !(trial.leavesOpen && status === 'PENDING');
  const booked = trial.bookings.filter(({ status }) => takesPlace(status)).flatMap(({ items }) => items);
  const held = [...trial.holds.values()].filter(({ expiresAt }) => expiresAt > world.clock.now);
  return [...booked, ...held.map(({ startsAt, quantity }) => ({ startsAt, endsAt: startsAt + HOUR, quantity, resourceIds: [] }))];
}

const over = (a: { startsAt: number; endsAt: number }, b: { startsAt: number; endsAt: number }): boolean =>
  a.startsAt < b.endsAt && b.startsAt < a.endsAt;

/** Seats taken at the fullest quarter of an hour of a span. */
function fullest(taken: readonly Claim[], span: { startsAt: number; endsAt: number }): number {
  let most = 0;
  for (let at = span.startsAt; at < span.endsAt; at += 15 * MINUTE) {
    const seats = taken.filter((claim) => claim.startsAt <= at && at < claim.endsAt).reduce((sum, { quantity }) => sum + quantity, 0);
    most = Math.max(most, seats);
  }
  return most;
}

interface Slot {
  readonly startsAt: number;
  readonly endsAt: number;
  readonly remaining: number;
}

async function slotsOf({ offeringId }: Trial): Promise<Slot[]> {
  const query = { offeringId, from: '2026-11-24', to: '2026-11-25', explain: true };
  return (await world.ask('availability.slots', query)).slots;
}

const terms = [
  { approval: 'auto', pendingTakesPlace: true },
  { approval: 'manual', pendingTakesPlace: true },
  { approval: 'manual', pendingTakesPlace: false },
] as const;

function trials(fields: () => Promise<Record<string, unknown>>, { most, check }: { most: number; check: (trial: Trial) => Promise<void> }) {
  return fc.assert(
    fc.asyncProperty(fc.array(step(most), { minLength: 10, maxLength: 45 }), fc.constantFrom(...terms), async (steps, approval) => {
      world.clock.now = NOON;
      const made = { ...(await fields()), slotMinutes: 30, durationMinutes: 60, ...approval };
      const trial: Trial = {
        leavesOpen: !approval.pendingTakesPlace,
        offeringId: await world.offer(made, { startTime: '09:00', endTime: '15:00' }),
        holds: new Map(),
        bookings: [],
      };
      for (const next of steps) {
        await take(trial, next);
        await check(trial);
      }
    }),
    { numRuns: 6, seed: 20_261_120 },
  );
}

describe('capacity is never exceeded, and what is free is capacity less what is taken', () => {
  for (const capacity of [1, 12])
    test(`with ${capacity} in a slot`, async () => {
      await trials(async () => ({ capacity }), {
        most: Math.min(5, capacity),
        async check(trial) {
          const taken = await claims(trial);
          for (const slot of await slotsOf(trial)) {
            const seats = fullest(taken, slot);
            expect(seats).toBeLessThanOrEqual(capacity);
            expect(slot.remaining).toBe(capacity - seats);
          }
        },
      });
    }, 60_000);

  const staffOf = async (names: readonly string[]): Promise<string[]> => {
    const ids: string[] = [];
    for (const name of names) ids.push((await world.run('catalog.createResource', { name, kind: 'any' })).resourceId ?? '');
    return ids;
  };

  for (const sizes of [[3], [3, 2]])
    test(`with one of each of ${sizes.join(' and ')}`, async () => {
      let groups: string[][] = [];
      const fields = async () => {
        groups = [];
        for (const size of sizes) groups.push(await staffOf(Array.from({ length: size }, (_, i) => `R${i}`)));
        return { resourceGroups: groups, capacity: 1 };
      };
      await trials(fields, {
        most: 1,
        async check(trial) {
          const taken = await claims(trial);
          const booked = taken.filter(({ resourceIds }) => resourceIds.length > 0);
          for (const claim of booked) expect(claim.resourceIds.map((id, i) => groups[i]?.includes(id))).toEqual(groups.map(() => true));
          for (const [i, one] of booked.entries())
            for (const other of booked.slice(i + 1))
              if (over(one, other)) expect(one.resourceIds.filter((id) => other.resourceIds.includes(id))).toEqual([]);
          for (const slot of await slotsOf(trial)) {
            const most = Math.min(...sizes);
            expect(fullest(taken, slot)).toBeLessThanOrEqual(most);
            // Two that follow on one another may keep two stylists from a slot that overlaps both.
            expect(slot.remaining).toBeLessThanOrEqual(most - fullest(taken, slot));
            if (taken.every((claim) => !over(claim, slot))) expect(slot.remaining).toBe(most);
          }
        },
      });
    }, 60_000);

  test('a stylist of two offerings is one stylist', async () => {
    const [stylist] = await staffOf(['Ada']);
    const cut = await world.offer({ resourceGroups: [[stylist]] });
    const colour = await world.offer({ resourceGroups: [[stylist]], durationMinutes: 120, slotMinutes: 60, bufferAfterMinutes: 15 });
    world.clock.now = NOON;
    const at = NOON + 2 * DAY;
    await world.run('bookings.create', wish(colour, at));
    for (const startsAt of [at, at + HOUR, at + 2 * HOUR, at - 30 * MINUTE])
      expect(await world.refused('bookings.create', wish(cut, startsAt, { overridePolicy: true }))).toMatchObject({
        code: 'booking_conflict',
      });
    await world.run('bookings.create', wish(cut, at + 3 * HOUR));
  });

  describe('a resource', () => {
    const pool = async (quantity: number, fields = {}) => {
      const { resourceId = '' } = await world.run('catalog.createResource', { name: 'Boat', kind: 'boat', quantity });
      return { resourceId, offeringId: await world.offer({ capacity: 9, resourceGroups: [[resourceId]], ...fields }) };
    };
    const of = (resourceId: string, quantity: number) => ({ resourceId, changes: { quantity } });

    test('never becomes fewer than are taken at the worst time still to come', async () => {
      world.clock.now = NOON;
      const at = NOON + 2 * DAY;
      const { resourceId, offeringId } = await pool(9, { bufferBeforeMinutes: 30 });
      await world.run('bookings.create', wish(offeringId, NOON + HOUR, { quantity: 8, overridePolicy: true }));
      await world.run('bookings.create', wish(offeringId, at, { quantity: 3 }));
      await world.run('bookings.create', wish(offeringId, at - HOUR, { quantity: 2 }));
      const { bookingId } = await world.run('bookings.create', wish(offeringId, at + DAY, { quantity: 3 }));
      world.clock.now = NOON + 3 * HOUR;
      const few = { code: 'in_use', kind: 'places' };
      expect(await world.refused('catalog.updateResource', of(resourceId, 4))).toMatchObject({ ...few, count: 5, at: at - HOUR / 2 });
      await world.run('catalog.updateResource', of(resourceId, 5));
      expect(await world.refused('catalog.updateResource', of(resourceId, 4))).toMatchObject({ ...few, count: 5, at: at - HOUR / 2 });
      expect(await world.outcome('bookings.create', wish(offeringId, at, { quantity: 1 }))).toMatchObject({ ok: false });
      await world.run('catalog.updateResource', { resourceId, changes: { name: 'Boats' } });
      world.clock.now = at + HOUR;
      expect(await world.refused('catalog.updateResource', of(resourceId, 2))).toMatchObject({ ...few, count: 3, at: at + DAY - HOUR / 2 });
      await world.run('bookings.cancel', { bookingId });
      await world.run('catalog.updateResource', of(resourceId, 2));
    });

    test('counts what is held for as long as it is', async () => {
      world.clock.now = NOON;
      const { resourceId, offeringId } = await pool(5);
      await world.run('availability.hold', { offeringId, startsAt: NOON + DAY, quantity: 4 });
      expect(await world.refused('catalog.updateResource', of(resourceId, 3))).toMatchObject({ code: 'in_use', count: 4, at: NOON + DAY });
      expect(await world.refused('catalog.archiveResource', { resourceId })).toMatchObject({ code: 'in_use', kind: 'bookings', count: 1 });
      world.clock.now = NOON + HOUR;
      await world.run('catalog.updateResource', of(resourceId, 3));
      await world.run('catalog.archiveResource', { resourceId });
    });

    test('becomes a single one where it has one session at a time, and several where each place finds one', async () => {
      world.clock.now = NOON;
      const at = NOON + DAY;
      const { resourceId, offeringId } = await pool(6, { capacity: 4, durationMinutes: 120 });
      await world.run('bookings.create', wish(offeringId, at, { quantity: 3 }));
      await world.run('bookings.create', wish(offeringId, at + 2 * HOUR, { quantity: 2 }));
      await world.run('catalog.updateResource', of(resourceId, 1));
      expect(await world.refused('catalog.updateResource', of(resourceId, 2))).toMatchObject({ kind: 'places', count: 3, at });
      await world.run('catalog.updateResource', of(resourceId, 3));
      const { bookingId } = await world.run('bookings.create', wish(offeringId, at + 3 * HOUR));
      expect(await world.refused('catalog.updateResource', of(resourceId, 1))).toMatchObject({ kind: 'places', count: 3 });
      await world.run('bookings.cancel', { bookingId });
      await world.run('catalog.updateResource', of(resourceId, 6));
      await world.run('bookings.create', wish(offeringId, at, { quantity: 2 }));
      expect(await world.refused('catalog.updateResource', of(resourceId, 1))).toMatchObject({ kind: 'places', count: 5 });
    });

    test('goes once nobody is to come, and on a desk as on the server', async () => {
      world.clock.now = NOON;
      const { resourceId, offeringId } = await pool(2);
      await world.run('bookings.create', wish(offeringId, NOON + DAY));
      const { bookingId } = await world.run('bookings.create', wish(offeringId, NOON + 3 * DAY));
      const archive = () => world.refused('catalog.archiveResource', { resourceId });
      expect(await archive()).toMatchObject({ code: 'in_use', kind: 'bookings', count: 2, at: NOON + 3 * DAY });
      await world.run('bookings.cancel', { bookingId });
      expect(await archive()).toMatchObject({ count: 1, at: NOON + DAY });
      world.clock.now = NOON + DAY + HOUR;
      await world.run('catalog.archiveResource', { resourceId });
    });
  });

  test('an offering that begins to need resources gives them to what is booked already, or is refused', async () => {
    const [ada, bea] = await staffOf(['Ada', 'Bea']);
    world.clock.now = NOON;
    const at = NOON + 2 * DAY;
    const offeringId = await world.offer({ capacity: 2 });
    const { bookingId } = await world.run('bookings.create', wish(offeringId, at));
    await world.run('bookings.create', wish(offeringId, at));
    const change = (resourceGroups: (string | undefined)[][], capacity = 1) => ({ offeringId, changes: { resourceGroups, capacity } });
    expect(await world.refused('catalog.updateOffering', change([[ada]]))).toMatchObject({ code: 'in_use', kind: 'bookings', count: 1 });
    await world.run('catalog.updateOffering', change([[ada, bea]]));
    const { items } = await world.ask('bookings.booking', { bookingId });
    expect(items[0].resourceIds).toHaveLength(1);
    expect(await world.refused('bookings.create', wish(offeringId, at, { overridePolicy: true }))).toMatchObject({
      code: 'booking_conflict',
    });
    await world.run('bookings.cancel', { bookingId });
    await world.run('bookings.create', wish(offeringId, at));
  });

  test('at the same instant, of two customers one is told no', async () => {
    world.clock.now = NOON;
    const offeringId = await world.offer();
    const asked = Array.from({ length: 20 }, () =>
      world.outcome('bookings.create', wish(offeringId, NOON + DAY, { source: 'widget' }), customer()),
    );
    const answers = await Promise.all(asked);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  });
});

describe('a hold', () => {
  const at = NOON + 3 * DAY;
  const hold = (offeringId: string, more: object = {}) => world.run('availability.hold', { offeringId, startsAt: at, ...more }, customer());
  const book = (offeringId: string, more: object = {}) =>
    world.outcome('bookings.create', wish(offeringId, at, { source: 'widget', ...more }), customer());
  const fresh = async (): Promise<string> => {
    world.clock.now = NOON;
    return world.offer();
  };

  test('keeps others out and lets its own booking in, once', async () => {
    const offeringId = await fresh();
    const { holdId, expiresAt } = await hold(offeringId);
    expect(expiresAt).toBe(NOON + 10 * MINUTE);
    expect(await book(offeringId)).toMatchObject({ ok: false, code: 'booking_conflict' });
    expect(await world.refused('availability.hold', { offeringId, startsAt: at }, customer())).toMatchObject({ code: 'booking_conflict' });
    expect(await book(offeringId, { holdId })).toMatchObject({ ok: true });
    expect(await book(offeringId, { holdId })).toMatchObject({ ok: false, code: 'hold_expired' });
    expect(await world.ask('availability.holdById', { holdId })).toBeNull();
  });

  test('that ran out stands in nobody’s way, and books where its slot is still free', async () => {
    const offeringId = await fresh();
    const { holdId } = await hold(offeringId);
    world.clock.now += 10 * MINUTE;
    const { slots } = await world.ask('availability.slots', { offeringId, from: '2026-11-23', to: '2026-11-24' });
    expect(slots.some(({ startsAt }: { startsAt: number }) => startsAt === at)).toBe(true);
    expect(await book(offeringId, { holdId })).toMatchObject({ ok: true });
  });

  test('that ran out and whose slot was taken meanwhile is said to have expired', async () => {
    const offeringId = await fresh();
    const { holdId } = await hold(offeringId);
    world.clock.now += 10 * MINUTE;
    expect(await book(offeringId)).toMatchObject({ ok: true });
    for (const isSwept of [false, true]) {
      if (isSwept) await world.run('availability.expireHolds', {}, system);
      const refused = await book(offeringId, { holdId });
      expect(refused).toMatchObject({ ok: false, code: 'hold_expired', facts: { requestedTime: at, nextAvailable: at + HOUR } });
    }
  });

  test('replaced gives its time back, unless the new one is refused', async () => {
    const offeringId = await fresh();
    const { holdId } = await hold(offeringId);
    await world.run('bookings.create', wish(offeringId, at + HOUR));
    const taken = { offeringId, startsAt: at + HOUR, replaces: holdId };
    expect(await world.refused('availability.hold', taken, customer())).toMatchObject({ code: 'booking_conflict' });
    expect(await world.ask('availability.holdById', { holdId })).toMatchObject({ id: holdId });
    await world.run('availability.hold', { offeringId, startsAt: at + 2 * HOUR, replaces: holdId }, customer());
    expect(await book(offeringId)).toMatchObject({ ok: true });
  });

  test('a refused booking leaves it as it was', async () => {
    const offeringId = await fresh();
    const { holdId } = await hold(offeringId);
    expect(await book(offeringId, { holdId, quantity: 2 })).toMatchObject({ ok: false });
    expect(await world.ask('availability.holdById', { holdId })).toMatchObject({ id: holdId });
  });

  test('of years is refused before anybody looks through them', async () => {
    world.clock.now = NOON;
    const offeringId = await world.offer({ pricingModel: 'HOURLY' });
    const years = { offeringId, startsAt: at, endsAt: at + 20_000 * HOUR };
    expect(await world.refused('availability.hold', years, customer())).toMatchObject({ code: 'invalid_service', reason: 'length' });
  });
});

describe('a span of several days', () => {
  const monday = Date.parse('2026-11-30T08:00Z');

  test.each([
    { name: 'on the offering itself', groups: false },
    { name: 'on the room that serves it', groups: true },
  ])('is in the way of an hour in its middle, and of one beside it only within its buffers: $name', async ({ groups }) => {
    world.clock.now = NOON;
    const { resourceId = '' } = await world.run('catalog.createResource', { name: 'Room', kind: 'room' });
    const offeringId = await world.offer({
      ...{ pricingModel: 'HOURLY', bufferAfterMinutes: 60, maxAdvanceDays: 90 },
      ...(groups && { resourceGroups: [[resourceId]] }),
    });
    const endsAt = monday + 5 * DAY;
    await world.run('bookings.create', wish(offeringId, monday, { endsAt, overridePolicy: true }));
    for (const startsAt of [monday, monday + 2 * DAY, endsAt - HOUR, endsAt])
      expect(await world.refused('bookings.create', wish(offeringId, startsAt))).toMatchObject({ code: 'booking_conflict' });
    await world.run('bookings.create', wish(offeringId, endsAt + HOUR));
    await world.run('bookings.create', wish(offeringId, monday - 2 * HOUR));
  });
});
