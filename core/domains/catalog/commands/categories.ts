import { z } from 'zod';
import { refuse } from '../../../base/refusal.ts';
import { managers } from '../../../contracts/actor.ts';
import { type CommandContext, defineCommand } from '../../../contracts/command.ts';
import { applyEdit, editOf } from '../../../contracts/edit.ts';
import { idOf } from '../../../contracts/fields.ts';
import type { ReadDb, WriteDb } from '../../../data/database.ts';
import { CategoryFields } from '../model.ts';
import { categoryKey, withCategory } from '../rules/categories.ts';
import { reordered } from '../rules/order.ts';
import { listCategories, listFilings, mustLoadCategory } from '../store.ts';
import { categories, offerings } from '../tables.ts';

const manage = { roles: managers, scope: 'write' } as const;
const CategoryRef = z.strictObject({ categoryId: idOf('cat') });

/** `Hair` and `hair` are one. @throws Refusal `already_exists` {field: name} */
async function mustBeNew(db: ReadDb, { name, exceptId }: { name: string; exceptId?: string }): Promise<void> {
  const same = (await listCategories(db)).find((category) => category.id !== exceptId && categoryKey(category.name) === categoryKey(name));
  if (same !== undefined) refuse('already_exists', { field: 'name', value: same.name });
}

/** In every offering that is filed under it, the archived and the trashed too. */
async function refile({ db, ctx }: { db: WriteDb; ctx: CommandContext }, change: { from: string; to: string | null }): Promise<void> {
  for (const filed of await listFilings(db)) {
    const names = withCategory(filed.categories, change);
    if (names !== undefined) await db.patch(offerings, filed.id, { categories: names, updatedAt: ctx.now });
  }
}

/** Behind the others. Refuses `already_exists` {field: name}. */
export const createCategory = defineCommand({
  name: 'catalog.createCategory',
  allow: manage,
  offline: true,
  input: CategoryFields.partial({ description: true }),
  async run({ db, ctx }, { name, description = '' }) {
    await mustBeNew(db, { name });
    const categoryId = ctx.newId('cat');
    const position = ((await listCategories(db)).at(-1)?.position ?? -1) + 1;
    await db.insert(categories, { id: categoryId, name, description, position, createdAt: ctx.now, updatedAt: ctx.now });
    return { categoryId };
  },
});

/** A new name goes into the offerings. Refuses `edit_conflict`, `already_exists` {field: name}. */
export const updateCategory = defineCommand({
  name: 'catalog.updateCategory',
  allow: manage,
  offline: true,
  input: editOf(CategoryFields).extend({ categoryId: idOf('cat') }),
  async run({ db, ctx }, { categoryId, ...edit }) {
    const category = await mustLoadCategory(db, categoryId);
    const changes = applyEdit<CategoryFields>(category, edit);
    if (changes.name !== undefined) {
      await mustBeNew(db, { name: changes.name, exceptId: categoryId });
      await refile({ db, ctx }, { from: category.name, to: changes.name });
    }
    await db.patch(categories, categoryId, { ...changes, updatedAt: ctx.now });
    return null;
  },
});

/** It leaves the offerings; they stay. */
export const removeCategory = defineCommand({
  name: 'catalog.removeCategory',
  allow: manage,
  offline: true,
  input: CategoryRef,
  async run({ db, ctx }, { categoryId }) {
    const { name } = await mustLoadCategory(db, categoryId);
    await refile({ db, ctx }, { from: name, to: null });
    await db.remove(categories, categoryId);
    return null;
  },
});

/** Categories that are left out stay behind those named. */
export const orderCategories = defineCommand({
  name: 'catalog.orderCategories',
  allow: manage,
  offline: true,
  input: z.strictObject({ categoryIds: z.array(idOf('cat')).max(1_000) }),
  async run({ db, ctx }, { categoryIds }) {
    const before = await listCategories(db);
    const order = reordered(categoryIds, { standing: before.map(({ id }) => id), kind: 'category' });
    for (const { id, position } of before) {
      const place = order.indexOf(id);
      if (place !== position) await db.patch(categories, id, { position: place, updatedAt: ctx.now });
    }
    return null;
  },
});
