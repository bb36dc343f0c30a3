import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { holdFrom } from '#core/base/cardHolds.ts';
import { customer, key, member, system } from './core/world.ts';
import { anybody, DAY, HOUR, inDays, type MoneyWorld, moneyWorld, page } from './moneyWorld.ts';

let world: MoneyWorld;
let haircut: string;
let day = 2;
/** A day of its own for each test. */
const nextDay = (): number => inDays((day += 1));
const half = [
  { hoursBefore: 48, refundPercent: 100 },
  { hoursBefore: 24, refundPercent: 50 },
];

beforeAll(async () => {
  world = await moneyWorld();
  haircut = await world.offer({
    ...{ basePriceCents: 10_000, taxBps: 1_900, taxIncluded: true, capacity: 50, cancellationPolicy: half, maxAdvanceDays: 700 },
    deposit: { kind: 'percent', amount: 20 },
  });
});
afterAll(() => world.close());

const kindsOf = async (bookingId: string) => (await world.order(bookingId)).entries.map(({ kind, amountCents }) => [kind, amountCents]);
const orderIdOf = async (bookingId: string): Promise<string> => (await world.order(bookingId)).id;
const pay = async (bookingId: string, amountCents: number, method = 'cash') =>
  world.run('payments.record', { orderId: await orderIdOf(bookingId), method, amountCents });

describe('an order', () => {
  test('is opened by every booking that costs anything, with its tax apart', async () => {
    const bookingId = await world.book(haircut, nextDay());
    expect(await world.order(bookingId)).toMatchObject({ status: 'OPEN', totalCents: 10_000, dueCents: 10_000, payableId: bookingId });
    expect(await kindsOf(bookingId)).toEqual(
      expect.arrayContaining([
        ['charge', 8_403],
        ['tax', 1_597],
      ]),
    );
    const free = await world.offer({ title: 'Talk', basePriceCents: 0, capacity: 50 });
    expect(await world.booking(await world.book(free, nextDay()))).toMatchObject({ order: null, payments: [], deposit: null });
  });

  test('is paid at the desk, at most what is due', async () => {
    const bookingId = await world.book(haircut, nextDay());
    await pay(bookingId, 4_000);
    expect(await world.order(bookingId)).toMatchObject({ status: 'OPEN', paidCents: 4_000, dueCents: 6_000 });
    const tooMuch = { orderId: await orderIdOf(bookingId), method: 'cash', amountCents: 6_001 };
    expect(await world.refused('payments.record', tooMuch)).toMatchObject({ code: 'invalid_request', mostCents: 6_000 });
    await pay(bookingId, 6_000, 'terminal');
    expect(await world.order(bookingId)).toMatchObject({ status: 'PAID', dueCents: 0 });
  });

  test('follows the price that a longer time costs, and gives back what was paid above it', async () => {
    const hourly = await world.offer({
      title: 'Court',
      pricingModel: 'HOURLY',
      basePriceCents: 2_000,
      capacity: 50,
      cancellationPolicy: half,
    });
    const startsAt = nextDay();
    const bookingId = await world.book(hourly, startsAt);
    await world.run('bookings.reschedule', { bookingId, endsAt: startsAt + 3 * HOUR });
    expect(await world.order(bookingId)).toMatchObject({ totalCents: 6_000, dueCents: 6_000 });
    await pay(bookingId, 6_000);
    await world.run('bookings.reschedule', { bookingId, endsAt: startsAt + HOUR });
    expect(await world.order(bookingId)).toMatchObject({
      totalCents: 2_000,
      dueCents: -4_000,
      refunds: [{ amountCents: 4_000, status: 'PENDING' }],
    });
  });

  test('is opened later where a booking costs something later, and is charged less the coupon', async () => {
    await world.run('promotions.createCoupon', {
      ...{ code: 'TENTH', kind: 'PERCENT', amount: 10, currency: null, validFrom: null, validUntil: null, active: true },
      ...{ maxRedemptions: null, maxPerCustomer: null, minSubtotalCents: null, offeringIds: [] },
    });
    const bookingId = await world.book(haircut, nextDay(), { couponCode: 'TENTH' });
    expect(await world.order(bookingId)).toMatchObject({ totalCents: 9_000 });
    expect(await kindsOf(bookingId)).toEqual(
      expect.arrayContaining([
        ['charge', 8_563],
        ['tax', 1_437],
        ['discount', 1_000],
      ]),
    );
  });
});

