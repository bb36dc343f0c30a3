import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, HOUR } from '#core/base/time.ts';
import { addDays, wallToInstant } from '#core/base/zone.ts';
import { type CoreWorld, coreWorld, customer, key, wish } from './core/world.ts';

let world: CoreWorld;
beforeAll(async () => {
  world = await coreWorld();
});
afterAll(() => world.close());

const ZONE = 'Europe/Berlin';
const nights = { checkInTime: '15:00', checkOutTime: '11:00', minNights: 1, maxNights: 60, arrivalDays: [], byDay: [] };
const checkIn = (date: string) => wallToInstant(ZONE, `${date}T15:00`);
const checkOut = (date: string) => wallToInstant(ZONE, `${date}T11:00`);
const stay = (from: string, to: string, rest = {}) => ({ endsAt: checkOut(to), ...rest });

async function inn(fields: Record<string, unknown> = {}) {
  return world.offer({ title: 'Room', durationMinutes: 1_440, slotMinutes: 1_440, maxAdvanceDays: 730, nights, ...fields });
}

async function rooms(quantities: readonly number[]): Promise<string[]> {
  const ids: string[] = [];
  for (const [i, quantity] of quantities.entries())
    ids.push((await world.run('catalog.createResource', { name: `Room ${i}`, kind: 'room', quantity })).resourceId ?? '');
  return ids;
}

const book = (offeringId: string, [from, to]: readonly [string, string], rest = {}, actor = customer()) =>
  world.outcome('bookings.create', wish(offeringId, checkIn(from), stay(from, to, { source: 'widget', ...rest })), actor);
const arrivals = async (offeringId: string, [from, to]: readonly [string, string], rest = {}) => {
  const found = await world.ask('availability.slots', { offeringId, from, to, ...rest }, customer());
  return { ...found, dates: found.slots.map(({ startsAt }: { startsAt: number }) => new Date(startsAt).toISOString().slice(0, 10)) };
};

