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
    expect(broken).toMatchObject({ code: 'invalid_request', issues: [{ path: 'timeTo', expected: 'both times or none' }] });
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

  test('of years is none, whoever asks', async () => {
    const offeringId = await world.offer({ pricingModel: 'DAILY' });
    const long = { offeringId, startsAt: TEN, endsAt: TEN + 63 * DAY };
    expect(await world.askRefused('pricing.quote', long, customer())).toMatchObject({ code: 'invalid_service', reason: 'length' });
    expect(await world.ask('pricing.quote', { ...long, endsAt: TEN + 62 * DAY })).toMatchObject({ totalCents: 62 * 4_500 });
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
    const nights = { checkInTime: '15:00', checkOutTime: '10:00', minNights: 1, maxNights: 9, arrivalDays: [], byDay: [] };
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
        ...{ periodFrom: '2026-11-20', periodUntil: '2026-12-20', nextOn: '2026-12-20', priceCents: 5_000, currency: 'EUR' },
        periods: [{ from: '2026-11-20', until: '2026-12-20', priceCents: 5_000, currency: 'EUR', order: expect.anything() }],
      },
    ]);
    expect(await world.refused('pricing.startSubscription', started, key('read'))).toMatchObject({ code: 'forbidden' });
  });
});

describe('a booking', () => {
  const booking = async (input: unknown, actor?: Parameters<CoreWorld['run']>[2]) => {
    const { bookingId } = await world.run('bookings.create', input, actor);
    return world.ask('bookings.booking', { bookingId });
  };
  const booked = (offeringId: string, item: Readonly<Record<string, unknown>> = {}, rest: Readonly<Record<string, unknown>> = {}) => ({
    items: [{ offeringId, startsAt: TEN, ...item }],
    customer: anna,
    source: 'desk',
    ...rest,
  });
  const oil = { key: 'oil', name: 'Oil', priceCents: 700, minutes: 15, required: false, maxQuantity: 2 };
  const cleaning = { key: 'cleaning', name: 'Cleaning', priceCents: 900, minutes: 0, required: true, maxQuantity: 1 };

  test('costs what was quoted, step by step, with its add-ons, and takes their time', async () => {
    const offeringId = await world.offer({ basePriceCents: 10_000, addOns: [oil, cleaning] });
    await addRule({ weekdays: [1] });
    const addOns = [{ key: 'oil', quantity: 2 }];
    const quoted = await world.ask('pricing.quote', { offeringId, startsAt: TEN, addOns });
    const made = await booking(booked(offeringId, { addOns }, { expectedTotalCents: quoted.totalCents }));
    expect(made).toMatchObject({
      ...{ totalCents: 13_300, endsAt: TEN + 90 * MINUTE },
      items: [
        {
          steps: quoted.lines[0].steps,
          addOns: [
            { key: 'oil', name: 'Oil', quantity: 2, minutes: 15, priceCents: 700 },
            { key: 'cleaning', name: 'Cleaning', quantity: 1, minutes: 0, priceCents: 900 },
          ],
        },
      ],
    });
    expect(made.history[0].data.items).toMatchObject([{ addOns: [{ key: 'oil' }, { key: 'cleaning' }], answers: {} }]);
    expect(await world.refused('bookings.create', booked(offeringId, { startsAt: TEN + HOUR }))).toMatchObject({
      code: 'booking_conflict',
    });
    expect(
      await world.refused('bookings.create', booked(offeringId, { startsAt: TEN + DAY, addOns: [{ key: 'oil', quantity: 3 }] })),
    ).toEqual({
      ...{ code: 'invalid_service', reason: 'add_on', key: 'oil' },
    });
  });

  test('is not made at another price than the one that was expected', async () => {
    const offeringId = await world.offer({ basePriceCents: 10_000, taxBps: 1_000, taxIncluded: false });
    const { totalCents } = await world.ask('pricing.quote', { offeringId, startsAt: TEN });
    const priceRuleId = await addRule();
    const asked = booked(offeringId, {}, { expectedTotalCents: totalCents });
    expect(await world.refused('bookings.create', asked)).toEqual({
      ...{ code: 'edit_conflict', field: 'totalCents', yours: 11_000, theirs: 12_100 },
    });
    await world.run('pricing.updateRule', { priceRuleId, changes: { active: false } });
    expect(await booking(asked)).toMatchObject({ totalCents: 11_000 });
  });

  test('of several items prices each as if the others were not there', async () => {
    const offeringId = await world.offer({ basePriceCents: 10_000 }, { startTime: '10:00', endTime: '14:00' });
    await addRule({ occupancyFrom: 25, value: 5_000 });
    const both = booked(offeringId);
    both.items.push({ offeringId, startsAt: TEN + HOUR });
    expect((await booking(both)).items.map(({ priceCents }: { priceCents: number }) => priceCents)).toEqual([10_000, 10_000]);
    expect(await booking(booked(offeringId, { startsAt: TEN + 2 * HOUR }))).toMatchObject({ totalCents: 15_000 });
  });

  test('of what was held costs what it did when the hold was made, and its own hold does not fill the day', async () => {
    const offeringId = await world.offer({ basePriceCents: 10_000 }, { startTime: '10:00', endTime: '14:00' });
    await addRule({ leadToHours: 24, value: 5_000 });
    await addRule({ occupancyFrom: 25, value: 1_000 });
    world.clock.now = TEN - DAY - 5 * MINUTE;
    const { holdId } = await world.run('availability.hold', { offeringId, startsAt: TEN }, customer());
    world.clock.now = TEN - DAY + 2 * MINUTE;
    const quoted = await world.ask('pricing.quote', { offeringId, startsAt: TEN, holdId }, customer());
    const asked = booked(offeringId, {}, { source: 'widget', holdId, expectedTotalCents: quoted.totalCents });
    expect(await booking(asked, customer())).toMatchObject({ totalCents: 10_000 });
  });

  test('asks customers and keys what must be answered, and staff what they know', async () => {
    const questions = [
      { key: 'size', label: 'Your size', kind: 'choice', required: true, options: ['S', 'M'] },
      { key: 'wishes', label: 'Wishes', kind: 'choices', required: false, options: ['Window', 'Quiet'] },
      { key: 'age', label: 'Age', kind: 'number', required: false, options: [] },
      { key: 'born', label: 'Born', kind: 'date', required: false, options: [] },
      { key: 'first', label: 'First time?', kind: 'yesNo', required: true, options: [] },
      { key: 'about', label: 'About you', kind: 'text', required: true, options: [] },
    ];
    const offeringId = await world.offer({ questions, capacity: 9 });
    const widget = { source: 'widget' };
    const ask = (answers: Readonly<Record<string, unknown>>) => booked(offeringId, { answers }, widget);
    const issuesOf = async (answers: Readonly<Record<string, unknown>>) => {
      const { code, issues } = await world.refused('bookings.create', ask(answers), customer());
      return { code, paths: (issues as unknown as { path: string }[]).map(({ path }) => path) };
    };
    expect(await issuesOf({ about: '  ' })).toEqual({
      ...{ code: 'invalid_request', paths: ['answers.size', 'answers.first', 'answers.about'] },
    });
    const full = { size: 'M', first: false, about: 'Hello' };
    expect(await issuesOf({ ...full, size: 'L', wishes: ['Window', 'Window'], age: 'old', born: '2026-02-30', shoe: 'left' })).toEqual({
      ...{ code: 'invalid_request', paths: ['answers.size', 'answers.wishes', 'answers.age', 'answers.born', 'answers.shoe'] },
    });
    expect(await world.refused('bookings.create', booked(offeringId), key('write'))).toMatchObject({ code: 'invalid_request' });
    const answers = { ...full, wishes: ['Quiet'], age: 41.5, born: '1985-02-28' };
    expect(await booking(ask(answers), customer())).toMatchObject({ items: [{ answers }] });
    expect(await booking(booked(offeringId))).toMatchObject({ items: [{ answers: {} }] });
    expect(await world.refused('bookings.create', booked(offeringId, { answers: { age: 'old' } }))).toMatchObject({
      code: 'invalid_request',
    });
  });

  test('counts against what one customer may have, which staff may set aside', async () => {
    const offeringId = await world.offer({ capacity: 9, customerDailyLimit: 2, customerOpenLimit: 3 });
    const { bookingId } = await world.run('bookings.create', booked(offeringId));
    await booking(booked(offeringId, { startsAt: TEN + HOUR }));
    const third = booked(offeringId, { startsAt: TEN + 2 * HOUR });
    expect(await world.refused('bookings.create', third)).toEqual({
      code: 'invalid_service',
      reason: 'customer_limit',
      limit: 2,
      per: 'day',
    });
    await booking(booked(offeringId, { startsAt: TEN + 2 * HOUR }, { customer: { name: 'Ben', email: 'ben@example.org', phone: null } }));
    await booking(booked(offeringId, { startsAt: TEN + DAY }));
    const further = booked(offeringId, { startsAt: TEN + 2 * DAY });
    expect(await world.refused('bookings.create', further)).toMatchObject({ reason: 'customer_limit', limit: 3, per: 'open' });
    await booking({ ...third, overridePolicy: true });
    await world.run('bookings.cancel', { bookingId });
    expect(await world.refused('bookings.create', booked(offeringId))).toMatchObject({ reason: 'customer_limit' });
    world.clock.now = TEN + 5 * HOUR;
    await booking(further);
    const twice = booked(offeringId, { startsAt: TEN + 3 * DAY });
    twice.items.push({ offeringId, startsAt: TEN + 3 * DAY + HOUR });
    expect(await world.refused('bookings.create', twice)).toMatchObject({ reason: 'customer_limit', per: 'open', item: 1 });
  });

  test('that is moved keeps price and add-ons, and is priced anew where it is longer or for more', async () => {
    const studio = await world.offer({ pricingModel: 'HOURLY', basePriceCents: 10_000, slotMinutes: 15, capacity: 3, addOns: [oil] });
    const { id: bookingId } = await booking(booked(studio, { addOns: [{ key: 'oil', quantity: 1 }] }));
    await addRule({ value: 5_000 });
    await world.run('catalog.updateOffering', { offeringId: studio, changes: { addOns: [cleaning] } });
    const total = async () => (await world.ask('bookings.booking', { bookingId })).totalCents;
    await world.run('bookings.reschedule', { bookingId, startsAt: TEN + DAY });
    expect(await total()).toBe(10_700);
    await world.run('bookings.reschedule', { bookingId, endsAt: TEN + DAY + 135 * MINUTE });
    expect(await total()).toBe(30_700);
    await world.run('bookings.reschedule', { bookingId, quantity: 2 });
    expect(await world.ask('bookings.booking', { bookingId })).toMatchObject({
      ...{ totalCents: 60_700, items: [{ addOns: [{ key: 'oil' }], quantity: 2 }] },
    });
  });
});

