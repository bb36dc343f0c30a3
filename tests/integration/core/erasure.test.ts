import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '#core/contracts/actor.ts';
import { customerCodes } from '#core/domains/customers/tables.ts';
import { disputeOf, type DisputeRow } from '#core/domains/disputes/store.ts';
import { disputes } from '#core/domains/disputes/tables.ts';
import { type TenantTable, tenantTables } from '#core/engine/tenantTables.ts';
import { execute } from '#core/engine/execute.ts';
import { idempotency } from '#core/engine/tables.ts';
import { anybody, DAY, HOUR, inDays, type MoneyWorld, moneyWorld, page } from '../moneyWorld.ts';
import { openDesk } from './desk.ts';
import { customer, idFor, key, member, newCommandId, NOON, owner, system } from './world.ts';

// Whoever is erased is named nowhere any more; what was booked and paid stays.

const NAME = 'Zebulon Quarkfeather';
const EMAIL = 'zeb.quark@feather.example';
const PHONE = '+49 5151 987654321';
const zebulon = { name: NAME, email: EMAIL, phone: PHONE };
/** All that tells who they are, and what they said, in words that stand nowhere else. */
const planted = [
  'Zebulon',
  'Quarkfeather',
  EMAIL,
  PHONE,
  'gluten allergy',
  'prefers mornings',
  'left-handed',
  'wooden leg',
  'broken toe',
  'scan of passport',
  'ghastly bathroom',
  'wet socks',
  'dried them',
  'umbrella',
  'flooded.example',
  'Zonk',
];

let world: MoneyWorld;
beforeEach(async () => {
  world = await moneyWorld();
});
afterEach(() => world.close());

const tablesRead: ReadonlyMap<string, TenantTable> = new Map([...tenantTables, ['customer_codes', customerCodes]]);

/** Where each of these is found: table, row. */
async function found(texts: readonly string[]): Promise<string[]> {
  const hits: string[] = [];
  for (const [name, table] of tablesRead) {
    const rows = await world.database.across((db) => db.select().from(table).where(eq(table.tenantId, world.tenantId)));
    for (const row of rows) {
      const text = JSON.stringify(row).toLowerCase();
      for (const one of texts) if (text.includes(one.toLowerCase())) hits.push(`${one} in ${name}: ${text}`);
    }
  }
  return hits;
}

async function openedAs(actor: Actor, input: object): Promise<string> {
  world.clock.now += HOUR;
  const { disputeId = '' } = await world.run('disputes.open', input, actor);
  const envelope = { commandId: newCommandId(), name: 'disputes.reply', input: { disputeId, text: 'Hello' } };
  // As a door keeps the whole answer for a request that is sent twice.
  await execute(world.engine, {
    ...{ tenantId: world.tenantId, actor: key('write'), envelope },
    alongside: async (db) => {
      const body = JSON.stringify(await disputeOf(db, (await db.find(disputes, disputeId)) as DisputeRow, { actor: owner, now: NOON }));
      await db.insert(idempotency, { id: disputeId, payloadHash: 'h', status: 200, body, expiresAt: world.clock.now + 365 * DAY });
    },
  });
  return disputeId;
}

const questions = [{ key: 'diet', label: 'Diet', kind: 'text', required: false, options: [] }];

