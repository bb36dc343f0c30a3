import { afterEach, beforeEach, expect, test } from 'vitest';
import { bookings } from '#core/domains/bookings/tables.ts';
import { HOUR, inDays, type MoneyWorld, moneyWorld, page } from '../moneyWorld.ts';
import { openDesk } from './desk.ts';
import { customer, NOON, owner } from './world.ts';

// What a dispute gives back goes the road of any refund: nothing beyond what was paid, and books that balance.

let world: MoneyWorld;
let offeringId: string;
let bookingId: string;

beforeEach(async () => {
  world = await moneyWorld();
  offeringId = await world.offer({ basePriceCents: 10_000, capacity: 1, maxAdvanceDays: 60 });
  bookingId = await world.book(offeringId, inDays(1));
});
afterEach(() => world.close());

const pay = async (amountCents: number, method = 'cash'): Promise<void> => {
  const { id: orderId } = (await world.booking(bookingId)).order ?? {};
  await world.run('payments.record', { orderId, method, amountCents });
};
const end = async (): Promise<void> => {
  world.clock.now = inDays(1) + 2 * HOUR;
  await world.run('bookings.complete', { bookingId });
};
const open = async (): Promise<string> =>
  (await world.run('disputes.open', { bookingId, reason: 'The chair was broken.' }, customer(bookingId))).disputeId ?? '';
const giveBack = (disputeId: string, refundCents: number) => ({ disputeId, outcome: 'refund', refundCents, note: 'We are sorry.' });
const disputedAt = async () => (await world.database.read(world.tenantId, (db) => db.find(bookings, bookingId)))?.disputedAt;

async function booksMustBalance(): Promise<void> {
  const lines: { debitCents: number; creditCents: number }[] = await world.ask('payments.books', { from: 0, to: world.clock.now + 1 });
  expect(lines.reduce((sum, { debitCents, creditCents }) => sum + debitCents - creditCents, 0)).toBe(0);
}

test('a part of what was taken at the desk is owed until staff hand it back, and nothing speaks against its customer', async () => {
  await pay(10_000);
  await end();
  const id = await open();
  expect(await disputedAt()).toBe(world.clock.now);
  await world.run('disputes.resolve', giveBack(id, 4_000));
  expect(await disputedAt()).toBeNull();
  const booking = await world.booking(bookingId);
  expect(booking).toMatchObject({ status: 'COMPLETED', refunds: [{ amountCents: 4_000, status: 'PENDING', reason: 'dispute' }] });
  expect(await world.ask('disputes.dispute', { disputeId: id }, customer(bookingId))).toMatchObject({
    ...{ status: 'RESOLVED', resolution: { outcome: 'refund', refundCents: 4_000, note: 'We are sorry.' } },
  });
  await world.run('payments.handBack', { refundId: booking.refunds[0]?.id, method: 'cash' });
  expect((await world.booking(bookingId)).order).toMatchObject({ paidCents: 10_000, refundedCents: 4_000, dueCents: 0 });
  await booksMustBalance();
});

test('all of it leaves the booking refunded', async () => {
  await pay(10_000);
  await end();
  await world.run('disputes.resolve', giveBack(await open(), 10_000));
  expect(await world.booking(bookingId)).toMatchObject({ status: 'REFUNDED', refunds: [{ amountCents: 10_000 }] });
  await booksMustBalance();
});

test('what a provider took goes back through it', async () => {
  await world.paidBy({ provider: 'stripe', collect: 'full' });
  bookingId = await world.bookOnline(offeringId, inDays(2));
  await world.answer(bookingId, page);
  await world.tell(bookingId, { kind: 'paid', providerRef: 'pi_1' });
  world.clock.now = inDays(2) + 2 * HOUR;
  await world.run('bookings.complete', { bookingId });
  await world.run('disputes.resolve', giveBack(await open(), 2_500));
  expect((await world.calls(bookingId)).at(-1)).toMatchObject({ action: 'refund', amountCents: 2_500, status: 'PENDING' });
  await world.answer(bookingId, { kind: 'refunded', providerRef: 're_1' });
  expect((await world.booking(bookingId)).refunds).toMatchObject([{ amountCents: 2_500, status: 'DONE' }]);
  await booksMustBalance();
});