describe('a visit', () => {
  const month = { period: 'month', visits: 2 };
  async function subscribed(plan: Readonly<Record<string, unknown>> = month) {
    const offeringId = await world.offer({ basePriceCents: 10_000, capacity: 9 });
    const planId = await world.offer({
      title: 'Twice a month',
      pricingModel: 'SUBSCRIPTION',
      plan: { ...plan, offeringIds: [offeringId] },
    });
    const { customerId = '' } = await world.run('customers.create', anna);
    const { subscriptionId = '' } = await world.run('pricing.startSubscription', {
      customerId,
      offeringId: planId,
      startsOn: '2026-11-20',
    });
    const visit = (startsAt: number, over: Readonly<Record<string, unknown>> = {}) => ({
      items: [{ offeringId, startsAt, subscriptionId, ...over }],
      customer: { id: customerId },
      source: 'desk',
    });
    return { offeringId, customerId, subscriptionId, visit };
  }
  const used = async () => (await world.ask('pricing.subscriptions'))[0];

  test('costs nothing while the period has any left, and comes back where it is cancelled', async () => {
    const { offeringId, subscriptionId, visit } = await subscribed();
    expect(await world.ask('pricing.quote', { offeringId, startsAt: TEN, subscriptionId })).toMatchObject({
      ...{
        totalCents: 0,
        lines: [{ steps: [{ kind: 'base' }, { kind: 'visit', ref: subscriptionId, name: 'Twice a month', cents: -10_000 }] }],
      },
    });
    const { bookingId } = await world.run('bookings.create', visit(TEN));
    expect(await world.ask('bookings.booking', { bookingId })).toMatchObject({ totalCents: 0, items: [{ subscriptionId }] });
    expect(await world.refused('bookings.create', visit(TEN + DAY, { quantity: 2 }))).toEqual({
      ...{ code: 'invalid_service', reason: 'subscription', why: 'visits', subscriptionId, left: 1 },
    });
    await world.run('bookings.create', visit(TEN + DAY));
    expect(await used()).toMatchObject({ used: 2, left: 0 });
    expect(await world.refused('bookings.create', visit(TEN + 2 * DAY))).toMatchObject({ why: 'visits', left: 0 });
    await world.run('bookings.create', visit(Date.parse('2026-12-20T10:00Z')));
    await world.run('bookings.cancel', { bookingId });
    expect(await used()).toMatchObject({ used: 1, left: 1 });
    await world.run('bookings.create', visit(TEN + 2 * DAY));
  });

  test('moved to another period is one of that', async () => {
    const { visit } = await subscribed();
    const december = Date.parse('2026-12-22T10:00Z');
    for (const startsAt of [december, december + DAY]) await world.run('bookings.create', visit(startsAt));
    const { bookingId } = await world.run('bookings.create', visit(TEN));
    expect(await world.refused('bookings.reschedule', { bookingId, startsAt: december + 2 * DAY })).toMatchObject({ why: 'visits' });
    await world.run('bookings.reschedule', { bookingId, startsAt: TEN + DAY });
    expect(await world.ask('bookings.booking', { bookingId })).toMatchObject({ totalCents: 0 });
  });

  test('is of that customer, of what the plan covers, on its dates, and not for customers to claim', async () => {
    const { offeringId, subscriptionId, visit } = await subscribed({ ...month, visits: null });
    const other = await world.offer({ title: 'Massage', capacity: 9 });
    const why = async (input: unknown) => (await world.refused('bookings.create', input))['why'];
    expect(await why({ ...visit(TEN), customer: { name: 'Ben', email: 'ben@example.org', phone: null } })).toBe('customer');
    expect(await why(visit(TEN, { offeringId: other }))).toBe('offering');
    await world.run('pricing.endSubscription', { subscriptionId, endsOn: '2026-11-23' });
    await world.run('bookings.create', visit(TEN, { quantity: 9 }));
    expect(await why(visit(TEN + DAY))).toBe('date');
    const claimed = { ...visit(TEN + HOUR), customer: anna, source: 'widget' };
    expect(await world.refused('bookings.create', claimed, customer())).toMatchObject({ code: 'forbidden', field: 'subscriptionId' });
    const quoted = { offeringId, startsAt: TEN, subscriptionId };
    expect(await world.askRefused('pricing.quote', quoted, customer())).toMatchObject({ code: 'forbidden' });
    expect(await used()).toMatchObject({ visits: null, left: null, used: 9 });
  });
});