describe('a booking that ends', () => {
  test('gives back what its policy says, and staff hand it over', async () => {
    const startsAt = nextDay();
    const bookingId = await world.book(haircut, startsAt);
    await pay(bookingId, 10_000);
    world.clock.now = startsAt - 30 * HOUR;
    await world.run('bookings.cancel', { bookingId });
    const { refunds, ...order } = await world.order(bookingId);
    expect(order).toMatchObject({ status: 'PAID', totalCents: 5_000, dueCents: -5_000 });
    expect(refunds).toMatchObject([{ status: 'PENDING', amountCents: 5_000 }]);
    const back = { refundId: refunds[0]?.id, method: 'cash' };
    await world.run('payments.handBack', back);
    expect(await world.order(bookingId)).toMatchObject({ status: 'PAID', refundedCents: 5_000, dueCents: 0 });
    expect(await world.refused('payments.handBack', back)).toMatchObject({ code: 'invalid_transition', status: 'DONE' });
    await world.run('bookings.refund', { bookingId });
    expect(await world.booking(bookingId)).toMatchObject({ status: 'REFUNDED', order: { totalCents: 0, dueCents: -5_000 } });
    const second = (await world.order(bookingId)).refunds.find(({ status }) => status === 'PENDING');
    await world.run('payments.handBack', { refundId: second?.id, method: 'transfer' });
    expect(await world.order(bookingId)).toMatchObject({ status: 'REFUNDED', dueCents: 0, paidCents: 10_000, refundedCents: 10_000 });
  });

  test('asks nobody for more than they paid: a no-show that paid nothing owes nothing, until it is undone', async () => {
    const startsAt = nextDay();
    const bookingId = await world.book(haircut, startsAt);
    world.clock.now = startsAt + HOUR;
    await world.run('bookings.noShow', { bookingId });
    expect(await world.order(bookingId)).toMatchObject({ status: 'VOID', totalCents: 0 });
    await world.run('bookings.undoNoShow', { bookingId });
    expect(await world.order(bookingId)).toMatchObject({ status: 'OPEN', totalCents: 10_000, dueCents: 10_000 });
    await pay(bookingId, 3_000);
    await world.run('bookings.noShow', { bookingId });
    expect(await world.order(bookingId)).toMatchObject({ status: 'PAID', totalCents: 3_000, dueCents: 0, refunds: [] });
  });

  test('is refunded in part as often as wanted, and never above what was kept', async () => {
    const startsAt = nextDay();
    const bookingId = await world.book(haircut, startsAt);
    await pay(bookingId, 10_000);
    world.clock.now = startsAt + 2 * HOUR;
    await world.run('bookings.complete', { bookingId });
    expect(await world.run('bookings.refund', { bookingId, amountCents: 1_000 })).toEqual({ refundCents: 1_000 });
    expect((await world.booking(bookingId)).status).toBe('COMPLETED');
    expect(await world.refused('bookings.refund', { bookingId, amountCents: 9_001 })).toMatchObject({
      code: 'invalid_request',
      mostCents: 9_000,
    });
    expect(await world.run('bookings.refund', { bookingId })).toEqual({ refundCents: 9_000 });
    expect(await world.booking(bookingId)).toMatchObject({ status: 'REFUNDED', order: { totalCents: 0, dueCents: -10_000 } });
  });

  test('a payment is refunded at most once, and may be owed again', async () => {
    const bookingId = await world.book(haircut, nextDay());
    const { paymentId } = await pay(bookingId, 10_000);
    expect(await world.refused('payments.refund', { paymentId, amountCents: 10_001 })).toMatchObject({ mostCents: 10_000 });
    await world.run('payments.refund', { paymentId, amountCents: 10_000, stillOwed: true });
    expect(await world.order(bookingId)).toMatchObject({ status: 'OPEN', dueCents: 10_000 });
    expect(await world.refused('payments.refund', { paymentId, amountCents: 1 })).toMatchObject({ mostCents: 0 });
    const { paymentId: second } = await pay(bookingId, 10_000, 'terminal');
    await world.run('payments.refund', { paymentId: second, amountCents: 2_500, reason: 'late' });
    expect(await world.order(bookingId)).toMatchObject({ status: 'PAID', totalCents: 7_500, dueCents: 0 });
  });
});

