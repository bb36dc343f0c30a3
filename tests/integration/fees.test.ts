/** What the provider keeps of a payment is in the books once, whoever tells it first and however often, and changes nothing that a customer owes. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import type { OrderDetail, Payment } from '#core/domains/payments/model.ts';
import { ledgerEntries } from '#core/domains/payments/tables.ts';
import { startReconciliation } from '#server/workers/reconciliation.ts';
import { feeOf } from '../stripe/server.ts';
import { inDays, type MoneyWorld, moneyWorld, page } from './moneyWorld.ts';
import { IN_TWENTY_DAYS, type StripeWorld, stripeWorld, TOMORROW_10 } from './stripeWorld.ts';

interface BookLine {
  readonly currency: string;
  readonly account: string;
  readonly debitCents: number;
  readonly creditCents: number;
}

const feesIn = ({ entries }: OrderDetail) =>
  entries
    .filter(({ kind }) => kind === 'fee' || kind === 'feeReversal')
    .map(({ kind, debit, credit, amountCents }) => [kind, debit, credit, amountCents]);

/** Debits less credits of each account; they sum to zero. */
function accountsOf(lines: readonly BookLine[]): Record<string, number> {
  const accounts = Object.fromEntries(lines.map(({ account, debitCents, creditCents }) => [account, debitCents - creditCents]));
  expect(Object.values(accounts).reduce((sum, cents) => sum + cents, 0)).toBe(0);
  return accounts;
}

describe('a provider that says what it kept', () => {
  let world: MoneyWorld;
  let bookingId: string;
  beforeEach(async () => {
    world = await moneyWorld();
    await world.paidBy({ provider: 'stripe', collect: 'full' });
    bookingId = await world.bookOnline(await world.offer({ basePriceCents: 10_000 }), inDays(3));
    await world.answer(bookingId, page);
  });
  afterEach(() => world.close());

  const paid = { kind: 'paid', providerRef: 'pi_1', amountCents: 10_000 };
  const payment = async (): Promise<Payment | undefined> => (await world.order(bookingId)).payments[0];
  const standing = async () => {
    const { status, totalCents, paidCents, refundedCents, dueCents } = await world.order(bookingId);
    return { status, totalCents, paidCents, refundedCents, dueCents };
  };
  const whole = { status: 'PAID', totalCents: 10_000, paidCents: 10_000, refundedCents: 0, dueCents: 0 };

  test.each([
    ['with the payment', [{ ...paid, feeCents: 175 }]],
    ['after the payment', [paid, { ...paid, feeCents: 175 }]],
    ['before it is told again without', [{ ...paid, feeCents: 175 }, paid]],
    ['twice', [paid, { ...paid, feeCents: 175 }, { ...paid, feeCents: 175 }]],
    ['in the payment’s own currency', [{ ...paid, feeCents: 175, feeCurrency: 'EUR' }]],
  ])('is believed %s, once', async (_when, outcomes) => {
    for (const [i, outcome] of outcomes.entries()) await world.tell(bookingId, outcome, `evt_${i}`);
    expect(feesIn(await world.order(bookingId))).toEqual([['fee', 'fees', 'stripe', 175]]);
    expect(await payment()).toMatchObject({ status: 'PAID', capturedCents: 10_000, feeCents: 175, note: '' });
    expect(await standing()).toEqual(whole);
    const accounts = accountsOf(await world.ask('payments.books', { from: 0, to: inDays(900) }));
    expect(accounts).toMatchObject({ stripe: 9_825, fees: 175, receivable: 0 });
  });

  test('and says another sum later has the difference posted', async () => {
    for (const [i, feeCents] of [100, 175, 160, 160].entries()) await world.tell(bookingId, { ...paid, feeCents }, `evt_${i}`);
    expect(feesIn(await world.order(bookingId))).toEqual([
      ['fee', 'fees', 'stripe', 100],
      ['fee', 'fees', 'stripe', 75],
      ['feeReversal', 'stripe', 'fees', 15],
    ]);
    expect(await payment()).toMatchObject({ feeCents: 160 });
    expect(await standing()).toEqual(whole);
  });

  test('and keeps nothing is asked no more, and has nothing posted', async () => {
    await world.tell(bookingId, paid, 'evt_1');
    expect(await payment()).toMatchObject({ feeCents: null });
    await world.tell(bookingId, { ...paid, feeCents: 0 }, 'evt_2');
    expect(await payment()).toMatchObject({ feeCents: 0, note: '' });
    expect(feesIn(await world.order(bookingId))).toEqual([]);
  });

  test('in another currency has it noted once, and not posted', async () => {
    const inDollars = { ...paid, feeCents: 203, feeCurrency: 'USD' };
    for (const eventId of ['evt_1', 'evt_2']) await world.tell(bookingId, inDollars, eventId);
    expect(await payment()).toMatchObject({ feeCents: 0, note: 'The provider kept $2.03.' });
    expect(feesIn(await world.order(bookingId))).toEqual([]);
  });

  test('of a refund has that posted beside what it kept of the payment', async () => {
    await world.tell(bookingId, { ...paid, feeCents: 175 }, 'evt_1');
    await world.run('payments.refund', { paymentId: (await payment())?.id, amountCents: 4_000 });
    await world.answer(bookingId, { kind: 'refunded', amountCents: 4_000, providerRef: 're_1', feeCents: 12 });
    await world.tell(bookingId, { ...paid, feeCents: 175 }, 'evt_2');
    expect(feesIn(await world.order(bookingId)).map(([kind, , , cents]) => [kind, cents])).toEqual([
      ['fee', 175],
      ['fee', 12],
    ]);
    expect(await payment()).toMatchObject({ feeCents: 187, refundedCents: 4_000 });
    expect(await standing()).toMatchObject({ paidCents: 10_000, refundedCents: 4_000, dueCents: 0 });
    const given = (await world.database.read(world.tenantId, (db) => db.list(ledgerEntries))).filter(({ kind }) => kind === 'fee');
    const refundIds = (await world.order(bookingId)).refunds.map(({ id }) => id);
    expect(given.filter(({ refundId }) => refundId !== null)).toMatchObject([{ refundId: refundIds[0], amountCents: 12 }]);
  });
});

