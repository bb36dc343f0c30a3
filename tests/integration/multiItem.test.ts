import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { strictCaller } from './contract.ts';
import { mustBeSeated, readSeating } from './seatCount.ts';
import { openOffering, testWorld, type TestWorld } from './world.ts';

// Several items in one booking: all of them or none, and a refusal says which one it is about.

const at = (hour: number): string => `2026-03-05T${String(hour).padStart(2, '0')}:00:00Z`;

let world: TestWorld;
let call: TestWorld['call'];
let cut: string;
let colour: string;

beforeEach(async () => {
  world = await testWorld({ now: '2026-03-02T08:00:00Z' });
  call = await strictCaller(world);
  cut = await openOffering(world, { title: 'Cut' });
  colour = await openOffering(world, { title: 'Colour' });
});
afterEach(() => world.close());

const book = (...items: object[]) => call('POST', '/v1/api/bookings', { body: { items, customer: { name: 'Ada' } } });
const wish = (offeringId: string, hour: number, more: object = {}) => ({ offeringId, startsAt: at(hour), ...more });

async function expectNothingBooked(): Promise<void> {
  const { bookings, items } = await readSeating(world);
  expect([bookings.length, items.length]).toEqual([0, 0]);
  await mustBeSeated(world);
}

describe('a booking of several items', () => {
  test('is one booking with all of them', async () => {
    const { status, body } = await book(wish(cut, 9), wish(colour, 10), wish(cut, 11));
    expect([status, body]).toMatchObject([201, { items: [{ startsAt: at(9) }, { startsAt: at(10) }, { startsAt: at(11) }] }]);
    await mustBeSeated(world);
  });

  test.each([0, 1, 2])('is refused whole where item %i is taken, and says so', async (taken) => {
    const hours = [9, 10, 11];
    const { body: first } = await call('POST', '/v1/api/bookings', {
      body: { ...wish(cut, hours[taken] ?? 0), customer: { name: 'First' } },
    });
    const { status, body } = await book(...hours.map((hour) => wish(cut, hour)));
    expect([status, body]).toMatchObject([409, { error: 'booking_conflict', details: { item: taken, requested_time: at(9 + taken) } }]);
    await call('POST', `/v1/api/bookings/${(first as { id: string }).id}/cancel`);
    expect((await book(...hours.map((hour) => wish(cut, hour)))).status).toBe(201);
    await mustBeSeated(world);
  });

  test('names every item that can’t be had, each with its own reason, and nothing of the others is booked', async () => {
    await call('POST', '/v1/api/bookings', { body: { ...wish(cut, 9), customer: { name: 'First' } } });
    const { status, body } = await book(
      wish(cut, 9),
      wish(colour, 10),
      wish(colour, 11, { quantity: 3 }),
      wish('off_00000000000000000000', 12),
    );
    expect([status, body]).toMatchObject([409, { error: 'booking_conflict', details: { item: 0, requested_time: at(9) } }]);
    expect((body as { details: { items: unknown } }).details.items).toMatchObject([
      { item: 0, error: 'booking_conflict', details: { requested_time: at(9), next_available: at(10) } },
      { item: 2, error: 'invalid_service', details: { reason: 'quantity', capacity: 1 } },
      { item: 3, error: 'not_found', details: { kind: 'offering' } },
    ]);
    expect((await readSeating(world)).bookings).toHaveLength(1);
    await mustBeSeated(world);
  });

  test('may have a hold for each', async () => {
    const shop = (url: string, body: object) => call('POST', `/v1/storefront/atlas-studios${url}`, { token: null, body });
    const held = async (one: object) => ({ ...one, holdId: ((await shop('/holds', one)).body as { id: string }).id });
    const items = [await held(wish(cut, 9)), await held(wish(colour, 9))];
    const bare = await book(wish(cut, 9), wish(colour, 9));
    expect((bare.body as { details: { items: unknown } }).details.items).toMatchObject([{ item: 0 }, { item: 1 }]);
    expect((await call('POST', '/v1/api/quote', { body: { items } })).status).toBe(200);
    expect((await book(...items)).status).toBe(201);
    await mustBeSeated(world);
  });

  test('that wants its own seat twice is refused at the second', async () => {
    const { status, body } = await book(wish(cut, 9), wish(cut, 9));
    expect([status, body]).toMatchObject([
      409,
      { error: 'booking_conflict', details: { item: 1, requested_time: at(9), next_available: at(10) } },
    ]);
    await expectNothingBooked();
  });

  test('says which item can’t be booked so at all', async () => {
    const { status, body } = await book(wish(cut, 9), wish(colour, 10, { quantity: 3 }));
    expect([status, body]).toMatchObject([422, { error: 'invalid_service', details: { item: 1, reason: 'quantity' } }]);
    await expectNothingBooked();
  });

  test('says which item is of nothing that exists', async () => {
    const { status, body } = await book(wish(cut, 9), wish('off_00000000000000000000', 10));
    expect([status, body]).toMatchObject([404, { error: 'not_found', details: { item: 1, kind: 'offering' } }]);
    await expectNothingBooked();
  });

  test('in two currencies is refused as a whole', async () => {
    const abroad = await openOffering(world, { title: 'Abroad', currency: 'CHF' });
    const { status, body } = await book(wish(cut, 9), wish(abroad, 10));
    expect([status, body]).toMatchObject([422, { details: { reason: 'currencies', currencies: ['EUR', 'CHF'] } }]);
    expect((body as { details: object }).details).not.toHaveProperty('item');
    await expectNothingBooked();
  });
});

test('a booking of one item needs no number to say which', async () => {
  await call('POST', '/v1/api/bookings', { body: { ...wish(cut, 9), customer: { name: 'First' } } });
  for (const body of [{ ...wish(cut, 9) }, { items: [wish(cut, 9)] }]) {
    const { status, body: said } = await call('POST', '/v1/api/bookings', { body: { ...body, customer: { name: 'Ada' } } });
    expect(status).toBe(409);
    expect((said as { details: object }).details).not.toHaveProperty('item');
  }
});

test('a desktop’s walk-in of several items is told which one, too', async () => {
  const { token } = await world.signIn();
  await call('POST', '/v1/api/bookings', { body: { ...wish(colour, 10), customer: { name: 'First' } } });
  const items = [wish(cut, 9), wish(colour, 10)].map((item) => ({ ...item, startsAt: Date.parse(item.startsAt) }));
  const input = { items, customer: { name: 'Walk-in', email: null, phone: null }, source: 'desk' };
  const commands = [{ seq: 1, commandId: 'cmd_00000000000000000001', name: 'bookings.create', input, at: world.now() }];
  const { body } = await world.call('POST', '/v1/sync/push', { token, body: { commands } });
  expect(body).toMatchObject({ results: [{ ok: false, code: 'booking_conflict', facts: { item: 1, requestedTime: Date.parse(at(10)) } }] });
});
