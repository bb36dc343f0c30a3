/** Whatever is done to bookings in whatever order, their books balance and say what a second reckoning says. */
// oxlint-disable vitest/no-standalone-expect -- a run is a class, which the test alone makes
import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bookings } from '#core/domains/bookings/tables.ts';
import { ledgerEntries, payments, refunds } from '#core/domains/payments/tables.ts';
import { customer, system } from './core/world.ts';
import { Purse } from './moneyModel.ts';
import { anybody, DAY, HOUR, inDays, type MoneyWorld, moneyWorld, page } from './moneyWorld.ts';

const PRICE = 3_333;
/** Kept of what is captured, and no matter to anybody who pays. */
const FEE = 29;
const CAPACITY = 400;

let world: MoneyWorld;
let offeringId: string;
let planId: string;
let customerId: string | undefined;
let day = 10;

beforeAll(async () => {
  world = await moneyWorld();
  offeringId = await world.offer({
    ...{ basePriceCents: PRICE, taxBps: 1_900, taxIncluded: true, capacity: CAPACITY, maxAdvanceDays: 700, cancellationPolicy: [] },
    deposit: { kind: 'percent', amount: 30 },
  });
  ({ customerId } = await world.run('customers.create', anybody('Paula')));
  planId = await world.offer({
    ...{ title: 'Plan', pricingModel: 'SUBSCRIPTION', basePriceCents: PRICE, taxBps: 700, taxIncluded: true },
    plan: { period: 'month', visits: null, offeringIds: [offeringId] },
  });
  await world.paidBy({ provider: 'stripe', collect: 'deposit', deposits: 'hold' });
  await world.run('promotions.createCoupon', {
    ...{ code: 'ODD', kind: 'PERCENT', amount: 7, currency: null, validFrom: null, validUntil: null, active: true },
    ...{ maxRedemptions: null, maxPerCustomer: null, minSubtotalCents: null, offeringIds: [] },
  });
});
afterAll(() => world.close());

const deeds = ['pay', 'pay', 'move', 'cancel', 'noShow', 'undo', 'complete', 'refundPayment', 'refund', 'refundPart', 'handBack'] as const;
const others = ['create', 'answer', 'series', 'plan', 'near', 'begin', 'end', 'forget', 'charged', 'charge declined', 'dispute'];
const deed = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('create' as const),
      online: fc.boolean(),
      kept: fc.boolean(),
      coupon: fc.boolean(),
      quantity: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 14, arbitrary: fc.record({ do: fc.constantFrom(...deeds), which: fc.nat(4), share: fc.integer({ min: 0, max: 100 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('answer' as const, 'series' as const, 'plan' as const), which: fc.nat(4) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('near' as const, 'begin' as const, 'end' as const, 'forget' as const) }) },
);

interface Known {
  readonly id: string;
  readonly purse: Purse;
}

const discounted = (cents: number): number => cents - Math.round((cents * 7) / 100);

class Run {
  readonly known: Known[] = [];
  readonly startsAt: number;
  private readonly hasCoupon = new Set<string>();

  constructor(startsAt: number) {
    this.startsAt = startsAt;
  }

  async create({ online, kept, coupon, quantity }: { online: boolean; kept: boolean; coupon: boolean; quantity: number }): Promise<void> {
    const items = [{ offeringId, startsAt: this.startsAt, quantity }];
    if (world.clock.now >= this.startsAt && online) return;
    const wish = { items, customer: anybody('Anna'), source: online ? 'widget' : 'desk', ...(coupon ? { couponCode: 'ODD' } : {}) };
    const made = online
      ? await world.run('bookings.create', wish, customer())
      : await world.run('bookings.create', { ...wish, overridePolicy: true });
    const id = made['bookingId'] ?? '';
    const price = coupon ? discounted(PRICE * quantity) : PRICE * quantity;
    if (coupon) this.hasCoupon.add(id);
    const purse = new Purse(price);
    this.known.push({ id, purse });
    if (!online) return;
    await world.answer(id, page);
    await world.tell(id, kept ? { kind: 'saved', providerRef: 'seti' } : { kind: 'authorised', providerRef: 'pi' });
    purse[kept ? 'card' : 'held'] = Math.floor((price * 30 * 2 + 100) / 200);
  }

