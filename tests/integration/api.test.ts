import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { contractOf, strictCaller } from './contract.ts';
import { everyDay, openOffering, testWorld, type TestWorld } from './world.ts';

let world: TestWorld;
let call: TestWorld['call'];

beforeEach(async () => {
  world = await testWorld({ now: '2026-03-02T08:00:00Z' });
  call = await strictCaller(world);
});
afterEach(() => world.close());

const ada = { name: 'Ada Byron', email: 'ada@example.com', phone: '+49 30 1234567' };
const at = (hour: number, day = 3): string => `2026-03-0${day}T${String(hour).padStart(2, '0')}:00:00Z`;

interface Made {
  readonly id: string;
  readonly status: string;
}

const made = (body: unknown): Made => body as Made;

async function book(offeringId: string, startsAt: string, more: Record<string, unknown> = {}): Promise<string> {
  const { body, status, text } = await call('POST', '/v1/api/bookings', { body: { offeringId, startsAt, customer: ada, ...more } });
  if (status !== 201) throw new Error(text);
  return made(body).id;
}

describe('a program with a key', () => {
  test('learns who it is', async () => {
    const { body } = await call('GET', '/v1/api/me');
    expect(body).toMatchObject({
      tenant: {
        id: world.business.tenantId,
        name: 'Atlas Studios',
        subdomain: 'atlas-studios',
        displayCurrency: 'EUR',
        timezone: 'Europe/Berlin',
      },
      scopes: ['read', 'write', 'admin'],
      sandbox: false,
    });
  });

  test('sells: offering, hours, slots, booking, approval, another time, cancellation', async () => {
    const created = await call('POST', '/v1/api/offerings', {
      body: { title: 'Soho Loft', basePriceCents: 12_000, approval: 'manual', status: 'PUBLISHED', slotMinutes: 60, taxBps: 1_900 },
    });
    expect(created.status).toBe(201);
    const { id: offeringId } = made(created.body);
    expect((await call('PUT', `/v1/api/offerings/${offeringId}/schedule`, { body: { rules: everyDay } })).status).toBe(200);

    const free = await call('GET', `/v1/api/availability?offeringId=${offeringId}&from=2026-03-03&to=2026-03-04`);
    const { slots, rules } = free.body as { slots: { startsAt: string }[]; rules: unknown[] };
    expect(rules).toHaveLength(7);
    expect(slots.map(({ startsAt }) => startsAt)).toEqual([8, 9, 10, 11, 12, 13, 14, 15].map((hour) => at(hour)));

    const headers = { 'idempotency-key': 'order-1' };
    const body = { offeringId, startsAt: at(9), customer: ada, customerNotes: 'By the window' };
    const booked = await call('POST', '/v1/api/bookings', { body, headers });
    expect(booked.status).toBe(201);
    expect(booked.body).toMatchObject({
      status: 'PENDING',
      source: 'api',
      totalCents: 12_000,
      customer: ada,
      customerNotes: 'By the window',
    });
    const { id } = made(booked.body);
    const replayed = await call('POST', '/v1/api/bookings', { body, headers });
    expect(replayed.text).toBe(booked.text);
    expect(replayed.headers['idempotent-replayed']).toBe('true');
    expect(((await call('GET', '/v1/api/bookings')).body as { data: unknown[] }).data).toHaveLength(1);

    expect((await call('POST', `/v1/api/bookings/${id}/approve`)).body).toMatchObject({
      status: 'CONFIRMED',
      lastEvent: 'booking.confirmed',
    });
    const moved = await call('PATCH', `/v1/api/bookings/${id}`, { body: { startsAt: at(13), notes: 'Moved by phone' } });
    expect(moved.body).toMatchObject({ startsAt: at(13), endsAt: at(14), notes: 'Moved by phone' });
    const cancelled = await call('POST', `/v1/api/bookings/${id}/cancel`, { body: { reason: 'Ill' } });
    expect(cancelled.body).toMatchObject({ status: 'CANCELLED', refundPercent: 100, cancelledBy: 'api', cancellationReason: 'Ill' });

    const events = (await call('GET', '/v1/api/events')).body as { data: { event: string }[] };
    expect(events.data.map(({ event }) => event)).toEqual([
      'booking.created',
      'booking.status_changed',
      'booking.confirmed',
      'booking.rescheduled',
      'booking.updated',
      'booking.updated',
      'booking.status_changed',
      'booking.cancelled',
    ]);
    // Also where a page ends between two events of one request.
    const oneByOne: unknown[] = [];
    for (let cursor = ''; oneByOne.length < events.data.length;) {
      const page = (await call('GET', `/v1/api/events?limit=1${cursor}`)).body as { data: unknown[]; nextCursor: string };
      oneByOne.push(page.data[0]);
      cursor = `&cursor=${page.nextCursor}`;
    }
    expect(oneByOne).toEqual(events.data);
  });
});

