import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Category, Offering, OfferingSummary, ProductType } from '#core/domains/catalog/model.ts';
import { type Business, mara, openBusiness } from './business.ts';

let time = Date.parse('2026-03-02T08:00:00Z');
let shop: Business;

beforeEach(async () => {
  time = Date.parse('2026-03-02T08:00:00Z');
  shop = await openBusiness({ clock: { now: () => time } });
});
afterEach(() => shop.close());

const customer = { kind: 'customer', id: 'public', name: 'Customer' } as const;
const create = async (fields: object = {}) =>
  (await shop.run('catalog.createOffering', { title: 'Loft', basePriceCents: 9_000, ...fields }))['offeringId'] ?? '';
const change = (offeringId: string, changes: object) => shop.run('catalog.updateOffering', { offeringId, changes });
const read = async (idOrSlug: string) => (await shop.ask('catalog.offering', { idOrSlug })) as Offering;
const list = async (input: object = {}) => (await shop.ask('catalog.offerings', input)) as OfferingSummary[];
const types = async () => (await shop.ask('catalog.productTypes', {})) as ProductType[];
const named = async () =>
  ((await shop.ask('catalog.categories', {})) as (Category & { offerings: number })[]).map((each) => [each.name, each.offerings]);

const issue = (path: string) => ({ ok: false, code: 'invalid_request', facts: { issues: [{ path, expected: expect.any(String) }] } });
const area = { key: 'area', label: 'Area', kind: 'number', unit: 'm²', options: [], required: true, filter: true };

describe('product types', () => {
  test('are the usual five and the business’s own behind them', async () => {
    await shop.run('catalog.createProductType', { key: 'workshop', name: 'Workshop', attributes: [] });
    expect((await types()).map(({ key, id }) => [key, id === null])).toEqual([
      ...['service', 'space', 'class', 'ride', 'equipment'].map((key) => [key, true]),
      ['workshop', false],
    ]);
    for (const key of ['workshop', 'space'])
      expect(await shop.outcome('catalog.createProductType', { key, name: 'Again', attributes: [] })).toMatchObject({
        code: 'already_exists',
      });
  });

  test('of the usual kind can be changed, and be had back as they were', async () => {
    const [usual] = await types();
    await shop.run('catalog.updateProductType', { key: 'service', changes: { name: 'Treatment' } });
    await shop.run('catalog.updateProductType', {
      key: 'service',
      changes: { attributes: [area] },
      seen: { attributes: usual?.attributes },
    });
    expect((await types())[0]).toMatchObject({ key: 'service', name: 'Treatment', attributes: [area], id: expect.stringMatching(/^ptp_/) });
    const late = { key: 'service', changes: { name: 'Visit' }, seen: { name: 'Service' } };
    expect(await shop.outcome('catalog.updateProductType', late)).toMatchObject({ code: 'edit_conflict', facts: { field: 'name' } });
    await create({ productTypeKey: 'service' });
    await shop.run('catalog.removeProductType', { key: 'service' });
    expect((await types())[0]).toEqual(usual);
  });

  test('cannot go while offerings are of them, and are unknown afterwards', async () => {
    await shop.run('catalog.createProductType', { key: 'workshop', name: 'Workshop', attributes: [] });
    const offeringId = await create({ productTypeKey: 'workshop' });
    expect(await shop.outcome('catalog.removeProductType', { key: 'workshop' })).toMatchObject({ code: 'in_use', facts: { count: 1 } });
    await change(offeringId, { productTypeKey: 'space' });
    await shop.run('catalog.removeProductType', { key: 'workshop' });
    expect(await shop.outcome('catalog.removeProductType', { key: 'workshop' })).toMatchObject({ code: 'not_found' });
    expect(await shop.outcome('catalog.createOffering', { title: 'X', basePriceCents: 1, productTypeKey: 'workshop' })).toMatchObject(
      issue('productTypeKey'),
    );
  });

  test('are the managers’ to change, also without the server', async () => {
    const staff = { ...mara, role: 'STAFF' } as const;
    const made = { key: 'workshop', name: 'Workshop', attributes: [] };
    expect(await shop.outcome('catalog.createProductType', made, staff)).toMatchObject({ code: 'forbidden' });
    const ours = [...shop.engine.registry.commands.values()].filter(({ name }) => /productType|Categor|trash|Photo/i.test(name));
    expect(ours.length).toBeGreaterThanOrEqual(12);
    for (const command of ours)
      expect([command.name, command.offline, command.allow.roles]).toEqual([command.name, true, ['OWNER', 'ADMIN']]);
  });
});

