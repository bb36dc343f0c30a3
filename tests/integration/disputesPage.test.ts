/** What went wrong with a booking, said by plain forms by a customer who came in by a code. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY } from '#core/base/time.ts';
import { mails } from '#core/domains/notifications/tables.ts';
import { openOffering, testWorld, type TestWorld } from './world.ts';

const PAGE = '/s/atlas-studios/bookings';
const ada = { name: 'Ada Byron', email: 'ada@example.com', phone: null };
const bea = { name: 'Bea Bauer', email: 'bea@example.com', phone: null };

let world: TestWorld;
let offeringId: string;
let bookingId: string;
let cookie: string;

beforeEach(async () => {
  world = await testWorld({ now: '2026-03-02T08:00:00Z', limits: { bookingsPerAddress: { count: 20, windowMs: DAY } } });
  offeringId = await openOffering(world, { capacity: 5 });
  bookingId = await book(ada);
  cookie = await cookieFor(ada.email);
});
afterEach(() => world.close());

const form = (url: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  world.inject({
    ...{ method: 'POST', url, payload: new URLSearchParams(fields).toString() },
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie, ...headers },
  });
const page = () => `${PAGE}/${bookingId}/problem`;
const open = async (url = page(), of = cookie) => world.inject({ method: 'GET', url, headers: { cookie: of } });
const post = (end: string, fields: Record<string, string> = {}, headers?: Record<string, string>) => form(page() + end, fields, headers);

async function book(customer: object): Promise<string> {
  const items = [{ offeringId, startsAt: Date.parse('2026-03-05T10:00:00Z') }];
  const made = await world.run('bookings.create', { items, customer, source: 'desk', confirm: true });
  return (made as { bookingId: string }).bookingId;
}

async function cookieFor(email: string): Promise<string> {
  await form(PAGE, { email }, { cookie: '' });
  const rows = await world.engine.database.read(world.business.tenantId, (db) => db.list(mails));
  const code = rows.findLast(({ template, recipient }) => template === 'sign_in_code' && recipient === email)?.code ?? '';
  const answer = await form(`${PAGE}/code`, { email, code }, { cookie: '' });
  return String(answer.headers['set-cookie']).split(';')[0] ?? '';
}

interface Listed {
  readonly id: string;
  readonly status: string;
  readonly reason: string;
}
const disputes = async (): Promise<Listed[]> => (await world.ask('disputes.ofBooking', { bookingId })) as Listed[];
const disputeId = async (): Promise<string> => (await disputes())[0]?.id ?? '';

describe('the page of what went wrong', () => {
  test('takes it without a script, shows the talk, and is taken back', async () => {
    expect((await open()).body).toContain('name="reason"');
    const said = await post('', { reason: '<b>Cold</b>\nand dark', link0: 'photos.example/7', link1: '', link2: 'https://a.example/' });
    expect([said.statusCode, said.headers.location]).toEqual([303, page()]);
    await world.run('disputes.reply', { disputeId: await disputeId(), text: 'We are sorry' });
    const { body } = await open();
    expect(body).toContain('&#60;b&#62;Cold&#60;/b&#62;\nand dark');
    expect(body).toContain('href="https://photos.example/7" rel="noopener noreferrer nofollow"');
    for (const text of ['We are sorry', 'Please answer us', '<b>Atlas Studios</b>', 'name="text"']) expect(body).toContain(text);
    expect(body).not.toContain('name="reason"');
    expect((await post('/messages', { text: 'Thank you' })).statusCode).toBe(303);
    expect((await open()).body).toMatch(/We will answer you[^]*Thank you/);
    expect((await open(PAGE)).body).toContain('We will answer you');
    expect((await post('/withdraw')).statusCode).toBe(303);
    const over = (await open()).body;
    for (const text of ['Taken back', 'Something else went wrong?', 'name="reason"']) expect(over).toContain(text);
    expect(over).not.toContain('name="text"');
    expect(await disputes()).toMatchObject([{ status: 'WITHDRAWN' }]);
  });

  test('shows the decision and what is given back', async () => {
    world.advance(5 * DAY);
    await world.run('bookings.complete', { bookingId });
    const { order } = (await world.ask('bookings.booking', { bookingId })) as { order: { id: string } };
    await world.run('payments.record', { orderId: order.id, method: 'cash', amountCents: 4_000 });
    cookie = await cookieFor(ada.email);
    await post('', { reason: 'Cold' });
    await world.run('disputes.resolve', {
      disputeId: await disputeId(),
      outcome: 'refund',
      refundCents: 1_250,
      note: 'For the <first> hour',
    });
    const { body } = await open();
    for (const text of ['Decided', 'You get €12.50 back.', 'For the &#60;first&#62; hour']) expect(body).toContain(text);
    expect((await open(PAGE)).body).toContain('Decided');
    // Its own answer comes too late, and is no fault.
    expect((await post('/messages', { text: 'Hello?' })).statusCode).toBe(303);
    expect((await open()).body).not.toContain('Hello?');
  });

  test('says what is wrong beside the field, and keeps what was typed', async () => {
    const empty = await post('', { reason: ' ', link1: 'javascript:alert(1)' });
    expect(empty.statusCode).toBe(400);
    for (const text of [
      'Please tell us what happened',
      'Enter an address like',
      'value="javascript:alert(1)"',
      '<details class="filters" open',
    ])
      expect(empty.body).toContain(text);
    for (const link0 of ['on my phone', 'http://', 'localhost', 'https://x y.example'])
      expect([link0, (await post('', { reason: 'Cold', link0 })).statusCode]).toEqual([link0, 400]);
    const kept = await post('', { reason: '\n  Cold', link0: 'nowhere' });
    expect(kept.body).toMatch(/<textarea[^>]*>\n\n {2}Cold<\/textarea/);
    expect((await post('', { reason: 'x'.repeat(2_001) })).statusCode).toBe(400);
    expect(await disputes()).toEqual([]);
  });

  test('said twice is said once', async () => {
    const [first, second] = [await post('', { reason: 'Cold' }), await post('', { reason: 'Cold' })];
    expect([first.statusCode, second.statusCode]).toEqual([303, 303]);
    expect(await disputes()).toHaveLength(1);
  });

  test('is nobody else’s, and takes no form of another site', async () => {
    await post('', { reason: 'Cold in there' });
    const stranger = await cookieFor(bea.email);
    const hers = await book(bea);
    const asStranger = await cookieFor(bea.email);
    for (const of of ['', 'slotkeeper_customer=x.y.z', stranger]) {
      const answer = await open(page(), of);
      expect([answer.statusCode, answer.headers.location]).toEqual([303, PAGE]);
    }
    const missing = await open(page(), asStranger);
    const nowhere = await open(`${PAGE}/bkg_00000000000000000000/problem`, asStranger);
    expect([missing.statusCode, missing.body]).toEqual([404, nowhere.body]);
    expect(missing.body).not.toContain('Cold in there');
    for (const end of ['', '/messages', '/withdraw'])
      expect((await post(end, { text: 'x', reason: 'x' }, { cookie: asStranger })).statusCode).toBe(404);
    expect((await post('/withdraw', {}, { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
    expect(await disputes()).toMatchObject([{ status: 'OPEN' }]);
    expect((await open(`${PAGE}/${hers}/problem`, asStranger)).statusCode).toBe(200);
  });

  test('that was opened by the business is answered, not taken back', async () => {
    await world.run('disputes.open', { bookingId, reason: 'A chair is broken' });
    const { body } = await open();
    expect(body).toContain('Atlas Studios has written to you');
    expect(body).not.toContain('/withdraw');
    expect((await post('/withdraw')).statusCode).toBe(403);
    expect(await disputes()).toMatchObject([{ status: 'OPEN' }]);
  });

  test('is kept in no cache, shows no script, and asks those who flood it to wait', async () => {
    const { headers } = await open();
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    await post('', { reason: 'Cold' });
    const statuses = new Set<number>();
    for (let i = 0; i < 22; i++) statuses.add((await post('/messages', { text: `Hello ${i}` })).statusCode);
    expect(statuses).toEqual(new Set([303, 429]));
  });

  test('is linked where no script runs, from the list and from the booking’s page', async () => {
    expect((await open(PAGE)).body).toMatch(new RegExp(`<noscript[^]*?href="${page()}"`));
    expect((await open(`/s/atlas-studios/manage/${bookingId}`)).body).toMatch(/<noscript[^]*?href="\/s\/atlas-studios\/bookings"/);
  });
});
