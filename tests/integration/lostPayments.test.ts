import { afterEach, expect, test } from 'vitest';
import { payments } from '#core/domains/payments/tables.ts';
import { signed } from '../stripe/server.ts';
import { IN_TWENTY_DAYS, type StripeWorld, stripeWorld } from './stripeWorld.ts';

// What a provider was to be asked, and a business that has gone back to an earlier day since.

let world: StripeWorld;
afterEach(() => world.end());

const kinds = async () => (await world.calls()).map(({ action, status }) => `${action} ${status}`);

async function paid(): Promise<string> {
  const bookingId = await world.book(await world.offer({}), IN_TWENTY_DAYS);
  await world.stripe.pay(await world.pageOf(bookingId));
  return bookingId;
}

test('of a payment that is gone a provider is asked nothing, and it is not looked at again', async () => {
  world = await stripeWorld();
  const { engine, tenantId } = world;
  const bookingId = await world.book(await world.offer({}));
  const [payment] = (await world.orderOf(bookingId)).payments;
  await engine.database.write(tenantId, (db) => db.remove(payments, payment?.id ?? ''));
  world.start();
  await world.settled();
  expect(await world.calls()).toMatchObject([{ action: 'checkout', status: 'FAILED', error: 'the payment is gone', nextAttemptAt: null }]);
  expect(world.stripe.asked).toEqual([]);
});

test('a refund that a restore undid is not made, and one that waited then is', async () => {
  world = await stripeWorld();
  world.start();
  const [undone, waits] = [await paid(), await paid()];
  await world.stop();
  await world.run('bookings.cancel', { bookingId: waits });
  const goBack = await world.exported();
  await world.run('bookings.cancel', { bookingId: undone });
  await goBack();
  world.start();
  await world.settled();
  expect(await world.bookingOf(undone)).toMatchObject({ status: 'CONFIRMED', order: { status: 'PAID', refundedCents: 0 }, refunds: [] });
  expect(await world.bookingOf(waits)).toMatchObject({ status: 'CANCELLED', refunds: [{ status: 'DONE' }] });
  expect(world.stripe.refunds.size).toBe(1);
  expect((await kinds()).filter((kind) => kind.startsWith('refund')).toSorted()).toEqual(['refund DONE', 'refund FAILED']);
});

test('a refund that the bank sends back days later is owed again, and staff hand it over', async () => {
  world = await stripeWorld();
  world.start();
  const bookingId = await paid();
  await world.run('bookings.cancel', { bookingId });
  await world.settled();
  expect(await world.orderOf(bookingId)).toMatchObject({ dueCents: 0, refunds: [{ status: 'DONE', amountCents: 4_500 }] });
  const [refund] = [...world.stripe.refunds.values()];
  const sentBack = { ...refund, status: 'failed', failure_reason: 'expired_or_canceled_card' };
  const tell = async (id: string, type: string) => {
    const payload = JSON.stringify({ id, object: 'event', type, data: { object: sentBack } });
    expect(await world.hook({ payload, signature: signed(payload) })).toMatchObject({ status: 200 });
  };
  await tell('evt_1', 'refund.failed');
  await tell('evt_1', 'refund.failed');
  await tell('evt_2', 'refund.updated');
  const order = await world.orderOf(bookingId);
  expect(order).toMatchObject({ dueCents: -4_500, refunds: [{ status: 'FAILED', failure: 'expired_or_canceled_card' }] });
  expect(order.payments).toMatchObject([{ capturedCents: 4_500, refundedCents: 0 }]);
  const rung = (await world.ask('notifications.list', {})) as { body: string }[];
  expect(JSON.stringify(rung).match(/The bank did not take the refund/g)).toHaveLength(1);
  await world.run('payments.handBack', { refundId: order.refunds[0]?.id, method: 'transfer' });
  expect(await world.orderOf(bookingId)).toMatchObject({ dueCents: 0, status: 'REFUNDED', refunds: [{ status: 'DONE' }] });
  await tell('evt_3', 'refund.updated');
  expect(await world.orderOf(bookingId)).toMatchObject({ dueCents: 0, refunds: [{ status: 'DONE' }] });
});
