import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Contract, contractOf } from './contract.ts';
import { type Answered, openOffering, testWorld, type TestWorld } from './world.ts';

let world: TestWorld;
let contract: Contract;
beforeEach(async () => {
  world = await testWorld();
  contract = await contractOf(world);
});
afterEach(() => world.close());

type Body = Record<string, unknown>;

/** Every answer is held to the document. */
async function call(
  method: Parameters<TestWorld['call']>[0],
  path: string,
  body?: unknown,
  token?: string | null,
): Promise<Answered & { body: Body }> {
  const sent = { ...(body === undefined ? {} : { body }), ...(token === undefined ? {} : { token }) };
  const answer = await world.call(method, path, sent);
  expect(contract.problemWith(method, path, answer)).toBeNull();
  return answer as Answered & { body: Body };
}
const api = (method: Parameters<TestWorld['call']>[0], path: string, body?: unknown) => call(method, `/v1/api${path}`, body);
const shop = (path: string, body: unknown) => call('POST', `/v1/storefront/atlas-studios${path}`, body, null);

/** A Thursday, in Berlin. */
const at = (hour: number): string => `2026-03-05T${String(hour - 1).padStart(2, '0')}:00:00Z`;
const ada = { name: 'Ada Byron', email: 'ada@example.com' };

const extras = {
  addOns: [{ key: 'towels', name: 'Towels', priceCents: 500, minutes: 0, required: false, maxQuantity: 3 }],
  questions: [{ key: 'size', label: 'Your size', kind: 'choice', required: true, options: ['S', 'M'] }],
};

describe('price rules', () => {
  test('are created, changed, put in order and removed', async () => {
    const first = await api('POST', '/price-rules', { name: 'Thursdays', kind: 'percent', value: 1_000, weekdays: [4] });
    expect([first.status, first.body]).toMatchObject([201, { name: 'Thursdays', active: true, weekdays: [4], currency: null }]);
    const { id } = first.body;
    const { body: second } = await api('POST', '/price-rules', { name: 'Early', kind: 'amount', value: -500, currency: 'EUR' });
    const changed = await api('PATCH', `/price-rules/${String(id)}`, { value: 2_000, last: true });
    expect(changed.body).toEqual({ ...first.body, value: 2_000, last: true });
    const ordered = await api('PUT', '/price-rules/order', { priceRuleIds: [second['id']] });
    expect(ordered.body).toEqual({ data: [second, changed.body] });
    expect((await api('DELETE', `/price-rules/${String(id)}`)).status).toBe(204);
    expect((await api('GET', '/price-rules')).body).toEqual({ data: [second] });
    expect((await api('PATCH', `/price-rules/${String(id)}`, { value: 1 })).status).toBe(404);
  });

  test('without sense are refused by the field', async () => {
    const { status, body } = await api('POST', '/price-rules', { name: 'Half', kind: 'amount', value: 5 });
    expect([status, body]).toMatchObject([400, { error: 'invalid_request', details: { issues: [{ path: 'currency' }] } }]);
    const { body: made } = await api('POST', '/price-rules', {
      name: 'Evening',
      kind: 'percent',
      value: 5,
      timeFrom: '18:00',
      timeTo: '20:00',
    });
    const broken = await api('PATCH', `/price-rules/${String(made['id'])}`, { timeTo: null });
    expect([broken.status, broken.body]).toMatchObject([400, { details: { issues: [{ path: 'timeTo' }] } }]);
  });

  test('are the managers’ to read and not the public’s', async () => {
    const readOnly = await world.makeKey({ scopes: ['read'] });
    expect((await call('GET', '/v1/api/price-rules', undefined, readOnly)).status).toBe(200);
    expect((await call('POST', '/v1/api/price-rules', { name: 'No', kind: 'percent', value: 1 }, readOnly)).status).toBe(403);
    expect((await call('GET', '/v1/api/price-rules', undefined, null)).status).toBe(401);
  });
});

