import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isoOf } from '#core/base/time.ts';
import { openOffering, testWorld, type TestWorld } from './world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await testWorld();
});
afterAll(() => world.close());

const add = async (name: string): Promise<string> =>
  ((await world.call('POST', '/v1/api/customers', { body: { name } })).body as { id: string }).id;

describe('a customer who was merged with another', () => {
  test('is answered by the address of the one that stayed', async () => {
    const [one, two] = [await add('One'), await add('Two')];
    await world.run('customers.merge', { keepId: two, mergeIds: [one] });
    const moved = await world.call('GET', `/v1/api/customers/${one}`);
    expect([moved.status, moved.headers['location']]).toEqual([301, `/v1/api/customers/${two}`]);
    expect((await world.call('PATCH', `/v1/api/customers/${one}`, { body: { phone: '+49 30 123456' } })).body).toMatchObject({
      id: two,
      phone: '+49 30 123456',
    });
  });
});

describe('everything that is kept about a customer', () => {
  test('is given out to keys that manage, in ISO times', async () => {
    const offeringId = await openOffering(world);
    const order = { offeringId, startsAt: '2026-03-05T09:00:00Z', customer: { name: 'Ada Byron', email: 'ada@example.com' } };
    const { body: booked } = await world.call('POST', '/v1/api/bookings', { body: order });
    const { id, customer } = booked as { id: string; customer: { id: string } };
    const { status, body } = await world.call('GET', `/v1/api/customers/${customer.id}/export`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      exportedAt: isoOf(world.now()),
      customer: { id: customer.id, name: 'Ada Byron', email: 'ada@example.com', erasedAt: null },
      bookings: [
        {
          id,
          startsAt: '2026-03-05T09:00:00Z',
          items: [{ offeringId }],
          history: expect.arrayContaining([expect.objectContaining({ name: 'booking.created', at: isoOf(world.now()) })]),
        },
      ],
    });
  });

  test('is not for keys that only read or write, and of nobody’s there is nothing', async () => {
    const customerId = await add('Ada');
    const url = `/v1/api/customers/${customerId}/export`;
    const token = await world.makeKey({ scopes: ['read', 'write'] });
    expect((await world.call('GET', url, { token })).status).toBe(403);
    expect((await world.call('GET', `/v1/api/customers/cus_${'0'.repeat(20)}/export`)).status).toBe(404);
  });
});
