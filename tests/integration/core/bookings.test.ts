import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import { anna, coreWorld, type CoreWorld, customer, idFor, key, member, NOON, owner, system, wish } from './world.ts';

let world: CoreWorld;
beforeEach(async () => {
  world = await coreWorld();
});
afterEach(() => world.close());

const TEN = Date.parse('2026-11-23T09:00Z'); // Monday, 10:00 in Berlin
const widget = { source: 'widget' };
const detail = (bookingId: string | undefined) => world.ask('bookings.booking', { bookingId });
const free = async (offeringId: string, at: number): Promise<number> => {
  const { slots } = await world.ask('availability.slots', { offeringId, from: '2026-11-23', to: '2026-11-24', explain: true });
  return slots.find((slot: { startsAt: number }) => slot.startsAt === at)?.remaining;
};

describe('a booking is made', () => {
  test('confirmed at once where the offering confirms by itself, with its time, price and tax', async () => {
    const offeringId = await world.offer({ taxBps: 1_900, taxIncluded: false, capacity: 3, basePriceCents: 1_001 });
    const { bookingId, status } = await world.run('bookings.create', wish(offeringId, TEN, { ...widget, quantity: 2 }), customer());
    expect(status).toBe('CONFIRMED');
    const booking = await detail(bookingId);
    expect(booking).toMatchObject({
      subtotalCents: 2_002,
      taxCents: 380,
      totalCents: 2_382,
      discountCents: 0,
      currency: 'EUR',
      sequence: 0,
    });
    expect(booking.items[0]).toMatchObject({ startsAt: TEN, endsAt: TEN + HOUR, quantity: 2, priceCents: 2_002 });
    expect(await free(offeringId, TEN)).toBe(1);
  });

  test('waits for approval where the offering asks for it, and takes its place meanwhile', async () => {
    const offeringId = await world.offer({ approval: 'manual' });
    const { bookingId, status } = await world.run('bookings.create', wish(offeringId, TEN, widget), customer());
    expect(status).toBe('PENDING');
    expect(await free(offeringId, TEN)).toBe(0);
    await world.run('bookings.approve', { bookingId });
    expect(await detail(bookingId)).toMatchObject({ status: 'CONFIRMED', confirmedAt: NOON });
  });

  test('is refused where the time is gone, with the next time that is free', async () => {
    const offeringId = await world.offer();
    await world.run('bookings.create', wish(offeringId, TEN));
    const refusal = await world.refused('bookings.create', wish(offeringId, TEN, { customer: { name: 'Ben' } }));
    expect(refusal).toMatchObject({ code: 'booking_conflict', requestedTime: TEN, nextAvailable: TEN + HOUR });
    expect(refusal['nearest']).toContain(TEN - HOUR);
  });

  test('names the next free time however far it is, within the horizon, and of a time that is past the next from now', async () => {
    const season = await world.offer({ maxAdvanceDays: 60 }, { startTime: '09:00', endTime: '12:00', validFrom: '2027-01-11' });
    const opening = Date.parse('2027-01-11T08:00Z');
    expect(await world.refused('bookings.create', wish(season, TEN))).toMatchObject({ reason: 'no_hours', nextAvailable: opening });
    const later = await world.offer({ maxAdvanceDays: 30, slug: 'later' }, { validFrom: '2027-01-11' });
    expect(await world.refused('bookings.create', wish(later, TEN))).toMatchObject({ reason: 'no_hours', nextAvailable: null });
    const mornings = await world.offer({ slug: 'mornings' }, { startTime: '09:00', endTime: '12:00' });
    const longAgo = await world.refused('bookings.create', wish(mornings, NOON - 400 * DAY));
    const tomorrow = Date.parse('2026-11-21T08:00Z');
    expect(longAgo).toMatchObject({ reason: 'no_hours', requestedTime: NOON - 400 * DAY, nextAvailable: tomorrow });
    expect(longAgo['nearest']).toContain(tomorrow);
  });

  test('no role overrides capacity or closed hours', async () => {
    const offeringId = await world.offer({}, { startTime: '09:00', endTime: '12:00' });
    await world.run('bookings.create', wish(offeringId, TEN));
    expect(await world.refused('bookings.create', wish(offeringId, TEN, { overridePolicy: true }))).toMatchObject({
      code: 'booking_conflict',
    });
    const night = wish(offeringId, TEN - 6 * HOUR, { overridePolicy: true });
    expect(await world.refused('bookings.create', night)).toMatchObject({ code: 'booking_conflict', reason: 'no_hours' });
  });

  test('staff may set notice, horizon and grid aside; keys and customers may not', async () => {
    const offeringId = await world.offer({ minNoticeMinutes: 60 * 24 * 7, maxAdvanceDays: 10 });
    const tooSoon = wish(offeringId, TEN);
    expect(await world.refused('bookings.create', tooSoon)).toMatchObject({ code: 'invalid_service', reason: 'notice' });
    const tooFar = wish(offeringId, TEN + 30 * DAY);
    expect(await world.refused('bookings.create', tooFar)).toMatchObject({ code: 'invalid_service', reason: 'horizon' });
    const offGrid = wish(offeringId, TEN + 5 * DAY + 7 * MINUTE);
    expect(await world.refused('bookings.create', offGrid)).toMatchObject({ code: 'invalid_service', reason: 'off_grid' });
    const past = wish(offeringId, NOON - DAY);
    expect(await world.refused('bookings.create', past)).toMatchObject({ code: 'invalid_service', reason: 'past' });
    for (const asked of [tooSoon, tooFar, offGrid]) {
      expect(await world.refused('bookings.create', { ...asked, overridePolicy: true }, key('admin'))).toMatchObject({
        code: 'forbidden',
        field: 'overridePolicy',
      });
      expect(await world.refused('bookings.create', { ...asked, ...widget, overridePolicy: true }, customer())).toMatchObject({
        code: 'forbidden',
      });
      await world.run('bookings.create', { ...asked, overridePolicy: true }, member('STAFF'));
    }
  });

  test('of the offering’s own length, or longer by whole steps where it is sold by the hour', async () => {
    const fixed = await world.offer();
    expect(await world.refused('bookings.create', wish(fixed, TEN, { endsAt: TEN + 2 * HOUR }))).toMatchObject({
      code: 'invalid_service',
      reason: 'length',
    });
    const studio = await world.offer({ title: 'Studio', pricingModel: 'HOURLY', slotMinutes: 30, basePriceCents: 1_000 });
    for (const endsAt of [TEN, TEN - HOUR, TEN + 30 * MINUTE, TEN + 75 * MINUTE, TEN + 63 * DAY])
      expect(await world.refused('bookings.create', wish(studio, TEN, { endsAt })), `until ${endsAt}`).toMatchObject({ reason: 'length' });
    expect(await world.refused('bookings.create', wish(studio, TEN, { endsAt: TEN + 700 * DAY, overridePolicy: true }))).toMatchObject({
      reason: 'length',
    });
    const { bookingId } = await world.run('bookings.create', wish(studio, TEN, { endsAt: TEN + 90 * MINUTE }));
    expect(await detail(bookingId)).toMatchObject({ totalCents: 1_500, endsAt: TEN + 90 * MINUTE });
  });

  test('a price that a number can’t hold exactly is refused', async () => {
    const yacht = await world.offer({ title: 'Yacht', basePriceCents: 1_000_000_000_000, capacity: 10_000 });
    expect(await world.refused('bookings.create', wish(yacht, TEN, { quantity: 101 }))).toMatchObject({
      code: 'invalid_service',
      reason: 'price',
    });
    const { bookingId } = await world.run('bookings.create', wish(yacht, TEN, { quantity: 100 }));
    expect(await detail(bookingId)).toMatchObject({ totalCents: 100_000_000_000_000 });
  });

  test('customers can neither confirm, nor pass for the desk, nor name a customer, nor write the desk’s notes', async () => {
    const offeringId = await world.offer();
    const { customerId } = await world.run('customers.create', anna);
    const asked = wish(offeringId, TEN, widget);
    for (const more of [
      { confirm: true },
      { confirm: false },
      { source: 'desk' },
      { source: 'api' },
      { notes: 'VIP' },
      { customer: { id: customerId } },
    ])
      expect(await world.refused('bookings.create', { ...asked, ...more }, customer()), JSON.stringify(more)).toMatchObject({
        code: 'forbidden',
      });
  });

  test('customers learn nothing of what is not for sale', async () => {
    const offeringId = await world.offer();
    await world.run('catalog.unpublishOffering', { offeringId });
    const missing = { code: 'not_found', kind: 'offering' };
    expect(await world.refused('bookings.create', wish(offeringId, TEN, widget), customer())).toMatchObject(missing);
    expect(await world.refused('availability.hold', { offeringId, startsAt: TEN }, customer())).toMatchObject(missing);
    expect(await world.refused('bookings.create', wish(offeringId, TEN, { source: 'api' }), key('write'))).toMatchObject({
      reason: 'not_published',
    });
    await world.run('bookings.create', wish(offeringId, TEN), member('STAFF'));
    await world.run('catalog.archiveOffering', { offeringId });
    expect(await world.refused('bookings.create', wish(offeringId, TEN + HOUR))).toMatchObject({
      reason: 'not_published',
      status: 'ARCHIVED',
    });
  });

  test('whoever types a known address neither changes nor learns that customer’s record', async () => {
    const offeringId = await world.offer();
    const { customerId } = await world.run('customers.create', { ...anna, phone: '+49 30 1234567', notes: 'allergic' });
    const { bookingId } = await world.run(
      'bookings.create',
      wish(offeringId, TEN, { ...widget, customer: { name: 'Mallory', email: 'ANNA@example.org' } }),
      customer(),
    );
    expect(await world.ask('customers.record', { customerId })).toMatchObject({
      name: 'Anna Beispiel',
      phone: '+49 30 1234567',
      notes: 'allergic',
    });
    expect(await detail(bookingId)).toMatchObject({ customerId, customerName: 'Mallory', customerPhone: null });
  });
});

