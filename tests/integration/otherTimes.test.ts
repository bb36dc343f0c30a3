/** Free time is told of what may be booked; of what is booked already, as it was booked. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask } from '#core/engine/ask.ts';
import { customer, member } from './core/world.ts';
import { strictCaller } from './contract.ts';
import { openOffering, testWorld, type TestWorld } from './world.ts';

const SHOP = '/v1/storefront/atlas-studios';
const day = 'from=2026-03-05&to=2026-03-06';
const at = (time: string): string => `2026-03-05T${time}:00Z`;

let world: TestWorld;
let call: TestWorld['call'];

beforeEach(async () => {
  world = await testWorld({ now: '2026-03-02T08:00:00Z' });
  call = await strictCaller(world);
});
afterEach(() => world.close());

interface Slot {
  startsAt: string;
  endsAt: string;
  bookable: boolean;
  reason: { code: string } | null;
}
interface Found {
  slots: Slot[];
  nextAvailable: string | null;
}
interface Checkout {
  booking: { id: string; items: { id: string }[] };
  manageToken: string;
}

const visit: TestWorld['call'] = (method, url, options = {}) => call(method, SHOP + url, { token: null, ...options });
const startsOf = ({ slots }: Found): string[] => slots.map(({ startsAt }) => startsAt.slice(11, 16));

async function checkOut(offeringId: string, more: object = {}): Promise<Checkout> {
  const body = { offeringId, startsAt: at('09:00'), customer: { name: 'Ada', email: 'ada@example.com' }, ...more };
  const { status, body: made, text } = await visit('POST', '/checkout', { body });
  if (status !== 201) throw new Error(text);
  return made as Checkout;
}

describe('a length that is not sold', () => {
  const length = (soldMinutes: number[], more: object = {}) => ({
    status: 422,
    body: { error: 'invalid_service', details: { reason: 'length', expectedMinutes: 60, soldMinutes, ...more } },
  });
  const told = async (offeringId: string, query: string) => [
    await visit('GET', `/availability?offeringId=${offeringId}&${day}&${query}`),
    await call('GET', `/v1/api/availability?offeringId=${offeringId}&${day}&${query}`),
    await call('GET', `/v1/api/availability?offeringId=${offeringId}&${day}&explain=true&${query}`),
  ];

  test('is refused by free time as by a booking, with the lengths that are sold', async () => {
    const cut = await openOffering(world, { durations: [{ minutes: 90, priceCents: 5_500 }] });
    for (const answer of await told(cut, 'durationMinutes=75')) expect(answer).toMatchObject(length([60, 90]));
    const booked = await call('POST', '/v1/api/bookings', {
      body: { offeringId: cut, startsAt: at('09:00'), endsAt: at('10:15'), customer: { name: 'Ada' } },
    });
    expect(booked).toMatchObject(length([60, 90]));
    expect((booked.body as { details: object }).details).not.toHaveProperty('stepMinutes');
    for (const { status, body } of await told(cut, 'durationMinutes=90'))
      expect([status, (body as Found).slots[0]]).toMatchObject([200, { startsAt: at('08:00'), endsAt: at('09:30'), bookable: true }]);
  });

  test('is any but its own and longer by steps, where it is sold by the hour', async () => {
    const studio = await openOffering(world, { pricingModel: 'HOURLY', slotMinutes: 30 });
    for (const answer of await told(studio, 'durationMinutes=75')) expect(answer).toMatchObject(length([60], { stepMinutes: 30 }));
    for (const { status } of await told(studio, 'durationMinutes=90')) expect(status).toBe(200);
  });

  test('is judged with the minutes of the add-ons that come with it', async () => {
    const wash = { key: 'wash', name: 'Wash', priceCents: 500, minutes: 15, required: false, maxQuantity: 2 };
    const cut = await openOffering(world, { addOns: [wash] });
    for (const { status } of await told(cut, 'durationMinutes=60&addOns=wash:2')) expect(status).toBe(200);
    for (const { status } of await told(cut, 'durationMinutes=90')) expect(status).toBe(422);
    for (const { status } of await told(cut, 'addOns=wash')) expect(status).toBe(200);
  });

  test('is shown to members, who may override it, and said to be none', async () => {
    const cut = await openOffering(world);
    const input = { offeringId: cut, from: '2026-03-05', to: '2026-03-06', durationMinutes: 75, explain: true };
    const question = { tenantId: world.business.tenantId, actor: member('STAFF'), name: 'availability.slots', input };
    const found = (await ask(world.engine, question)) as { slots: Slot[]; nextAvailable: number | null };
    expect(found.nextAvailable).toBeNull();
    expect(found.slots.length).toBeGreaterThan(0);
    for (const slot of found.slots.slice(0, 8)) expect(slot).toMatchObject({ bookable: false, reason: { code: 'length' } });
  });

  test('is known of what was booked when it was sold', async () => {
    const cut = await openOffering(world);
    const { booking, manageToken } = await checkOut(cut);
    const [{ id: itemId }] = booking.items as [{ id: string }];
    await call('PATCH', `/v1/api/offerings/${cut}`, { body: { durationMinutes: 45, slotMinutes: 60 } });
    const asked = `/v1/api/availability?offeringId=${cut}&${day}`;
    expect(await call('GET', `${asked}&durationMinutes=60`)).toMatchObject({ status: 422 });
    for (const query of [`&moving=${itemId}`, `&moving=${itemId}&durationMinutes=60`, `&moving=${itemId}&explain=true`]) {
      const { status, body } = await call('GET', asked + query);
      expect([status, (body as Found).slots[1]]).toMatchObject([200, { startsAt: at('09:00'), endsAt: at('10:00'), bookable: true }]);
    }
    expect(await call('GET', `${asked}&moving=${itemId}&durationMinutes=75`)).toMatchObject({ status: 422 });
    const theirs = await visit('GET', `/bookings/${booking.id}/availability?${day}`, { token: manageToken });
    expect((theirs.body as Found).slots[1]).toMatchObject({ startsAt: at('10:00'), endsAt: at('11:00'), bookable: true });
  });
});

describe('who booked what is for sale no more', () => {
  const gone = {
    archived: (id: string) => call('PATCH', `/v1/api/offerings/${id}`, { body: { status: 'ARCHIVED' } }),
    'in the trash': (id: string) => world.run('catalog.trashOffering', { offeringId: id }),
  };

  for (const [state, take] of Object.entries(gone))
    test(`finds another time and moves it, and books no other: ${state}`, async () => {
      const cut = await openOffering(world, { durations: [{ minutes: 90, priceCents: 5_500 }] });
      const { booking, manageToken: token } = await checkOut(cut, { endsAt: at('10:30') });
      await take(cut);
      const own = `/bookings/${booking.id}`;
      expect(await visit('GET', `${own}/offering`, { token })).toMatchObject({ status: 200, body: { id: cut, title: 'Haircut' } });
      const { status, body } = await visit('GET', `${own}/availability?${day}`, { token });
      expect([status, startsOf(body as Found).slice(0, 4)]).toEqual([200, ['08:00', '10:00', '11:00', '12:00']]);
      const moved = await visit('POST', `${own}/reschedule`, { token, body: { startsAt: at('11:00') } });
      expect(moved).toMatchObject({ status: 200, body: { items: [{ startsAt: at('11:00'), endsAt: at('12:30') }] } });

      const another = { offeringId: cut, startsAt: at('14:00'), customer: { name: 'Ada', email: 'ada@example.com' } };
      expect((await visit('POST', '/checkout', { token, body: another })).status).not.toBe(201);
      expect((await visit('GET', `/availability?offeringId=${cut}&${day}`, { token })).status).toBe(404);
    });

  test('sees no more than their own: nobody else is let in, and their own time alone is in nobody’s way', async () => {
    const cut = await openOffering(world);
    const mine = await checkOut(cut);
    const other = await checkOut(cut, { startsAt: at('11:00') });
    const theirs = `/bookings/${other.booking.id}`;
    for (const token of [null, 'x.y', mine.manageToken]) {
      expect((await visit('GET', `${theirs}/availability?${day}`, { token })).status).toBe(401);
      expect((await visit('GET', `${theirs}/offering`, { token })).status).toBe(401);
    }
    const foreign = `/bookings/${mine.booking.id}/availability?${day}&itemId=${other.booking.items[0]?.id}`;
    expect((await visit('GET', foreign, { token: mine.manageToken })).status).toBe(404);
    const { body } = await visit('GET', `/bookings/${mine.booking.id}/availability?${day}`, { token: mine.manageToken });
    expect(startsOf(body as Found).slice(0, 3)).toEqual(['08:00', '10:00', '12:00']);

    await call('PATCH', `/v1/api/offerings/${cut}`, { body: { status: 'ARCHIVED' } });
    const input = { offeringId: cut, from: '2026-03-05', to: '2026-03-06', ignoring: [other.booking.items[0]?.id] };
    const question = { tenantId: world.business.tenantId, actor: customer(mine.booking.id), name: 'availability.slots', input };
    await expect(ask(world.engine, question)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('is told of the next other time where a whole range has none but their own', async () => {
    const cut = await openOffering(world);
    const { booking, manageToken: token } = await checkOut(cut);
    for (const [from, to] of [
      ['2026-03-05T00:00', '2026-03-05T10:00'],
      ['2026-03-05T11:00', '2026-03-07T00:00'],
    ])
      await call('POST', `/v1/api/offerings/${cut}/exceptions`, { body: { kind: 'BLOCK', from, to } });
    const { body } = await visit('GET', `/bookings/${booking.id}/availability?${day}`, { token });
    expect(body).toMatchObject({ slots: [], nextAvailable: '2026-03-07T08:00:00Z' });
  });
});
