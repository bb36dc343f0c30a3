import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { strictCaller } from './contract.ts';
import { openOffering, testWorld, type TestWorld } from './world.ts';

let world: TestWorld;
/** holds each answer to the published document */
let call: TestWorld['call'];

beforeAll(async () => {
  world = await testWorld();
  call = await strictCaller(world);
});
afterAll(() => world.close());

const bodyOf = async (...args: Parameters<TestWorld['call']>) => (await call(...args)).body as Record<string, unknown>;

describe('product types', () => {
  test('are made, changed and removed, with what is left out filled in', async () => {
    const attributes = [{ key: 'area', label: 'Area', kind: 'number', unit: 'm²', filter: true }];
    const made = await call('POST', '/v1/api/product-types', { body: { key: 'studio', name: 'Studio', attributes } });
    expect(made).toMatchObject({ status: 201, body: { key: 'studio', attributes: [{ required: false, options: [], filter: true }] } });
    expect(await call('PATCH', '/v1/api/product-types/studio', { body: { name: 'Atelier' } })).toMatchObject({
      ...{ status: 200, body: { name: 'Atelier', attributes: [{ key: 'area' }] } },
    });
    const { data } = (await bodyOf('GET', '/v1/api/product-types')) as { data: { key: string; id: string | null }[] };
    expect(data.map(({ key, id }) => [key, id !== null])).toContainEqual(['studio', true]);
    expect(data[0]).toMatchObject({ key: 'service', id: null });
    expect((await call('DELETE', '/v1/api/product-types/studio')).status).toBe(204);
    expect((await call('DELETE', '/v1/api/product-types/studio')).status).toBe(404);
  });

  test('are refused in the words of the API where they make no sense', async () => {
    const wrong = { key: 'studio', name: 'Studio', attributes: [{ key: 'floor', label: 'Floor', kind: 'choice' }] };
    const refused = await call('POST', '/v1/api/product-types', { body: wrong });
    expect(refused).toMatchObject({
      status: 400,
      body: { error: 'invalid_request', details: { issues: [{ path: 'attributes.0.options' }] } },
    });
    const offering = { title: 'X', basePriceCents: 1, productTypeKey: 'space', attributes: { wifi: 'fast' } };
    expect(await call('POST', '/v1/api/offerings', { body: offering })).toMatchObject({
      ...{ status: 400, body: { details: { issues: [{ path: 'attributes.wifi', expected: 'true or false' }] } } },
    });
    expect((await call('PATCH', '/v1/api/product-types/castle', { body: { name: 'Castle' } })).status).toBe(404);
  });
});

test('categories are made, ordered, renamed and removed', async () => {
  const rooms = await bodyOf('POST', '/v1/api/categories', { body: { name: 'Rooms', description: 'To be in' } });
  const offering = await bodyOf('POST', '/v1/api/offerings', {
    body: { title: 'Loft', basePriceCents: 1, categories: ['rooms', 'Quiet'] },
  });
  expect(offering['categories']).toEqual(['Rooms', 'Quiet']);
  const { data } = (await bodyOf('GET', '/v1/api/categories')) as { data: { id: string; name: string; offerings: number }[] };
  expect(data.map(({ name, offerings }) => [name, offerings])).toEqual([
    ['Rooms', 1],
    ['Quiet', 1],
  ]);
  const order = await bodyOf('PUT', '/v1/api/categories/order', { body: { categoryIds: [data[1]?.id] } });
  expect(order).toMatchObject({ data: [{ name: 'Quiet' }, { name: 'Rooms' }] });
  expect((await call('POST', '/v1/api/categories', { body: { name: 'quiet' } })).status).toBe(409);
  expect(await bodyOf('PATCH', `/v1/api/categories/${String(rooms['id'])}`, { body: { name: 'Spaces' } })).toMatchObject({
    name: 'Spaces',
    offerings: 1,
  });
  expect((await call('DELETE', `/v1/api/categories/${String(rooms['id'])}`)).status).toBe(204);
  expect((await bodyOf('GET', `/v1/api/offerings/${String(offering['id'])}`))['categories']).toEqual(['Quiet']);
});

