import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { couponSentence, couponSentenceReasons } from '#core/base/couponWords.ts';
import { couponReasons } from '#core/domains/promotions/model.ts';
import { type Contract, contractOf } from './contract.ts';
import { type Answered, openOffering, testWorld, type TestWorld } from './world.ts';

let world: TestWorld;
let contract: Contract;
beforeEach(async () => {
  world = await testWorld();
  contract = await contractOf(world);
});
afterEach(() => world.close());

type Body = Record<string, unknown>;
type Method = Parameters<TestWorld['call']>[0];

/** Every answer is held to the document. */
async function call(method: Method, path: string, body?: unknown, token?: string | null): Promise<Answered & { body: Body }> {
  const sent = { ...(body === undefined ? {} : { body }), ...(token === undefined ? {} : { token }) };
  const answer = await world.call(method, path, sent);
  expect(contract.problemWith(method, path, answer)).toBeNull();
  return answer as Answered & { body: Body };
}
const api = (method: Method, path: string, body?: unknown) => call(method, `/v1/api${path}`, body);
const shop = (path: string, body: unknown) => call('POST', `/v1/storefront/atlas-studios${path}`, body, null);

/** A Thursday, in Berlin. */
const at = (hour: number): string => `2026-03-05T${String(hour - 1).padStart(2, '0')}:00:00Z`;
const ada = { name: 'Ada Byron', email: 'ada@example.com' };
const summer = { code: 'summer25', kind: 'PERCENT', amount: 25 };

describe('coupons', () => {
  test('are created, read, changed, put into the trash and taken out of it', async () => {
    const limits = { validUntil: '2026-06-30T23:59:59Z', maxRedemptions: 500, minSubtotalCents: 5_000 };
    const made = await api('POST', '/coupons', { ...summer, ...limits });
    expect([made.status, made.body]).toMatchObject([
      201,
      {
        ...{ code: 'SUMMER25', kind: 'PERCENT', amount: 25, currency: 'EUR', active: true, redeemedCount: 0, offeringIds: [] },
        ...{ validFrom: null, validUntil: '2026-06-30T23:59:59Z', maxRedemptions: 500, maxPerCustomer: null, trashedAt: null },
      },
    ]);
    const path = `/coupons/${String(made.body['id'])}`;
    expect((await api('GET', path)).body).toEqual(made.body);
    const changed = await api('PATCH', path, { active: false });
    expect(changed.body).toMatchObject({ ...made.body, active: false, updatedAt: expect.any(String) });
    expect((await api('DELETE', path)).status).toBe(204);
    expect((await api('GET', '/coupons')).body).toEqual({ data: [], nextCursor: null });
    expect((await api('GET', '/coupons?status=trash')).body['data']).toMatchObject([{ code: 'SUMMER25', trashedAt: expect.any(String) }]);
    expect((await api('POST', `${path}/restore`)).body).toMatchObject({ code: 'SUMMER25', trashedAt: null });
    expect((await api('GET', '/coupons?q=mer2')).body['data']).toHaveLength(1);
    expect((await api('GET', '/coupons?q=winter')).body['data']).toHaveLength(0);
  });

  test('are listed page by page, newest first, whatever is made meanwhile', async () => {
    for (const n of [1, 2, 3, 4, 5]) {
      await api('POST', '/coupons', { ...summer, code: `CODE-${n}` });
      if (n !== 3) world.advance(1);
    }
    const codes: string[] = [];
    let cursor: string | null = null;
    do {
      const { body } = await api('GET', `/coupons?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`);
      const page = body as { data: { code: string }[]; nextCursor: string | null };
      codes.push(...page.data.map(({ code }) => code));
      cursor = page.nextCursor;
      await api('POST', '/coupons', { ...summer, code: `LATER-${codes.length}` });
    } while (cursor !== null);
    expect(codes.toSorted()).toEqual(['CODE-1', 'CODE-2', 'CODE-3', 'CODE-4', 'CODE-5']);
    expect([codes[0], codes.at(-1)]).toEqual(['CODE-5', 'CODE-1']);
  });

  test('are refused by the field, and where their code is taken', async () => {
    const refused = async (fields: object) => (await api('POST', '/coupons', { ...summer, ...fields })).body;
    const at400 = (path: string) => ({
      error: 'invalid_request',
      details: { issues: expect.arrayContaining([expect.objectContaining({ path })]) },
    });
    expect(await refused({ amount: 101 })).toMatchObject(at400('amount'));
    expect(await refused({ amount: 0 })).toMatchObject(at400('amount'));
    expect(await refused({ code: 'no spaces' })).toMatchObject(at400('code'));
    expect(await refused({ validUntil: 'tomorrow' })).toMatchObject(at400('validUntil'));
    expect(await refused({ offeringIds: ['off_00000000000000000000'] })).toMatchObject({ error: 'not_found' });
    await api('POST', '/coupons', summer);
    expect(await refused({ code: 'Summer25' })).toMatchObject({ error: 'already_exists', details: { field: 'code' } });
  });

  test('are for keys that may: reading to read, writing to write', async () => {
    const readOnly = await world.makeKey({ scopes: ['read'] });
    expect((await call('GET', '/v1/api/coupons', undefined, readOnly)).status).toBe(200);
    expect((await call('POST', '/v1/api/coupons', summer, readOnly)).status).toBe(403);
  });
});

