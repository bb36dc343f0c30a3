import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { strictCaller } from './contract.ts';
import { openOffering, testWorld, type TestWorld } from './world.ts';

const SHOP = '/v1/storefront/atlas-studios';
const ada = { name: 'Ada Byron', email: 'ada@example.com' };
const at = (hour: number): string => `2026-03-05T${String(hour).padStart(2, '0')}:00:00Z`;

let world: TestWorld;
let visit: TestWorld['call'];
let offeringId: string;

beforeEach(async () => {
  world = await testWorld({ now: '2026-03-02T08:00:00Z' });
  const call = await strictCaller(world);
  visit = (method, url, options = {}) => call(method, SHOP + url, { token: null, ...options });
  offeringId = await openOffering(world, {
    cancellationPolicy: [
      { hoursBefore: 48, refundPercent: 100 },
      { hoursBefore: 24, refundPercent: 50 },
    ],
  });
});
afterEach(() => world.close());

interface Checkout {
  readonly booking: { readonly id: string; readonly status: string; readonly calendar: { readonly icsUrl: string } };
  readonly manageToken: string;
  readonly manageUrl: string;
}

async function checkOut(startsAt: string, more: Record<string, unknown> = {}): Promise<Checkout> {
  const { status, body, text } = await visit('POST', '/checkout', { body: { offeringId, startsAt, customer: ada, ...more } });
  if (status !== 201) throw new Error(text);
  return body as Checkout;
}

describe('a passer-by', () => {
  test('sees the business and what it sells, and nothing that is not for sale', async () => {
    await openOffering(world, { title: 'Secret', status: 'DRAFT' });
    expect((await visit('GET', '')).body).toMatchObject({
      tenant: { name: 'Atlas Studios', branding: { color: '#0F766E', logoUrl: null } },
    });
    const { body } = await visit('GET', '/offerings');
    expect((body as { data: { title: string }[] }).data.map(({ title }) => title)).toEqual(['Haircut']);
    expect((await visit('GET', '/offerings/secret')).status).toBe(404);
    expect((await visit('GET', '/availability?offeringId=secret&from=2026-03-05&to=2026-03-06')).status).toBe(404);
  });

  test('finds the first free slot where the days asked for have none', async () => {
    const { body } = await visit('GET', `/availability?offeringId=${offeringId}&from=2026-03-05&to=2026-03-06`);
    expect(body).toMatchObject({ timezone: 'Europe/Berlin', nextAvailable: at(8) });
    await world.call('POST', `/v1/api/offerings/${offeringId}/exceptions`, {
      body: { kind: 'BLOCK', from: '2026-03-05T00:00', to: '2026-03-07T00:00' },
    });
    const blocked = await visit('GET', `/availability?offeringId=${offeringId}&from=2026-03-05&to=2026-03-06`);
    expect(blocked.body).toMatchObject({ slots: [], nextAvailable: '2026-03-07T08:00:00Z' });
  });

  test('is told the price and what a cancellation would give back', async () => {
    const { body } = await visit('POST', '/quote', { body: { offeringId, startsAt: at(9), quantity: 1 } });
    expect(body).toMatchObject({
      totalCents: 4_000,
      currency: 'EUR',
      policy: [
        { until: '2026-03-03T09:00:00Z', refundPercent: 100 },
        { until: '2026-03-04T09:00:00Z', refundPercent: 50 },
      ],
    });
  });

  test('sees photos, which never change under their address', async () => {
    const base64 = Buffer.from('not really a picture').toString('base64');
    const { photoId } = (await world.run('catalog.addPhoto', { offeringId, mediaType: 'image/png', base64, alt: 'The chair' })) as {
      photoId: string;
    };
    const { body } = await visit('GET', `/offerings/${offeringId}`);
    const [photo] = (body as { photos: { url: string; alt: string }[] }).photos;
    expect(photo?.alt).toBe('The chair');
    const shown = await world.call('GET', photo?.url ?? '', { token: null });
    expect(shown.text).toBe('not really a picture');
    expect(shown.headers).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    const again = await world.call('GET', photo?.url ?? '', { token: null, headers: { 'if-none-match': `"${photoId}"` } });
    expect([again.status, again.text]).toEqual([304, '']);
  });
});

