import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, test } from 'vitest';
import { holdFrom } from '#core/base/cardHolds.ts';
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import { providerCalls } from '#core/domains/payments/tables.ts';
import { callOf, loadPayment } from '#server/payments/calls.ts';
import { stripeProvider } from '#server/payments/stripe.ts';
import { markAsked, takeCalls } from '#server/workers/providerCalls.ts';
import { signed } from '../stripe/server.ts';
import { IN_TWENTY_DAYS, SOON, START, type StripeWorld, stripeWorld, type StripeWorldParts, TOMORROW_10 } from './stripeWorld.ts';

let world: StripeWorld;
afterEach(() => world.end());

async function opened(parts: StripeWorldParts = {}): Promise<StripeWorld> {
  world = await stripeWorld(parts);
  world.start();
  return world;
}

const deposits = { settings: { collect: 'deposit', deposits: 'hold' } } as const;
const half = { deposit: { kind: 'percent', amount: 50 } };
const HOLDS_FROM = holdFrom(IN_TWENTY_DAYS);
const kinds = async (): Promise<string[]> => (await world.calls()).map(({ action, status }) => `${action} ${status}`).toSorted();
const payment = async (bookingId: string) => (await world.orderOf(bookingId)).payments[0];
const posts = () => world.stripe.asked.filter(({ method }) => method === 'POST').map(({ path }) => path.replace(/(cs|pi)_test_\d+/, '$1'));

describe('a booking that is paid at once', () => {
  test('waits for its payment, sends its customer to Stripe, and is confirmed by it', async () => {
    await opened();
    const bookingId = await world.book(await world.offer({}));
    expect(await world.bookingOf(bookingId)).toMatchObject({ status: 'PENDING' });
    const page = await world.pageOf(bookingId);
    const session = world.stripe.sessions.get(page);
    const paymentId = (await payment(bookingId))?.id ?? '';
    expect(session).toMatchObject({
      ...{ mode: 'payment', client_reference_id: paymentId },
      metadata: { slotkeeper_tenant: world.tenantId, slotkeeper_payment: paymentId, slotkeeper_call: (await world.calls())[0]?.id },
      success_url: expect.stringMatching(new RegExp(`^https://book.example/s/atlas/manage/${bookingId}\\?pay=${paymentId}#t=`)),
      wanted: { amount: 4_500, currency: 'eur', capture: 'automatic_async' },
    });
    await world.stripe.pay(page);
    expect(await world.bookingOf(bookingId)).toMatchObject({ status: 'CONFIRMED' });
    expect(await world.orderOf(bookingId)).toMatchObject({ status: 'PAID', paidCents: 4_500, dueCents: 0 });
    await world.expectBooksToAgree(bookingId);
  });

  test('by a card that is declined on the page can be paid with another', async () => {
    await opened();
    const bookingId = await world.book(await world.offer({}));
    const page = await world.pageOf(bookingId);
    await world.stripe.pay(page, 'declined');
    expect(await payment(bookingId)).toMatchObject({ status: 'PENDING' });
    await world.stripe.pay(page);
    expect(await payment(bookingId)).toMatchObject({ status: 'PAID' });
  });

  test('by a debit waits until the bank says yes', async () => {
    await opened();
    const bookingId = await world.book(await world.offer({}));
    const page = await world.pageOf(bookingId);
    await world.stripe.pay(page, 'processing');
    expect(await payment(bookingId)).toMatchObject({ status: 'PENDING' });
    await world.stripe.settle(world.stripe.sessions.get(page)?.payment_intent ?? '', true);
    expect(await world.bookingOf(bookingId)).toMatchObject({ status: 'CONFIRMED' });
    await world.expectBooksToAgree(bookingId);
  });

  test('by a debit that the bank refuses is not paid', async () => {
    await opened();
    const bookingId = await world.book(await world.offer({}));
    const page = await world.pageOf(bookingId);
    await world.stripe.pay(page, 'processing');
    await world.stripe.settle(world.stripe.sessions.get(page)?.payment_intent ?? '', false);
    expect(await payment(bookingId)).toMatchObject({ status: 'FAILED', failure: 'The bank refused the debit.' });
    await world.expectBooksToAgree(bookingId);
  });

  test('and is not paid in time gives its time back, and its page is closed', async () => {
    await opened();
    const bookingId = await world.book(await world.offer({}));
    const page = await world.pageOf(bookingId);
    await world.pass(32 * MINUTE);
    expect(await world.bookingOf(bookingId)).toMatchObject({ status: 'CANCELLED' });
    expect(world.stripe.sessions.get(page)).toMatchObject({ status: 'expired' });
    expect(await payment(bookingId)).toMatchObject({ status: 'EXPIRED' });
  });

  test('and is paid after its time was given to somebody else is paid back, once', async () => {
    await opened();
    const offeringId = await world.offer({ capacity: 1 });
    const late = await world.book(offeringId);
    const page = await world.pageOf(late);
    await world.stripe.pay(page, 'processing');
    await world.pass(32 * MINUTE);
    expect(await world.bookingOf(late)).toMatchObject({ status: 'CANCELLED' });
    const other = await world.book(offeringId);
    await world.stripe.settle(world.stripe.sessions.get(page)?.payment_intent ?? '', true);
    await world.pass(SOON);
    expect((await world.bookingOf(other)).status).toBe('PENDING');
    expect([...world.stripe.refunds.values()].map(({ amount }) => amount)).toEqual([4_500]);
    expect(await world.orderOf(late)).toMatchObject({ paidCents: 4_500, refundedCents: 4_500, totalCents: 0 });
    await world.pass(3 * HOUR);
    expect(world.stripe.refunds.size).toBe(1);
    await world.expectBooksToAgree(late);
  });

  test('of less than Stripe takes is refused for good, and asked once', async () => {
    await opened();
    const bookingId = await world.book(await world.offer({ basePriceCents: 30 }));
    await world.pass(SOON);
    expect(await payment(bookingId)).toMatchObject({ status: 'FAILED', failure: expect.stringContaining('at least €0.50') });
    expect(posts().filter((path) => path === '/v1/checkout/sessions')).toHaveLength(1);
  });
});

