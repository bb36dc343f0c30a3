import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '#core/contracts/actor.ts';
import { bookingOrigins } from '#core/domains/bookings/tables.ts';
import { mails, notifications } from '#core/domains/notifications/tables.ts';
import { anybody, DAY, HOUR, inDays, type MoneyWorld, moneyWorld, page } from '../moneyWorld.ts';
import { openDesk } from './desk.ts';
import { customer, key, member, owner } from './world.ts';

let world: MoneyWorld;
let haircut: string;
beforeEach(async () => {
  world = await moneyWorld();
  haircut = await world.offer({ basePriceCents: 4_500, capacity: 50, maxAdvanceDays: 700 });
});
afterEach(() => world.close());

const stranger = { name: 'Mallory', email: 'mallory@mailinator.com', phone: null };
const origin = (address: string | null, device: string | null = null) => ({ origin: { address, device } });
const holdFrom = (score: number | null) => world.run('bookings.updateRiskSettings', { changes: { holdFrom: score } });
const risky = (rest: object = {}, actor: Actor = customer()) =>
  world.run('bookings.create', { ...wish(), customer: stranger, ...rest }, actor);
const wish = () => ({ items: [{ offeringId: haircut, startsAt: inDays(3) }], customer: anybody('Olga'), source: 'widget' });
const names = async (bookingId: string) => (await world.booking(bookingId)).history.map(({ name }) => name);
const kinds = async (bookingId: string) => (await world.booking(bookingId)).risk?.signals.map(({ kind }) => kind);

