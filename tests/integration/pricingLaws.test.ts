/** The booked price is the quoted one, whatever the rules, the add-ons and the other bookings of the day. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import { anna, coreWorld, customer, member, NOON } from './core/world.ts';

const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const hour = fc.integer({ min: 0, max: 23 }).map((of) => `${String(of).padStart(2, '0')}:00`);
const rule = fc
  .record({
    value: fc.integer({ min: -10_000, max: 20_000 }),
    isAmount: fc.boolean(),
    weekdays: fc.subarray([1, 2, 3, 4, 5, 6, 7]),
    times: nullable(fc.tuple(hour, hour)),
    leadFromHours: nullable(fc.nat(60)),
    occupancyFrom: nullable(fc.nat(40)),
    last: fc.boolean(),
  })
  .map(({ isAmount, times, ...rest }) => ({
    ...{ ...rest, name: 'Rule', timeFrom: times?.[0] ?? null, timeTo: times?.[1] ?? null },
    ...(isAmount ? { kind: 'amount', currency: 'EUR' } : { kind: 'percent', currency: null }),
  }));

const wish = fc.record({
  days: fc.integer({ min: 1, max: 6 }),
  hours: fc.integer({ min: 0, max: 9 }),
  more: fc.constantFrom(0, 0, 30, 60),
  quantity: fc.integer({ min: 1, max: 4 }),
  oil: fc.nat(2),
  isHeld: fc.boolean(),
  waits: fc.nat(8),
});

const item = fc.record({
  which: fc.nat(2),
  days: fc.integer({ min: 1, max: 3 }),
  hours: fc.integer({ min: 0, max: 9 }),
  quantity: fc.integer({ min: 1, max: 6 }),
  isVisit: fc.boolean(),
});

test('a quote of several is what one booking of them then costs, line by line, visits of a plan among them', async () => {
  const world = await coreWorld();
  try {
    const open = { startTime: '08:00', endTime: '22:00' };
    const fields = { basePriceCents: 3_337, taxBps: 700, taxIncluded: false, capacity: 30, durationMinutes: 60 };
    const offeringIds = [
      await world.offer({ ...fields, pricingModel: 'HOURLY' }, open),
      await world.offer({ ...fields, title: 'Other', taxIncluded: true, cancellationPolicy: [] }, open),
      await world.offer({ ...fields, title: 'Third', quantityTiers: [{ fromQuantity: 3, unitPriceCents: 2_999 }] }, open),
    ];
    const plan = { period: 'week', visits: 5, offeringIds };
    const planId = await world.offer({ title: 'Plan', pricingModel: 'SUBSCRIPTION', plan });
    const { customerId } = await world.run('customers.create', anna);
    const start = { customerId, offeringId: planId, startsOn: '2026-11-15' };
    const { subscriptionId } = await world.run('pricing.startSubscription', start);
    const told = new Set<string>();
    const report = await fc.check(
      fc.asyncProperty(fc.array(rule, { maxLength: 4 }), fc.array(item, { minLength: 1, maxLength: 5 }), async (rules, wanted) => {
        for (const { id } of await world.ask('pricing.rules')) await world.run('pricing.removeRule', { priceRuleId: id });
        for (const one of rules) await world.run('pricing.createRule', one);
        const items = wanted.map(({ which, days, hours, quantity, isVisit }) => ({
          ...{ offeringId: offeringIds[which], startsAt: Date.parse('2026-11-20T07:00Z') + days * DAY + hours * HOUR, quantity },
          ...(isVisit ? { subscriptionId } : {}),
        }));
        const order = { items, customer: { id: customerId }, source: 'desk' };
        const quote = await world.ask('pricing.quote', { items }).catch(() => null);
        if (quote === null) {
          told.add('refused');
          const refusal = await world.askRefused('pricing.quote', { items });
          expect(await world.refused('bookings.create', order)).toEqual(refusal);
          return;
        }
        told.add(`${items.length > 1}`);
        const { bookingId } = await world.run('bookings.create', { ...order, expectedTotalCents: quote.totalCents });
        const booking = await world.ask('bookings.booking', { bookingId });
        const { subtotalCents, taxCents, totalCents } = booking;
        expect({ subtotalCents, taxCents, totalCents }).toEqual({
          ...{ subtotalCents: quote.subtotalCents, taxCents: quote.taxCents, totalCents: quote.totalCents },
        });
        const ordered = (lines: { startsAt: number; steps: unknown }[]) => lines.map(({ steps }) => JSON.stringify(steps)).toSorted();
        expect(ordered(booking.items)).toEqual(ordered(quote.lines));
        await world.run('bookings.cancel', { bookingId });
      }),
      { numRuns: 30, seed: 20 },
    );
    expect(report.failed, fc.defaultReportMessage(report)).toBe(false);
    expect([...told].toSorted()).toEqual(['false', 'refused', 'true']);
  } finally {
    await world.close();
  }
});

test('a quote is what a booking then costs, by the desk and by customers with a hold', async () => {
  const world = await coreWorld();
  try {
    const addOns = [{ key: 'oil', name: 'Oil', priceCents: 333, minutes: 15, required: false, maxQuantity: 2 }];
    const offering = {
      pricingModel: 'HOURLY',
      basePriceCents: 3_337,
      slotMinutes: 15,
      capacity: 20,
      addOns,
      floorCents: 1_000,
      ceilingCents: 9_000,
    };
    const tiers = [{ fromQuantity: 3, unitPriceCents: 2_999 }];
    const offeringId = await world.offer(
      { ...offering, taxBps: 1_900, taxIncluded: false, quantityTiers: tiers },
      { startTime: '08:00', endTime: '22:00' },
    );
    const report = await fc.check(
      fc.asyncProperty(fc.array(rule, { maxLength: 4 }), fc.array(wish, { minLength: 1, maxLength: 3 }), async (rules, wishes) => {
        for (const { id } of await world.ask('pricing.rules')) await world.run('pricing.removeRule', { priceRuleId: id });
        for (const fields of rules) await world.run('pricing.createRule', fields);
        for (const { days, hours, more, quantity, oil, isHeld, waits } of wishes) {
          world.clock.now = NOON;
          const startsAt = Date.parse('2026-11-20T07:00Z') + days * DAY + hours * HOUR;
          const span = { offeringId, startsAt, endsAt: startsAt + (60 + more + 15 * oil) * MINUTE, quantity };
          const taken = { ...span, addOns: oil === 0 ? [] : [{ key: 'oil', quantity: oil }] };
          const actor = isHeld ? customer() : member('STAFF');
          const { holdId } = isHeld ? await world.run('availability.hold', taken, actor) : {};
          const held = holdId === undefined ? {} : { holdId };
          const quote = await world.ask('pricing.quote', { ...taken, ...held }, actor);
          if (isHeld) world.clock.now += waits * MINUTE;
          const source = isHeld ? 'widget' : 'desk';
          const order = { items: [taken], customer: anna, source, ...held, expectedTotalCents: quote.totalCents };
          const { bookingId } = await world.run('bookings.create', order, actor);
          const booking = await world.ask('bookings.booking', { bookingId });
          expect(booking.totalCents).toBe(quote.totalCents);
          expect(booking.items[0].steps).toEqual(quote.lines[0].steps);
          if (waits > 4) await world.run('bookings.cancel', { bookingId });
        }
        // Room for the next: what stands is what fills the days.
        for (const { id, status } of (await world.ask('bookings.list', { limit: 100 })).data.slice(4))
          if (status === 'CONFIRMED') await world.run('bookings.cancel', { bookingId: id });
      }),
      { numRuns: 30 },
    );
    expect(report.failed, fc.defaultReportMessage(report)).toBe(false);
  } finally {
    await world.close();
  }
});
