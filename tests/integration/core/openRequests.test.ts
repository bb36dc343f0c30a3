import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import { occupancies } from '#core/domains/availability/tables.ts';
import { moneyWorld, page } from '../moneyWorld.ts';
import { openDesk } from './desk.ts';
import { coreWorld, type CoreWorld, customer, NOON, system, wish } from './world.ts';

// Requests that leave their time to others until they are approved, and take it then.

let world: CoreWorld;
beforeEach(async () => {
  world = await coreWorld();
});
afterEach(() => world.close());

const TEN = Date.parse('2026-11-23T09:00Z'); // Monday, 10:00 in Berlin
const widget = { source: 'widget' };
const open = { approval: 'manual', pendingTakesPlace: false };

let guests = 0;
const guest = () => ({ customer: { name: `Guest ${++guests}`, email: `guest-${guests}@example.com` } });
const request = (offeringId: string, at = TEN, more: Record<string, unknown> = {}) =>
  world.run('bookings.create', wish(offeringId, at, { ...widget, ...guest(), ...more }), customer());
const approve = (bookingId: string | undefined) => world.outcome('bookings.approve', { bookingId });
const detail = (bookingId: string | undefined) => world.ask('bookings.booking', { bookingId });
const remaining = async (offeringId: string, at = TEN): Promise<number> => {
  const { slots } = await world.ask('availability.slots', { offeringId, from: '2026-11-23', to: '2026-11-24', explain: true });
  return slots.find((slot: { startsAt: number }) => slot.startsAt === at)?.remaining;
};
const takings = (): Promise<number> =>
  world.database.read(world.tenantId, async (db) => (await db.list(occupancies, eq(occupancies.source, 'booking'))).length);