describe('offerings', () => {
  test('reading gives back what was written', async () => {
    const { id: resourceId } = made((await call('POST', '/v1/api/resources', { body: { name: 'Ben', kind: 'stylist' } })).body);
    const written = {
      title: 'Colour & cut',
      slug: 'colour-and-cut',
      description: 'Two hours.',
      productTypeKey: 'service',
      categories: ['Hair'],
      attributes: { ammoniaFree: true, people: 1, languages: ['de', 'en'] },
      color: '#B45309',
      location: { name: 'Studio', address: 'Lindenhof 12' },
      pricingModel: 'ONE_TIME',
      basePriceCents: 14_500,
      quantityTiers: [{ fromQuantity: 2, unitPriceCents: 13_000 }],
      floorCents: 9_000,
      ceilingCents: 20_000,
      plan: null,
      currency: 'USD',
      taxBps: 700,
      taxIncluded: false,
      timezone: 'America/New_York',
      durationMinutes: 120,
      durations: [{ minutes: 90, priceCents: 11_000 }],
      slotMinutes: 30,
      startTimes: 'backToBack',
      dailyLimit: 8,
      customerDailyLimit: 1,
      customerMoveMinutes: 1_440,
      customerOpenLimit: 3,
      nights: null,
      addOns: [{ key: 'gloss', name: 'Gloss', priceCents: 2_000, minutes: 15, required: false, maxQuantity: 1 }],
      questions: [{ key: 'length', label: 'How long is your hair?', kind: 'choice', required: true, options: ['Short', 'Long'] }],
      capacity: 2,
      bufferBeforeMinutes: 5,
      bufferAfterMinutes: 10,
      minNoticeMinutes: 60,
      maxAdvanceDays: 120,
      approval: 'manual',
      pendingTakesPlace: false,
      resourceGroups: [[resourceId]],
      cancellationPolicy: [
        { hoursBefore: 48, refundPercent: 100 },
        { hoursBefore: 24, refundPercent: 50 },
      ],
      deposit: { kind: 'percent', amount: 20 },
      status: 'PUBLISHED',
    };
    const { id } = made((await call('POST', '/v1/api/offerings', { body: written })).body);
    const stamps = { id, createdAt: '2026-03-02T08:00:00Z', updatedAt: '2026-03-02T08:00:00Z', trashedAt: null, photos: [], rating: null };
    expect((await call('GET', '/v1/api/offerings/colour-and-cut')).body).toEqual({ ...written, ...stamps });
    world.advance(60_000);
    const changed = await call('PATCH', `/v1/api/offerings/${id}`, { body: { location: null, basePriceCents: 15_000, status: 'DRAFT' } });
    expect(changed.body).toEqual({
      ...written,
      ...stamps,
      ...{ location: null, basePriceCents: 15_000, status: 'DRAFT', updatedAt: '2026-03-02T08:01:00Z' },
    });
  });

  test('a change of several steps is made whole or not at all', async () => {
    const id = await openOffering(world);
    await call('DELETE', `/v1/api/offerings/${id}`);
    const { status, body } = await call('PATCH', `/v1/api/offerings/${id}`, { body: { title: 'Renamed', status: 'PUBLISHED' } });
    expect([status, body]).toMatchObject([409, { error: 'invalid_transition', details: { status: 'ARCHIVED', move: 'PUBLISHED' } }]);
    expect((await call('GET', `/v1/api/offerings/${id}`)).body).toMatchObject({ title: 'Haircut', status: 'ARCHIVED' });
  });

  test('a taken slug is refused by its name', async () => {
    await openOffering(world, { slug: 'loft' });
    const { status, body } = await call('POST', '/v1/api/offerings', { body: { title: 'Another', basePriceCents: 1, slug: 'loft' } });
    expect([status, body]).toMatchObject([409, { error: 'already_exists', details: { field: 'slug', value: 'loft' } }]);
  });

  test('pages stay where they are while offerings come in', async () => {
    const titles = ['One', 'Two', 'Three', 'Four', 'Five'];
    for (const title of titles) {
      await openOffering(world, { title });
      world.advance(1_000);
    }
    const first = (await call('GET', '/v1/api/offerings?limit=2')).body as { data: { title: string }[]; nextCursor: string };
    await openOffering(world, { title: 'Late' });
    const second = (await call('GET', `/v1/api/offerings?limit=2&cursor=${first.nextCursor}`)).body as typeof first;
    const third = (await call('GET', `/v1/api/offerings?limit=2&cursor=${second.nextCursor}`)).body as typeof first;
    expect([...first.data, ...second.data, ...third.data].map(({ title }) => title)).toEqual([...titles, 'Late']);
    expect(third.nextCursor).toBeNull();
  });
});

