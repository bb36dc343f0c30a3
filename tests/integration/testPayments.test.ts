import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { holdFrom } from '#core/base/cardHolds.ts';
import { isoOf, MINUTE } from '#core/base/time.ts';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import type { OrderDetail } from '#core/domains/payments/model.ts';
import { ask } from '#core/engine/ask.ts';
import { execute } from '#core/engine/execute.ts';
import { twinOf } from '#server/directory.ts';
import { doorkeeper } from '#server/secrets/apiKeys.ts';
import { catchUp } from '#server/sandbox/catchUp.ts';
import { newCommandId } from '#server/secrets/tokens.ts';
import type { Loop } from '#server/workers/loop.ts';
import { composeLetter, mustFindMail } from '#server/workers/letters.ts';
import { madeUpFee } from '#server/payments/test.ts';
import { startPayments } from '#server/workers/payments.ts';
import { startReconciliation } from '#server/workers/reconciliation.ts';
import { startUpkeep } from '#server/workers/upkeep.ts';
import { everyDay, testWorld, type TestWorld } from './world.ts';

// The sandbox's cards, by the API and by hand on its page. What each does is certain.

const FRIDAY_10 = '2026-03-06T09:00:00Z';
const FAR = '2026-03-25T09:00:00Z';

let world: TestWorld;
let tenantId: string;
let loops: Loop[];

beforeEach(async () => {
  world = await testWorld();
  tenantId = (await twinOf(world.engine.database, world.business.tenantId)) ?? '';
  await run('payments.updateSettings', { changes: { provider: 'test', collect: 'full' } });
  const timed = { ...world.parts, timer: { at: () => () => {} }, random: () => 0 };
  loops = [startUpkeep(timed), startReconciliation(timed), startPayments(timed)];
  await settled();
});
afterEach(async () => {
  for (const loop of loops) await loop.stop();
  await world.close();
});

const run = async (name: string, input: unknown): Promise<Record<string, string>> => (await world.run(name, input, { tenantId })) as never;

async function settled(): Promise<void> {
  for (const loop of [...loops, ...loops]) await loop.idle();
}

