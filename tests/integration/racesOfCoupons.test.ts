import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bookings } from '#core/domains/bookings/tables.ts';
import { redemptions } from '#core/domains/promotions/tables.ts';
import { type Racetrack, racetrack } from './racetrack.ts';
import { type Answered, openOffering } from './world.ts';

// A coupon's last redemption is wanted by everybody at once; who had it is counted in the rows.

const SHOP = '/v1/storefront/atlas-studios';
const NINE = '2026-03-05T09:00:00Z';
const seeds = [1, 2, 3];

let made = 0;
const somebody = () => {
  const n = ++made;
  return { name: `Racer ${n}`, email: `racer-${n}@example.com` };
};

describe.each([
  ['one server', 1],
  ['two servers on one database', 2],
])('with %s', (_, servers) => {
  let track: Racetrack;
  let offeringId: string;

  beforeAll(async () => {
    track = await racetrack({ servers });
    offeringId = await openOffering(track.world, { capacity: 10_000 });
  });
  afterAll(() => track.close());

  async function issue(fields: object): Promise<{ id: string; code: string }> {
    const { body } = await track.send('POST', '/v1/api/coupons', {
      body: { code: `RACE-${++made}`, kind: 'PERCENT', amount: 10, ...fields },
    });
    return body as { id: string; code: string };
  }
  const order = (couponCode: string, customer: object = somebody()) => ({ offeringId, startsAt: NINE, customer, couponCode });
  const book = (code: string, customer?: object) => () => track.send('POST', '/v1/api/bookings', { body: order(code, customer) });
  const checkOut = (code: string, customer?: object) => () =>
    track.send('POST', `${SHOP}/checkout`, { token: null, body: order(code, customer) });

  const rowsOf = (couponId: string) =>
    track.world.engine.database.read(track.world.business.tenantId, async (db) => ({
      redeemed: await db.list(redemptions, eq(redemptions.couponId, couponId)),
      booked: await db.list(bookings, eq(bookings.couponId, couponId)),
    }));
  const won = (answers: readonly Answered[]) => answers.filter(({ status }) => status === 201);
  function expectRefused(answers: readonly Answered[], reason: string): void {
    for (const { status, body } of answers.filter((answer) => answer.status !== 201))
      expect([status, body]).toMatchObject([422, { error: 'coupon_invalid', details: { reason } }]);
  }

  test('the last redemption, raced by five hundred, is redeemed once, and nobody else is booked', async () => {
    const { id, code } = await issue({ maxRedemptions: 2 });
    expect((await book(code)()).status).toBe(201);
    const runners = Array.from({ length: 500 }, (_unused, i) => (i % 2 === 0 ? book : checkOut)(code));
    const answers = await track.race(7, runners);
    expect(won(answers)).toHaveLength(1);
    expectRefused(answers, 'used_up');
    const { redeemed, booked } = await rowsOf(id);
    expect([redeemed.length, booked.length]).toEqual([2, 2]);
    expect(redeemed.map(({ bookingId }) => bookingId).toSorted()).toEqual(booked.map((booking) => booking.id).toSorted());
    expect((await track.send('GET', `/v1/api/coupons/${id}`)).body).toMatchObject({ redeemedCount: 2 });
  }, 180_000);

  test.each(seeds)('one customer has it as often as they may, by their address and by their record (seed %i)', async (seed) => {
    const { id, code } = await issue({ maxPerCustomer: 2 });
    const who = somebody();
    const { body: customer } = await track.send('POST', '/v1/api/customers', { body: who });
    const runners = [
      ...Array.from({ length: 8 }, () => checkOut(code, { ...who, email: who.email.toUpperCase() })),
      ...Array.from({ length: 8 }, () => book(code, { id: (customer as { id: string }).id })),
      book(code),
    ];
    const answers = await track.race(seed, runners);
    expect(answers.at(-1)?.status).toBe(201);
    expect(won(answers)).toHaveLength(3);
    expectRefused(answers, 'used_up_by_you');
    expect((await rowsOf(id)).redeemed.filter(({ email }) => email === who.email)).toHaveLength(2);
  });

  test.each(seeds)('what a cancellation gives back is had once, and never twice at a time (seed %i)', async (seed) => {
    const { id, code } = await issue({ maxRedemptions: 1 });
    const first = (await book(code)()).body as { id: string };
    const cancel = () => track.send('POST', `/v1/api/bookings/${first.id}/cancel`);
    const [cancelled, ...answers] = await track.race(seed, [cancel, ...Array.from({ length: 30 }, () => book(code))]);
    expect(cancelled?.status).toBe(200);
    expect(won(answers).length).toBeLessThanOrEqual(1);
    expectRefused(answers, 'used_up');
    const { redeemed } = await rowsOf(id);
    const live = redeemed.filter(({ releasedAt }) => releasedAt === null);
    expect(live.map(({ bookingId }) => bookingId)).toEqual(won(answers).map(({ body }) => (body as { id: string }).id));
    if (live.length === 0) expect((await book(code)()).status).toBe(201);
    expect((await book(code)()).status).toBe(422);
  });

  test.each(seeds)('wanted at every door at once it is redeemed once, by desks that gave it offline too (seed %i)', async (seed) => {
    const { id, code } = await issue({ maxRedemptions: 1 });
    const desks = await Promise.all(Array.from({ length: 6 }, () => track.desk()));
    const walkIn = { items: [{ offeringId, startsAt: Date.parse(NINE) }], source: 'desk', couponCode: code };
    const pushes = desks.map(
      (desk) => () => desk.push({ name: 'bookings.create', input: { ...walkIn, customer: { ...somebody(), phone: null } } }),
    );
    const doors = Array.from({ length: 12 }, (_unused, i) => (i % 2 === 0 ? book : checkOut)(code));
    const answers = await track.race(seed, [...doors, ...pushes]);
    const pushed = answers
      .slice(doors.length)
      .map(({ body }) => (body as { results: { ok: boolean; code?: string; facts?: object }[] }).results[0]);
    expect(won(answers.slice(0, doors.length)).length + pushed.filter((result) => result?.ok === true).length).toBe(1);
    for (const result of pushed.filter((one) => one?.ok !== true))
      expect(result).toMatchObject({ code: 'coupon_invalid', facts: { reason: 'used_up' } });
    expect((await rowsOf(id)).redeemed).toHaveLength(1);
  });

  test('of a request sent twice with one key it is redeemed once', async () => {
    const { id, code } = await issue({});
    const body = order(code);
    const headers = { 'idempotency-key': 'coupon-once-only-1' };
    const runners = Array.from({ length: 6 }, () => () => track.send('POST', '/v1/api/bookings', { body, headers }));
    const answers = await track.race(1, runners);
    expect(new Set(won(answers).map(({ body: answer }) => (answer as { id: string }).id)).size).toBe(1);
    expect((await rowsOf(id)).redeemed).toHaveLength(1);
  });
});