describe('a stay', () => {
  test('is booked from check-in to check-out, over the end of winter time', async () => {
    const offeringId = await inn();
    const startsAt = checkIn('2027-03-27');
    expect(await book(offeringId, ['2027-03-27', '2027-03-29'])).toMatchObject({ ok: true });
    const { dates, slots } = await arrivals(offeringId, ['2027-03-25', '2027-03-31'], { nights: 2 });
    expect(dates).toEqual(['2027-03-25', '2027-03-29', '2027-03-30']);
    expect(slots[0].endsAt - slots[0].startsAt).toBe(44 * HOUR);
    expect(await world.refused('bookings.create', wish(offeringId, startsAt, { endsAt: checkOut('2027-03-28') }))).toMatchObject({
      code: 'booking_conflict',
      reason: 'full',
      nextAvailable: checkIn('2027-03-29'),
    });
  });

  test('may end on a day off, and no night of it be one', async () => {
    const offeringId = await inn();
    const off = { subjectId: offeringId, kind: 'BLOCK', from: '2026-12-24T00:00', to: '2026-12-25T00:00' };
    await world.run('availability.addException', off);
    expect((await arrivals(offeringId, ['2026-12-22', '2026-12-26'], { nights: 1 })).dates).toEqual([
      '2026-12-22',
      '2026-12-23',
      '2026-12-25',
    ]);
    expect((await arrivals(offeringId, ['2026-12-22', '2026-12-26'], { nights: 2 })).dates).toEqual(['2026-12-22', '2026-12-25']);
    expect(await book(offeringId, ['2026-12-22', '2026-12-25'])).toMatchObject({ ok: false, code: 'booking_conflict' });
    expect(await book(offeringId, ['2026-12-22', '2026-12-24'])).toMatchObject({ ok: true });
    expect(await book(offeringId, ['2026-12-25', '2026-12-26'])).toMatchObject({ ok: true });
    const asked = { offeringId, startsAt: checkIn('2026-12-24'), nights: 1 };
    const { reasons } = await world.ask('availability.why', asked);
    const span = { startsAt: checkIn('2026-12-24'), endsAt: checkIn('2026-12-25') };
    expect(reasons).toMatchObject([{ code: 'blocked', things: [{ kind: 'exception', ...span }] }]);
  });

  test('is held by its number of nights, and the hold is booked', async () => {
    const offeringId = await inn();
    const startsAt = checkIn('2026-12-30');
    const held = await world.run('availability.hold', { offeringId, startsAt, nights: 5 }, customer());
    expect(held).toMatchObject({ startsAt, endsAt: checkOut('2027-01-04') });
    expect((await arrivals(offeringId, ['2026-12-29', '2027-01-05'], { nights: 1 })).dates).toEqual(['2026-12-29', '2027-01-04']);
    expect(await book(offeringId, ['2026-12-30', '2027-01-04'])).toMatchObject({ ok: false, code: 'booking_conflict' });
    expect(await book(offeringId, ['2026-12-30', '2027-01-04'], { holdId: held.holdId })).toMatchObject({ ok: true });
  });

  test('has no other ends than check-in and check-out, but for staff', async () => {
    const offeringId = await inn();
    const odd = wish(offeringId, checkIn('2026-12-01') + HOUR, { endsAt: checkOut('2026-12-03'), source: 'api' });
    expect(await world.refused('bookings.create', odd, key('write'))).toMatchObject({
      ...{ code: 'invalid_service', reason: 'length', checkInTime: '15:00', checkOutTime: '11:00' },
    });
    await world.run('bookings.create', { ...odd, source: 'desk', overridePolicy: true });
    expect(await book(offeringId, ['2026-12-02', '2026-12-03'])).toMatchObject({ ok: false, code: 'booking_conflict' });
  });

  test('keeps to the days of arrival and to its length', async () => {
    const terms = { ...nights, minNights: 2, maxNights: 7, arrivalDays: [5, 6], byDay: [{ dayOfWeek: 6, minNights: 7, maxNights: null }] };
    const offeringId = await inn({ nights: terms });
    const refused = async (from: string, to: string) => {
      const answer = await book(offeringId, [from, to]);
      return answer.ok ? answer.value : { code: answer.code, ...answer.facts };
    };
    expect(await refused('2026-12-03', '2026-12-05')).toMatchObject({ code: 'invalid_service', reason: 'arrival' });
    expect(await refused('2026-12-04', '2026-12-05')).toMatchObject({ reason: 'stay', minNights: 2, maxNights: 7 });
    expect(await refused('2026-12-05', '2026-12-08')).toMatchObject({ reason: 'stay', minNights: 7, maxNights: 7 });
    expect((await arrivals(offeringId, ['2026-12-01', '2026-12-14'])).dates).toEqual([
      '2026-12-04',
      '2026-12-05',
      '2026-12-11',
      '2026-12-12',
    ]);
    expect((await arrivals(offeringId, ['2026-12-01', '2026-12-14'], { nights: 3 })).dates).toEqual(['2026-12-04', '2026-12-11']);
    expect(await book(offeringId, ['2026-12-04', '2026-12-06'])).toMatchObject({ ok: true });
  });

  test('has its most nights by the day of arrival, and refuses limits that nobody could keep', async () => {
    const byDay = [{ dayOfWeek: 5, minNights: 3, maxNights: 4 }];
    const terms = { ...nights, maxNights: 2, byDay };
    const offeringId = await inn({ nights: terms });
    expect((await arrivals(offeringId, ['2026-12-01', '2026-12-08'], { nights: 4 })).dates).toEqual(['2026-12-04']);
    expect(await book(offeringId, ['2026-12-04', '2026-12-09'])).toMatchObject({ facts: { reason: 'stay', minNights: 3, maxNights: 4 } });
    expect(await book(offeringId, ['2026-12-04', '2026-12-08'])).toMatchObject({ ok: true });

    const refused = async (more: object) => {
      const answer = await world.refused('catalog.updateOffering', { offeringId, changes: { nights: { ...terms, ...more } } });
      return (answer as { issues?: { path: string }[] }).issues?.map(({ path }) => path.replace(/^.*nights\./, ''));
    };
    expect(await refused({ byDay: [{ dayOfWeek: 5, minNights: 3, maxNights: null }] })).toEqual(['byDay']);
    expect(await refused({ byDay: [{ dayOfWeek: 5, minNights: 5, maxNights: 4 }] })).toEqual(['byDay']);
    expect(await refused({ byDay: [...byDay, ...byDay] })).toEqual(['byDay']);
    expect(await refused({ byDay: [{ dayOfWeek: 5, minNights: null, maxNights: null }] })).toEqual(['byDay.0.minNights']);
    expect(await refused({ byDay: [{ dayOfWeek: 5, minNights: null, maxNights: 61 }] })).toEqual(['byDay.0.maxNights']);
  });

  test('of sixty nights is seen by all that meet it, however far its ends are', async () => {
    const offeringId = await inn();
    expect(await book(offeringId, ['2027-02-01', '2027-04-02'])).toMatchObject({ ok: true });
    expect(await book(offeringId, ['2027-03-01', '2027-03-02'])).toMatchObject({ ok: false, code: 'booking_conflict' });
    expect(await arrivals(offeringId, ['2027-02-20', '2027-03-20'])).toMatchObject({ dates: [], nextAvailable: checkIn('2027-04-02') });
    expect((await arrivals(offeringId, ['2027-01-25', '2027-02-02'], { nights: 5 })).dates).toEqual([
      '2027-01-25',
      '2027-01-26',
      '2027-01-27',
    ]);
    expect((await arrivals(offeringId, ['2026-11-25', '2026-12-10'], { nights: 60 })).dates).toEqual(
      ['25', '26', '27', '28', '29', '30'].map((day) => `2026-11-${day}`).concat(['2026-12-01', '2026-12-02', '2026-12-03']),
    );
  });

  test('asks for no nights of what is sold by the hour', async () => {
    const offeringId = await world.offer();
    const asked = { offeringId, from: '2026-12-01', to: '2026-12-02', nights: 2 };
    expect(await world.askRefused('availability.slots', asked)).toMatchObject({ code: 'invalid_service', reason: 'length' });
  });
});