test('never more than there is: nothing happens where it is asked for', async () => {
  await pay(6_000);
  await end();
  const id = await open();
  expect(await world.refused('disputes.resolve', giveBack(id, 6_001))).toMatchObject({ code: 'invalid_request', mostCents: 6_000 });
  await world.run('bookings.refund', { bookingId, amountCents: 5_000 });
  expect(await world.refused('disputes.resolve', giveBack(id, 1_001))).toMatchObject({ code: 'invalid_request', mostCents: 1_000 });
  expect(await world.ask('disputes.dispute', { disputeId: id })).toMatchObject({ status: 'OPEN', resolution: null });
  expect((await world.booking(bookingId)).refunds).toHaveLength(1);
  expect(await disputedAt()).toBe(world.clock.now);
  await world.run('disputes.resolve', giveBack(id, 1_000));
  await booksMustBalance();
});

test('what is still to come is cancelled first, as for any refund', async () => {
  await pay(10_000);
  const id = await open();
  const refusal = { code: 'invalid_transition', status: 'CONFIRMED', move: 'refund' };
  expect(await world.refused('disputes.resolve', giveBack(id, 1_000))).toMatchObject(refusal);
  expect(await world.refused('bookings.refund', { bookingId, amountCents: 1_000 })).toMatchObject(refusal);
  expect(await world.ask('disputes.dispute', { disputeId: id })).toMatchObject({ status: 'OPEN' });
  await world.run('bookings.cancel', { bookingId, refundPercent: 0 });
  await world.run('disputes.resolve', giveBack(id, 1_000));
  await booksMustBalance();
});

test('talking about a booking changes nothing about who has its time', async () => {
  const id = await open();
  await world.run('disputes.reply', { disputeId: id, text: 'Sorry.' });
  expect(
    await world.refused('bookings.create', {
      ...{ items: [{ offeringId, startsAt: inDays(1) }], customer: { name: 'Ben', email: null, phone: null }, source: 'desk' },
    }),
  ).toMatchObject({ code: 'booking_conflict' });
  await world.run('disputes.resolve', { disputeId: id, outcome: 'keep', note: 'No.' });
  expect(await world.booking(bookingId)).toMatchObject({ status: 'CONFIRMED', startsAt: inDays(1) });
});

test('of two desks that decide while they are alone the first is heard, and gives back once', async () => {
  await pay(10_000);
  await end();
  const id = await open();
  const desks = [await openDesk(world, 'till'), await openDesk(world, 'office')] as const;
  for (const desk of desks) await desk.pull();
  for (const [i, desk] of desks.entries()) {
    expect(await desk.run('disputes.resolve', giveBack(id, 3_000 + i))).toMatchObject({ ok: true });
    expect(await desk.ask('disputes.dispute', { disputeId: id })).toMatchObject({ status: 'RESOLVED' });
  }
  expect(await desks[0].push()).toMatchObject([{ ok: true }]);
  expect(await desks[1].push()).toMatchObject([{ ok: false, code: 'invalid_transition' }]);
  for (const desk of desks) {
    await desk.pull();
    expect(await desk.ask('disputes.dispute', { disputeId: id })).toMatchObject({ resolution: { refundCents: 3_000 } });
    expect((await desk.ask('bookings.booking', { bookingId })).refunds).toMatchObject([{ amountCents: 3_000 }]);
  }
  expect(await desks[1].attention()).toMatchObject([{ name: 'disputes.resolve', code: 'invalid_transition' }]);
  for (const desk of desks) await desk.close();
  await booksMustBalance();
});

test('a desk that is alone talks and decides, and the server makes the same of it', async () => {
  const desk = await openDesk(world);
  await desk.pull();
  const run = async (name: string, input: object): Promise<Record<string, string>> => {
    const outcome = await desk.run(name, input);
    expect(outcome).toMatchObject({ ok: true });
    return outcome.ok ? (outcome.value as Record<string, string>) : {};
  };
  const { disputeId } = await run('disputes.open', { bookingId, reason: 'They broke it.', links: [{ url: 'https://cam.example/1' }] });
  await run('disputes.reply', { disputeId, text: 'See the picture.' });
  await run('disputes.addEvidence', { disputeId, name: 'Bill', url: 'https://cam.example/2' });
  await run('disputes.resolve', { disputeId, outcome: 'keep', note: 'As agreed.' });
  const alone = await desk.ask('disputes.dispute', { disputeId });
  expect(alone).toMatchObject({ openedBy: 'business', openedByName: owner.name, messageCount: 1, evidenceCount: 2, createdAt: NOON });
  for (const answer of await desk.push()) expect(answer).toMatchObject({ ok: true });
  await desk.pull();
  for (const ask of [desk.ask, world.ask]) expect(await ask('disputes.dispute', { disputeId })).toEqual(alone);
  await desk.close();
});
