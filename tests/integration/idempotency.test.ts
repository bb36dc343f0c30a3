import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildApp } from '#server/app.ts';
import { strictCaller } from './contract.ts';
import { openOffering, testWorld, type TestWorld } from './world.ts';

const ada = { name: 'Ada Byron', email: 'ada@example.com' };
const at = (hour: number): string => `2026-03-05T${String(hour).padStart(2, '0')}:00:00Z`;
const keyed = (key: string) => ({ headers: { 'idempotency-key': key } });

let world: TestWorld;
let call: TestWorld['call'];
let offeringId: string;

beforeEach(async () => {
  world = await testWorld({ now: '2026-03-02T08:00:00Z' });
  call = await strictCaller(world);
  offeringId = await openOffering(world);
});
afterEach(() => world.close());

const order = (hour = 9) => ({ offeringId, startsAt: at(hour), customer: ada });
const countBookings = async (): Promise<number> => ((await call('GET', '/v1/api/bookings')).body as { data: unknown[] }).data.length;

test('a replay has the first answer to the byte, whatever became of the booking', async () => {
  const first = await call('POST', '/v1/api/bookings', { body: order(), ...keyed('k') });
  const { id } = first.body as { id: string };
  await call('POST', `/v1/api/bookings/${id}/cancel`);
  const again = await call('POST', '/v1/api/bookings', { body: order(), ...keyed('k') });
  expect([again.status, again.text]).toEqual([201, first.text]);
  expect([first.headers['idempotent-replayed'], again.headers['idempotent-replayed']]).toEqual([undefined, 'true']);
  expect(await countBookings()).toBe(1);
});

test('the same payload in another order of fields is the same payload', async () => {
  await call('POST', '/v1/api/bookings', { body: order(), ...keyed('k') });
  const { customer, startsAt } = order();
  const again = await call('POST', '/v1/api/bookings', { body: { customer, startsAt, offeringId }, ...keyed('k') });
  expect(again.headers['idempotent-replayed']).toBe('true');
});

test('another payload, path or method under the key is a conflict', async () => {
  const { body } = await call('POST', '/v1/api/bookings', { body: order(), ...keyed('k') });
  const { id } = body as { id: string };
  const others = [
    await call('POST', '/v1/api/bookings', { body: order(10), ...keyed('k') }),
    await call('POST', `/v1/api/bookings/${id}/cancel`, keyed('k')),
    await call('PATCH', `/v1/api/bookings/${id}`, { body: { notes: 'x' }, ...keyed('k') }),
  ];
  for (const { status, body: said } of others) expect([status, said]).toMatchObject([409, { error: 'idempotency_conflict' }]);
});

test('a refusal of the business is kept; a request that was not valid is not', async () => {
  await call('POST', '/v1/api/bookings', { body: order() });
  const refused = await call('POST', '/v1/api/bookings', { body: order(), ...keyed('taken') });
  expect(refused.body).toMatchObject({ error: 'booking_conflict' });
  await call('POST', `/v1/api/bookings/${((await call('GET', '/v1/api/bookings')).body as { data: { id: string }[] }).data[0]?.id}/cancel`);
  const again = await call('POST', '/v1/api/bookings', { body: order(), ...keyed('taken') });
  expect([again.status, again.text, again.headers['idempotent-replayed']]).toEqual([409, refused.text, 'true']);

  expect((await call('POST', '/v1/api/bookings', { body: { ...order(), startsAt: 'soon' }, ...keyed('typo') })).status).toBe(400);
  expect((await call('POST', '/v1/api/bookings', { body: order(), ...keyed('typo') })).status).toBe(201);
});

test('a refused later step is kept without the steps before it', async () => {
  await call('DELETE', `/v1/api/offerings/${offeringId}`);
  const change = { body: { title: 'Renamed', status: 'PUBLISHED' }, ...keyed('k') };
  const refused = await call('PATCH', `/v1/api/offerings/${offeringId}`, change);
  expect(refused.body).toMatchObject({ error: 'invalid_transition' });
  await call('PATCH', `/v1/api/offerings/${offeringId}`, { body: { status: 'DRAFT' } });
  expect((await call('PATCH', `/v1/api/offerings/${offeringId}`, change)).text).toBe(refused.text);
  expect((await call('GET', `/v1/api/offerings/${offeringId}`)).body).toMatchObject({ title: 'Haircut', status: 'DRAFT' });
});

test('a key is forgotten after a day, by the server’s clock', async () => {
  await call('POST', '/v1/api/bookings', { body: order(), ...keyed('k') });
  world.advance(24 * 3_600_000 - 1);
  expect((await call('POST', '/v1/api/bookings', { body: order(10), ...keyed('k') })).body).toMatchObject({
    error: 'idempotency_conflict',
  });
  world.advance(1);
  const later = await call('POST', '/v1/api/bookings', { body: order(10), ...keyed('k') });
  expect([later.status, later.headers['idempotent-replayed']]).toEqual([201, undefined]);
  expect((await call('POST', '/v1/api/bookings', { body: order(10), ...keyed('k') })).headers['idempotent-replayed']).toBe('true');
});