describe('several items', () => {
  test('are booked all or none', async () => {
    const first = await world.offer({ title: 'First' });
    const second = await world.offer({ title: 'Second' });
    await world.run('bookings.create', wish(second, TEN));
    const before = await world.ask('bookings.list');
    const both = { ...wish(first, TEN), items: [first, second].map((offeringId) => ({ offeringId, startsAt: TEN })) };
    expect(await world.refused('bookings.create', { ...both, customer: { name: 'Ben', email: 'ben@example.org' } })).toMatchObject({
      code: 'booking_conflict',
    });
    expect(await free(first, TEN)).toBe(1);
    expect(await world.ask('bookings.list')).toEqual(before);
    expect(await world.ask('customers.list', { q: 'ben@' })).toEqual([]);
  });

  test('the same last place twice is one too many', async () => {
    const offeringId = await world.offer();
    const twice = {
      ...wish(offeringId, TEN),
      items: [
        { offeringId, startsAt: TEN },
        { offeringId, startsAt: TEN },
      ],
    };
    expect(await world.refused('bookings.create', twice)).toMatchObject({ code: 'booking_conflict' });
    expect(await free(offeringId, TEN)).toBe(1);
  });

  test('of two currencies are refused', async () => {
    const euro = await world.offer();
    const dollar = await world.offer({ title: 'Tour', currency: 'USD' });
    const mixed = { ...wish(euro, TEN), items: [euro, dollar].map((offeringId) => ({ offeringId, startsAt: TEN })) };
    expect(await world.refused('bookings.create', mixed)).toMatchObject({
      code: 'invalid_service',
      reason: 'currencies',
      currencies: ['EUR', 'USD'],
    });
  });

  test('are refunded by the strictest of their policies, whichever comes first', async () => {
    const lenient = await world.offer({
      title: 'Lenient',
      basePriceCents: 100,
      cancellationPolicy: [{ hoursBefore: 0, refundPercent: 100 }],
    });
    const strict = await world.offer({
      title: 'Strict',
      basePriceCents: 90_000,
      cancellationPolicy: [{ hoursBefore: 72, refundPercent: 50 }],
    });
    for (const [i, order] of [
      [lenient, strict],
      [strict, lenient],
    ].entries()) {
      const startsAt = TEN + i * HOUR;
      const { bookingId } = await world.run('bookings.create', {
        ...wish(lenient, TEN),
        items: order.map((offeringId) => ({ offeringId, startsAt })),
      });
      expect((await detail(bookingId)).cancellationPolicy).toEqual([{ hoursBefore: 72, refundPercent: 50 }]);
    }
  });

  test('each moves by itself, and which one must be said', async () => {
    const offeringId = await world.offer({ capacity: 2 });
    const { bookingId } = await world.run('bookings.create', {
      ...wish(offeringId, TEN),
      items: [
        { offeringId, startsAt: TEN },
        { offeringId, startsAt: TEN + HOUR },
      ],
    });
    const items = (await detail(bookingId)).items as { id: string }[];
    expect(await world.refused('bookings.reschedule', { bookingId, startsAt: TEN + 5 * HOUR })).toMatchObject({
      code: 'invalid_request',
      issues: [{ path: 'itemId' }],
    });
    expect(await world.refused('bookings.reschedule', { bookingId, itemId: idFor('bki', 'other'), startsAt: TEN })).toMatchObject({
      code: 'not_found',
      kind: 'item',
    });
    await world.run('bookings.reschedule', { bookingId, itemId: items[0]?.id, startsAt: TEN + 5 * HOUR });
    expect(await detail(bookingId)).toMatchObject({ startsAt: TEN + HOUR, endsAt: TEN + 6 * HOUR });
  });
});

