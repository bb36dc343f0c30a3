import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openOffering, testWorld, type TestWorld } from './world.ts';

let world: TestWorld;
let offeringId: string;
const URL_OF_PAGE = '/s/atlas-studios/o/lesson/series';
const at = (text: string) => String(Date.parse(text));

beforeEach(async () => {
  world = await testWorld({ now: '2026-03-02T08:00:00Z' });
  offeringId = await openOffering(world, { title: 'Lesson', slug: 'lesson' });
});
afterEach(() => world.close());

const page = (url = URL_OF_PAGE) => world.inject({ method: 'GET', url });
const send = (fields: Record<string, string>, to = world) =>
  to.inject({
    ...{ method: 'POST', url: URL_OF_PAGE, payload: new URLSearchParams(fields).toString() },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
/** Three Tuesdays at ten in Berlin. */
const wish = {
  ...{ startsAt: at('2026-03-03T09:00:00Z'), date: '', time: '', rhythm: 'weekly', times: '3' },
  ...{ name: 'Ada Byron', email: 'ada@example.com', phone: '' },
};
const hiddenIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
  );
const take = (startsAt: string) =>
  world.run('bookings.create', {
    items: [{ offeringId, startsAt: Date.parse(startsAt) }],
    customer: { name: 'Bob' },
    source: 'desk',
    confirm: true,
  });
/** Starts of what the page has booked. */
const booked = async (): Promise<string[]> => {
  const { data } = (await world.call('GET', '/v1/api/bookings')).body as { data: { customer: { name: string }; startsAt: string }[] };
  return data.flatMap(({ customer, startsAt }) => (customer.name === 'Ada Byron' ? [startsAt] : [])).toSorted((a, b) => (a < b ? -1 : 1));
};

describe('a series without a script', () => {
  test('begins with a form of the next free times', async () => {
    await take('2026-03-03T09:00Z');
    expect((await page('/s/atlas-studios/o/lesson')).body).toContain(`href="${URL_OF_PAGE}"`);
    const form = await page();
    expect(form.statusCode).toBe(200);
    expect(form.body).toContain('Book a series');
    expect(form.body).not.toContain('<script');
    expect(form.headers['content-security-policy']).toContain("form-action 'self'");
    expect(form.body).toContain(`<option value="${at('2026-03-03T10:00:00Z')}" >Tuesday 3 March, 11:00</option>`);
    expect(form.body).not.toContain(wish.startsAt);
  });

  test('shows every date, then books them all, with codes and links; sent twice, once', async () => {
    const preview = await send({ ...wish, step: 'preview' });
    expect(preview.statusCode).toBe(200);
    for (const words of [
      'All 3 dates are free',
      'Tuesday, 3 March 2026, 10:00',
      'Tuesday, 17 March 2026, 10:00',
      '€40.00',
      '€120.00',
      'Book all 3',
    ])
      expect(preview.body).toContain(words);
    expect(await booked()).toEqual([]);
    const fields = { ...hiddenIn(preview.body), step: 'all' };
    const done = await send(fields);
    expect(done.statusCode).toBe(200);
    expect(done.body).toContain('3 dates are booked');
    expect(done.body.match(/\/s\/atlas-studios\/manage\/bkg_[0-9a-z]{20}#t=/g)).toHaveLength(3);
    expect(done.body.match(/Code [A-Z0-9-]{6,}/g)).toHaveLength(3);
    expect((await send(fields)).body).toBe(done.body);
    expect(await booked()).toHaveLength(3);
  });

  test('shows what is taken with the free times nearest to it, and books the others where the customer says so', async () => {
    await take('2026-03-10T09:00Z');
    const preview = await send({ ...wish, startsAt: '', date: '2026-03-03', time: '10:00', step: 'preview' });
    for (const words of ['2 of 3 dates are free', 'Taken. Free nearby:', '€80.00', 'Book the 2 free ones'])
      expect(preview.body).toContain(words);
    expect([...preview.body.matchAll(/aria-label="(\d\d:\d\d) instead of Tuesday, 10 March 2026, 10:00/g)].map(([, time]) => time)).toEqual(
      [...['09:00', '11:00', '12:00', '13:00']],
    );
    expect(preview.body).not.toContain('Book all');
    const done = await send({ ...hiddenIn(preview.body), step: 'free' });
    expect(done.body).toContain('2 dates are booked');
    expect(done.body).toContain('Left out: Tuesday 10 March, 10:00.');
    expect(await booked()).toEqual(['2026-03-03T09:00:00Z', '2026-03-17T09:00:00Z']);
  });

  test('takes another time for a date that is taken, and keeps it until something else is changed', async () => {
    await take('2026-03-10T09:00Z');
    const preview = await send({ ...wish, step: 'preview' });
    const step = `pick:${at('2026-03-10T09:00:00Z')}:${at('2026-03-10T10:00:00Z')}`;
    expect(preview.body).toContain(`value="${step}"`);
    const picked = await send({ ...hiddenIn(preview.body), step });
    for (const words of ['All 3 dates are free', 'Tuesday, 10 March 2026, 11:00', 'Book all 3']) expect(picked.body).toContain(words);
    expect(picked.body).not.toContain('Tuesday, 10 March 2026, 10:00');
    // Changed, it is a rule again.
    const changed = await send({ ...hiddenIn(picked.body), step: 'edit' });
    expect(hiddenIn(changed.body)).toEqual({});
    expect((await send({ ...hiddenIn(picked.body), step: 'all' })).body).toContain('3 dates are booked');
    expect(await booked()).toEqual(['2026-03-03T09:00:00Z', '2026-03-10T10:00:00Z', '2026-03-17T09:00:00Z']);
  });

  test('takes no more dates than it may, and no list that is none', async () => {
    const dates = Array.from({ length: 27 }, (_, i) => Date.parse('2026-03-03T09:00:00Z') + i * 86_400_000).join(',');
    for (const wrong of [dates, '1,,2', 'x'])
      expect((await send({ ...wish, dates: wrong, step: 'preview' })).body).toContain('All 3 dates are free');
  });

  test('books nothing but what was shown: taken or dearer since, it is shown again', async () => {
    const preview = await send({ ...wish, step: 'preview' });
    await take('2026-03-10T09:00Z');
    const conflict = await send({ ...hiddenIn(preview.body), step: 'all' });
    expect([conflict.statusCode, conflict.body.includes('taken in the meantime'), conflict.body.includes('Book the 2 free ones')]).toEqual([
      409,
      true,
      true,
    ]);
    await world.run('catalog.updateOffering', { offeringId, changes: { basePriceCents: 5_000 } });
    const dearer = await send({ ...hiddenIn(conflict.body), step: 'free' });
    expect(dearer.body).toContain('Dates or prices have changed');
    expect(await booked()).toEqual([]);
    expect((await send({ ...hiddenIn(dearer.body), step: 'free' })).body).toContain('2 dates are booked');
  });

  test('says that the first date is to be paid for with it, and where', async () => {
    await world.run('payments.updateSettings', { changes: { provider: 'stripe', collect: 'full' } });
    const preview = await send({ ...wish, step: 'preview' });
    expect(preview.body).toContain('€40.00 is to be paid now, for the first date.');
    const done = await send({ ...hiddenIn(preview.body), step: 'all' });
    for (const words of ['Your dates are kept for you', 'Please pay for the first of them by 09:30', 'Pay for the first date'])
      expect(done.body).toContain(words);
    await world.run('payments.updateSettings', { changes: { collect: 'nothing' } });
    expect((await send({ ...wish, startsAt: at('2026-03-03T10:00:00Z'), step: 'preview' })).body).not.toContain('to be paid now');
  });

  test('says what is wrong beside its field, keeps what was typed, and escapes it', async () => {
    const wrong = await send({ ...wish, startsAt: '', times: '99', name: '<b>Ada</b>', email: 'nowhere', step: 'preview' });
    expect(wrong.statusCode).toBe(400);
    for (const words of ['Choose the first time', 'from 2 to 26', 'We need an address to write to', 'value="&#60;b&#62;Ada&#60;/b&#62;"'])
      expect(wrong.body).toContain(words);
    expect(wrong.body).not.toContain('<b>Ada</b>');
    expect((await send({ ...wish, date: '2026-03-03', step: 'preview' })).body).toContain('Write both a day and a time');
    const back = await send({ ...wish, times: '5', step: 'edit' });
    expect(back.body).toMatch(/name="times"[^>]*value="5"/s);
    expect((await send({ step: 'all' })).statusCode).toBe(400);
  });

  test('asks the offering’s questions', async () => {
    const questions = [
      { key: 'level', label: 'Your level?', kind: 'choice', required: true, options: ['New', 'Old'] },
      { key: 'why', label: 'Why?', kind: 'text', required: false, options: [] },
    ];
    await world.run('catalog.updateOffering', { offeringId, changes: { questions } });
    expect((await page()).body).toContain('Your level?');
    const silent = await send({ ...wish, step: 'preview' });
    expect([silent.statusCode, silent.body.includes('Please answer this.')]).toEqual([400, true]);
    const preview = await send({ ...wish, 'answer.level': 'New', step: 'preview' });
    expect((await send({ ...hiddenIn(preview.body), step: 'all' })).body).toContain('3 dates are booked');
  });

  test('is of what is on sale and sold by time', async () => {
    expect((await page('/s/nobody/o/lesson/series')).statusCode).toBe(404);
    await openOffering(world, {
      title: 'Pass',
      slug: 'pass',
      pricingModel: 'SUBSCRIPTION',
      plan: { period: 'month', visits: 4, offeringIds: [offeringId] },
    });
    expect((await page('/s/atlas-studios/o/pass/series')).statusCode).toBe(404);
    await world.run('catalog.archiveOffering', { offeringId });
    expect((await page()).statusCode).toBe(404);
  });

  test('is slowed down where one address books again and again', async () => {
    const busy = await testWorld({ limits: { bookingsPerAddress: { count: 1, windowMs: 60_000 } } });
    try {
      await openOffering(busy, { slug: 'lesson' });
      const fields = { ...wish, step: 'free' };
      expect((await send(fields, busy)).statusCode).toBe(200);
      const second = await send({ ...fields, once: 'x' }, busy);
      expect([second.statusCode, second.headers['retry-after']]).toEqual([429, expect.any(String)]);
    } finally {
      await busy.close();
    }
  });
});

describe('a code on the page of a series', () => {
  const coupon = (fields: object = {}) =>
    world.call('POST', '/v1/api/coupons', { body: { code: 'SUMMER25', kind: 'PERCENT', amount: 25, ...fields } });

  test('is asked for quietly, takes its discount off every date, and is redeemed by each', async () => {
    await coupon();
    expect((await page()).body).toMatch(/<details ?>\s*<summary class="link">Have a code\?<\/summary>/);
    const preview = await send({ ...wish, code: 'summer25', step: 'preview' });
    for (const words of ['SUMMER25', '−€30.00', '€90.00']) expect(preview.body).toContain(words);
    expect((await send({ ...hiddenIn(preview.body), step: 'all' })).body).toContain('3 dates are booked');
    expect((await world.call('GET', '/v1/api/coupons')).body).toMatchObject({ data: [{ redeemedCount: 3 }] });
  });

  test('that does not apply says why beside it, and keeps what was typed', async () => {
    const refused = await send({ ...wish, code: 'nope', step: 'preview' });
    expect(refused.statusCode).toBe(422);
    for (const words of ['We don&#39;t know this code.', 'value="nope"', 'value="Ada Byron"', 'aria-describedby="code-error"'])
      expect(refused.body).toContain(words);
    expect(refused.body).toMatch(/<details open ?>/);
  });

  test('that was used up meanwhile books nothing', async () => {
    await coupon({ maxRedemptions: 3 });
    const preview = await send({ ...wish, code: 'SUMMER25', step: 'preview' });
    await world.call('POST', '/v1/api/bookings', {
      body: { offeringId, startsAt: '2026-03-04T09:00:00Z', customer: { name: 'Bob' }, couponCode: 'SUMMER25' },
    });
    const refused = await send({ ...hiddenIn(preview.body), step: 'all' });
    expect([refused.statusCode, refused.body]).toEqual([422, expect.stringContaining('This code has been used up.')]);
    expect(await booked()).toEqual([]);
  });
});