/** A customer’s whole life: booked, asked, paid, moved, waited, proved, refused, and long over. */
async function live(): Promise<{ customerId: string; bookingIds: string[]; offeringId: string }> {
  await world.run('webhooks.createEndpoint', {
    url: 'https://example.org/hook',
    events: [
      'booking.created',
      'booking.updated',
      'booking.rescheduled',
      'booking.completed',
      'booking.cancelled',
      'coupon.redeemed',
      'order.paid',
      'dispute.opened',
      'dispute.message',
      'dispute.resolved',
    ],
    secret: `whsec_${'A'.repeat(44)}`,
  });
  await world.paidBy({ provider: 'stripe', collect: 'full', deposits: 'pay' });
  await world.run('promotions.createCoupon', { code: 'TENOFF', kind: 'PERCENT', amount: 10 });
  const offeringId = await world.offer({ basePriceCents: 10_000, capacity: 1, questions, cancellationPolicy: [] });
  const item = { offeringId, startsAt: inDays(2), answers: { diet: 'gluten allergy' } };
  const origin = { address: 'a'.repeat(64), device: 'd'.repeat(64) };
  const wanted = {
    items: [item],
    customer: zebulon,
    source: 'widget',
    customerNotes: 'prefers mornings',
    couponCode: 'TENOFF',
    origin,
    locale: 'de',
  };
  const { bookingId: online = '' } = await world.run('bookings.create', wanted, customer());
  const { customerId } = await world.booking(online);
  await world.answer(online, page);
  await world.tell(online, { kind: 'paid', providerRef: 'pi_1', cardRef: 'pm_zebulon' });
  await world.run('bookings.reschedule', { bookingId: online, startsAt: inDays(3) });
  await world.run('bookings.editNotes', { bookingId: online, changes: { notes: 'left-handed' } });
  const { evidenceId } = await world.run('bookings.addEvidence', {
    ...{ bookingId: online, name: `scan of passport of ${NAME}`, url: 'https://portal.example/zebulon', note: 'wooden leg' },
  });
  await world.run('bookings.addEvidence', { bookingId: online, name: 'scan of passport', url: 'https://portal.example/quarkfeather' });
  await world.run('bookings.removeEvidence', { evidenceId });
  await world.run('bookings.addEvidenceFile', {
    ...{
      bookingId: online,
      evidenceId: idFor('evd', 'file'),
      name: 'Zebulon.png',
      mediaType: 'image/png',
      size: 12,
      sha256: 'a'.repeat(64),
    },
  });
  await world.run('customers.update', { customerId, changes: { notes: 'broken toe' } });
  // Refusals keep what stood against them.
  await world.refused('customers.update', { customerId, changes: { name: 'Zeb' }, seen: { name: 'Zebulon Q.' } });
  await world.refused('customers.create', { name: 'Other', email: EMAIL, phone: null });
  const envelope = { commandId: newCommandId(), name: 'customers.update', input: { customerId, changes: { phone: PHONE } } };
  await execute(world.engine, {
    ...{ tenantId: world.tenantId, actor: key('write'), envelope },
    alongside: async (db) => {
      const body = JSON.stringify({ id: customerId, name: NAME, email: EMAIL, phone: PHONE, notes: 'broken toe' });
      await db.insert(idempotency, { id: 'idem', payloadHash: 'h', status: 200, body, expiresAt: world.clock.now + 365 * DAY });
    },
  });
  await world.run('customers.keepCode', { email: EMAIL, codeHash: 'c'.repeat(64), place: 'p'.repeat(64) }, system);
  await world.run('notifications.sendCode', { email: EMAIL, code: '12345678', locale: null }, system);
  const wait = { offeringId, fromDate: '2026-11-23', toDate: '2026-11-23', ...zebulon };
  await world.run('waitlist.join', wait, customer());
  await world.paidBy({ provider: 'desk', collect: 'nothing' });
  world.clock.now += HOUR;
  const { bookingId: atDesk = '' } = await world.run('bookings.create', {
    ...{ items: [{ offeringId, startsAt: inDays(5) }], customer: { ...zebulon, name: 'Zebulon Q.' }, source: 'desk' },
  });
  await world.run('bookings.cancel', { bookingId: atDesk, reason: 'wooden leg' });
  world.clock.now = inDays(3) + 30 * HOUR;
  await world.run('bookings.complete', { bookingId: online });
  const me = customer(online);
  const links = [{ url: 'https://flooded.example/1', name: 'Bathroom of Zebulon' }];
  const opened = await openedAs(me, { bookingId: online, reason: 'A ghastly bathroom', links });
  for (const [text, actor] of [
    ['I have wet socks', me],
    ['We dried them', owner],
    ['Zonk', me],
  ] as const) {
    world.clock.now += HOUR;
    await world.run('disputes.reply', { disputeId: opened, text, links }, actor);
  }
  const [link] = (await world.ask('disputes.dispute', { disputeId: opened })).links;
  await world.run('bookings.removeEvidence', { evidenceId: link.id });
  await world.run('disputes.addEvidence', { disputeId: opened, name: 'wet socks', url: 'https://flooded.example/2', note: 'Zebulon’s' });
  await world.run('disputes.addEvidenceFile', {
    ...{
      disputeId: opened,
      evidenceId: idFor('evd', 'socks'),
      name: 'Zebulon’s umbrella',
      mediaType: 'image/png',
      size: 12,
      sha256: 'b'.repeat(64),
    },
  });
  await world.run('disputes.resolve', { disputeId: opened, outcome: 'keep', note: 'Bring an umbrella' });
  await openedAs(owner, { bookingId: online, reason: 'Zonk' });
  return { customerId, bookingIds: [online, atDesk], offeringId };
}

