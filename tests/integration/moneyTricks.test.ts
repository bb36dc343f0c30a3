import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { holdFrom } from '#core/base/cardHolds.ts';
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

describe('a price that falls while it waits to be paid', () => {
  const declined = async (): Promise<string> => {
    await world.paidBy({ provider: 'stripe', collect: 'full' });
    const bookingId = await world.bookOnline(haircut, today() + 10 * DAY, {
      items: [{ offeringId: haircut, startsAt: inDays(day + 10), quantity: 2 }],
    });
    await world.answer(bookingId, page);
    await world.tell(bookingId, { kind: 'failed', failure: 'card_declined' });
    await world.run('bookings.reschedule', { bookingId, quantity: 1 });
    expect(await world.booking(bookingId)).toMatchObject({ status: 'PENDING', order: { totalCents: 10_000, dueCents: 10_000 } });
    return bookingId;
  };

  test('is paid with what is owed by then, on another page', async () => {
    const bookingId = await declined();
    await world.run('bookings.payAgain', { bookingId }, customer(bookingId));
    await world.answer(bookingId, { ...page, ref: 'cs_2' });
    await world.tell(bookingId, { kind: 'paid', providerRef: 'pi_again' });
    expect(await world.booking(bookingId)).toMatchObject({ status: 'CONFIRMED', paymentDueAt: null, order: { paidCents: 10_000 } });
  });

  test('is paid with what is owed by then, at the desk, and not with less', async () => {
    const bookingId = await declined();
    const { id: orderId } = await world.order(bookingId);
    await world.run('payments.record', { orderId, method: 'cash', amountCents: 9_999 });
    expect((await world.booking(bookingId)).status).toBe('PENDING');
    await world.run('payments.record', { orderId, method: 'cash', amountCents: 1 });
    expect(await world.booking(bookingId)).toMatchObject({ status: 'CONFIRMED', paymentDueAt: null });
  });
});

test('a price that falls to what was paid already is paid, and its page closed', async () => {
  await world.paidBy({ provider: 'stripe', collect: 'full' });
  const items = [{ offeringId: haircut, startsAt: today() + 10 * DAY, quantity: 2 }];
  const bookingId = await world.bookOnline(haircut, today(), { items });
  await world.answer(bookingId, page);
  const { id: orderId } = await world.order(bookingId);
  await world.run('payments.record', { orderId, method: 'cash', amountCents: 10_000 });
  expect((await world.booking(bookingId)).status).toBe('PENDING');
  await world.run('bookings.reschedule', { bookingId, quantity: 1 });
  expect(await world.booking(bookingId)).toMatchObject({
    status: 'CONFIRMED',
    paymentDueAt: null,
    order: { status: 'PAID', paidCents: 10_000 },
  });
  expect(await waiting(bookingId)).toEqual(['expire']);
});

