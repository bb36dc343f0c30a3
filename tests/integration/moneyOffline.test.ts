import { getTableName } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ReadDb } from '#core/data/database.ts';
import { ledgerEntries, orders, payments, refunds } from '#core/domains/payments/tables.ts';
import { type Desk, openDesk } from './core/desk.ts';
import { anybody, DAY, HOUR, inDays, type MoneyWorld, moneyWorld } from './moneyWorld.ts';

// What a desk does with money while it is alone is what the server makes of it later, to the last row.

let world: MoneyWorld;
let desk: Desk;
let offeringId: string;

beforeEach(async () => {
  world = await moneyWorld();
  offeringId = await world.offer({
    ...{ basePriceCents: 5_000, taxBps: 700, taxIncluded: false, capacity: 1, maxAdvanceDays: 60 },
    cancellationPolicy: [{ hoursBefore: 24, refundPercent: 60 }],
  });
  desk = await openDesk(world);
  await desk.pull();
});
afterEach(async () => {
  await desk.close();
  await world.close();
});

const tables = [orders, ledgerEntries, payments, refunds];

async function booksOf(db: ReadDb): Promise<Record<string, object[]>> {
  const books: Record<string, object[]> = {};
  for (const table of tables) {
    const rows = (await db.list(table)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    books[getTableName(table)] = rows.map(({ rev: _rev, ...row }) => row);
  }
  return books;
}

async function run(name: string, input: object): Promise<Record<string, never>> {
  const outcome = await desk.run(name, input);
  expect(outcome).toMatchObject({ ok: true });
  return (outcome.ok ? outcome.value : {}) as Record<string, never>;
}

test('a booking that is taken, paid, cancelled and handed back offline has the same books on the server', async () => {
  const wish = { items: [{ offeringId, startsAt: inDays(9) }], customer: anybody('Anna'), source: 'desk' };
  const { bookingId = '' } = (await run('bookings.create', wish)) as { bookingId?: string };
  const { order } = await desk.ask('bookings.booking', { bookingId });
  expect(order).toMatchObject({ totalCents: 5_350, dueCents: 5_350 });
  await run('payments.record', { orderId: order.id, method: 'terminal', amountCents: 5_350 });
  await run('bookings.reschedule', { bookingId, startsAt: inDays(9) + HOUR });
  await run('bookings.cancel', { bookingId });
  const { refunds: owed } = await desk.ask('bookings.booking', { bookingId });
  expect(owed).toMatchObject([{ amountCents: 3_210, status: 'PENDING' }]);
  await run('payments.handBack', { refundId: owed[0]?.id, method: 'cash' });
  const made = await desk.engine.database.read(world.tenantId, booksOf);
  for (const answer of await desk.push()) expect(answer).toMatchObject({ ok: true });
  expect(await world.database.read(world.tenantId, booksOf)).toEqual(made);
  await desk.pull();
  expect(await desk.engine.database.read(world.tenantId, booksOf)).toEqual(made);
  expect(await world.order(bookingId)).toMatchObject({ status: 'PAID', totalCents: 2_140, dueCents: 0 });
});

test('what was paid offline for one date of a series is paid for that date, though another was taken meanwhile', async () => {
  const item = { offeringId, startsAt: inDays(9) };
  const series = { item, rrule: 'FREQ=DAILY;COUNT=3', take: 'free', customer: anybody('Anna'), source: 'desk' };
  const { bookings } = (await run('bookings.createSeries', series)) as unknown as { bookings: { bookingId: string }[] };
  const last = bookings[2]?.bookingId ?? '';
  const { order } = await desk.ask('bookings.booking', { bookingId: last });
  await run('payments.record', { orderId: order.id, method: 'cash', amountCents: 5_350 });
  await world.book(offeringId, inDays(9) + DAY);
  for (const answer of await desk.push()) expect(answer).toMatchObject({ ok: true });
  expect(await world.order(last)).toMatchObject({ payableId: last, status: 'PAID', paidCents: 5_350 });
  await desk.pull();
  expect(await desk.attention()).toEqual([]);
});

test('the same debt taken at two desks is taken once: the second sees that it was not recorded', async () => {
  const bookingId = await world.book(offeringId, inDays(9));
  await desk.pull();
  const { id: orderId } = await world.order(bookingId);
  await run('payments.record', { orderId, method: 'cash', amountCents: 5_350 });
  await world.run('payments.record', { orderId, method: 'terminal', amountCents: 5_350 });
  expect(await desk.push()).toMatchObject([{ ok: false, code: 'invalid_request', facts: { mostCents: 0 } }]);
  await desk.pull();
  expect(await desk.attention()).toEqual([{ name: 'payments.record', code: 'invalid_request' }]);
  expect(await world.order(bookingId)).toMatchObject({ paidCents: 5_350, dueCents: 0 });
});