describe('a booking moves', () => {
  test('its own time does not stand in its way', async () => {
    const offeringId = await world.offer({ slotMinutes: 30 });
    const { bookingId } = await world.run('bookings.create', wish(offeringId, TEN));
    await world.run('bookings.reschedule', { bookingId, startsAt: TEN + 30 * MINUTE });
    expect(await detail(bookingId)).toMatchObject({ startsAt: TEN + 30 * MINUTE, endsAt: TEN + 90 * MINUTE, sequence: 1 });
    expect(await free(offeringId, TEN + 30 * MINUTE)).toBe(0);
    expect(await free(offeringId, TEN - 30 * MINUTE)).toBe(1);
  });

  test('not onto another’s time, not beyond capacity, not against policy', async () => {
    const offeringId = await world.offer({ capacity: 2, minNoticeMinutes: 60 });
    const { bookingId } = await world.run('bookings.create', wish(offeringId, TEN));
    await world.run('bookings.create', wish(offeringId, TEN + HOUR, { quantity: 2 }));
    expect(await world.refused('bookings.reschedule', { bookingId, startsAt: TEN + HOUR, overridePolicy: true })).toMatchObject({
      code: 'booking_conflict',
    });
    expect(await world.refused('bookings.reschedule', { bookingId, quantity: 3 })).toMatchObject({ reason: 'quantity', capacity: 2 });
    expect(await world.refused('bookings.reschedule', { bookingId, startsAt: NOON })).toMatchObject({ reason: 'notice' });
    for (const actor of [key('admin'), customer(bookingId), system])
      expect(await world.refused('bookings.reschedule', { bookingId, startsAt: NOON, overridePolicy: true }, actor)).toMatchObject({
        code: 'forbidden',
      });
    expect(await detail(bookingId)).toMatchObject({ startsAt: TEN, sequence: 0 });
  });

  test('its price follows its length and quantity, and only these', async () => {
    const offeringId = await world.offer({
      pricingModel: 'HOURLY',
      basePriceCents: 1_000,
      slotMinutes: 30,
      capacity: 4,
      taxBps: 1_000,
      taxIncluded: true,
    });
    const { bookingId } = await world.run('bookings.create', wish(offeringId, TEN));
    await world.run('catalog.updateOffering', { offeringId, changes: { basePriceCents: 9_999, taxIncluded: false } });
    await world.run('bookings.reschedule', { bookingId, startsAt: TEN + HOUR });
    expect(await detail(bookingId)).toMatchObject({ subtotalCents: 1_000, taxCents: 91, totalCents: 1_000 });
    await world.run('catalog.updateOffering', { offeringId, changes: { basePriceCents: 1_000, taxIncluded: true } });
    await world.run('bookings.reschedule', { bookingId, startsAt: TEN, endsAt: TEN + 90 * MINUTE, quantity: 2 });
    expect(await detail(bookingId)).toMatchObject({ subtotalCents: 3_000, taxCents: 273, totalCents: 3_000 });
    await world.run('catalog.updateOffering', { offeringId, changes: { currency: 'USD' } });
    expect(await world.refused('bookings.reschedule', { bookingId, quantity: 3 })).toMatchObject({ reason: 'currencies' });
  });

  test('whoever serves it goes on, where they can', async () => {
    const ids: string[] = [];
    for (const name of ['Ada', 'Bea', 'Cleo'])
      ids.push((await world.run('catalog.createResource', { name, kind: 'stylist' })).resourceId ?? '');
    const offeringId = await world.offer({ resourceGroups: [ids] });
    const { bookingId } = await world.run('bookings.create', wish(offeringId, TEN, { resourceId: ids[1] }));
    await world.run('bookings.reschedule', { bookingId, startsAt: TEN + HOUR });
    expect((await detail(bookingId)).items[0].resourceNames).toEqual(['Bea']);
    await world.run('bookings.create', wish(offeringId, TEN + 2 * HOUR, { resourceId: ids[1] }));
    await world.run('bookings.reschedule', { bookingId, startsAt: TEN + 2 * HOUR });
    expect((await detail(bookingId)).items[0].resourceNames).not.toEqual(['Bea']);
    expect(await world.refused('bookings.reschedule', { bookingId, resourceId: ids[1] })).toMatchObject({ code: 'booking_conflict' });
  });

  test('not once it is over, and not by a customer once it has begun', async () => {
    const offeringId = await world.offer();
    const { bookingId } = await world.run('bookings.create', wish(offeringId, TEN));
    world.clock.now = TEN + MINUTE;
    const theirs = customer(bookingId);
    expect(await world.refused('bookings.reschedule', { bookingId, startsAt: TEN + 3 * HOUR }, theirs)).toMatchObject({
      code: 'invalid_transition',
      move: 'reschedule',
    });
    expect(await world.refused('bookings.cancel', { bookingId }, theirs)).toMatchObject({ code: 'invalid_transition', move: 'cancel' });
    await world.run('bookings.complete', { bookingId });
    expect(await world.refused('bookings.reschedule', { bookingId, startsAt: TEN + 3 * HOUR })).toMatchObject({
      code: 'invalid_transition',
      status: 'COMPLETED',
    });
  });
});

