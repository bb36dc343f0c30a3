/** An offering's address keeps the letters of its title, whatever script they are of, and leads to it from everywhere. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { strictCaller } from './contract.ts';
import { openOffering, testWorld, type TestWorld } from './world.ts';

const SHOP = '/v1/storefront/atlas-studios';

let world: TestWorld;
let call: TestWorld['call'];

beforeEach(async () => {
  world = await testWorld({ now: '2026-03-02T08:00:00Z' });
  call = await strictCaller(world);
});
afterEach(() => world.close());

const slugOf = async (id: string): Promise<string> => ((await call('GET', `/v1/api/offerings/${id}`)).body as { slug: string }).slug;
const page = (path: string) => world.call('GET', `/s/atlas-studios${path}`, { token: null });

test('titles of other scripts are told apart by their own letters', async () => {
  const slugs: string[] = [];
  for (const title of ['朝のヨガ', 'Вечерняя йога', 'يوغا الصباح', '朝のヨガ', '☕️'])
    slugs.push(await slugOf(await openOffering(world, { title })));
  expect(slugs).toEqual(['朝のヨガ', 'вечерняя-йога', 'يوغا-الصباح', '朝のヨガ-2', 'offering']);
});

test('such an address leads to its page, its list, its times and its calendar of a series', async () => {
  const id = await openOffering(world, { title: '朝のヨガ' });
  const slug = encodeURIComponent('朝のヨガ');
  expect((await page('')).text).toContain(`href="/s/atlas-studios/o/${slug}"`);
  const { status, text } = await page(`/o/${slug}`);
  expect([status, text.includes('<h1>朝のヨガ</h1>'), text.includes(`/o/${slug}/series`)]).toEqual([200, true, true]);
  for (const more of ['series', 'waitlist']) expect((await page(`/o/${slug}/${more}`)).status, more).toBe(200);
  expect(await call('GET', `${SHOP}/offerings/${slug}`, { token: null })).toMatchObject({ status: 200, body: { id } });
  expect(await call('GET', `/v1/api/offerings/${slug}`)).toMatchObject({ status: 200, body: { id } });
  const times = `/availability?offeringId=${slug}&from=2026-03-05&to=2026-03-06`;
  expect(await call('GET', SHOP + times, { token: null })).toMatchObject({ status: 200, body: { offeringId: id } });
});

test('in whichever way its letters were put together', async () => {
  const id = await openOffering(world, { title: '가수 й' });
  const taken = encodeURIComponent('가수-й'.normalize('NFD'));
  const answer = await world.call('GET', `/v1/api/offerings/${taken}`);
  expect([answer.status, answer.headers['location']]).toEqual([301, `/v1/api/offerings/${encodeURIComponent('가수-й')}`]);
  expect(await slugOf(id)).toBe('가수-й');
});

test('one that it had before leads to the one that it has', async () => {
  const id = await openOffering(world, { title: 'Йога' });
  await call('PATCH', `/v1/api/offerings/${id}`, { body: { slug: '朝のヨガ' } });
  const [before, now] = ['йога', '朝のヨガ'].map(encodeURIComponent);
  for (const place of ['/s/atlas-studios/o', `${SHOP}/offerings`, '/v1/api/offerings']) {
    const answer = await world.call('GET', `${place}/${before}`);
    expect([answer.status, answer.headers['location']], place).toEqual([301, `${place}/${now}`]);
  }
});

test('eighty letters of three bytes each are an address too; capitals, signs and taken-apart letters are none', async () => {
  const id = await openOffering(world, { title: 'x' });
  const change = (slug: string) => call('PATCH', `/v1/api/offerings/${id}`, { body: { slug } });
  expect((await change('東'.repeat(80))).status).toBe(200);
  expect((await page(`/o/${encodeURIComponent('東'.repeat(80))}`)).status).toBe(200);
  for (const wrong of ['東'.repeat(81), 'Йога', '東_京', '東/京', '-東', 'e\u0301', '\u0301a', '☕'])
    expect(await change(wrong), wrong).toMatchObject({ status: 400, body: { details: { issues: [{ path: 'slug' }] } } });
});

test('a business of such a name has a host name all the same', async () => {
  const open = await testWorld({ options: { openSignup: true } });
  const body = { businessName: '東京サロン Nord', email: 'o@example.com', password: 'correct horse battery staple' };
  const made = await open.call('POST', '/v1/console/signup', { token: null, body });
  expect(made).toMatchObject({ status: 201, body: { tenant: { subdomain: 'nord' } } });
  await open.close();
});