describe('a code', () => {
  test('is quoted and checked out by a customer, and told of wherever the booking is', async () => {
    await api('POST', '/coupons', { ...summer, maxRedemptions: 1 });
    const offeringId = await openOffering(world, { taxBps: 1_900, taxIncluded: true });
    const wish = { offeringId, startsAt: at(10), couponCode: ' Summer25 ' };
    const sums = { subtotalCents: 4_000, discountCents: 1_000, taxCents: 479, totalCents: 3_000, couponCode: 'SUMMER25' };
    const quote = await shop('/quote', wish);
    expect(quote.body).toMatchObject({ ...sums, lines: [{ priceCents: 4_000, discountCents: 1_000, taxCents: 479 }] });
    expect((await api('POST', '/quote', wish)).body).toEqual(quote.body);
    const booked = await shop('/checkout', { ...wish, customer: ada, expectedTotalCents: 3_000 });
    expect([booked.status, booked.body]).toMatchObject([201, { booking: sums }]);
    const { id } = booked.body['booking'] as { id: string };
    const item = { priceCents: 4_000, discountCents: 1_000, taxCents: 479 };
    expect((await api('GET', `/bookings/${id}`)).body).toMatchObject({ ...sums, items: [item] });
    expect((await api('GET', '/coupons')).body['data']).toMatchObject([{ redeemedCount: 1 }]);
    const late = await shop('/checkout', { ...wish, startsAt: at(12), customer: { ...ada, email: 'bea@example.com' } });
    expect([late.status, late.body]).toMatchObject([
      422,
      { error: 'coupon_invalid', message: 'This code has been used up.', details: { reason: 'used_up' } },
    ]);
  });

  test('that nobody could have is unknown, in words for whoever typed it', async () => {
    const offeringId = await openOffering(world);
    for (const couponCode of ['nope', 'ü ö', '', '%', "' OR 1=1 --"]) {
      const { status, body } = await shop('/quote', { offeringId, startsAt: at(10), couponCode });
      expect([couponCode, status, body]).toMatchObject([couponCode, 422, { error: 'coupon_invalid', details: { reason: 'unknown' } }]);
    }
  });

  test('below its minimum says what is missing', async () => {
    await api('POST', '/coupons', { ...summer, minSubtotalCents: 5_000 });
    const offeringId = await openOffering(world);
    const { body } = await api('POST', '/bookings', { offeringId, startsAt: at(10), customer: ada, couponCode: 'SUMMER25' });
    expect(body).toMatchObject({
      message: 'This code is for €50.00 or more.',
      details: { reason: 'below_minimum', minSubtotalCents: 5_000, subtotalCents: 4_000, currency: 'EUR' },
    });
  });

  test('is redeemed by each booking of a series', async () => {
    const { body: coupon } = await api('POST', '/coupons', { ...summer, maxRedemptions: 3 });
    const offeringId = await openOffering(world);
    const series = { offeringId, startsAt: at(10), rrule: 'FREQ=DAILY;COUNT=3', customer: ada, couponCode: 'SUMMER25' };
    const { customer: _customer, ...question } = series;
    const preview = await shop('/series/preview', question);
    expect(preview.body).toMatchObject({ discountCents: 3_000, totalCents: 9_000 });
    const tooMany = await shop('/series/preview', { ...question, rrule: 'FREQ=DAILY;COUNT=4' });
    expect(tooMany.body).toMatchObject({ error: 'coupon_invalid', details: { reason: 'used_up' } });
    expect((await shop('/series', { ...series, expectedTotalCents: 9_000 })).status).toBe(201);
    expect((await api('POST', '/series', { ...series, startsAt: at(12) })).body).toMatchObject({
      error: 'coupon_invalid',
      details: { reason: 'used_up' },
    });
    expect((await api('GET', `/coupons/${String(coupon['id'])}`)).body).toMatchObject({ redeemedCount: 3 });
  });

  test('that is redeemed is told to the desk and to who subscribed', async () => {
    await api('POST', '/coupons', summer);
    const offeringId = await openOffering(world);
    const wish = { offeringId, startsAt: at(10), customer: ada, couponCode: 'SUMMER25' };
    const { id } = (await shop('/checkout', wish)).body['booking'] as { id: string };
    const { data } = (await api('GET', '/events?limit=100')).body as { data: { event: string; data: Body }[] };
    const told = data.find(({ event }) => event === 'coupon.redeemed');
    expect(told?.data).toMatchObject({ code: 'SUMMER25', bookingId: id, discountCents: 1_000, redeemedCount: 1, customer: ada });
    const bell = (await world.ask('notifications.list', {})) as { data: Body[] };
    expect(bell.data).toContainEqual(
      expect.objectContaining({ kind: 'COUPON_REDEEMED', bookingId: id, title: ada.name, body: 'SUMMER25' }),
    );
  });
});

test('there is a sentence for every reason', () => {
  expect(couponSentenceReasons.toSorted()).toEqual(couponReasons.toSorted());
  for (const reason of couponReasons) expect(couponSentence({ reason, currency: 'EUR', minSubtotalCents: 1 })).toMatch(/^[A-Z].*\.$/);
});