describe('a request of an offering whose requests leave their time open', () => {
  test('takes no place, and the first that is approved takes it: the other is told of the next free time', async () => {
    const offeringId = await world.offer(open);
    const [one, other] = [await request(offeringId), await request(offeringId)];
    expect([one['status'], other['status']]).toEqual(['PENDING', 'PENDING']);
    expect(await remaining(offeringId)).toBe(1);
    expect((await detail(one['bookingId'])).items[0].openToOthers).toBe(true);
    expect(await approve(one['bookingId'])).toMatchObject({ ok: true });
    expect(await remaining(offeringId)).toBe(0);
    expect(await detail(one['bookingId'])).toMatchObject({ status: 'CONFIRMED', items: [{ openToOthers: false }] });
    const refusal = await world.refused('bookings.approve', { bookingId: other['bookingId'] });
    expect(refusal).toMatchObject({ code: 'booking_conflict', requestedTime: TEN, nextAvailable: TEN + HOUR });
    expect(await detail(other['bookingId'])).toMatchObject({ status: 'PENDING', confirmedAt: null, items: [{ openToOthers: true }] });
    await world.run('bookings.cancel', { bookingId: one['bookingId'] });
    expect(await approve(other['bookingId'])).toMatchObject({ ok: true });
    expect(await takings()).toBe(1);
  });

  test('is taken only where the time is free when it is asked for, and within the rules', async () => {
    const offeringId = await world.offer({ ...open, minNoticeMinutes: 60 });
    await world.run('bookings.create', wish(offeringId, TEN, guest()));
    const late = wish(offeringId, TEN, { ...widget, ...guest() });
    expect(await world.refused('bookings.create', late, customer())).toMatchObject({ code: 'booking_conflict' });
    const soon = wish(offeringId, NOON + 30 * MINUTE, { ...widget, ...guest() });
    expect(await world.refused('bookings.create', soon, customer())).toMatchObject({ code: 'invalid_service', reason: 'notice' });
  });

  test('of twenty approved at once as many are confirmed as there are places', async () => {
    const offeringId = await world.offer({ ...open, capacity: 3 });
    const ids: (string | undefined)[] = [];
    for (let i = 0; i < 20; i += 1) ids.push((await request(offeringId))['bookingId']);
    expect(await remaining(offeringId)).toBe(3);
    const answers = await Promise.all(ids.map(approve));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(3);
    for (const answer of answers) if (!answer.ok) expect(answer.code).toBe('booking_conflict');
    expect(await remaining(offeringId)).toBe(0);
    expect(await takings()).toBe(3);
  });

  test('is served by whoever is free when it is approved', async () => {
    const staff: string[] = [];
    for (const name of ['Ada', 'Bea']) staff.push((await world.run('catalog.createResource', { name, kind: 'any' }))['resourceId'] ?? '');
    const offeringId = await world.offer({ ...open, resourceGroups: [staff] });
    const [one, other, third] = [await request(offeringId), await request(offeringId), await request(offeringId)];
    for (const { bookingId } of [one, other]) expect(await approve(bookingId)).toMatchObject({ ok: true });
    const serving = await Promise.all([one, other].map(async ({ bookingId }) => (await detail(bookingId)).items[0].resourceIds));
    expect(new Set(serving.flat())).toEqual(new Set(staff));
    expect(await approve(third['bookingId'])).toMatchObject({ ok: false, code: 'booking_conflict' });
  });

  test('leaves its time open wherever it is moved, and what is confirmed keeps its place when it moves', async () => {
    const offeringId = await world.offer(open);
    const { bookingId } = await request(offeringId);
    await world.run('bookings.reschedule', { bookingId, startsAt: TEN + 2 * HOUR });
    expect(await takings()).toBe(0);
    const rival = await request(offeringId, TEN + 2 * HOUR);
    expect(await approve(rival['bookingId'])).toMatchObject({ ok: true });
    expect(await world.refused('bookings.reschedule', { bookingId, startsAt: TEN + 2 * HOUR + 30 * MINUTE })).toMatchObject({
      code: 'booking_conflict',
    });
    await world.run('bookings.reschedule', { bookingId, startsAt: TEN });
    expect(await approve(bookingId)).toMatchObject({ ok: true });
    await world.run('bookings.reschedule', { bookingId, startsAt: TEN + DAY });
    expect(await takings()).toBe(2);
    expect(await remaining(offeringId)).toBe(1);
  });

  test('that is declined, cancelled or expires gives no one else’s time back', async () => {
    const offeringId = await world.offer(open);
    const [kept, declined, cancelled, expired] = [
      await request(offeringId),
      await request(offeringId),
      await request(offeringId),
      await request(offeringId),
    ];
    await approve(kept['bookingId']);
    await world.run('bookings.decline', { bookingId: declined['bookingId'] });
    await world.run('bookings.cancel', { bookingId: cancelled['bookingId'] });
    world.clock.now = TEN + MINUTE;
    await world.run('bookings.expirePending', {}, system);
    for (const { bookingId } of [declined, cancelled, expired]) expect((await detail(bookingId)).status).toBe('CANCELLED');
    expect(await takings()).toBe(1);
  });

  test('keeps to what its offering said when it was made', async () => {
    const offeringId = await world.offer(open);
    const left = await request(offeringId);
    await world.run('catalog.updateOffering', { offeringId, changes: { pendingTakesPlace: true } });
    expect(await remaining(offeringId)).toBe(1);
    await world.run('bookings.reschedule', { bookingId: left['bookingId'], startsAt: TEN + HOUR });
    expect(await remaining(offeringId, TEN + HOUR)).toBe(1);
    const keeps = await request(offeringId);
    await world.run('catalog.updateOffering', { offeringId, changes: { pendingTakesPlace: false } });
    expect(await remaining(offeringId)).toBe(0);
    await world.run('bookings.reschedule', { bookingId: keeps['bookingId'], startsAt: TEN + 3 * HOUR });
    expect(await remaining(offeringId, TEN + 3 * HOUR)).toBe(0);
  });

  test('of a cart takes the places of the offerings that keep theirs, and the others when it is approved', async () => {
    const [keeps, leaves] = [await world.offer({ slug: 'keeps' }), await world.offer({ ...open, slug: 'leaves' })];
    const items = [
      { offeringId: keeps, startsAt: TEN },
      { offeringId: leaves, startsAt: TEN },
    ];
    const { bookingId } = await world.run('bookings.create', { items, ...widget, ...guest() }, customer());
    expect([await remaining(keeps), await remaining(leaves)]).toEqual([0, 1]);
    const twice = { items: [items[1], items[1]], ...widget, ...guest() };
    expect(await world.refused('bookings.create', twice, customer())).toMatchObject({ code: 'booking_conflict' });
    expect(await approve(bookingId)).toMatchObject({ ok: true });
    expect([await remaining(keeps), await remaining(leaves)]).toEqual([0, 0]);
    expect(await takings()).toBe(2);
  });

  test('of a series leaves every date open, each judged with those before it', async () => {
    const offeringId = await world.offer(open);
    const item = { offeringId, startsAt: TEN };
    const series = { item, rrule: 'FREQ=DAILY;COUNT=3', take: 'all', ...widget, ...guest() };
    const { bookings } = (await world.run('bookings.createSeries', series, customer())) as unknown as { bookings: { bookingId: string }[] };
    expect(bookings).toHaveLength(3);
    expect(await takings()).toBe(0);
    const rival = await request(offeringId, TEN + DAY);
    await approve(rival['bookingId']);
    const answers = [];
    for (const { bookingId } of bookings) answers.push(await approve(bookingId));
    expect(answers.map(({ ok }) => ok)).toEqual([true, false, true]);
    expect(await takings()).toBe(3);
  });

  test('is confirmed at once by staff who book it, and takes its place with that', async () => {
    const offeringId = await world.offer(open);
    expect(await world.run('bookings.create', wish(offeringId, TEN, guest()))).toMatchObject({ status: 'CONFIRMED' });
    expect(await remaining(offeringId)).toBe(0);
    await world.run('bookings.create', wish(offeringId, TEN + HOUR, { ...guest(), confirm: false }));
    expect(await remaining(offeringId, TEN + HOUR)).toBe(1);
  });

  test('gives its hold’s time back with it', async () => {
    const offeringId = await world.offer(open);
    const { holdId } = await world.run('availability.hold', { offeringId, startsAt: TEN }, customer());
    expect(await remaining(offeringId)).toBe(0);
    const { bookingId } = await request(offeringId, TEN, { holdId });
    expect(await remaining(offeringId)).toBe(1);
    expect(await approve(bookingId)).toMatchObject({ ok: true });
    expect(await remaining(offeringId)).toBe(0);
  });
});

