import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import { customerCodes } from '#core/domains/customers/tables.ts';
import { mails } from '#core/domains/notifications/tables.ts';
import { strictCaller } from './contract.ts';
import { openOffering, testWorld, type TestWorld } from './world.ts';

const SHOP = '/v1/storefront/atlas-studios';
const ada = { name: 'Ada Byron', email: 'ada@example.com' };
const bea = { name: 'Bea Bauer', email: 'bea@example.com' };
const at = (hour: number): string => `2026-03-05T${String(hour).padStart(2, '0')}:00:00Z`;
const fiveCodes = { codesPerCustomer: { count: 5, windowMs: HOUR } };

let world: TestWorld;
let visit: TestWorld['call'];
let offeringId: string;

async function start(limits = {}): Promise<void> {
  world = await testWorld({ now: '2026-03-02T08:00:00Z', limits });
  const call = await strictCaller(world);
  visit = (method, url, options = {}) => call(method, SHOP + url, { token: null, ...options });
  offeringId = await openOffering(world, { capacity: 5 });
}

beforeEach(() => start(fiveCodes));
afterEach(() => world.close());

const letters = () => world.engine.database.read(world.business.tenantId, (db) => db.list(mails));
const codes = async (): Promise<string[]> =>
  (await letters())
    .filter(({ template }) => template === 'sign_in_code')
    .toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
    .map(({ code }) => code ?? '');

async function book(customer: object, hour: number): Promise<{ id: string; manageToken: string }> {
  const { body, text, status } = await visit('POST', '/checkout', { body: { offeringId, startsAt: at(hour), customer } });
  if (status !== 201) throw new Error(text);
  const { booking, manageToken } = body as { booking: { id: string }; manageToken: string };
  return { id: booking.id, manageToken };
}

const ask = (email: string) => visit('POST', '/sign-in', { body: { email } });
const say = (email: string, code: string) => visit('POST', '/sign-in/code', { body: { email, code } });
const wrong = (code: string): string => String((Number(code) + 1) % 100_000_000).padStart(8, '0');

async function signIn(email: string): Promise<string> {
  await ask(email);
  const answer = await say(email, (await codes()).at(-1) ?? '');
  if (answer.status !== 200) throw new Error(answer.text);
  return (answer.body as { token: string }).token;
}

const idsIn = (body: unknown): string[] => (body as { data: { id: string }[] }).data.map(({ id }) => id);