describe('a deposit that is held', () => {
  async function held(): Promise<string> {
    const bookingId = await world.book(await world.offer(half));
    await world.stripe.pay(await world.pageOf(bookingId));
    expect(await payment(bookingId)).toMatchObject({ status: 'AUTHORISED', amountCents: 2_250 });
    expect(world.stripe.balance()).toBe(0);
    return bookingId;
  }
  const intentOf = async (bookingId: string) => world.stripe.intents.get((await payment(bookingId))?.providerRef ?? '');

  test('confirms the booking, and is captured when its customer does not come', async () => {
    await opened(deposits);
    const bookingId = await held();
    expect(await world.bookingOf(bookingId)).toMatchObject({ status: 'CONFIRMED' });
    await world.leap(TOMORROW_10 + 50 * MINUTE);
    await world.run('bookings.noShow', { bookingId });
    await world.settled();
    expect(await intentOf(bookingId)).toMatchObject({ status: 'succeeded', amount_received: 2_250 });
    expect(await payment(bookingId)).toMatchObject({ status: 'PAID', capturedCents: 2_250 });
    await world.expectBooksToAgree(bookingId);
  });

  test('is let go when staff say that the visit is over', async () => {
    await opened(deposits);
    const bookingId = await held();
    await world.leap(TOMORROW_10 + HOUR / 4);
    await world.run('bookings.complete', { bookingId });
    await world.pass(SOON);
    expect(await world.bookingOf(bookingId)).toMatchObject({ status: 'COMPLETED' });
    expect(await intentOf(bookingId)).toMatchObject({ status: 'canceled' });
    expect(await payment(bookingId)).toMatchObject({ status: 'RELEASED' });
  });

  const statuses = () => [...world.stripe.intents.values()].map(({ status, amount }) => `${status} ${amount}`);
  const stands = async (bookingId: string) => (await world.orderOf(bookingId)).payments.map(({ status }) => status);

  test('keeps its card with a customer, and is made again once where it ends before the start', async () => {
    await opened(deposits);
    const bookingId = await held();
    const first = await intentOf(bookingId);
    expect(first).toMatchObject({ setup_future_usage: 'off_session', customer: expect.stringMatching(/^cus_/) });
    await world.stripe.lapse(first?.id ?? '');
    expect(await stands(bookingId)).toEqual(['RELEASED', 'SAVED']);
    expect(await world.orderOf(bookingId)).toMatchObject({ heldCents: 0 });
    world.stripe.faults.push('loses_answer');
    await world.pass(SOON);
    expect(await stands(bookingId)).toEqual(['RELEASED', 'AUTHORISED']);
    expect(statuses()).toEqual(['canceled 2250', 'requires_capture 2250']);
    expect([...world.stripe.intents.values()].at(-1)).toMatchObject({ customer: first?.customer });
    expect(await world.orderOf(bookingId)).toMatchObject({ heldCents: 2_250 });
    await world.expectBooksToAgree(bookingId);
  });

  test('that is told of late, when it is over already, is none', async () => {
    await opened(deposits);
    const bookingId = await world.book(await world.offer(half));
    const { onEvent } = world.stripe;
    world.stripe.onEvent = async () => {};
    await world.stripe.pay(await world.pageOf(bookingId));
    const [intent] = world.stripe.intents.keys();
    await world.stripe.lapse(intent ?? '');
    world.stripe.onEvent = onEvent;
    const late = world.stripe.events.find(({ type }) => type === 'payment_intent.amount_capturable_updated');
    expect(await world.hook(late ?? { payload: '', signature: '' })).toMatchObject({ status: 200 });
    expect(await world.orderOf(bookingId)).toMatchObject({ heldCents: 0 });
    expect(await stands(bookingId)).not.toContain('AUTHORISED');
  });

  test('that somebody let go of at Stripe is held no longer', async () => {
    await opened(deposits);
    const bookingId = await held();
    await world.stripe.cancelInDashboard((await intentOf(bookingId))?.id ?? '');
    await world.pass(SOON);
    expect(await stands(bookingId)).toEqual(['RELEASED']);
    expect(statuses()).toEqual(['canceled 2250']);
    expect(await world.orderOf(bookingId)).toMatchObject({ heldCents: 0 });
  });

  test('that lapsed while nobody was told is taken from its card when it is to be captured', async () => {
    await opened(deposits);
    const bookingId = await held();
    world.stripe.onEvent = async () => {};
    await world.stop();
    await world.stripe.lapse((await intentOf(bookingId))?.id ?? '');
    await world.time.advanceTo(TOMORROW_10 + 10 * MINUTE, async () => {});
    await world.run('bookings.noShow', { bookingId });
    world.start();
    await world.pass(SOON);
    expect(statuses()).toEqual(['canceled 2250', 'succeeded 2250']);
    expect(await world.orderOf(bookingId)).toMatchObject({ heldCents: 0, paidCents: 2_250, dueCents: 0 });
    await world.expectBooksToAgree(bookingId);
  });

  test('that lapsed, and whose card says no, is owed', async () => {
    await opened(deposits);
    const bookingId = await held();
    await world.stop();
    world.stripe.onEvent = async () => {};
    await world.stripe.lapse((await intentOf(bookingId))?.id ?? '');
    world.stripe.decline = 'card_declined';
    await world.time.advanceTo(TOMORROW_10 + 10 * MINUTE, async () => {});
    await world.run('bookings.noShow', { bookingId });
    world.start();
    await world.pass(SOON);
    expect(await stands(bookingId)).toEqual(['FAILED']);
    expect(await world.orderOf(bookingId)).toMatchObject({ heldCents: 0, paidCents: 0, dueCents: 2_250 });
  });
});

