import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import type { PriceRule } from '#core/domains/pricing/model.ts';
import { anna, coreWorld, type CoreWorld, customer, idFor, key, member, NOON, wish } from './core/world.ts';

let world: CoreWorld;
beforeEach(async () => {
  world = await coreWorld();
});
afterEach(() => world.close());

/** Monday, 10:00 in Berlin. */
const TEN = Date.parse('2026-11-23T09:00Z');

const addRule = async (fields: Readonly<Record<string, unknown>> = {}): Promise<string> => {
  const { priceRuleId = '' } = await world.run('pricing.createRule', { name: 'Peak', kind: 'percent', value: 1_000, ...fields });
  return priceRuleId;
};
const rules = () => world.ask<PriceRule[]>('pricing.rules');
const names = async () => (await rules()).map(({ name }) => name);

describe('price rules', () => {
  test('say as little as they like, and stand in the order in which they were made', async () => {
    const first = await addRule();
    await addRule({ name: 'Winter', yearly: true, dateFrom: '2026-12-01', dateTo: '2026-02-28', last: true });
    expect(await rules()).toEqual([
      {
        ...{ id: first, position: 0, name: 'Peak', active: true, kind: 'percent', value: 1_000, currency: null, last: false },
        ...{ offeringIds: [], weekdays: [], timeFrom: null, timeTo: null, dateFrom: null, dateTo: null, yearly: false },
        ...{ leadFromHours: null, leadToHours: null, occupancyFrom: null, occupancyTo: null },
      },
      expect.objectContaining({ name: 'Winter', position: 1, yearly: true, last: true }),
    ]);
  });

  test('are edited field by field, and a field that changed meanwhile is a conflict to show', async () => {
    const priceRuleId = await addRule();
    await world.run('pricing.updateRule', { priceRuleId, changes: { value: 2_000 }, seen: { value: 1_000 } });
    await world.run('pricing.updateRule', { priceRuleId, changes: { name: 'Rush' }, seen: { name: 'Peak' } });
    expect(await world.refused('pricing.updateRule', { priceRuleId, changes: { value: 500 }, seen: { value: 1_000 } })).toEqual({
      ...{ code: 'edit_conflict', field: 'value', yours: 500, theirs: 2_000 },
    });
    expect(await rules()).toMatchObject([{ name: 'Rush', value: 2_000 }]);
  });

  test('are never left without sense, neither made so nor edited so', async () => {
    const half = await world.refused('pricing.createRule', { name: 'Half', kind: 'amount', value: 500 });
    expect(half).toMatchObject({ code: 'invalid_request', issues: [{ path: 'currency' }] });
    const priceRuleId = await addRule({ timeFrom: '18:00', timeTo: '22:00' });
    const broken = await world.refused('pricing.updateRule', { priceRuleId, changes: { timeTo: null } });
    expect(broken).toMatchObject({ code: 'invalid_request', issues: [{ path: 'timeTo', expected: 'expected both times or none' }] });
    await world.run('pricing.updateRule', { priceRuleId, changes: { timeFrom: null, timeTo: null } });
    const offeringIds = [idFor('off', 'nobody')];
    expect(await world.refused('pricing.createRule', { name: 'No', kind: 'percent', value: 1, offeringIds })).toMatchObject({
      ...{ code: 'not_found', kind: 'offering' },
    });
    expect(await world.refused('pricing.updateRule', { priceRuleId, changes: { offeringIds } })).toMatchObject({ code: 'not_found' });
  });

  test('are put in another order, with those that it does not name after the others', async () => {
    const [a, b, c] = [await addRule({ name: 'A' }), await addRule({ name: 'B' }), await addRule({ name: 'C' })];
    await world.run('pricing.orderRules', { priceRuleIds: [c, b, a] });
    expect(await names()).toEqual(['C', 'B', 'A']);
    await world.run('pricing.removeRule', { priceRuleId: b });
    await world.run('pricing.orderRules', { priceRuleIds: [b, a] });
    expect(await names()).toEqual(['A', 'C']);
    await addRule({ name: 'D' });
    expect(await names()).toEqual(['A', 'C', 'D']);
    expect(await world.refused('pricing.removeRule', { priceRuleId: b })).toMatchObject({ code: 'not_found', kind: 'priceRule' });
  });
});