  async series(): Promise<void> {
    if (world.clock.now >= this.startsAt) return;
    const item = { offeringId, startsAt: this.startsAt };
    const wish = { item, rrule: 'FREQ=DAILY;COUNT=2', take: 'all', customer: anybody('Anna'), source: 'desk' };
    const { bookings: made } = (await world.run('bookings.createSeries', wish)) as unknown as { bookings: { bookingId: string }[] };
    for (const { bookingId } of made) this.known.push({ id: bookingId, purse: new Purse(PRICE) });
  }

  /** What a plan owes is in the same books. */
  async plan(): Promise<void> {
    const startsOn = new Date(world.clock.now).toISOString().slice(0, 10);
    const { subscriptionId } = await world.run('pricing.startSubscription', { customerId, offeringId: planId, startsOn });
    const [{ periods }] = await world.ask('pricing.subscriptions', { subscriptionId });
    const { id: orderId, dueCents } = periods[0].order;
    expect(dueCents).toBe(PRICE);
    const { paymentId } = await world.run('payments.record', { orderId, method: 'transfer', amountCents: dueCents });
    await world.run('payments.refund', { paymentId, amountCents: 100 });
    await world.run('pricing.endSubscription', { subscriptionId, endsOn: startsOn });
    expect(await world.ask('payments.order', { orderId })).toMatchObject({ status: 'PAID', totalCents: PRICE - 100, dueCents: 0 });
  }

  /** What is held or kept stays so, until a no-show can't be said any more. */
  async pass(what: 'near' | 'begin' | 'end' | 'forget'): Promise<void> {
    const hours = { near: -48, begin: 1, end: 2, forget: 50 }[what];
    world.clock.now = Math.max(world.clock.now, this.startsAt + hours * HOUR);
    if (what === 'begin') return;
    await world.run('bookings.completeEnded', {}, system);
    for (const { id, purse } of this.known)
      for (const { status, releaseAt } of (await world.booking(id)).payments) {
        if (releaseAt === null || releaseAt > world.clock.now) continue;
        if (status === 'AUTHORISED') purse.hold = 'release';
        if (status === 'SAVED') purse.card = 0;
      }
    await world.run('payments.due', {}, system);
  }

  /** The command, and what it means where it is accepted. */
  async attempt(name: string, input: object, mean: (value: Record<string, string>) => void): Promise<void> {
    const outcome = await world.outcome(name, input);
    if (outcome.ok) mean((outcome.value ?? {}) as Record<string, string>);
    else expect(['invalid_transition', 'invalid_request', 'booking_conflict', 'invalid_service']).toContain(outcome.code);
  }

  async answer({ id, purse }: Known): Promise<void> {
    const [payment] = (await world.booking(id)).payments.filter(({ provider }) => provider === 'stripe');
    for (const call of (await world.calls(id)).filter(({ status }) => status === 'PENDING')) {
      if (call.action === 'authorise') {
        await world.run('payments.settle', { callId: call.id, outcome: { kind: 'authorised', providerRef: 'pi' } }, system);
        purse.holdCard();
      } else if (call.action === 'charge') {
        expect(call.amountCents).toBe(purse.charge);
        const isPaid = ++charges % 2 === 1;
        const outcome = isPaid ? { kind: 'paid', feeCents: FEE, amountCents: call.amountCents } : { kind: 'failed', failure: 'no' };
        await world.run('payments.settle', { callId: call.id, outcome }, system);
        told.add(isPaid ? 'charged' : 'charge declined');
        purse.charged(payment?.id ?? '', isPaid);
      } else if (call.action === 'refund') {
        await world.run('payments.settle', { callId: call.id, outcome: { kind: 'refunded' } }, system);
        purse.given(payment?.id ?? '', call.amountCents);
      } else {
        const outcome =
          call.action === 'capture' ? { kind: 'paid', feeCents: FEE } : { kind: call.action === 'release' ? 'released' : 'expired' };
        await world.run('payments.settle', { callId: call.id, outcome }, system);
        purse.decided(payment?.id ?? '');
      }
    }
  }

  async undo({ id: bookingId, purse }: Known): Promise<void> {
    const outcome = await world.outcome('bookings.undoNoShow', { bookingId });
    if (!outcome.ok) return expect(outcome.code).toBe('invalid_transition');
    return purse.goOn({ isOver: (await world.booking(bookingId)).status === 'COMPLETED' });
  }

