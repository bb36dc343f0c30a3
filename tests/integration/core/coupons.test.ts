import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR } from '#core/base/time.ts';
import { anna, coreWorld, type CoreWorld, customer, key, NOON, system, wish } from './world.ts';

let world: CoreWorld;
beforeEach(async () => {
  world = await coreWorld();
});
afterEach(() => world.close());

const TEN = Date.parse('2026-11-23T09:00Z'); // Monday, 10:00 in Berlin
const ben = { name: 'Ben', email: 'ben@example.org', phone: null };
const hour = (n: number) => TEN + n * HOUR;

const coupon = async (fields: object = {}): Promise<string> => {
  const { couponId = '' } = await world.run('promotions.createCoupon', { code: 'SUMMER25', kind: 'PERCENT', amount: 25, ...fields });
  return couponId;
};
const book = (offeringId: string, startsAt: number, rest: object = {}) =>
  world.run('bookings.create', wish(offeringId, startsAt, { source: 'widget', couponCode: 'summer25', ...rest }), customer());
const refusedBooking = (offeringId: string, startsAt: number, rest: object = {}) =>
  world.refused('bookings.create', wish(offeringId, startsAt, { source: 'widget', couponCode: 'summer25', ...rest }), customer());
const detail = (bookingId: string | undefined) => world.ask('bookings.booking', { bookingId });
const redeemed = async (couponId: string) => (await world.ask('promotions.coupon', { couponId })).redeemedCount;