describe('a quote', () => {
  test('is the same by key and for customers, and what the booking then tells', async () => {
    const offeringId = await openOffering(world, { taxBps: 1_000, taxIncluded: false, ...extras });
    const { body: rule } = await api('POST', '/price-rules', { name: 'Thursdays', kind: 'percent', value: 1_000, weekdays: [4] });
    const wish = { offeringId, startsAt: at(10), addOns: [{ key: 'towels', quantity: 2 }] };
    const quoted = await api('POST', '/quote', wish);
    expect([quoted.status, quoted.body]).toMatchObject([
      200,
      {
        lines: [
          {
            ...{ startsAt: at(10), endsAt: at(11), priceCents: 5_400, taxCents: 540 },
            steps: [
              { kind: 'base', units: 1, unitCents: 4_000, cents: 4_000 },
              { kind: 'rule', ref: rule['id'], name: 'Thursdays', cents: 400 },
              { kind: 'addOn', ref: 'towels', units: 2, unitCents: 500, cents: 1_000 },
            ],
          },
        ],
        totalCents: 5_940,
      },
    ]);
    const customers = await shop('/quote', wish);
    expect(customers.body).toEqual(quoted.body);

    const order = { ...wish, answers: { size: 'M' }, customer: ada, expectedTotalCents: 5_940 };
    const booked = await api('POST', '/bookings', order);
    const [line] = quoted.body['lines'] as { steps: unknown }[];
    expect([booked.status, booked.body]).toMatchObject([
      201,
      {
        totalCents: 5_940,
        items: [
          {
            ...{ priceCents: 5_400, taxCents: 540, steps: line?.steps, answers: { size: 'M' }, subscriptionId: null },
            addOns: [{ key: 'towels', name: 'Towels', quantity: 2, minutes: 0, priceCents: 500 }],
          },
        ],
      },
    ]);
    const bought = await shop('/checkout', { ...order, startsAt: at(12), endsAt: at(13) });
    expect([bought.status, bought.body]).toMatchObject([
      201,
      { booking: { totalCents: 5_940, items: [{ addOns: [{ key: 'towels', quantity: 2 }], answers: { size: 'M' } }] } },
    ]);
  });

  test('that has changed meanwhile, an answer that is missing and an add-on that is not there are told', async () => {
    const offeringId = await openOffering(world, extras);
    const order = { offeringId, startsAt: at(10), customer: ada, answers: { size: 'S' } };
    const dearer = await shop('/checkout', { ...order, expectedTotalCents: 3_000 });
    expect([dearer.status, dearer.body]).toMatchObject([
      409,
      { error: 'edit_conflict', details: { field: 'totalCents', yours: 3_000, theirs: 4_000 } },
    ]);
    const silent = await shop('/checkout', { ...order, answers: {} });
    expect([silent.status, silent.body]).toMatchObject([
      400,
      { error: 'invalid_request', details: { issues: [{ path: 'answers.size', expected: 'an answer to: Your size' }] } },
    ]);
    const items = [
      { offeringId, startsAt: at(10), answers: { size: 'S' } },
      { offeringId, startsAt: at(11), answers: { size: 'XL' } },
    ];
    const several = await api('POST', '/bookings', { items, customer: ada });
    expect([several.status, several.body]).toMatchObject([
      400,
      { details: { item: 1, issues: [{ path: 'answers.size', expected: 'one of: S, M' }] } },
    ]);
    const oddly = await api('POST', '/quote', { offeringId, startsAt: at(10), addOns: [{ key: 'sauna', quantity: 1 }] });
    expect([oddly.status, oddly.body]).toMatchObject([422, { error: 'invalid_service', details: { reason: 'add_on', key: 'sauna' } }]);
    const both = await api('POST', '/bookings', { items: [items[0]], answers: { size: 'S' }, customer: ada });
    expect([both.status, both.body]).toMatchObject([400, { details: { issues: [{ path: 'answers' }] } }]);
  });

  test('for a hold is that of its making', async () => {
    const offeringId = await openOffering(world);
    await api('POST', '/price-rules', { name: 'Late', kind: 'percent', value: 5_000, leadToHours: 73 });
    const startsAt = at(10); // 73 hours ahead
    const { body: held } = await shop('/holds', { offeringId, startsAt });
    world.advance(60_000);
    const totalOf = async (more: Body) => (await shop('/quote', { offeringId, startsAt, ...more })).body['totalCents'];
    expect([await totalOf({}), await totalOf({ holdId: held['id'] })]).toEqual([6_000, 4_000]);
  });
});