describe('a customer moves it', () => {
  const STATUS = { code: 'invalid_transition', status: 'CONFIRMED', move: 'reschedule' };

  test('until as long before the start as the offering said when it was booked, staff at any time', async () => {
    const offeringId = await world.offer({ customerMoveMinutes: 120 });
    const { bookingId } = await world.run('bookings.create', wish(offeringId, TEN));
    await world.run('catalog.updateOffering', { offeringId, changes: { customerMoveMinutes: 0 }, seen: { customerMoveMinutes: 120 } });
    world.clock.now = TEN - 2 * HOUR;
    await world.run('bookings.reschedule', { bookingId, startsAt: TEN + HOUR }, customer(bookingId));
    world.clock.now = TEN - HOUR + 1;
    const late = { bookingId, startsAt: TEN + 3 * HOUR };
    const until = new Date(TEN - HOUR).toISOString().replace('.000Z', 'Z');
    expect(await world.refused('bookings.reschedule', late, customer(bookingId))).toEqual({ ...STATUS, until });
    expect((await world.ask('bookings.booking', { bookingId })).customerMovesUntil).toBe(TEN - HOUR);
    await world.run('bookings.reschedule', late);
  });

  test('not at all where the offering says so, nor a cart with one such item in it', async () => {
    const fixed = await world.offer({ customerMoveMinutes: null });
    const free = await world.offer({ customerMoveMinutes: 0, title: 'Shave' });
    const alone = await world.run('bookings.create', wish(fixed, TEN));
    const items = [
      { offeringId: free, startsAt: TEN },
      { offeringId: fixed, startsAt: TEN + HOUR },
    ];
    const cart = await world.run('bookings.create', { ...wish(fixed, TEN), items });
    for (const { bookingId } of [alone, cart]) {
      const [item] = (await world.ask('bookings.booking', { bookingId })).items;
      const asked = { bookingId, itemId: item.id, startsAt: TEN + 5 * HOUR };
      expect(await world.refused('bookings.reschedule', asked, customer(bookingId))).toEqual({ ...STATUS, until: null });
    }
  });
});

