import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY } from '#core/base/time.ts';
import { anna, coreWorld, type CoreWorld, NOON, wish } from './core/world.ts';

let world: CoreWorld;
beforeEach(async () => {
  world = await coreWorld();
});
afterEach(() => world.close());

const TEN = Date.parse('2026-11-23T09:00Z');
const planOf = (offeringId: string) => ({ period: 'month', visits: 2, offeringIds: [offeringId] });
const sold = (offeringId: string) => ({ title: 'Twice a month', pricingModel: 'SUBSCRIPTION', plan: planOf(offeringId) });

const stray = { code: 'invalid_request', issues: [{ path: 'plan', expected: 'none: only what is sold as SUBSCRIPTION has a plan' }] };
const lacking = {
  ...{ code: 'invalid_request', issues: [{ path: 'plan', expected: expect.stringContaining('has one before it is published') }] },
};

describe('a plan and its price model', () => {
  test('go together: nothing else has a plan, whichever of the two is written', async () => {
    const visited = await world.offer();
    const plan = planOf(visited);
    expect(await world.refused('catalog.createOffering', { title: 'Pass', basePriceCents: 1, plan })).toEqual(stray);
    expect(await world.refused('catalog.updateOffering', { offeringId: visited, changes: { plan } })).toEqual(stray);
    const planId = await world.offer(sold(visited));
    const changes = { pricingModel: 'HOURLY' };
    expect(await world.refused('catalog.updateOffering', { offeringId: planId, changes })).toEqual(stray);
    await world.run('catalog.updateOffering', { offeringId: planId, changes: { ...changes, plan: null } });
  });

  test('a draft may lack the plan, what is on sale may not', async () => {
    const visited = await world.offer();
    const { offeringId = '' } = await world.run('catalog.createOffering', {
      ...{ title: 'Pass', basePriceCents: 4_900, pricingModel: 'SUBSCRIPTION' },
    });
    expect(await world.refused('catalog.publishOffering', { offeringId })).toEqual(lacking);
    await world.run('catalog.updateOffering', { offeringId, changes: { plan: planOf(visited) } });
    await world.run('catalog.publishOffering', { offeringId });
    expect(await world.refused('catalog.updateOffering', { offeringId, changes: { plan: null } })).toEqual(lacking);
    const turned = { offeringId: visited, changes: { pricingModel: 'SUBSCRIPTION' } };
    expect(await world.refused('catalog.updateOffering', turned)).toEqual(lacking);
  });
});

test('a subscription costs what was agreed when it began, though the plan costs another sum by now', async () => {
  const offeringId = await world.offer({ ...sold(await world.offer()), basePriceCents: 4_900 });
  const { customerId } = await world.run('customers.create', anna);
  const start = (startsOn: string) => world.run('pricing.startSubscription', { customerId, offeringId, startsOn });
  await start('2026-09-20');
  await world.run('catalog.updateOffering', { offeringId, changes: { basePriceCents: 5_900, currency: 'USD' } });
  await start('2026-12-01');
  const due = { priceCents: 4_900, currency: 'EUR' };
  expect(await world.ask('pricing.subscriptions', { customerId })).toMatchObject([
    {
      ...due,
      nextOn: '2026-12-20',
      periods: [
        { from: '2026-11-20', until: '2026-12-20', ...due },
        { from: '2026-10-20', until: '2026-11-20', ...due },
        { from: '2026-09-20', until: '2026-10-20', ...due },
      ],
    },
    { priceCents: 5_900, currency: 'USD', nextOn: '2026-12-01', periods: [] },
  ]);
});

describe('a plan is no slot', () => {
  test('to book, to hold, to wait for, or to move to, whoever asks', async () => {
    const visited = await world.offer();
    const offeringId = await world.offer(sold(visited));
    const isPlan = { code: 'invalid_service', reason: 'plan' };
    expect(await world.refused('bookings.create', wish(offeringId, TEN, { overridePolicy: true }))).toEqual(isPlan);
    expect(await world.refused('availability.hold', { offeringId, startsAt: TEN })).toEqual(isPlan);
    const wait = { offeringId, fromDate: '2026-11-23', toDate: '2026-11-24', name: anna.name, email: anna.email, phone: null };
    expect(await world.refused('waitlist.join', wait)).toEqual(isPlan);
    const { bookingId } = await world.run('bookings.create', wish(visited, TEN));
    await world.run('catalog.updateOffering', {
      offeringId: visited,
      changes: { pricingModel: 'SUBSCRIPTION', plan: planOf(await world.offer({ title: 'Swim' })) },
    });
    expect(await world.refused('bookings.reschedule', { bookingId, startsAt: TEN + DAY })).toEqual(isPlan);
  });

  test('in a list of slots, nor in a series', async () => {
    const offeringId = await world.offer(sold(await world.offer()));
    const range = { offeringId, from: '2026-11-23', to: '2026-11-25' };
    expect(await world.ask('availability.slots', range)).toEqual({ timezone: 'Europe/Berlin', slots: [], nextAvailable: null });
    const series = { offeringId, startsAt: TEN, rrule: 'FREQ=WEEKLY;COUNT=2' };
    expect(await world.askRefused('bookings.previewSeries', series)).toEqual({ code: 'invalid_service', reason: 'plan' });
    expect(await world.askRefused('availability.why', { offeringId, startsAt: NOON })).toMatchObject({ reason: 'plan' });
  });
});