describe('what Stripe kept', () => {
  let world: StripeWorld;
  afterEach(() => world.end());

  const asked = () => world.stripe.asked.filter(({ method, path }) => method === 'GET' && path.startsWith('/v1/payment_intents/')).length;
  const payment = async (bookingId: string) => (await world.orderOf(bookingId)).payments[0];

  async function paid(settings: object = {}, startsAt = IN_TWENTY_DAYS): Promise<string> {
    world = await stripeWorld({ settings });
    world.start();
    const bookingId = await world.book(await world.offer({ deposit: { kind: 'percent', amount: 50 } }), startsAt);
    await world.stripe.pay(await world.pageOf(bookingId));
    return bookingId;
  }

  test('is looked up within the hour, posted once, and not asked again', async () => {
    const bookingId = await paid();
    expect(await payment(bookingId)).toMatchObject({ status: 'PAID', feeCents: null });
    await world.pass(HOUR + MINUTE);
    expect(await payment(bookingId)).toMatchObject({ feeCents: feeOf(4_500) });
    expect(feesIn(await world.orderOf(bookingId))).toEqual([['fee', 'fees', 'stripe', feeOf(4_500)]]);
    const soFar = asked();
    await world.pass(HOUR + MINUTE);
    expect(asked()).toBe(soFar);
    for (const event of world.stripe.events) expect(await world.hook(event)).toMatchObject({ status: 200 });
    expect(feesIn(await world.orderOf(bookingId))).toHaveLength(1);
    await world.expectBooksToAgree(bookingId);
  });

  test('is told by two servers at once, and posted once', async () => {
    const bookingId = await paid();
    const timed = { ...world.parts, timer: world.time.timer };
    const others = [startReconciliation(timed), startReconciliation(timed)];
    for (const other of others) await other.idle();
    for (const other of others) await other.stop();
    expect(feesIn(await world.orderOf(bookingId))).toEqual([['fee', 'fees', 'stripe', feeOf(4_500)]]);
  });

  test('is asked until the money is booked', async () => {
    const bookingId = await paid();
    world.stripe.bookingWaits = true;
    await world.pass(HOUR + MINUTE);
    expect(await payment(bookingId)).toMatchObject({ feeCents: null });
    world.stripe.bookingWaits = false;
    await world.pass(HOUR);
    expect(await payment(bookingId)).toMatchObject({ feeCents: feeOf(4_500) });
  });

  test('is asked for a week at most', async () => {
    const bookingId = await paid();
    const soFar = asked();
    await world.leap(world.time.clock.now() + 8 * DAY);
    expect(await payment(bookingId)).toMatchObject({ status: 'PAID', feeCents: null });
    expect(asked()).toBe(soFar);
  });

  test('of many payments is found for all of them, some with each minute', async () => {
    const bookingId = await paid();
    const ids = [bookingId];
    const offeringId = await world.offer({ capacity: 50 });
    while (ids.length < 45) {
      ids.push(await world.book(offeringId, TOMORROW_10));
      await world.stripe.pay(await world.pageOf(ids.at(-1) ?? ''));
    }
    const known = async () => {
      const fees = await Promise.all(ids.map(async (id) => (await payment(id))?.feeCents));
      return fees.filter((cents) => cents === feeOf(4_500)).length;
    };
    expect(await known()).toBe(0);
    await world.leap(world.time.clock.now() + MINUTE);
    expect(await known()).toBe(40);
    await world.pass(2 * MINUTE);
    expect(await known()).toBe(45);
  });

  test('of a captured deposit is that of what was captured', async () => {
    const bookingId = await paid({ collect: 'deposit', deposits: 'hold' }, TOMORROW_10);
    expect(await payment(bookingId)).toMatchObject({ status: 'AUTHORISED', feeCents: null });
    await world.leap(TOMORROW_10 + HOUR);
    await world.run('bookings.noShow', { bookingId });
    await world.pass(HOUR + MINUTE);
    expect(await payment(bookingId)).toMatchObject({ status: 'PAID', capturedCents: 2_250, feeCents: feeOf(2_250) });
  });

  test('stays kept of what goes back', async () => {
    const bookingId = await paid();
    await world.pass(HOUR + MINUTE);
    await world.run('bookings.cancel', { bookingId, refundPercent: 100 });
    await world.pass(HOUR + MINUTE);
    expect(await world.orderOf(bookingId)).toMatchObject({ status: 'REFUNDED', paidCents: 4_500, refundedCents: 4_500, dueCents: 0 });
    const books = (await world.ask('payments.books', { from: 0, to: world.time.clock.now() + DAY })) as BookLine[];
    expect(accountsOf(books)).toMatchObject({ stripe: -feeOf(4_500), fees: feeOf(4_500), receivable: 0 });
  });

  test('in another currency is noted, and asked no more', async () => {
    const bookingId = await paid();
    world.stripe.settlesIn = { currency: 'usd', rate: 1.1 };
    await world.pass(HOUR + MINUTE);
    const dollars = (feeOf(4_500, 1.1) / 100).toFixed(2);
    expect(await payment(bookingId)).toMatchObject({ feeCents: 0, note: `The provider kept $${dollars}.` });
    expect(feesIn(await world.orderOf(bookingId))).toEqual([]);
    const soFar = asked();
    await world.pass(HOUR + MINUTE);
    expect(asked()).toBe(soFar);
  });
});