describe('a quote', () => {
  const quote = (offeringId: string, over: Readonly<Record<string, unknown>> = {}) =>
    world.ask('pricing.quote', { offeringId, startsAt: TEN, ...over });

  test('tells the lines, their steps, the tax and the sums', async () => {
    const addOns = [
      { key: 'oil', name: 'Oil', priceCents: 700, minutes: 15, required: false, maxQuantity: 2 },
      { key: 'cleaning', name: 'Cleaning', priceCents: 900, minutes: 0, required: true, maxQuantity: 1 },
    ];
    const offeringId = await world.offer({ basePriceCents: 10_000, taxBps: 1_000, taxIncluded: false, addOns });
    const peak = await addRule({ weekdays: [1] });
    await addRule({ name: 'Sunday', weekdays: [7] });
    expect(await quote(offeringId, { addOns: [{ key: 'oil', quantity: 2 }] })).toMatchObject({
      lines: [
        {
          ...{ offeringId, title: 'Haircut', startsAt: TEN, endsAt: TEN + 90 * MINUTE, quantity: 1 },
          ...{ priceCents: 13_300, taxCents: 1_330, taxBps: 1_000 },
          steps: [
            { kind: 'base', ref: null, name: '', units: 1, unitCents: 10_000, cents: 10_000 },
            { kind: 'rule', ref: peak, name: 'Peak', units: null, unitCents: null, cents: 1_000 },
            { kind: 'addOn', ref: 'oil', name: 'Oil', units: 2, unitCents: 700, cents: 1_400 },
            { kind: 'addOn', ref: 'cleaning', name: 'Cleaning', units: 1, unitCents: 900, cents: 900 },
          ],
        },
      ],
      ...{ subtotalCents: 13_300, discountCents: 0, taxCents: 1_330, totalCents: 14_630, currency: 'EUR', taxIncluded: false },
      policy: [{ until: TEN - DAY, refundPercent: 100 }],
    });
    for (const addOn of [
      { key: 'sauna', quantity: 1 },
      { key: 'oil', quantity: 3 },
    ])
      expect(await world.askRefused('pricing.quote', { offeringId, startsAt: TEN, addOns: [addOn] })).toEqual({
        ...{ code: 'invalid_service', reason: 'add_on', key: addOn.key },
      });
  });

  test('counts the hours ahead, and for a hold from when it was made', async () => {
    const offeringId = await world.offer({ basePriceCents: 10_000 });
    await addRule({ leadToHours: 24, value: -5_000 });
    const soon = NOON + DAY + 5 * MINUTE;
    const startsAt = soon - (soon % HOUR) + HOUR;
    world.clock.now = startsAt - DAY - 5 * MINUTE;
    const { holdId } = await world.run('availability.hold', { offeringId, startsAt }, customer());
    world.clock.now = startsAt - DAY + 2 * MINUTE;
    const total = async (over = {}) => (await world.ask('pricing.quote', { offeringId, startsAt, ...over }, customer())).totalCents;
    expect([await total(), await total({ holdId })]).toEqual([5_000, 10_000]);
    world.clock.now += 10 * MINUTE;
    expect(await total({ holdId })).toBe(5_000);
  });

  test('looks at how full the day is: bookings of its hours, without holds and blocked time', async () => {
    const offeringId = await world.offer({ basePriceCents: 10_000, capacity: 2 }, { startTime: '08:00', endTime: '18:00' });
    await addRule({ occupancyFrom: 25, value: 5_000 });
    const total = async (startsAt = TEN) => (await quote(offeringId, { startsAt })).totalCents;
    for (const hour of [0, 1]) await world.run('bookings.create', wish(offeringId, TEN + hour * HOUR, { quantity: 2 }));
    await world.run('availability.hold', { offeringId, startsAt: TEN + 2 * HOUR, quantity: 2 });
    expect(await total()).toBe(10_000); // 4 of 20 hours
    const { bookingId } = await world.run('bookings.create', wish(offeringId, TEN + 4 * HOUR));
    expect(await total()).toBe(15_000); // 5 of 20
    expect(await total(TEN + DAY)).toBe(10_000);
    await world.run('bookings.cancel', { bookingId });
    expect(await total()).toBe(10_000);
    const block = { subjectId: offeringId, kind: 'BLOCK', from: '2026-11-23T16:00', to: '2026-11-23T18:00' };
    await world.run('availability.addException', block);
    expect(await total()).toBe(15_000); // 4 of 16
  });

  test('of what is sold by the night looks at the places of that night', async () => {
    const nights = { checkInTime: '15:00', checkOutTime: '10:00', minNights: 1, maxNights: 9, arrivalDays: [], minNightsByDay: [] };
    const offeringId = await world.offer({ pricingModel: 'DAILY', basePriceCents: 10_000, capacity: 2, nights });
    await addRule({ occupancyFrom: 50, value: 1_000 });
    const arrival = Date.parse('2026-11-23T14:00Z');
    const total = async (startsAt: number) => (await quote(offeringId, { startsAt, nights: 1 })).totalCents;
    expect(await total(arrival)).toBe(10_000);
    await world.run('bookings.create', wish(offeringId, arrival, { overridePolicy: true }));
    expect(await Promise.all([total(arrival), total(arrival - DAY), total(arrival + DAY)])).toEqual([11_000, 10_000, 10_000]);
  });
});

describe('a subscription', () => {
  const plan = async (offeringIds: string[], over: Readonly<Record<string, unknown>> = {}) =>
    world.offer({
      ...{ title: 'Ten a month', pricingModel: 'SUBSCRIPTION', basePriceCents: 5_000 },
      plan: { period: 'month', visits: 2, offeringIds, ...over },
    });

  test('begins and ends on local dates, of offerings that are plans', async () => {
    const visited = await world.offer();
    const planId = await plan([visited]);
    const { customerId } = await world.run('customers.create', anna);
    const started = { customerId, offeringId: planId, startsOn: '2026-11-20' };
    expect(await world.refused('pricing.startSubscription', { ...started, offeringId: visited })).toEqual({
      ...{ code: 'invalid_service', reason: 'no_plan', offeringId: visited },
    });
    const { subscriptionId } = await world.run('pricing.startSubscription', started, member('STAFF'));
    expect(await world.refused('pricing.endSubscription', { subscriptionId, endsOn: '2026-11-19' })).toMatchObject({
      ...{ code: 'invalid_request', issues: [{ path: 'endsOn', expected: 'a date from 2026-11-20 on' }] },
    });
    await world.run('pricing.endSubscription', { subscriptionId, endsOn: '2026-12-31' });
    expect(await world.ask('pricing.subscriptions', { customerId })).toEqual([
      {
        ...{ id: subscriptionId, customerId, offeringId: planId, startsOn: '2026-11-20', endsOn: '2026-12-31', createdAt: NOON },
        ...{ title: 'Ten a month', period: 'month', visits: 2, used: 0, left: 2 },
        ...{ periodFrom: '2026-11-20', periodUntil: '2026-12-20' },
      },
    ]);
    expect(await world.refused('pricing.startSubscription', started, key('read'))).toMatchObject({ code: 'forbidden' });
  });
});