describe('a booking is judged', () => {
  test('where customers and keys make it, and not where members do, or a file is read in', async () => {
    const scores: (number | null | undefined)[] = [];
    for (const [actor, source] of [
      [customer(), 'widget'],
      [key('write'), 'api'],
      [key('write'), 'import'],
      [owner, 'desk'],
      [member('STAFF'), 'desk'],
    ] as const) {
      const { bookingId = '' } = await risky({ source }, actor);
      scores.push((await world.booking(bookingId)).risk?.score ?? null);
    }
    expect(scores).toEqual([25, 25, null, null, null]);
  });

  test('by how many came from its address, its device and its customer within the hour, each booking once', async () => {
    for (const name of ['Ada', 'Ben', 'Cyd'])
      await world.bookOnline(haircut, inDays(3), { customer: anybody(name), ...origin('a1', 'd1') });
    const fourth = await world.bookOnline(haircut, inDays(3), origin('a1', 'd1'));
    expect((await world.booking(fourth)).risk).toEqual({
      score: 40,
      signals: [
        { kind: 'device', points: 20, value: 3 },
        { kind: 'speed', points: 15, value: 3 },
        { kind: 'address', points: 5, value: 3 },
      ],
    });
    world.clock.now += HOUR;
    const later = await world.bookOnline(haircut, inDays(3), origin('a1', 'd2'));
    expect(await kinds(later)).toEqual(['address']);
    expect(await kinds(await world.bookOnline(haircut, inDays(3), { customer: anybody('Zoe'), ...origin('a2', 'd3') }))).toEqual([]);
  });

  test('by what the business usually takes, and by who did not come before', async () => {
    for (const day of [3, 4, 5, 6, 7]) await world.book(haircut, inDays(day));
    const dear = await world.offer({ title: 'Wedding', basePriceCents: 45_000, capacity: 5, maxAdvanceDays: 700 });
    expect((await world.booking(await world.bookOnline(dear, inDays(8)))).risk?.signals).toEqual([
      { kind: 'amount', points: 30, value: 1_000 },
    ]);
    const missed = await world.bookOnline(haircut, inDays(1));
    world.clock.now = inDays(1) + HOUR;
    await world.run('bookings.noShow', { bookingId: missed });
    expect((await world.booking(await world.bookOnline(haircut, inDays(3)))).risk?.signals).toEqual([
      { kind: 'no_shows', points: 20, value: 1 },
    ]);
    expect(await kinds(await world.bookOnline(haircut, inDays(1) + 2 * HOUR, { customer: anybody('Rae') }))).toEqual(['lead_time']);
  });

  test('by what its customer disputed before, unless they took it back or were given their money back', async () => {
    const disputed = async (day: number) => {
      const bookingId = await world.bookOnline(haircut, inDays(day));
      const { disputeId } = await world.run('disputes.open', { bookingId, reason: 'It was cold.' }, customer(bookingId));
      return { bookingId, disputeId };
    };
    const signals = async () => {
      world.clock.now += 2 * HOUR;
      const bookingId = await world.bookOnline(haircut, inDays(60));
      return (await world.booking(bookingId)).risk?.signals;
    };
    const one = await disputed(3);
    expect(await signals()).toEqual([{ kind: 'disputes', points: 25, value: 1 }]);
    const two = await disputed(4);
    await world.run('disputes.resolve', { disputeId: two.disputeId, outcome: 'keep', note: 'It was not.' });
    expect(await signals()).toEqual([{ kind: 'disputes', points: 50, value: 2 }]);
    await world.run('disputes.withdraw', { disputeId: one.disputeId }, customer(one.bookingId));
    expect(await signals()).toEqual([{ kind: 'disputes', points: 25, value: 1 }]);
    const three = await disputed(5);
    await world.run('payments.record', {
      ...{ orderId: (await world.booking(three.bookingId)).order?.id, method: 'cash', amountCents: 4_500 },
    });
    await world.run('bookings.cancel', { bookingId: three.bookingId, refundPercent: 0 });
    await world.run('disputes.resolve', { disputeId: three.disputeId, outcome: 'refund', refundCents: 100, note: 'Sorry.' });
    expect(await signals()).toEqual([{ kind: 'disputes', points: 25, value: 1 }]);
    await world.run('disputes.open', { bookingId: three.bookingId, reason: 'They left it dirty.' });
    expect(await signals()).toEqual([{ kind: 'disputes', points: 25, value: 1 }]);
  });

  test('as one with the other dates of its series', async () => {
    const series = { item: { offeringId: haircut, startsAt: inDays(3) }, rrule: 'FREQ=DAILY;COUNT=8', take: 'all' };
    const { bookings } = (await world.run(
      'bookings.createSeries',
      { ...series, customer: anybody('Olga'), source: 'widget', ...origin('a1', 'd1') },
      customer(),
    )) as never as { bookings: { bookingId: string }[] };
    for (const { bookingId } of bookings) expect(await kinds(bookingId)).toEqual([]);
    expect(await kinds(await world.bookOnline(haircut, inDays(20), { customer: anybody('Zoe'), ...origin('a1') }))).toEqual(['speed']);
  });

  test('and neither its customer nor a key says where they come from', async () => {
    for (const actor of [key('write'), key('admin'), owner, member('STAFF')])
      expect(await world.refused('bookings.create', { ...wish(), source: 'api', ...origin('a1') }, actor)).toMatchObject({
        code: 'forbidden',
        field: 'origin',
      });
    const bookingId = await world.bookOnline(haircut, inDays(3), origin('a1', 'd1'));
    expect(await world.database.read(world.tenantId, (db) => db.find(bookingOrigins, bookingId))).toMatchObject({
      address: 'a1',
      device: 'd1',
    });
    expect(JSON.stringify(await world.booking(bookingId))).not.toContain('"a1"');
  });

  test('without its customer being told', async () => {
    await holdFrom(20);
    const { bookingId } = await risky();
    const seen = await world.ask('bookings.booking', { bookingId }, customer(bookingId));
    expect(seen).toMatchObject({ status: 'PENDING', risk: null, riskReview: 'none', history: [] });
  });
});