describe('a deposit for a day further ahead than a hold lasts', () => {
  async function saved(): Promise<string> {
    const bookingId = await world.book(await world.offer(half), IN_TWENTY_DAYS);
    const page = await world.pageOf(bookingId);
    expect(world.stripe.sessions.get(page)).toMatchObject({ mode: 'setup' });
    await world.stripe.pay(page);
    return bookingId;
  }

  test('keeps the card, and holds it two days before', async () => {
    await opened(deposits);
    const bookingId = await saved();
    expect(await payment(bookingId)).toMatchObject({ status: 'SAVED', authoriseAt: HOLDS_FROM });
    expect(await world.bookingOf(bookingId)).toMatchObject({ status: 'CONFIRMED' });
    expect(world.stripe.intents.size).toBe(0);
    await world.leap(HOLDS_FROM - MINUTE);
    expect(world.stripe.intents.size).toBe(0);
    await world.pass(3 * MINUTE);
    expect(await payment(bookingId)).toMatchObject({ status: 'AUTHORISED', providerRef: expect.stringMatching(/^pi_/) });
    expect([...world.stripe.intents.values()]).toMatchObject([{ status: 'requires_capture', amount: 2_250 }]);
  });

  test.each(['card_declined', 'authentication_required'] as const)(
    'of a card that says %s is asked for once and fails',
    async (decline) => {
      await opened(deposits);
      const bookingId = await saved();
      world.stripe.decline = decline;
      await world.leap(HOLDS_FROM + MINUTE);
      await world.pass(3 * HOUR);
      expect(await payment(bookingId)).toMatchObject({ status: 'FAILED', failure: expect.stringContaining('Your card was declined.') });
      expect(posts().filter((path) => path === '/v1/payment_intents')).toHaveLength(1);
      expect(await kinds()).toEqual(['authorise FAILED', 'checkout DONE']);
    },
  );
});

