import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, HOUR } from '#core/base/time.ts';
import { wallToInstant } from '#core/base/zone.ts';
import { type CoreWorld, coreWorld, customer, key, owner, wish } from './core/world.ts';

let world: CoreWorld;
beforeAll(async () => {
  world = await coreWorld();
});
afterAll(() => world.close());

const ZONE = 'Europe/Berlin';
const nine = (date: string) => wallToInstant(ZONE, `${date}T09:00`);
const days = (from: string, to: string) => ({ from, to });
const startsOf = (answer: { slots: { startsAt: number }[] }) => answer.slots.map(({ startsAt }) => startsAt);

async function limited(fields: Record<string, unknown> = {}) {
  return world.offer(
    { title: 'Massage', capacity: 20, dailyLimit: 2, slotMinutes: 60, ...fields },
    { startTime: '09:00', endTime: '18:00' },
  );
}

describe('a day that takes two bookings', () => {
  test('takes no third, neither of a customer nor of a key, and staff may add one', async () => {
    const offeringId = await limited();
    const at = (hour: number) => nine('2026-11-24') + hour * HOUR;
    await world.run('bookings.create', wish(offeringId, at(0), { source: 'widget' }), customer());
    await world.run('bookings.create', wish(offeringId, at(3), { source: 'api' }), key('write'));
    const refusal = { code: 'invalid_service', reason: 'daily_limit', limit: 2 };
    expect(await world.refused('bookings.create', wish(offeringId, at(5), { source: 'widget' }), customer())).toMatchObject(refusal);
    expect(await world.refused('bookings.create', wish(offeringId, at(5), { source: 'api' }), key('write'))).toMatchObject(refusal);
    expect(await world.refused('availability.hold', { offeringId, startsAt: at(5) }, customer())).toMatchObject(refusal);
    const found = await world.ask('availability.slots', { offeringId, ...days('2026-11-24', '2026-11-25') }, customer());
    expect(found).toMatchObject({ slots: [], nextAvailable: nine('2026-11-25') });
    await world.run('bookings.create', { ...wish(offeringId, at(5)), overridePolicy: true }, owner);
  });

  test('counts a hold, and gives its place back with it', async () => {
    const offeringId = await limited({ dailyLimit: 1 });
    const startsAt = nine('2026-11-24');
    const { holdId } = await world.run('availability.hold', { offeringId, startsAt }, customer());
    const other = wish(offeringId, startsAt + HOUR, { source: 'widget' });
    expect(await world.refused('bookings.create', other, customer())).toMatchObject({ reason: 'daily_limit' });
    await world.run('bookings.create', { ...wish(offeringId, startsAt, { source: 'widget' }), holdId }, customer());
    expect(await world.refused('bookings.create', other, customer())).toMatchObject({ reason: 'daily_limit' });
  });

  test('does not count the booking that is moved within it, and does count it where it goes', async () => {
    const offeringId = await limited({ dailyLimit: 1 });
    const first = nine('2026-11-24');
    const { bookingId } = await world.run('bookings.create', wish(offeringId, first));
    await world.run('bookings.create', wish(offeringId, first + DAY));
    await world.run('bookings.reschedule', { bookingId, startsAt: first + 8 * HOUR });
    const clash = { bookingId, startsAt: first + DAY + 2 * HOUR };
    expect(await world.refused('bookings.reschedule', clash)).toMatchObject({ code: 'invalid_service', reason: 'daily_limit' });
  });

  test('counts the whole of a day, from its first minute to its last', async () => {
    const offeringId = await world.offer({ capacity: 20, dailyLimit: 1, slotMinutes: 30, durationMinutes: 30, maxAdvanceDays: 400 });
    // Summer time ends on 25 October 2026: a day of 25 hours. The world's clock stands in November, so the next year's.
    const first = wallToInstant(ZONE, '2027-10-31T00:00');
    await world.run('bookings.create', wish(offeringId, first));
    const last = wish(offeringId, first + 24.5 * HOUR, { source: 'api' });
    expect(await world.refused('bookings.create', last, key('write'))).toMatchObject({ reason: 'daily_limit' });
    await world.run('bookings.create', wish(offeringId, first + 25 * HOUR));
    const found = await world.ask('availability.slots', { offeringId, ...days('2027-10-30', '2027-11-02') });
    expect(new Set(startsOf(found).map((at) => at < first))).toEqual(new Set([true]));
  });
});