describe('a booking that is held', () => {
  beforeEach(() => holdFrom(25));

  test('waits whatever its offering or a key says, rings the bell, is answered by mail, and says why', async () => {
    const { bookingId = '', status } = await risky();
    expect(status).toBe('PENDING');
    expect(await risky({ source: 'api', confirm: true }, key('write'))).toMatchObject({ status: 'PENDING' });
    const booking = await world.booking(bookingId);
    expect(booking).toMatchObject({ status: 'PENDING', riskReview: 'held', moves: ['decline', 'cancel'] });
    expect(booking.history.find(({ name }) => name === 'booking.held')?.data).toMatchObject({
      riskScore: 25,
      riskSignals: [{ kind: 'disposable_mail', points: 25, value: 1 }],
    });
    const [bell, mail] = await world.database.read(
      world.tenantId,
      async (db) => [await db.list(notifications), await db.list(mails)] as const,
    );
    expect(bell.filter((row) => row.bookingId === bookingId)).toMatchObject([{ kind: 'BOOKING_REQUESTED', title: 'Mallory' }]);
    expect(mail.filter((row) => row.bookingId === bookingId)).toMatchObject([{ template: 'booking_received', recipient: stranger.email }]);
  });

  test('is not approved past its review', async () => {
    const { bookingId = '' } = await risky();
    expect(await world.refused('bookings.approve', { bookingId })).toMatchObject({ code: 'invalid_transition', move: 'approve' });
    expect(await world.booking(bookingId)).toMatchObject({ status: 'PENDING', riskReview: 'held' });
  });

  test('is confirmed by its release, once', async () => {
    const { bookingId = '' } = await risky();
    await world.run('bookings.release', { bookingId }, member('STAFF'));
    expect(await world.booking(bookingId)).toMatchObject({ status: 'CONFIRMED', riskReview: 'released', risk: { score: 25 } });
    expect(await names(bookingId)).toEqual(expect.arrayContaining(['booking.held', 'booking.released', 'booking.confirmed']));
    expect(await world.refused('bookings.release', { bookingId })).toMatchObject({ code: 'invalid_transition', move: 'release' });
  });

  test('waits for its approval once it is released, where its offering asks for one', async () => {
    haircut = await world.offer({ approval: 'manual', capacity: 50 });
    const { bookingId = '' } = await risky();
    await world.run('bookings.release', { bookingId });
    expect(await world.booking(bookingId)).toMatchObject({ status: 'PENDING', riskReview: 'released' });
    await world.run('bookings.approve', { bookingId });
    expect(await world.booking(bookingId)).toMatchObject({ status: 'CONFIRMED' });
  });

  test('is declined, gives its time back, and says so', async () => {
    haircut = await world.offer({ capacity: 1 });
    const { bookingId = '' } = await risky();
    await world.run('bookings.decline', { bookingId, reason: 'We could not reach you' });
    expect(await world.booking(bookingId)).toMatchObject({ status: 'CANCELLED', riskReview: 'declined', refundPercent: 100 });
    expect(await world.refused('bookings.release', { bookingId })).toMatchObject({ code: 'invalid_transition', status: 'CANCELLED' });
    await world.book(haircut, inDays(3));
  });

  test('one that was never held is declined without a word of it', async () => {
    haircut = await world.offer({ approval: 'manual', capacity: 50 });
    const bookingId = await world.bookOnline(haircut, inDays(3));
    await world.run('bookings.decline', { bookingId });
    expect(await world.booking(bookingId)).toMatchObject({ status: 'CANCELLED', riskReview: 'none' });
    expect(await world.refused('bookings.release', { bookingId })).toMatchObject({ code: 'invalid_transition' });
  });

  test('is not confirmed by its payment; released, it is', async () => {
    await world.paidBy({ provider: 'stripe', collect: 'full', paymentMinutes: 30 });
    const { bookingId = '' } = await risky();
    await world.answer(bookingId, page);
    await world.tell(bookingId, { kind: 'paid', providerRef: 'pi_1', amountCents: 4_500 });
    expect(await world.booking(bookingId)).toMatchObject({ status: 'PENDING', riskReview: 'held', paymentDueAt: null });
    await world.run('bookings.release', { bookingId });
    expect(await world.booking(bookingId)).toMatchObject({ status: 'CONFIRMED', riskReview: 'released' });
  });

  test('released before it is paid waits for that, and is then confirmed by it', async () => {
    await world.paidBy({ provider: 'stripe', collect: 'full', paymentMinutes: 30 });
    const { bookingId = '' } = await risky();
    await world.answer(bookingId, page);
    await world.run('bookings.release', { bookingId });
    expect(await world.booking(bookingId)).toMatchObject({ status: 'PENDING', riskReview: 'released' });
    // Nobody at the desk is asked to approve what its customer is to pay.
    expect((await world.ask('bookings.today')).pending).toEqual([]);
    await world.tell(bookingId, { kind: 'paid', providerRef: 'pi_1', amountCents: 4_500 });
    expect(await world.booking(bookingId)).toMatchObject({ status: 'CONFIRMED' });
  });

  test('stands in the queue until somebody has answered, longest waiting first', async () => {
    const queue = async () => (await world.ask('bookings.riskQueue')).map(({ id }: { id: string }) => id);
    const made: string[] = [];
    for (let i = 0; i < 3; i++) {
      made.push((await risky()).bookingId ?? '');
      world.clock.now += 2 * HOUR;
    }
    expect(await queue()).toEqual(made);
    const manual = await world.offer({ title: 'Talk', approval: 'manual', capacity: 50 });
    const request = await world.bookOnline(manual, inDays(3));
    expect((await world.ask('bookings.today')).pending.map(({ id }: { id: string }) => id)).toEqual([request]);
    await world.run('bookings.release', { bookingId: made[0] });
    await world.run('bookings.decline', { bookingId: made[1] });
    expect(await queue()).toEqual([made[2]]);
    expect(await world.ask('bookings.riskQueue')).toMatchObject([{ customerName: 'Mallory', risk: { score: 25 }, riskReview: 'held' }]);
    await world.run('bookings.cancel', { bookingId: made[2] });
    expect(await queue()).toEqual([]);
  });
});