describe('a hold', () => {
  const hold = (startsAt: string, more: Record<string, unknown> = {}) =>
    visit('POST', '/holds', { body: { offeringId, startsAt, ...more } });

  test('keeps the slot for ten minutes for whoever has it', async () => {
    const held = await hold(at(9));
    expect(held.body).toMatchObject({ startsAt: at(9), endsAt: at(10), expiresAt: '2026-03-02T08:10:00Z' });
    const { id } = held.body as { id: string };
    const other = await visit('POST', '/checkout', { body: { offeringId, startsAt: at(9), customer: ada } });
    expect([other.status, other.body]).toMatchObject([
      409,
      { error: 'booking_conflict', details: { requested_time: at(9), next_available: at(10) } },
    ]);
    const slotsOf = async (query: string) => {
      const { body } = await visit('GET', `/availability?offeringId=${offeringId}&from=2026-03-05&to=2026-03-06${query}`);
      return (body as { slots: { startsAt: string }[] }).slots.map(({ startsAt }) => startsAt);
    };
    expect(await slotsOf('')).not.toContain(at(9));
    expect(await slotsOf(`&holdId=${id}`)).toContain(at(9));
    expect((await checkOut(at(9), { holdId: id })).booking.status).toBe('CONFIRMED');
  });

  test('that is replaced gives its slot back at once', async () => {
    const { id } = (await hold(at(9))).body as { id: string };
    expect((await hold(at(10), { replaces: id })).status).toBe(201);
    expect((await hold(at(9))).status).toBe(201);
  });

  test('that is let go gives its slot back', async () => {
    const { id } = (await hold(at(9))).body as { id: string };
    expect((await visit('DELETE', `/holds/${id}`)).status).toBe(204);
    expect((await hold(at(9))).status).toBe(201);
  });

  test('that ran out still books where the slot is free, and says so where it is not', async () => {
    const { id } = (await hold(at(9))).body as { id: string };
    const { id: second } = (await hold(at(10))).body as { id: string };
    world.advance(11 * 60_000);
    await checkOut(at(10));
    expect((await checkOut(at(9), { holdId: id })).booking.status).toBe('CONFIRMED');
    const late = await visit('POST', '/checkout', { body: { offeringId, startsAt: at(10), customer: ada, holdId: second } });
    expect([late.status, late.body]).toMatchObject([
      409,
      { error: 'hold_expired', details: { requested_time: at(10), next_available: at(11) } },
    ]);
  });
});

describe('a cart', () => {
  test('is booked whole, or names all that can’t be had before anything is paid', async () => {
    await checkOut(at(9));
    const items = [9, 10, 11].map((hour) => ({ offeringId, startsAt: at(hour) }));
    const refused = await visit('POST', '/checkout', { body: { items: [...items, { offeringId, startsAt: at(9) }], customer: ada } });
    expect([refused.status, refused.body]).toMatchObject([409, { error: 'booking_conflict', details: { item: 0 } }]);
    const named = (refused.body as { details: { items: { item: number; details: object }[] } }).details.items;
    expect(named.map(({ item }) => item)).toEqual([0, 3]);
    expect(named[1]?.details).toMatchObject({ requested_time: at(9), next_available: expect.stringContaining('Z') });
    const booked = await visit('POST', '/checkout', { body: { items: items.slice(1), customer: ada } });
    expect([booked.status, booked.body]).toMatchObject([201, { booking: { items: [{ startsAt: at(10) }, { startsAt: at(11) }] } }]);
    const mixed = await visit('POST', '/checkout', { body: { offeringId, items, customer: ada } });
    expect(mixed.status).toBe(400);
  });

  test('names each item whose hold has ended and whose time is gone, and uses up the holds of all', async () => {
    const held = async (hour: number) => {
      const item = { offeringId, startsAt: at(hour) };
      return { ...item, holdId: ((await visit('POST', '/holds', { body: item })).body as { id: string }).id };
    };
    const items = [await held(9), await held(11)];
    world.advance(9 * 60_000);
    items.splice(1, 0, await held(10));
    world.advance(2 * 60_000);
    await checkOut(at(9));
    const cart = (of: readonly object[], more: object = {}) => visit('POST', '/checkout', { body: { items: of, customer: ada, ...more } });
    const refused = await cart(items);
    expect([refused.status, refused.body]).toMatchObject([
      ...[409, { error: 'hold_expired', details: { item: 0, requested_time: at(9), next_available: at(11) } }],
    ]);
    expect((refused.body as { details: { items: object[] } }).details.items).toMatchObject([{ item: 0, error: 'hold_expired' }]);
    const { holdId } = items[1] as { holdId: string };
    const twice = await cart(items.slice(1), { holdId });
    expect([twice.status, twice.body]).toMatchObject([400, { details: { issues: [{ path: 'holdId' }] } }]);
    expect((await cart(items.slice(1))).status).toBe(201);
  });
});

