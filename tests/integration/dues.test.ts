import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Due, DueDetail } from '#core/domains/bookings/model.ts';
import type { LedgerEntry } from '#core/domains/payments/model.ts';
import { sumsOf } from '#core/domains/payments/rules/ledger.ts';
import { providerCalls } from '#core/domains/payments/tables.ts';
import { anna, key, member, NOON, system } from './core/world.ts';
import { DAY, type MoneyWorld, moneyWorld, page } from './moneyWorld.ts';

// What is due for a plan is let off and owed again, paid by whoever has its link, and listed for whoever looks after the money.

let world: MoneyWorld;
let customerId: string;
let planId: string;
let subscriptionId: string;
beforeEach(async () => {
  world = await moneyWorld();
  ({ customerId = '' } = await world.run('customers.create', anna));
  planId = await sell();
  subscriptionId = await start(planId, '2026-11-20');
});
afterEach(() => world.close());

const sell = async (over: object = {}) =>
  world.offer({
    ...{ title: 'Yoga club', pricingModel: 'SUBSCRIPTION', basePriceCents: 4_999, taxBps: 700, taxIncluded: true },
    plan: { period: 'month', visits: 4, offeringIds: [await world.offer()] },
    ...over,
  });
const start = async (offeringId: string, startsOn: string): Promise<string> =>
  (await world.run('pricing.startSubscription', { customerId, offeringId, startsOn }))['subscriptionId'] ?? '';
const chargeAt = (now: number) => {
  world.clock.now = now;
  return world.run('pricing.chargePlans', {}, system);
};
const dues = async (input: object = {}): Promise<Due[]> => (await world.ask('pricing.dues', input)).data;
const first = async (): Promise<Due> => (await dues({ which: 'all', subscriptionId })).at(-1) as Due;
const detail = (orderId: string): Promise<DueDetail> => world.ask('pricing.due', { orderId });
const entriesOf = async (orderId: string): Promise<LedgerEntry[]> => (await world.ask('payments.order', { orderId })).entries;
const visitor = (orderId?: string) => ({
  ...{ kind: 'customer' as const, id: 'customer', name: 'Customer' },
  ...(orderId !== undefined && { orderId }),
});

test('a due is to be paid within as many days as the business gives, and keeps its date when that changes', async () => {
  expect(await first()).toMatchObject({ payBy: '2026-11-27' });
  await world.run('payments.updateSettings', { changes: { dueDays: 14 } });
  await chargeAt(NOON + 31 * DAY);
  expect((await dues({ subscriptionId })).map(({ payBy }) => payBy)).toEqual(['2026-11-27', '2027-01-04']);
  for (const dueDays of [0, 61, 1.5])
    expect((await world.refused('payments.updateSettings', { changes: { dueDays } })).code, `${dueDays}`).toBe('invalid_request');
});