describe('giving back', () => {
  async function paid(): Promise<{ bookingId: string; paymentId: string }> {
    const bookingId = await world.book(await world.offer({}));
    await world.stripe.pay(await world.pageOf(bookingId));
    return { bookingId, paymentId: (await payment(bookingId))?.id ?? '' };
  }

  test('a part and then the rest, never more than was paid', async () => {
    await opened();
    const { bookingId, paymentId } = await paid();
    await world.run('payments.refund', { paymentId, amountCents: 1_500, reason: 'sorry' });
    await world.settled();
    expect(await world.orderOf(bookingId)).toMatchObject({ refundedCents: 1_500, refunds: [{ status: 'DONE' }] });
    await world.run('payments.refund', { paymentId, amountCents: 3_000 });
    await world.settled();
    expect(await world.orderOf(bookingId)).toMatchObject({ status: 'REFUNDED', refundedCents: 4_500 });
    expect(await world.outcome('payments.refund', { paymentId, amountCents: 1 })).toMatchObject({ ok: false, code: 'invalid_request' });
    await world.expectBooksToAgree(bookingId);
  });

  test('that Stripe takes its time over is asked about until it is done', async () => {
    await opened();
    const { bookingId, paymentId } = await paid();
    world.stripe.refundsWait = true;
    await world.run('payments.refund', { paymentId, amountCents: 4_500 });
    await world.settled();
    expect(await world.orderOf(bookingId)).toMatchObject({ refundedCents: 0, refunds: [{ status: 'PENDING' }] });
    world.stripe.refundsWait = false;
    await world.pass(SOON);
    expect(await world.orderOf(bookingId)).toMatchObject({ refundedCents: 4_500, refunds: [{ status: 'DONE' }] });
    expect(world.stripe.refunds.size).toBe(1);
  });

  test('that Stripe can’t is owed', async () => {
    await opened();
    const { bookingId, paymentId } = await paid();
    world.stripe.refundsFail = true;
    await world.run('payments.refund', { paymentId, amountCents: 4_500 });
    await world.settled();
    expect(await world.orderOf(bookingId)).toMatchObject({ refunds: [{ status: 'FAILED', failure: 'expired_or_canceled_card' }] });
    await world.expectBooksToAgree(bookingId);
  });

  test('in Stripe’s own dashboard is in the books too, once', async () => {
    await opened();
    const { bookingId } = await paid();
    const intent = (await payment(bookingId))?.providerRef ?? '';
    await world.stripe.refundInDashboard(intent, 1_000);
    const event = world.stripe.events.findLast(({ type }) => type === 'refund.created');
    expect(await world.hook(event ?? { payload: '', signature: '' })).toMatchObject({ status: 200 });
    expect(await world.orderOf(bookingId)).toMatchObject({ refundedCents: 1_000 });
    await world.expectBooksToAgree(bookingId);
  });
});

