import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HOUR } from '#core/base/time.ts';
import { signed } from '../stripe/server.ts';
import { IN_TWENTY_DAYS, type StripeWorld, stripeWorld } from './stripeWorld.ts';

// A security promise: what names a payment of ours and is not what we asked for changes nothing, and somebody hears of it.

let world: StripeWorld;
beforeEach(async () => {
  world = await stripeWorld();
  world.start();
});
afterEach(() => world.end());

const BELL = 'Stripe tells of a payment that does not fit this booking: look at it there';
const rung = async (): Promise<number> =>
  ((await world.ask('notifications.list', {})) as { data: { body: string }[] }).data.filter(({ body }) => body === BELL).length;

let told = 0;
async function tell(type: string, object: object, id = `evt_misfit_${++told}`): Promise<unknown> {
  const payload = JSON.stringify({ id, object: 'event', type, data: { object } });
  return world.hook({ payload, signature: signed(payload) });
}

interface Made {
  readonly bookingId: string;
  /** as Stripe tells of it */
  readonly session: Record<string, unknown>;
  readonly intent: Record<string, unknown>;
}

/** A booking whose page was paid on, of which Stripe has told nothing yet. */
async function paidUnheard(): Promise<Made> {
  const bookingId = await world.book(await world.offer({}), IN_TWENTY_DAYS);
  const page = await world.pageOf(bookingId);
  const { onEvent } = world.stripe;
  world.stripe.onEvent = async () => {};
  await world.stripe.pay(page);
  world.stripe.onEvent = onEvent;
  const objects = world.stripe.events.map(({ payload }) => (JSON.parse(payload) as { data: { object: Made['session'] } }).data.object);
  const [session = {}, intent = {}] = ['checkout.session', 'payment_intent'].map((kind) =>
    objects.findLast(({ object }) => object === kind),
  );
  return { bookingId, session, intent };
}

async function expectUntouched({ bookingId }: Made): Promise<void> {
  expect(await world.bookingOf(bookingId)).toMatchObject({ status: 'PENDING', order: { paidCents: 0, status: 'OPEN' } });
  expect((await world.orderOf(bookingId)).payments).toMatchObject([{ status: 'PENDING', providerRef: null }]);
}

const otherSessions = [
  ['another page', { id: 'cs_test_of_another' }],
  ['another amount', { amount_total: 100 }],
  ['another currency', { currency: 'usd' }],
  ['no payment but a card that is kept', { mode: 'setup', amount_total: null, currency: null }],
] as const;

describe('a page that names a payment of ours', () => {
  test.each(otherSessions)('and is of %s is not believed, and rings once', async (_, changes) => {
    const made = await paidUnheard();
    const alien: Made['session'] = { ...made.session, ...changes };
    const alienId = String(alien['id']);
    const known = [...world.stripe.sessions.values()].find(({ id }) => id === made.session['id']);
    if (known !== undefined) world.stripe.sessions.set(alienId, { ...known, id: alienId });
    expect(await tell('checkout.session.completed', alien, 'evt_alien')).toMatchObject({ status: 200 });
    expect(await tell('checkout.session.completed', alien, 'evt_alien')).toMatchObject({ status: 200 });
    expect(await tell('checkout.session.async_payment_succeeded', alien)).toMatchObject({ status: 200 });
    await world.settled();
    await expectUntouched(made);
    expect(await rung()).toBe(1);
    await tell('checkout.session.completed', made.session);
    expect(await world.bookingOf(made.bookingId)).toMatchObject({ status: 'CONFIRMED' });
    expect(await rung()).toBe(1);
  });
});

const otherIntents = [
  ['another one', { id: 'pi_test_of_another' }],
  ['another amount', { amount: 100, amount_received: 100 }],
  ['another currency', { currency: 'usd' }],
] as const;

describe('a payment at Stripe that names one of ours', () => {
  test.each(otherIntents)('and is of %s is not believed, and rings once', async (_, changes) => {
    const made = await paidUnheard();
    const alien = { ...made.intent, ...changes };
    for (let i = 0; i < 2; i++) expect(await tell('payment_intent.succeeded', alien)).toMatchObject({ status: 200 });
    await expectUntouched(made);
    expect(await rung()).toBe(1);
    await tell('payment_intent.succeeded', made.intent);
    expect(await world.bookingOf(made.bookingId)).toMatchObject({ status: 'CONFIRMED' });
  });

  test.each(['payment_intent.canceled', 'payment_intent.amount_capturable_updated'])(
    'is not let go or held by %s of another',
    async (type) => {
      await world.run('payments.updateSettings', { changes: { collect: 'deposit', deposits: 'hold' } });
      const bookingId = await world.book(await world.offer({ deposit: { kind: 'percent', amount: 50 } }));
      await world.stripe.pay(await world.pageOf(bookingId));
      const before = await world.orderOf(bookingId);
      expect(before).toMatchObject({ heldCents: 2_250, payments: [{ status: 'AUTHORISED' }] });
      const [intent] = [...world.stripe.intents.values()];
      await tell(type, { ...intent, id: 'pi_test_of_another', status: 'canceled' });
      expect(await world.orderOf(bookingId)).toEqual(before);
      expect(await rung()).toBe(1);
    },
  );

  test('is not given back by a refund of another, or in another currency', async () => {
    const made = await paidUnheard();
    await tell('payment_intent.succeeded', made.intent);
    const refund = { id: 're_1', object: 'refund', status: 'succeeded', amount: 4_500, currency: 'eur', metadata: {} };
    const [intent] = [...world.stripe.intents.values()];
    if (intent !== undefined) world.stripe.intents.set('pi_test_of_another', { ...intent, id: 'pi_test_of_another' });
    await tell('refund.created', { ...refund, payment_intent: 'pi_test_of_another' });
    await tell('refund.created', { ...refund, currency: 'usd', payment_intent: intent?.id });
    expect(await world.orderOf(made.bookingId)).toMatchObject({ status: 'PAID', refundedCents: 0, refunds: [] });
    expect(await rung()).toBe(1);
    await world.pass(HOUR);
    expect(await world.orderOf(made.bookingId)).toMatchObject({ status: 'PAID', refundedCents: 0, refunds: [] });
  });
});