describe('a customer who is erased', () => {
  test('is named nowhere any more, in no table, while times and money stay', async () => {
    const { customerId, bookingIds } = await live();
    const other = await world.book(await world.offer(), inDays(6), { customer: anybody('Anna') });
    const otherBefore = await world.booking(other);
    expect(new Set((await found(planted)).map((hit) => hit.split(' in ')[0]))).toEqual(new Set(planted));
    const [before, order] = [await world.booking(bookingIds[0] ?? ''), await world.order(bookingIds[0] ?? '')];
    const books = await world.ask('payments.books', { from: 0, to: world.clock.now + 1 });
    expect(await world.run('customers.erase', { customerId, name: ` ${NAME}` })).toEqual({ customerId, files: 2 });

    expect(await found([...planted, 'pm_zebulon', 'd'.repeat(64)])).toEqual([]);
    const after = await world.booking(bookingIds[0] ?? '');
    expect(after).toMatchObject({
      customerName: 'Erased customer',
      customerEmail: null,
      customerPhone: null,
      notes: '',
      customerNotes: '',
    });
    const kept = ({ startsAt, endsAt, totalCents, status, confirmationCode }: typeof before) => [
      startsAt,
      endsAt,
      totalCents,
      status,
      confirmationCode,
    ];
    expect(kept(after)).toEqual(kept(before));
    expect(after.history.map(({ id, name, at }) => [id, name, at])).toEqual(before.history.map(({ id, name, at }) => [id, name, at]));
    expect(await world.ask('payments.books', { from: 0, to: world.clock.now + 1 })).toEqual(books);
    expect((await world.order(bookingIds[0] ?? '')).entries).toEqual(order.entries);
    expect(await world.booking(other)).toEqual(otherBefore);
    const disputed = await world.ask('disputes.list', {});
    expect(disputed.data).toMatchObject([
      { status: 'WITHDRAWN', openedBy: 'business', awaits: null, reason: '', messageCount: 1 },
      { status: 'RESOLVED', openedBy: 'customer', openedByName: 'Erased customer', reason: '', resolution: { outcome: 'keep', note: '' } },
    ]);
    expect(after.history.filter(({ name }) => name === 'dispute.opened').map(({ data }) => data)).toMatchObject([
      { openedBy: 'customer', openedByName: 'Erased customer', reason: '', links: [] },
      { openedBy: 'business', openedByName: 'OWNER', reason: '' },
    ]);
  });

  test('is in no list and found by no search, and is reached from what they booked', async () => {
    const { customerId, offeringId } = await live();
    await world.run('customers.erase', { customerId, name: NAME });
    for (const [name, input] of [
      ['customers.list', {}],
      ['customers.page', {}],
      ['customers.find', { q: 'Erased' }],
    ] as const)
      expect(await world.ask(name, input)).toEqual([]);
    expect(await world.ask('customers.customer', { customerId })).toMatchObject({
      ...{ name: 'Erased customer', email: null, phone: null, notes: '', erasedAt: world.clock.now, bookings: 2 },
    });
    const gone = { code: 'invalid_transition', status: 'ERASED' };
    expect(await world.refused('customers.update', { customerId, changes: { name: NAME } })).toMatchObject(gone);
    expect(await world.refused('customers.erase', { customerId, name: 'Erased customer' })).toMatchObject(gone);
    const again = { items: [{ offeringId, startsAt: inDays(9) }], source: 'desk' };
    expect(await world.refused('bookings.create', { ...again, customer: { id: customerId } })).toMatchObject(gone);
    const { bookingId } = await world.run('bookings.create', { ...again, customer: zebulon });
    expect((await world.booking(bookingId ?? '')).customerId).not.toBe(customerId);
  });

  test('is so on every desktop', async () => {
    const { customerId, bookingIds } = await live();
    const desk = await openDesk(world);
    await desk.pull();
    await world.run('customers.erase', { customerId, name: NAME });
    await desk.pull();
    const texts: string[] = [];
    for (const table of tablesRead.values())
      texts.push(JSON.stringify(await desk.engine.database.across((db) => db.select().from(table))).toLowerCase());
    expect(planted.filter((one) => texts.some((text) => text.includes(one.toLowerCase())))).toEqual([]);
    expect(await desk.ask('bookings.booking', { bookingId: bookingIds[0] })).toMatchObject({ customerName: 'Erased customer' });
    await desk.close();
  });

  test('takes nothing from another of the same name', async () => {
    const { customerId } = await live();
    const { customerId: namesake = '' } = await world.run('customers.create', { name: NAME, email: 'another@example.org', phone: null });
    const booked = await world.book(await world.offer(), inDays(9), { customer: { id: namesake } });
    const before = await world.booking(booked);
    await world.run('customers.erase', { customerId, name: NAME });
    expect(await world.booking(booked)).toEqual(before);
    expect(await world.ask('customers.customer', { customerId: namesake })).toMatchObject({ name: NAME, email: 'another@example.org' });
  });
});