  async handBack({ id, purse }: Known): Promise<void> {
    const order = await world.order(id);
    const isDesk = new Map(order.payments.map((payment) => [payment.id, payment.provider === 'desk']));
    const owed = order.refunds.find(({ status, paymentId }) => status === 'PENDING' && isDesk.get(paymentId));
    if (owed === undefined) return;
    await this.attempt('payments.handBack', { refundId: owed.id, method: 'cash' }, () => purse.given(owed.paymentId, owed.amountCents));
  }

  /** What it gives back is a refund like any other; where that is refused, it is taken back. */
  async dispute({ id: bookingId, purse }: Known, refundCents: number): Promise<void> {
    told.add('dispute');
    const { disputeId } = await world.run('disputes.open', { bookingId, reason: 'Odd' });
    const { kept } = purse;
    await this.attempt('disputes.resolve', { disputeId, outcome: 'refund', refundCents, note: 'Even' }, () => {
      expect(refundCents).toBeLessThanOrEqual(kept);
      if (refundCents === kept) purse.end(100);
      else purse.refundKept(refundCents);
    });
    await world.outcome('disputes.withdraw', { disputeId });
    expect(await world.ask('disputes.counts')).toEqual({ open: 0, waiting: 0 });
  }

  async act(name: (typeof deeds)[number], { id: bookingId, purse }: Known, share: number): Promise<void> {
    const part = (cents: number): number => Math.max(1, Math.floor((cents * share) / 80));
    switch (name) {
      case 'pay': {
        const amountCents = part(Math.max(0, purse.due));
        const { id: orderId } = await world.order(bookingId);
        const isTooMuch = amountCents > purse.due;
        await this.attempt('payments.record', { orderId, method: 'cash', amountCents }, ({ paymentId = '' }) => {
          expect(isTooMuch).toBe(false);
          purse.takeIn(paymentId, amountCents, true);
        });
        return;
      }
      case 'move': {
        const quantity = 1 + (share % 3);
        const before = (await world.booking(bookingId)).items[0]?.quantity;
        const price = this.hasCoupon.has(bookingId) ? discounted(PRICE * quantity) : PRICE * quantity;
        const mean = () => (quantity === before ? undefined : purse.price === price ? undefined : purse.reprice(price));
        return this.attempt('bookings.reschedule', { bookingId, quantity, overridePolicy: true }, mean);
      }
      case 'cancel':
        return this.attempt('bookings.cancel', { bookingId, refundPercent: share }, () => purse.end(share));
      case 'noShow':
        return this.attempt('bookings.noShow', { bookingId }, () => purse.end(0));
      case 'undo':
        return this.undo({ id: bookingId, purse });
      case 'complete':
        return this.attempt('bookings.complete', { bookingId }, () => purse.letGo());
      case 'refundPayment': {
        const [payment] = purse.received.filter(({ isDesk }) => isDesk);
        if (payment === undefined) return;
        const amountCents = part(payment.cents);
        const mean = () => {
          expect(amountCents).toBeLessThanOrEqual(payment.cents - payment.gone);
          purse.refundOf(payment.id, amountCents);
          purse.back += amountCents;
        };
        return this.attempt('payments.refund', { paymentId: payment.id, amountCents }, mean);
      }
      case 'refund':
        return this.attempt('bookings.refund', { bookingId }, () => purse.end(100));
      case 'refundPart': {
        const amountCents = part(purse.kept);
        if (share % 2 === 1) return this.dispute({ id: bookingId, purse }, amountCents);
        const mean = () => (amountCents === purse.kept ? purse.end(100) : purse.refundKept(amountCents));
        const isTooMuch = amountCents > purse.kept;
        return this.attempt('bookings.refund', { bookingId, amountCents }, () => {
          expect(isTooMuch).toBe(false);
          mean();
        });
      }
      case 'handBack':
        return this.handBack({ id: bookingId, purse });
    }
  }

  async step(what: typeof deed extends fc.Arbitrary<infer T> ? T : never): Promise<void> {
    if (what.do === 'create') return this.create(what);
    if (!('which' in what)) return this.pass(what.do);
    if (what.do === 'series') return this.series();
    if (what.do === 'plan') return this.plan();
    const known = this.known[what.which % Math.max(1, this.known.length)];
    if (known === undefined) return;
    if (!('share' in what)) return this.answer(known);
    return this.act(what.do, known, what.share);
  }

