/** A card that is only kept when the business may keep something: what a hold would have given is taken from it, once or not at all. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { holdFrom } from '#core/base/cardHolds.ts';
import { providerCalls } from '#core/domains/payments/tables.ts';
import { customer, system } from './core/world.ts';
import { DAY, HOUR, inDays, type MoneyWorld, moneyWorld, page } from './moneyWorld.ts';

let world: MoneyWorld;
let barn: string;
let day = 2;
const today = (): number => (world.clock.now = inDays((day += 1)));
/** Half of it is kept from thirty days before on, all of it in the last day. */
const terms = [
  { hoursBefore: 30 * 24, refundPercent: 100 },
  { hoursBefore: 24, refundPercent: 50 },
];

beforeAll(async () => {
  world = await moneyWorld();
  const priced = { basePriceCents: 10_000, capacity: 50, maxAdvanceDays: 700, cancellationPolicy: terms };
  barn = await world.offer({ ...priced, deposit: { kind: 'percent', amount: 20 } });
});
afterAll(() => world.close());

async function saved(startsAt: number, offeringId = barn): Promise<string> {
  await world.paidBy({ provider: 'stripe', collect: 'deposit', deposits: 'hold' });
  const bookingId = await world.bookOnline(offeringId, startsAt);
  await world.answer(bookingId, page);
  await world.tell(bookingId, { kind: 'saved', providerRef: 'seti_1' });
  return bookingId;
}

const waiting = async (bookingId: string) =>
  (await world.calls(bookingId))
    .filter(({ status }) => status === 'PENDING')
    .map(({ action, amountCents }) => `${action} ${amountCents}`)
    .toSorted();
const answerTo = async (bookingId: string, action: string, outcome: object) => {
  const call = (await world.calls(bookingId)).findLast((one) => one.action === action);
  await world.run('payments.settle', { callId: call?.id, outcome }, system);
};
const told = async (bookingId: string) => (await world.booking(bookingId)).history.map(({ name }) => name);
const rung = async (bookingId: string): Promise<string[]> => {
  const { data } = (await world.ask('notifications.list', {})) as { data: { bookingId: string | null; body: string }[] };
  return data.filter((one) => one.bookingId === bookingId).map(({ body }) => body);
};