describe('paying while booking', () => {
  test('is asked of customers where the business wants it; paid, the booking is confirmed', async () => {
    await world.paidBy({ provider: 'stripe', collect: 'full' });
    const bookingId = await world.bookOnline(haircut, nextDay());
    expect(await world.booking(bookingId)).toMatchObject({ status: 'PENDING', paymentDueAt: world.clock.now + HOUR / 2 });
    expect(await world.calls(bookingId)).toMatchObject([{ action: 'checkout', amountCents: 10_000 }]);
    await world.answer(bookingId, page);
    expect((await world.booking(bookingId)).payments).toMatchObject([{ status: 'PENDING', checkoutUrl: page.url, amountCents: 10_000 }]);
    await world.tell(bookingId, { kind: 'paid', providerRef: 'pi_1' }, 'evt_paid');
    await world.tell(bookingId, { kind: 'paid', providerRef: 'pi_1' }, 'evt_paid');
    await world.tell(bookingId, { kind: 'paid', providerRef: 'pi_1' }, 'evt_paid_again');
    expect(await world.booking(bookingId)).toMatchObject({
      ...{ status: 'CONFIRMED', paymentDueAt: null, order: { status: 'PAID', paidCents: 10_000 } },
      payments: [{ status: 'PAID', checkoutUrl: null, capturedCents: 10_000 }],
    });
    expect((await world.booking(await world.book(haircut, nextDay()))).status).toBe('CONFIRMED');
    const byKey = { items: [{ offeringId: haircut, startsAt: nextDay() }], customer: anybody('Kim'), source: 'api', confirm: true };
    expect((await world.run('bookings.create', byKey, key('write')))['status']).toBe('CONFIRMED');
  });

  test('a part of what was asked confirms nothing; the rest does, whichever way it comes', async () => {
    await world.paidBy({ provider: 'stripe', collect: 'full' });
    const bookingId = await world.bookOnline(haircut, nextDay());
    const { id: orderId } = await world.order(bookingId);
    await world.run('payments.record', { orderId, method: 'cash', amountCents: 1 });
    expect(await world.booking(bookingId)).toMatchObject({ status: 'PENDING', paymentDueAt: world.clock.now + HOUR / 2 });
    await world.run('payments.record', { orderId, method: 'terminal', amountCents: 9_999 });
    expect(await world.booking(bookingId)).toMatchObject({ status: 'CONFIRMED', paymentDueAt: null });
    // The page that nobody needs any more is closed when its time is up.
    world.clock.now += HOUR;
    expect(await world.run('payments.due', {}, system)).toEqual({ asked: 1 });
  });

  test('unpaid in time gives the time back; paid later still, it goes back in full', async () => {
    await world.paidBy({ provider: 'stripe', collect: 'full' });
    const bookingId = await world.bookOnline(haircut, nextDay());
    await world.answer(bookingId, page);
    world.clock.now += HOUR / 2 - 1;
    await world.run('bookings.expirePending', {}, system);
    expect((await world.booking(bookingId)).status).toBe('PENDING');
    world.clock.now += 1;
    await world.run('bookings.expirePending', {}, system);
    expect(await world.booking(bookingId)).toMatchObject({ status: 'CANCELLED', cancellationReason: 'unpaid', order: { status: 'VOID' } });
    await world.tell(bookingId, { kind: 'paid', providerRef: 'pi_2' });
    expect(await world.booking(bookingId)).toMatchObject({ status: 'CANCELLED', refunds: [{ status: 'PENDING', amountCents: 10_000 }] });
    const [expire, refund] = (await world.calls(bookingId)).filter(({ status }) => status === 'PENDING');
    expect(new Set([expire?.action, refund?.action])).toEqual(new Set(['expire', 'refund']));
    for (const call of [expire, refund]) {
      const outcome = call?.action === 'refund' ? { kind: 'refunded', providerRef: 're_2' } : { kind: 'failed', failure: 'it is paid' };
      await world.run('payments.settle', { callId: call?.id, outcome }, system);
    }
    expect(await world.order(bookingId)).toMatchObject({ status: 'REFUNDED', dueCents: 0 });
    const { history } = await world.booking(bookingId);
    expect(history.filter(({ name }: { name: string }) => name === 'booking.paid_late')).toMatchObject([{ data: { amountCents: 10_000 } }]);
  });

  test('late for what was given up and refunded already rings as well, and so does what was paid twice', async () => {
    await world.paidBy({ provider: 'stripe', collect: 'full' });
    const [over, twice] = [await world.bookOnline(haircut, nextDay()), await world.bookOnline(haircut, nextDay())];
    for (const bookingId of [over, twice]) {
      await world.answer(bookingId, page);
      const { id: orderId } = await world.order(bookingId);
      await world.run('payments.record', { orderId, method: 'cash', amountCents: 10_000 });
    }
    await world.run('bookings.cancel', { bookingId: over });
    await world.run('bookings.refund', { bookingId: over });
    expect((await world.booking(over)).status).toBe('REFUNDED');
    for (const bookingId of [over, twice]) {
      const asked = (await world.booking(bookingId)).payments.find(({ provider }) => provider === 'stripe');
      await world.run('payments.hear', { paymentId: asked?.id, outcome: { kind: 'paid' }, eventId: `evt_${bookingId}` }, system);
    }
    const toldOf = async (bookingId: string) => (await world.booking(bookingId)).history.map(({ name }) => name);
    expect(await toldOf(over)).toContain('booking.paid_late');
    expect(await toldOf(twice)).toContain('booking.paid_twice');
    const rung = JSON.stringify(await world.ask('notifications.list', {}));
    expect(rung).toContain('Paid after the booking was gone');
    expect(rung).toContain('Paid though nothing was owed any more');
  });

  test('where approval is wanted it waits for that, paid; an expired page alone gives its time back', async () => {
    await world.paidBy({ provider: 'stripe', collect: 'full' });
    const manual = await world.offer({ title: 'Loft', basePriceCents: 5_000, approval: 'manual', capacity: 50, maxAdvanceDays: 700 });
    const bookingId = await world.bookOnline(manual, nextDay());
    await world.answer(bookingId, page);
    await world.tell(bookingId, { kind: 'paid' });
    expect(await world.booking(bookingId)).toMatchObject({ status: 'PENDING', paymentDueAt: null });
    await world.run('bookings.decline', { bookingId });
    expect(await world.booking(bookingId)).toMatchObject({ status: 'CANCELLED', refunds: [{ amountCents: 5_000 }] });
    const other = await world.bookOnline(manual, nextDay());
    await world.answer(other, page);
    await world.tell(other, { kind: 'expired' });
    expect(await world.booking(other)).toMatchObject({ status: 'CANCELLED', cancellationReason: 'unpaid' });
  });

  test('a request that nobody approved gives everything back, however late it is taken back, and says so before', async () => {
    await world.paidBy({ provider: 'stripe', collect: 'full' });
    const strict = { basePriceCents: 5_000, approval: 'manual', capacity: 50, maxAdvanceDays: 700, cancellationPolicy: [] };
    const manual = await world.offer({ title: 'Cellar', ...strict });
    const startsAt = (world.clock.now = nextDay()) + 5 * HOUR;
    const [request, approved] = [await world.bookOnline(manual, startsAt), await world.bookOnline(manual, startsAt)];
    for (const bookingId of [request, approved]) {
      await world.answer(bookingId, page);
      await world.tell(bookingId, { kind: 'paid' });
    }
    await world.run('bookings.approve', { bookingId: approved });
    expect(await world.booking(request)).toMatchObject({
      cancelNow: { refundPercent: 100, refundCents: 5_000, until: null },
      moneyNow: { refundCents: 5_000 },
    });
    expect((await world.booking(approved)).cancelNow).toMatchObject({ refundPercent: 0 });
    await world.run('bookings.cancel', { bookingId: request, expectedRefundPercent: 100 }, customer(request));
    await world.run('bookings.cancel', { bookingId: approved }, customer(approved));
    expect(await world.booking(request)).toMatchObject({ refundPercent: 100, refunds: [{ amountCents: 5_000 }] });
    expect(await world.booking(approved)).toMatchObject({ refundPercent: 0, refunds: [] });
  });

  const seriesOf = async (offeringId: string): Promise<string[]> => {
    await world.paidBy({ provider: 'stripe', collect: 'full' });
    const item = { offeringId, startsAt: (world.clock.now = nextDay()) + DAY };
    const series = { item, rrule: 'FREQ=DAILY;COUNT=3', take: 'all', customer: anybody('Olga'), source: 'widget' };
    const preview = await world.ask('bookings.previewSeries', { ...item, rrule: series.rrule }, customer());
    expect(preview.payNow).toEqual({ purpose: 'payment', amountCents: 10_000, hold: false, authoriseAt: null });
    const made = (await world.run('bookings.createSeries', series, customer())) as unknown as { bookings: { bookingId: string }[] };
    day += 4;
    return made.bookings.map(({ bookingId }) => bookingId);
  };
  const statusesOf = (ids: readonly string[]) => Promise.all(ids.map(async (id) => (await world.booking(id)).status));

  test('of a series is asked for its first date, and keeps them all', async () => {
    const ids = await seriesOf(haircut);
    const [first = '', second = ''] = ids;
    const paymentDueAt = world.clock.now + HOUR / 2;
    expect(await world.booking(first)).toMatchObject({ status: 'PENDING', paymentDueAt, payments: [{ amountCents: 10_000 }] });
    expect(await world.booking(second)).toMatchObject({ status: 'PENDING', paymentDueAt, payments: [] });
    await world.answer(first, page);
    await world.tell(first, { kind: 'paid', providerRef: 'pi_series' });
    expect(await statusesOf(ids)).toEqual(['CONFIRMED', 'CONFIRMED', 'CONFIRMED']);
    expect(await world.order(second)).toMatchObject({ status: 'OPEN', dueCents: 10_000 });
  });

  test('of a series that nobody pays for gives all of its times back, in time or with its page', async () => {
    const late = await seriesOf(haircut);
    world.clock.now += HOUR / 2;
    await world.run('bookings.expirePending', {}, system);
    expect(await statusesOf(late)).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED']);
    const left = await seriesOf(haircut);
    await world.answer(left[0] ?? '', page);
    await world.tell(left[0] ?? '', { kind: 'expired' });
    expect(await statusesOf(left)).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED']);
    expect(await world.booking(left[2] ?? '')).toMatchObject({ cancellationReason: 'unpaid' });
  });

  test('of a series is settled by its own payment alone, and waits for approval where that is wanted', async () => {
    const manual = await world.offer({ title: 'Attic', basePriceCents: 10_000, approval: 'manual', capacity: 50, maxAdvanceDays: 700 });
    const ids = await seriesOf(manual);
    const [first = '', second = ''] = ids;
    await world.run('payments.record', { orderId: await orderIdOf(second), method: 'cash', amountCents: 10_000 });
    expect((await world.booking(first)).paymentDueAt).not.toBeNull();
    await world.answer(first, page);
    await world.tell(first, { kind: 'paid' });
    for (const id of ids) expect(await world.booking(id)).toMatchObject({ status: 'PENDING', paymentDueAt: null });
  });

  test('of a series whose first date was given up meanwhile keeps none of them: the money goes straight back', async () => {
    for (const outcome of [{ kind: 'paid', providerRef: 'pi_gone' }, { kind: 'authorised' }]) {
      const ids = await seriesOf(haircut);
      const [first = ''] = ids;
      await world.answer(first, page);
      await world.run('bookings.cancel', { bookingId: first }, customer(first));
      await world.tell(first, outcome);
      expect(await statusesOf(ids)).toEqual(['CANCELLED', 'PENDING', 'PENDING']);
      world.clock.now += HOUR / 2;
      await world.run('bookings.expirePending', {}, system);
      expect(await statusesOf(ids)).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED']);
    }
  });

  test('with the sandbox’s cards is for the sandbox', async () => {
    await world.paidBy({ provider: 'stripe', collect: 'full' });
    const item = { offeringId: haircut, startsAt: nextDay() };
    const wish = { items: [{ ...item, startsAt: nextDay() }], customer: anybody('Olga'), source: 'widget', testCard: 'ok' };
    expect(await world.refused('bookings.create', wish, customer())).toMatchObject({ code: 'forbidden', field: 'testCard' });
    expect(await world.refused('payments.updateSettings', { changes: { provider: 'test' } })).toMatchObject({ code: 'invalid_request' });
  });
});

