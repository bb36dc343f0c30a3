/** Product types and categories, as the screens of the catalogue ask for them. */
import type { AttributeDefinition, Category, OfferingFields, ProductType } from '#core/domains/catalog/model.ts';
import { useAsk } from '../../bridge/ask.ts';
import { typeLabel } from './words.ts';

export interface CountedCategory extends Category {
  offerings: number;
}

export function useProductTypes(): ProductType[] | undefined {
  return useAsk<ProductType[]>('catalog.productTypes', {}, { tables: ['product_types'] }).data;
}

export function useCategories(): CountedCategory[] | undefined {
  return useAsk<CountedCategory[]>('catalog.categories', {}, { tables: ['categories', 'offerings'] }).data;
}

/** `Spaces` where it is one of the usual under its usual name; the tenant's own words otherwise. */
export function typeNames(types: readonly ProductType[] | undefined, key: string): { one: string; many: string } {
  const usual = typeLabel(key);
  const name = types?.find((type) => type.key === key)?.name ?? usual.one;
  return name === usual.one ? usual : { one: name, many: name };
}

export function definitionsOf(types: readonly ProductType[] | undefined, productTypeKey: string): readonly AttributeDefinition[] {
  return types?.find(({ key }) => key === productTypeKey)?.attributes ?? [];
}

const isMissing = (value: unknown) => value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** What the type requires before publishing and the draft lacks. */
export function missingAttributes(
  { attributes }: Pick<OfferingFields, 'attributes'>,
  definitions: readonly AttributeDefinition[],
): AttributeDefinition[] {
  return definitions.filter(({ key, required }) => required && isMissing(attributes[key]));
}
