import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MINUTE } from '#core/base/time.ts';
import type { Actor } from '#core/contracts/actor.ts';
import { execute } from '#core/engine/execute.ts';
import { tenantTables } from '#core/engine/tenantTables.ts';
import { fates } from '#server/sandbox/refill.ts';
import { doorkeeper } from '#server/secrets/apiKeys.ts';
import { newCommandId } from '#server/secrets/tokens.ts';
import { startWorkers, type Workers } from '#server/workers/start.ts';
import { cheapHash } from '../secrets.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { type Answered, everyDay, OWNER, type TestWorld, testWorld } from './world.ts';

// What a twin's keys and clock do, and what they never do to the business itself. It is Monday, 2 March 2026, 8:00.

let world: TestWorld;
let workers: Workers;
let receiver: Receiver;
let testKey: string;

beforeEach(async () => {
  world = await testWorld({ options: { allowPrivateWebhooks: true } });
  workers = startWorkers(world.parts);
  receiver = await startReceiver(world.now);
  testKey = await world.makeKey({ tenantId: world.business.sandboxTenantId, sandbox: true });
});

afterEach(async () => {
  await workers.stop();
  await receiver.close();
  await world.close();
});

type Method = Parameters<TestWorld['call']>[0];

const call = async (method: Method, url: string, body?: unknown, more: object = {}): Promise<Answered> =>
  world.call(method, `/v1/api${url}`, { ...(body === undefined ? {} : { body }), token: testKey, ...more });

async function well<T = Record<string, unknown>>(answered: Promise<Answered>): Promise<T> {
  const { status, body } = await answered;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body as T;
}

const move = (body: object) => well<{ now: string; aheadMinutes: number }>(call('POST', '/sandbox/clock', body));
const tomorrowAt = (hour: number) => `2026-03-03T${String(hour).padStart(2, '0')}:00:00Z`;
const live = { token: undefined };

async function offer(fields: object = {}, more: object = {}): Promise<string> {
  const offering = { title: 'Haircut', basePriceCents: 4_000, status: 'PUBLISHED', slotMinutes: 60, ...fields };
  const { id } = await well<{ id: string }>(call('POST', '/offerings', offering, more));
  await well(call('PUT', `/offerings/${id}/schedule`, { rules: everyDay }, more));
  return id;
}

async function atTwin(name: string, input: unknown, actor: Actor = doorkeeper): Promise<unknown> {
  const { engine, business } = world;
  const outcome = await execute(engine, {
    tenantId: business.sandboxTenantId,
    actor,
    envelope: { commandId: newCommandId(), name, input },
  });
  if (!outcome.ok) throw new Error(`${name} was refused: ${outcome.code} ${JSON.stringify(outcome.facts)}`);
  return outcome.value;
}

const visitor = { kind: 'customer', id: 'test', name: 'Olga' } as const;

async function bookOnline(offeringId: string, startsAt: string, testCard: string): Promise<{ bookingId: string }> {
  const items = [{ offeringId, startsAt: Date.parse(startsAt) }];
  const wish = { items, customer: { name: 'Olga', email: 'olga@example.com' }, source: 'widget', testCard };
  return (await atTwin('bookings.create', wish, visitor)) as { bookingId: string };
}

const customer = { name: 'Ada', email: 'ada@example.com' };
const book = async (offeringId: string, startsAt: string, more: object = {}, wish: object = {}): Promise<string> =>
  (await well<{ id: string }>(call('POST', '/bookings', { offeringId, startsAt, customer, ...wish }, more))).id;
const statusOf = async (id: string, more: object = {}) =>
  (await well<{ status: string }>(call('GET', `/bookings/${id}`, undefined, more))).status;

const depositOf = async (id: string): Promise<string | undefined> =>
  (await well<{ deposit: { status: string } | null }>(call('GET', `/bookings/${id}`))).deposit?.status;