describe('a customer is not erased', () => {
  const erase = (customerId: string, name = 'Anna', actor = owner) => world.refused('customers.erase', { customerId, name }, actor);

  test('while a booking is ahead', async () => {
    const bookingId = await world.book(await world.offer({ basePriceCents: 0 }), inDays(2));
    const { customerId } = await world.booking(bookingId);
    expect(await erase(customerId)).toEqual({ code: 'in_use', kind: 'bookings', count: 1 });
    await world.run('bookings.cancel', { bookingId });
    await world.run('customers.erase', { customerId, name: 'Anna' });
  });

  test('while a card is held', async () => {
    const offeringId = await world.offer({ basePriceCents: 10_000, deposit: { kind: 'percent', amount: 20 } });
    await world.paidBy({ provider: 'stripe', collect: 'deposit', deposits: 'hold' });
    const bookingId = await world.bookOnline(offeringId, inDays(2));
    await world.answer(bookingId, page);
    await world.tell(bookingId, { kind: 'authorised', providerRef: 'pi_1' });
    const { customerId } = await world.booking(bookingId);
    world.clock.now = inDays(2) + 2 * HOUR;
    expect(await erase(customerId, 'Olga')).toEqual({ code: 'in_use', kind: 'card', count: 1 });
  });

  test('while money is owed', async () => {
    const bookingId = await world.book(await world.offer({ basePriceCents: 4_500 }), inDays(2));
    const { customerId, order } = await world.booking(bookingId);
    world.clock.now = inDays(2) + 2 * HOUR;
    expect(await erase(customerId)).toEqual({ code: 'in_use', kind: 'money', count: 1 });
    await world.run('payments.record', { orderId: order?.id, method: 'cash', amountCents: 4_500 });
    await world.run('customers.erase', { customerId, name: 'Anna' });
  });

  test('while a plan runs, under another name, or by staff', async () => {
    const { customerId = '' } = await world.run('customers.create', anybody('Anna'));
    const plan = { period: 'month', visits: 4, offeringIds: [await world.offer()] };
    const offeringId = await world.offer({ basePriceCents: 0, pricingModel: 'SUBSCRIPTION', plan }, null);
    const { subscriptionId } = await world.run('pricing.startSubscription', { customerId, offeringId, startsOn: '2026-11-20' });
    expect(await erase(customerId)).toEqual({ code: 'in_use', kind: 'plan', count: 1 });
    expect(await erase(customerId, 'anna')).toMatchObject({ code: 'invalid_request', issues: [{ path: 'name' }] });
    expect(await erase(customerId, 'Anna', member('STAFF'))).toMatchObject({ code: 'forbidden' });
    await world.run('pricing.endSubscription', { subscriptionId, endsOn: '2026-11-20' });
    world.clock.now += 2 * DAY;
    await world.run('customers.erase', { customerId, name: 'Anna' });
  });
});

describe('what is kept of a customer', () => {
  test('is given out whole, by every id that they had, without secrets', async () => {
    const { customerId, bookingIds } = await live();
    const { customerId: kept = '' } = await world.run('customers.create', { name: 'Zebulon', email: null, phone: null });
    await world.run('customers.merge', { keepId: kept, mergeIds: [customerId] });
    const all = await world.ask('customers.export', { customerId });
    expect(all).toMatchObject({
      exportedAt: world.clock.now,
      customer: { id: kept, email: EMAIL, phone: PHONE, notes: 'broken toe' },
      formerIds: [customerId],
      bookings: [
        { id: bookingIds[0], notes: 'left-handed', customerNotes: 'prefers mornings', items: [{ answers: { diet: 'gluten allergy' } }] },
        { id: bookingIds[1], cancellationReason: 'wooden leg' },
      ],
      payments: [{ status: 'PAID', amountCents: 9_000 }],
      redemptions: [{ amountCents: 1_000 }],
      waitlist: [{ email: EMAIL }],
      evidence: expect.arrayContaining([
        expect.objectContaining({ bookingId: bookingIds[0], kind: 'link', name: 'scan of passport' }),
        expect.objectContaining({ bookingId: bookingIds[0], disputeId: null, name: 'Zebulon.png', size: 12, sha256: 'a'.repeat(64) }),
        expect.objectContaining({ bookingId: bookingIds[0], disputeId: all.disputes[0].id, name: 'wet socks' }),
      ]),
      disputes: [
        {
          ...{ bookingId: bookingIds[0], reason: 'A ghastly bathroom', outcome: 'keep', note: 'Bring an umbrella' },
          messages: [{ text: 'Hello' }, { text: 'I have wet socks', side: 'customer' }, { text: 'We dried them' }, { text: 'Zonk' }],
        },
        { reason: 'Zonk', openedBy: 'business', status: 'OPEN' },
      ],
    });
    expect(all.bookings[0].history.map(({ name }: { name: string }) => name)).toContain('booking.rescheduled');
    expect(all.letters.length).toBeGreaterThan(1);
    for (const secret of ['pm_zebulon', '12345678', 'c'.repeat(64), 'd'.repeat(64)])
      expect(JSON.stringify(all)).not.toContain(`"${secret}"`);
    expect(await world.askRefused('customers.export', { customerId }, member('STAFF'))).toMatchObject({ code: 'forbidden' });
  });
});