describe('the account', () => {
  test('is the business: another key of it finds the answer', async () => {
    const first = await call('POST', '/v1/api/bookings', { body: order(), ...keyed('k') });
    const token = await world.makeKey();
    expect((await call('POST', '/v1/api/bookings', { body: order(), token, ...keyed('k') })).text).toBe(first.text);
  });

  test('of the sandbox, of another business and of the public door are others', async () => {
    await call('POST', '/v1/api/customers', { body: { name: 'Ada' }, ...keyed('k') });
    const sandbox = { headers: { 'idempotency-key': 'k', 'x-slotkeeper-sandbox': 'true' } };
    const rival = await world.otherBusiness('Rival');
    const token = await world.makeKey({ tenantId: rival.tenantId });
    const others = [
      await call('POST', '/v1/api/customers', { body: { name: 'Ada' }, ...sandbox }),
      await call('POST', '/v1/api/customers', { body: { name: 'Ada' }, token, ...keyed('k') }),
      await call('POST', '/v1/storefront/atlas-studios/checkout', { body: order(), token: null, ...keyed('k') }),
    ];
    for (const { status, headers } of others) expect([status, headers['idempotent-replayed']]).toEqual([201, undefined]);
  });
});

describe('a race under one key', () => {
  test('of the same request has one effect and one answer', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => call('POST', '/v1/api/bookings', { body: order(), ...keyed('k') })));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotent-replayed'] === undefined)).toHaveLength(1);
    expect(await countBookings()).toBe(1);
  });

  test('of different requests has one effect, and the others are told', async () => {
    const answers = await Promise.all([8, 9, 10, 11].map((hour) => call('POST', '/v1/api/bookings', { body: order(hour), ...keyed('k') })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(3);
    expect(await countBookings()).toBe(1);
  });

  test('between two processes on one database has one effect', async () => {
    // A second server knows nothing of what the first has in flight: only the database is between them.
    const second = buildApp(world.parts);
    const send = (app: typeof world.app, hour: number) =>
      app.inject({
        ...{ method: 'POST', url: '/v1/api/bookings', payload: order(hour) },
        headers: { authorization: `Bearer ${world.token}`, 'idempotency-key': 'k' },
      });
    const answers = await Promise.all([send(world.app, 9), send(second, 9), send(world.app, 9), send(second, 9), send(second, 10)]);
    expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(4);
    expect(answers.filter(({ statusCode }) => statusCode === 409)).toHaveLength(1);
    expect(new Set(answers.filter(({ statusCode }) => statusCode === 201).map(({ body }) => body)).size).toBe(1);
    expect(await countBookings()).toBe(1);
    await second.close();
  });
});

test('every mutating route keeps its answer', async () => {
  const { body: resource } = await call('POST', '/v1/api/resources', { body: { name: 'Ben', kind: 'stylist' }, ...keyed('resource') });
  const { id: resourceId } = resource as { id: string };
  const webhook = { url: 'https://93.184.216.34/hooks', events: ['booking.created'] };
  const { id: endpointId } = (await call('POST', '/v1/manage/webhooks', { body: webhook })).body as { id: string };
  const { booking, manageToken } = (await call('POST', '/v1/storefront/atlas-studios/checkout', { token: null, body: order() })).body as {
    booking: { id: string };
    manageToken: string;
  };
  const requests: Parameters<TestWorld['call']>[] = [
    ['POST', '/v1/api/resources', { body: { name: 'Ben', kind: 'stylist' } }],
    ['PATCH', `/v1/api/resources/${resourceId}`, { body: { name: 'Benjamin' } }],
    ['DELETE', `/v1/api/resources/${resourceId}`, {}],
    ['PUT', `/v1/api/offerings/${offeringId}/schedule`, { body: { rules: [{ dayOfWeek: 1, startTime: '09:00', endTime: '17:00' }] } }],
    ['POST', `/v1/api/offerings/${offeringId}/exceptions`, { body: { kind: 'BLOCK', from: '2026-04-01T00:00', to: '2026-04-02T00:00' } }],
    ['POST', '/v1/api/offerings', { body: { title: 'Another', basePriceCents: 1 } }],
    ['PATCH', `/v1/api/offerings/${offeringId}`, { body: { basePriceCents: 5_000 } }],
    ['POST', '/v1/api/customers', { body: { name: 'Cem' } }],
    ['PATCH', `/v1/api/bookings/${booking.id}`, { body: { notes: 'x' } }],
    ['POST', '/v1/manage/webhooks', { body: webhook }],
    ['POST', `/v1/manage/webhooks/${endpointId}/rotate-secret`, {}],
    ['POST', `/v1/manage/webhooks/${endpointId}/test`, {}],
    ['POST', '/v1/storefront/atlas-studios/holds', { token: null, body: { offeringId, startsAt: '2026-03-09T10:00:00Z' } }],
    [
      'POST',
      `/v1/storefront/atlas-studios/bookings/${booking.id}/reschedule`,
      { token: manageToken, body: { startsAt: '2026-03-09T12:00:00Z' } },
    ],
    ['POST', `/v1/storefront/atlas-studios/bookings/${booking.id}/cancel`, { token: manageToken, body: { expectedRefundPercent: 100 } }],
  ];
  for (const [i, [method, url, options]] of requests.entries()) {
    const first = await call(method, url, { ...options, ...keyed(`each-${i}`) });
    const again = await call(method, url, { ...options, ...keyed(`each-${i}`) });
    expect(first.status, `${method} ${url}: ${first.text}`).toBeLessThan(300);
    expect([url, again.status, again.text, again.headers['idempotent-replayed']]).toEqual([url, first.status, first.text, 'true']);
  }
});

test('a key of no characters or too many is refused by its name', async () => {
  for (const key of ['', 'x'.repeat(129)]) {
    const { status, body } = await call('POST', '/v1/api/customers', { body: { name: 'Ada' }, ...keyed(key) });
    expect([status, body]).toMatchObject([400, { details: { issues: [{ path: 'Idempotency-Key' }] } }]);
  }
});