describe('a desk without a network', () => {
  test('approves against what it has, and is told where somebody else was approved meanwhile', async () => {
    const offeringId = await world.offer(open);
    const [one, other] = [await request(offeringId), await request(offeringId)];
    const desk = await openDesk(world);
    await desk.pull();
    expect(await desk.run('bookings.approve', { bookingId: other['bookingId'] })).toMatchObject({ ok: true });
    expect(await desk.run('bookings.approve', { bookingId: one['bookingId'] })).toMatchObject({ ok: false, code: 'booking_conflict' });
    await approve(one['bookingId']);
    expect(await desk.push()).toMatchObject([{ ok: false, code: 'booking_conflict' }]);
    await desk.pull();
    expect(await desk.attention()).toEqual([{ name: 'bookings.approve', code: 'booking_conflict' }]);
    const statusOf = async ({ bookingId }: Record<string, string>) => (await desk.ask('bookings.booking', { bookingId })).status;
    expect([await statusOf(one), await statusOf(other)]).toEqual(['CONFIRMED', 'PENDING']);
    await desk.close();
  });

  test('sees requests as open as the server does, and its approval takes the place on both', async () => {
    const offeringId = await world.offer(open);
    const desk = await openDesk(world);
    await desk.pull();
    const { bookingId } = await request(offeringId);
    await desk.pull();
    expect((await desk.ask('bookings.booking', { bookingId })).items[0].openToOthers).toBe(true);
    expect(await desk.run('bookings.approve', { bookingId })).toMatchObject({ ok: true });
    expect(await desk.push()).toMatchObject([{ ok: true }]);
    await desk.pull();
    expect([await desk.attention(), await desk.pending()]).toEqual([[], []]);
    expect((await desk.ask('bookings.booking', { bookingId })).items[0].openToOthers).toBe(false);
    expect(await remaining(offeringId)).toBe(0);
    await desk.close();
  });
});