describe('the clock of a sandbox', () => {
  test('goes with the real time until it is moved, forward alone, and back by a reset', async () => {
    expect(await well(call('GET', '/sandbox/clock'))).toEqual({ now: '2026-03-02T08:00:00Z', aheadMinutes: 0, sandbox: true });
    expect(await move({ advanceMinutes: 90 })).toEqual({ now: '2026-03-02T09:30:00Z', aheadMinutes: 90, sandbox: true });
    world.advance(MINUTE);
    expect(await move({ to: tomorrowAt(8) })).toMatchObject({ now: tomorrowAt(8), aheadMinutes: 24 * 60 - 1 });
    for (const body of [{ to: '2026-03-03T08:00:00Z' }, { to: '2028-03-02T08:01:01Z' }, { advanceMinutes: 2 * 365 * 24 * 60 }])
      expect((await call('POST', '/sandbox/clock', body)).body).toMatchObject({ error: 'invalid_request' });
    for (const body of [{}, { advanceMinutes: 1, reset: true }, { advanceMinutes: 0 }, { advanceMinutes: 1.5 }, { reset: false }])
      expect((await call('POST', '/sandbox/clock', body)).status).toBe(400);
    expect(await move({ reset: true })).toEqual({ now: '2026-03-02T08:01:00Z', aheadMinutes: 0, sandbox: true });
    expect(await move({ reset: true })).toMatchObject({ aheadMinutes: 0 });
  });

  test('is not there for the business itself', async () => {
    expect(await call('GET', '/sandbox/clock', undefined, live)).toMatchObject({ status: 403, body: { error: 'forbidden' } });
    const refused = await call('POST', '/sandbox/clock', { advanceMinutes: 1 }, live);
    expect(refused).toMatchObject({ status: 403, body: { error: 'forbidden' } });
    const headers = { 'x-slotkeeper-sandbox': 'true' };
    expect(await well(call('POST', '/sandbox/clock', { advanceMinutes: 1 }, { ...live, headers }))).toMatchObject({ aheadMinutes: 1 });
    const readOnly = await world.makeKey({ tenantId: world.business.sandboxTenantId, sandbox: true, scopes: ['read'] });
    expect((await call('POST', '/sandbox/clock', { advanceMinutes: 1 }, { token: readOnly })).status).toBe(403);
  });

  test('is moved once under an Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'k' };
    const first = await call('POST', '/sandbox/clock', { advanceMinutes: 5 }, { headers });
    const again = await call('POST', '/sandbox/clock', { advanceMinutes: 5 }, { headers });
    expect([again.text, again.headers['idempotent-replayed']]).toEqual([first.text, 'true']);
    expect(await well(call('GET', '/sandbox/clock'))).toMatchObject({ aheadMinutes: 5 });
  });
});