describe('availability', () => {
  test('what is not free tells why when asked', async () => {
    const offeringId = await openOffering(world);
    const exception = { kind: 'BLOCK', from: '2026-03-03T10:00', to: '2026-03-03T12:00', reason: 'Plumber' };
    const added = await call('POST', `/v1/api/offerings/${offeringId}/exceptions`, { body: exception });
    expect(added.status).toBe(201);
    const bookingId = await book(offeringId, at(12));
    const { body } = await call('GET', `/v1/api/availability?offeringId=${offeringId}&from=2026-03-03&to=2026-03-04&explain=true`);
    const { slots, exceptions } = body as {
      slots: { startsAt: string; bookable: boolean; reason: { code: string } | null }[];
      exceptions: unknown[];
    };
    expect(exceptions).toHaveLength(1);
    const reasonAt = (hour: number) => slots.find(({ startsAt }) => startsAt === at(hour))?.reason?.code ?? null;
    expect([8, 9, 10, 11, 12].map(reasonAt)).toEqual([null, 'blocked', 'blocked', null, 'full']);
    expect(bookingId).toMatch(/^bkg_/);

    await call('DELETE', `/v1/api/offerings/${offeringId}/exceptions/${made(added.body).id}`);
    const open = await call('GET', `/v1/api/offerings/${offeringId}/exceptions`);
    expect(open.body).toEqual({ data: [], nextCursor: null });
  });

  test('resources have hours and days off of their own', async () => {
    const { id: resourceId } = made((await call('POST', '/v1/api/resources', { body: { name: 'Chiara', kind: 'stylist' } })).body);
    const offeringId = await openOffering(world, { resourceGroups: [[resourceId]] });
    await call('PUT', `/v1/api/resources/${resourceId}/schedule`, {
      body: { rules: [{ dayOfWeek: 2, startTime: '11:00', endTime: '13:00' }] },
    });
    const free = await call('GET', `/v1/api/availability?offeringId=${offeringId}&from=2026-03-03&to=2026-03-05`);
    const { slots } = free.body as { slots: { startsAt: string; resourceIds: string[] }[] };
    expect(slots).toMatchObject([
      { startsAt: at(10), resourceIds: [resourceId] },
      { startsAt: at(11), resourceIds: [resourceId] },
    ]);
  });
});