describe('attributes', () => {
  test('are held to the type, and free where it does not know them', async () => {
    const offeringId = await create({
      productTypeKey: 'space',
      attributes: { area: 85, wifi: true, facilities: ['Kitchen'], sqft: 'many' },
    });
    expect((await read(offeringId)).attributes).toEqual({ area: 85, wifi: true, facilities: ['Kitchen'], sqft: 'many' });
    const wrong = { title: 'X', basePriceCents: 1, productTypeKey: 'space', attributes: { area: '85' } };
    expect(await shop.outcome('catalog.createOffering', wrong)).toMatchObject(issue('attributes.area'));
    const update = { offeringId, changes: { attributes: { facilities: ['Moat'] } } };
    expect(await shop.outcome('catalog.updateOffering', update)).toMatchObject(issue('attributes.facilities'));
    expect(await shop.outcome('catalog.updateOffering', { offeringId, changes: { productTypeKey: 'castle' } })).toMatchObject(
      issue('productTypeKey'),
    );
  });

  test('of a program’s own, such as the amenities of a space, are kept in its words', async () => {
    const attributes = { sqft: 720, amenities: ['wifi', 'kitchen'] };
    const offeringId = await create({ productTypeKey: 'space', attributes });
    await shop.run('catalog.publishOffering', { offeringId });
    expect((await read(offeringId)).attributes).toEqual(attributes);
  });

  test('that are required are asked for before publishing, and stay while it is on sale', async () => {
    await shop.run('catalog.updateProductType', { key: 'space', changes: { attributes: [area] } });
    const offeringId = await create({ productTypeKey: 'space' });
    expect(await shop.outcome('catalog.publishOffering', { offeringId })).toMatchObject(issue('attributes.area'));
    await change(offeringId, { attributes: { area: 20 } });
    await shop.run('catalog.publishOffering', { offeringId });
    expect(await shop.outcome('catalog.updateOffering', { offeringId, changes: { attributes: {} } })).toMatchObject(
      issue('attributes.area'),
    );
    await change(offeringId, { title: 'Large loft' });
  });

  test('stay readable when the type changes, and do not get in the way of other edits', async () => {
    const offeringId = await create({ productTypeKey: 'space', attributes: { area: 85, facilities: ['Kitchen'] } });
    await shop.run('catalog.updateProductType', { key: 'space', changes: { attributes: [{ ...area, kind: 'text', unit: null }] } });
    expect((await read(offeringId)).attributes).toEqual({ area: 85, facilities: ['Kitchen'] });
    await change(offeringId, { attributes: { area: 85, facilities: ['Kitchen'], note: 'x' } });
    expect(await shop.outcome('catalog.updateOffering', { offeringId, changes: { attributes: { area: 86 } } })).toMatchObject(
      issue('attributes.area'),
    );
  });
});

describe('a floor and a ceiling', () => {
  test('that no price could keep are refused, whichever of them is changed', async () => {
    const crossed = { title: 'X', basePriceCents: 1, floorCents: 5_000, ceilingCents: 1_000 };
    expect(await shop.outcome('catalog.createOffering', crossed)).toMatchObject(issue('ceilingCents'));
    const offeringId = await create({ floorCents: 1_000, ceilingCents: 5_000 });
    for (const changes of [{ floorCents: 5_001 }, { ceilingCents: 999 }])
      expect(await shop.outcome('catalog.updateOffering', { offeringId, changes })).toMatchObject(issue('ceilingCents'));
    await change(offeringId, { floorCents: 6_000, ceilingCents: 6_000 });
  });
});

