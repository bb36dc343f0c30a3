/** What is booked can be moved as it was booked, however its offering has changed since. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { strictCaller } from './contract.ts';
import { mustBeSeated } from './seatCount.ts';
import { openOffering, testWorld, type TestWorld } from './world.ts';

let world: TestWorld;
let call: TestWorld['call'];

beforeEach(async () => {
  world = await testWorld({ now: '2026-03-02T08:00:00Z' });
  call = await strictCaller(world);
});
afterEach(() => world.close());

const at = (time: string): string => `2026-03-05T${time}:00Z`;

interface Booked {
  id: string;
  totalCents: number;
  items: { startsAt: string; endsAt: string; resourceIds: string[]; quantity: number }[];
}

async function book(offeringId: string, more: object = {}): Promise<Booked> {
  const { status, body } = await call('POST', '/v1/api/bookings', {
    body: { offeringId, startsAt: at('09:00'), customer: { name: 'Ada' }, ...more },
  });
  expect(status).toBe(201);
  return body as Booked;
}

const change = (offeringId: string, changes: object) => call('PATCH', `/v1/api/offerings/${offeringId}`, { body: changes });

async function moved({ id }: Booked, body: object): Promise<Booked> {
  const answer = await call('PATCH', `/v1/api/bookings/${id}`, { body });
  expect([answer.status, answer.body]).toMatchObject([200, {}]);
  await mustBeSeated(world);
  return answer.body as Booked;
}

const resource = async (name: string): Promise<string> => {
  const { body } = await call('POST', '/v1/api/resources', { body: { name, kind: 'room' } });
  return (body as { id: string }).id;
};

test('a booking keeps a length that is sold no more, and its price', async () => {
  const cut = await openOffering(world);
  const booking = await book(cut);
  await change(cut, { durationMinutes: 45, basePriceCents: 9_900 });
  expect(await moved(booking, { startsAt: at('13:00') })).toMatchObject({
    totalCents: booking.totalCents,
    items: [{ startsAt: at('13:00'), endsAt: at('14:00') }],
  });
  expect(await call('PATCH', `/v1/api/bookings/${booking.id}`, { body: { endsAt: at('14:30') } })).toMatchObject({
    status: 422,
    body: { details: { reason: 'length' } },
  });
  expect(await moved(booking, { endsAt: at('13:45') })).toMatchObject({ items: [{ endsAt: at('13:45') }] });
});

test('a length with the time of add-ons is kept like any other', async () => {
  const addOns = [{ key: 'wash', name: 'Wash', priceCents: 500, minutes: 15, required: false, maxQuantity: 2 }];
  const cut = await openOffering(world, { addOns });
  const booking = await book(cut, { addOns: [{ key: 'wash', quantity: 2 }] });
  await change(cut, { durationMinutes: 30, addOns: [] });
  expect(await moved(booking, { startsAt: at('14:00') })).toMatchObject({ items: [{ endsAt: at('15:30') }] });
});

test('a booking of what needs nobody any more is moved without whoever served it', async () => {
  const [room, other] = [await resource('Room'), await resource('Other')];
  const cut = await openOffering(world, { resourceGroups: [[room]] });
  const booking = await book(cut);
  await change(cut, { resourceGroups: [[other]] });
  expect((await moved(booking, { startsAt: at('10:00') })).items[0]?.resourceIds).toEqual([other]);
  await change(cut, { resourceGroups: [] });
  expect((await moved(booking, { startsAt: at('11:00') })).items[0]?.resourceIds).toEqual([]);
  expect(await call('PATCH', `/v1/api/bookings/${booking.id}`, { body: { resourceId: room } })).toMatchObject({
    status: 422,
    body: { details: { reason: 'resource' } },
  });
});

test('a request whose time was left open is confirmed as long as it was asked for', async () => {
  const cut = await openOffering(world, { approval: 'manual', pendingTakesPlace: false });
  const booking = await book(cut);
  await change(cut, { durationMinutes: 45 });
  expect(await call('POST', `/v1/api/bookings/${booking.id}/approve`)).toMatchObject({
    status: 200,
    body: { status: 'CONFIRMED', items: [{ endsAt: at('10:00') }] },
  });
  await mustBeSeated(world);
});
