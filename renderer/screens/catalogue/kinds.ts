/** Product types and categories, as the screens of the catalogue ask for them. */
import type { Category, ProductType } from '#core/domains/catalog/model.ts';
import { useAsk } from '../../bridge/ask.ts';

export interface CountedCategory extends Category {
  offerings: number;
}

export function useProductTypes(): ProductType[] | undefined {
  return useAsk<ProductType[]>('catalog.productTypes', {}, { tables: ['product_types'] }).data;
}

export function useCategories(): CountedCategory[] | undefined {
  return useAsk<CountedCategory[]>('catalog.categories', {}, { tables: ['categories', 'offerings'] }).data;
}