describe('a coupon', () => {
  test('takes its share off what it applies to, before tax, as the quote said', async () => {
    const couponId = await coupon();
    const offeringId = await world.offer({ basePriceCents: 1_001, taxBps: 1_900, taxIncluded: false });
    const item = { offeringId, startsAt: TEN };
    const quote = await world.ask('pricing.quote', { ...item, couponCode: 'summer25' }, customer());
    expect(quote).toMatchObject({ couponCode: 'SUMMER25', subtotalCents: 1_001, discountCents: 250, taxCents: 143, totalCents: 894 });
    expect(quote.lines).toMatchObject([{ priceCents: 1_001, discountCents: 250, taxCents: 143 }]);
    const { bookingId } = await book(offeringId, TEN, { expectedTotalCents: 894 });
    const booking = await detail(bookingId);
    expect(booking).toMatchObject({ couponCode: 'SUMMER25', subtotalCents: 1_001, discountCents: 250, taxCents: 143, totalCents: 894 });
    expect(booking.items).toMatchObject([{ priceCents: 1_001, discountCents: 250, taxCents: 143 }]);
    expect(await redeemed(couponId)).toBe(1);
    const { data, total } = await world.ask('promotions.redemptions', { couponId });
    expect(total).toBe(1);
    expect(data).toMatchObject([{ bookingId, confirmationCode: booking.confirmationCode, customerName: anna.name, amountCents: 250 }]);
  });

  test('is spread over the items that it is for, and leaves the others alone', async () => {
    const [a, b, c] = [await world.offer({ basePriceCents: 1_000 }), await world.offer({ basePriceCents: 500 }), await world.offer()];
    await coupon({ kind: 'FIXED', amount: 100, offeringIds: [a, b] });
    const items = [a, b, c].map((offeringId) => ({ offeringId, startsAt: TEN }));
    const input = { items, customer: anna, source: 'widget', couponCode: 'SUMMER25' };
    const { bookingId } = await world.run('bookings.create', input, customer());
    const booking = await detail(bookingId);
    const shares = booking.items.map((item: { offeringId: string; discountCents: number }) => [item.offeringId, item.discountCents]);
    expect(Object.fromEntries(shares)).toEqual({ [a]: 67, [b]: 33, [c]: 0 });
    expect(booking).toMatchObject({ subtotalCents: 6_000, discountCents: 100, totalCents: 5_900 });
  });

  test('of more than the price leaves nothing to pay, and no less', async () => {
    await coupon({ kind: 'FIXED', amount: 9_999 });
    const { bookingId } = await book(await world.offer({ taxBps: 1_900 }), TEN);
    expect(await detail(bookingId)).toMatchObject({ discountCents: 4_500, taxCents: 0, totalCents: 0 });
  });

  test.each([
    ['unknown', { code: 'OTHER' }],
    ['inactive', { active: false }],
    ['not_yet', { validFrom: NOON + 1 }],
    ['expired', { validUntil: NOON - 1 }],
    ['below_minimum', { minSubtotalCents: 4_501 }],
    ['other_currency', { kind: 'FIXED', amount: 1, currency: 'USD' }],
  ])('that is %s is refused in the quote and in the booking, which takes nothing', async (reason, fields) => {
    await coupon(fields);
    const offeringId = await world.offer();
    const refusal = { code: 'coupon_invalid', reason };
    const asked = { offeringId, startsAt: TEN, couponCode: 'SUMMER25' };
    expect(await world.askRefused('pricing.quote', asked, customer())).toMatchObject(refusal);
    expect(await refusedBooking(offeringId, TEN)).toMatchObject(refusal);
    expect((await world.ask('bookings.list')).total).toBe(0);
    await book(offeringId, TEN, { couponCode: undefined });
  });

  test('for other offerings, or for what is free, is refused', async () => {
    const [mine, other, free] = [await world.offer(), await world.offer(), await world.offer({ basePriceCents: 0 })];
    await coupon({ offeringIds: [mine, free] });
    expect(await refusedBooking(other, TEN)).toMatchObject({ reason: 'other_offerings' });
    expect(await refusedBooking(free, TEN)).toMatchObject({ reason: 'other_offerings' });
    await book(mine, TEN);
  });

  test('holds on both ends of its window', async () => {
    await coupon({ validFrom: NOON, validUntil: NOON });
    await book(await world.offer(), TEN);
  });

  test('is redeemed as often as it says, and a booking that is cancelled, declined or lapsed gives it back', async () => {
    const couponId = await coupon({ maxRedemptions: 1 });
    const offeringId = await world.offer({ approval: 'manual' });
    const ends = [
      async (bookingId: string | undefined) => world.run('bookings.cancel', { bookingId }),
      async (bookingId: string | undefined) => world.run('bookings.decline', { bookingId }),
      async () => {
        world.clock.now = TEN + DAY;
        await world.run('bookings.expirePending', {}, system);
      },
    ];
    for (const [n, end] of ends.entries()) {
      const { bookingId } = await book(offeringId, hour(n));
      expect(await refusedBooking(offeringId, hour(12), { customer: ben })).toMatchObject({ reason: 'used_up' });
      expect(await redeemed(couponId)).toBe(1);
      await end(bookingId);
      expect(await redeemed(couponId)).toBe(0);
    }
    const { data } = await world.ask('promotions.redemptions', { couponId });
    expect(data.map(({ releasedAt }: { releasedAt: number | null }) => releasedAt === null)).toEqual([false, false, false]);
  });

  test('is not given back by who does not come', async () => {
    const couponId = await coupon({ maxRedemptions: 1 });
    const { bookingId } = await book(await world.offer(), TEN);
    world.clock.now = TEN + 2 * HOUR;
    await world.run('bookings.noShow', { bookingId });
    expect(await redeemed(couponId)).toBe(1);
  });

  test('has its limit for one customer by their record and by the address that they give', async () => {
    await coupon({ maxPerCustomer: 1 });
    const offeringId = await world.offer();
    await book(offeringId, hour(0), { customer: { ...anna, email: 'Anna@Example.org' } });
    expect(await refusedBooking(offeringId, hour(1))).toMatchObject({ reason: 'used_up_by_you', maxPerCustomer: 1 });
    const [{ id }] = await world.ask('customers.find');
    await world.run('customers.update', { customerId: id, changes: { email: 'new@example.org' } });
    // the old address is somebody else's record by now, and the new one the first record's
    expect(await refusedBooking(offeringId, hour(1))).toMatchObject({ reason: 'used_up_by_you' });
    expect(await refusedBooking(offeringId, hour(1), { customer: { ...anna, email: 'new@example.org' } })).toMatchObject({
      reason: 'used_up_by_you',
    });
    await book(offeringId, hour(1), { customer: ben });
  });

  test('goes with the price when that changes: its window is not judged again, its minimum is', async () => {
    const couponId = await coupon({ minSubtotalCents: 4_500, validUntil: NOON });
    const offeringId = await world.offer({ capacity: 5, taxBps: 1_900 });
    const { bookingId } = await book(offeringId, TEN, { quantity: 2 });
    world.clock.now = NOON + HOUR;
    await world.run('bookings.reschedule', { bookingId, quantity: 3 });
    expect(await detail(bookingId)).toMatchObject({ subtotalCents: 13_500, discountCents: 3_375, taxCents: 1_617, totalCents: 10_125 });
    await world.run('promotions.updateCoupon', { couponId, changes: { minSubtotalCents: 9_000 } });
    await world.run('bookings.reschedule', { bookingId, startsAt: hour(2) });
    expect(await detail(bookingId)).toMatchObject({ discountCents: 3_375, totalCents: 10_125 });
    await world.run('bookings.reschedule', { bookingId, quantity: 1 });
    expect(await detail(bookingId)).toMatchObject({ subtotalCents: 4_500, discountCents: 0, taxCents: 718, totalCents: 4_500 });
    await world.run('bookings.reschedule', { bookingId, quantity: 2 });
    expect(await detail(bookingId)).toMatchObject({ discountCents: 2_250, totalCents: 6_750 });
    const { data } = await world.ask('promotions.redemptions', { couponId });
    expect(data).toMatchObject([{ amountCents: 2_250, releasedAt: null }]);
  });

  test('is redeemed once for each booking of a series, or for none', async () => {
    const couponId = await coupon({ maxRedemptions: 2 });
    const offeringId = await world.offer();
    const series = (count: number) => ({
      ...{ item: { offeringId, startsAt: TEN }, rrule: `FREQ=DAILY;COUNT=${count}`, take: 'all' },
      ...{ customer: anna, source: 'desk', couponCode: 'SUMMER25' },
    });
    expect(await world.refused('bookings.createSeries', series(3))).toMatchObject({ code: 'coupon_invalid', reason: 'used_up' });
    expect(await redeemed(couponId)).toBe(0);
    await world.run('bookings.createSeries', { ...series(2), expectedTotalCents: 6_750 });
    expect(await redeemed(couponId)).toBe(2);
  });

  test('tells that it was redeemed, after the booking', async () => {
    const couponId = await coupon({ maxRedemptions: 3 });
    const { bookingId } = await book(await world.offer(), TEN);
    const events = (await world.ask('events.page', {}, key('read'))).data;
    const names = events.map(({ name }: { name: string }) => name);
    expect(names.indexOf('coupon.redeemed')).toBeGreaterThan(names.indexOf('booking.created'));
    expect(events.find(({ name }: { name: string }) => name === 'coupon.redeemed').data).toMatchObject({
      ...{
        couponId,
        code: 'SUMMER25',
        bookingId,
        customer: { name: anna.name, email: anna.email },
        discountCents: 1_125,
        currency: 'EUR',
        redeemedCount: 1,
        maxRedemptions: 3,
      },
    });
  });
});

