import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Category, Offering, ProductType } from '#core/domains/catalog/model.ts';
import { syncedTables } from '#core/engine/synced.ts';
import { type Desk, openDesk } from './core/desk.ts';
import { coreWorld, type CoreWorld } from './core/world.ts';

let world: CoreWorld;
let desks: Desk[];
let offeringId: string;

beforeEach(async () => {
  world = await coreWorld();
  offeringId = await world.offer({ slug: 'cut', categories: ['Hair'] });
  desks = [await openDesk(world, 'till'), await openDesk(world, 'office')];
  for (const desk of desks) await desk.pull();
});
afterEach(async () => {
  for (const desk of desks) await desk.close();
  await world.close();
});

const rowsOf = async (engine: Desk['engine']) => {
  const rows: Record<string, unknown[]> = {};
  await engine.database.read(world.tenantId, async (db) => {
    for (const name of ['offerings', 'categories', 'product_types', 'former_slugs', 'photos']) {
      const { table } = syncedTables.get(name) ?? {};
      if (table !== undefined) rows[name] = (await db.list(table)).toSorted((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1));
    }
  });
  return rows;
};

/** One after the other: what waits goes out, and everybody hears of everything. */
async function meet(): Promise<void> {
  for (const desk of desks) {
    expect((await desk.push()).filter(({ ok }) => !ok)).toEqual([]);
    await desk.pull();
  }
  for (const desk of desks) {
    await desk.pull();
    expect([await desk.pending(), await rowsOf(desk.engine)]).toEqual([[], await rowsOf(world.engine)]);
  }
}

test('two desks that name the same new thing while apart have it once', async () => {
  for (const [index, desk] of desks.entries()) {
    await desk.run('catalog.createOffering', { title: `Loft ${index}`, basePriceCents: 1, categories: [index === 0 ? 'Rooms' : 'ROOMS'] });
    await desk.run('catalog.updateProductType', { key: 'space', changes: index === 0 ? { name: 'Room' } : { attributes: [] } });
  }
  await meet();
  const categories = await world.ask<(Category & { offerings: number })[]>('catalog.categories', {});
  expect(categories.map(({ name, offerings }) => [name, offerings])).toEqual([
    ['Hair', 1],
    ['Rooms', 2],
  ]);
  const types = await world.ask<ProductType[]>('catalog.productTypes', {});
  expect(types.filter(({ key }) => key === 'space')).toMatchObject([{ name: 'Room', attributes: [] }]);
});

test('slugs that wander while desks are apart lead to where they are in the end', async () => {
  const [till, office] = desks as [Desk, Desk];
  const rename = (desk: Desk, slug: string) => desk.run('catalog.updateOffering', { offeringId, changes: { slug } });
  for (const slug of ['trim', 'cut', 'haircut']) await rename(till, slug);
  await office.run('catalog.updateCategory', {
    categoryId: (await office.ask<Category[]>('catalog.categories'))[0]?.id,
    changes: { name: 'Salon' },
  });
  await rename(office, 'coiffure');
  await meet();
  await office.run('catalog.createOffering', { title: 'Trim', slug: 'trim', basePriceCents: 1 });
  await rename(till, 'cut');
  await meet();
  for (const { ask } of desks) {
    for (const slug of ['cut', 'haircut', 'coiffure'])
      expect([slug, (await ask<Offering>('catalog.shown', { idOrSlug: slug })).id]).toEqual([slug, offeringId]);
    expect((await ask<Offering>('catalog.shown', { idOrSlug: 'trim' })).title).toBe('Trim');
    expect((await ask<Offering>('catalog.shown', { idOrSlug: 'cut' })).categories).toEqual(['Salon']);
  }
});

test('what one desk edits and another puts in the trash is in the trash, edited', async () => {
  const [till, office] = desks as [Desk, Desk];
  await till.run('catalog.updateOffering', { offeringId, changes: { title: 'Long cut', slug: 'long-cut' } });
  await office.run('catalog.trashOffering', { offeringId });
  await meet();
  expect(await till.ask('catalog.offerings', { trashed: true })).toMatchObject([{ id: offeringId, title: 'Long cut', status: 'ARCHIVED' }]);
  await office.run('catalog.restoreOffering', { offeringId });
  await meet();
  expect(await till.ask('catalog.shown', { idOrSlug: 'long-cut' })).toMatchObject({ status: 'DRAFT', trashedAt: null });
});