describe('moving the clock', () => {
  test('ends visits, and no-shows are judged by it', async () => {
    const offeringId = await offer();
    const id = await book(offeringId, tomorrowAt(10));
    expect((await call('POST', `/bookings/${id}/no-show`)).body).toMatchObject({ error: 'invalid_transition' });
    await move({ to: tomorrowAt(12) });
    expect(await statusOf(id)).toBe('COMPLETED');
    await well(call('POST', `/bookings/${id}/no-show`));
    expect(await statusOf(id)).toBe('NO_SHOW');
    const late = await book(offeringId, '2026-03-04T10:00:00Z');
    await move({ to: '2026-03-06T11:01:00Z' });
    expect((await call('POST', `/bookings/${late}/no-show`)).body).toMatchObject({ error: 'invalid_transition' });
  });

  test('lets holds run out', async () => {
    const offeringId = await offer();
    const hold = () => world.call('POST', '/v1/storefront/atlas-studios-sandbox/holds', { body: { offeringId, startsAt: tomorrowAt(10) } });
    await well(hold());
    expect((await hold()).status).toBe(409);
    await move({ advanceMinutes: 9 });
    expect((await hold()).status).toBe(409);
    await move({ advanceMinutes: 1 });
    await well(hold());
  });

  test('expires what was not paid in time, and refunds what is paid after that', async () => {
    await atTwin('payments.updateSettings', { changes: { provider: 'test', collect: 'full', paymentMinutes: 30 } });
    const offeringId = await offer();
    const { bookingId: prompt } = await bookOnline(offeringId, tomorrowAt(10), 'ok');
    const { bookingId: slow } = await bookOnline(offeringId, tomorrowAt(12), 'pays_late');
    await move({ advanceMinutes: 1 });
    expect([await statusOf(prompt), await statusOf(slow)]).toEqual(['CONFIRMED', 'PENDING']);
    await move({ advanceMinutes: 29 });
    expect(await statusOf(slow)).toBe('CANCELLED');
    await move({ advanceMinutes: 30 });
    expect(await well(call('GET', `/bookings/${slow}`))).toMatchObject({ payments: [{ status: 'PAID', refundedCents: 4_000 }] });
    expect(await statusOf(prompt)).toBe('CONFIRMED');
  });

  test('lets a card pay late that is waited for', async () => {
    await atTwin('payments.updateSettings', { changes: { provider: 'test', collect: 'full', paymentMinutes: 120 } });
    const { bookingId } = await bookOnline(await offer(), tomorrowAt(10), 'pays_late');
    await move({ advanceMinutes: 59 });
    expect(await statusOf(bookingId)).toBe('PENDING');
    await move({ advanceMinutes: 1 });
    expect(await statusOf(bookingId)).toBe('CONFIRMED');
  });

  test('holds a deposit when it is time, and a no-show captures it', async () => {
    await atTwin('payments.updateSettings', { changes: { provider: 'test', collect: 'deposit', deposits: 'hold' } });
    const offeringId = await offer({ deposit: { kind: 'fixed', amount: 1_000 } });
    const { bookingId } = await bookOnline(offeringId, '2026-03-22T10:00:00Z', 'ok');
    await move({ advanceMinutes: 1 });
    expect(await depositOf(bookingId)).toBe('SAVED');
    await move({ to: '2026-03-20T09:59:00Z' });
    expect(await depositOf(bookingId)).toBe('SAVED');
    await move({ advanceMinutes: 1 });
    expect(await depositOf(bookingId)).toBe('AUTHORISED');
    await move({ to: '2026-03-22T10:30:00Z' });
    await well(call('POST', `/bookings/${bookingId}/no-show`));
    await move({ advanceMinutes: 1 });
    expect(await depositOf(bookingId)).toBe('PAID');
  });

  test('tries a card that a program names, though the business takes none', async () => {
    const offeringId = await offer({ deposit: { kind: 'fixed', amount: 1_000 } });
    const kept = await book(offeringId, '2026-03-22T10:00:00Z', {}, { paymentToken: 'ok' });
    const declined = await book(offeringId, tomorrowAt(12), {}, { paymentToken: 'declined' });
    const paid = await book(await offer({ slug: 'no-deposit' }), tomorrowAt(12), {}, { paymentToken: 'ok' });
    await move({ advanceMinutes: 1 });
    expect([await depositOf(kept), await depositOf(declined)]).toEqual(['SAVED', 'FAILED']);
    expect(await well(call('GET', `/bookings/${paid}`))).toMatchObject({
      status: 'CONFIRMED',
      order: { status: 'PAID', paidCents: 4_000 },
    });
    await move({ to: '2026-03-22T10:30:00Z' });
    await well(call('POST', `/bookings/${kept}/no-show`));
    await move({ advanceMinutes: 1 });
    expect([await depositOf(kept), await statusOf(declined)]).toEqual(['PAID', 'CANCELLED']);
  });

  test('takes no test card for the business itself, nor of a booking that its program confirms', async () => {
    const offeringId = await offer({}, live);
    const wish = { offeringId, startsAt: tomorrowAt(10), customer, paymentToken: 'ok' };
    expect(await call('POST', '/bookings', wish, live)).toMatchObject({
      status: 403,
      body: { error: 'forbidden', details: { field: 'paymentToken' } },
    });
    const refused = await call('POST', '/bookings', { ...wish, offeringId: await offer(), confirm: true });
    expect(refused).toMatchObject({ status: 400, body: { details: { issues: [{ path: 'paymentToken' }] } } });
  });

  test('moves nothing of the business itself', async () => {
    const offeringId = await offer({}, live);
    const id = await book(offeringId, tomorrowAt(10), live);
    await move({ advanceMinutes: 3 * 24 * 60 });
    expect(await statusOf(id, live)).toBe('CONFIRMED');
    const found = await well<{ slots: { startsAt: string }[] }>(
      call('GET', `/availability?offeringId=${offeringId}&from=2026-03-02&to=2026-03-03`, undefined, live),
    );
    expect(found.slots.length).toBeGreaterThan(0);
    const twins = await offer();
    const ofTwin = await well<{ slots: unknown[] }>(call('GET', `/availability?offeringId=${twins}&from=2026-03-02&to=2026-03-03`));
    expect(ofTwin.slots).toEqual([]);
  });
});

