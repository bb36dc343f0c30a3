import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY } from '#core/base/time.ts';
import type { SubscriptionSummary } from '#core/domains/bookings/model.ts';
import { startUpkeep } from '#server/workers/upkeep.ts';
import { openBusiness } from './business.ts';
import { anna, coreWorld, type CoreWorld, NOON, system } from './core/world.ts';
import { virtualTime } from './virtualTime.ts';

// A plan's periods become orders, once each, on the day on which they begin.

let world: CoreWorld;
let customerId: string;
let visited: string;
beforeEach(async () => {
  world = await coreWorld();
  ({ customerId = '' } = await world.run('customers.create', anna));
  visited = await world.offer();
});
afterEach(() => world.close());

const at = (text: string): number => Date.parse(text);

const sell = (over: object = {}, period = 'month') =>
  world.offer({
    ...{ title: 'Yoga club', pricingModel: 'SUBSCRIPTION', basePriceCents: 4_900 },
    ...{ plan: { period, visits: 2, offeringIds: [visited] }, ...over },
  });
const start = async (offeringId: string, startsOn = '2026-11-20'): Promise<string> =>
  (await world.run('pricing.startSubscription', { customerId, offeringId, startsOn }))['subscriptionId'] ?? '';
const chargeAt = (now: number) => {
  world.clock.now = now;
  return world.run('pricing.chargePlans', {}, system);
};
const end = (subscriptionId: string, endsOn: string) => world.run('pricing.endSubscription', { subscriptionId, endsOn });

interface Listed {
  readonly id: string;
  readonly payableId: string;
  readonly description: string;
  readonly status: string;
  readonly totalCents: number;
  readonly createdAt: number;
}
const orders = async (): Promise<Listed[]> => (await world.ask('payments.orders', { limit: 100 })).data.toReversed();
/** the first days of those that are charged, with what is owed for them: oldest first */
const duesOf = async (subscriptionId: string) => {
  const [plan]: SubscriptionSummary[] = await world.ask('pricing.subscriptions', { subscriptionId });
  return plan?.periods.toReversed().map(({ from, order }) => [from, order === null ? null : order.totalCents]);
};