describe('a card that is kept', () => {
  test('is held two days before the start, wherever that is moved to', async () => {
    const startsAt = today() + 30 * DAY;
    const bookingId = await saved(startsAt);
    const sooner = startsAt - 10 * DAY;
    await world.run('bookings.reschedule', { bookingId, startsAt: sooner }, customer(bookingId));
    expect((await world.booking(bookingId)).deposit).toMatchObject({ status: 'SAVED', authoriseAt: holdFrom(sooner) });
    const later = startsAt + 10 * DAY;
    await world.run('bookings.reschedule', { bookingId, startsAt: later }, customer(bookingId));
    expect((await world.booking(bookingId)).deposit).toMatchObject({ authoriseAt: holdFrom(later) });
  });

  test('is not held any more once the booking is over', async () => {
    const startsAt = today() + 20 * DAY;
    const bookingId = await saved(startsAt);
    world.clock.now = holdFrom(startsAt);
    await world.run('payments.due', {}, system);
    expect(await waiting(bookingId)).toEqual(['authorise']);
    await world.run('bookings.cancel', { bookingId });
    expect(await waiting(bookingId)).toEqual([]);
  });

  test('that was being held at that moment is let go of', async () => {
    const startsAt = today() + 20 * DAY;
    const bookingId = await saved(startsAt);
    world.clock.now = holdFrom(startsAt);
    await world.run('payments.due', {}, system);
    const [authorise] = (await world.calls(bookingId)).filter(({ status }) => status === 'PENDING');
    await world.run('bookings.cancel', { bookingId });
    await world.run('payments.settle', { callId: authorise?.id, outcome: { kind: 'authorised', providerRef: 'pi_9' } }, system);
    expect(await waiting(bookingId)).toEqual(['release']);
    await world.answer(bookingId, { kind: 'released' });
    expect(await world.booking(bookingId)).toMatchObject({ deposit: { status: 'RELEASED' }, order: { heldCents: 0, status: 'VOID' } });
  });

  test('that was declined stays declined when the page that kept it is told late, and another page may keep another', async () => {
    const startsAt = today() + 20 * DAY;
    const bookingId = await saved(startsAt);
    world.clock.now = holdFrom(startsAt);
    await world.run('payments.due', {}, system);
    await world.answer(bookingId, { kind: 'failed', failure: 'card_declined' });
    await world.tell(bookingId, { kind: 'saved', providerRef: 'seti_1' });
    expect(await world.booking(bookingId)).toMatchObject({ deposit: { status: 'FAILED' }, payments: [{ failure: 'card_declined' }] });
    await world.tell(bookingId, { kind: 'saved', providerRef: 'seti_2' });
    expect(await world.booking(bookingId)).toMatchObject({ deposit: { status: 'SAVED' }, payments: [{ providerRef: 'seti_2' }] });
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

describe('a hold that is moved', () => {
  const held = async (startsAt: number, cardRef?: string): Promise<string> => {
    await world.paidBy({ provider: 'stripe', collect: 'deposit', deposits: 'hold' });
    const bookingId = await world.bookOnline(haircut, startsAt);
    await world.answer(bookingId, page);
    await world.tell(bookingId, { kind: 'authorised', providerRef: 'pi_3', ...(cardRef === undefined ? {} : { cardRef }) });
    world.clock.now += HOUR;
    return bookingId;
  };
  const paymentsOf = async (bookingId: string) => (await world.booking(bookingId)).payments.map(({ status }) => status);

  test('as long as it lasts stays as it is', async () => {
    const startsAt = today() + 3 * DAY;
    const bookingId = await held(startsAt, 'pi_3');
    await world.run('bookings.reschedule', { bookingId, startsAt: startsAt + 3 * DAY });
    expect(await paymentsOf(bookingId)).toEqual(['AUTHORISED']);
    expect(await waiting(bookingId)).toEqual([]);
  });

  test('further than it lasts is let go of, and its card held again before the new time, once', async () => {
    const startsAt = today() + 3 * DAY;
    const bookingId = await held(startsAt, 'pi_3');
    const later = startsAt + 20 * DAY;
    for (const to of [startsAt + 10 * DAY, later]) await world.run('bookings.reschedule', { bookingId, startsAt: to });
    expect(await paymentsOf(bookingId)).toEqual(['AUTHORISED', 'SAVED']);
    expect(await waiting(bookingId)).toEqual(['release']);
    await world.answer(bookingId, { kind: 'released' });
    expect(await world.booking(bookingId)).toMatchObject({
      ...{ status: 'CONFIRMED', deposit: { status: 'SAVED', amountCents: 2_000, authoriseAt: holdFrom(later) } },
      ...{ order: { heldCents: 0, dueCents: 10_000 }, payments: [{ status: 'RELEASED' }, { status: 'SAVED', providerRef: 'pi_3' }] },
    });
    const told = (await world.booking(bookingId)).history.filter(({ name }: { name: string }) => name.startsWith('deposit.'));
    expect(told.at(-1)).toMatchObject({ name: 'deposit.released', data: { reason: 'rescheduled' } });
    world.clock.now = holdFrom(later);
    expect(await world.run('payments.due', {}, system)).toEqual({ asked: 1 });
    await world.answer(bookingId, { kind: 'authorised', providerRef: 'pi_4' });
    world.clock.now = later + HOUR;
    await world.run('bookings.noShow', { bookingId });
    await world.answer(bookingId, { kind: 'paid' });
    expect(await world.order(bookingId)).toMatchObject({ paidCents: 2_000, heldCents: 0, status: 'PAID' });
  });

  test('whose card was not kept stays, and the bell and the history say that it is over too soon', async () => {
    const startsAt = today() + 3 * DAY;
    const bookingId = await held(startsAt);
    await world.run('bookings.reschedule', { bookingId, startsAt: startsAt + 10 * DAY }, customer(bookingId));
    expect(await paymentsOf(bookingId)).toEqual(['AUTHORISED']);
    expect(await waiting(bookingId)).toEqual([]);
    const { history } = await world.booking(bookingId);
    expect(history.filter(({ name }) => name === 'booking.hold_ends_early')).toMatchObject([{ data: { amountCents: 2_000 } }]);
    expect(JSON.stringify(await world.ask('notifications.list', {}))).toContain('The card can’t be held until the new time');
  });

  test('counts no more once it is given up for another, whenever its provider lets go of it', async () => {
    const startsAt = today() + 3 * DAY;
    const bookingId = await held(startsAt, 'pi_3');
    const later = startsAt + 8 * DAY;
    await world.run('bookings.reschedule', { bookingId, startsAt: later });
    world.clock.now = holdFrom(later);
    await world.run('payments.due', {}, system);
    const asked = await world.calls(bookingId);
    const authorise = asked.find(({ action }) => action === 'authorise');
    await world.run('payments.settle', { callId: authorise?.id, outcome: { kind: 'authorised', providerRef: 'pi_4' } }, system);
    expect(await paymentsOf(bookingId)).toEqual(['AUTHORISED', 'AUTHORISED']);
    world.clock.now = later + HOUR;
    for (const move of ['noShow', 'undoNoShow', 'noShow']) {
      await world.run(`bookings.${move}`, { bookingId });
      expect(await waiting(bookingId)).toContain('release');
    }
    const calls = (await world.calls(bookingId)).filter(({ status }) => status === 'PENDING');
    expect(calls.map(({ action, amountCents }) => `${action} ${amountCents}`).toSorted()).toEqual(['capture 2000', 'release 2000']);
    for (const { id, action } of calls)
      await world.run('payments.settle', { callId: id, outcome: { kind: action === 'capture' ? 'paid' : 'released' } }, system);
    expect(await paymentsOf(bookingId)).toEqual(['RELEASED', 'PAID']);
    expect(await world.order(bookingId)).toMatchObject({ totalCents: 2_000, paidCents: 2_000, heldCents: 0, status: 'PAID' });
  });

  test('too late by its customer stays held, however often it is moved: what a cancellation takes can still be taken', async () => {
    const startsAt = today() + 3 * DAY;
    const bookingId = await held(startsAt, 'pi_3');
    world.clock.now = startsAt - 12 * HOUR;
    for (const days of [20, 30])
      await world.run('bookings.reschedule', { bookingId, startsAt: startsAt + days * DAY }, customer(bookingId));
    expect(await paymentsOf(bookingId)).toEqual(['AUTHORISED']);
    expect(await waiting(bookingId)).toEqual([]);
    expect((await world.booking(bookingId)).history.map(({ name }) => name)).not.toContain('booking.hold_ends_early');
    await world.run('bookings.cancel', { bookingId }, customer(bookingId));
    expect(await waiting(bookingId)).toEqual(['capture']);
    await world.answer(bookingId, { kind: 'paid' });
    expect(await world.order(bookingId)).toMatchObject({ paidCents: 2_000, heldCents: 0, status: 'PAID' });
  });

  test('too late is kept as a card again when its hold ends, and held again before the new time', async () => {
    const startsAt = today() + 3 * DAY;
    const bookingId = await held(startsAt, 'pi_3');
    world.clock.now = startsAt - 12 * HOUR;
    const later = startsAt + 20 * DAY;
    await world.run('bookings.reschedule', { bookingId, startsAt: later }, customer(bookingId));
    world.clock.now = startsAt + 5 * DAY;
    const [{ id: paymentId } = { id: '' }] = (await world.booking(bookingId)).payments;
    for (const eventId of ['evt_ended', 'evt_ended', 'evt_ended_again'])
      await world.run('payments.hear', { paymentId, outcome: { kind: 'released', providerRef: 'pi_3' }, eventId }, system);
    expect(await world.booking(bookingId)).toMatchObject({
      ...{ deposit: { status: 'SAVED', amountCents: 2_000, authoriseAt: holdFrom(later) }, order: { heldCents: 0, dueCents: 10_000 } },
      ...{ moneyNow: { chargeCents: 2_000 }, payments: [{ status: 'RELEASED' }, { status: 'SAVED', providerRef: 'pi_3' }] },
    });
    world.clock.now = holdFrom(later);
    await world.run('payments.due', {}, system);
    expect(await waiting(bookingId)).toEqual(['authorise']);
    await world.answer(bookingId, { kind: 'authorised', providerRef: 'pi_4' });
    expect(await world.order(bookingId)).toMatchObject({ heldCents: 2_000 });
  });

  test('and ends when its time is near is held again at once', async () => {
    const startsAt = today() + 3 * DAY;
    const bookingId = await held(startsAt, 'pi_3');
    world.clock.now = startsAt - HOUR;
    await world.tell(bookingId, { kind: 'released', providerRef: 'pi_3' });
    await world.run('payments.due', {}, system);
    expect(await waiting(bookingId)).toEqual(['authorise']);
  });

  test('and ends is not held again where its card was not kept, somebody let go of it, nothing is owed, or it is over', async () => {
    const startsAt = today() + 3 * DAY;
    const [unkept, paidUp, over] = [await held(startsAt), await held(startsAt, 'pi_3'), await held(startsAt, 'pi_3')];
    const byHand = await held(startsAt, 'pi_3');
    await world.tell(byHand, { kind: 'released', providerRef: 'pi_3', isByHand: true });
    expect(await paymentsOf(byHand)).toEqual(['RELEASED']);
    const { id: orderId } = await world.order(paidUp);
    await world.run('payments.record', { orderId, method: 'cash', amountCents: 10_000 });
    await world.run('bookings.cancel', { bookingId: over, refundPercent: 100 });
    for (const bookingId of [unkept, over]) {
      await world.tell(bookingId, { kind: 'released', providerRef: 'pi_3' });
      expect(await paymentsOf(bookingId)).toEqual(['RELEASED']);
    }
    const [hold] = (await world.booking(paidUp)).payments;
    await world.run('payments.hear', { paymentId: hold?.id, outcome: { kind: 'released' }, eventId: 'evt_paid_up' }, system);
    expect((await paymentsOf(paidUp)).toSorted()).toEqual(['PAID', 'RELEASED']);
  });

  test('that had ended when it was to be captured is taken from its card, once', async () => {
    const startsAt = today() + 3 * DAY;
    const [asked, told] = [await held(startsAt, 'pi_3'), await held(startsAt, 'pi_3')];
    world.clock.now = startsAt + HOUR;
    for (const bookingId of [asked, told]) await world.run('bookings.noShow', { bookingId });
    await world.answer(asked, { kind: 'failed', failure: 'The hold had ended.' });
    await world.tell(told, { kind: 'released', providerRef: 'pi_3' });
    for (const bookingId of [asked, told]) {
      expect(await world.booking(bookingId)).toMatchObject({ deposit: { status: 'SAVED' }, order: { heldCents: 0, dueCents: 2_000 } });
      expect(await waiting(bookingId)).toEqual(['charge']);
      await world.tell(bookingId, { kind: 'released', providerRef: 'pi_3' });
      await world.answer(bookingId, { kind: 'paid', providerRef: 'pi_5', amountCents: 2_000 });
      expect(await world.order(bookingId)).toMatchObject({ paidCents: 2_000, dueCents: 0, status: 'PAID' });
    }
  });

  test('that had ended when it was to be captured, and whose card was not kept, stays owed and rings', async () => {
    const startsAt = today() + 3 * DAY;
    const [asked, told] = [await held(startsAt), await held(startsAt)];
    world.clock.now = startsAt + HOUR;
    for (const bookingId of [asked, told]) await world.run('bookings.noShow', { bookingId });
    await world.answer(asked, { kind: 'failed', failure: 'The hold had ended.' });
    await world.tell(told, { kind: 'released', providerRef: 'pi_3' });
    for (const bookingId of [asked, told]) {
      expect(await world.booking(bookingId)).toMatchObject({ deposit: { status: 'FAILED' }, order: { heldCents: 0, dueCents: 2_000 } });
      const { history } = await world.booking(bookingId);
      expect(history.filter(({ name }) => name === 'booking.payment_failed')).toHaveLength(1);
    }
  });

  test('in time by its customer is let go of, and its card held again', async () => {
    const startsAt = today() + 3 * DAY;
    const bookingId = await held(startsAt, 'pi_3');
    await world.run('bookings.reschedule', { bookingId, startsAt: startsAt + 20 * DAY }, customer(bookingId));
    expect(await paymentsOf(bookingId)).toEqual(['AUTHORISED', 'SAVED']);
    expect(await waiting(bookingId)).toEqual(['release']);
  });

  test('while the card was being held is held for the new time', async () => {
    const startsAt = today() + 20 * DAY;
    const bookingId = await saved(startsAt);
    world.clock.now = holdFrom(startsAt);
    await world.run('payments.due', {}, system);
    const [authorise] = (await world.calls(bookingId)).filter(({ status }) => status === 'PENDING');
    const later = startsAt + 30 * DAY;
    await world.run('bookings.reschedule', { bookingId, startsAt: later });
    expect(await waiting(bookingId)).toEqual([]);
    expect((await world.booking(bookingId)).deposit).toMatchObject({ status: 'SAVED', authoriseAt: holdFrom(later) });
    await world.run('payments.settle', { callId: authorise?.id, outcome: { kind: 'authorised', providerRef: 'pi_5' } }, system);
    expect(await paymentsOf(bookingId)).toEqual(['AUTHORISED', 'SAVED']);
    expect(await waiting(bookingId)).toEqual(['release']);
    await world.run('bookings.cancel', { bookingId });
    await world.answer(bookingId, { kind: 'released' });
    expect(await paymentsOf(bookingId)).toEqual(['RELEASED', 'RELEASED']);
    expect(await world.order(bookingId)).toMatchObject({ heldCents: 0, status: 'VOID' });
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
