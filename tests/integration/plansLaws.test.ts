/** Whatever is done to plans in whatever order and however late, each period that began while they lasted is owed once, and no other. */
// oxlint-disable vitest/no-standalone-expect -- a run is a class, which the test alone makes
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OrderDetail } from '#core/domains/payments/model.ts';
import { ledgerEntries, orders } from '#core/domains/payments/tables.ts';
import { anna, coreWorld, type CoreWorld, NOON, system } from './core/world.ts';
import { Purse } from './moneyModel.ts';

const PRICE = 3_333;
const WEEK = 7;
const DAY = 86_400_000;

let world: CoreWorld;
let planId: string;
let customerId: string;
/** days since the world's first, a Friday: weeks of plans are counted in them */
let today = 0;

beforeAll(async () => {
  world = await coreWorld();
  ({ customerId = '' } = await world.run('customers.create', anna));
  const plan = { period: 'week', visits: null, offeringIds: [await world.offer()] };
  const price = { basePriceCents: PRICE, taxBps: 1_900, taxIncluded: true };
  planId = await world.offer({ title: 'Club', pricingModel: 'SUBSCRIPTION', ...price, plan });
});
afterAll(() => world.close());

const dateOf = (day: number): string => new Date(Date.parse('2026-11-20T00:00Z') + day * DAY).toISOString().slice(0, 10);
const descriptionOf = (day: number): string => `Club, ${dateOf(day)} – ${dateOf(day + WEEK - 1)}`;

const deed = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('start' as const), inDays: fc.integer({ min: -40, max: 20 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('pass' as const), days: fc.integer({ min: 1, max: 25 }), charges: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('end' as const), which: fc.nat(4), inDays: fc.integer({ min: -30, max: 30 }) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('pay' as const, 'refund' as const, 'handBack' as const),
      ...{ which: fc.nat(9), share: fc.integer({ min: 1, max: 100 }) },
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('waive' as const, 'restore' as const), which: fc.nat(9) }) },
);
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

interface Held {
  readonly id: string;
  readonly startsOn: number;
  endsOn: number;
  /** up to this day nothing is missing */
  chargedTo: number;
  readonly dues: Map<number, Purse>;
}

class Run {
  readonly held: Held[] = [];
  /** what was let off, and not taken back */
  readonly letOff = new Map<Purse, number>();

  /** What began and is not charged: the periods' own reckoning. */
  private charge(plan: Held): void {
    for (let day = plan.startsOn; day <= Math.min(today, plan.endsOn); day += WEEK) {
      const known = plan.dues.get(day);
      if (known === undefined) plan.dues.set(day, new Purse(PRICE));
      else if (day > plan.chargedTo) {
        known.goOn({ isOver: false });
        known.wanted -= this.letOff.get(known) ?? 0;
      }
    }
    plan.chargedTo = Math.max(plan.chargedTo, Math.min(today, plan.endsOn));
  }

  async start(inDays: number): Promise<void> {
    const startsOn = today + inDays;
    const input = { customerId, offeringId: planId, startsOn: dateOf(startsOn) };
    const { subscriptionId: id = '' } = await world.run('pricing.startSubscription', input);
    const plan = { id, startsOn, endsOn: Infinity, chargedTo: -Infinity, dues: new Map<number, Purse>() };
    this.held.push(plan);
    this.charge(plan);
  }

  async pass(days: number, charges: boolean): Promise<void> {
    today += days;
    world.clock.now = NOON + today * DAY;
    if (!charges) return;
    await world.run('pricing.chargePlans', {}, system);
    for (const plan of this.held) this.charge(plan);
  }

  async end(plan: Held, endsOn: number): Promise<void> {
    const outcome = await world.outcome('pricing.endSubscription', { subscriptionId: plan.id, endsOn: dateOf(endsOn) });
    expect(outcome.ok).toBe(endsOn >= plan.startsOn);
    if (!outcome.ok) return;
    plan.endsOn = endsOn;
    for (const [day, purse] of plan.dues) if (day > endsOn && day <= plan.chargedTo) purse.end(100);
    plan.chargedTo = Math.min(plan.chargedTo, endsOn);
    this.charge(plan);
  }

  async orderOf(day: number, plan: Held): Promise<OrderDetail> {
    const rows = await world.database.read(world.tenantId, (db) => db.list(orders));
    const [row, more] = rows.filter(({ payableId, description }) => payableId === plan.id && description === descriptionOf(day));
    expect(more).toBeUndefined();
    return world.ask('payments.order', { orderId: row?.id });
  }

  private one(which: number) {
    const all = this.held.flatMap((plan) => [...plan.dues].map(([day, purse]) => ({ plan, day, purse })));
    return all[which % Math.max(1, all.length)];
  }