describe('bicycles', () => {
  test('are lent out to different tours until none is left', async () => {
    const [bikes = ''] = await rooms([4]);
    const tour = await world.offer({ title: 'Tour', capacity: 1, durationMinutes: 120, resourceGroups: [[bikes]] });
    const rental = await world.offer({ title: 'Rental', capacity: 1, durationMinutes: 60, resourceGroups: [[bikes]] });
    const ten = wallToInstant(ZONE, '2026-11-24T10:00');
    await world.run('bookings.create', wish(tour, ten, { quantity: 3 }));
    const found = await world.ask('availability.slots', { offeringId: rental, from: '2026-11-24', to: '2026-11-25', explain: true });
    const leftAt = (at: number) => found.slots.find(({ startsAt }: { startsAt: number }) => startsAt === at).remaining;
    expect([leftAt(ten - HOUR), leftAt(ten), leftAt(ten + HOUR), leftAt(ten + 2 * HOUR)]).toEqual([4, 1, 1, 4]);
    expect(await world.refused('bookings.create', wish(rental, ten + HOUR, { quantity: 2 }))).toMatchObject({
      ...{ code: 'booking_conflict', reason: 'full', nextAvailable: ten + 2 * HOUR },
    });
    expect(await world.refused('bookings.create', wish(rental, ten, { quantity: 5 }))).toMatchObject({ reason: 'quantity', capacity: 4 });
    await world.run('bookings.create', wish(rental, ten + HOUR));
  });

  test('that a running offering begins to need are given to what is booked, as far as they go', async () => {
    const rental = await world.offer({ title: 'Rental', capacity: 9, durationMinutes: 60 });
    const ten = wallToInstant(ZONE, '2026-11-24T10:00');
    await world.run('bookings.create', wish(rental, ten, { quantity: 3 }));
    await world.run('bookings.create', wish(rental, ten, { quantity: 2 }));
    const [few = '', enough = ''] = await rooms([4, 5]);
    const change = (ids: string[]) => ({ offeringId: rental, changes: { resourceGroups: [ids] } });
    expect(await world.refused('catalog.updateOffering', change([few]))).toMatchObject({ code: 'in_use', kind: 'bookings', count: 1 });
    await world.run('catalog.updateOffering', change([enough]));
    expect(await world.refused('bookings.create', wish(rental, ten))).toMatchObject({ code: 'booking_conflict' });
  });
});

describe('add-ons', () => {
  test('make slots and holds longer, those that are required in any case', async () => {
    const plain = { priceCents: 500, maxQuantity: 2 };
    const addOns = [
      { ...plain, key: 'mask', name: 'Mask', minutes: 30, required: false },
      { ...plain, key: 'wash', name: 'Wash', minutes: 15, required: true },
    ];
    const offeringId = await world.offer({ durationMinutes: 60, addOns }, { startTime: '09:00', endTime: '11:00' });
    const lengths = async (asked = {}) => {
      const day = { offeringId, from: '2026-11-24', to: '2026-11-25', ...asked };
      const { slots } = await world.ask('availability.slots', day, customer());
      return slots.map(({ startsAt, endsAt }: { startsAt: number; endsAt: number }) => (endsAt - startsAt) / 60_000);
    };
    expect(await lengths()).toEqual([75]);
    expect(await lengths({ addOns: [{ key: 'mask', quantity: 1 }] })).toEqual([105]);
    expect(await lengths({ addOns: [{ key: 'mask', quantity: 2 }] })).toEqual([]);
    expect(await lengths({ durationMinutes: 75 })).toEqual([75]);
    const unknown = { offeringId, from: '2026-11-24', to: '2026-11-25', addOns: [{ key: 'nails', quantity: 1 }] };
    expect(await world.askRefused('availability.slots', unknown)).toMatchObject({
      code: 'invalid_service',
      reason: 'add_on',
      key: 'nails',
    });
    const startsAt = wallToInstant(ZONE, '2026-11-24T09:00');
    const held = await world.run('availability.hold', { offeringId, startsAt, addOns: [{ key: 'mask', quantity: 1 }] }, customer());
    expect(held).toMatchObject({ startsAt, endsAt: startsAt + 105 * 60_000 });
  });
});