describe('bookings', () => {
  test('a taken slot is refused with the next free one', async () => {
    const offeringId = await openOffering(world);
    await book(offeringId, at(9));
    const { status, body } = await call('POST', '/v1/api/bookings', { body: { offeringId, startsAt: at(9), customer: ada } });
    expect([status, body]).toMatchObject([409, { error: 'booking_conflict', details: { requested_time: at(9), next_available: at(10) } }]);
  });

  test('several items are booked together or not at all', async () => {
    const offeringId = await openOffering(world);
    await book(offeringId, at(10));
    const items = [9, 10].map((hour) => ({ offeringId, startsAt: at(hour) }));
    expect((await call('POST', '/v1/api/bookings', { body: { items, customer: ada } })).body).toMatchObject({ error: 'booking_conflict' });
    const both = await call('POST', '/v1/api/bookings', {
      body: { items: [9, 11].map((hour) => ({ offeringId, startsAt: at(hour) })), customer: ada },
    });
    expect(both.body).toMatchObject({ status: 'CONFIRMED', startsAt: at(9), endsAt: at(12), totalCents: 8_000 });
  });

  test('a known customer books by id', async () => {
    const offeringId = await openOffering(world);
    const { id } = made((await call('POST', '/v1/api/customers', { body: { name: 'Ben', email: 'ben@example.com' } })).body);
    const { body } = await call('POST', '/v1/api/bookings', { body: { offeringId, startsAt: at(9), customer: { id } } });
    expect(body).toMatchObject({ customer: { id, name: 'Ben', email: 'ben@example.com', phone: null } });
  });

  test('a refused move says in which state the booking is', async () => {
    const id = await book(await openOffering(world), at(9));
    const { status, body } = await call('POST', `/v1/api/bookings/${id}/approve`);
    expect([status, body]).toMatchObject([409, { error: 'invalid_transition', details: { status: 'CONFIRMED', move: 'approve' } }]);
  });

  test('the day of a booking: check in, complete, or no-show', async () => {
    const offeringId = await openOffering(world);
    const [came, missed] = [await book(offeringId, at(9)), await book(offeringId, at(10))];
    world.advance(25 * 3_600_000 + 60_000);
    expect((await call('POST', `/v1/api/bookings/${came}/check-in`)).body).toMatchObject({
      status: 'CHECKED_IN',
      checkedInAt: '2026-03-03T09:01:00Z',
    });
    expect((await call('POST', `/v1/api/bookings/${came}/complete`)).body).toMatchObject({ status: 'COMPLETED' });
    world.advance(3_600_000);
    expect((await call('POST', `/v1/api/bookings/${missed}/no-show`)).body).toMatchObject({ status: 'NO_SHOW' });
    expect((await call('POST', `/v1/api/bookings/${missed}/undo-no-show`)).body).toMatchObject({ status: 'CONFIRMED' });
    expect((await call('POST', `/v1/api/bookings/${missed}/undo-no-show`)).body).toMatchObject({ error: 'invalid_transition' });
  });

  test('a move to where it is already is told to nobody', async () => {
    const id = await book(await openOffering(world), at(9));
    const events = async () => ((await call('GET', '/v1/api/events')).body as { data: unknown[] }).data.length;
    const before = await events();
    expect((await call('PATCH', `/v1/api/bookings/${id}`, { body: { startsAt: at(9) } })).status).toBe(200);
    expect(await events()).toBe(before);
    expect((await call('PATCH', `/v1/api/bookings/${id}`, { body: { startsAt: at(10) } })).status).toBe(200);
    expect(await events()).toBeGreaterThan(before);
  });

  test('what a cancellation would give back is of what was paid, and nothing is said of what can’t be cancelled', async () => {
    const id = await book(await openOffering(world), at(9));
    const terms = async () => ((await call('GET', `/v1/api/bookings/${id}`)).body as { cancelNow: unknown }).cancelNow;
    expect(await terms()).toMatchObject({ refundPercent: 100, refundCents: 0, chargeCents: 0 });
    const { order, totalCents } = (await call('GET', `/v1/api/bookings/${id}`)).body as { order: Made; totalCents: number };
    await call('POST', `/v1/api/orders/${order.id}/payments`, { body: { method: 'cash', amountCents: totalCents } });
    expect(await terms()).toMatchObject({ refundPercent: 100, refundCents: totalCents, chargeCents: 0 });
    await call('POST', `/v1/api/bookings/${id}/cancel`);
    expect(await terms()).toBeNull();
  });

  test('what the desk owes is given by it once', async () => {
    const id = await book(await openOffering(world), at(9));
    const read = async () => (await call('GET', `/v1/api/bookings/${id}`)).body as { order: Made; refunds: (Made & { status: string })[] };
    await call('POST', `/v1/api/orders/${(await read()).order.id}/payments`, { body: { method: 'cash', amountCents: 1_000 } });
    await call('POST', `/v1/api/bookings/${id}/cancel`);
    const [owed] = (await read()).refunds;
    expect(owed).toMatchObject({ status: 'PENDING', amountCents: 1_000 });
    const give = () => call('POST', `/v1/api/refunds/${owed?.id}/hand-back`, { body: { method: 'cash' } });
    expect((await give()).status).toBe(204);
    expect(await read()).toMatchObject({ order: { refundedCents: 1_000, dueCents: 0 }, refunds: [{ status: 'DONE' }] });
    expect((await give()).body).toMatchObject({ error: 'invalid_transition' });
  });

  test('a cancellation at another refund than expected is refused with both', async () => {
    const id = await book(await openOffering(world), at(9));
    world.advance(6 * 3_600_000);
    const { status, body } = await call('POST', `/v1/api/bookings/${id}/cancel`, { body: { expectedRefundPercent: 100 } });
    expect([status, body]).toMatchObject([409, { error: 'edit_conflict', details: { field: 'refundPercent', yours: 100, theirs: 0 } }]);
  });

  test('a list is filtered and its pages stay where they are', async () => {
    const offeringId = await openOffering(world);
    const ids: string[] = [];
    for (const hour of [8, 9, 10, 11, 12]) {
      ids.push(await book(offeringId, at(hour)));
      world.advance(1_000);
    }
    await call('POST', `/v1/api/bookings/${ids[1]}/cancel`);
    const page = async (query: string) =>
      (await call('GET', `/v1/api/bookings?${query}`)).body as { data: Made[]; nextCursor: string | null };
    const newestFirst = ids.toReversed();
    const first = await page('limit=2');
    await book(offeringId, at(13));
    const second = await page(`limit=3&cursor=${first.nextCursor}`);
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(newestFirst);
    expect(second.nextCursor).toBeNull();
    expect((await page('status=CANCELLED')).data.map(({ id }) => id)).toEqual([ids[1]]);
    expect((await page(`from=${at(10)}&to=${at(12)}`)).data.map(({ id }) => id)).toEqual([ids[3], ids[2]]);
    expect((await page('status=CONFIRMED,CANCELLED&limit=100')).data).toHaveLength(6);
  });
});