describe('a customer who comes in by a code', () => {
  test('finds all bookings of their own, newest first, and nobody else’s', async () => {
    const first = await book(ada, 10);
    world.advance(MINUTE);
    const second = await book({ ...ada, email: 'ADA@Example.com' }, 11);
    await book(bea, 12);
    const token = await signIn('Ada@example.com');
    const { body } = await visit('GET', '/bookings', { token });
    expect(idsIn(body)).toEqual([second.id, first.id]);
    expect(body).toMatchObject({ data: [{ customer: ada, status: 'CONFIRMED' }, {}], nextCursor: null });
    const page = (await visit('GET', '/bookings?limit=1', { token })).body as { nextCursor: string };
    expect(idsIn((await visit('GET', `/bookings?limit=1&cursor=${page.nextCursor}`, { token })).body)).toEqual([first.id]);
  });

  test('sees what is to be paid, and no word of whose record it is kept under', async () => {
    const { id } = await book(ada, 10);
    await book(bea, 11);
    const { body, text } = await visit('GET', '/orders', { token: await signIn(ada.email) });
    expect(body).toMatchObject({ data: [{ bookingId: id, payableKind: 'booking', status: 'OPEN', dueCents: 4_000 }], nextCursor: null });
    expect(text).not.toContain('cus_');
  });

  test('reads, moves and cancels each of them without its link', async () => {
    const { id } = await book(ada, 10);
    const token = await signIn(ada.email);
    expect((await visit('GET', `/bookings/${id}`, { token })).body).toMatchObject({ id, status: 'CONFIRMED' });
    const moved = await visit('POST', `/bookings/${id}/reschedule`, { token, body: { startsAt: at(14) } });
    expect(moved.body).toMatchObject({ items: [{ startsAt: at(14) }] });
    const cancelled = await visit('POST', `/bookings/${id}/cancel`, { token, body: { expectedRefundPercent: 100 } });
    expect(cancelled.body).toMatchObject({ status: 'CANCELLED' });
  });

  test('of somebody else’s booking is told as little as of one that is not there', async () => {
    await book(ada, 10);
    const { id } = await book(bea, 11);
    const token = await signIn(ada.email);
    const there = await visit('GET', `/bookings/${id}`, { token });
    const notThere = await visit('GET', '/bookings/bkg_00000000000000000000', { token });
    expect([there.status, notThere.status]).toEqual([404, 404]);
    expect((await visit('POST', `/bookings/${id}/cancel`, { token, body: { expectedRefundPercent: 100 } })).status).toBe(404);
  });

  test('is let in for a day', async () => {
    await book(ada, 10);
    const token = await signIn(ada.email);
    world.advance(DAY - 1);
    expect((await visit('GET', '/bookings', { token })).status).toBe(200);
    world.advance(1);
    expect((await visit('GET', '/bookings', { token })).status).toBe(401);
  });

  test.each(['', 'x', 'a.b.c', `${'0'.repeat(20)}.zzzzzzzz.${'0'.repeat(40)}`])('is not let in with “%s”', async (token) => {
    expect((await visit('GET', '/bookings', { token })).status).toBe(401);
    expect((await visit('GET', '/orders', { token })).status).toBe(401);
  });

  test('is not let in with a token of another business, of a link, or of a later day', async () => {
    const { manageToken } = await book(ada, 10);
    const token = await signIn(ada.email);
    const [body = '', until = '', mark = ''] = token.split('.');
    const longer = [body, (Number.parseInt(until, 36) + DAY).toString(36), mark].join('.');
    for (const forged of [manageToken, longer]) expect((await visit('GET', '/bookings', { token: forged })).status).toBe(401);
    const sandbox = await world.call('GET', '/v1/storefront/atlas-studios-sandbox/bookings', { token });
    expect([401, 404]).toContain(sandbox.status);
  });
});

