import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { customer, system } from './core/world.ts';
import { DAY, HOUR, inDays, type MoneyWorld, moneyWorld, page } from './moneyWorld.ts';

// What a customer, or a moment badly chosen, could have made of the money.

let world: MoneyWorld;
let haircut: string;
let day = 2;
/** A day of its own for each test, by which the clock stands. */
const today = (): number => (world.clock.now = inDays((day += 1)));
const terms = [
  { hoursBefore: 48, refundPercent: 100 },
  { hoursBefore: 24, refundPercent: 50 },
];

beforeAll(async () => {
  world = await moneyWorld();
  haircut = await world.offer({
    ...{ basePriceCents: 10_000, capacity: 50, cancellationPolicy: terms, maxAdvanceDays: 700 },
    deposit: { kind: 'percent', amount: 20 },
  });
});
afterAll(() => world.close());

const waiting = async (bookingId: string) =>
  (await world.calls(bookingId)).filter(({ status }) => status === 'PENDING').map(({ action }) => action);

async function paid(offeringId: string, startsAt: number): Promise<string> {
  await world.paidBy({ provider: 'stripe', collect: 'full' });
  const bookingId = await world.bookOnline(offeringId, startsAt);
  await world.answer(bookingId, page);
  await world.tell(bookingId, { kind: 'paid', providerRef: 'pi_1' });
  return bookingId;
}

async function saved(startsAt: number): Promise<string> {
  await world.paidBy({ provider: 'stripe', collect: 'deposit', deposits: 'hold' });
  const bookingId = await world.bookOnline(haircut, startsAt);
  await world.answer(bookingId, page);
  await world.tell(bookingId, { kind: 'saved', providerRef: 'seti_1' });
  return bookingId;
}

describe('a customer who moves', () => {
  test('gets no longer time than they paid for, nor their money back for a shorter one', async () => {
    const court = await world.offer({
      ...{ title: 'Court', pricingModel: 'HOURLY', basePriceCents: 2_000, slotMinutes: 60, durationMinutes: 120, capacity: 50 },
      ...{ cancellationPolicy: [], maxAdvanceDays: 700, durations: [60, 120, 480].map((minutes) => ({ minutes, priceCents: null })) },
    });
    const startsAt = today() + 3 * DAY;
    const bookingId = await paid(court, startsAt);
    for (const hours of [1, 8]) {
      const move = { bookingId, startsAt: startsAt + HOUR, endsAt: startsAt + HOUR + hours * HOUR };
      expect(await world.refused('bookings.reschedule', move, customer(bookingId))).toMatchObject({ code: 'invalid_request' });
    }
    await world.run('bookings.reschedule', { bookingId, startsAt: startsAt + HOUR }, customer(bookingId));
    expect(await world.order(bookingId)).toMatchObject({ totalCents: 4_000, dueCents: 0, refunds: [] });
  });

  test('takes the notice that they missed along', async () => {
    const startsAt = today() + 30 * HOUR;
    const bookingId = await paid(haircut, startsAt);
    await world.run('bookings.reschedule', { bookingId, startsAt: startsAt + 30 * DAY }, customer(bookingId));
    expect((await world.booking(bookingId)).cancelNow).toMatchObject({ refundPercent: 50 });
    await world.run('bookings.cancel', { bookingId }, customer(bookingId));
    expect(await world.order(bookingId)).toMatchObject({ totalCents: 5_000, refunds: [{ amountCents: 5_000 }] });
  });
});

describe('a card that is kept', () => {
  test('is held four days before the start, wherever that is moved to', async () => {
    const startsAt = today() + 30 * DAY;
    const bookingId = await saved(startsAt);
    const sooner = startsAt - 10 * DAY;
    await world.run('bookings.reschedule', { bookingId, startsAt: sooner }, customer(bookingId));
    expect((await world.booking(bookingId)).deposit).toMatchObject({ status: 'SAVED', authoriseAt: sooner - 4 * DAY });
    const later = startsAt + 10 * DAY;
    await world.run('bookings.reschedule', { bookingId, startsAt: later }, customer(bookingId));
    expect((await world.booking(bookingId)).deposit).toMatchObject({ authoriseAt: later - 4 * DAY });
  });

  test('is not held any more once the booking is over', async () => {
    const startsAt = today() + 20 * DAY;
    const bookingId = await saved(startsAt);
    world.clock.now = startsAt - 3 * DAY;
    await world.run('payments.due', {}, system);
    expect(await waiting(bookingId)).toEqual(['authorise']);
    await world.run('bookings.cancel', { bookingId });
    expect(await waiting(bookingId)).toEqual([]);
  });

  test('that was being held at that moment is let go of', async () => {
    const startsAt = today() + 20 * DAY;
    const bookingId = await saved(startsAt);
    world.clock.now = startsAt - 3 * DAY;
    await world.run('payments.due', {}, system);
    const [authorise] = (await world.calls(bookingId)).filter(({ status }) => status === 'PENDING');
    await world.run('bookings.cancel', { bookingId });
    await world.run('payments.settle', { callId: authorise?.id, outcome: { kind: 'authorised', providerRef: 'pi_9' } }, system);
    expect(await waiting(bookingId)).toEqual(['release']);
    await world.answer(bookingId, { kind: 'released' });
    expect(await world.booking(bookingId)).toMatchObject({ deposit: { status: 'RELEASED' }, order: { heldCents: 0, status: 'VOID' } });
  });

  test('after all for what is over already is not kept', async () => {
    const startsAt = today() + 20 * DAY;
    await world.paidBy({ provider: 'stripe', collect: 'deposit', deposits: 'hold' });
    const bookingId = await world.bookOnline(haircut, startsAt);
    await world.answer(bookingId, page);
    await world.run('bookings.cancel', { bookingId });
    await world.tell(bookingId, { kind: 'saved', providerRef: 'seti_1' });
    expect((await world.booking(bookingId)).deposit).toMatchObject({ status: 'RELEASED', authoriseAt: null });
  });
});

test('a hold that a no-show was to capture is let go of where it took place after all', async () => {
  const startsAt = today() + 3 * DAY;
  await world.paidBy({ provider: 'stripe', collect: 'deposit', deposits: 'hold' });
  const bookingId = await world.bookOnline(haircut, startsAt);
  await world.answer(bookingId, page);
  await world.tell(bookingId, { kind: 'authorised', providerRef: 'pi_2' });
  world.clock.now = startsAt + 2 * HOUR;
  for (const move of ['complete', 'noShow']) await world.run(`bookings.${move}`, { bookingId });
  expect(await waiting(bookingId)).toEqual(['capture']);
  await world.run('bookings.undoNoShow', { bookingId });
  expect(await world.booking(bookingId)).toMatchObject({ status: 'COMPLETED', order: { heldCents: 2_000 } });
  expect(await waiting(bookingId)).toEqual(['release']);
});
