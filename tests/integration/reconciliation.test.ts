import { afterEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import { providerCalls, refunds } from '#core/domains/payments/tables.ts';
import { startReconciliation } from '#server/workers/reconciliation.ts';
import { IN_TWENTY_DAYS, SOON, START, type StripeWorld, stripeWorld, type StripeWorldParts } from './stripeWorld.ts';

// Law: whatever went back at Stripe while nobody listened is in the books, once, and never more than was paid.

let world: StripeWorld;
afterEach(() => world.end());

async function opened(parts: StripeWorldParts = {}): Promise<void> {
  world = await stripeWorld(parts);
  world.start();
}

async function paid(): Promise<{ bookingId: string; paymentId: string; intent: string }> {
  const bookingId = await world.book(await world.offer({}), IN_TWENTY_DAYS);
  await world.stripe.pay(await world.pageOf(bookingId));
  const [payment] = (await world.orderOf(bookingId)).payments;
  return { bookingId, paymentId: payment?.id ?? '', intent: payment?.providerRef ?? '' };
}

/** The server is away, and nobody hears what happens at Stripe. */
async function away(happens: () => Promise<unknown>, until = START + HOUR): Promise<void> {
  const { onEvent } = world.stripe;
  await world.stop();
  world.stripe.onEvent = async () => {};
  await happens();
  world.stripe.onEvent = onEvent;
  await world.leap(until);
  await world.pass(SOON);
}

const rung = async (words: string): Promise<number> =>
  ((await world.ask('notifications.list', {})) as { data: { body: string }[] }).data.filter(({ body }) => body === words).length;
const MADE_AT_STRIPE = 'Money was given back at Stripe, and not from here';
const NOT_TAKEN = 'The bank did not take the refund: the money is still owed';

describe('a refund in Stripe’s own dashboard, of which nobody was told', () => {
  test('is in the books when the server is back, is told at the desk, and to the customer', async () => {
    await opened();
    const { bookingId, intent } = await paid();
    await away(() => world.stripe.refundInDashboard(intent, 1_000));
    const { payments, ...order } = await world.orderOf(bookingId);
    expect(order).toMatchObject({ totalCents: 3_500, paidCents: 4_500, refundedCents: 1_000, dueCents: 0 });
    expect(order.refunds).toMatchObject([{ status: 'DONE', amountCents: 1_000, reason: 'at_the_provider' }]);
    expect(payments).toMatchObject([{ refundedCents: 1_000 }]);
    expect(await rung(MADE_AT_STRIPE)).toBe(1);
    const mails = (await world.ask('notifications.mails', {})) as { template: string }[];
    expect(mails.filter(({ template }) => template === 'payment_refunded')).toHaveLength(1);
    await world.expectBooksToAgree(bookingId);
  });

  test('is counted once, however often two servers look, and Stripe tells of it late', async () => {
    await opened();
    const { bookingId, intent } = await paid();
    await away(async () => {
      await world.stripe.refundInDashboard(intent, 1_000);
      await world.stripe.refundInDashboard(intent, 1_000);
    });
    const timed = { ...world.parts, timer: world.time.timer };
    const others = [startReconciliation(timed), startReconciliation(timed)];
    for (const other of others) await other.idle();
    for (const event of world.stripe.events) expect(await world.hook(event)).toMatchObject({ status: 200 });
    await world.pass(3 * HOUR);
    await world.leap(START + 3 * DAY);
    for (const other of others) await other.stop();
    expect((await world.orderOf(bookingId)).refunds).toHaveLength(2);
    expect(await rung(MADE_AT_STRIPE)).toBe(2);
    await world.expectBooksToAgree(bookingId);
  });

  test('is found among more than Stripe tells at once, and those of other programs are left alone', async () => {
    await opened();
    const { bookingId, intent } = await paid();
    await away(async () => {
      await world.stripe.refundInDashboard(intent, 700);
      for (let i = 0; i < 120; i++) await world.stripe.refundOfAnother(i);
    });
    expect(await world.orderOf(bookingId)).toMatchObject({ refundedCents: 700, refunds: [{ amountCents: 700 }] });
  });

  test('stands beside one of ours of the same amount', async () => {
    await opened();
    const { bookingId, paymentId, intent } = await paid();
    world.stripe.faults.push('loses_answer');
    await world.run('payments.refund', { paymentId, amountCents: 1_000 });
    await away(() => world.stripe.refundInDashboard(intent, 1_000));
    expect((await world.orderOf(bookingId)).refunds).toMatchObject([{ status: 'DONE' }, { status: 'DONE' }]);
    expect(world.stripe.refunds.size).toBe(2);
    await world.expectBooksToAgree(bookingId);
  });

  test('of a server without a webhook is found within a minute', async () => {
    await opened({ webhooks: false });
    const bookingId = await world.book(await world.offer({}), IN_TWENTY_DAYS);
    await world.stripe.pay(await world.pageOf(bookingId));
    await world.pass(MINUTE);
    const [payment] = (await world.orderOf(bookingId)).payments;
    await world.stripe.refundInDashboard(payment?.providerRef ?? '', 4_500);
    await world.pass(MINUTE);
    expect(await world.orderOf(bookingId)).toMatchObject({ status: 'REFUNDED', refundedCents: 4_500, dueCents: 0 });
  });
});

describe('a refund of ours', () => {
  test.each(['in the dashboard all of it', 'in the dashboard a part'])(
    'that was not asked for yet, while somebody gave back %s',
    async (what) => {
      await opened();
      const { bookingId, paymentId, intent } = await paid();
      const amount = what.endsWith('part') ? 1_000 : 4_500;
      world.stripe.faults.push('loses_request');
      await world.run('payments.refund', { paymentId, amountCents: 4_500 });
      await away(() => world.stripe.refundInDashboard(intent, amount));
      await world.expectBooksToAgree(bookingId);
      const order = await world.orderOf(bookingId);
      expect(order).toMatchObject({ paidCents: 4_500, totalCents: 0, refundedCents: amount, dueCents: amount - 4_500 });
    },
  );

  test('that the bank sent back while nobody listened is owed again, once', async () => {
    await opened();
    const { bookingId, paymentId } = await paid();
    await world.run('payments.refund', { paymentId, amountCents: 4_500 });
    await world.settled();
    const [refund] = [...world.stripe.refunds.values()];
    await away(() => world.stripe.sendBack(refund?.id ?? ''), START + 9 * DAY);
    const order = await world.orderOf(bookingId);
    expect(order).toMatchObject({ dueCents: -4_500, refunds: [{ status: 'FAILED', failure: 'expired_or_canceled_card' }] });
    await world.expectBooksToAgree(bookingId);
    await world.run('payments.handBack', { refundId: order.refunds[0]?.id, method: 'cash' });
    await world.leap(START + 12 * DAY);
    expect(await world.orderOf(bookingId)).toMatchObject({ dueCents: 0, refunds: [{ status: 'DONE' }] });
    expect(await rung(NOT_TAKEN)).toBe(1);
  });

  test.each([
    ['an hour', START + HOUR],
    ['two days, for which Stripe keeps no keys', START + 2 * DAY],
  ])('that was under way in an export is done after a restore, %s later, and was made once', async (_, later) => {
    await opened();
    const { bookingId, paymentId } = await paid();
    world.stripe.refundsWait = true;
    await world.run('payments.refund', { paymentId, amountCents: 4_500 });
    await world.settled();
    const goBack = await world.exported();
    world.stripe.refundsWait = false;
    await world.pass(SOON);
    expect(await world.orderOf(bookingId)).toMatchObject({ refunds: [{ status: 'DONE' }] });
    await world.leap(later);
    if (later - START > DAY) world.stripe.forgetKeys();
    await goBack();
    expect(await world.orderOf(bookingId)).toMatchObject({ refunds: [{ status: 'PENDING' }] });
    await world.pass(SOON);
    expect(await world.orderOf(bookingId)).toMatchObject({ refundedCents: 4_500, refunds: [{ status: 'DONE' }] });
    expect(world.stripe.refunds.size).toBe(1);
    await world.expectBooksToAgree(bookingId);
  });

  test('whose call is gone is found by its name at Stripe', async () => {
    await opened();
    const { bookingId, paymentId } = await paid();
    world.stripe.refundsWait = true;
    await world.run('payments.refund', { paymentId, amountCents: 2_000 });
    await world.settled();
    await away(async () => {
      for (const refund of world.stripe.refunds.values()) refund.status = 'succeeded';
      const gone = (await world.calls()).find(({ action }) => action === 'refund');
      await world.engine.database.write(world.tenantId, (db) => db.remove(providerCalls, gone?.id ?? ''));
    });
    expect((await world.orderOf(bookingId)).refunds).toMatchObject([{ status: 'DONE', amountCents: 2_000, reason: '' }]);
    await world.expectBooksToAgree(bookingId);
  });

  test('that a restore undid went back all the same: the books say so', async () => {
    await opened();
    const { bookingId, paymentId } = await paid();
    const goBack = await world.exported();
    await world.run('payments.refund', { paymentId, amountCents: 4_500 });
    await world.settled();
    await goBack();
    await world.leap(START + DAY);
    expect(await world.orderOf(bookingId)).toMatchObject({ refundedCents: 4_500, refunds: [{ reason: 'at_the_provider' }] });
    expect(await world.engine.database.read(world.tenantId, (db) => db.list(refunds))).toHaveLength(1);
    await world.expectBooksToAgree(bookingId);
  });
});

test('what was paid before a restore is found to be paid again', async () => {
  await opened();
  const bookingId = await world.book(await world.offer({}), IN_TWENTY_DAYS);
  const goBack = await world.exported();
  const page = await world.pageOf(bookingId);
  await away(() => world.stripe.pay(page), START + 10 * MINUTE);
  expect(await world.bookingOf(bookingId)).toMatchObject({ status: 'CONFIRMED' });
  await goBack();
  await world.leap(START + 20 * MINUTE);
  expect(await world.bookingOf(bookingId)).toMatchObject({ status: 'CONFIRMED', order: { status: 'PAID' } });
  await world.expectBooksToAgree(bookingId);
});
