import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDesk } from './desk.ts';
import { anna, coreWorld, type CoreWorld, member, NOON, wish } from './world.ts';

// Records of one person become one, and whatever still names the others finds the one that stayed.

const HOUR = 3_600_000;

let world: CoreWorld;
beforeEach(async () => {
  world = await coreWorld();
});
afterEach(() => world.close());

/** One after the other: what is made at one moment has no order that a test could know. */
async function add(fields: object): Promise<string> {
  const { customerId = '' } = await world.run('customers.create', { email: null, phone: null, ...fields });
  world.clock.now += 1_000;
  return customerId;
}
const read = (customerId: string) => world.ask('customers.customer', { customerId });
const known = async () => (await world.ask('customers.list')).map(({ name }: { name: string }) => name);

describe('customers that are merged', () => {
  test('leave what they had to the one that is kept, which is given what it lacks of the oldest', async () => {
    const offeringId = await world.offer();
    const first = await add({ name: 'A. Beispiel', phone: '+49 30 111111', notes: 'Likes tea' });
    const second = await add({ name: 'Anna B.', email: 'anna@example.org', phone: '+49 30 222222', notes: 'Window seat' });
    const kept = await add({ name: 'Anna Beispiel', notes: 'Likes tea' });
    const booked = await world.run('bookings.create', wish(offeringId, NOON + 30 * HOUR, { customer: { id: first } }));
    expect(await world.run('customers.merge', { keepId: kept, mergeIds: [second, first] })).toEqual({ customerId: kept });
    expect(await known()).toEqual(['Anna Beispiel']);
    expect(await read(kept)).toMatchObject({
      ...{ id: kept, name: 'Anna Beispiel', email: 'anna@example.org', phone: '+49 30 111111', createdAt: NOON, bookings: 1 },
      notes: 'Likes tea\n\nWindow seat',
      recent: [{ id: booked['bookingId'], customerId: kept }],
    });
    const [order] = (await world.ask('payments.orders', { customerId: kept })).data;
    expect(order).toMatchObject({ customerId: kept, payableId: booked['bookingId'] });
    const { data: told } = await world.ask('events.page', { limit: 50 });
    expect(told.filter(({ name }: { name: string }) => name === 'customer.merged')).toMatchObject([
      { subjectId: kept, data: { name: 'Anna Beispiel', merged: [{ name: 'A. Beispiel' }, { name: 'Anna B.' }] } },
    ]);
  });

  test('are found under every id that they had, however often they were merged', async () => {
    const [one, two, three] = [await add({ name: 'One' }), await add({ name: 'Two' }), await add({ name: 'Three' })];
    await world.run('customers.merge', { keepId: two, mergeIds: [one] });
    await world.run('customers.merge', { keepId: three, mergeIds: [two] });
    for (const id of [one, two, three]) expect(await read(id)).toMatchObject({ id: three, name: 'Three' });
    await world.run('customers.update', { customerId: one, changes: { phone: '+49 30 333333' } });
    expect(await read(three)).toMatchObject({ phone: '+49 30 333333' });
    const offeringId = await world.offer();
    await world.run('bookings.create', wish(offeringId, NOON + 30 * HOUR, { customer: { id: one } }));
    expect(await read(three)).toMatchObject({ bookings: 1 });
    for (const list of ['bookings.list', 'bookings.page', 'payments.orders'])
      expect((await world.ask(list, { customerId: one })).data, list).toHaveLength(1);
  });

  test('are so once: whoever merges them again changes nothing', async () => {
    const [one, two] = [await add({ name: 'One' }), await add({ name: 'Two' })];
    await world.run('customers.merge', { keepId: two, mergeIds: [one] });
    const before = await read(two);
    expect(await world.run('customers.merge', { keepId: two, mergeIds: [one] })).toEqual({ customerId: two });
    expect(await read(two)).toEqual(before);
  });

  test('reach a desktop that worked without a network, and what it did under the old id', async () => {
    const [one, two] = [await add({ name: 'One' }), await add({ name: 'Two' })];
    const offeringId = await world.offer();
    const desk = await openDesk(world);
    await desk.pull();
    await desk.run('bookings.create', wish(offeringId, NOON + 30 * HOUR, { customer: { id: one } }));
    await world.run('customers.merge', { keepId: two, mergeIds: [one] });
    expect(await desk.push()).toMatchObject([{ ok: true }]);
    await desk.pull();
    for (const id of [one, two]) expect(await desk.ask('customers.customer', { customerId: id })).toMatchObject({ id: two, bookings: 1 });
    expect(await desk.attention()).toEqual([]);
    await desk.close();
  });

  test('are refused where that cannot be', async () => {
    const [one, two] = [await add({ name: 'One', notes: 'x'.repeat(3_000) }), await add({ name: 'Two', notes: 'y'.repeat(3_000) })];
    const wrong = { code: 'invalid_request', issues: [{ path: 'mergeIds' }] };
    expect(await world.refused('customers.merge', { keepId: one, mergeIds: [two, one] })).toMatchObject(wrong);
    expect(await world.refused('customers.merge', { keepId: one, mergeIds: [two] })).toMatchObject(wrong);
    expect(await world.refused('customers.merge', { keepId: one, mergeIds: [`cus_${'0'.repeat(20)}`] })).toMatchObject({
      code: 'not_found',
      kind: 'customer',
    });
    expect(await world.refused('customers.merge', { keepId: one, mergeIds: [two] }, member('STAFF'))).toMatchObject({ code: 'forbidden' });
    expect((await read(one)).name).toBe('One');
  });
});

describe('customers that look like one', () => {
  test('have the same number, or the same name and perhaps the same mailbox', async () => {
    await add({ name: 'Ada Byron', phone: '+49 30 12-34-56' });
    await add({ name: 'A. King', phone: '+49 (30) 123456' });
    await add({ name: 'José  Núñez', email: 'jose.nunez@example.org' });
    await add({ name: 'jose nunez', email: 'josenunez+work@example.org' });
    await add({ name: 'Max Meier', email: 'max@example.org' });
    await add({ name: 'Max Meier', email: 'other.max@example.org' });
    await add({ name: 'Eva Roth' });
    await add({ name: 'EVA ROTH', email: 'eva@example.org' });
    const { data, total } = await world.ask('customers.duplicates');
    expect(
      data.map(({ because, customers }: { because: string; customers: { name: string }[] }) => [
        because,
        ...customers.map(({ name }) => name),
      ]),
    ).toEqual([
      ['phone', 'Ada Byron', 'A. King'],
      ['name', 'José  Núñez', 'jose nunez'],
      ['name', 'Eva Roth', 'EVA ROTH'],
    ]);
    expect(total).toBe(3);
    expect(data[0].customers[0]).toMatchObject({ bookings: 0, noShows: 0, lastStartsAt: null });
  });

  test('are shown a hundred groups of, and counted all', async () => {
    for (let i = 0; i < 101; i++) for (const name of ['One', 'Two']) await add({ name: `${name} ${i}`, phone: `+49 30 ${100_000 + i}` });
    const { data, total } = await world.ask('customers.duplicates');
    expect([data.length, total]).toEqual([100, 101]);
  });

  test('are no longer once they are merged', async () => {
    const [one, two] = [await add({ name: anna.name }), await add({ name: anna.name })];
    await world.run('customers.merge', { keepId: one, mergeIds: [two] });
    expect(await world.ask('customers.duplicates')).toEqual({ data: [], total: 0 });
  });
});