describe('a booking ends', () => {
  const cancelled = { status: 'CANCELLED' };

  test('by the policy as it stood when it was made', async () => {
    const offeringId = await world.offer({
      basePriceCents: 999,
      cancellationPolicy: [
        { hoursBefore: 48, refundPercent: 100 },
        { hoursBefore: 24, refundPercent: 50 },
      ],
    });
    const { bookingId } = await world.run('bookings.create', wish(offeringId, TEN, widget), customer());
    await world.run('catalog.updateOffering', { offeringId, changes: { cancellationPolicy: [] } });
    world.clock.now = TEN - 24 * HOUR;
    expect((await detail(bookingId)).cancelNow).toEqual({ refundPercent: 50, refundCents: 500, until: TEN - 24 * HOUR });
    const shown = { bookingId, expectedRefundPercent: 100 };
    expect(await world.refused('bookings.cancel', shown, customer(bookingId))).toMatchObject({
      code: 'edit_conflict',
      field: 'refundPercent',
      yours: 100,
      theirs: 50,
    });
    expect(await world.run('bookings.cancel', { bookingId, expectedRefundPercent: 50 }, customer(bookingId))).toEqual({
      refundPercent: 50,
    });
    expect(await detail(bookingId)).toMatchObject({
      ...cancelled,
      refundPercent: 50,
      cancelledBy: 'customer',
      cancelledAt: TEN - DAY,
      sequence: 1,
    });
    expect(await free(offeringId, TEN)).toBe(1);
  });

  test('staff may give back what they like; keys and customers may not say', async () => {
    const offeringId = await world.offer({ cancellationPolicy: [] });
    const { bookingId } = await world.run('bookings.create', wish(offeringId, TEN));
    for (const actor of [key('admin'), customer(bookingId)])
      expect(await world.refused('bookings.cancel', { bookingId, refundPercent: 100 }, actor)).toMatchObject({
        code: 'forbidden',
        field: 'refundPercent',
      });
    expect(await world.run('bookings.cancel', { bookingId, refundPercent: 30 }, member('STAFF'))).toEqual({ refundPercent: 30 });
  });

  test('declined and lapsed requests give everything back', async () => {
    const offeringId = await world.offer({ approval: 'manual', cancellationPolicy: [], capacity: 2 });
    const [declined, lapsed] = [
      await world.run('bookings.create', wish(offeringId, TEN, widget), customer()),
      await world.run('bookings.create', wish(offeringId, TEN, widget), customer()),
    ];
    await world.run('bookings.decline', { bookingId: declined.bookingId, reason: 'ill' });
    expect(await detail(declined.bookingId)).toMatchObject({
      ...cancelled,
      refundPercent: 100,
      cancellationReason: 'ill',
      cancelledBy: 'staff',
    });
    expect(await world.run('bookings.expirePending', {}, system)).toEqual({ expired: 0, more: false });
    world.clock.now = TEN;
    expect(await world.run('bookings.expirePending', {}, system)).toEqual({ expired: 1, more: false });
    expect(await detail(lapsed.bookingId)).toMatchObject({ ...cancelled, refundPercent: 100, cancelledBy: 'system' });
    expect(await free(offeringId, TEN)).toBe(2);
  });

  test('is completed by itself when its slot has ended, and marked a no-show until 48 hours after', async () => {
    const offeringId = await world.offer();
    const { bookingId } = await world.run('bookings.create', wish(offeringId, TEN));
    expect(await world.refused('bookings.noShow', { bookingId })).toMatchObject({
      code: 'invalid_transition',
      status: 'CONFIRMED',
      move: 'noShow',
    });
    world.clock.now = TEN + HOUR - 1;
    expect(await world.run('bookings.completeEnded', {}, system)).toEqual({ completed: 0, more: false });
    world.clock.now = TEN + HOUR;
    expect(await world.run('bookings.completeEnded', {}, system)).toEqual({ completed: 1, more: false });
    await world.run('bookings.noShow', { bookingId });
    await world.run('bookings.undoNoShow', { bookingId });
    expect(await detail(bookingId)).toMatchObject({ status: 'COMPLETED', sequence: 0 });
    world.clock.now = TEN + 49 * HOUR + 1;
    expect(await world.refused('bookings.noShow', { bookingId })).toMatchObject({ code: 'invalid_transition' });
    await world.run('bookings.refund', { bookingId });
    for (const move of ['approve', 'decline', 'cancel', 'checkIn', 'complete', 'noShow', 'undoNoShow', 'refund'])
      expect(await world.refused(`bookings.${move}`, { bookingId }), move).toMatchObject({
        code: 'invalid_transition',
        status: 'REFUNDED',
      });
  });

  test('a cancelled one stays off the calendar when it has been refunded', async () => {
    const offeringId = await world.offer();
    const { bookingId } = await world.run('bookings.create', wish(offeringId, TEN));
    const range = { from: TEN - DAY, to: TEN + DAY };
    expect(await world.ask('bookings.calendar', range)).toHaveLength(1);
    await world.run('bookings.cancel', { bookingId });
    await world.run('bookings.refund', { bookingId });
    expect(await world.ask('bookings.calendar', range)).toEqual([]);
  });
});