describe('a period of a plan', () => {
  test('is charged when the plan is started, with the tax that its price holds', async () => {
    const subscriptionId = await start(await sell({ taxBps: 1_900, taxIncluded: true }));
    const [order] = await orders();
    expect(order).toMatchObject({
      ...{ payableKind: 'plan', payableId: subscriptionId, customerId, description: 'Yoga club, 2026-11-20 – 2026-12-19' },
      ...{ currency: 'EUR', status: 'OPEN', totalCents: 4_900, dueCents: 4_900, createdAt: NOON },
    });
    const { entries } = await world.ask('payments.order', { orderId: order?.id });
    const moved = entries.map(({ kind, amountCents }: Record<string, unknown>) => [kind, amountCents]);
    expect(new Map(moved)).toEqual(
      new Map([
        ['charge', 4_118],
        ['tax', 782],
      ]),
    );
    expect(await world.ask('pricing.subscriptions', { customerId })).toMatchObject([{ periods: [{ from: '2026-11-20', order }] }]);
  });

  test('costs the tax on top where its price holds none', async () => {
    const subscriptionId = await start(await sell({ taxBps: 1_000, taxIncluded: false }));
    expect(await duesOf(subscriptionId)).toEqual([['2026-11-20', 5_390]]);
  });

  test('falls due at the first instant of its first day where the plan is, and once', async () => {
    const subscriptionId = await start(await sell({ timezone: 'Pacific/Auckland' }), '2026-11-21');
    const midnight = at('2026-12-20T11:00Z');
    expect(await duesOf(subscriptionId)).toEqual([['2026-11-21', 4_900]]);
    expect(await chargeAt(midnight - 1)).toEqual({ charged: 0, more: false });
    expect(await chargeAt(midnight)).toEqual({ charged: 1, more: false });
    expect(await chargeAt(midnight + 1)).toEqual({ charged: 0, more: false });
    expect(await duesOf(subscriptionId)).toEqual([
      ['2026-11-21', 4_900],
      ['2026-12-21', 4_900],
    ]);
  });

  test('that has not begun is not charged with the start', async () => {
    const subscriptionId = await start(await sell(), '2026-12-01');
    expect(await orders()).toEqual([]);
    await chargeAt(at('2026-11-30T23:00Z'));
    expect(await duesOf(subscriptionId)).toEqual([['2026-12-01', 4_900]]);
  });

  test('is charged late where nothing ran, at the agreed price, each of those that were missed', async () => {
    const planId = await sell();
    const subscriptionId = await start(planId);
    await world.run('catalog.updateOffering', { offeringId: planId, changes: { basePriceCents: 9_900, currency: 'USD' } });
    const later = at('2027-02-25T12:00Z');
    expect(await chargeAt(later)).toEqual({ charged: 3, more: false });
    const all = await orders();
    expect(all.map(({ createdAt }) => createdAt)).toEqual([NOON, later, later, later]);
    expect(await duesOf(subscriptionId)).toEqual(['2026-11-20', '2026-12-20', '2027-01-20', '2027-02-20'].map((from) => [from, 4_900]));
  });

  test('is one of so many that they take more than one pass, and each is charged', async () => {
    const planId = await sell({}, 'week');
    for (let i = 0; i < 11; i++) await start(planId);
    expect(await chargeAt(NOON + 20 * 7 * DAY)).toEqual({ charged: 200, more: true });
    expect(await chargeAt(NOON + 20 * 7 * DAY)).toEqual({ charged: 20, more: false });
    const { data, next } = await world.ask('payments.orders', { limit: 100 });
    expect([data.length, next === null]).toEqual([100, false]);
    const plans: SubscriptionSummary[] = await world.ask('pricing.subscriptions');
    for (const { periods } of plans) expect(periods.filter(({ order }) => order?.status === 'OPEN')).toHaveLength(21);
  });

  test('of a plan that costs nothing is never due', async () => {
    const subscriptionId = await start(await sell({ basePriceCents: 0 }));
    expect(await chargeAt(NOON + 100 * DAY)).toEqual({ charged: 0, more: false });
    await end(subscriptionId, '2026-12-31');
    expect(await orders()).toEqual([]);
  });

  test('is as long as was agreed, though the plan goes by weeks now', async () => {
    const planId = await sell();
    const subscriptionId = await start(planId);
    const plan = { period: 'week', visits: 2, offeringIds: [visited] };
    await world.run('catalog.updateOffering', { offeringId: planId, changes: { plan } });
    await chargeAt(at('2026-12-21T12:00Z'));
    expect((await duesOf(subscriptionId))?.map(([from]) => from)).toEqual(['2026-11-20', '2026-12-20']);
  });

  test('costs nothing while what was a plan is none, and costs again when it is one', async () => {
    const planId = await sell();
    const subscriptionId = await start(planId);
    const plan = { period: 'month', visits: 2, offeringIds: [visited] };
    await world.run('catalog.updateOffering', { offeringId: planId, changes: { pricingModel: 'HOURLY', plan: null } });
    await chargeAt(at('2026-12-21T12:00Z'));
    await world.run('catalog.updateOffering', { offeringId: planId, changes: { pricingModel: 'SUBSCRIPTION', plan } });
    await chargeAt(at('2027-01-21T12:00Z'));
    expect(await duesOf(subscriptionId)).toEqual([
      ['2026-11-20', 4_900],
      ['2026-12-20', null],
      ['2027-01-20', 4_900],
    ]);
  });

  test('is on the day of where the plan has moved to', async () => {
    const planId = await sell();
    const subscriptionId = await start(planId);
    await world.run('catalog.updateOffering', { offeringId: planId, changes: { timezone: 'America/New_York' } });
    expect(await chargeAt(at('2026-12-20T04:59Z'))).toEqual({ charged: 0, more: false });
    expect(await chargeAt(at('2026-12-20T05:00Z'))).toEqual({ charged: 1, more: false });
    expect((await duesOf(subscriptionId))?.map(([from]) => from)).toEqual(['2026-11-20', '2026-12-20']);
  });
});

test('a period is charged once, however many try at once', async () => {
  const subscriptionId = await start(await sell());
  world.clock.now = at('2026-12-20T12:00Z');
  const passes = await Promise.all([1, 2, 3, 4].map(() => world.run('pricing.chargePlans', {}, system)));
  expect(passes.reduce((sum, { charged }) => sum + Number(charged), 0)).toBe(1);
  expect(await duesOf(subscriptionId)).toEqual([
    ['2026-11-20', 4_900],
    ['2026-12-20', 4_900],
  ]);
});