describe('at a desk without a line', () => {
  beforeEach(() => holdFrom(25));

  test('what is held is released, and the server says the same once it hears of it', async () => {
    const { bookingId = '' } = await risky();
    const desk = await openDesk(world);
    await desk.pull();
    expect((await desk.ask('bookings.riskQueue')).map(({ id }: { id: string }) => id)).toEqual([bookingId]);
    expect(await desk.run('bookings.release', { bookingId })).toMatchObject({ ok: true });
    expect(await desk.ask('bookings.booking', { bookingId })).toMatchObject({ status: 'CONFIRMED', riskReview: 'released' });
    expect((await world.booking(bookingId)).status).toBe('PENDING');
    await desk.push();
    await desk.pull();
    expect(await world.booking(bookingId)).toMatchObject({ status: 'CONFIRMED', riskReview: 'released' });
    expect(await desk.attention()).toEqual([]);
    await desk.close();
  });

  test('what was declined meanwhile is not released: it waits for attention', async () => {
    const { bookingId = '' } = await risky();
    const desk = await openDesk(world);
    await desk.pull();
    await desk.run('bookings.release', { bookingId });
    await world.run('bookings.decline', { bookingId });
    await desk.push();
    await desk.pull();
    expect(await desk.attention()).toMatchObject([{ name: 'bookings.release', code: 'invalid_transition' }]);
    expect(await desk.ask('bookings.booking', { bookingId })).toMatchObject({ status: 'CANCELLED', riskReview: 'declined' });
    await desk.close();
  });

  test('nobody is judged: what the desk books for a stranger is the desk’s', async () => {
    const desk = await openDesk(world);
    await desk.pull();
    const made = await desk.run('bookings.create', { ...wish(), customer: stranger, source: 'desk' });
    const { bookingId } = (made as unknown as { value: { bookingId: string } }).value;
    await desk.push();
    expect(await world.booking(bookingId)).toMatchObject({ status: 'CONFIRMED', risk: null, riskReview: 'none' });
    await desk.close();
  });
});

describe('the threshold', () => {
  test('is 75 until the business says another, or none at all', async () => {
    expect(await world.ask('bookings.riskSettings')).toEqual({ holdFrom: 75, lately: [] });
    expect((await world.booking((await risky()).bookingId ?? '')).riskReview).toBe('none');
    await world.run('bookings.updateRiskSettings', { changes: { holdFrom: 25 }, seen: { holdFrom: 75 } });
    expect((await world.booking((await risky()).bookingId ?? '')).riskReview).toBe('held');
    expect(await world.refused('bookings.updateRiskSettings', { changes: { holdFrom: 50 }, seen: { holdFrom: 75 } })).toMatchObject({
      ...{ code: 'edit_conflict', field: 'holdFrom', yours: 50, theirs: 25 },
    });
    await holdFrom(null);
    expect((await world.booking((await risky()).bookingId ?? '')).riskReview).toBe('none');
    for (const wrong of [0, 101, 1.5])
      expect(await world.refused('bookings.updateRiskSettings', { changes: { holdFrom: wrong } })).toMatchObject({
        code: 'invalid_request',
      });
  });

  test('is told with the scores of the last 30 days', async () => {
    await risky();
    world.clock.now += 31 * DAY;
    for (const name of ['Ada', 'Ben']) await world.bookOnline(haircut, inDays(60), { customer: anybody(name) });
    await world.book(haircut, inDays(60));
    await world.bookOnline(haircut, inDays(60), { customer: { ...stranger, email: 'm@yopmail.com' } });
    expect((await world.ask('bookings.riskSettings')).lately).toEqual([
      { score: 0, count: 2 },
      { score: 25, count: 1 },
    ]);
  });
});