describe('a deposit', () => {
  const held = async (startsAt: number): Promise<string> => {
    await world.paidBy({ provider: 'stripe', collect: 'deposit', deposits: 'hold' });
    const bookingId = await world.bookOnline(haircut, startsAt);
    await world.answer(bookingId, page);
    await world.tell(bookingId, { kind: 'authorised', providerRef: 'pi_hold' });
    return bookingId;
  };
  const toldOf = async (bookingId: string) =>
    (await world.booking(bookingId)).history.filter(({ name }: { name: string }) => name.startsWith('deposit.'));
  const waiting = async (bookingId: string) => (await world.calls(bookingId)).filter(({ status }) => status === 'PENDING');

  test('is held, and captured when nobody comes', async () => {
    const startsAt = (world.clock.now = nextDay()) + 2 * DAY;
    const bookingId = await held(startsAt);
    expect(await world.booking(bookingId)).toMatchObject({
      ...{ status: 'CONFIRMED', depositCents: 2_000, deposit: { status: 'AUTHORISED', amountCents: 2_000 } },
      order: { heldCents: 2_000, paidCents: 0, dueCents: 10_000 },
    });
    world.clock.now = startsAt + HOUR;
    await world.run('bookings.noShow', { bookingId });
    expect(await world.order(bookingId)).toMatchObject({ totalCents: 2_000, dueCents: 2_000, status: 'OPEN' });
    await world.answer(bookingId, { kind: 'paid', providerRef: 'pi_hold' });
    expect(await world.order(bookingId)).toMatchObject({ totalCents: 2_000, paidCents: 2_000, heldCents: 0, status: 'PAID' });
    expect(await toldOf(bookingId)).toMatchObject([
      { name: 'deposit.paid', data: { amountCents: 2_000, stripePaymentIntentId: 'pi_hold', bookingStatusAfter: 'CONFIRMED' } },
      { name: 'deposit.captured', data: { amountCents: 2_000, reason: 'no_show' } },
    ]);
    await world.run('bookings.undoNoShow', { bookingId });
    expect(await world.order(bookingId)).toMatchObject({ totalCents: 10_000, dueCents: 8_000 });
  });

  test('is let go when it took place, and when it is cancelled in time', async () => {
    const startsAt = (world.clock.now = nextDay()) + 3 * DAY;
    const cancelled = await held(startsAt);
    const done = await held(startsAt);
    await world.run('bookings.cancel', { bookingId: cancelled });
    await world.answer(cancelled, { kind: 'released' });
    expect(await world.booking(cancelled)).toMatchObject({ deposit: { status: 'RELEASED' }, order: { status: 'VOID', heldCents: 0 } });
    expect((await toldOf(cancelled)).at(-1)).toMatchObject({ name: 'deposit.released', data: { reason: 'cancellation_within_policy' } });
    world.clock.now = startsAt + 2 * HOUR;
    await world.run('bookings.complete', { bookingId: done });
    await world.answer(done, { kind: 'released' });
    expect(await world.order(done)).toMatchObject({ totalCents: 10_000, dueCents: 10_000, heldCents: 0 });
  });

  test('is captured as far as a late cancellation keeps', async () => {
    const startsAt = (world.clock.now = nextDay()) + 3 * DAY;
    const bookingId = await held(startsAt);
    world.clock.now = startsAt - HOUR;
    await world.run('bookings.cancel', { bookingId, refundPercent: 90 });
    expect((await world.calls(bookingId)).at(-1)).toMatchObject({ action: 'capture', amountCents: 1_000 });
    await world.answer(bookingId, { kind: 'paid' });
    expect(await world.order(bookingId)).toMatchObject({ totalCents: 1_000, paidCents: 1_000, heldCents: 0, status: 'PAID' });
    expect((await toldOf(bookingId)).at(-1)).toMatchObject({
      name: 'deposit.captured',
      data: { amountCents: 1_000, reason: 'late_cancellation' },
    });
  });

  test('stays held for those two days in which a no-show may still be said of what is over', async () => {
    const startsAt = (world.clock.now = nextDay()) + 2 * DAY;
    const [missed, taken, seen] = [await held(startsAt), await held(startsAt), await held(startsAt)];
    const until = startsAt + HOUR + 2 * DAY;
    world.clock.now = startsAt;
    await world.run('bookings.checkIn', { bookingId: seen });
    world.clock.now = startsAt + 2 * HOUR;
    await world.run('bookings.completeEnded', {}, system);
    expect(await waiting(seen)).toMatchObject([{ action: 'release' }]);
    expect(await world.booking(taken)).toMatchObject({
      ...{ status: 'COMPLETED', order: { heldCents: 2_000 } },
      payments: [{ status: 'AUTHORISED', releaseAt: until }],
    });
    world.clock.now = until - 1;
    await world.run('payments.due', {}, system);
    expect(await waiting(taken)).toEqual([]);
    await world.run('bookings.noShow', { bookingId: missed });
    world.clock.now = until;
    await world.run('payments.due', {}, system);
    expect(await waiting(missed)).toMatchObject([{ action: 'capture', amountCents: 2_000 }]);
    await world.answer(missed, { kind: 'paid' });
    await world.answer(taken, { kind: 'released' });
    expect(await world.order(missed)).toMatchObject({ paidCents: 2_000, status: 'PAID' });
    expect(await world.order(taken)).toMatchObject({ heldCents: 0, dueCents: 10_000 });
    expect((await toldOf(taken)).at(-1)).toMatchObject({ name: 'deposit.released', data: { reason: 'completed' } });
  });

  test('is let go before it ends by itself, and at once of what was no no-show after all', async () => {
    const startsAt = (world.clock.now = nextDay()) + 6 * DAY;
    await world.paidBy({ provider: 'stripe', collect: 'deposit', deposits: 'hold' });
    const [soon, undone] = [await world.bookOnline(haircut, startsAt), await world.bookOnline(haircut, startsAt)];
    const heldUntil = startsAt + 20 * HOUR;
    for (const bookingId of [soon, undone]) {
      await world.answer(bookingId, page);
      await world.tell(bookingId, { kind: 'authorised', providerRef: 'pi_hold', heldUntil });
    }
    world.clock.now = startsAt + 2 * HOUR;
    await world.run('bookings.completeEnded', {}, system);
    expect((await world.booking(soon)).payments).toMatchObject([{ heldUntil, releaseAt: heldUntil - 6 * HOUR }]);
    for (const move of ['noShow', 'undoNoShow']) await world.run(`bookings.${move}`, { bookingId: undone });
    expect(await waiting(undone)).toMatchObject([{ action: 'release' }]);
    world.clock.now = heldUntil - 6 * HOUR - 1;
    await world.run('payments.due', {}, system);
    expect(await waiting(soon)).toEqual([]);
    world.clock.now += 1;
    await world.run('payments.due', {}, system);
    expect(await waiting(soon)).toMatchObject([{ action: 'release' }]);
  });

  test('of a start that is far is kept as a card, and held two days before', async () => {
    const startsAt = (world.clock.now = nextDay()) + 20 * DAY;
    await world.paidBy({ provider: 'stripe', collect: 'deposit', deposits: 'hold' });
    const bookingId = await world.bookOnline(haircut, startsAt);
    await world.answer(bookingId, page);
    await world.tell(bookingId, { kind: 'saved', providerRef: 'seti_1' });
    expect(await world.booking(bookingId)).toMatchObject({
      status: 'CONFIRMED',
      deposit: { status: 'SAVED', authoriseAt: holdFrom(startsAt) },
    });
    world.clock.now = holdFrom(startsAt) - 1;
    expect(await world.run('payments.due', {}, system)).toEqual({ asked: 0 });
    world.clock.now += 1;
    expect(await world.run('payments.due', {}, system)).toEqual({ asked: 1 });
    expect(await world.run('payments.due', {}, system)).toEqual({ asked: 0 });
    await world.answer(bookingId, { kind: 'authorised', providerRef: 'pi_late' });
    expect(await world.order(bookingId)).toMatchObject({
      heldCents: 2_000,
      payments: [{ status: 'AUTHORISED', heldUntil: startsAt + 2 * DAY + 18 * HOUR, releaseAt: null }],
    });
  });

  test('that is declined when it is to be held is told to the desk, and the booking stands', async () => {
    const startsAt = (world.clock.now = nextDay()) + 20 * DAY;
    await world.paidBy({ provider: 'stripe', collect: 'deposit', deposits: 'hold' });
    const bookingId = await world.bookOnline(haircut, startsAt);
    await world.answer(bookingId, page);
    await world.tell(bookingId, { kind: 'saved' });
    world.clock.now = startsAt - DAY;
    await world.run('payments.due', {}, system);
    await world.answer(bookingId, { kind: 'failed', failure: 'card_declined' });
    expect(await world.booking(bookingId)).toMatchObject({
      status: 'CONFIRMED',
      deposit: { status: 'FAILED' },
      payments: [{ failure: 'card_declined' }],
    });
    const rung: { bookingId: string; body: string }[] = await world.ask('notifications.list', {});
    expect(JSON.stringify(rung)).toContain('The card for the deposit was declined');
  });

  test('of a request is told to the desk as well when its card is declined, before anybody approves it', async () => {
    const startsAt = (world.clock.now = nextDay()) + 20 * DAY;
    await world.paidBy({ provider: 'stripe', collect: 'deposit', deposits: 'hold' });
    const request = { title: 'Barn', basePriceCents: 10_000, approval: 'manual', deposit: { kind: 'percent', amount: 20 } };
    const barn = await world.offer({ ...request, capacity: 50, maxAdvanceDays: 700 });
    const [bookingId, unpaid] = [await world.bookOnline(barn, startsAt), await world.bookOnline(barn, startsAt)];
    const news = async (id: string) => (await world.booking(id)).history.filter(({ name }) => name === 'booking.payment_failed');
    for (const id of [bookingId, unpaid]) await world.answer(id, page);
    // It was asked for while it was booked: its customer sees that, and may pay again.
    await world.tell(unpaid, { kind: 'failed', failure: 'card_declined' });
    expect(await news(unpaid)).toEqual([]);
    await world.tell(bookingId, { kind: 'saved', providerRef: 'seti_7' });
    expect(await world.booking(bookingId)).toMatchObject({ status: 'PENDING', paymentDueAt: null, deposit: { status: 'SAVED' } });
    world.clock.now = holdFrom(startsAt);
    await world.run('payments.due', {}, system);
    await world.answer(bookingId, { kind: 'failed', failure: 'card_declined' });
    expect(await news(bookingId)).toMatchObject([{ data: { failure: 'card_declined' } }]);
    const rung: { bookingId: string | null; body: string }[] = (await world.ask('notifications.list', {})).data;
    const body = 'The card for the deposit was declined';
    expect(rung.filter((one) => one.bookingId === bookingId && one.body === body)).toHaveLength(1);
  });

  test('that is held after all for what is over is let go at once', async () => {
    const startsAt = (world.clock.now = nextDay()) + 3 * DAY;
    const bookingId = await world.bookOnline(haircut, startsAt);
    await world.answer(bookingId, page);
    await world.run('bookings.cancel', { bookingId });
    await world.answer(bookingId, { kind: 'failed', failure: 'too late to expire' });
    await world.tell(bookingId, { kind: 'authorised' });
    expect(await waiting(bookingId)).toMatchObject([{ action: 'release' }]);
    await world.answer(bookingId, { kind: 'released' });
    expect(await world.order(bookingId)).toMatchObject({ heldCents: 0, status: 'VOID' });
  });

  test('is the sum of the items’ own, and at most the total', async () => {
    const fixed = await world.offer({ title: 'Tools', basePriceCents: 1_000, deposit: { kind: 'fixed', amount: 3_000 }, capacity: 50 });
    const startsAt = nextDay();
    const both = [
      { offeringId: fixed, startsAt },
      { offeringId: haircut, startsAt },
    ];
    const [one, two] = [await world.book(fixed, startsAt), await world.book(fixed, startsAt, { items: both })];
    expect((await world.booking(one)).depositCents).toBe(1_000);
    expect((await world.booking(two)).depositCents).toBe(5_000);
  });
});