describe('a cancellation that keeps something of a booking whose card is only kept', () => {
  test('takes of the card what it would have taken of a hold, and says so before', async () => {
    const bookingId = await saved(today() + 20 * DAY);
    expect(await world.booking(bookingId)).toMatchObject({ cancelNow: { refundPercent: 50 }, moneyNow: { chargeCents: 2_000 } });
    await world.run('bookings.cancel', { bookingId, expectedRefundPercent: 50 }, customer(bookingId));
    expect(await waiting(bookingId)).toEqual(['charge 2000']);
    expect(await world.order(bookingId)).toMatchObject({ status: 'OPEN', totalCents: 2_000, dueCents: 2_000 });
    const { history } = await world.booking(bookingId);
    expect(history.find(({ name }) => name === 'booking.cancelled')).toMatchObject({
      data: { depositAction: 'captured', depositAmountCents: 2_000 },
    });
    await world.answer(bookingId, { kind: 'paid', providerRef: 'pi_1', amountCents: 2_000 });
    expect(await world.order(bookingId)).toMatchObject({
      ...{ status: 'PAID', paidCents: 2_000, dueCents: 0, heldCents: 0 },
      payments: [{ status: 'PAID', capturedCents: 2_000, providerRef: 'pi_1', authoriseAt: null }],
    });
    expect(await told(bookingId)).toContain('deposit.captured');
    world.clock.now += 30 * DAY;
    await world.run('payments.due', {}, system);
    expect(await waiting(bookingId)).toEqual([]);
  });

  test('takes no more than the policy keeps, and nothing in time', async () => {
    const startsAt = today() + 40 * DAY;
    const [inTime, kind] = [await saved(startsAt), await saved(startsAt)];
    expect((await world.booking(inTime)).moneyNow).toMatchObject({ chargeCents: 0 });
    await world.run('bookings.cancel', { bookingId: inTime }, customer(inTime));
    expect(await waiting(inTime)).toEqual([]);
    expect(await world.booking(inTime)).toMatchObject({ deposit: { status: 'RELEASED' }, order: { status: 'VOID' } });
    await world.run('bookings.cancel', { bookingId: kind, refundPercent: 95 });
    expect(await waiting(kind)).toEqual(['charge 500']);
    await world.answer(kind, { kind: 'paid', providerRef: 'pi_2', amountCents: 500 });
    expect(await world.order(kind)).toMatchObject({ status: 'PAID', totalCents: 500, paidCents: 500 });
  });

  test('takes nothing of a request, nor of what staff give back whole', async () => {
    const manual = await world.offer({
      ...{ title: 'Hall', basePriceCents: 10_000, capacity: 50, maxAdvanceDays: 700, cancellationPolicy: terms },
      ...{ approval: 'manual', deposit: { kind: 'percent', amount: 20 } },
    });
    const startsAt = today() + 20 * DAY;
    const [request, turnedDown, given] = [await saved(startsAt, manual), await saved(startsAt, manual), await saved(startsAt)];
    await world.run('bookings.cancel', { bookingId: request }, customer(request));
    await world.run('bookings.decline', { bookingId: turnedDown });
    await world.run('bookings.cancel', { bookingId: given, refundPercent: 100 });
    for (const bookingId of [request, turnedDown, given]) {
      expect(await waiting(bookingId)).toEqual([]);
      expect(await world.booking(bookingId)).toMatchObject({ deposit: { status: 'RELEASED' }, order: { status: 'VOID' } });
    }
  });

  test('takes what was paid at the desk first, and of the card the rest alone', async () => {
    const bookingId = await saved(today() + 20 * DAY);
    const { id: orderId } = await world.order(bookingId);
    await world.run('payments.record', { orderId, method: 'cash', amountCents: 4_000 });
    expect((await world.booking(bookingId)).moneyNow).toMatchObject({ refundCents: 0, chargeCents: 1_000 });
    await world.run('bookings.cancel', { bookingId });
    expect(await waiting(bookingId)).toEqual(['charge 1000']);
    await world.answer(bookingId, { kind: 'paid', providerRef: 'pi_3', amountCents: 1_000 });
    expect(await world.order(bookingId)).toMatchObject({ status: 'PAID', totalCents: 5_000, paidCents: 5_000, refunds: [] });
  });

  test.each(['card_declined', 'authentication_required'])(
    'of a card that says %s stands, is owed, rings, and is paid at the desk',
    async (failure) => {
      const bookingId = await saved(today() + 20 * DAY);
      await world.run('bookings.cancel', { bookingId }, customer(bookingId));
      await world.answer(bookingId, { kind: 'failed', failure });
      expect(await world.booking(bookingId)).toMatchObject({
        ...{ status: 'CANCELLED', payments: [{ status: 'FAILED', failure }] },
        order: { status: 'OPEN', totalCents: 2_000, dueCents: 2_000 },
      });
      expect(await told(bookingId)).toContain('booking.payment_failed');
      expect(await rung(bookingId)).toContain('The card for the deposit was declined');
      await world.run('payments.record', { orderId: (await world.order(bookingId)).id, method: 'cash', amountCents: 2_000 });
      expect(await world.order(bookingId)).toMatchObject({ status: 'PAID', dueCents: 0 });
      expect(await waiting(bookingId)).toEqual([]);
    },
  );

  test('and is declined can be let off: nothing is owed any more', async () => {
    const bookingId = await saved(today() + 20 * DAY);
    await world.run('bookings.cancel', { bookingId }, customer(bookingId));
    await world.answer(bookingId, { kind: 'failed', failure: 'card_declined' });
    await world.run('bookings.refund', { bookingId });
    expect(await world.booking(bookingId)).toMatchObject({ status: 'REFUNDED', order: { status: 'VOID', dueCents: 0 } });
  });

  test('and is let off, or paid at the desk, before the card was asked asks it no more', async () => {
    const startsAt = today() + 20 * DAY;
    const [letOff, paid, inPart] = [await saved(startsAt), await saved(startsAt), await saved(startsAt)];
    for (const bookingId of [letOff, paid, inPart]) await world.run('bookings.cancel', { bookingId }, customer(bookingId));
    await world.run('bookings.refund', { bookingId: letOff });
    const cash = async (bookingId: string, amountCents: number) =>
      world.run('payments.record', { orderId: (await world.order(bookingId)).id, method: 'cash', amountCents });
    await cash(paid, 2_000);
    await cash(inPart, 500);
    expect([await waiting(letOff), await waiting(paid), await waiting(inPart)]).toEqual([[], [], ['charge 1500']]);
    for (const bookingId of [letOff, paid]) expect((await world.booking(bookingId)).deposit).toMatchObject({ status: 'RELEASED' });
  });

  test('and was let off while the card was being asked gives it back', async () => {
    const bookingId = await saved(today() + 20 * DAY);
    await world.run('bookings.cancel', { bookingId }, customer(bookingId));
    await world.run('bookings.refund', { bookingId });
    await answerTo(bookingId, 'charge', { kind: 'paid', providerRef: 'pi_4', amountCents: 2_000 });
    expect(await waiting(bookingId)).toEqual(['refund 2000']);
    await world.answer(bookingId, { kind: 'refunded', providerRef: 're_4' });
    expect(await world.order(bookingId)).toMatchObject({ status: 'REFUNDED', paidCents: 2_000, refundedCents: 2_000, dueCents: 0 });
  });
});