describe('customers', () => {
  test('are listed in the order in which they came, page by page', async () => {
    const names = ['Ada', 'Ben', 'Cem', 'Dua', 'Eva'];
    for (const name of names) {
      await call('POST', '/v1/api/customers', { body: { name } });
      world.advance(1_000);
    }
    const first = (await call('GET', '/v1/api/customers?limit=3')).body as { data: { name: string }[]; nextCursor: string };
    const second = (await call('GET', `/v1/api/customers?limit=3&cursor=${first.nextCursor}`)).body as typeof first;
    expect([...first.data, ...second.data].map(({ name }) => name)).toEqual(names);
    expect(((await call('GET', '/v1/api/customers?q=cem')).body as typeof first).data).toMatchObject([{ name: 'Cem' }]);
  });

  test('are changed field by field; an address belongs to one', async () => {
    const { id } = made((await call('POST', '/v1/api/customers', { body: { name: 'Ada', email: 'ada@example.com' } })).body);
    await call('POST', '/v1/api/customers', { body: { name: 'Ben', email: 'ben@example.com' } });
    expect((await call('PATCH', `/v1/api/customers/${id}`, { body: { notes: 'Likes tea' } })).body).toMatchObject({
      name: 'Ada',
      notes: 'Likes tea',
    });
    const taken = await call('PATCH', `/v1/api/customers/${id}`, { body: { email: 'ben@example.com' } });
    expect([taken.status, taken.body]).toMatchObject([409, { error: 'already_exists', details: { field: 'email' } }]);
  });
});

test('the event log is caught up with from where it was left', async () => {
  const offeringId = await openOffering(world);
  await book(offeringId, at(9));
  const first = (await call('GET', '/v1/api/events?limit=2')).body as { data: { id: string }[]; nextCursor: string };
  const rest = (await call('GET', `/v1/api/events?cursor=${first.nextCursor}`)).body as typeof first;
  expect([first.data.length, rest.data.length]).toEqual([2, 1]);
  expect(((await call('GET', `/v1/api/events?cursor=${rest.nextCursor}`)).body as typeof first).data).toEqual([]);
  await book(offeringId, at(10));
  const later = (await call('GET', `/v1/api/events?cursor=${rest.nextCursor}`)).body as { data: { event: string }[] };
  expect(later.data.map(({ event }) => event)).toEqual(['booking.created', 'booking.status_changed', 'booking.confirmed']);
  expect(later.data).toMatchObject([{ sandbox: false }, { sandbox: false }, { sandbox: false }]);
  const inSandbox = { headers: { 'x-slotkeeper-sandbox': 'true' } };
  const tried = await openOffering({ ...world, call: (method, url, more) => call(method, url, { ...more, ...inSandbox }) });
  await call('POST', '/v1/api/bookings', { body: { offeringId: tried, startsAt: at(9), customer: { name: 'Ada' } }, ...inSandbox });
  expect((await call('GET', '/v1/api/events?limit=1', inSandbox)).body).toMatchObject({ data: [{ sandbox: true }] });
});

