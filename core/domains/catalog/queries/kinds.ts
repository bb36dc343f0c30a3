import { z } from 'zod';
import { staff } from '../../../contracts/actor.ts';
import { defineQuery } from '../../../contracts/query.ts';
import type { Category, ProductType } from '../model.ts';
import { categoryKey } from '../rules/categories.ts';
import { listCategories, listFilings, listProductTypes } from '../store.ts';

export const productTypeList = defineQuery({
  name: 'catalog.productTypes',
  allow: { roles: staff, scope: 'read', customers: true },
  input: z.strictObject({}),
  run: ({ db }): Promise<ProductType[]> => listProductTypes(db),
});

/** In their order, each with how many offerings are filed under it, without those in the trash. */
export const categoryList = defineQuery({
  name: 'catalog.categories',
  allow: { roles: staff, scope: 'read' },
  input: z.strictObject({}),
  async run({ db }): Promise<(Category & { offerings: number })[]> {
    const filed = (await listFilings(db)).filter(({ trashedAt }) => trashedAt === null);
    const counts = new Map<string, number>();
    for (const name of filed.flatMap((offering) => offering.categories.map(categoryKey))) counts.set(name, (counts.get(name) ?? 0) + 1);
    return (await listCategories(db)).map((category) => ({ ...category, offerings: counts.get(categoryKey(category.name)) ?? 0 }));
  },
});