describe('a booking of their own', () => {
  const withToken = (token: string) => ({ token });

  test('is opened by its manage link, moved and cancelled at the refund that was shown', async () => {
    const { booking, manageToken, manageUrl } = await checkOut(at(9), { customerNotes: 'First time' });
    expect(manageUrl).toBe(`http://slotkeeper.test/s/atlas-studios/manage/${booking.id}#t=${manageToken}`);
    const read = await visit('GET', `/bookings/${booking.id}`, withToken(manageToken));
    expect(read.body).toMatchObject({
      status: 'CONFIRMED',
      customer: ada,
      customerNotes: 'First time',
      may: { cancel: true, reschedule: true },
      cancelNow: { refundPercent: 100, refundCents: 0, until: '2026-03-03T09:00:00Z' },
    });
    const moved = await visit('POST', `/bookings/${booking.id}/reschedule`, { ...withToken(manageToken), body: { startsAt: at(11) } });
    expect(moved.body).toMatchObject({ items: [{ startsAt: at(11), endsAt: at(12) }] });
    world.advance(36 * 3_600_000);
    const stale = await visit('POST', `/bookings/${booking.id}/cancel`, {
      ...withToken(manageToken),
      body: { expectedRefundPercent: 100 },
    });
    expect([stale.status, stale.body]).toMatchObject([
      409,
      { error: 'edit_conflict', details: { field: 'refundPercent', yours: 100, theirs: 50 } },
    ]);
    const cancelled = await visit('POST', `/bookings/${booking.id}/cancel`, {
      ...withToken(manageToken),
      body: { expectedRefundPercent: 50 },
    });
    expect(cancelled.body).toMatchObject({
      status: 'CANCELLED',
      refundPercent: 50,
      may: { cancel: false, reschedule: false },
      cancelNow: null,
    });
  });

  test('says until when they may move it, and is not moved after', async () => {
    const punctual = await openOffering(world, { title: 'Massage', slug: 'massage', customerMoveMinutes: 1_440 });
    expect((await visit('GET', '/offerings/massage')).body).toMatchObject({ customerMoveMinutes: 1_440 });
    const { booking, manageToken } = await checkOut(at(9), { offeringId: punctual });
    const until = '2026-03-04T09:00:00Z';
    const read = () => visit('GET', `/bookings/${booking.id}`, withToken(manageToken));
    expect((await read()).body).toMatchObject({ may: { reschedule: true }, moveUntil: until });
    world.advance(49 * 3_600_000 + 1);
    expect((await read()).body).toMatchObject({ may: { cancel: true, reschedule: false }, moveUntil: until });
    const late = await visit('POST', `/bookings/${booking.id}/reschedule`, { ...withToken(manageToken), body: { startsAt: at(11) } });
    expect([late.status, late.body]).toMatchObject([409, { error: 'invalid_transition', details: { move: 'reschedule', until } }]);
  });

  test('is nobody else’s: a forged, foreign or missing token opens nothing', async () => {
    const [mine, other] = [await checkOut(at(9)), await checkOut(at(10))];
    const [body = '', mark = ''] = mine.manageToken.split('.');
    const forged = [
      other.manageToken,
      `${body}.${'0'.repeat(40)}`,
      `${body}.${mark.slice(0, 39)}`,
      `${mine.manageToken}.x`,
      'x',
      world.token,
    ];
    for (const token of forged)
      for (const [method, path] of [
        ['GET', ''],
        ['POST', '/cancel'],
        ['POST', '/reschedule'],
      ] as const) {
        const sent = method === 'GET' ? {} : { body: path === '/cancel' ? { expectedRefundPercent: 100 } : { startsAt: at(12) } };
        expect((await visit(method, `/bookings/${mine.booking.id}${path}`, { token, ...sent })).status).toBe(401);
      }
    expect((await visit('GET', `/bookings/${mine.booking.id}`)).status).toBe(401);
    expect((await visit('GET', `/bookings/${mine.booking.id}`, withToken(mine.manageToken))).body).toMatchObject({ status: 'CONFIRMED' });
  });

  test('is not opened by the same token at another business', async () => {
    const { booking, manageToken } = await checkOut(at(9));
    await world.otherBusiness('Rival');
    const { status } = await world.call('GET', `/v1/storefront/rival/bookings/${booking.id}`, { token: manageToken });
    expect(status).toBe(401);
  });

  test('shows nothing of what the business wrote about it', async () => {
    const { booking, manageToken } = await checkOut(at(9));
    await world.call('PATCH', `/v1/api/bookings/${booking.id}`, { body: { notes: 'Difficult' } });
    const read = await visit('GET', `/bookings/${booking.id}`, withToken(manageToken));
    expect(read.text).not.toContain('Difficult');
    expect(read.headers['cache-control']).toBe('no-store');
  });

  test('goes into a calendar', async () => {
    const { booking, manageToken } = await checkOut(at(9));
    const { pathname, search } = new URL(booking.calendar.icsUrl);
    const file = await world.call('GET', pathname + search, { token: null });
    expect(file.headers['content-type']).toContain('text/calendar');
    expect(file.text).toContain('BEGIN:VEVENT');
    expect((await world.call('GET', pathname, { token: null })).status).toBe(401);
    expect(search).toContain(manageToken);
  });

  test('that has begun is no longer theirs to change', async () => {
    const { booking, manageToken } = await checkOut(at(9));
    world.advance(4 * 24 * 3_600_000);
    const late = await visit('POST', `/bookings/${booking.id}/cancel`, { ...withToken(manageToken), body: { expectedRefundPercent: 0 } });
    expect([late.status, late.body]).toMatchObject([409, { error: 'invalid_transition' }]);
  });
});

