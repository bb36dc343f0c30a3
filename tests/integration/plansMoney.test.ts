import { getTableName } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SubscriptionSummary } from '#core/domains/bookings/model.ts';
import type { OrderDetail } from '#core/domains/payments/model.ts';
import { ledgerEntries, orders, payments, providerCalls, refunds } from '#core/domains/payments/tables.ts';
import { subscriptions } from '#core/domains/pricing/tables.ts';
import type { ReadDb } from '#core/data/database.ts';
import { type Desk, openDesk } from './core/desk.ts';
import { anna, key, NOON, system } from './core/world.ts';
import { DAY, inDays, type MoneyWorld, moneyWorld, page } from './moneyWorld.ts';

// What a plan owes is paid, asked for and given back like what a booking owes.

let world: MoneyWorld;
let customerId: string;
let planId: string;
let subscriptionId: string;
beforeEach(async () => {
  world = await moneyWorld();
  ({ customerId = '' } = await world.run('customers.create', anna));
  const visited = await world.offer({ capacity: 9 });
  planId = await world.offer({
    ...{ title: 'Yoga club', pricingModel: 'SUBSCRIPTION', basePriceCents: 4_900, taxBps: 700, taxIncluded: true },
    plan: { period: 'month', visits: 4, offeringIds: [visited] },
  });
  ({ subscriptionId = '' } = await world.run('pricing.startSubscription', { customerId, offeringId: planId, startsOn: '2026-11-20' }));
  await world.book(visited, inDays(5));
});
afterEach(() => world.close());

const chargeAt = (now: number) => {
  world.clock.now = now;
  return world.run('pricing.chargePlans', {}, system);
};
const planNow = async (): Promise<SubscriptionSummary> => (await world.ask('pricing.subscriptions', { subscriptionId }))[0];
/** the newest */
const due = async (): Promise<OrderDetail> => world.ask('payments.order', { orderId: (await planNow()).periods[0]?.order?.id });
const facts = async (name: string): Promise<Record<string, unknown>[]> =>
  (await world.ask('events.page', {}, key('read'))).data.filter((event: { name: string }) => event.name === name).map(dataOf);
const dataOf = ({ data }: { data: Record<string, unknown> }) => data;
const theirs = () => ({ payableKind: 'plan', payableId: subscriptionId, bookingId: null, customerId });