describe('a customer with a link to one booking', () => {
  test('reaches that one and no other, in no way', async () => {
    const offeringId = await world.offer();
    const { bookingId: own } = await world.run('bookings.create', wish(offeringId, TEN, widget), customer());
    const { bookingId: other } = await world.run('bookings.create', wish(offeringId, TEN + HOUR, { notes: 'secret' }));
    for (const actor of [customer(own), customer()]) {
      const missing = { code: 'not_found', kind: 'booking', id: other };
      expect(await world.refused('bookings.cancel', { bookingId: other }, actor)).toMatchObject(missing);
      expect(await world.refused('bookings.reschedule', { bookingId: other, startsAt: TEN + 4 * HOUR }, actor)).toMatchObject(missing);
      expect(await world.askRefused('bookings.booking', { bookingId: other }, actor)).toMatchObject(missing);
    }
  });

  test('reads neither notes nor history', async () => {
    const offeringId = await world.offer();
    const { bookingId = '' } = await world.run('bookings.create', wish(offeringId, TEN, { notes: 'difficult' }));
    expect(await world.ask('bookings.booking', { bookingId }, customer(bookingId))).toMatchObject({ notes: '', history: [] });
    expect(await detail(bookingId)).toMatchObject({ notes: 'difficult' });
    expect((await detail(bookingId)).history.map(({ name }: { name: string }) => name)).toEqual(['booking.created', 'booking.confirmed']);
  });
});

test('notes are edited by who saw them last', async () => {
  const offeringId = await world.offer();
  const { bookingId } = await world.run('bookings.create', wish(offeringId, TEN, { notes: 'one' }));
  await world.run('bookings.editNotes', { bookingId, changes: { notes: 'two' }, seen: { notes: 'one' } });
  expect(await world.refused('bookings.editNotes', { bookingId, changes: { notes: 'three' }, seen: { notes: 'one' } })).toMatchObject({
    code: 'edit_conflict',
    field: 'notes',
    yours: 'three',
    theirs: 'two',
  });
  await world.run('bookings.editNotes', { bookingId, changes: { notes: 'two' }, seen: { notes: 'one' } }, owner);
  expect((await detail(bookingId)).notes).toBe('two');
});
