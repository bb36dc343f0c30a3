/** A deposit that is held at Stripe, of a booking that is moved further ahead than the hold lives, and of one that is over. */
import { afterEach, expect, test } from 'vitest';
import { holdFrom } from '#core/base/cardHolds.ts';
import { DAY, HOUR } from '#core/base/time.ts';
import { IN_TWENTY_DAYS, SOON, type StripeWorld, stripeWorld, TOMORROW_10 } from './stripeWorld.ts';

let world: StripeWorld;
afterEach(() => world.end());

async function held(): Promise<string> {
  world = await stripeWorld({ settings: { collect: 'deposit', deposits: 'hold' } });
  world.start();
  const bookingId = await world.book(await world.offer({ deposit: { kind: 'percent', amount: 50 } }));
  await world.stripe.pay(await world.pageOf(bookingId));
  return bookingId;
}

const intents = (): string[] => [...world.stripe.intents.values()].map(({ status }) => status);
const payments = async (bookingId: string) => (await world.orderOf(bookingId)).payments.map(({ status }) => status);

test('its hold is let go of, and its card held again two days before, without the customer', async () => {
  const bookingId = await held();
  await world.run('bookings.reschedule', { bookingId, startsAt: IN_TWENTY_DAYS });
  await world.pass(SOON);
  expect(intents()).toEqual(['canceled']);
  expect(await world.bookingOf(bookingId)).toMatchObject({
    deposit: { status: 'SAVED', authoriseAt: holdFrom(IN_TWENTY_DAYS) },
    order: { heldCents: 0 },
  });
  await world.leap(holdFrom(IN_TWENTY_DAYS) + SOON);
  expect(await payments(bookingId)).toEqual(['RELEASED', 'AUTHORISED']);
  const heldSince = (world.stripe.intents.get([...world.stripe.intents.keys()].at(-1) ?? '')?.created ?? 0) * 1_000;
  expect((await world.orderOf(bookingId)).payments.at(-1)).toMatchObject({ heldUntil: heldSince + 7 * DAY });
  expect(intents()).toEqual(['canceled', 'requires_capture']);
  await world.leap(IN_TWENTY_DAYS + HOUR);
  await world.run('bookings.noShow', { bookingId });
  await world.pass(SOON);
  expect(await world.orderOf(bookingId)).toMatchObject({ paidCents: 2_250, heldCents: 0 });
  await world.expectBooksToAgree(bookingId);
});

test('it stays held for two days after its end, and is let go then', async () => {
  const bookingId = await held();
  await world.leap(TOMORROW_10 + 20 * HOUR);
  expect(await world.bookingOf(bookingId)).toMatchObject({ status: 'COMPLETED', order: { heldCents: 2_250 } });
  expect(intents()).toEqual(['requires_capture']);
  await world.leap(TOMORROW_10 + 3 * DAY);
  expect(intents()).toEqual(['canceled']);
  expect(await payments(bookingId)).toEqual(['RELEASED']);
  await world.expectBooksToAgree(bookingId);
});