describe('slots', () => {
  test('are listed at the price that a quote gives for each, day by day', async () => {
    const offeringId = await world.offer({ basePriceCents: 10_000, capacity: 2 }, { startTime: '08:00', endTime: '18:00' });
    await addRule({ weekdays: [2] });
    await addRule({ timeFrom: '16:00', timeTo: '18:00', value: 5_000 });
    await addRule({ leadFromHours: 100, value: -1_000 });
    await addRule({ occupancyFrom: 20, value: 2_000 });
    for (const hour of [0, 1]) await world.run('bookings.create', wish(offeringId, TEN + hour * HOUR, { quantity: 2 }));
    const { slots } = await world.ask('availability.slots', { offeringId, from: '2026-11-23', to: '2026-11-26' });
    expect(slots.length).toBe(28);
    const quoted = async (startsAt: number) => (await world.ask('pricing.quote', { offeringId, startsAt })).lines[0].priceCents;
    const prices = new Set<number>();
    for (const { startsAt, priceCents } of slots) {
      expect([startsAt, priceCents]).toEqual([startsAt, await quoted(startsAt)]);
      prices.add(priceCents);
    }
    expect(prices.size).toBeGreaterThan(4);
  });

  test('cost the same all day where no rule is about them, and more where they are for more', async () => {
    const offeringId = await world.offer({ basePriceCents: 1_000, capacity: 3 });
    await addRule({ offeringIds: [await world.offer({ title: 'Other' })] });
    const { slots } = await world.ask('availability.slots', { offeringId, from: '2026-11-23', to: '2026-11-24', quantity: 3 });
    expect(new Set(slots.map(({ priceCents }: { priceCents: number }) => priceCents))).toEqual(new Set([3_000]));
  });
});