describe('a due that is waived', () => {
  test('is no longer owed, by lines that sum to zero, and says who let it off and why', async () => {
    const { orderId } = await first();
    await world.run('pricing.waiveDue', { orderId, reason: ' Was ill ' });
    const entries = await entriesOf(orderId);
    expect(Object.fromEntries(entries.map(({ kind, amountCents }) => [kind, amountCents]))).toEqual({
      ...{ charge: 4_672, tax: 327, reversal: 4_672, taxReversal: 327 },
    });
    expect([...sumsOf(entries).values()]).toEqual([0, 0, 0]);
    expect(await detail(orderId)).toMatchObject({
      ...{ order: { status: 'VOID', totalCents: 0, dueCents: 0 } },
      waived: { amountCents: 4_999, reason: 'Was ill', by: 'OWNER', at: NOON },
    });
    expect((await detail(orderId)).history.map(({ name, actorName }) => [name, actorName])).toEqual([
      ['plan.due', 'OWNER'],
      ['plan.due_waived', 'OWNER'],
    ]);
    expect(await dues()).toEqual([]);
  });

  test('keeps what was paid of it', async () => {
    const { orderId } = await first();
    await world.run('payments.record', { orderId, method: 'cash', amountCents: 1_000 });
    await world.run('pricing.waiveDue', { orderId, reason: 'Half a month' });
    expect(await detail(orderId)).toMatchObject({
      order: { status: 'PAID', totalCents: 1_000, dueCents: 0 },
      waived: { amountCents: 3_999 },
    });
  });

  test('is owed again to the cent, once', async () => {
    const { orderId } = await first();
    await world.run('payments.record', { orderId, method: 'cash', amountCents: 1_000 });
    await world.run('pricing.waiveDue', { orderId, reason: 'A mistake' });
    await world.run('pricing.restoreDue', { orderId });
    expect(await detail(orderId)).toMatchObject({ order: { status: 'OPEN', totalCents: 4_999, dueCents: 3_999 }, waived: null });
    const kinds = Object.groupBy(await entriesOf(orderId), ({ kind }) => kind);
    const sum = (kind: LedgerEntry['kind']) => (kinds[kind] ?? []).reduce((all, { amountCents }) => all + amountCents, 0);
    expect([sum('charge') - sum('reversal'), sum('tax') - sum('taxReversal')]).toEqual([4_672, 327]);
    expect(await world.refused('pricing.restoreDue', { orderId })).toMatchObject({ code: 'invalid_transition', move: 'restore' });
  });

  test('and let off again after money went back is owed again with all of it', async () => {
    const { orderId } = await first();
    const { paymentId } = await world.run('payments.record', { orderId, method: 'cash', amountCents: 1_000 });
    await world.run('pricing.waiveDue', { orderId, reason: 'First' });
    await world.run('payments.refund', { paymentId, amountCents: 1_000, stillOwed: true });
    await world.run('pricing.waiveDue', { orderId, reason: 'Second' });
    expect(await detail(orderId)).toMatchObject({
      order: { totalCents: 0, dueCents: 0 },
      waived: { amountCents: 4_999, reason: 'Second' },
    });
    await world.run('pricing.restoreDue', { orderId });
    expect(await detail(orderId)).toMatchObject({ order: { totalCents: 4_999, dueCents: 4_999 } });
  });

  test('is refused where nothing is due, without a reason, for a booking, and to staff who may not change prices', async () => {
    const { orderId } = await first();
    expect(await world.refused('pricing.waiveDue', { orderId, reason: '  ' })).toMatchObject({ code: 'invalid_request' });
    expect(await world.refused('pricing.waiveDue', { orderId, reason: 'No' }, member('STAFF'))).toMatchObject({ code: 'forbidden' });
    await world.run('payments.record', { orderId, method: 'cash', amountCents: 4_999 });
    expect(await world.refused('pricing.waiveDue', { orderId, reason: 'Paid' })).toMatchObject({
      code: 'invalid_transition',
      move: 'waive',
    });
    const booked = await world.order(await world.book(await world.offer(), NOON + 5 * DAY));
    expect(await world.refused('pricing.waiveDue', { orderId: booked.id, reason: 'No' })).toMatchObject({ code: 'not_found' });
  });

  test('stays let off where the plan is ended before it and goes on after all', async () => {
    const { orderId } = await first();
    await world.run('payments.record', { orderId, method: 'cash', amountCents: 1_000 });
    await chargeAt(Date.parse('2026-12-21T12:00Z'));
    const [december] = await dues({ which: 'all', subscriptionId });
    await world.run('payments.record', { orderId: december?.orderId, method: 'cash', amountCents: 999 });
    await world.run('pricing.waiveDue', { orderId: december?.orderId, reason: 'Holiday' });
    await world.run('pricing.endSubscription', { subscriptionId, endsOn: '2026-12-10' });
    expect(await world.refused('pricing.restoreDue', { orderId: december?.orderId })).toMatchObject({ code: 'invalid_transition' });
    await world.run('pricing.endSubscription', { subscriptionId, endsOn: '2027-12-10' });
    expect(await detail(december?.orderId ?? '')).toMatchObject({ order: { totalCents: 999 }, waived: { amountCents: 4_000 } });
  });

  test('closes the page on which it could be paid, and what is paid on it all the same goes back', async () => {
    await world.paidBy({ provider: 'stripe' });
    const { orderId } = await first();
    const { paymentId } = await world.run('pricing.payDue', { orderId }, visitor(orderId));
    await world.run('payments.hear', { paymentId, outcome: page, eventId: 'evt_page' }, system);
    await world.run('pricing.waiveDue', { orderId, reason: 'Kind' });
    const calls = await world.database.read(world.tenantId, (db) => db.list(providerCalls));
    expect(calls.map(({ action }) => action).toSorted()).toEqual(['checkout', 'expire']);
    await world.run('payments.hear', { paymentId, outcome: { kind: 'paid' }, eventId: 'evt_paid' }, system);
    expect((await detail(orderId)).refunds).toMatchObject([{ amountCents: 4_999, reason: 'not_owed' }]);
  });
});

