/** Money of a card that Stripe keeps, for a booking that is cancelled before its deposit is held. */
import { afterEach, expect, test } from 'vitest';
import { DAY, HOUR } from '#core/base/time.ts';
import { IN_TWENTY_DAYS, SOON, type StripeWorld, stripeWorld, type StripeWorldParts } from './stripeWorld.ts';

let world: StripeWorld;
afterEach(() => world.end());

/** Half of 4500 is the deposit; half of it all is kept. */
async function saved(parts: Partial<StripeWorldParts> = {}): Promise<string> {
  world = await stripeWorld({ settings: { collect: 'deposit', deposits: 'hold' }, ...parts });
  world.start();
  const cancellationPolicy = [{ hoursBefore: 24, refundPercent: 50 }];
  const bookingId = await world.book(await world.offer({ deposit: { kind: 'percent', amount: 50 }, cancellationPolicy }), IN_TWENTY_DAYS);
  const page = await world.pageOf(bookingId);
  await world.stripe.pay(page);
  if (parts.webhooks === false) await world.pass(2 * HOUR);
  expect(await payment(bookingId)).toMatchObject({ status: 'SAVED' });
  return bookingId;
}

const payment = async (bookingId: string) => (await world.orderOf(bookingId)).payments[0];
const intents = () => [...world.stripe.intents.values()].map(({ status, amount }) => `${status} ${amount}`);
const cancel = async (bookingId: string, rest: object = {}): Promise<void> => {
  await world.run('bookings.cancel', { bookingId, ...rest });
  await world.settled();
};
const rung = async (): Promise<string[]> =>
  ((await world.ask('notifications.list', {})) as { data: { body: string }[] }).data.map(({ body }) => body);

test('is asked for at once, as much as is kept, and is in the books', async () => {
  const bookingId = await saved();
  await cancel(bookingId, { refundPercent: 90 });
  expect(intents()).toEqual(['succeeded 450']);
  const [intent] = world.stripe.intents.keys();
  expect(await payment(bookingId)).toMatchObject({ status: 'PAID', capturedCents: 450, amountCents: 2_250, providerRef: intent });
  expect(await world.orderOf(bookingId)).toMatchObject({ status: 'PAID', totalCents: 450, dueCents: 0 });
  expect((await rung()).filter((body) => /not asked for/.test(body))).toEqual([]);
  await world.leap(world.time.clock.now() + 30 * DAY);
  expect(intents()).toEqual(['succeeded 450']);
  await world.expectBooksToAgree(bookingId);
});

test('goes back as any other money', async () => {
  const bookingId = await saved();
  await cancel(bookingId);
  await world.run('bookings.refund', { bookingId });
  await world.settled();
  expect(await world.orderOf(bookingId)).toMatchObject({ status: 'REFUNDED', paidCents: 2_250, refundedCents: 2_250 });
  await world.expectBooksToAgree(bookingId);
});

test.each(['loses_answer', 'loses_request', 'server_error', 'refuses', 'too_many'] as const)(
  'is charged once where Stripe %s, whether Stripe tells of it or not',
  async (fault) => {
    for (const webhooks of [true, false]) {
      const bookingId = await saved({ webhooks });
      world.stripe.faults.push(fault, fault);
      await cancel(bookingId);
      await world.pass(SOON);
      expect(intents()).toEqual(['succeeded 2250']);
      expect(await payment(bookingId)).toMatchObject({ status: 'PAID', capturedCents: 2_250 });
      await world.expectBooksToAgree(bookingId);
      if (webhooks) await world.end();
    }
  },
);

test('is looked for first where its key is forgotten, and charged once', async () => {
  const bookingId = await saved({ webhooks: false });
  world.stripe.faults.push('loses_answer', 'loses_answer', 'loses_answer', 'loses_answer');
  await cancel(bookingId);
  expect(intents()).toEqual(['succeeded 2250']);
  expect(await payment(bookingId)).toMatchObject({ status: 'SAVED' });
  world.stripe.faults.length = 0;
  await world.leap(world.time.clock.now() + 2 * DAY);
  await world.pass(SOON);
  expect(intents()).toEqual(['succeeded 2250']);
  expect(await payment(bookingId)).toMatchObject({ status: 'PAID', capturedCents: 2_250 });
  await world.expectBooksToAgree(bookingId);
});

test.each(['card_declined', 'authentication_required'] as const)(
  'that is refused as %s is asked for once, stays owed, and rings',
  async (decline) => {
    const bookingId = await saved();
    world.stripe.decline = decline;
    await cancel(bookingId);
    await world.pass(3 * HOUR);
    expect(await world.bookingOf(bookingId)).toMatchObject({ status: 'CANCELLED', order: { status: 'OPEN', dueCents: 2_250 } });
    expect(await payment(bookingId)).toMatchObject({ status: 'FAILED', failure: expect.stringContaining('Your card was declined.') });
    expect(intents()).toEqual(['requires_payment_method 2250']);
    expect(await rung()).toContain('The card for the deposit was declined');
    world.stripe.decline = null;
    await world.leap(world.time.clock.now() + 20 * DAY);
    expect(intents()).toEqual(['requires_payment_method 2250']);
    await world.expectBooksToAgree(bookingId);
  },
);
