/** Where strangers come from, as the doors tell it, and what of it each of them is shown. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bookingOrigins } from '#core/domains/bookings/tables.ts';
import { networkOf, originOf } from '#server/secrets/origins.ts';
import { strictCaller } from './contract.ts';
import { openOffering, testWorld, type TestWorld } from './world.ts';

const SHOP = '/v1/storefront/atlas-studios';
const at = '2026-03-05T10:00:00Z';

let world: TestWorld;
let call: TestWorld['call'];
let offeringId: string;

beforeEach(async () => {
  world = await testWorld({ now: '2026-03-02T08:00:00Z', options: { trustProxy: true } });
  call = await strictCaller(world);
  offeringId = await openOffering(world, { capacity: 50 });
});
afterEach(() => world.close());

const person = (name: string, domain = 'example.com') => ({ name, email: `${name.toLowerCase()}@${domain}` });

async function checkOut(headers: Record<string, string>, customer = person('Ada')): Promise<string> {
  const { status, body, text } = await call('POST', `${SHOP}/checkout`, {
    token: null,
    headers,
    body: { offeringId, startsAt: at, customer },
  });
  if (status !== 201) throw new Error(text);
  return (body as { booking: { id: string } }).booking.id;
}
const originBehind = (bookingId: string) => world.engine.database.read(world.business.tenantId, (db) => db.find(bookingOrigins, bookingId));
const read = async (bookingId: string) => (await call('GET', `/v1/api/bookings/${bookingId}`)).body as Record<string, unknown>;

describe('the origin of a booking', () => {
  test('is its address by the rules of proxies and the browser that keeps an id, as digests', async () => {
    const mobile = { 'user-agent': 'Phone', 'x-forwarded-for': '203.0.113.9' };
    const first = await originBehind(await checkOut({ ...mobile, 'x-slotkeeper-device': 'a'.repeat(32) }));
    const moved = await originBehind(
      await checkOut({ ...mobile, 'x-forwarded-for': '198.51.100.1', 'x-slotkeeper-device': 'a'.repeat(32) }),
    );
    expect(first?.address).toMatch(/^[0-9a-f]{40}$/);
    expect(first?.device).toMatch(/^[0-9a-f]{40}$/);
    expect(moved?.device).toBe(first?.device);
    expect(moved?.address).not.toBe(first?.address);
    expect(JSON.stringify([first, moved])).not.toMatch(/203|198\.51|aaaa/);
  });

  test('knows a browser without an id by its name at its address, and no other of that name', async () => {
    const at1 = await originBehind(await checkOut({ 'user-agent': 'Phone', 'x-forwarded-for': '203.0.113.9' }));
    const again = await originBehind(
      await checkOut({ 'user-agent': 'Phone', 'x-forwarded-for': '203.0.113.9', 'x-slotkeeper-device': '<script>' }),
    );
    const elsewhere = await originBehind(await checkOut({ 'user-agent': 'Phone', 'x-forwarded-for': '203.0.113.10' }));
    expect(again).toMatchObject({ address: at1?.address, device: at1?.device });
    expect(elsewhere?.device).not.toBe(at1?.device);
  });

  test('is kept of every date of a series', async () => {
    const body = { offeringId, startsAt: at, rrule: 'FREQ=WEEKLY;COUNT=3', take: 'all', customer: person('Ada') };
    const { bookings } = (await call('POST', `${SHOP}/series`, { token: null, headers: { 'x-forwarded-for': '203.0.113.9' }, body }))
      .body as {
      bookings: { id: string }[];
    };
    const origins = await Promise.all(bookings.map(({ id }) => originBehind(id)));
    expect(new Set(origins.map((origin) => origin?.address)).size).toBe(1);
    expect(origins).toHaveLength(3);
  });

  test('is not for customers or keys to say', async () => {
    const origin = { address: 'somebody', device: null };
    const wish = { offeringId, startsAt: at, customer: person('Ada'), origin };
    for (const url of [`${SHOP}/checkout`, '/v1/api/bookings']) expect((await world.call('POST', url, { body: wish })).status).toBe(400);
    const { body } = await call('POST', '/v1/api/bookings', { body: { offeringId, startsAt: at, customer: person('Ada') } });
    expect(await originBehind((body as { id: string }).id)).toBeUndefined();
  });

  test('counts a line of IPv6 as one, and an address of IPv4 inside it as itself', () => {
    expect(['2001:db8::1', '2001:0DB8:0:0:ffff::2', '2001:db8:0:0:1:2:3:4'].map(networkOf)).toEqual(
      Array.from({ length: 3 }, () => '2001:db8:0:0'),
    );
    expect(networkOf('2001:db8:0:1::1')).toBe('2001:db8:0:1');
    expect(networkOf('::1')).toBe('0:0:0:0');
    expect(['::ffff:203.0.113.9', '203.0.113.9'].map(networkOf)).toEqual(['203.0.113.9', '203.0.113.9']);
  });

  test('is another in every business, and without a browser’s name has no device', () => {
    const request = { ip: '203.0.113.9', headers: {} };
    const { serverKey } = world.parts;
    const one = originOf(request, { serverKey, tenantId: 'tnt_a' });
    expect(one.device).toBeNull();
    expect(originOf(request, { serverKey, tenantId: 'tnt_b' }).address).not.toBe(one.address);
  });
});

describe('a plan that is used up', () => {
  test('is told by every door with when it is renewed, and lets the same request in once there is more', async () => {
    await world.run('tenants.setQuota', { planQuota: 1 });
    const wish = { offeringId, startsAt: at, customer: person('Ada') };
    expect((await call('POST', '/v1/api/bookings', { body: wish })).status).toBe(201);
    const details = { quota: 1, used: 1, renewsAt: '2026-03-31T22:00:00Z' };
    const retryAfter = String((Date.parse(details.renewsAt) - world.now()) / 1000);
    const refused = { status: 429, body: { error: 'quota_exceeded', details }, headers: { 'retry-after': retryAfter } };
    const series = { ...wish, rrule: 'FREQ=DAILY;COUNT=2', take: 'all' };
    for (const [url, body] of [
      ['/v1/api/bookings', wish],
      ['/v1/api/series', series],
      [`${SHOP}/checkout`, wish],
      [`${SHOP}/series`, series],
    ] as const)
      expect(await call('POST', url, { body, ...(url.startsWith(SHOP) ? { token: null } : {}) }), url).toMatchObject(refused);
    const keyed = { body: wish, headers: { 'idempotency-key': 'once' } };
    expect(await call('POST', '/v1/api/bookings', keyed)).toMatchObject(refused);
    await world.run('tenants.setQuota', { planQuota: null });
    expect((await call('POST', '/v1/api/bookings', keyed)).status).toBe(201);
  });
});

describe('a booking that is held', () => {
  const mallory = person('Mallory', 'mailinator.com');
  beforeEach(() => world.run('bookings.updateRiskSettings', { changes: { holdFrom: 25 } }));

  test('tells keys its score, why, and how it stands; customers that they will hear, and no more', async () => {
    const body = { offeringId, startsAt: at, customer: mallory };
    const checkedOut = await call('POST', `${SHOP}/checkout`, { token: null, body });
    expect(checkedOut.body).toMatchObject({ booking: { status: 'PENDING' } });
    const { booking, manageToken } = checkedOut.body as { booking: { id: string }; manageToken: string };
    const own = await call('GET', `${SHOP}/bookings/${booking.id}`, { token: manageToken });
    expect(own.status).toBe(200);
    for (const { text } of [checkedOut, own]) expect(text).not.toMatch(/risk|held|review/i);
    expect(await read(booking.id)).toMatchObject({
      ...{ status: 'PENDING', riskScore: 25, riskReviewStatus: 'held' },
      riskSignals: [{ kind: 'disposable_mail', points: 25, value: 1 }],
    });
    const { data } = (await call('GET', '/v1/api/bookings')).body as { data: object[] };
    expect(data).toMatchObject([{ riskScore: 25, riskReviewStatus: 'held' }]);
  });

  test('is released or declined by a key that writes', async () => {
    const [first, second] = [await checkOut({}, mallory), await checkOut({}, mallory)];
    const reader = await world.makeKey({ scopes: ['read'] });
    expect((await call('POST', `/v1/api/bookings/${first}/release`, { token: reader })).status).toBe(403);
    expect(await call('POST', `/v1/api/bookings/${first}/approve`)).toMatchObject({ status: 409, body: { error: 'invalid_transition' } });
    expect(await call('POST', `/v1/api/bookings/${first}/release`)).toMatchObject({
      ...{ status: 200, body: { status: 'CONFIRMED', riskReviewStatus: 'released' } },
    });
    expect(await call('POST', `/v1/api/bookings/${first}/release`)).toMatchObject({ status: 409 });
    expect(await call('POST', `/v1/api/bookings/${second}/decline`)).toMatchObject({
      body: { status: 'CANCELLED', riskReviewStatus: 'declined' },
    });
  });
});