describe('the simulator', () => {
  const draft = (over: Readonly<Record<string, unknown>> = {}) => ({
    ...{ name: 'Draft', active: true, offeringIds: [], weekdays: [], timeFrom: null, timeTo: null, dateFrom: null, dateTo: null },
    ...{ yearly: false, leadFromHours: null, leadToHours: null, occupancyFrom: null, occupancyTo: null },
    ...{ kind: 'percent', value: 1_000, currency: null, last: false, ...over },
  });
  const simulate = (offeringId: string, over: Readonly<Record<string, unknown>> = {}) =>
    world.ask('pricing.simulate', { offeringId, month: '2026-11', ...over });
  const totals = ({ days }: { days: { lowCents: number | null; highCents: number | null }[] }) =>
    days.map(({ lowCents, highCents }) => [lowCents, highCents]);

  test('prices every slot of the month, past or taken, by its steps', async () => {
    const offeringId = await world.offer({ basePriceCents: 10_000, maxAdvanceDays: 2 }, { startTime: '10:00', endTime: '13:00' });
    await world.run('availability.addException', {
      subjectId: offeringId,
      kind: 'BLOCK',
      from: '2026-11-02T00:00',
      to: '2026-11-03T00:00',
    });
    await world.run('bookings.create', wish(offeringId, TEN, { overridePolicy: true }));
    const peak = await addRule({ timeFrom: '12:00', timeTo: '13:00' });
    const month = await simulate(offeringId);
    expect(month).toMatchObject({ currency: 'EUR', timezone: 'Europe/Berlin' });
    expect(month.days.map(({ date }: { date: string }) => date)).toHaveLength(30);
    expect(totals(month).slice(0, 3)).toEqual([
      [10_000, 11_000],
      [null, null],
      [10_000, 11_000],
    ]);
    const { slots } = month.days[22];
    expect(slots.map(({ startsAt, priceCents }: { startsAt: number; priceCents: number }) => [startsAt, priceCents])).toEqual([
      [TEN, 10_000],
      [TEN + HOUR, 10_000],
      [TEN + 2 * HOUR, 11_000],
    ]);
    expect(slots[2].steps).toMatchObject([{ kind: 'base' }, { kind: 'rule', ref: peak, cents: 1_000 }]);
  });

  test('supposes how far ahead, how full, how many, and other rules', async () => {
    const offeringId = await world.offer({ basePriceCents: 10_000, capacity: 5 }, { startTime: '10:00', endTime: '11:00' });
    await addRule({ leadToHours: 24 });
    await addRule({ occupancyFrom: 80, value: 5_000 });
    const price = async (over: Readonly<Record<string, unknown>> = {}) => totals(await simulate(offeringId, over))[29]?.[0];
    expect(await price()).toBe(10_000);
    expect(await price({ leadHours: 23 })).toBe(11_000);
    expect(await price({ leadHours: 24, occupancy: 80 })).toBe(15_000);
    expect(await price({ leadHours: null, occupancy: null, quantity: 3 })).toBe(30_000);
    expect(await price({ rules: [draft(), draft({ active: false }), draft({ weekdays: [1], value: 2_000 })] })).toBe(13_200);
    expect(await price({ rules: [] })).toBe(10_000);
    await world.run('bookings.create', wish(offeringId, Date.parse('2026-11-30T09:00Z'), { quantity: 4 }));
    expect(await price()).toBe(15_000);
    expect(await world.askRefused('pricing.simulate', { offeringId, month: '2026-13' })).toMatchObject({ code: 'invalid_request' });
  });

  test('counts days where the clock changes as what they are', async () => {
    const offeringId = await world.offer({}, { startTime: '01:00', endTime: '04:00' });
    const october = await simulate(offeringId, { month: '2026-10' });
    expect(october.days.map(({ slots }: { slots: unknown[] }) => slots.length)).toEqual([...Array(24).fill(3), 4, ...Array(6).fill(3)]);
  });

  test('tells what other rules would change for customers, and that bookings keep their price', async () => {
    const hours = { startTime: '10:00', endTime: '12:00' };
    const offeringId = await world.offer({ basePriceCents: 10_000 }, hours);
    await world
      .offer({ title: 'Draft', basePriceCents: 10_000 }, hours)
      .then((draftId) => world.run('catalog.unpublishOffering', { offeringId: draftId }));
    await world.offer({ title: 'Dollars', currency: 'USD' }, hours);
    await addRule({ weekdays: [1], kind: 'amount', value: 1_000, currency: 'EUR' });
    await world.run('bookings.create', wish(offeringId, TEN));
    const saved = draft({ weekdays: [1], kind: 'amount', value: 1_000, currency: 'EUR' });
    expect(await world.ask('pricing.impact', { rules: [{ ...saved, name: 'Another name' }] })).toEqual({
      ...{ days: 30, keptBookings: 1, changed: 0, dearer: 0, cheaper: 0, examples: [] },
    });
    const weekend = draft({ weekdays: [6, 7], kind: 'amount', value: 2_000, currency: 'EUR' });
    const impact = await world.ask('pricing.impact', { rules: [weekend] });
    // Friday noon on: four Mondays with two slots, one of them booked; ten days of weekends.
    expect(impact).toMatchObject({ changed: 7 + 20, dearer: 20, cheaper: 7, keptBookings: 1 });
    expect(impact.examples).toHaveLength(10);
    expect(impact.examples[0]).toEqual({
      ...{ offeringId, title: 'Haircut', startsAt: Date.parse('2026-11-21T09:00Z'), timezone: 'Europe/Berlin' },
      ...{ fromCents: 10_000, toCents: 12_000, currency: 'EUR' },
    });
  });

  test('tells what other prices of one offering would change, by its lengths and numbers too', async () => {
    const hours = { startTime: '10:00', endTime: '12:00' };
    const durations = [{ minutes: 120, priceCents: 18_000 }];
    const id = await world.offer({ basePriceCents: 10_000, capacity: 4, durations }, hours);
    await world.offer({ title: 'Another', basePriceCents: 10_000 }, hours).then((other) => world.run('bookings.create', wish(other, TEN)));
    const nine = Array.from({ length: 9 }, () => ({}));
    const impactOf = (changes: object) => world.ask('pricing.impact', { offering: { id, changes } });
    const none = { days: 30, keptBookings: 0, changed: 0, dearer: 0, cheaper: 0, examples: [] };
    expect(await impactOf({})).toEqual(none);
    expect(await impactOf({ floorCents: 9_000 })).toEqual(none);
    const dearer = await impactOf({ basePriceCents: 12_000 });
    expect(dearer).toMatchObject({ cheaper: 0, examples: [{ offeringId: id, fromCents: 10_000, toCents: 12_000 }, ...nine] });
    expect(dearer.dearer).toBe(dearer.changed);
    // Of both starts a day, one is long enough for two hours; three at once can start at both.
    const long = await impactOf({ durations: [{ minutes: 120, priceCents: 15_000 }] });
    expect(long).toMatchObject({ dearer: 0, examples: [{ fromCents: 18_000, toCents: 15_000 }, ...nine] });
    expect(long.cheaper * 2).toBe(dearer.changed);
    const many = await impactOf({ quantityTiers: [{ fromQuantity: 3, unitPriceCents: 8_000 }] });
    expect(many).toMatchObject({ cheaper: dearer.changed, examples: [{ fromCents: 30_000, toCents: 24_000 }, ...nine] });
    await world.run('bookings.create', wish(id, TEN));
    await addRule({ value: 5_000 });
    expect(await impactOf({ ceilingCents: 12_000 })).toMatchObject({ keptBookings: 1, cheaper: dearer.changed, dearer: 0 });
  });
});

