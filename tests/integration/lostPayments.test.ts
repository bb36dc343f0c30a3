import { afterEach, expect, test } from 'vitest';
import { payments } from '#core/domains/payments/tables.ts';
import { type StripeWorld, stripeWorld } from './stripeWorld.ts';

let world: StripeWorld;
afterEach(() => world.end());

test('what a provider was to be asked of a payment that a restore took away is asked no more, and not looked at again', async () => {
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