test('free times are long enough for the add-ons that are asked for, and cost what is quoted with them', async () => {
  const massage = { key: 'massage', name: 'Massage', priceCents: 1_500, minutes: 60, required: false, maxQuantity: 2 };
  const wash = { key: 'wash', name: 'Wash', priceCents: 300, minutes: 0, required: true, maxQuantity: 1 };
  const offeringId = await openOffering(world, {
    title: 'Long',
    addOns: [massage, wash],
    durations: [{ minutes: 120, priceCents: 7_000 }],
  });
  await api('POST', '/bookings', { offeringId, startsAt: at(12), customer: { name: 'Bea' } });
  const range = `availability?offeringId=${offeringId}&from=2026-03-05&to=2026-03-06`;
  type Slots = { slots: { startsAt: string; endsAt: string; priceCents: number }[] };
  for (const path of [`/v1/api/${range}`, `/v1/storefront/atlas-studios/${range}`]) {
    const slotsWith = async (query: string) => ((await call('GET', path + query)).body as unknown as Slots).slots;
    const wishes = [
      ['', [], at(11)],
      ['&addOns=', [], at(11)],
      ['&addOns=massage', [{ key: 'massage', quantity: 1 }], at(10)],
      ['&addOns=wash,massage:2', [{ key: 'massage', quantity: 2 }], at(9)],
    ] as const;
    for (const [query, addOns, last] of wishes) {
      const before = (await slotsWith(query)).filter(({ startsAt }) => startsAt < at(12));
      expect(before.at(-1)).toMatchObject({ startsAt: last, endsAt: at(12) });
      const { body } = await api('POST', '/quote', { offeringId, startsAt: last, addOns });
      expect(body).toMatchObject({ totalCents: before.at(-1)?.priceCents, lines: [{ endsAt: at(12) }] });
    }
    const [longer] = await slotsWith('&addOns=massage&durationMinutes=120');
    expect(longer).toMatchObject({ startsAt: at(9), endsAt: at(12), priceCents: 8_800 });
    for (const wrong of ['nothing', 'massage:3']) {
      const refused = await call('GET', `${path}&addOns=${wrong}`);
      expect([refused.status, refused.body]).toMatchObject([422, { error: 'invalid_service', details: { reason: 'add_on' } }]);
    }
    for (const wrong of ['massage:0', 'massage:x', 'massage,massage'])
      expect((await call('GET', `${path}&addOns=${wrong}`)).status).toBe(400);
  }
});

test('several are quoted together by the API and the shop, and a refusal tells which', async () => {
  const offeringId = await openOffering(world, { title: 'Together', basePriceCents: 1_500, capacity: 5 });
  const items = [
    { offeringId, startsAt: at(10) },
    { offeringId, startsAt: at(11), quantity: 2 },
  ];
  for (const ask of [(body: Body) => api('POST', '/quote', body), (body: Body) => shop('/quote', body)]) {
    const { body } = await ask({ items });
    expect(body).toMatchObject({ totalCents: 4_500, lines: [{ priceCents: 1_500 }, { priceCents: 3_000 }] });
    const gone = await ask({ items: [items[0], { offeringId, startsAt: at(12), addOns: [{ key: 'none', quantity: 1 }] }] });
    expect([gone.status, gone.body]).toMatchObject([422, { details: { reason: 'add_on', item: 1 } }]);
    const both = await ask({ items, offeringId });
    expect([both.status, both.body]).toMatchObject([400, { details: { issues: [{ path: 'offeringId' }] } }]);
    expect((await ask({})).status).toBe(400);
  }
});