describe('deliveries of a sandbox', () => {
  const subscribe = (events: string[]) =>
    world.call('POST', '/v1/manage/webhooks', { body: { url: receiver.url, events }, token: testKey });

  test('are tried again when the clock is moved, signed in real time', async () => {
    receiver.answer = (response) => void response.writeHead(500).end();
    await well(subscribe(['booking.created']));
    await book(await offer(), tomorrowAt(10));
    await receiver.untilReceived(1);
    await move({ advanceMinutes: 1 });
    await move({ advanceMinutes: 1 });
    expect(receiver.received).toHaveLength(3);
    await move({ advanceMinutes: 1 });
    expect(receiver.received).toHaveLength(3);
    receiver.answer = (response) => void response.writeHead(200).end();
    await move({ advanceMinutes: 6 });
    expect(receiver.received).toHaveLength(4);
    const [, , , last] = receiver.received;
    expect(last?.headers['webhook-timestamp']).toBe(String(world.now() / 1_000));
    expect(JSON.parse(last?.body ?? '')).toMatchObject({ sandbox: true, event: 'booking.created' });
    await move({ advanceMinutes: 24 * 60 });
    expect(receiver.received).toHaveLength(4);
  });

  test('tell of a visit that ended before the mover is answered', async () => {
    await well(subscribe(['booking.completed']));
    await book(await offer(), tomorrowAt(10));
    await move({ to: tomorrowAt(12) });
    expect(receiver.received.map(({ body }) => JSON.parse(body))).toMatchObject([
      { event: 'booking.completed', sandbox: true, timestamp: tomorrowAt(12) },
    ]);
  });
});

describe('endpoints of the business', () => {
  test('hear of the sandbox too, marked, unless they decline', async () => {
    const made = await well<{ id: string; sandbox: boolean }>(
      world.call('POST', '/v1/manage/webhooks', { body: { url: receiver.url, events: ['booking.created'] } }),
    );
    expect(made.sandbox).toBe(true);
    const offeringId = await offer();
    await move({ advanceMinutes: 60 });
    const id = await book(offeringId, tomorrowAt(10));
    await receiver.untilReceived(1);
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({ sandbox: true, data: { bookingId: id } });
    const log = await well<{ data: object[] }>(world.call('GET', `/v1/manage/webhooks/${made.id}/deliveries`));
    expect(log.data).toMatchObject([{ event: 'booking.created', createdAt: '2026-03-02T08:00:00Z' }]);
    await well(world.call('PATCH', `/v1/manage/webhooks/${made.id}`, { body: { sandbox: false } }));
    await book(offeringId, tomorrowAt(11));
    const sold = await book(await offer({}, live), tomorrowAt(12), live);
    await receiver.untilReceived(2);
    expect(JSON.parse(receiver.received[1]?.body ?? '')).toMatchObject({ sandbox: false, data: { bookingId: sold } });
  });

  test('of the sandbox hear nothing of the business', async () => {
    await well(world.call('POST', '/v1/manage/webhooks', { body: { url: receiver.url, events: ['booking.created'] }, token: testKey }));
    await book(await offer({}, live), tomorrowAt(10), live);
    const tried = await book(await offer(), tomorrowAt(10));
    await receiver.untilReceived(1);
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({ sandbox: true, data: { bookingId: tried } });
  });
});