  async mustHold(): Promise<void> {
    for (const { id, purse } of this.known) {
      const { totalCents, paidCents, refundedCents, heldCents, dueCents, status, refunds: promised } = await world.order(id);
      const said = { totalCents, paidCents, refundedCents, heldCents, dueCents, status };
      const { wanted, paid, back, held, due } = purse;
      const expected = { totalCents: wanted, paidCents: paid, refundedCents: back, heldCents: held, dueCents: due, status: purse.status };
      expect(said).toEqual(expected);
      const waiting = promised.filter((refund) => refund.status === 'PENDING').map(({ amountCents }) => amountCents);
      expect(waiting.toSorted((a, b) => a - b)).toEqual(purse.promised.map(({ cents }) => cents).toSorted((a, b) => a - b));
    }
  }
}

async function booksMustBalance(): Promise<void> {
  await world.database.read(world.tenantId, async (db) => {
    const accounts = new Map<string, number>();
    for (const { debit, credit, amountCents } of await db.list(ledgerEntries)) {
      expect(amountCents).toBeGreaterThan(0);
      accounts.set(debit, (accounts.get(debit) ?? 0) + amountCents);
      accounts.set(credit, (accounts.get(credit) ?? 0) - amountCents);
    }
    expect([...accounts.values()].reduce((sum, cents) => sum + cents, 0)).toBe(0);
    expect((accounts.get('held') ?? 0) + (accounts.get('deposits') ?? 0)).toBe(0);
    const back = await db.list(refunds);
    const kept = (await db.list(payments)).reduce((sum, { feeCents }) => sum + (feeCents ?? 0), 0);
    expect(accounts.get('fees') ?? 0).toBe(kept);
    for (const { id, capturedCents, refundedCents, amountCents } of await db.list(payments)) {
      const given = back.filter(({ paymentId, status }) => paymentId === id && status !== 'FAILED');
      const sum = given.reduce((total, refund) => total + refund.amountCents, 0);
      expect(sum).toBeLessThanOrEqual(capturedCents);
      expect(refundedCents).toBeLessThanOrEqual(sum);
      expect(capturedCents).toBeLessThanOrEqual(amountCents);
    }
  });
}

/** What is neither cancelled nor refunded takes its places, and nothing else does. */
async function placesMustBeFree(startsAt: number): Promise<void> {
  const taken = await world.database.read(world.tenantId, async (db) => {
    const rows = await db.list(bookings, eq(bookings.startsAt, startsAt));
    const live = rows.filter(({ status }) => status !== 'CANCELLED' && status !== 'REFUNDED').map(({ id }) => id);
    return Promise.all(live.map(async (id) => (await world.booking(id)).items.reduce((sum, { quantity }) => sum + quantity, 0)));
  });
  const left = CAPACITY - taken.reduce((sum, quantity) => sum + quantity, 0);
  const rest = { items: [{ offeringId, startsAt, quantity: left }], customer: anybody('Rita'), source: 'desk', overridePolicy: true };
  const more = { ...rest, items: [{ offeringId, startsAt, quantity: left + 1 }] };
  expect((await world.refused('bookings.create', more)).code).toBe(left === CAPACITY ? 'invalid_service' : 'booking_conflict');
  const { bookingId } = await world.run('bookings.create', rest);
  expect(bookingId).toBeDefined();
}

const told = new Set<string>();
/** Of cards that were kept: every other is declined. */
let charges = 0;

test('money is neither made nor lost, whatever is done in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 5, maxLength: 40 }), async (steps) => {
      day += 4;
      world.clock.now = Math.max(world.clock.now, inDays(day - 3));
      const run = new Run(inDays(day));
      await run.create({ online: true, kept: false, coupon: false, quantity: 1 });
      await run.create({ online: true, kept: true, coupon: false, quantity: 2 });
      await run.create({ online: false, kept: false, coupon: true, quantity: 2 });
      for (const what of steps) {
        told.add(what.do);
        world.clock.now += 1;
        await run.step(what);
        await run.mustHold();
      }
      await booksMustBalance();
      await placesMustBeFree(run.startsAt);
      world.clock.now = Math.max(world.clock.now, run.startsAt + DAY / 2);
    }),
    { numRuns: 25 },
  );
  expect([...told].toSorted()).toEqual([...new Set([...others, ...deeds])].toSorted());
}, 120_000);