describe('starts back to back', () => {
  test('follow what was booked before midnight in a window that goes on', async () => {
    const offeringId = await world.offer(
      { title: 'Night shift', durationMinutes: 50, slotMinutes: 60, startTimes: 'backToBack', bufferAfterMinutes: 10 },
      { startTime: '20:00', endTime: '30:00' },
    );
    const eight = wallToInstant(ZONE, '2026-11-24T20:00');
    await world.run('bookings.create', { ...wish(offeringId, eight + 25 * 60_000), overridePolicy: true });
    const { slots } = await arrivals(offeringId, ['2026-11-25', '2026-11-26']);
    expect(slots[0].startsAt).toBe(eight + 4 * HOUR + 25 * 60_000);
    await world.run('bookings.create', wish(offeringId, slots[0].startsAt, { source: 'widget' }), customer());
    const onTheHour = wish(offeringId, eight + 6 * HOUR, { source: 'widget' });
    expect(await world.refused('bookings.create', onTheHour, customer())).toMatchObject({ reason: 'off_grid' });
  });
});

describe('whatever is booked, moved, held and cancelled', () => {
  const step = fc.record({
    do: fc.constantFrom('book', 'book', 'book', 'hold', 'move', 'cancel'),
    day: fc.nat(11),
    nights: fc.integer({ min: 1, max: 5 }),
    quantity: fc.integer({ min: 1, max: 2 }),
    pick: fc.nat(100),
  });
  /** Around the night on which winter time ends. */
  const FIRST = '2027-03-22';
  const dateOf = (day: number) => addDays(FIRST, day);

  test('no room has two stays in a night, no pool more guests than beds, and every arrival offered can be had', async () => {
    const [single = '', dorm = ''] = await rooms([1, 3]);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const offeringId = await inn({ capacity: 2, resourceGroups: [[single, dorm]] });
        const stays: string[] = [];
        for (const { do: deed, day, nights: howMany, quantity, pick } of steps) {
          const chosen = stays[pick % Math.max(1, stays.length)];
          const [from, to] = [dateOf(day), dateOf(day + howMany)];
          const offered = await arrivals(offeringId, [from, dateOf(day + 1)], { nights: howMany, quantity });
          if (deed === 'book') {
            const answer = await book(offeringId, [from, to], { quantity });
            expect(answer.ok).toBe(offered.slots.length === 1);
            if (answer.ok) stays.push((answer.value as { bookingId: string }).bookingId);
          } else if (deed === 'hold') {
            const answer = await world.outcome(
              'availability.hold',
              { offeringId, startsAt: checkIn(from), nights: howMany, quantity },
              customer(),
            );
            expect(answer.ok).toBe(offered.slots.length === 1);
            if (answer.ok) await world.run('availability.releaseHold', { holdId: (answer.value as { holdId: string }).holdId });
          } else if (deed === 'move' && chosen) {
            await world.outcome('bookings.reschedule', { bookingId: chosen, startsAt: checkIn(from), endsAt: checkOut(to) });
          } else if (deed === 'cancel' && chosen) {
            await world.run('bookings.cancel', { bookingId: chosen });
            stays.splice(stays.indexOf(chosen), 1);
          }
        }
        const items: { startsAt: number; endsAt: number; quantity: number; resourceIds: string[] }[] = [];
        for (const id of stays) items.push(...(await world.ask('bookings.booking', { bookingId: id })).items);
        for (let night = 0; night < 18; night += 1) {
          const midnight = wallToInstant(ZONE, `${dateOf(night)}T23:00`);
          const asleep = items.filter(({ startsAt, endsAt }) => startsAt <= midnight && midnight < endsAt);
          const inRoom = (room: string) => asleep.filter(({ resourceIds }) => resourceIds[0] === room);
          const first = inRoom(single)[0];
          expect(inRoom(single).every((one) => one.startsAt === first?.startsAt && one.endsAt === first.endsAt)).toBe(true);
          expect(inRoom(single).reduce((sum, { quantity }) => sum + quantity, 0)).toBeLessThanOrEqual(2);
          expect(inRoom(dorm).reduce((sum, { quantity }) => sum + quantity, 0)).toBeLessThanOrEqual(3);
        }
        for (const id of stays) await world.run('bookings.cancel', { bookingId: id });
        expect(items.every(({ startsAt, endsAt }) => endsAt - startsAt < 6 * DAY)).toBe(true);
      }),
      { numRuns: 15, seed: 20261121 },
    );
  });
});
