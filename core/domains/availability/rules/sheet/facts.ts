import type { OfferingStatus, ProductType, Resource } from '../../../catalog/model.ts';
import type { Defaults, Names } from './columns.ts';
import type { SheetOffering } from './offering.ts';
import { unreadable } from './text.ts';

/** An offering of the catalogue as a row would have it. */
export interface KnownOffering {
  readonly id: string;
  readonly status: OfferingStatus;
  readonly fields: SheetOffering;
}

/** What the rows of a sheet may name, and what stands for a blank cell. */
export interface SheetFacts {
  readonly defaults: Defaults;
  readonly types: readonly ProductType[];
  readonly resources: readonly Pick<Resource, 'id' | 'name' | 'active'>[];
  /** every one, in the trash too; `slug` is null where another may have it by now */
  readonly offerings: readonly { readonly id: string; readonly slug: string | null }[];
  /** that a title makes no slug of: somebody may still come by them */
  readonly formerSlugs: readonly string[];
  /** those that a row changes, by its id or its slug: neither archived nor in the trash */
  readonly known?: readonly KnownOffering[];
}

/** Of resources of one name the active one is meant. */
export function namesFrom({ types, resources }: Pick<SheetFacts, 'types' | 'resources'>): Names {
  const byName = new Map<string, string[]>();
  for (const { id, name } of resources.toSorted((a, b) => Number(b.active) - Number(a.active)))
    byName.set(name, [...(byName.get(name) ?? []), id]);
  const active = new Map(resources.map((resource) => [resource.id, resource.active]));
  const nameOfId = new Map(resources.map(({ id, name }) => [id, name]));
  const typeKeys = new Map(types.flatMap(({ key, name }) => [[name.toLowerCase(), key] as const]));
  for (const { key } of types) typeKeys.set(key, key);

  const idsNamed = (name: string): string[] => {
    const ids = byName.get(name) ?? [];
    const working = ids.filter((id) => active.get(id) === true);
    return working.length > 0 ? working : ids;
  };
  return {
    resourceIdOf(name) {
      if (active.has(name)) return name;
      const [id, other] = idsNamed(name);
      if (id === undefined) return unreadable(`the name of a resource; there is no ${name.slice(0, 60)}`);
      return other === undefined ? id : unreadable(`the id of one: ${idsNamed(name).length} resources are called ${name.slice(0, 60)}`);
    },
    resourceNameOf(id) {
      const name = nameOfId.get(id);
      const [named, other] = name === undefined ? [] : idsNamed(name);
      return name !== undefined && named === id && other === undefined && !active.has(name) ? name : id;
    },
    typeKeyOf: (name) =>
      typeKeys.get(name) ?? typeKeys.get(name.toLowerCase()) ?? unreadable(`a product type: ${types.map(({ key }) => key).join(', ')}`),
  };
}