test('a series costs what its preview said, date by date, by the hour and by the night', async () => {
  await addRule({ dateFrom: '2026-12-01', value: 5_000 });
  const nights = { checkInTime: '15:00', checkOutTime: '10:00', minNights: 1, maxNights: 9, arrivalDays: [], byDay: [] };
  const addOns = [{ key: 'oil', name: 'Oil', priceCents: 700, minutes: 15, required: false, maxQuantity: 2 }];
  const massage = await world.offer({ basePriceCents: 10_000, addOns });
  const room = await world.offer({ title: 'Room', pricingModel: 'DAILY', basePriceCents: 10_000, nights });
  const visits = { offeringId: massage, startsAt: TEN, addOns: [{ key: 'oil', quantity: 1 }] };
  const stays = { offeringId: room, startsAt: TEN + 5 * HOUR, nights: 2 };
  for (const [item, expected] of [
    [visits, [10_700, 15_700]],
    [stays, [20_000, 30_000]],
  ] as const) {
    const rrule = 'FREQ=WEEKLY;INTERVAL=2;COUNT=2';
    const { occurrences, totalCents } = await world.ask('bookings.previewSeries', { ...item, rrule });
    expect(occurrences.map(({ priceCents }: { priceCents: number }) => priceCents)).toEqual(expected);
    const made = await world.run('bookings.createSeries', { item, rrule, take: 'all', customer: anna, source: 'desk' });
    const series = await world.ask('bookings.series', { seriesId: made['seriesId'] });
    const totals = series.map((booking: { totalCents: number }) => booking.totalCents);
    expect([totals, totals.reduce((sum: number, cents: number) => sum + cents, 0)]).toEqual([expected, totalCents]);
  }
});