describe('the due of a plan', () => {
  test('is paid at the desk, in parts, and no more than is due', async () => {
    const { id: orderId } = await due();
    const pay = { orderId, method: 'cash' };
    await world.run('payments.record', { ...pay, amountCents: 2_000 });
    expect((await planNow()).periods[0]?.order).toMatchObject({ status: 'OPEN', paidCents: 2_000, dueCents: 2_900 });
    expect(await world.refused('payments.record', { ...pay, amountCents: 2_901 })).toMatchObject({ mostCents: 2_900 });
    expect(await facts('order.paid')).toEqual([]);
    await world.run('payments.record', { ...pay, method: 'terminal', amountCents: 2_900 });
    expect((await planNow()).periods[0]?.order).toMatchObject({ status: 'PAID', dueCents: 0 });
    expect(await facts('order.paid')).toMatchObject([{ ...theirs(), orderId, totalCents: 4_900, paidCents: 4_900 }]);
  });

  test('is given back, and is owed no more', async () => {
    const { id: orderId } = await due();
    const { paymentId } = await world.run('payments.record', { orderId, method: 'cash', amountCents: 4_900 });
    await world.run('payments.refund', { paymentId, amountCents: 900, reason: 'Was ill' });
    expect(await due()).toMatchObject({ status: 'PAID', totalCents: 4_000, refundedCents: 900, dueCents: 0 });
    await world.run('payments.refund', { paymentId, amountCents: 4_000 });
    expect(await due()).toMatchObject({ status: 'REFUNDED', totalCents: 0, dueCents: 0 });
    expect(await facts('order.refunded')).toMatchObject([
      { ...theirs(), orderId, paymentId, amountCents: 900, refundedCents: 900, reason: 'Was ill' },
      { ...theirs(), orderId, paymentId, amountCents: 4_000, refundedCents: 4_900 },
    ]);
    await chargeAt(Date.parse('2026-12-20T12:00Z'));
    expect((await planNow()).periods.map(({ order }) => order?.status)).toEqual(['OPEN', 'REFUNDED']);
  });

  test('is asked for by card, paid there, and given back to the card', async () => {
    await world.paidBy({ provider: 'stripe', collect: 'full' });
    const { id: orderId } = await due();
    const { paymentId = '' } = await world.run('payments.collect', { orderId, amountCents: 4_900 });
    const callOf = async (action: string) => {
      const rows = await world.database.read(world.tenantId, (db) => db.list(providerCalls));
      return rows.find((row) => row.paymentId === paymentId && row.action === action)?.id;
    };
    await world.run('payments.settle', { callId: await callOf('checkout'), outcome: page }, system);
    expect((await due()).payments).toMatchObject([{ status: 'PENDING', checkoutUrl: page.url }]);
    const paid = { kind: 'paid', providerRef: 'pi_1' };
    await world.run('payments.hear', { paymentId, outcome: paid, eventId: 'evt_plan' }, system);
    expect(await due()).toMatchObject({ status: 'PAID', payments: [{ status: 'PAID', capturedCents: 4_900 }] });
    expect(await facts('order.paid')).toMatchObject([{ ...theirs(), orderId }]);
    await world.run('payments.refund', { paymentId, amountCents: 4_900 });
    await world.run('payments.settle', { callId: await callOf('refund'), outcome: { kind: 'refunded' } }, system);
    expect(await due()).toMatchObject({ status: 'REFUNDED', refunds: [{ status: 'DONE' }] });
    expect(await facts('order.refunded')).toMatchObject([{ ...theirs(), amountCents: 4_900 }]);
  });

  test('that its bank does not take back rings for the desk', async () => {
    await world.paidBy({ provider: 'stripe', collect: 'full' });
    const { id: orderId } = await due();
    const { paymentId = '' } = await world.run('payments.collect', { orderId, amountCents: 4_900 });
    await world.run('payments.hear', { paymentId, outcome: { kind: 'paid', providerRef: 'pi_3' }, eventId: 'evt_3' }, system);
    await world.run('payments.refund', { paymentId, amountCents: 4_900 });
    const rung = async (): Promise<{ body: string; title: string; bookingId: string | null }[]> =>
      (await world.ask('notifications.list', {})).data.filter(({ body }: { body: string }) => body.startsWith('The bank'));
    expect(await rung()).toEqual([]);
    const outcome = { kind: 'refund_failed', providerRef: 're_3', failure: 'the card is closed' };
    await world.run('payments.hear', { paymentId, refundId: (await due()).refunds[0]?.id, outcome, eventId: 'evt_4' }, system);
    expect((await due()).refunds).toMatchObject([{ status: 'FAILED' }]);
    const body = 'The bank did not take the refund: the money is still owed';
    expect(await rung()).toMatchObject([{ title: (await due()).description, bookingId: null, body }]);
  });

  test('is let go at the provider where the plan turns out to have been over before', async () => {
    await world.paidBy({ provider: 'stripe', collect: 'full' });
    await chargeAt(Date.parse('2026-12-21T12:00Z'));
    const { id: orderId } = await due();
    const { paymentId = '' } = await world.run('payments.collect', { orderId, amountCents: 4_900 });
    await world.run('pricing.endSubscription', { subscriptionId, endsOn: '2026-12-01' });
    const rows = await world.database.read(world.tenantId, (db) => db.list(providerCalls));
    expect(rows.map(({ action }) => action).toSorted()).toEqual(['checkout', 'expire']);
    // Paid on its page all the same, at that moment.
    const paid = { kind: 'paid', providerRef: 'pi_2' };
    await world.run('payments.hear', { paymentId, outcome: paid, eventId: 'evt_late' }, system);
    const late = await world.ask('payments.order', { orderId });
    expect(late).toMatchObject({ totalCents: 0, dueCents: -4_900, refunds: [{ amountCents: 4_900, status: 'PENDING' }] });
  });

  test('is among the orders and in the books', async () => {
    const { id: orderId } = await due();
    const { data } = await world.ask('payments.orders', { customerId, payableKind: 'plan' });
    expect(data).toMatchObject([{ id: orderId, payableId: subscriptionId }]);
    const kinds = async (payableKind?: string) =>
      (await world.ask('payments.orders', { ...(payableKind && { payableKind }) })).data.map((order: OrderDetail) => order.payableKind);
    expect([(await kinds()).toSorted(), await kinds('plan'), await kinds('booking')]).toEqual([['booking', 'plan'], ['plan'], ['booking']]);
    expect((await world.ask('payments.orders', { payableKind: 'plan', status: 'PAID' })).data).toEqual([]);
    await world.run('payments.record', { orderId, method: 'transfer', amountCents: 4_900 });
    expect((await world.ask('payments.orders', { payableKind: 'plan', status: 'PAID' })).data).toHaveLength(1);
    await chargeAt(Date.parse('2026-12-20T12:00Z'));
    const books = await world.ask('payments.books', { from: NOON, to: world.clock.now + DAY });
    expect(books).toContainEqual({ currency: 'EUR', account: 'transfer', debitCents: 4_900, creditCents: 0 });
    expect(books).toContainEqual({ currency: 'EUR', account: 'tax', debitCents: 0, creditCents: 2 * 321 });
  });
});