describe('a due that is paid with a card', () => {
  test('is asked for once, however often, by whoever has its link alone', async () => {
    const { orderId } = await first();
    expect(await world.refused('pricing.payDue', { orderId }, visitor(orderId))).toMatchObject({ code: 'invalid_transition', move: 'pay' });
    await world.paidBy({ provider: 'stripe' });
    expect(await world.refused('pricing.payDue', { orderId }, visitor())).toMatchObject({ code: 'not_found' });
    const one = await world.run('pricing.payDue', { orderId }, visitor(orderId));
    expect(await world.run('pricing.payDue', { orderId }, visitor(orderId))).toEqual(one);
    expect((await detail(orderId)).payments).toMatchObject([{ status: 'PENDING', amountCents: 4_999, method: 'card', hold: false }]);
  });

  test('is asked for anew where its page is over, or as much is no longer due', async () => {
    await world.paidBy({ provider: 'stripe' });
    const { orderId } = await first();
    const one = await world.run('pricing.payDue', { orderId }, visitor(orderId));
    await world.run('payments.record', { orderId, method: 'cash', amountCents: 999 });
    const two = await world.run('pricing.payDue', { orderId }, visitor(orderId));
    world.clock.now += DAY;
    const three = await world.run('pricing.payDue', { orderId }, visitor(orderId));
    expect(new Set([one, two, three].map(({ paymentId }) => paymentId)).size).toBe(3);
    await world.run('payments.hear', { paymentId: three['paymentId'], outcome: { kind: 'paid' }, eventId: 'evt_1' }, system);
    expect(await world.refused('pricing.payDue', { orderId }, visitor(orderId))).toMatchObject({ code: 'invalid_transition' });
  });

  test('is shown to its customer without what staff wrote for themselves', async () => {
    const { orderId } = await first();
    await world.run('payments.record', { orderId, method: 'cash', amountCents: 1_000, note: 'grumbled' });
    await world.run('pricing.waiveDue', { orderId, reason: 'Not worth it' });
    const seen: DueDetail = await world.ask('pricing.due', { orderId }, visitor(orderId));
    expect(seen).toMatchObject({ title: 'Yoga club', waived: { amountCents: 3_999 }, history: [], payments: [{ amountCents: 1_000 }] });
    expect(JSON.stringify(seen)).not.toMatch(/grumbled|Not worth it|OWNER/);
    expect(await world.askRefused('pricing.due', { orderId }, visitor())).toMatchObject({ code: 'not_found' });
  });
});

