import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '#core/contracts/actor.ts';
import { bookings } from '#core/domains/bookings/tables.ts';
import { DAY, HOUR } from '#core/base/time.ts';
import { openDesk } from './desk.ts';
import { coreWorld, type CoreWorld, customer, key, member, owner, system, wish } from './world.ts';

// A Tuesday, the last day of March: summer time began two days before.
const LAST_DAY = Date.parse('2026-03-31T10:00Z');
const MIDNIGHT = Date.parse('2026-03-31T22:00Z');

let world: CoreWorld;
let offeringId: string;
beforeEach(async () => {
  world = await coreWorld({ now: LAST_DAY });
  offeringId = await world.offer({ capacity: 1_000 });
});
afterEach(() => world.close());

const soon = (): object => wish(offeringId, MIDNIGHT + 2 * DAY);
const book = (actor: Actor = owner, source = 'desk') => world.outcome('bookings.create', { ...soon(), source }, actor);
const limitTo = (planQuota: number | null) => world.run('tenants.setQuota', { planQuota }, system);
const used = async (): Promise<number> => (await world.ask('bookings.quota')).used;

/** Copies of one booking: so many at once would take their time. */
async function fill(made: number): Promise<void> {
  await world.run('bookings.create', soon());
  await world.database.write(world.tenantId, async (db) => {
    const [first] = await db.list(bookings);
    if (first === undefined) throw new Error('nothing was booked');
    const { tenantId: _tenant, rev: _rev, ...row } = first;
    for (let i = 1; i < made; i++)
      await db.insert(bookings, { ...row, id: `bkg_copy${i}`, status: i % 2 === 0 ? 'CANCELLED' : 'CONFIRMED' });
  });
}

describe('a quota', () => {
  test('lets a business go over by a fifth and no further: 119 and 120 of 100 go in, 121 does not', async () => {
    await limitTo(100);
    await fill(118);
    expect(await used()).toBe(118);
    expect([(await book()).ok, (await book()).ok]).toEqual([true, true]);
    expect(await book()).toEqual({ ok: false, code: 'quota_exceeded', facts: { quota: 100, used: 120, renewsAt: MIDNIGHT } });
    expect(await world.ask('bookings.quota')).toEqual({ quota: 100, used: 120, most: 120, renewsAt: MIDNIGHT });
  });

  test('closes every door alike', async () => {
    await limitTo(0);
    const doors: (readonly [Actor, string])[] = [
      [owner, 'desk'],
      [member('STAFF'), 'desk'],
      [key('write'), 'api'],
      [key('write'), 'import'],
      [customer(), 'widget'],
      [system, 'import'],
    ];
    for (const [actor, source] of doors) expect(await book(actor, source)).toMatchObject({ ok: false, code: 'quota_exceeded' });
    const series = { item: { offeringId, startsAt: MIDNIGHT + 2 * DAY }, rrule: 'FREQ=DAILY;COUNT=2', take: 'free' };
    const customerOf = { name: 'Ada', email: 'ada@example.org', phone: null };
    expect(await world.refused('bookings.createSeries', { ...series, customer: customerOf, source: 'desk' })).toMatchObject({
      code: 'quota_exceeded',
    });
    const desk = await openDesk(world);
    await desk.pull();
    expect(await desk.run('bookings.create', soon())).toMatchObject({ ok: false, code: 'quota_exceeded' });
    await desk.close();
  });

  test('counts each booking of a series, and books none where they would be too many', async () => {
    await limitTo(5);
    const series = { item: { offeringId, startsAt: MIDNIGHT + 2 * DAY }, rrule: 'FREQ=DAILY;COUNT=7', take: 'all', source: 'desk' };
    const ada = { name: 'Ada', email: 'ada@example.org', phone: null };
    expect(await world.refused('bookings.createSeries', { ...series, customer: ada })).toMatchObject({ code: 'quota_exceeded', used: 6 });
    expect(await used()).toBe(0);
    await world.run('bookings.createSeries', { ...series, rrule: 'FREQ=DAILY;COUNT=6', customer: ada });
    expect(await used()).toBe(6);
  });

  test('is renewed at the business’s midnight, not at the server’s, in the month in which the clocks change', async () => {
    await limitTo(1);
    await world.run('bookings.create', soon());
    world.clock.now = MIDNIGHT - 1;
    expect(await book()).toMatchObject({ ok: false, facts: { used: 1, renewsAt: MIDNIGHT } });
    world.clock.now = MIDNIGHT;
    expect(await used()).toBe(0);
    expect((await book()).ok).toBe(true);
    expect(await book()).toMatchObject({ ok: false, facts: { renewsAt: Date.parse('2026-04-30T22:00Z') } });
    world.clock.now = Date.parse('2026-03-01T00:00Z') - HOUR / 2;
    expect((await world.ask('bookings.quota')).renewsAt).toBe(MIDNIGHT);
  });

  test('is none until the server’s operator says one, and none again when they take it back', async () => {
    expect(await world.ask('bookings.quota')).toBeNull();
    await limitTo(0);
    expect((await book()).ok).toBe(false);
    await limitTo(null);
    expect((await book()).ok).toBe(true);
    expect(await world.refused('tenants.setQuota', { planQuota: 1_000 })).toMatchObject({ code: 'forbidden' });
  });

  test('of one business is nothing to another', async () => {
    const other = await world.business('hermes');
    await other.run('tenants.setQuota', { planQuota: 0 }, system);
    expect((await book()).ok).toBe(true);
    expect((await other.refused('bookings.create', wish(await other.offer(), MIDNIGHT + DAY))).code).toBe('quota_exceeded');
  });
});