describe('a desk without a network', () => {
  const tables = [orders, ledgerEntries, payments, refunds, subscriptions];
  const booksOf = async (db: ReadDb): Promise<Record<string, object[]>> => {
    const books: Record<string, object[]> = {};
    for (const table of tables) {
      const rows = (await db.list(table)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
      books[getTableName(table)] = rows.map(({ rev: _rev, ...row }) => row);
    }
    return books;
  };
  let desk: Desk;
  beforeEach(async () => {
    desk = await openDesk(world);
    await desk.pull();
  });
  afterEach(() => desk.close());

  const run = async (name: string, input: object): Promise<Record<string, string>> => {
    const outcome = await desk.run(name, input);
    expect(outcome).toMatchObject({ ok: true });
    return (outcome.ok ? outcome.value : {}) as Record<string, string>;
  };
  const there = async (id: string): Promise<SubscriptionSummary> => (await desk.ask('pricing.subscriptions', { subscriptionId: id }))[0];

  test('starts a plan, takes its first due, gives a part back and ends it, as the server does after it', async () => {
    const { subscriptionId: id = '' } = await run('pricing.startSubscription', { customerId, offeringId: planId, startsOn: '2026-10-20' });
    const [november, october] = (await there(id)).periods;
    const { paymentId } = await run('payments.record', { orderId: october?.order?.id, method: 'cash', amountCents: 4_900 });
    await run('payments.refund', { paymentId, amountCents: 400 });
    await run('payments.record', { orderId: november?.order?.id, method: 'terminal', amountCents: 4_900 });
    await run('pricing.endSubscription', { subscriptionId: id, endsOn: '2026-11-10' });
    const made = await desk.engine.database.read(world.tenantId, booksOf);
    for (const answer of await desk.push()) expect(answer).toMatchObject({ ok: true });
    expect(await world.database.read(world.tenantId, booksOf)).toEqual(made);
    await desk.pull();
    expect(await desk.engine.database.read(world.tenantId, booksOf)).toEqual(made);
    expect((await there(id)).periods.map(({ order }) => order)).toMatchObject([
      { status: 'PAID', totalCents: 0, dueCents: -4_900 },
      { status: 'PAID', totalCents: 4_500 },
    ]);
  });

  test('waives a due that was paid at the server meanwhile: it stays paid, and the waiver needs attention', async () => {
    const orderId = (await there(subscriptionId)).periods[0]?.order?.id ?? '';
    await run('pricing.waiveDue', { orderId, reason: 'Was ill' });
    expect(await desk.ask('pricing.duesOwed')).toEqual([]);
    await world.run('payments.record', { orderId, method: 'cash', amountCents: 4_900 });
    expect(await desk.push()).toMatchObject([{ ok: false, code: 'invalid_transition' }]);
    await desk.pull();
    expect((await desk.ask('pricing.due', { orderId })).order).toMatchObject({ status: 'PAID', dueCents: 0, totalCents: 4_900 });
    expect(await desk.attention()).toMatchObject([{ code: 'invalid_transition' }]);
  });

  test('waives and charges again, as the server does after it', async () => {
    const orderId = (await there(subscriptionId)).periods[0]?.order?.id ?? '';
    await run('payments.record', { orderId, method: 'cash', amountCents: 1_111 });
    await run('pricing.waiveDue', { orderId, reason: 'Was ill' });
    await run('pricing.restoreDue', { orderId });
    await run('pricing.waiveDue', { orderId, reason: 'Was ill after all' });
    const made = await desk.engine.database.read(world.tenantId, booksOf);
    for (const answer of await desk.push()) expect(answer).toMatchObject({ ok: true });
    expect(await world.database.read(world.tenantId, booksOf)).toEqual(made);
    await desk.pull();
    expect(await desk.ask('pricing.due', { orderId })).toMatchObject({ order: { dueCents: 0 }, waived: { reason: 'Was ill after all' } });
  });

  test('hears of what fell due meanwhile', async () => {
    await chargeAt(Date.parse('2026-12-20T12:00Z'));
    expect((await there(subscriptionId)).periods[0]).toMatchObject({ from: '2026-12-20', order: null });
    await desk.pull();
    expect((await there(subscriptionId)).periods[0]).toMatchObject({ from: '2026-12-20', order: { status: 'OPEN', dueCents: 4_900 } });
  });

  test('ends a plan on a day before what the server charged meanwhile: nothing of that is owed', async () => {
    world.clock.now = Date.parse('2026-12-18T12:00Z');
    await run('pricing.endSubscription', { subscriptionId, endsOn: '2026-12-19' });
    await chargeAt(Date.parse('2026-12-21T12:00Z'));
    expect((await planNow()).periods[0]?.order).toMatchObject({ status: 'OPEN' });
    for (const answer of await desk.push()) expect(answer).toMatchObject({ ok: true });
    await desk.pull();
    const charged = await world.ask('payments.orders', { payableKind: 'plan' });
    expect(charged.data).toMatchObject([
      { status: 'VOID', totalCents: 0 },
      { status: 'OPEN', totalCents: 4_900 },
    ]);
    expect((await desk.ask('payments.orders', { payableKind: 'plan' })).data).toEqual(charged.data);
    expect(await desk.attention()).toEqual([]);
  });

  test('starts a plan that the server has charged further by the time it hears of it', async () => {
    world.clock.now = Date.parse('2026-11-20T12:00Z');
    const { subscriptionId: id = '' } = await run('pricing.startSubscription', { customerId, offeringId: planId, startsOn: '2026-11-20' });
    world.clock.now = Date.parse('2026-12-22T12:00Z');
    for (const answer of await desk.push()) expect(answer).toMatchObject({ ok: true });
    await chargeAt(world.clock.now);
    await desk.pull();
    expect((await there(id)).periods.map(({ order }) => order?.status)).toEqual(['OPEN', 'OPEN']);
  });
});