describe('dues', () => {
  test('are listed page by page, let off and charged again', async () => {
    const visited = await openOffering(world);
    const plan = { period: 'week', visits: null, offeringIds: [visited] };
    const club = { title: 'Club', basePriceCents: 4_900, pricingModel: 'SUBSCRIPTION', plan, status: 'PUBLISHED' };
    const { body: offering } = await api('POST', '/offerings', club);
    const { body: customer } = await api('POST', '/customers', ada);
    const startsOn = new Date(world.now() - 15 * 86_400_000).toISOString().slice(0, 10);
    await api('POST', '/subscriptions', { customerId: customer['id'], offeringId: offering['id'], startsOn });
    const first = (await api('GET', '/dues?limit=2')).body as { data: Body[]; nextCursor: string };
    const second = (await api('GET', `/dues?limit=2&cursor=${first.nextCursor}`)).body as { data: Body[]; nextCursor: null };
    const froms = [...first.data, ...second.data].map(({ from }) => from);
    expect([froms.length, froms[0], second.nextCursor]).toEqual([3, startsOn, null]);
    expect(first.data[0]).toMatchObject({
      customerName: 'Ada Byron',
      title: 'Club',
      order: { dueCents: 4_900 },
      waived: null,
      trouble: null,
    });
    const id = String(first.data[0]?.['orderId']);
    const waived = await api('POST', `/orders/${id}/waive`, { reason: 'Was ill' });
    expect(waived.body).toMatchObject({
      order: { status: 'VOID', dueCents: 0 },
      waived: { amountCents: 4_900, reason: 'Was ill', by: 'Test key' },
    });
    expect((await api('POST', `/orders/${id}/waive`, { reason: 'Again' })).status).toBe(409);
    expect(((await api('GET', '/dues')).body as { data: Body[] }).data).toHaveLength(2);
    expect((await api('POST', `/orders/${id}/unwaive`)).body).toEqual(first.data[0]);
    expect((await api('POST', `/orders/${id}/unwaive`)).status).toBe(409);
    expect((await api('GET', '/dues?which=toGiveBack')).body).toEqual({ data: [], nextCursor: null });
  });
});

describe('subscriptions', () => {
  test('are started, used by bookings and ended', async () => {
    const offeringId = await openOffering(world, { capacity: 5 });
    const plan = { period: 'month', visits: 1, offeringIds: [offeringId] };
    const planId = await openOffering(world, { title: 'Once a month', pricingModel: 'SUBSCRIPTION', plan });
    const { body: customer } = await api('POST', '/customers', ada);
    const start = { customerId: customer['id'], offeringId: planId, startsOn: '2026-02-28' };
    const started = await api('POST', '/subscriptions', start);
    expect([started.status, started.body]).toMatchObject([201, { title: 'Once a month', visits: 1, left: 1, periodFrom: '2026-02-28' }]);
    const subscriptionId = String(started.body['id']);
    const [period] = started.body['periods'] as { order: { id: string } }[];
    expect(period).toMatchObject({ from: '2026-02-28', order: { status: 'OPEN', dueCents: 4_000 } });
    const paid = await api('POST', `/orders/${String(period?.order.id)}/payments`, { method: 'cash', amountCents: 4_000 });
    expect([paid.status, paid.body]).toMatchObject([201, { payableKind: 'plan', payableId: subscriptionId, status: 'PAID' }]);
    const { body: orders } = await api('GET', '/orders?payableKind=plan&status=PAID');
    expect(orders).toMatchObject({ data: [{ id: period?.order.id, customerId: customer['id'] }], nextCursor: null });
    expect((await api('GET', '/orders?payableKind=booking')).body).toMatchObject({ data: [] });
    const visit = { offeringId, startsAt: at(10), customer: { id: customer['id'] }, subscriptionId };
    expect((await api('POST', '/quote', { offeringId, startsAt: at(10), subscriptionId })).body).toMatchObject({ totalCents: 0 });
    const booked = await api('POST', '/bookings', visit);
    expect([booked.status, booked.body]).toMatchObject([201, { totalCents: 0, items: [{ subscriptionId }] }]);
    const again = await api('POST', '/bookings', { ...visit, startsAt: at(11) });
    expect([again.status, again.body]).toMatchObject([422, { details: { reason: 'subscription', why: 'visits', left: 0 } }]);
    const ended = await api('POST', `/subscriptions/${subscriptionId}/end`, { endsOn: '2026-03-31' });
    expect(ended.body).toMatchObject({ endsOn: '2026-03-31', used: 1, left: 0 });
    expect((await api('GET', `/subscriptions?customerId=${String(customer['id'])}`)).body).toEqual({ data: [ended.body] });
    const none = await api('POST', '/subscriptions', { ...start, offeringId });
    expect([none.status, none.body]).toMatchObject([422, { details: { reason: 'no_plan' } }]);
    const claimed = await shop('/checkout', { offeringId, startsAt: at(12), customer: ada, subscriptionId });
    expect(claimed.status).toBe(400);
  });
});