describe('coupons', () => {
  test('have a code that is theirs alone, until one is in the trash', async () => {
    const couponId = await coupon({ code: 'summer25' });
    const taken = { code: 'already_exists', field: 'code', value: 'SUMMER25' };
    const again = { code: 'Summer25', kind: 'PERCENT', amount: 10 };
    expect(await world.refused('promotions.createCoupon', again)).toMatchObject(taken);
    await world.run('promotions.trashCoupon', { couponId });
    const { couponId: other } = await world.run('promotions.createCoupon', again);
    expect(await world.refused('promotions.restoreCoupon', { couponId })).toMatchObject(taken);
    await world.run('promotions.updateCoupon', { couponId: other, changes: { code: 'WINTER10' } });
    await world.run('promotions.restoreCoupon', { couponId });
    expect(await world.refused('promotions.updateCoupon', { couponId: other, changes: { code: 'SUMMER25' } })).toMatchObject(taken);
    const live = (await world.ask('promotions.coupons', { q: 'winter' })).data;
    expect(live).toMatchObject([{ code: 'WINTER10', redeemedCount: 0 }]);
    expect((await world.ask('promotions.coupons', { status: 'trash' })).data).toEqual([]);
  });

  test('in the trash are unknown to customers, and what they took off stays', async () => {
    const couponId = await coupon();
    const offeringId = await world.offer();
    const { bookingId } = await book(offeringId, TEN);
    await world.run('promotions.trashCoupon', { couponId });
    expect(await refusedBooking(offeringId, hour(1))).toMatchObject({ reason: 'unknown' });
    expect(await detail(bookingId)).toMatchObject({ discountCents: 1_125, couponCode: 'SUMMER25' });
    expect((await world.ask('promotions.redemptions', { couponId })).total).toBe(1);
  });

  test('make sense as a whole, when made and when edited', async () => {
    const made = (fields: object) => world.refused('promotions.createCoupon', { code: 'NEW', kind: 'PERCENT', amount: 10, ...fields });
    const path = (field: string) => ({ code: 'invalid_request', issues: [expect.objectContaining({ path: field })] });
    expect(await made({ amount: 101 })).toMatchObject(path('amount'));
    expect(await made({ validFrom: NOON, validUntil: NOON - 1 })).toMatchObject(path('validUntil'));
    const couponId = await coupon();
    expect(await world.refused('promotions.updateCoupon', { couponId, changes: { kind: 'FIXED' } })).toMatchObject(path('currency'));
    const stale = { couponId, changes: { amount: 30 }, seen: { amount: 20 } };
    expect(await world.refused('promotions.updateCoupon', stale)).toMatchObject({ code: 'edit_conflict', field: 'amount', theirs: 25 });
  });

  test('of an amount without a currency mean the business’s own', async () => {
    const [fixed, least, share] = [
      await coupon({ code: 'FIXED', kind: 'FIXED', amount: 500 }),
      await coupon({ code: 'LEAST', minSubtotalCents: 1_000 }),
      await coupon({ code: 'SHARE' }),
    ];
    const currencyOf = async (couponId: string) => (await world.ask('promotions.coupon', { couponId })).currency;
    expect([await currencyOf(fixed), await currencyOf(least), await currencyOf(share)]).toEqual(['EUR', 'EUR', null]);
  });
});