describe('a sandbox that is reset', () => {
  test('has the catalogue of the business under the same ids, and nothing of what was tried', async () => {
    const offeringId = await offer({}, live);
    const category = await well<{ id: string }>(call('POST', '/categories', { name: 'Hair' }, live));
    const coupon = await well<{ id: string }>(call('POST', '/coupons', { code: 'SUMMER', kind: 'PERCENT', amount: 10 }, live));
    const sold = await book(offeringId, tomorrowAt(10), live);
    const tried = await book(await offer({ title: 'Tried' }), tomorrowAt(10));
    await move({ advanceMinutes: 60 });
    expect((await call('POST', '/sandbox/reset')).status).toBe(204);
    const { data } = await well<{ data: { id: string; title: string }[] }>(call('GET', '/offerings'));
    expect(data.map(({ id, title }) => [id, title])).toEqual([[offeringId, 'Haircut']]);
    expect((await call('GET', `/coupons/${coupon.id}`)).body).toMatchObject({ code: 'SUMMER' });
    const { data: categories } = await well<{ data: { id: string }[] }>(call('GET', '/categories'));
    expect(categories.map(({ id }) => id)).toEqual([category.id]);
    for (const id of [tried, sold]) expect((await call('GET', `/bookings/${id}`)).status).toBe(404);
    expect((await well<{ data: unknown[] }>(call('GET', '/customers'))).data).toEqual([]);
    expect(await well(call('GET', '/sandbox/clock'))).toMatchObject({ aheadMinutes: 60 });
    await book(offeringId, tomorrowAt(10));
    expect(await statusOf(sold, live)).toBe('CONFIRMED');
    expect((await well<{ data: unknown[] }>(call('GET', '/bookings', undefined, live))).data).toHaveLength(1);
  });

  test('is no business: that one keeps what it has', async () => {
    const offeringId = await offer({}, live);
    expect((await call('POST', '/sandbox/reset', undefined, live)).body).toMatchObject({ error: 'forbidden' });
    expect((await call('GET', `/offerings/${offeringId}`, undefined, live)).status).toBe(200);
  });

  test('says of every table what becomes of it', () => {
    expect([...tenantTables.keys()].filter((name) => !fates.has(name))).toEqual([]);
    expect([...fates.keys()].filter((name) => !tenantTables.has(name))).toEqual([]);
  });
});

describe('the way in from the console', () => {
  const enter = (token: string) => world.call('POST', '/v1/console/sandbox', { body: { deviceName: 'Desk' }, token });
  const signInAs = async (role: 'STAFF' | 'CLIENT'): Promise<string> => {
    const email = `${role.toLowerCase()}@atlas.test`;
    await world.run('members.add', { name: role, email, role, passwordHash: await cheapHash(OWNER.password) });
    const { body } = await world.call('POST', '/v1/console/sign-in', { token: null, body: { email, password: OWNER.password } });
    return (body as { token: string }).token;
  };

  test('is open to whoever works here, in their own role, and to nobody else', async () => {
    const entered = await well<{ token: string; member: object; tenant: object; aheadMs: number }>(enter(await signInAs('STAFF')));
    expect(entered).toMatchObject({ member: { email: 'staff@atlas.test', role: 'STAFF' }, tenant: { id: world.business.sandboxTenantId } });
    expect((await enter(entered.token)).body).toMatchObject({ error: 'forbidden', details: { reason: 'sandbox' } });
    expect((await enter(await signInAs('CLIENT'))).body).toMatchObject({ error: 'forbidden', details: { role: 'CLIENT' } });
    for (const token of [testKey, world.token, 'sld_nobody']) expect((await enter(token)).status).toBe(401);
    const knock = { email: 'staff@atlas.test', password: OWNER.password, tenant: 'atlas-studios-sandbox' };
    expect((await world.call('POST', '/v1/console/sign-in', { token: null, body: knock })).status).toBe(401);
  });

  test('fills what is bare, and leaves what was tried', async () => {
    await offer({}, live);
    const { token } = await world.signIn();
    await well(enter(token));
    const titles = async () => (await well<{ data: { title: string }[] }>(call('GET', '/offerings'))).data.map(({ title }) => title);
    expect(await titles()).toEqual(['Haircut']);
    await offer({ title: 'Tried' });
    await well(enter(token));
    expect((await titles()).toSorted()).toEqual(['Haircut', 'Tried']);
  });
});

describe('a sandbox and its business', () => {
  test('see nothing of each other', async () => {
    const mine = await offer({ title: 'Tried' });
    const theirs = await offer({ title: 'Sold' }, live);
    const tried = await book(mine, tomorrowAt(10));
    const sold = await book(theirs, tomorrowAt(10), live);
    for (const [path, more] of [
      [`/bookings/${sold}`, {}],
      [`/offerings/${theirs}`, {}],
      [`/bookings/${tried}`, live],
      [`/offerings/${mine}`, live],
    ] as const)
      expect((await call('GET', path, undefined, more)).status).toBe(404);
    expect((await call('POST', '/bookings', { offeringId: theirs, startsAt: tomorrowAt(11), customer })).status).toBe(404);
    const listed = await well<{ data: { id: string }[] }>(call('GET', '/bookings', undefined, live));
    expect(listed.data.map(({ id }) => id)).toEqual([sold]);
  });
});