describe('a page for what nobody owes any more', () => {
  const rung = async (words: RegExp): Promise<number> =>
    ((await world.ask('notifications.list', {})) as { data: { body: string }[] }).data.filter(({ body }) => words.test(body)).length;
  const written = async (template: string): Promise<number> =>
    ((await world.ask('notifications.mails', {})) as { template: string }[]).filter((mail) => mail.template === template).length;

  async function asked(): Promise<{ bookingId: string; orderId: string; page: string }> {
    await opened();
    const bookingId = await world.book(await world.offer({}));
    return { bookingId, orderId: (await world.orderOf(bookingId)).id, page: await world.pageOf(bookingId) };
  }
  const takeCash = async (orderId: string, amountCents = 4_500): Promise<void> => {
    await world.run('payments.record', { orderId, method: 'cash', amountCents });
    await world.settled();
  };
  const cancel = async (bookingId: string): Promise<void> => {
    await world.run('bookings.cancel', { bookingId });
    await world.settled();
  };

  test('is closed when it was paid at the desk, and the booking stands', async () => {
    const { bookingId, orderId, page } = await asked();
    await takeCash(orderId, 1_500);
    expect(world.stripe.sessions.get(page)).toMatchObject({ status: 'open' });
    await takeCash(orderId, 3_000);
    expect(world.stripe.sessions.get(page)).toMatchObject({ status: 'expired' });
    const { payments: all } = await world.orderOf(bookingId);
    expect(all.filter(({ provider }) => provider === 'stripe')).toMatchObject([{ status: 'EXPIRED', checkoutUrl: null }]);
    expect(await world.bookingOf(bookingId)).toMatchObject({ status: 'CONFIRMED', order: { status: 'PAID' } });
    await world.pass(HOUR);
    expect(await world.bookingOf(bookingId)).toMatchObject({ status: 'CONFIRMED' });
  });

  test('and is paid on before it is closed, after the cash, is paid back and told', async () => {
    const { bookingId, orderId, page } = await asked();
    world.stripe.faults.push('loses_request');
    await takeCash(orderId);
    await world.stripe.pay(page);
    await world.pass(SOON);
    expect([...world.stripe.refunds.values()].map(({ amount }) => amount)).toEqual([4_500]);
    expect(await world.orderOf(bookingId)).toMatchObject({ status: 'PAID', paidCents: 9_000, refundedCents: 4_500, dueCents: 0 });
    expect(await kinds()).toEqual(['checkout DONE', 'expire DONE', 'refund DONE']);
    expect(await written('payment_refunded')).toBe(1);
    expect(await rung(/twice|the money goes back/)).toBe(1);
    expect(world.stripe.balance()).toBe(0);
  });

  test('and is paid on first leaves nothing to take at the desk', async () => {
    const { orderId, page } = await asked();
    await world.stripe.pay(page);
    const cash = { orderId, method: 'cash', amountCents: 4_500 };
    expect(await world.outcome('payments.record', cash)).toMatchObject({ ok: false, code: 'invalid_request', facts: { mostCents: 0 } });
  });

  test('is closed when its booking is cancelled', async () => {
    const { bookingId, page } = await asked();
    await cancel(bookingId);
    expect(world.stripe.sessions.get(page)).toMatchObject({ status: 'expired' });
    expect(await payment(bookingId)).toMatchObject({ status: 'EXPIRED' });
  });

  test('and is paid on before it is closed, after the cancellation, is paid back and told', async () => {
    const { bookingId, page } = await asked();
    world.stripe.faults.push('loses_request');
    await cancel(bookingId);
    await world.stripe.pay(page);
    await world.pass(SOON);
    expect([...world.stripe.refunds.values()].map(({ amount }) => amount)).toEqual([4_500]);
    expect(await world.orderOf(bookingId)).toMatchObject({ paidCents: 4_500, refundedCents: 4_500, totalCents: 0 });
    expect(await world.bookingOf(bookingId)).toMatchObject({ status: 'CANCELLED' });
    expect(await written('payment_refunded')).toBe(1);
    expect(await rung(/Paid after the booking was gone/)).toBe(1);
    await world.expectBooksToAgree(bookingId);
  });

  test('and is paid on just before the cancellation is paid back by the policy', async () => {
    const { bookingId, page } = await asked();
    const { onEvent } = world.stripe;
    world.stripe.onEvent = async () => {};
    await world.stripe.pay(page);
    world.stripe.onEvent = onEvent;
    await cancel(bookingId);
    await world.pass(SOON);
    expect(await world.orderOf(bookingId)).toMatchObject({ paidCents: 4_500, refundedCents: 4_500 });
    expect(world.stripe.refunds.size).toBe(1);
    await world.expectBooksToAgree(bookingId);
  });
});

