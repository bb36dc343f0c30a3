/** A cart of several holds: each keeps its own item's time and price, and is used up with all the others or not at all. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import { anna, coreWorld, type CoreWorld, customer, owner } from './world.ts';

let world: CoreWorld;
beforeEach(async () => {
  world = await coreWorld();
});
afterEach(() => world.close());

/** Monday, 10:00 in Berlin. */
const TEN = Date.parse('2026-11-23T09:00Z');

interface Item {
  readonly offeringId: string;
  readonly startsAt: number;
  readonly holdId?: string | undefined;
}

const hold = async (item: Item): Promise<Item> => ({ ...item, holdId: (await world.run('availability.hold', item, customer())).holdId });
const cart = (items: readonly Item[], more: object = {}) => ({ items, customer: anna, source: 'widget', ...more });
const book = (items: readonly Item[], more: object = {}) => world.outcome('bookings.create', cart(items, more), customer());
const refused = (items: readonly Item[], more: object = {}) => world.refused('bookings.create', cart(items, more), customer());
const heldStill = async (items: readonly Item[]) => {
  const found = await Promise.all(items.map(({ holdId }) => world.ask('availability.holdById', { holdId })));
  return found.map((one) => one !== null);
};

test('uses up the holds of all its items, and each can be had by its own item alone', async () => {
  const [cut, wash] = [await world.offer(), await world.offer()];
  const items = [await hold({ offeringId: cut, startsAt: TEN }), await hold({ offeringId: wash, startsAt: TEN + HOUR })];
  const bare = items.map(({ holdId: _hold, ...item }) => item);
  expect(await refused(bare)).toMatchObject({ code: 'booking_conflict', items: [{ item: 0 }, { item: 1 }] });
  expect(await refused([items[0] as Item, bare[1] as Item])).toMatchObject({ code: 'booking_conflict', item: 1, items: [{ item: 1 }] });
  expect(await heldStill(items)).toEqual([true, true]);
  expect(await book(items)).toMatchObject({ ok: true });
  expect(await heldStill(items)).toEqual([false, false]);
});

test('names every item whose hold ran out and whose time is gone, and keeps the holds of the others', async () => {
  const offeringId = await world.offer();
  const early = [await hold({ offeringId, startsAt: TEN }), await hold({ offeringId, startsAt: TEN + 2 * HOUR })];
  world.clock.now += 8 * MINUTE;
  const late = await hold({ offeringId, startsAt: TEN + HOUR });
  world.clock.now += 2 * MINUTE;
  const items = [early[0] as Item, late, early[1] as Item];
  await world.run('bookings.create', cart([{ offeringId, startsAt: TEN }]), owner);
  await world.run('bookings.create', cart([{ offeringId, startsAt: TEN + 2 * HOUR }]), owner);
  const answer = await refused(items);
  expect(answer).toMatchObject({ code: 'hold_expired', item: 0, requestedTime: TEN, nextAvailable: TEN + 3 * HOUR });
  expect(answer['items']).toMatchObject([
    { item: 0, error: 'hold_expired', details: { requestedTime: TEN } },
    { item: 2, error: 'hold_expired', details: { requestedTime: TEN + 2 * HOUR } },
  ]);
  expect(await heldStill([late])).toEqual([true]);
});

test('books an item whose hold ran out where its time is still free', async () => {
  const offeringId = await world.offer();
  const items = [await hold({ offeringId, startsAt: TEN }), await hold({ offeringId, startsAt: TEN + HOUR })];
  world.clock.now += 10 * MINUTE;
  expect(await book(items)).toMatchObject({ ok: true });
});

test('prices each item as of its own hold, quoted and booked', async () => {
  const offeringId = await world.offer({ basePriceCents: 10_000 });
  await world.run('pricing.createRule', { name: 'Late', kind: 'amount', currency: 'EUR', value: 5_000, leadToHours: 24 });
  world.clock.now = TEN - DAY - 2 * MINUTE;
  const held = await hold({ offeringId, startsAt: TEN });
  world.clock.now = TEN - DAY + 2 * MINUTE;
  const never = { offeringId, startsAt: TEN - HOUR };
  const after = await hold({ offeringId, startsAt: TEN - 2 * HOUR });
  const pricesOf = (lines: readonly { priceCents: number }[]) => lines.map(({ priceCents }) => priceCents);
  for (const [items, more] of [
    [[held, never, after], {}],
    [[{ ...held, holdId: undefined }, never, after], { holdId: held.holdId }],
  ] as const) {
    const { lines, totalCents } = await world.ask('pricing.quote', { items, ...more }, customer());
    expect(pricesOf(lines)).toEqual([10_000, 15_000, 15_000]);
    expect(totalCents).toBe(40_000);
  }
  const other = { ...never, holdId: held.holdId };
  expect((await world.ask('pricing.quote', { items: [other] }, customer())).totalCents).toBe(15_000);
  const { bookingId } = await world.run('bookings.create', cart([held, never, after], { expectedTotalCents: 40_000 }), customer());
  const { items } = await world.ask('bookings.booking', { bookingId });
  expect(pricesOf(items)).toEqual([15_000, 15_000, 10_000]);
});

test('takes the hold that is named beside the items as the first one’s, and no hold twice', async () => {
  const offeringId = await world.offer({ capacity: 2 });
  const first = await hold({ offeringId, startsAt: TEN });
  const second = await hold({ offeringId, startsAt: TEN + HOUR });
  const issueOf = async (items: readonly Item[], more: object = {}) => (await refused(items, more))['issues'];
  expect(await issueOf([first, second], { holdId: second.holdId })).toMatchObject([{ path: 'holdId' }]);
  expect(await issueOf([first, { ...second, holdId: first.holdId }])).toMatchObject([{ path: 'items.1.holdId' }]);
  const bare = { ...first, holdId: undefined };
  expect(await issueOf([bare, { ...second, holdId: first.holdId }], { holdId: first.holdId })).toMatchObject([{ path: 'items.1.holdId' }]);
  expect(await book([bare, second], { holdId: first.holdId })).toMatchObject({ ok: true });
  expect(await heldStill([first, second])).toEqual([false, false]);
});