describe('categories', () => {
  const idOf = async (name: string) =>
    ((await shop.ask('catalog.categories', {})) as Category[]).find((category) => category.name === name)?.id ?? '';

  test('come with the offerings that name them, each once whatever its case', async () => {
    const first = await create({ categories: ['Rooms', 'Quiet'] });
    await create({ categories: ['rooms', 'New'] });
    await change(first, { categories: ['QUIET', 'Late'] });
    expect(await named()).toEqual([
      ['Rooms', 1],
      ['Quiet', 1],
      ['New', 1],
      ['Late', 1],
    ]);
    expect((await read(first)).categories).toEqual(['Quiet', 'Late']);
  });

  test('are renamed in the offerings, leave them when they go, and keep their order', async () => {
    const first = await create({ categories: ['Rooms', 'Quiet'] });
    const archived = await create({ categories: ['Rooms'] });
    await shop.run('catalog.archiveOffering', { offeringId: archived });
    await shop.run('catalog.createCategory', { name: 'Empty' });
    const rooms = await idOf('Rooms');
    await shop.run('catalog.updateCategory', { categoryId: rooms, changes: { name: 'Spaces', description: 'To be in' } });
    expect((await read(first)).categories).toEqual(['Spaces', 'Quiet']);
    expect((await read(archived)).categories).toEqual(['Spaces']);
    await shop.run('catalog.updateCategory', { categoryId: rooms, changes: { name: 'spaces' } });
    await shop.run('catalog.orderCategories', { categoryIds: [await idOf('Empty'), await idOf('Quiet')] });
    expect(await named()).toEqual([
      ['Empty', 0],
      ['Quiet', 1],
      ['spaces', 2],
    ]);
    await shop.run('catalog.removeCategory', { categoryId: rooms });
    expect((await read(first)).categories).toEqual(['Quiet']);
    expect(await named()).toEqual([
      ['Empty', 0],
      ['Quiet', 1],
    ]);
  });

  test('of one name are one', async () => {
    await create({ categories: ['Rooms', 'Quiet'] });
    expect(await shop.outcome('catalog.createCategory', { name: 'ROOMS' })).toMatchObject({
      code: 'already_exists',
      facts: { field: 'name' },
    });
    const rename = { categoryId: await idOf('Quiet'), changes: { name: 'rooms' } };
    expect(await shop.outcome('catalog.updateCategory', rename)).toMatchObject({ code: 'already_exists' });
    expect(await shop.outcome('catalog.removeCategory', { categoryId: 'cat_00000000000000000000' })).toMatchObject({ code: 'not_found' });
    expect(await shop.outcome('catalog.orderCategories', { categoryIds: ['cat_00000000000000000000'] })).toMatchObject({
      code: 'not_found',
    });
  });
});

describe('a slug that was changed', () => {
  const slugAt = async (slug: string) => {
    const answer = await shop.ask('catalog.offering', { idOrSlug: slug }).catch((error: Error) => error.message);
    return typeof answer === 'string' ? answer : (answer as Offering).slug;
  };

  test('leads on, over several renames and back again', async () => {
    const offeringId = await create({ slug: 'a' });
    for (const slug of ['b', 'c']) await change(offeringId, { slug });
    expect([await slugAt('a'), await slugAt('b'), await slugAt('c')]).toEqual(['c', 'c', 'c']);
    await change(offeringId, { slug: 'a' });
    expect([await slugAt('a'), await slugAt('b'), await slugAt('c')]).toEqual(['a', 'a', 'a']);
  });

  test('is another offering’s once that takes it, and stays so', async () => {
    const first = await create({ slug: 'a' });
    await change(first, { slug: 'b' });
    const second = await create({ slug: 'a', title: 'Second' });
    expect((await read('a')).id).toBe(second);
    await change(second, { slug: 'c' });
    expect((await read('a')).id).toBe(second);
    await change(first, { slug: 'a' });
    expect((await read('a')).id).toBe(first);
    expect((await read('b')).id).toBe(first);
  });

  test('is not taken by a title alone', async () => {
    const first = await create({ title: 'Loft' });
    await change(first, { slug: 'great-loft' });
    expect((await read(await create({ title: 'Loft' }))).slug).toBe('loft-2');
    expect((await read('loft')).id).toBe(first);
  });

  test('of an archived offering leads nowhere, and its edits take nobody’s', async () => {
    const gone = await create({ slug: 'a' });
    await change(gone, { slug: 'b' });
    await shop.run('catalog.archiveOffering', { offeringId: gone });
    expect([await slugAt('a'), await slugAt('b')]).toEqual(['not_found', 'not_found']);
    const live = await create({ slug: 'b' });
    await change(live, { slug: 'c' });
    await change(gone, { slug: 'd' });
    expect((await read('b')).id).toBe(live);
    expect(await slugAt('d')).toBe('not_found');
  });
});