  async waive(which: number): Promise<void> {
    const one = this.one(which);
    if (one === undefined) return;
    const { purse } = one;
    const { id: orderId } = await this.orderOf(one.day, one.plan);
    const { due } = purse;
    const outcome = await world.outcome('pricing.waiveDue', { orderId, reason: 'Kind' });
    expect(outcome.ok).toBe(due > 0);
    if (!outcome.ok) return;
    purse.wanted -= due;
    this.letOff.set(purse, (this.letOff.get(purse) ?? 0) + due);
  }

  async restore(which: number): Promise<void> {
    const one = this.one(which);
    if (one === undefined) return;
    const { purse, day, plan } = one;
    const { id: orderId } = await this.orderOf(day, plan);
    const letOff = this.letOff.get(purse) ?? 0;
    const outcome = await world.outcome('pricing.restoreDue', { orderId });
    expect(outcome.ok).toBe(letOff > 0 && day <= plan.endsOn);
    if (!outcome.ok) return;
    purse.wanted += letOff;
    this.letOff.delete(purse);
  }

  async move(what: 'pay' | 'refund' | 'handBack', which: number, share: number): Promise<void> {
    const one = this.one(which);
    if (one === undefined) return;
    const { purse } = one;
    const order = await this.orderOf(one.day, one.plan);
    const part = (cents: number): number => Math.max(1, Math.floor((cents * share) / 80));
    if (what === 'pay') {
      const amountCents = part(Math.max(0, purse.due));
      const outcome = await world.outcome('payments.record', { orderId: order.id, method: 'cash', amountCents });
      expect(outcome.ok).toBe(amountCents <= purse.due);
      if (outcome.ok) purse.takeIn((outcome.value as { paymentId: string }).paymentId, amountCents, true);
    } else if (what === 'refund') {
      const [payment] = purse.received;
      if (payment === undefined) return;
      const amountCents = part(payment.cents);
      const outcome = await world.outcome('payments.refund', { paymentId: payment.id, amountCents });
      expect(outcome.ok).toBe(amountCents <= payment.cents - payment.gone);
      if (!outcome.ok) return;
      purse.refundOf(payment.id, amountCents);
      purse.back += amountCents;
    } else {
      const owed = order.refunds.find(({ status }) => status === 'PENDING');
      if (owed === undefined) return;
      await world.run('payments.handBack', { refundId: owed.id, method: 'cash' });
      purse.given(owed.paymentId, owed.amountCents);
    }
  }

  async step(what: Deed): Promise<void> {
    if (what.do === 'start') return this.start(what.inDays);
    if (what.do === 'pass') return this.pass(what.days, what.charges);
    if ('share' in what) return this.move(what.do, what.which, what.share);
    if (what.do !== 'end') return what.do === 'waive' ? this.waive(what.which) : this.restore(what.which);
    const plan = this.held[what.which % Math.max(1, this.held.length)];
    if (plan !== undefined) await this.end(plan, today + what.inDays);
  }

  async mustHold(): Promise<void> {
    const ids = new Set(this.held.map(({ id }) => id));
    const rows = await world.database.read(world.tenantId, (db) => db.list(orders));
    const theirs = rows.filter(({ payableId }) => ids.has(payableId));
    expect(theirs).toHaveLength(this.held.reduce((sum, { dues }) => sum + dues.size, 0));
    for (const plan of this.held)
      for (const [day, purse] of plan.dues) {
        const { totalCents, paidCents, refundedCents, dueCents, status } = await this.orderOf(day, plan);
        const { wanted, paid, back, due } = purse;
        expect({ day, totalCents, paidCents, refundedCents, dueCents, status }).toEqual({
          ...{ day, totalCents: wanted, paidCents: paid, refundedCents: back, dueCents: due, status: purse.status },
        });
      }
    const entries = await world.database.read(world.tenantId, (db) => db.list(ledgerEntries));
    expect(entries.every(({ amountCents, debit, credit }) => amountCents > 0 && debit !== credit)).toBe(true);
  }
}

test('each period that began while the plan lasted is owed once, whatever is done in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 4, maxLength: 25 }), async (steps) => {
      const run = new Run();
      await run.start(-20);
      await run.move('pay', 1, 80);
      await run.move('pay', 2, 40);
      for (const what of steps) {
        world.clock.now += 1;
        await run.step(what);
      }
      await run.pass(1, true);
      await run.mustHold();
      // What an earlier run left goes on being charged: it is ended, so that the next one has its own alone.
      for (const plan of run.held) await run.end(plan, Math.max(plan.startsOn, today));
    }),
    { numRuns: 30 },
  );
}, 120_000);