describe('the history of a booking', () => {
  const moneyIn = async (bookingId: string) =>
    (await world.booking(bookingId)).history.flatMap(({ name, actorName, data: { amountCents, reason, provider } }) =>
      name === 'booking.refund_asked' || name === 'booking.money_returned' ? [{ name, actorName, amountCents, reason, provider }] : [],
    );

  test('has a line for what was given back of it, from when it was said and when it came', async () => {
    await world.paidBy({ provider: 'stripe', collect: 'full' });
    const startsAt = (world.clock.now = nextDay()) + 3 * DAY;
    const bookingId = await world.bookOnline(haircut, startsAt);
    await world.answer(bookingId, page);
    await world.tell(bookingId, { kind: 'paid', providerRef: 'pi_h' });
    world.clock.now = startsAt + 2 * HOUR;
    await world.run('bookings.complete', { bookingId });
    await world.run('bookings.refund', { bookingId, amountCents: 1_000, reason: 'cold coffee' });
    const asked = { name: 'booking.refund_asked', amountCents: 1_000, reason: 'cold coffee' };
    expect(await moneyIn(bookingId)).toMatchObject([{ ...asked, actorName: 'OWNER' }]);
    await world.answer(bookingId, { kind: 'refunded', providerRef: 're_h' });
    expect(await moneyIn(bookingId)).toMatchObject([asked, { name: 'booking.money_returned', amountCents: 1_000, provider: 'stripe' }]);
    const [payment] = (await world.booking(bookingId)).payments;
    await world.run('payments.refund', { paymentId: payment?.id, amountCents: 500, reason: 'dust' });
    expect((await moneyIn(bookingId)).at(-1)).toMatchObject({ name: 'booking.refund_asked', amountCents: 500, reason: 'dust' });
  });

  test('says once that money was handed over at the desk', async () => {
    const bookingId = await world.book(haircut, (world.clock.now = nextDay()) + DAY);
    const { paymentId } = await pay(bookingId, 10_000);
    await world.run('payments.refund', { paymentId, amountCents: 2_500, reason: 'late' });
    expect(await moneyIn(bookingId)).toMatchObject([
      { name: 'booking.money_returned', amountCents: 2_500, reason: 'late', provider: 'desk' },
    ]);
  });
});

