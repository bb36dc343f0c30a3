import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import { mails } from '#core/domains/notifications/tables.ts';
import { openOffering, testWorld, type TestWorld } from './world.ts';

const PAGE = '/s/atlas-studios/bookings';
const ada = { name: 'Ada Byron', email: 'ada@example.com', phone: null };

let world: TestWorld;
let offeringId: string;

async function start(limits = {}): Promise<void> {
  world = await testWorld({ now: '2026-03-02T08:00:00Z', limits });
  offeringId = await openOffering(world, { title: '<Haircut>', capacity: 5 });
}

beforeEach(() => start());
afterEach(() => world.close());

const send = (url: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  world.inject({
    ...{ method: 'POST', url: PAGE + url, payload: new URLSearchParams(fields).toString() },
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
const open = (cookie = '') => world.inject({ method: 'GET', url: PAGE, headers: { cookie } });

const book = (startsAt: string, customer: object = ada) =>
  world.run('bookings.create', { items: [{ offeringId, startsAt: Date.parse(startsAt) }], customer, source: 'desk', confirm: true });

async function codeOf(): Promise<string> {
  const rows = await world.engine.database.read(world.business.tenantId, (db) => db.list(mails));
  return rows.findLast(({ template }) => template === 'sign_in_code')?.code ?? '';
}

async function cookieFor(email: string): Promise<string> {
  await send('', { email });
  const answer = await send('/code', { email, code: await codeOf() });
  return String(answer.headers['set-cookie']).split(';')[0] ?? '';
}

describe('the page of one’s own bookings', () => {
  test('asks for an address, then for the code, and shows what is ahead before what was', async () => {
    await book('2026-03-03T10:00:00Z');
    await book('2026-03-05T10:00:00Z');
    await book('2026-03-09T10:00:00Z');
    await book('2026-03-05T11:00:00Z', { name: 'Bea', email: 'bea@example.com', phone: null });
    expect((await open()).body).toContain('name="email"');
    const asked = await send('', { email: ' ada@example.com ' });
    expect([asked.statusCode, asked.body]).toEqual([200, expect.stringContaining('name="code"')]);
    world.advance(2 * DAY);
    const cookie = await cookieFor(ada.email);
    const { body } = await open(cookie);
    const dates = [...body.matchAll(/<span>[^<]*?(\d+) March/g)].map(([, day]) => Number(day));
    expect(dates).toEqual([5, 9, 3]);
    expect(body).toContain('<b>&#60;Haircut&#62;</b>');
    expect(body.indexOf('Earlier')).toBeGreaterThan(body.lastIndexOf(' 9 March'));
  });

  test('lets nobody in without a code, and says the same of known and unknown addresses', async () => {
    await book('2026-03-05T10:00:00Z');
    const [known, unknown] = [await send('', { email: ada.email }), await send('', { email: 'eva@example.com' })];
    expect(known.body.replaceAll(ada.email, '')).toBe(unknown.body.replaceAll('eva@example.com', ''));
    const tried = await send('/code', { email: ada.email, code: String((Number(await codeOf()) + 1) % 100_000_000).padStart(8, '0') });
    expect([tried.statusCode, tried.headers['set-cookie']]).toEqual([401, undefined]);
    expect(tried.body).toContain('This is not the code of your last mail');
    expect((await open('slotkeeper_customer=x.y.z')).body).toContain('name="email"');
  });

  test('keeps the way in from scripts, other sites and caches, and forgets it', async () => {
    await book('2026-03-05T10:00:00Z');
    await send('', { email: ada.email });
    const answer = await send('/code', { email: ada.email, code: await codeOf() });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, PAGE]);
    const set = String(answer.headers['set-cookie']);
    expect(set).toMatch(/^slotkeeper_customer=[^;]+; Path=\/s\/atlas-studios\/bookings; Max-Age=86400; HttpOnly; SameSite=Lax/);
    const cookie = set.split(';')[0] ?? '';
    expect((await open(cookie)).headers['cache-control']).toBe('no-store');
    const left = await send('/leave', {}, { cookie });
    expect(left.headers['set-cookie']).toMatch(/^slotkeeper_customer=; .*Max-Age=0/);
    world.advance(DAY);
    expect((await open(cookie)).body).toContain('name="email"');
  });

  test('says what is wrong beside the field, and keeps what was typed', async () => {
    const wrong = await send('', { email: 'ada at home' });
    expect([wrong.statusCode, wrong.body]).toEqual([400, expect.stringContaining('value="ada at home"')]);
    const letters = await send('/code', { email: ada.email, code: '12a' });
    expect([letters.statusCode, letters.body]).toEqual([400, expect.stringContaining('Enter the eight digits')]);
    expect(letters.body).toContain(ada.email);
  });

  test('takes no form of another site', async () => {
    await book('2026-03-05T10:00:00Z');
    await send('', { email: ada.email });
    const fields = { email: ada.email, code: await codeOf() };
    const foreign = await send('/code', fields, { 'sec-fetch-site': 'cross-site' });
    expect([foreign.statusCode, foreign.headers['set-cookie']]).toEqual([403, undefined]);
    expect((await send('/code', fields, { 'sec-fetch-site': 'same-origin' })).statusCode).toBe(303);
  });

  test('takes a code as people type it', async () => {
    await book('2026-03-05T10:00:00Z');
    await send('', { email: ada.email });
    const code = await codeOf();
    expect((await send('/code', { email: ada.email, code: ` ${code.slice(0, 4)} ${code.slice(4)} ` })).statusCode).toBe(303);
  });

  test('says how long to wait where it is asked too often', async () => {
    await world.close();
    await start({ codesPerCustomer: { count: 1, windowMs: HOUR }, signInsPerAddress: { count: 3, windowMs: MINUTE } });
    await send('', { email: ada.email });
    const often = await send('', { email: ada.email });
    expect([often.statusCode, often.headers['retry-after'], often.body]).toEqual([429, '3600', expect.stringContaining('wait 60 minutes')]);
    await send('', { email: 'bea@example.com' });
    const tries = await send('/code', { email: ada.email, code: '12345678' });
    expect([tries.statusCode, tries.body]).toEqual([429, expect.stringContaining('wait a minute')]);
  });

  test('is there for each business that is, and for no other', async () => {
    expect((await world.inject({ method: 'GET', url: '/s/nobody/bookings' })).statusCode).toBe(404);
  });
});