describe('webhooks', () => {
  const endpoint = { url: 'https://93.184.216.34/hooks', events: ['booking.created'], description: 'CRM' };

  test('a secret is shown when made and when changed, and never read', async () => {
    const created = await call('POST', '/v1/manage/webhooks', { body: endpoint });
    expect(created.status).toBe(201);
    const { id, secret } = created.body as { id: string; secret: string };
    expect(secret).toMatch(/^whsec_/);
    const read = await call('GET', `/v1/manage/webhooks/${id}`);
    expect(read.body).toMatchObject({ ...endpoint, active: true });
    expect(read.text).not.toContain('secret');
    const rotated = await call('POST', `/v1/manage/webhooks/${id}/rotate-secret`);
    expect((rotated.body as { secret: string }).secret).not.toBe(secret);
    expect((await call('PATCH', `/v1/manage/webhooks/${id}`, { body: { active: false } })).body).toMatchObject({ active: false });
    expect((await call('DELETE', `/v1/manage/webhooks/${id}`)).status).toBe(204);
    expect((await call('GET', `/v1/manage/webhooks/${id}`)).status).toBe(404);
  });

  test('a test event is queued, listed and sent again under its id', async () => {
    const { id } = made((await call('POST', '/v1/manage/webhooks', { body: endpoint })).body);
    const { deliveryId } = (await call('POST', `/v1/manage/webhooks/${id}/test`)).body as { deliveryId: string };
    const listed = await call('GET', `/v1/manage/webhooks/${id}/deliveries`);
    expect(listed.body).toMatchObject({ data: [{ id: deliveryId, webhookId: id, event: 'webhook.test', status: 'PENDING' }] });
    expect((await call('POST', `/v1/manage/webhooks/deliveries/${deliveryId}/redeliver`)).body).toEqual({ deliveryId });
  });

  test.each([
    'http://127.0.0.1/x',
    'http://[::1]/x',
    'http://10.1.2.3',
    'http://169.254.169.254/latest',
    'http://localhost:4600',
    'ftp://example.com',
    'nonsense',
  ])('%s is no address to call', async (url) => {
    const { status, body } = await call('POST', '/v1/manage/webhooks', { body: { ...endpoint, url } });
    expect([status, body]).toMatchObject([400, { error: 'invalid_request', details: { issues: [{ path: 'url' }] } }]);
  });

  const read = async (bookingId: string) =>
    (await call('GET', `/v1/api/bookings/${bookingId}`)).body as { order: { id: string; dueCents: number }; payments: { id: string }[] };

  async function payAndGiveBack(bookingId: string): Promise<void> {
    const { order } = await read(bookingId);
    await call('POST', `/v1/api/orders/${order.id}/payments`, { body: { method: 'cash', amountCents: order.dueCents } });
    const [payment] = (await read(bookingId)).payments;
    await call('POST', `/v1/api/payments/${payment?.id}/refund`, { body: { amountCents: 100 } });
  }

  /** One is let go, one is kept; what a provider would say is said for it. */
  async function holdDeposits(offeringId: string): Promise<void> {
    await world.run('payments.updateSettings', { changes: { provider: 'stripe', collect: 'deposit' } });
    for (const [hour, kind] of [
      [14, 'released'],
      [15, 'paid'],
    ] as const) {
      const bookingId = await book(offeringId, at(hour, 6));
      const [payment] = (await read(bookingId)).payments;
      for (const outcome of ['authorised', kind])
        await world.run('payments.hear', { paymentId: payment?.id, eventId: `${hour}/${outcome}`, outcome: { kind: outcome } });
    }
  }

  async function dispute(bookingId: string): Promise<void> {
    const { id } = made((await call('POST', '/v1/api/disputes', { body: { bookingId, reason: 'They say that they came' } })).body);
    await call('POST', `/v1/api/disputes/${id}/messages`, { body: { text: 'The door was locked' } });
    await call('POST', `/v1/api/disputes/${id}/resolve`, { body: { outcome: 'keep', note: 'The log of the door says otherwise' } });
  }

  test('what is sent is what the document promises', async () => {
    const contract = await contractOf(world);
    const events = Object.keys(contract.document.webhooks);
    const { id } = made((await call('POST', '/v1/manage/webhooks', { body: { ...endpoint, events } })).body);
    await call('POST', '/v1/api/coupons', { body: { code: 'SUMMER25', kind: 'PERCENT', amount: 25 } });
    const offeringId = await openOffering(world, { approval: 'manual', deposit: { kind: 'percent', amount: 20 } });
    const first = await book(offeringId, at(9));
    await call('POST', `/v1/api/bookings/${first}/approve`);
    await call('PATCH', `/v1/api/bookings/${first}`, { body: { startsAt: at(10), notes: 'x' } });
    const [second, third] = [
      await book(offeringId, at(11), { confirm: true }),
      await book(offeringId, at(12), { confirm: true, couponCode: 'SUMMER25' }),
    ];
    await call('POST', `/v1/api/bookings/${second}/cancel`);
    world.advance(28 * 3_600_000);
    await call('POST', `/v1/api/bookings/${first}/check-in`);
    await call('POST', `/v1/api/bookings/${first}/complete`);
    await call('POST', `/v1/api/bookings/${third}/no-show`);
    await payAndGiveBack(first);
    await holdDeposits(offeringId);
    await dispute(third);
    await call('POST', `/v1/manage/webhooks/${id}/test`);
    const { data } = (await call('GET', `/v1/manage/webhooks/${id}/deliveries?limit=100`)).body as {
      data: { event: string; body: string }[];
    };
    for (const { event, body } of data) {
      const schema = contract.document.webhooks[event]?.post.requestBody.content['application/json'].schema ?? {};
      const issues = contract.schemaOf(schema).safeParse(JSON.parse(body)).error?.issues ?? [];
      expect({ event, issues }).toEqual({ event, issues: [] });
    }
    expect(new Set(data.map(({ event }) => event))).toEqual(new Set(events));
  });
});