describe('a code', () => {
  test('is good once', async () => {
    await book(ada, 10);
    await ask(ada.email);
    const [code = ''] = await codes();
    expect((await say(ada.email, code)).status).toBe(200);
    expect((await say(ada.email, code)).body).toMatchObject({ error: 'unauthorized' });
  });

  test('is good for ten minutes', async () => {
    await book(ada, 10);
    await ask(ada.email);
    world.advance(10 * MINUTE);
    expect((await say(ada.email, (await codes())[0] ?? '')).status).toBe(401);
  });

  test('is no longer good once another was sent', async () => {
    await book(ada, 10);
    await ask(ada.email);
    world.advance(1);
    await ask(ada.email);
    const [first = '', second = ''] = await codes();
    if (first !== second) expect((await say(ada.email, first)).status).toBe(401);
    expect((await say(ada.email, second)).status).toBe(200);
  });

  test('is no longer good after five wrong ones', async () => {
    await book(ada, 10);
    await ask(ada.email);
    const [code = ''] = await codes();
    for (let i = 0; i < 5; i++) expect((await say(ada.email, wrong(code))).status).toBe(401);
    expect((await say(ada.email, code)).status).toBe(401);
  });

  test('is good after four wrong ones', async () => {
    await book(ada, 10);
    await ask(ada.email);
    const [code = ''] = await codes();
    for (let i = 0; i < 4; i++) await say(ada.email, wrong(code));
    expect((await say(ada.email, code)).status).toBe(200);
  });

  describe('that strangers try wrong ones of', () => {
    const from = (remoteAddress: string, code: string) =>
      world.inject({ method: 'POST', url: `${SHOP}/sign-in/code`, remoteAddress, payload: { email: ada.email, code } });
    const guess = async (code: string, places: number, tries = 5): Promise<void> => {
      for (let place = 1; place <= places; place++) for (let i = 0; i < tries; i++) await from(`192.0.2.${place}`, wrong(code));
    };

    test('from one place goes on being good, there alone it does not', async () => {
      await book(ada, 10);
      await ask(ada.email);
      const [code = ''] = await codes();
      await guess(code, 1);
      expect((await from('192.0.2.1', code)).statusCode).toBe(401);
      expect((await from('198.51.100.7', code)).statusCode).toBe(200);
    });

    test('from everywhere goes on being good where it was asked for, and nowhere else', async () => {
      await book(ada, 10);
      await ask(ada.email);
      const [code = ''] = await codes();
      await guess(code, 12, 1);
      expect((await from('198.51.100.7', code)).statusCode).toBe(401);
      for (let i = 0; i < 4; i++) await say(ada.email, wrong(code));
      expect((await say(ada.email, code)).status).toBe(200);
    });

    test('is tried fifteen times at most, however many try', async () => {
      await book(ada, 10);
      await ask(ada.email);
      const [code = ''] = await codes();
      await guess(code, 20, 3);
      for (let i = 0; i < 9; i++) await say(ada.email, wrong(code));
      const [kept] = await world.engine.database.read(world.business.tenantId, (db) => db.list(customerCodes));
      expect(Object.values(kept?.wrongTries ?? {}).reduce((sum, tries) => sum + tries, 0)).toBe(15);
      expect(JSON.stringify(kept)).not.toContain('192.0.2');
    });

    test('counts anew with the next code', async () => {
      await book(ada, 10);
      await ask(ada.email);
      const [code = ''] = await codes();
      for (let i = 0; i < 5; i++) await say(ada.email, wrong(code));
      world.advance(1);
      await ask(ada.email);
      expect((await say(ada.email, (await codes())[1] ?? '')).status).toBe(200);
    });
  });

  test('is sent to customers alone, and the answer is the same for strangers', async () => {
    await book(ada, 10);
    const answers = [await ask(ada.email), await ask('nobody@example.com')];
    expect(answers.map(({ status, text }) => [status, text])).toEqual([
      [204, ''],
      [204, ''],
    ]);
    const sent = (await letters()).filter(({ template }) => template === 'sign_in_code');
    expect(sent.map(({ recipient }) => recipient)).toEqual([ada.email]);
    expect((await say('nobody@example.com', '12345678')).body).toMatchObject({ error: 'unauthorized' });
  });

  test('is of one customer, and of nobody else', async () => {
    await book(ada, 10);
    await book(bea, 11);
    await ask(ada.email);
    expect((await say(bea.email, (await codes())[0] ?? '')).status).toBe(401);
  });

  test('is kept nowhere as it is, once it was mailed', async () => {
    await book(ada, 10);
    await ask(ada.email);
    const [code = ''] = await codes();
    const kept = await world.engine.database.read(world.business.tenantId, (db) => db.list(customerCodes));
    expect(kept).toHaveLength(1);
    expect(JSON.stringify(kept)).not.toContain(code);
  });

  test('that strangers ask for from elsewhere does not keep a customer from their own', async () => {
    await book(ada, 10);
    const from = (remoteAddress: string) =>
      world.inject({ method: 'POST', url: `${SHOP}/sign-in`, remoteAddress, payload: { email: ada.email } });
    for (let i = 0; i < 6; i++) await from('203.0.113.9');
    expect((await from('198.51.100.7')).statusCode).toBe(204);
    const others = [];
    for (let place = 1; place <= 15; place++) others.push((await from(`192.0.2.${place}`)).statusCode);
    expect(others.filter((status) => status === 204)).toHaveLength(14);
  });

  test('is sent to one customer five times an hour, whoever asks', async () => {
    await book(ada, 10);
    const statuses = [];
    for (let i = 0; i < 6; i++) statuses.push((await ask(ada.email)).status);
    expect(statuses).toEqual([204, 204, 204, 204, 204, 429]);
    expect(await codes()).toHaveLength(5);
    world.advance(HOUR);
    expect((await ask(ada.email)).status).toBe(204);
  });
});

test('codes and tries are counted together, by the address that they come from', async () => {
  await world.close();
  await start({ signInsPerAddress: { count: 5, windowMs: MINUTE } });
  const answers = [await ask('a@example.com'), await ask('b@example.com')];
  for (let i = 0; i < 4; i++) answers.push(await say('a@example.com', '12345678'));
  expect(answers.map(({ status }) => status)).toEqual([204, 204, 401, 401, 401, 429]);
});
