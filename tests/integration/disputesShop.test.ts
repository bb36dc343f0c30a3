/** What a customer says that went wrong with their own booking, at the public door. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY } from '#core/base/time.ts';
import { mails } from '#core/domains/notifications/tables.ts';
import { strictCaller } from './contract.ts';
import { openOffering, testWorld, type TestWorld } from './world.ts';

const SHOP = '/v1/storefront/atlas-studios';
const ada = { name: 'Ada Byron', email: 'ada@example.com' };
const bea = { name: 'Bea Bauer', email: 'bea@example.com' };

let world: TestWorld;
let visit: TestWorld['call'];
let desk: TestWorld['call'];
let offeringId: string;
let own: Own;

interface Own {
  readonly id: string;
  readonly token: string;
}

interface Thread {
  readonly id: string;
  readonly status: string;
  readonly awaits: string | null;
  readonly may: { readonly reply: boolean; readonly withdraw: boolean };
}

beforeEach(async () => {
  world = await testWorld({ now: '2026-03-02T08:00:00Z', limits: { bookingsPerAddress: { count: 30, windowMs: DAY } } });
  desk = await strictCaller(world);
  visit = (method, url, options = {}) => desk(method, SHOP + url, { token: null, ...options });
  offeringId = await openOffering(world, { capacity: 10 });
  own = await book(ada, 10);
});
afterEach(() => world.close());

async function book(customer: object, hour: number): Promise<Own> {
  const body = { offeringId, startsAt: `2026-03-05T${hour}:00:00Z`, customer };
  const answer = await visit('POST', '/checkout', { body });
  const { booking, manageToken } = answer.body as { booking: { id: string }; manageToken: string };
  return { id: booking.id, token: manageToken };
}

async function signIn(email: string): Promise<string> {
  await visit('POST', '/sign-in', { body: { email } });
  const rows = await world.engine.database.read(world.business.tenantId, (db) => db.list(mails));
  const code = rows.findLast(({ template, recipient }) => template === 'sign_in_code' && recipient === email)?.code ?? '';
  return ((await visit('POST', '/sign-in/code', { body: { email, code } })).body as { token: string }).token;
}

const complain = (body: object = {}, { id, token }: Own = own) =>
  visit('POST', `/bookings/${id}/dispute`, { token, body: { reason: 'It was cold', ...body } });
const opened = async (body?: object): Promise<Thread> => (await complain(body)).body as Thread;
const booking = async ({ id, token }: Own = own) =>
  (await visit('GET', `/bookings/${id}`, { token })).body as { may: { dispute: boolean }; disputeId: string | null };
const say = (id: string, { text = 'Hello?', token = own.token }: { text?: string; token?: string | null } = {}) =>
  visit('POST', `/disputes/${id}/messages`, { token, body: { text } });

describe('a customer with the link of their booking', () => {
  test('says what went wrong, hears the business, and reads what was decided', async () => {
    expect(await booking()).toMatchObject({ may: { dispute: true }, disputeId: null });
    const { status, body } = await complain({ links: [{ url: 'https://photos.example/7' }] });
    const { id } = body as Thread;
    expect([status, body]).toMatchObject([
      201,
      {
        ...{ bookingId: own.id, status: 'OPEN', openedBy: 'customer', reason: 'It was cold', awaits: 'business', messages: [] },
        ...{ links: [{ url: 'https://photos.example/7' }], may: { reply: true, withdraw: true }, resolution: null },
      },
    ]);
    expect(await booking()).toMatchObject({ may: { dispute: false }, disputeId: id });
    await desk('POST', `/v1/api/disputes/${id}/messages`, { body: { text: 'Sorry to hear that' } });
    await say(id, { text: 'Thank you' });
    await desk('POST', `/v1/api/disputes/${id}/resolve`, { body: { outcome: 'keep', note: 'We have talked about it' } });
    const read = await visit('GET', `/disputes/${id}`, { token: own.token });
    expect(read.body).toMatchObject({
      messages: [
        { from: 'business', text: 'Sorry to hear that' },
        { from: 'customer', text: 'Thank you' },
      ],
      ...{ status: 'RESOLVED', awaits: null, may: { reply: false, withdraw: false } },
      resolution: { outcome: 'keep', refundCents: 0, note: 'We have talked about it' },
    });
    expect(await booking()).toMatchObject({ may: { dispute: true }, disputeId: id });
  });

  test('takes it back, and may say it anew', async () => {
    const { id } = await opened();
    const { body } = await visit('POST', `/disputes/${id}/withdraw`, { token: own.token });
    expect(body).toMatchObject({ status: 'WITHDRAWN', may: { reply: false, withdraw: false } });
    expect((await complain()).status).toBe(201);
    expect((await complain()).body).toMatchObject({ error: 'already_exists', details: { kind: 'dispute' } });
  });

  test('answers what the business opened, and can’t take that back', async () => {
    const made = await desk('POST', '/v1/api/disputes', { body: { bookingId: own.id, reason: 'A chair is broken' } });
    const { id } = made.body as { id: string };
    expect((await booking()).disputeId).toBe(id);
    expect((await say(id)).body).toMatchObject({ openedBy: 'business', awaits: 'business', may: { reply: true, withdraw: false } });
    const refused = await visit('POST', `/disputes/${id}/withdraw`, { token: own.token });
    expect([refused.status, refused.body]).toMatchObject([403, { error: 'forbidden' }]);
  });

  test('sees no name of who works there, and none of the desk’s own evidence', async () => {
    const { id } = await opened();
    await desk('POST', `/v1/api/disputes/${id}/evidence`, { body: { url: 'https://inside.example/camera', name: 'Camera' } });
    await desk('POST', `/v1/api/disputes/${id}/messages`, { body: { text: 'We look into it' } });
    await desk('POST', `/v1/api/disputes/${id}/resolve`, { body: { outcome: 'keep', note: 'It was warm' } });
    const { text } = await visit('GET', `/disputes/${id}`, { token: own.token });
    expect(text).toContain('We look into it');
    expect(text).not.toMatch(/Test key|inside\.example|Camera/);
  });

  test('under one Idempotency-Key says it once', async () => {
    const headers = { 'idempotency-key': 'a long random key of their browser' };
    const send = (text: string, id: string) => visit('POST', `/disputes/${id}/messages`, { token: own.token, headers, body: { text } });
    const { id } = await opened();
    const first = await send('Hello?', id);
    expect((await send('Hello?', id)).text).toBe(first.text);
    expect(((await visit('GET', `/disputes/${id}`, { token: own.token })).body as { messages: unknown[] }).messages).toHaveLength(1);
  });

  test('has 120 days for it after the end', async () => {
    world.advance(Date.parse('2026-03-05T11:00:00Z') + 120 * DAY - world.now());
    expect((await booking()).may.dispute).toBe(true);
    world.advance(1);
    expect((await booking()).may.dispute).toBe(false);
    expect((await complain()).body).toMatchObject({ error: 'invalid_transition' });
  });

  test('has nothing to say of a request that nobody confirmed', async () => {
    offeringId = await openOffering(world, { title: 'On request', approval: 'manual' });
    const request = await book(ada, 12);
    expect((await booking(request)).may.dispute).toBe(false);
    expect((await complain({}, request)).body).toMatchObject({ error: 'invalid_transition' });
  });

  test('who floods it is asked to wait', async () => {
    const { id } = await opened();
    const statuses = new Set<number>();
    for (let i = 0; i < 32; i++) statuses.add((await say(id, { text: `Hello ${i}` })).status);
    expect(statuses).toEqual(new Set([200, 429]));
  });
});

describe('a customer who came in by a code', () => {
  test('reads and answers what is theirs', async () => {
    const { id } = await opened();
    const token = await signIn(ada.email);
    expect((await visit('GET', `/disputes/${id}`, { token })).status).toBe(200);
    expect((await say(id, { token })).body).toMatchObject({ messages: [{ from: 'customer' }] });
    expect((await visit('POST', `/disputes/${id}/withdraw`, { token })).status).toBe(200);
  });
});

describe('nobody else', () => {
  test('reads it, answers it or takes it back, nor learns that it is there', async () => {
    const { id } = await opened();
    const other = await book(bea, 11);
    const stranger = await signIn(bea.email);
    const nowhere = 'dsp_00000000000000000000';
    for (const [token, status] of [
      [null, 401],
      ['forged', 401],
      [`${own.token}0`, 401],
      [other.token, 401],
      [stranger, 404],
    ] as const) {
      const answers = await Promise.all(
        [id, nowhere].map(async (of) => [
          await visit('GET', `/disputes/${of}`, { token }),
          await say(of, { token }),
          await visit('POST', `/disputes/${of}/withdraw`, { token }),
        ]),
      );
      const seen = answers.map((ofOne) =>
        ofOne.map((answer) => {
          const { error, details } = answer.body as { error: string; details: object };
          return [answer.status, error, JSON.stringify(details).replaceAll(nowhere, id)];
        }),
      );
      expect([token, seen[0]?.map(([code]) => code)]).toEqual([token, [status, status, status]]);
      expect(seen[1]).toEqual(seen[0]);
    }
    for (const token of [null, other.token, stranger])
      expect((await complain({}, { id: own.id, token: token ?? '' })).status).toBeGreaterThanOrEqual(401);
    expect(await booking()).toMatchObject({ disputeId: id });
  });
});