describe('keys', () => {
  test('a key does what its scopes say', async () => {
    const [reader, writer] = [await world.makeKey({ scopes: ['read'] }), await world.makeKey({ scopes: ['write'] })];
    expect((await call('GET', '/v1/api/me', { token: reader })).status).toBe(200);
    const refused = await call('POST', '/v1/api/customers', { token: reader, body: { name: 'Ada' } });
    expect([refused.status, refused.body]).toMatchObject([403, { error: 'forbidden', details: { scope: 'write' } }]);
    expect((await call('POST', '/v1/api/customers', { token: writer, body: { name: 'Ada' } })).status).toBe(201);
    expect((await call('GET', '/v1/api/customers', { token: writer })).status).toBe(403);
  });

  test('a revoked key opens nothing from that moment', async () => {
    const token = await world.makeKey();
    const { body } = await call('GET', '/v1/api/me', { token });
    const { keyId } = body as { keyId: string };
    await world.run('members.revokeApiKey', { keyId });
    expect((await call('GET', '/v1/api/me', { token })).status).toBe(401);
  });

  test('a test key lives in the sandbox twin, which a live admin key reaches by a header', async () => {
    const { sandboxTenantId } = world.business;
    const testKey = await world.makeKey({ tenantId: sandboxTenantId, sandbox: true });
    expect((await call('GET', '/v1/api/me', { token: testKey })).body).toMatchObject({ sandbox: true, tenant: { id: sandboxTenantId } });
    await call('POST', '/v1/api/customers', { token: testKey, body: { name: 'Sandy' } });
    const headers = { 'x-slotkeeper-sandbox': 'true' };
    expect((await call('GET', '/v1/api/customers', { headers })).body).toMatchObject({ data: [{ name: 'Sandy' }] });
    expect((await call('GET', '/v1/api/customers')).body).toMatchObject({ data: [] });
    const plain = await world.makeKey({ scopes: ['read', 'write'] });
    expect((await call('GET', '/v1/api/me', { token: plain, headers })).status).toBe(403);
  });

  test('its last use is noted', async () => {
    await call('GET', '/v1/api/me');
    expect(await world.ask('members.apiKeys', {})).toMatchObject([{ lastUsedAt: world.now() }]);
  });
});