describe('whatever breaks', () => {
  test.each(['loses_request', 'loses_answer', 'server_error', 'too_many'] as const)(
    'a call that %s is asked again under its key',
    async (fault) => {
      await opened();
      world.stripe.faults.push(fault, fault);
      const bookingId = await world.book(await world.offer({}));
      expect((await world.calls()).map(({ status, error }) => [status, error === null])).toEqual([['PENDING', false]]);
      await world.pass(SOON);
      expect(world.stripe.sessions.size).toBe(1);
      await world.stripe.pay(await world.pageOf(bookingId));
      expect(await world.orderOf(bookingId)).toMatchObject({ status: 'PAID' });
      await world.expectBooksToAgree(bookingId);
    },
  );

  /** A worker takes what is due, asks, and dies; `asks`: or dies before it. */
  async function dieWith(asks: boolean, marks = true): Promise<void> {
    const { parts, engine } = world;
    const [row] = await takeCalls(engine.database, { now: world.time.clock.now(), limit: 1 });
    if (row === undefined) throw new Error('nothing is due');
    if (marks) await markAsked(engine.database, row, world.time.clock.now());
    if (!asks) return;
    const loaded = await engine.database.read(row.tenantId, (db) => loadPayment(db, row.paymentId));
    const stripe = parts.options.stripe;
    if (loaded === undefined || stripe === null) throw new Error('nothing to ask');
    await stripeProvider(stripe)[row.action](callOf(parts, { row, loaded }));
  }

  const moments = [
    ['before it asked', false, 3 * MINUTE, true],
    ['between the answer and its record', true, 3 * MINUTE, true],
    ['between the answer and its record, and is away for a day', true, 25 * HOUR, true],
    ['between the answer and its record, and comes back from a backup of before it asked', true, 25 * HOUR, false],
  ] as const;

  test.each(moments)('a worker that dies %s charges a card once', async (_, asks, away, marks) => {
    await opened(deposits);
    const bookingId = await world.book(await world.offer(half), IN_TWENTY_DAYS);
    await world.stripe.pay(await world.pageOf(bookingId));
    await world.leap(HOLDS_FROM - MINUTE);
    await world.stop();
    // Nobody is told of what happens meanwhile.
    world.stripe.onEvent = async () => {};
    await world.pass(2 * MINUTE);
    await world.run('payments.due', {}, { kind: 'system', id: 'test', name: 'Test' });
    await dieWith(asks, marks);
    await world.pass(away);
    if (away > DAY) world.stripe.forgetKeys();
    world.start();
    await world.pass(SOON);
    expect(world.stripe.intents.size).toBe(1);
    expect(await payment(bookingId)).toMatchObject({ status: 'AUTHORISED' });
  });

  test.each(moments)('a worker that dies %s gives money back once', async (_, asks, away, marks) => {
    await opened();
    const bookingId = await world.book(await world.offer({}));
    await world.stripe.pay(await world.pageOf(bookingId));
    await world.stop();
    world.stripe.onEvent = async () => {};
    await world.run('payments.refund', { paymentId: (await payment(bookingId))?.id, amountCents: 2_000 });
    await dieWith(asks, marks);
    await world.pass(away);
    if (away > DAY) world.stripe.forgetKeys();
    world.start();
    await world.pass(SOON);
    expect([...world.stripe.refunds.values()].map(({ amount }) => amount)).toEqual([2_000]);
    expect(await world.orderOf(bookingId)).toMatchObject({ refundedCents: 2_000 });
    await world.expectBooksToAgree(bookingId);
  });

  test.each(moments)('a worker that dies %s opens one page', async (_, asks, away, marks) => {
    world = await stripeWorld();
    const bookingId = await world.book(await world.offer({}), IN_TWENTY_DAYS);
    await dieWith(asks, marks);
    await world.time.advanceTo(START + away, async () => {});
    if (away > DAY) world.stripe.forgetKeys();
    world.start();
    await world.pass(SOON);
    expect(world.stripe.sessions.size).toBe(1);
    expect((await payment(bookingId))?.status).toBe(away > DAY ? 'EXPIRED' : 'PENDING');
  });

  test('a page that was not opened yet when its booking ended does not stay open', async () => {
    await opened();
    world.stripe.faults.push('loses_request');
    const bookingId = await world.book(await world.offer({}));
    await world.run('bookings.cancel', { bookingId, expectedRefundPercent: 100 });
    await world.pass(SOON);
    expect([...world.stripe.sessions.values()].filter(({ status }) => status !== 'expired')).toEqual([]);
    expect(await kinds()).toEqual(['checkout DONE', 'expire DONE']);
    expect(await payment(bookingId)).toMatchObject({ status: 'EXPIRED' });
  });

  test('of two servers one asks', async () => {
    await opened();
    const { startPayments } = await import('#server/workers/payments.ts');
    const other = startPayments({ ...world.parts, timer: world.time.timer, random: () => 0 });
    const bookingId = await world.book(await world.offer({}));
    await other.idle();
    await other.stop();
    expect(posts()).toEqual(['/v1/checkout/sessions']);
    expect(await payment(bookingId)).toMatchObject({ status: 'PENDING' });
  });

  test('what was paid while the server was away is found when it is back', async () => {
    await opened();
    const bookingId = await world.book(await world.offer({}));
    const page = await world.pageOf(bookingId);
    await world.stop();
    world.stripe.onEvent = async () => {};
    await world.stripe.pay(page);
    await world.pass(10 * MINUTE);
    world.start();
    await world.settled();
    expect(await world.bookingOf(bookingId)).toMatchObject({ status: 'CONFIRMED' });
    await world.expectBooksToAgree(bookingId);
  });

  test('a server that Stripe can’t reach looks every minute', async () => {
    await opened({ webhooks: false });
    const bookingId = await world.book(await world.offer({}));
    await world.stripe.pay(await world.pageOf(bookingId));
    expect(await world.bookingOf(bookingId)).toMatchObject({ status: 'PENDING' });
    await world.pass(MINUTE);
    expect(await world.bookingOf(bookingId)).toMatchObject({ status: 'CONFIRMED' });
  });

  test('a server without keys asks nobody, says why, and lets the booking lapse', async () => {
    await opened({ keys: false });
    const bookingId = await world.book(await world.offer({}));
    expect(await world.calls()).toMatchObject([{ status: 'PENDING', error: 'this server has no keys for stripe' }]);
    await world.pass(3 * HOUR);
    expect(await world.bookingOf(bookingId)).toMatchObject({ status: 'CANCELLED' });
    expect(world.stripe.asked).toEqual([]);
    expect(await payment(bookingId)).toMatchObject({ status: 'EXPIRED' });
  });
});