test('what a provider refuses to give back is given by hand', async () => {
  await world.paidBy({ provider: 'stripe', collect: 'full' });
  world.clock.now = nextDay();
  const bookingId = await world.bookOnline(haircut, world.clock.now + 5 * DAY);
  await world.answer(bookingId, page);
  await world.tell(bookingId, { kind: 'paid' });
  await world.run('bookings.cancel', { bookingId });
  await world.answer(bookingId, { kind: 'failed', failure: 'the card is closed' });
  const { refunds } = await world.order(bookingId);
  expect(refunds).toMatchObject([{ status: 'FAILED', failure: 'the card is closed' }]);
  await world.run('payments.handBack', { refundId: refunds[0]?.id, method: 'transfer' }, member('STAFF'));
  expect(await world.order(bookingId)).toMatchObject({ status: 'REFUNDED', dueCents: 0 });
});

test('what came back from the bank, and what was handed over instead, is counted once in what a cancellation would give', async () => {
  await world.paidBy({ provider: 'stripe', collect: 'full' });
  const bookingId = await world.bookOnline(haircut, nextDay() + 5 * DAY);
  await world.answer(bookingId, page);
  await world.tell(bookingId, { kind: 'paid', providerRef: 'pi_back' });
  const back = async () => (await world.booking(bookingId)).moneyNow;
  const [payment] = (await world.order(bookingId)).payments;
  await world.run('payments.refund', { paymentId: payment?.id, amountCents: 4_000 });
  expect(await back()).toMatchObject({ refundCents: 6_000, returnedCents: 4_000 });
  await world.answer(bookingId, { kind: 'refunded', providerRef: 're_back' });
  expect(await back()).toMatchObject({ refundCents: 6_000, returnedCents: 4_000 });
  await world.tell(bookingId, { kind: 'refund_failed', providerRef: 're_back', failure: 'the account is closed' });
  expect(await back()).toMatchObject({ refundCents: 10_000, returnedCents: 0 });
  expect(await world.order(bookingId)).toMatchObject({ paidCents: 10_000, refundedCents: 0, totalCents: 6_000, dueCents: -4_000 });
  const [refund] = (await world.order(bookingId)).refunds;
  await world.run('payments.handBack', { refundId: refund?.id, method: 'cash' });
  expect(await back()).toMatchObject({ refundCents: 6_000, returnedCents: 4_000 });
  expect(await world.order(bookingId)).toMatchObject({ paidCents: 10_000, refundedCents: 4_000, dueCents: 0 });
  await world.run('bookings.cancel', { bookingId });
  const { refunds } = await world.order(bookingId);
  expect(refunds.reduce((sum, { amountCents }) => sum + amountCents, 0)).toBe(10_000);
});

test('the books balance in every currency', async () => {
  const lines: { currency: string; debitCents: number; creditCents: number }[] = await world.ask('payments.books', {
    from: 0,
    to: inDays(900),
  });
  const sum = (side: 'debitCents' | 'creditCents') => lines.reduce((cents, line) => cents + line[side], 0);
  expect(sum('debitCents')).toBeGreaterThan(0);
  expect(sum('debitCents')).toBe(sum('creditCents'));
  expect((await world.ask('payments.orders', { status: 'PAID', limit: 2 })).data).toHaveLength(2);
});