describe('while the kept card is being held', () => {
  const beingHeld = async (): Promise<{ bookingId: string; startsAt: number; callId: string }> => {
    const startsAt = today() + 20 * DAY;
    const bookingId = await saved(startsAt);
    world.clock.now = holdFrom(startsAt);
    await world.run('payments.due', {}, system);
    const callId = (await world.calls(bookingId)).find(({ action }) => action === 'authorise')?.id ?? '';
    return { bookingId, startsAt, callId };
  };
  /** As the worker does when it takes a call up. */
  const takenUp = async (callId: string) =>
    world.database.write(world.tenantId, async (db) => {
      await db.patch(providerCalls, callId, { firstAttemptAt: world.clock.now });
    });

  test('a cancellation takes the hold that comes, and not the card a second time', async () => {
    const { bookingId, callId } = await beingHeld();
    await takenUp(callId);
    await world.run('bookings.cancel', { bookingId }, customer(bookingId));
    expect(await waiting(bookingId)).toEqual(['authorise 2000', 'charge 2000']);
    await answerTo(bookingId, 'authorise', { kind: 'authorised', providerRef: 'pi_5' });
    expect(await waiting(bookingId)).toEqual(['capture 2000']);
    await world.answer(bookingId, { kind: 'paid', providerRef: 'pi_5' });
    expect(await world.order(bookingId)).toMatchObject({ status: 'PAID', paidCents: 2_000, heldCents: 0 });
  });

  test('a cancellation whose hold is declined asks the card once more, for what is kept', async () => {
    const { bookingId, callId } = await beingHeld();
    await takenUp(callId);
    await world.run('bookings.cancel', { bookingId, refundPercent: 90 });
    await answerTo(bookingId, 'authorise', { kind: 'failed', failure: 'card_declined' });
    expect(await waiting(bookingId)).toEqual(['charge 1000']);
    await world.answer(bookingId, { kind: 'failed', failure: 'card_declined' });
    expect(await world.booking(bookingId)).toMatchObject({ deposit: { status: 'FAILED' }, order: { dueCents: 1_000 } });
    expect((await told(bookingId)).filter((name) => name === 'booking.payment_failed')).toHaveLength(1);
  });

  test('a no-show takes of the card what it would have taken of the hold, and none of it once it is taken back', async () => {
    const { bookingId, startsAt } = await beingHeld();
    world.clock.now = startsAt + HOUR / 2;
    await world.run('bookings.noShow', { bookingId });
    expect(await waiting(bookingId)).toEqual(['charge 2000']);
    await world.run('bookings.undoNoShow', { bookingId });
    expect(await waiting(bookingId)).toEqual([]);
    expect(await world.booking(bookingId)).toMatchObject({
      status: 'CONFIRMED',
      deposit: { status: 'SAVED' },
      order: { dueCents: 10_000 },
    });
    await world.run('payments.due', {}, system);
    expect(await waiting(bookingId)).toEqual(['authorise 2000']);
    await world.run('bookings.noShow', { bookingId });
    await world.answer(bookingId, { kind: 'paid', providerRef: 'pi_6', amountCents: 2_000 });
    expect(await world.order(bookingId)).toMatchObject({ status: 'PAID', paidCents: 2_000, totalCents: 2_000 });
  });

  test('what is over by itself keeps the card as long as a no-show may be said of it', async () => {
    const [missed, came] = [await beingHeld(), await beingHeld()];
    for (const { bookingId, startsAt } of [missed, came]) {
      world.clock.now = startsAt + 2 * HOUR;
      await world.run('bookings.completeEnded', {}, system);
      expect(await waiting(bookingId)).toEqual([]);
      expect((await world.booking(bookingId)).deposit).toMatchObject({ status: 'SAVED', authoriseAt: null });
    }
    const until = came.startsAt + HOUR + 2 * DAY;
    world.clock.now = until;
    await world.run('bookings.noShow', { bookingId: came.bookingId });
    expect(await waiting(came.bookingId)).toEqual(['charge 2000']);
    await world.run('payments.due', {}, system);
    expect(await waiting(came.bookingId)).toEqual(['charge 2000']);
    expect((await world.booking(missed.bookingId)).deposit).toMatchObject({ status: 'RELEASED' });
  });
});