describe('the trash', () => {
  test('takes an offering off sale and out of the lists, and its slug is free again', async () => {
    const offeringId = await shop.offer({ slug: 'haircut' });
    await shop.run('catalog.trashOffering', { offeringId });
    time += 60_000;
    await shop.run('catalog.trashOffering', { offeringId });
    expect(await list()).toEqual([]);
    expect(await list({ status: 'ARCHIVED' })).toEqual([]);
    expect((await list({ trashed: true })).map(({ id, trashedAt, status }) => [id, trashedAt, status])).toEqual([
      [offeringId, time - 60_000, 'ARCHIVED'],
    ]);
    const booking = { items: [{ offeringId, startsAt: Date.parse('2026-03-03T09:00Z') }], customer: { name: 'Ada' }, source: 'desk' };
    expect(await shop.outcome('bookings.create', booking)).toMatchObject({ code: 'invalid_service', facts: { reason: 'not_published' } });
    expect(await shop.outcome('catalog.publishOffering', { offeringId })).toMatchObject({ code: 'invalid_transition' });
    expect((await read(await create({ slug: 'haircut' }))).slug).toBe('haircut');
  });

  test('gives back a draft, under another slug where its own was taken', async () => {
    const offeringId = await shop.offer({ slug: 'haircut' });
    expect(await shop.outcome('catalog.restoreOffering', { offeringId })).toMatchObject({ code: 'invalid_transition' });
    await shop.run('catalog.trashOffering', { offeringId });
    await create({ slug: 'haircut' });
    await shop.run('catalog.restoreOffering', { offeringId });
    expect(await read(offeringId)).toMatchObject({ status: 'DRAFT', slug: 'haircut-2', trashedAt: null });
    expect(await list({ trashed: true })).toEqual([]);
    await shop.run('catalog.archiveOffering', { offeringId });
    await shop.run('catalog.trashOffering', { offeringId });
    await shop.run('catalog.restoreOffering', { offeringId });
    expect(await read(offeringId)).toMatchObject({ status: 'DRAFT', trashedAt: null });
  });

  test('leaves bookings as they stand', async () => {
    const offeringId = await shop.offer({ slug: 'haircut' });
    const { bookingId } = await shop.run('bookings.create', {
      ...{ items: [{ offeringId, startsAt: Date.parse('2026-03-03T09:00Z') }], customer: { name: 'Ada' }, source: 'desk' },
    });
    await shop.run('catalog.trashOffering', { offeringId });
    expect(await shop.ask('bookings.booking', { bookingId })).toMatchObject({ status: 'CONFIRMED' });
  });
});

test('a customer sees no draft, no trash and no former slug of either', async () => {
  const offeringId = await shop.offer({ slug: 'haircut' });
  await change(offeringId, { slug: 'cut' });
  const { queries } = shop.engine.registry;
  const seen = (idOrSlug: string) =>
    shop.engine.database.read(shop.tenantId, async (db) =>
      queries.get('catalog.offering')?.run({ db, ctx: { actor: customer, now: time } }, { idOrSlug }),
    );
  expect(await seen('haircut')).toMatchObject({ slug: 'cut' });
  await shop.run('catalog.trashOffering', { offeringId });
  for (const idOrSlug of ['haircut', 'cut', offeringId]) await expect(seen(idOrSlug)).rejects.toThrow('not_found');
});