test('a period is charged by the workers of two servers when it begins, and once', async () => {
  const time = virtualTime(at('2026-12-18T12:00Z'));
  const atlas = await openBusiness({ clock: time.clock });
  const haircut = await atlas.offer({});
  const plan = { period: 'week', visits: null, offeringIds: [haircut] };
  const offeringId = await atlas.offer({ title: 'Club', pricingModel: 'SUBSCRIPTION', plan });
  const { customerId: ofAtlas = '' } = await atlas.run('customers.create', anna);
  await atlas.run('pricing.startSubscription', { customerId: ofAtlas, offeringId, startsOn: '2026-12-18' });
  const both = [1, 2].map(() => startUpkeep({ ...atlas.parts, timer: time.timer }));
  const advanceTo = (instant: number) => time.advanceTo(instant, async () => void (await Promise.all(both.map((loop) => loop.idle()))));
  const listed = async () => ((await atlas.ask('payments.orders', {})) as { data: Listed[] }).data;
  await time.advanceTo(at('2026-12-24T22:55Z'), async () => {});
  await advanceTo(at('2026-12-24T22:59Z'));
  expect(await listed()).toHaveLength(1);
  await advanceTo(at('2026-12-24T23:02Z'));
  expect((await listed()).map(({ description, totalCents }) => [description, totalCents])).toEqual([
    ['Club, 2026-12-25 – 2026-12-31', 4_500],
    ['Club, 2026-12-18 – 2026-12-24', 4_500],
  ]);
  for (const loop of both) await loop.stop();
  await atlas.close();
});

describe('a plan that ends', () => {
  test('in the middle of a period owes that one, and none after it', async () => {
    const subscriptionId = await start(await sell());
    await end(subscriptionId, '2026-12-20');
    expect(await chargeAt(NOON + 300 * DAY)).toEqual({ charged: 1, more: false });
    expect(await duesOf(subscriptionId)).toEqual([
      ['2026-11-20', 4_900],
      ['2026-12-20', 4_900],
    ]);
  });

  test('before it begins was never due, and owes its first day alone where that is its last', async () => {
    const planId = await sell();
    const today = await start(planId);
    const later = await start(planId, '2026-12-05');
    await end(today, '2026-11-20');
    await end(later, '2026-12-05');
    await chargeAt(NOON + 300 * DAY);
    expect([await duesOf(today), await duesOf(later)]).toEqual([[['2026-11-20', 4_900]], [['2026-12-05', 4_900]]]);
  });

  test('on a day before periods that are charged owes nothing for those, and what was paid for them goes back', async () => {
    const subscriptionId = await start(await sell());
    await chargeAt(at('2027-01-21T12:00Z'));
    const [, december, january] = await orders();
    await world.run('payments.record', { orderId: december?.id, method: 'cash', amountCents: 4_900 });
    await end(subscriptionId, '2026-12-19');
    expect((await orders()).map(({ status, totalCents }) => [status, totalCents])).toEqual([
      ['OPEN', 4_900],
      ['PAID', 0],
      ['VOID', 0],
    ]);
    const { refunds } = await world.ask('payments.order', { orderId: december?.id });
    expect(refunds).toMatchObject([{ amountCents: 4_900, status: 'PENDING', reason: 'plan_ended' }]);
    expect(await duesOf(subscriptionId)).toEqual([
      ['2026-11-20', 4_900],
      ['2026-12-20', 0],
    ]);
    await end(subscriptionId, '2027-01-31');
    expect((await orders()).find(({ id }) => id === january?.id)).toMatchObject({ status: 'OPEN', totalCents: 4_900 });
    await chargeAt(NOON + 300 * DAY);
    expect((await orders()).map(({ totalCents }) => totalCents)).toEqual([4_900, 4_900, 4_900]);
  });

  test('and goes on after all is charged from where it was', async () => {
    const subscriptionId = await start(await sell());
    await end(subscriptionId, '2026-11-30');
    await chargeAt(at('2027-01-25T12:00Z'));
    await end(subscriptionId, '2027-12-31');
    expect(await duesOf(subscriptionId)).toEqual(['2026-11-20', '2026-12-20', '2027-01-20'].map((from) => [from, 4_900]));
  });
});

test('a plan is not started so long ago that nobody would look through what it owes', async () => {
  const offeringId = await sell();
  const refused = await world.refused('pricing.startSubscription', { customerId, offeringId, startsOn: '2024-11-20' });
  expect(refused).toMatchObject({
    code: 'invalid_request',
    issues: [{ path: 'startsOn', expected: expect.stringContaining('24 months') }],
  });
  const subscriptionId = await start(offeringId, '2024-12-20');
  expect(await duesOf(subscriptionId)).toHaveLength(24);
  expect((await orders()).every(({ status }) => status === 'OPEN')).toBe(true);
});
