import { afterEach, describe, expect, test } from 'vitest';
import { MINUTE } from '#core/base/time.ts';
import { memoryCounters } from '#server/limits.ts';
import { openOffering, OWNER, testWorld, type TestWorld, type WorldParts } from './world.ts';

let world: TestWorld;
afterEach(() => world.close());

const start = async (parts: WorldParts): Promise<void> => {
  world = await testWorld({ now: '2026-03-02T08:00:00Z', ...parts });
};

const aMinute = (count: number) => ({ count, windowMs: MINUTE });

test('a key has so many requests a minute, is told how many are left, and when to come back', async () => {
  await start({ limits: { requestsPerKey: aMinute(3) } });
  const ask = () => world.call('GET', '/v1/api/me');
  const first = await ask();
  expect(first.headers).toMatchObject({ 'ratelimit-policy': '"requests";q=3;w=60', ratelimit: '"requests";r=2;t=60' });
  await ask();
  world.advance(45_000);
  expect((await ask()).headers['ratelimit']).toBe('"requests";r=0;t=15');
  const over = await ask();
  expect([over.status, over.body]).toMatchObject([429, { error: 'rate_limited', details: { limit: 'requests', retryAfterSeconds: 15 } }]);
  expect(over.headers['retry-after']).toBe('15');
  const other = await world.makeKey();
  expect((await world.call('GET', '/v1/api/me', { token: other })).status).toBe(200);
  world.advance(15_000);
  expect((await ask()).status).toBe(200);
});

test('bookings are counted beside requests, by key and on the public door by address', async () => {
  await start({ limits: { bookingsPerKey: aMinute(1), bookingsPerAddress: aMinute(2) } });
  const offeringId = await openOffering(world);
  const book = (hour: number, url: string, token: string | null) =>
    world.call('POST', url, {
      token,
      body: { offeringId, startsAt: `2026-03-03T${hour}:00:00Z`, customer: { name: 'Ada', email: 'ada@example.com' } },
    });
  const first = await book(10, '/v1/api/bookings', world.token);
  expect([first.status, first.headers['ratelimit']]).toEqual([201, expect.stringContaining('"bookings";r=0')]);
  expect((await book(11, '/v1/api/bookings', world.token)).status).toBe(429);
  const checkout = '/v1/storefront/atlas-studios/checkout';
  const answers = [await book(11, checkout, null), await book(12, checkout, null), await book(13, checkout, null)];
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 429]);
});

test('a limited request is not kept under its Idempotency-Key', async () => {
  await start({ limits: { bookingsPerKey: aMinute(1) } });
  const offeringId = await openOffering(world);
  const book = (key: string) =>
    world.call('POST', '/v1/api/bookings', {
      body: { offeringId, startsAt: '2026-03-03T10:00:00Z', customer: { name: 'Ada' } },
      headers: { 'idempotency-key': key },
    });
  await world.call('POST', '/v1/api/bookings', { body: { offeringId, startsAt: '2026-03-03T09:00:00Z', customer: { name: 'Ada' } } });
  expect((await book('k')).status).toBe(429);
  world.advance(MINUTE);
  expect((await book('k')).status).toBe(201);
});

test('passwords and codes are guessed five times a minute from one address', async () => {
  await start({ limits: { signInsPerAddress: aMinute(5) } });
  const guess = (path: string, body: unknown) => world.call('POST', `/v1/console/${path}`, { token: null, body });
  for (let i = 0; i < 4; i++) expect((await guess('sign-in', { email: OWNER.email, password: `guess ${i}` })).status).toBe(401);
  expect((await guess('pair', { code: 'AAAA-AAAA' })).status).toBe(401);
  expect((await guess('sign-in', { email: OWNER.email, password: OWNER.password })).status).toBe(429);
  expect((await guess('pair', { code: 'AAAA-AAAB' })).status).toBe(429);
});

test('guessing tokens costs the guesser’s address, not the key', async () => {
  await start({ limits: { requestsPerAddress: aMinute(2), requestsPerKey: aMinute(2) } });
  const [name] = world.token.split('.');
  const guesses: number[] = [];
  for (let i = 0; i < 3; i++) guesses.push((await world.call('GET', '/v1/api/me', { token: `${name}.${'0'.repeat(31)}${i}` })).status);
  expect(guesses).toEqual([401, 401, 429]);
  expect((await world.call('GET', '/v1/api/me')).status).toBe(200);
});

describe('the address of a request', () => {
  const visit = (forwarded: string) =>
    world.call('GET', '/v1/storefront/atlas-studios/offerings', { token: null, headers: { 'x-forwarded-for': forwarded } });

  test('is that of the connection, whatever a stranger’s header says', async () => {
    await start({ limits: { requestsPerAddress: aMinute(2) } });
    const answers = [await visit('198.51.100.1'), await visit('198.51.100.2'), await visit('198.51.100.3')];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
  });

  test('is the forwarded one behind a proxy that is trusted', async () => {
    await start({ limits: { requestsPerAddress: aMinute(1) }, options: { trustProxy: '127.0.0.1' } });
    expect((await visit('198.51.100.1')).status).toBe(200);
    expect((await visit('198.51.100.2')).status).toBe(200);
    expect((await visit('198.51.100.1')).status).toBe(429);
  });
});

test('counters forget windows that have ended', async () => {
  await start({});
  const counters = memoryCounters();
  for (let i = 0; i < 10_001; i++) await counters.hit(`k${i}`, { now: i, windowMs: 10 });
  expect(await counters.hit('k1', { now: 20_000, windowMs: 10 })).toEqual({ count: 1, resetsAt: 20_010 });
});

test('a replay takes nothing from the budget of bookings', async () => {
  await start({ limits: { bookingsPerKey: aMinute(1) } });
  const offeringId = await openOffering(world);
  const book = () =>
    world.call('POST', '/v1/api/bookings', {
      body: { offeringId, startsAt: '2026-03-03T10:00:00Z', customer: { name: 'Ada' } },
      headers: { 'idempotency-key': 'k' },
    });
  const first = await book();
  const again = await book();
  expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
  expect(again.headers['idempotent-replayed']).toBe('true');
});

test('pages, the docs and addresses where nothing is count, too', async () => {
  await start({ limits: { requestsPerAddress: aMinute(5) } });
  for (const url of ['/status', '/openapi.json', '/docs', '/s/atlas-studios', '/nowhere'])
    expect((await world.call('GET', url, { token: null })).headers['ratelimit']).toMatch(/^"pages";r=\d;t=60$/);
  const over = await world.call('GET', '/status', { token: null });
  expect([over.status, over.headers['retry-after'], over.headers['ratelimit']]).toEqual([429, '60', '"pages";r=0;t=60']);
});

test('a query that a route does not take is refused by name', async () => {
  await start({});
  for (const url of [
    '/v1/api/me',
    '/v1/manage/webhooks',
    '/v1/storefront/atlas-studios',
    '/v1/storefront/atlas-studios/bookings/bkg_00000000000000000000',
  ]) {
    const { status, body } = await world.call('GET', `${url}?t=a&t=b`);
    expect([url, status, body]).toMatchObject([url, 400, { details: { issues: [{ path: 't' }] } }]);
  }
});