describe('an offering', () => {
  test('of a changed slug is found where it is now', async () => {
    const id = await openOffering(world, { title: 'Cut', slug: 'cut' });
    for (const slug of ['trim', 'haircut']) await call('PATCH', `/v1/api/offerings/${id}`, { body: { slug } });
    const moved = async (url: string, token: string | null = world.token) => {
      const { status, headers, text } = await world.call('GET', url, { token });
      return [status, headers.location, text];
    };
    for (const slug of ['cut', 'trim']) {
      expect(await moved(`/v1/api/offerings/${slug}`)).toEqual([301, '/v1/api/offerings/haircut', '']);
      expect(await moved(`/v1/storefront/atlas-studios/offerings/${slug}`, null)).toEqual([
        ...[301, '/v1/storefront/atlas-studios/offerings/haircut', ''],
      ]);
      expect(await moved(`/s/atlas-studios/o/${slug}?utm_source=x`, null)).toEqual([301, '/s/atlas-studios/o/haircut?utm_source=x', '']);
    }
    expect((await world.call('GET', '/s/atlas-studios/o/cut', { token: null })).headers['cache-control']).toBe('no-cache');
    expect((await call('GET', '/v1/api/offerings/haircut')).status).toBe(200);
  });

  test('goes to the trash and comes back, and is archived as ever', async () => {
    const id = await openOffering(world, { title: 'Shave', slug: 'shave' });
    expect(await call('POST', `/v1/api/offerings/${id}/trash`)).toMatchObject({
      status: 200,
      body: { status: 'ARCHIVED', trashedAt: expect.any(String) },
    });
    expect((await world.call('GET', '/v1/storefront/atlas-studios/offerings/shave', { token: null })).status).toBe(404);
    const ids = async (query: string) =>
      ((await bodyOf('GET', `/v1/api/offerings?${query}`))['data'] as { id: string }[]).map((each) => each.id);
    expect(await ids('trashed=true')).toEqual([id]);
    expect(await ids('status=ARCHIVED')).toEqual([]);
    expect(await ids('')).not.toContain(id);
    expect(await call('POST', `/v1/api/offerings/${id}/restore`)).toMatchObject({
      status: 200,
      body: { status: 'DRAFT', trashedAt: null },
    });
    expect((await call('DELETE', `/v1/api/offerings/${id}`)).status).toBe(204);
    expect(await ids('status=ARCHIVED')).toEqual([id]);
    await call('POST', `/v1/api/offerings/${id}/trash`);
    expect(await call('PATCH', `/v1/api/offerings/${id}`, { body: { status: 'DRAFT' } })).toMatchObject({
      body: { status: 'DRAFT', trashedAt: null },
    });
  });

  test('is not trashed by a key that may only read', async () => {
    const id = await openOffering(world, { title: 'Wash' });
    const token = await world.makeKey({ scopes: ['read'] });
    for (const path of ['trash', 'restore']) expect((await call('POST', `/v1/api/offerings/${id}/${path}`, { token })).status).toBe(403);
  });
});

test('a resource says how many there are of it', async () => {
  const made = await bodyOf('POST', '/v1/api/resources', { body: { name: 'Bicycles', kind: 'bicycle', quantity: 5 } });
  expect(made['quantity']).toBe(5);
  const url = `/v1/api/resources/${String(made['id'])}`;
  expect(await call('PATCH', url, { body: { quantity: 4 } })).toMatchObject({ status: 200, body: { quantity: 4 } });
  expect((await call('PATCH', url, { body: { quantity: 0 } })).status).toBe(400);
  expect(await bodyOf('GET', url)).toMatchObject({ quantity: 4 });
});

test('a resource that is booked neither becomes too few nor goes', async () => {
  const made = await bodyOf('POST', '/v1/api/resources', { body: { name: 'Sledges', kind: 'sledge', quantity: 5 } });
  const id = await openOffering(world, { title: 'Ride', capacity: 5, minNoticeMinutes: 0, resourceGroups: [[String(made['id'])]] });
  const startsAt = '2026-03-03T09:00:00Z';
  const customer = { name: 'Ada', email: 'ada@example.org' };
  const booked = await call('POST', '/v1/api/bookings', { body: { offeringId: id, startsAt, quantity: 3, customer } });
  expect(booked.status).toBe(201);
  const url = `/v1/api/resources/${String(made['id'])}`;
  const few = { status: 409, body: { error: 'in_use', details: { kind: 'places', count: 3, at: startsAt } } };
  expect(await call('PATCH', url, { body: { quantity: 2 } })).toMatchObject(few);
  expect(await call('DELETE', url)).toMatchObject({
    status: 409,
    body: { error: 'in_use', details: { kind: 'bookings', count: 1 } },
  });
  expect(await bodyOf('GET', url)).toMatchObject({ quantity: 5, active: true });
});