test('a booking is in the address book once, and what was known of its customer is neither told nor changed', async () => {
  await world.call('POST', '/v1/api/customers', {
    body: { name: 'Ada Lovelace', email: 'ada@example.com', phone: '+49 30 9999999', notes: 'VIP' },
  });
  const { booking, manageToken } = await checkOut(at(9), { customer: { name: 'Somebody', email: 'ADA@example.com' } });
  const read = await visit('GET', `/bookings/${booking.id}`, { token: manageToken });
  expect(read.body).toMatchObject({ customer: { name: 'Somebody', phone: null } });
  expect((await world.call('GET', '/v1/api/customers')).body).toMatchObject({ data: [{ name: 'Ada Lovelace', phone: '+49 30 9999999' }] });
});

describe('a race for one slot', () => {
  test('of fifty bookings has one winner, and forty-nine are told the next free one', async () => {
    const tries = Array.from({ length: 50 }, (_, i) =>
      visit('POST', '/checkout', {
        body: { offeringId, startsAt: at(9), customer: { name: `Racer ${i}`, email: `racer${i}@example.com` } },
      }),
    );
    const answers = await Promise.all(tries);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const lost = answers.filter(({ status }) => status === 409);
    expect(lost).toHaveLength(49);
    for (const { body } of lost)
      expect(body).toMatchObject({ error: 'booking_conflict', details: { requested_time: at(9), next_available: at(10) } });
    expect((await world.call('GET', '/v1/api/bookings')).body).toMatchObject({ data: [{ status: 'CONFIRMED' }] });
  });

  test('between a hold and a booking has one winner', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        i % 2 === 0
          ? visit('POST', '/holds', { body: { offeringId, startsAt: at(9) } })
          : visit('POST', '/checkout', { body: { offeringId, startsAt: at(9), customer: ada } }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => (body as { error?: string }).error === 'booking_conflict')).toHaveLength(19);
  });

  test('for twelve seats sells twelve', async () => {
    const classId = await openOffering(world, { title: 'Yoga', capacity: 12 });
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        visit('POST', '/checkout', {
          body: { offeringId: classId, startsAt: at(9), customer: { name: `Yogi ${i}`, email: `yogi${i}@example.com` } },
        }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(12);
  });
});
