/** What the types are called, and what they ask for. */
import type { AttributeDefinition, OfferingFields, ProductType } from '#core/domains/catalog/model.ts';
import { typeLabel } from './words.ts';

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