describe('what Stripe tells', () => {
  test('twice is heard once', async () => {
    await opened();
    const bookingId = await world.book(await world.offer({}));
    await world.stripe.pay(await world.pageOf(bookingId));
    for (const event of [...world.stripe.events, ...world.stripe.events]) expect(await world.hook(event)).toMatchObject({ status: 200 });
    const { entries } = await world.orderOf(bookingId);
    expect(entries.filter(({ kind }) => kind === 'payment')).toHaveLength(1);
    await world.expectBooksToAgree(bookingId);
  });

  test('before its answer comes to us changes nothing that the answer would not', async () => {
    await opened(deposits);
    const bookingId = await world.book(await world.offer(half), IN_TWENTY_DAYS);
    await world.stripe.pay(await world.pageOf(bookingId));
    // The webhook is sent, and the answer to the call that it is about is lost.
    world.stripe.faults.push('loses_answer');
    await world.leap(HOLDS_FROM + MINUTE);
    await world.pass(SOON);
    expect(await payment(bookingId)).toMatchObject({ status: 'AUTHORISED' });
    const { entries } = await world.orderOf(bookingId);
    expect(entries.filter(({ kind }) => kind === 'hold')).toHaveLength(1);
    expect(await kinds()).toEqual(['authorise DONE', 'checkout DONE']);
  });

  test('in words that Stripe did not sign is refused, and changes nothing', async () => {
    await opened();
    const bookingId = await world.book(await world.offer({}));
    const page = await world.pageOf(bookingId);
    world.stripe.onEvent = async () => {};
    await world.stripe.pay(page);
    const { payload } = world.stripe.events.at(-1) ?? { payload: '' };
    const forged = [
      { payload, signature: signed(payload, { secret: 'whsec_another' }) },
      { payload: payload.replace('livemode', 'Livemode'), signature: signed(payload) },
      { payload, signature: signed(payload, { at: Date.now() - HOUR }) },
      { payload, signature: 't=1,v1=00' },
    ];
    for (const one of forged) expect(await world.hook(one)).toMatchObject({ status: 401, body: { error: 'unauthorized' } });
    expect(await world.bookingOf(bookingId)).toMatchObject({ status: 'PENDING' });
    expect(await world.hook({ payload, signature: signed(payload) })).toMatchObject({ status: 200, body: { known: true } });
    expect(await world.bookingOf(bookingId)).toMatchObject({ status: 'CONFIRMED' });
  });

  test('of what is none of ours is taken and left', async () => {
    await opened();
    const tell = (type: string, object: object) => {
      const payload = JSON.stringify({ id: 'evt_1', object: 'event', type, data: { object } });
      return world.hook({ payload, signature: signed(payload) });
    };
    const stranger = { slotkeeper_tenant: world.tenantId, slotkeeper_payment: 'pay_00000000000000000000' };
    for (const [type, object] of [
      ['customer.created', { id: 'cus_1', object: 'customer' }],
      ['payment_intent.succeeded', { id: 'pi_1', status: 'succeeded', amount_received: 5, currency: 'eur', metadata: {} }],
      ['payment_intent.succeeded', { id: 'pi_1', status: 'succeeded', amount_received: 5, currency: 'eur', metadata: stranger }],
    ] as const)
      expect(await tell(type, object)).toMatchObject({ status: 200, body: { received: true, known: false } });
  });

  test('is refused by a server without its secret', async () => {
    await opened({ webhooks: false });
    const payload = '{"id":"evt_1"}';
    expect(await world.hook({ payload, signature: signed(payload) })).toMatchObject({ status: 401 });
  });
});

test('a call is Stripe’s idempotency key', async () => {
  await opened();
  await world.book(await world.offer({}));
  const [call] = await world.engine.database.read(world.tenantId, (db) => db.list(providerCalls, eq(providerCalls.action, 'checkout')));
  expect(world.stripe.asked).toMatchObject([{ path: '/v1/checkout/sessions', idempotencyKey: call?.id, replayed: false }]);
});