describe('the list of dues', () => {
  test('says who owes what since when, and how long there is time: the oldest first', async () => {
    await chargeAt(Date.parse('2027-01-20T12:00Z'));
    const owed = await dues();
    expect(owed.map(({ from, until }) => [from, until])).toEqual([
      ['2026-11-20', '2026-12-20'],
      ['2026-12-20', '2027-01-20'],
      ['2027-01-20', '2027-02-20'],
    ]);
    expect(owed[0]).toMatchObject({
      customerName: 'Anna Beispiel',
      title: 'Yoga club',
      payBy: '2026-11-27',
      trouble: null,
      order: { dueCents: 4_999, currency: 'EUR' },
      waived: null,
    });
    expect(owed[2]).toMatchObject({ payBy: '2027-01-27' });
    expect(await world.ask('pricing.duesOwed')).toEqual([{ currency: 'EUR', dues: 3, dueCents: 14_997 }]);
  });

  test('has the sums of each currency apart, without what was paid and let off', async () => {
    const yen = await start(await sell({ title: 'Tea', currency: 'JPY', basePriceCents: 3_000 }), '2026-11-19');
    const [order] = await dues({ which: 'all', subscriptionId: yen });
    await world.run('payments.record', { orderId: order?.orderId, method: 'cash', amountCents: 1_000 });
    await world.book(await world.offer(), NOON + 5 * DAY);
    expect(await world.ask('pricing.duesOwed')).toEqual([
      { currency: 'EUR', dues: 1, dueCents: 4_999 },
      { currency: 'JPY', dues: 1, dueCents: 2_000 },
    ]);
    await world.run('pricing.waiveDue', { orderId: (await first()).orderId, reason: 'Kind' });
    expect(await world.ask('pricing.duesOwed')).toEqual([{ currency: 'JPY', dues: 1, dueCents: 2_000 }]);
  });

  test('points at a card that was declined, until it is tried again or paid', async () => {
    await world.paidBy({ provider: 'stripe' });
    const { orderId } = await first();
    const { paymentId } = await world.run('pricing.payDue', { orderId });
    await world.run('payments.hear', { paymentId, outcome: { kind: 'failed', failure: 'No money' }, eventId: 'evt_1' }, system);
    expect(await dues()).toMatchObject([{ trouble: 'payment_failed' }]);
    world.clock.now += 1_000;
    await world.run('pricing.payDue', { orderId });
    expect(await dues()).toMatchObject([{ trouble: null }]);
  });

  test('points at money that did not reach the customer, until it is handed over', async () => {
    await world.paidBy({ provider: 'stripe' });
    await chargeAt(Date.parse('2026-12-20T12:00Z'));
    const december = (await dues()).at(-1)?.orderId ?? '';
    const { paymentId } = await world.run('pricing.payDue', { orderId: december });
    await world.run('payments.hear', { paymentId, outcome: { kind: 'paid', providerRef: 'pi_1' }, eventId: 'evt_1' }, system);
    expect(await dues({ which: 'toGiveBack' })).toEqual([]);
    await world.run('pricing.endSubscription', { subscriptionId, endsOn: '2026-12-19' });
    expect(await dues({ which: 'toGiveBack' })).toMatchObject([{ orderId: december, trouble: null, order: { dueCents: -4_999 } }]);
    const [refund] = (await detail(december)).refunds;
    const outcome = { kind: 'failed', failure: 'Account closed' };
    await world.run(
      'payments.hear',
      { paymentId, outcome: { ...outcome, kind: 'refund_failed' }, eventId: 'evt_2', refundId: refund?.id },
      system,
    );
    expect(await dues({ which: 'toGiveBack' })).toMatchObject([{ orderId: december, trouble: 'refund_failed' }]);
    await world.run('payments.handBack', { refundId: refund?.id, method: 'cash' });
    expect(await dues({ which: 'toGiveBack' })).toEqual([]);
  });

  test('reaches behind the last 24 periods, page by page', async () => {
    await chargeAt(Date.parse('2029-12-21T12:00Z'));
    const months = (await dues({ which: 'all', subscriptionId, limit: 1_000 })).map(({ from }) => from);
    expect([months.length, months[0], months.at(-1)]).toEqual([38, '2029-12-20', '2026-11-20']);
    const seen: string[] = [];
    let after: object | undefined;
    do {
      const { data, next } = await world.ask('pricing.dues', { limit: 7, ...(after && { after }) }, key('read'));
      seen.push(...data.map(({ from }: Due) => from));
      after = next ?? undefined;
    } while (after !== undefined);
    expect(seen).toEqual(months.toReversed());
  });
});