describe('what is more than a request for an approval', () => {
  const review = (holdFrom: number | null) => world.run('bookings.updateRiskSettings', { changes: { holdFrom } });
  const origin = { address: 'a', device: null };
  const thrower = { name: 'Thea Throw', email: 'thea@mailinator.com', phone: null };

  test('held for review it leaves its time open only where it waits for an approval anyway', async () => {
    await review(1);
    const [asks, confirms] = [
      await world.offer({ ...open, slug: 'asks' }),
      await world.offer({ slug: 'confirms', pendingTakesPlace: false }),
    ];
    const one = await request(asks, TEN, { customer: thrower, origin });
    const other = await request(confirms, TEN, { customer: { ...thrower, email: 'theo@mailinator.com' }, origin });
    expect([(await detail(one['bookingId'])).riskReview, (await detail(other['bookingId'])).riskReview]).toEqual(['held', 'held']);
    expect([await remaining(asks), await remaining(confirms)]).toEqual([1, 0]);
    const rival = await world.run('bookings.create', wish(asks, TEN, guest()));
    await world.run('bookings.release', { bookingId: one['bookingId'] });
    expect(await approve(one['bookingId'])).toMatchObject({ ok: false, code: 'booking_conflict' });
    await world.run('bookings.cancel', { bookingId: rival['bookingId'] });
    expect(await approve(one['bookingId'])).toMatchObject({ ok: true });
  });

  test('let go of a review by an offering that confirms by itself now, it is checked again', async () => {
    await review(1);
    const offeringId = await world.offer(open);
    const { bookingId } = await request(offeringId, TEN, { customer: thrower, origin });
    await world.run('catalog.updateOffering', { offeringId, changes: { approval: 'auto' } });
    const rival = await world.run('bookings.create', wish(offeringId, TEN, guest()));
    expect(await world.refused('bookings.release', { bookingId })).toMatchObject({ code: 'booking_conflict', requestedTime: TEN });
    expect(await detail(bookingId)).toMatchObject({ status: 'PENDING', riskReview: 'held' });
    await world.run('bookings.cancel', { bookingId: rival['bookingId'] });
    await world.run('bookings.release', { bookingId });
    expect(await detail(bookingId)).toMatchObject({ status: 'CONFIRMED', items: [{ openToOthers: false }] });
    expect(await remaining(offeringId)).toBe(0);
  });

  test('asked for money it takes its place from then on, paid or not', async () => {
    const paid = await moneyWorld();
    await paid.paidBy({ provider: 'stripe', collect: 'full' });
    const offeringId = await paid.offer({ ...open, basePriceCents: 5_000, maxAdvanceDays: 700 });
    const at = paid.clock.now + 5 * DAY;
    const bookingId = await paid.bookOnline(offeringId, at);
    const rival = wish(offeringId, at, { ...widget, ...guest() });
    expect(await paid.refused('bookings.create', rival, customer())).toMatchObject({ code: 'booking_conflict' });
    await paid.answer(bookingId, page);
    await paid.tell(bookingId, { kind: 'paid', providerRef: 'pi_1', amountCents: 5_000 });
    expect(await paid.booking(bookingId)).toMatchObject({ status: 'PENDING', paymentDueAt: null, items: [{ openToOthers: false }] });
    expect(await paid.refused('bookings.create', rival, customer())).toMatchObject({ code: 'booking_conflict' });
    await paid.run('bookings.approve', { bookingId });
    expect(await paid.booking(bookingId)).toMatchObject({ status: 'CONFIRMED' });
    await paid.close();
  });
});