/** Minute by minute, as the workers see it. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= MINUTE) {
    world.advance(Math.min(left, MINUTE));
    for (const loop of loops) loop.wake();
    await settled();
  }
}

async function offer(fields: object = {}): Promise<string> {
  const { offeringId } = await run('catalog.createOffering', { title: 'Haircut', basePriceCents: 4_500, ...fields });
  const rules = everyDay.map((day) => ({ ...day, slotMinutes: null, capacity: null, validFrom: null, validUntil: null }));
  await run('availability.setSchedule', { subjectId: offeringId, rules });
  await run('catalog.publishOffering', { offeringId });
  return offeringId ?? '';
}

async function book(more: object = {}, { startsAt = FRIDAY_10, offeringId = '' } = {}): Promise<string> {
  const items = [{ offeringId: offeringId || (await offer()), startsAt: Date.parse(startsAt) }];
  const input = { items, customer: { name: 'Ada', email: 'ada@example.com' }, source: 'widget', ...more };
  const envelope = { commandId: newCommandId(world.now()), name: 'bookings.create', input };
  const outcome = await execute(world.engine, { tenantId, actor: { kind: 'customer', id: 'public', name: 'Ada' }, envelope });
  if (!outcome.ok) throw new Error(`${outcome.code} ${JSON.stringify(outcome.facts)}`);
  await settled();
  return (outcome.value as { bookingId: string }).bookingId;
}

const asked = (name: string, input: object) => ask(world.engine, { tenantId, actor: doorkeeper, name, input });
const booking = async (bookingId: string) => (await asked('bookings.booking', { bookingId })) as BookingDetail;
const order = async (bookingId: string) =>
  (await asked('payments.order', { orderId: (await booking(bookingId)).order?.id })) as OrderDetail;
const stateOf = async (bookingId: string) => [(await booking(bookingId)).status, (await order(bookingId)).payments[0]?.status];

describe('a card that is named while booking', () => {
  test('ok pays at once', async () => {
    expect(await stateOf(await book({ testCard: 'ok' }))).toEqual(['CONFIRMED', 'PAID']);
  });

  test('ok keeps a made-up fee, which its customer does not see in what they owe', async () => {
    const bookingId = await book({ testCard: 'ok' });
    const { payments, entries, ...standing } = await order(bookingId);
    expect(payments).toMatchObject([{ status: 'PAID', amountCents: 4_500, feeCents: 63 + 25 }]);
    expect(entries.filter(({ kind }) => kind === 'fee')).toMatchObject([{ debit: 'fees', credit: 'test', amountCents: 88 }]);
    expect(standing).toMatchObject({ status: 'PAID', totalCents: 4_500, paidCents: 4_500, dueCents: 0 });
  });

  test.each([
    ['JPY', 4_500, 63],
    ['BHD', 45_000, 630],
    ['EUR', 10, 10],
  ])('ok keeps in %s of %i no more than %i', (currency, amountCents, cents) => {
    expect(madeUpFee({ currency, amountCents })).toBe(cents);
  });

  test('declined is declined, and the booking lapses', async () => {
    const bookingId = await book({ testCard: 'declined' });
    expect((await order(bookingId)).payments).toMatchObject([{ status: 'FAILED', failure: 'The card was declined.' }]);
    await pass(32 * MINUTE);
    expect((await booking(bookingId)).status).toBe('CANCELLED');
  });

  test('needs_action waits on the page', async () => {
    const bookingId = await book({ testCard: 'needs_action' });
    expect((await order(bookingId)).payments).toMatchObject([{ status: 'PENDING', checkoutUrl: expect.stringContaining('/pay/test/') }]);
  });

  test('times_out gives no answer twice, and pays once', async () => {
    const bookingId = await book({ testCard: 'times_out' });
    expect(await stateOf(bookingId)).toEqual(['PENDING', 'PENDING']);
    await pass(2 * MINUTE);
    expect(await stateOf(bookingId)).toEqual(['CONFIRMED', 'PAID']);
    expect((await order(bookingId)).paidCents).toBe(4_500);
  });

  test('pays_late pays an hour later, for a time that is gone, and gets it back', async () => {
    const bookingId = await book({ testCard: 'pays_late' });
    await pass(40 * MINUTE);
    expect(await stateOf(bookingId)).toEqual(['CANCELLED', 'EXPIRED']);
    await pass(25 * MINUTE);
    expect(await order(bookingId)).toMatchObject({ paidCents: 4_500, refundedCents: 4_500, payments: [{ status: 'PAID' }] });
  });

  test('refund_fails pays, and takes nothing back', async () => {
    const bookingId = await book({ testCard: 'refund_fails' });
    await run('payments.refund', { paymentId: (await order(bookingId)).payments[0]?.id ?? '', amountCents: 4_500 });
    await settled();
    expect(await order(bookingId)).toMatchObject({ refundedCents: 0, refunds: [{ status: 'FAILED' }] });
  });
});

describe('the page of a payment', () => {
  const pathOf = async (bookingId: string): Promise<string> => new URL((await order(bookingId)).payments[0]?.checkoutUrl ?? '').pathname;
  const choose = (path: string, card: string) =>
    world.inject({ method: 'POST', url: path, payload: `card=${card}`, headers: { 'content-type': 'application/x-www-form-urlencoded' } });

  test('shows what is to be paid and the cards, and leads a good one back to the booking', async () => {
    const bookingId = await book();
    const path = await pathOf(bookingId);
    const page = await world.inject({ method: 'GET', url: path });
    for (const words of ['€45.00', 'Haircut', 'Good card: pays at once', 'value="declined"', 'value="pays_late"'])
      expect(page.body).toContain(words);
    const answer = await choose(path, 'ok');
    const paymentId = (await order(bookingId)).payments[0]?.id ?? '';
    expect(answer.statusCode).toBe(303);
    expect(answer.headers.location).toMatch(new RegExp(`/manage/${bookingId}\\?pay=${paymentId}#t=`));
    expect(await stateOf(bookingId)).toEqual(['CONFIRMED', 'PAID']);
    expect((await world.inject({ method: 'GET', url: path })).statusCode).toBe(404);
  });

  test('of a card that is declined asks for another, and of one that needs a confirmation for that', async () => {
    const bookingId = await book();
    const path = await pathOf(bookingId);
    expect((await choose(path, 'declined')).body).toContain('The card was declined.');
    expect((await choose(path, 'needs_action')).body).toContain('Your bank asks');
    expect(await stateOf(bookingId)).toEqual(['PENDING', 'PENDING']);
    expect((await choose(path, 'nonsense')).statusCode).toBe(400);
    await choose(path, 'ok');
    expect(await stateOf(bookingId)).toEqual(['CONFIRMED', 'PAID']);
  });

  test.each([
    ['times_out', 2 * MINUTE, ['CONFIRMED', 'PAID']],
    ['pays_late', 62 * MINUTE, ['CANCELLED', 'PAID']],
  ] as const)('of a card that is %s pays later', async (card, later, after) => {
    const bookingId = await book();
    await choose(await pathOf(bookingId), card);
    expect(await stateOf(bookingId)).toEqual(['PENDING', 'PENDING']);
    await pass(later);
    expect(await stateOf(bookingId)).toEqual(after);
  });

  test('keeps the card of what lies far ahead, and holds it two days before', async () => {
    await run('payments.updateSettings', { changes: { collect: 'deposit' } });
    const offeringId = await offer({ deposit: { kind: 'fixed', amount: 1_000 } });
    const bookingId = await book({}, { offeringId, startsAt: FAR });
    const path = await pathOf(bookingId);
    const { body } = await world.inject({ method: 'GET', url: path });
    for (const words of ['The card is kept, to hold €10.00 later', 'Good card: is kept', 'No answer: is kept a minute after the booking'])
      expect(body).toContain(words);
    expect(body).not.toMatch(/\bpays\b/);
    await choose(path, 'ok');
    expect(await stateOf(bookingId)).toEqual(['CONFIRMED', 'SAVED']);
    world.advance(holdFrom(Date.parse(FAR)) - world.now());
    await pass(MINUTE);
    expect(await stateOf(bookingId)).toEqual(['CONFIRMED', 'AUTHORISED']);
  });

  test('of a hold says that its cards are held, and pay nothing', async () => {
    await run('payments.updateSettings', { changes: { collect: 'deposit' } });
    const offeringId = await offer({ deposit: { kind: 'fixed', amount: 1_000 } });
    const { body } = await world.inject({
      method: 'GET',
      url: await pathOf(await book({}, { offeringId, startsAt: '2026-03-03T09:00:00Z' })),
    });
    for (const words of ['To be held on the card: €10.00', 'Good card: is held at once']) expect(body).toContain(words);
    expect(body).not.toMatch(/\bpays\b/);
  });

  test('is nobody’s who doesn’t have its address', async () => {
    const path = await pathOf(await book());
    const elsewhere = path.replace(tenantId, world.business.tenantId);
    for (const url of [elsewhere, path.slice(0, -1), `${path}x`, '/pay/test/atlas/x'])
      expect((await world.inject({ method: 'GET', url })).statusCode).toBe(404);
  });
});

describe('when the sandbox’s clock is moved by a day', () => {
  async function move(): Promise<void> {
    const { byMs } = (await run('tenants.moveClock', { advanceMinutes: 24 * 60 })) as unknown as { byMs: number };
    await catchUp(world.parts, { tenantId, byMs });
    await settled();
  }
  const chosen = async (card: string): Promise<string> => {
    const bookingId = await book();
    const { pathname: url } = new URL((await order(bookingId)).payments[0]?.checkoutUrl ?? '');
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await world.inject({ method: 'POST', url, payload: `card=${card}`, headers })).statusCode).toBe(303);
    return bookingId;
  };

  test('a card that answers a minute later has answered before its booking lapses', async () => {
    const bookingId = await chosen('times_out');
    await move();
    expect(await stateOf(bookingId)).toEqual(['CONFIRMED', 'PAID']);
    expect(await order(bookingId)).toMatchObject({ paidCents: 4_500, refundedCents: 0 });
  });

  test('and one that is named while booking, too', async () => {
    const bookingId = await book({ testCard: 'times_out' });
    await move();
    expect(await stateOf(bookingId)).toEqual(['CONFIRMED', 'PAID']);
  });

  test('a card that pays an hour later pays for what has lapsed, and gets it back', async () => {
    const bookingId = await chosen('pays_late');
    await move();
    expect(await stateOf(bookingId)).toEqual(['CANCELLED', 'PAID']);
    expect(await order(bookingId)).toMatchObject({ paidCents: 4_500, refundedCents: 4_500 });
  });
});

describe('a card that was declined outside its page', () => {
  interface Shown {
    status: string;
    payment: { id: string; status: string; checkoutUrl: string | null; payAgain: boolean };
  }

  async function declined(): Promise<{ bookingId: string; token: string; own: () => Promise<Shown> }> {
    const body = { offeringId: await offer(), startsAt: FRIDAY_10, customer: { name: 'Ada', email: 'ada@example.com' } };
    const { body: made } = await world.call('POST', `/v1/storefront/${tenantId}/checkout`, { token: null, body });
    const { booking: shown, manageToken: token } = made as { booking: { id: string }; manageToken: string };
    await settled();
    const { id: paymentId } = (await order(shown.id)).payments[0] ?? {};
    const failed = { paymentId, outcome: { kind: 'failed', failure: 'The bank refused the debit.' }, eventId: 'evt_1' };
    const envelope = { commandId: newCommandId(world.now()), name: 'payments.hear', input: failed };
    await execute(world.engine, { tenantId, actor: { kind: 'system', id: 'payments', name: 'Payments' }, envelope });
    const own = async () => (await world.call('GET', `/v1/storefront/${tenantId}/bookings/${shown.id}`, { token })).body as Shown;
    world.advance(MINUTE);
    return { bookingId: shown.id, token, own };
  }
  const again = (bookingId: string, token: string | null) =>
    world.call('POST', `/v1/storefront/${tenantId}/bookings/${bookingId}/pay`, { token });

  test('is tried again from the booking’s page, on a new page, as long as there is time', async () => {
    const { bookingId, token, own } = await declined();
    const first = (await own()).payment;
    expect(first).toMatchObject({ status: 'FAILED', payAgain: true });
    expect((await again(bookingId, token)).body).toMatchObject({ payment: { status: 'PENDING', payAgain: false } });
    expect((await again(bookingId, token)).status).toBe(200);
    await settled();
    const { payment } = await own();
    expect(payment).toMatchObject({ status: 'PENDING', checkoutUrl: expect.stringContaining('/pay/test/') });
    expect((await order(bookingId)).payments.map(({ status }) => status)).toEqual(['FAILED', 'PENDING']);
    await world.inject({
      ...{ method: 'POST', url: new URL(payment.checkoutUrl ?? '').pathname, payload: 'card=ok' },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(await own()).toMatchObject({ status: 'CONFIRMED', payment: { status: 'PAID', payAgain: false } });
    expect(await again(bookingId, token)).toMatchObject({ status: 409, body: { error: 'invalid_transition' } });
    expect(await order(bookingId)).toMatchObject({ paidCents: 4_500, refundedCents: 0 });
  });

  test('is tried by nobody else, and not after the time to pay', async () => {
    const { bookingId, token, own } = await declined();
    expect((await again(bookingId, null)).status).toBe(401);
    expect((await again(await book({}, { startsAt: '2026-03-07T09:00:00Z' }), token)).status).toBe(401);
    await pass(32 * MINUTE);
    expect(await own()).toMatchObject({ status: 'CANCELLED', payment: { status: 'FAILED', payAgain: false } });
    expect((await again(bookingId, token)).status).toBe(409);
  });

  test('is written about, with the link to the page, while there is time', async () => {
    const { bookingId } = await declined();
    const rows = () => asked('notifications.mails', {}) as Promise<{ id: string; template: string; bookingId: string }[]>;
    const [mail, ...more] = (await rows()).filter(({ template }) => template === 'payment_failed');
    expect(more).toEqual([]);
    const row = await mustFindMail(world.parts, { tenantId, input: { mailId: mail?.id ?? '' } });
    const composed = await composeLetter(world.parts, row);
    expect(composed?.letter.text).toContain('you can pay again');
    expect(composed?.letter.text).toMatch(new RegExp(`/manage/${bookingId}#t=`));
    await pass(32 * MINUTE);
    expect(await composeLetter(world.parts, row)).toBeNull();
  });
});

describe('what a customer is told before they book', () => {
  const payNow = async (offeringId: string, startsAt = FRIDAY_10) => {
    const body = { offeringId, startsAt };
    const answer = await world.call('POST', `/v1/storefront/${tenantId}/quote`, { token: null, body });
    return (answer.body as { payNow: unknown }).payNow;
  };

  test('all of it, a deposit that is paid or held, or a card that is kept', async () => {
    const offeringId = await offer({ deposit: { kind: 'percent', amount: 50 } });
    expect(await payNow(offeringId)).toEqual({ purpose: 'payment', amountCents: 4_500, hold: false, authoriseAt: null });
    await run('payments.updateSettings', { changes: { collect: 'deposit', deposits: 'pay' } });
    expect(await payNow(offeringId)).toEqual({ purpose: 'deposit', amountCents: 2_250, hold: false, authoriseAt: null });
    await run('payments.updateSettings', { changes: { deposits: 'hold' } });
    const soon = await payNow(offeringId, '2026-03-03T09:00:00Z');
    expect(soon).toEqual({ purpose: 'deposit', amountCents: 2_250, hold: true, authoriseAt: null });
    expect(await payNow(offeringId, FAR)).toMatchObject({ hold: true, authoriseAt: isoOf(holdFrom(Date.parse(FAR))) });
    expect(await payNow(await offer())).toBeNull();
    await run('payments.updateSettings', { changes: { collect: 'nothing' } });
    expect(await payNow(offeringId)).toBeNull();
  });

  test('and what is asked is what was told', async () => {
    const offeringId = await offer({ deposit: { kind: 'percent', amount: 33 }, taxBps: 1_900, taxIncluded: false });
    await run('payments.updateSettings', { changes: { collect: 'deposit' } });
    const told = (await payNow(offeringId)) as { amountCents: number };
    expect((await order(await book({}, { offeringId }))).payments).toMatchObject([{ amountCents: told.amountCents }]);
  });

  test('their booking says where to pay, and then that it is paid', async () => {
    const body = { offeringId: await offer(), startsAt: FRIDAY_10, customer: { name: 'Ada', email: 'ada@example.com' } };
    const { body: made } = await world.call('POST', `/v1/storefront/${tenantId}/checkout`, { token: null, body });
    const { booking: shown, manageToken } = made as { booking: { id: string; payment: unknown }; manageToken: string };
    expect(shown.payment).toMatchObject({ status: 'PENDING', amountCents: 4_500, checkoutUrl: null });
    await settled();
    const own = async () =>
      (await world.call('GET', `/v1/storefront/${tenantId}/bookings/${shown.id}`, { token: manageToken })).body as {
        status: string;
        payment: { status: string; checkoutUrl: string | null };
      };
    const { payment } = await own();
    const url = new URL(payment.checkoutUrl ?? '').pathname;
    await world.inject({ method: 'POST', url, payload: 'card=ok', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    expect(await own()).toMatchObject({ status: 'CONFIRMED', payment: { status: 'PAID', checkoutUrl: null, dueAt: null } });
  });
});

describe('coming back from paying, without a script', () => {
  const back = async (bookingId: string, paymentId: string) =>
    (await world.inject({ method: 'GET', url: `/s/${tenantId}/manage/${bookingId}?pay=${paymentId}` })).body;

  test('waits for the bank and looks again by itself, until it is paid', async () => {
    const bookingId = await book();
    const { id = '', checkoutUrl } = (await order(bookingId)).payments[0] ?? {};
    const waiting = await back(bookingId, id);
    expect(waiting).toContain('Waiting for your bank');
    expect(waiting).toContain(`<noscript><meta http-equiv="refresh" content="4;url=?pay=${id}" /></noscript>`);
    await world.inject({
      ...{ method: 'POST', url: new URL(checkoutUrl ?? '').pathname, payload: 'card=ok' },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    const paid = await back(bookingId, id);
    expect(paid).toContain('We have received €45.00.');
    expect(paid).not.toContain('http-equiv="refresh"');
  });

  test('says nothing of a payment for anything else', async () => {
    const [one, other] = [await book(), await book({}, { startsAt: '2026-03-07T09:00:00Z' })];
    const id = (await order(other)).payments[0]?.id ?? '';
    for (const asking of [id, 'pay_00000000000000000000', '"><script>', ''])
      expect(await back(one, encodeURIComponent(asking))).not.toMatch(/Waiting for your bank|Paid|<script>/);
  });
});
