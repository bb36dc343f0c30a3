/** The catalogue as it is drawn: a heading for each type, and its offerings behind it. */
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import { typeLabel } from './words.ts';

export interface OfferingFilter {
  q: string;
  status: string;
  type: string;
  category: string;
}

export const TRASH = 'TRASH';

export type ListedLine =
  | { readonly kind: 'head'; readonly key: string; readonly name: string; readonly offerings: readonly OfferingSummary[] }
  | {
      readonly kind: 'offering';
      readonly key: string;
      readonly offering: OfferingSummary;
      readonly first: boolean;
      readonly last: boolean;
    };

export function hasStatus(offering: Pick<OfferingSummary, 'status' | 'trashedAt'>, status: string): boolean {
  if (status === TRASH) return offering.trashedAt !== null;
  return status === '' ? offering.status !== 'ARCHIVED' : offering.status === status;
}

export function isShown(offering: OfferingSummary, { q, status, type, category }: OfferingFilter): boolean {
  if (!hasStatus(offering, status)) return false;
  if (type !== '' && offering.productTypeKey !== type) return false;
  if (category !== '' && !offering.categories.includes(category)) return false;
  const { title, slug, productTypeKey, categories, locationName } = offering;
  const haystack = `${title} ${slug} ${typeLabel(productTypeKey).one} ${categories.join(' ')} ${locationName ?? ''}`.toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}

const byName = new Intl.Collator(undefined, { numeric: true }).compare;

/** Types by their name, and in each the offerings by theirs: `Room 9` before `Room 10`. */
export function linesOf(offerings: readonly OfferingSummary[], nameOf: (typeKey: string) => string): ListedLine[] {
  return [...Map.groupBy(offerings, ({ productTypeKey }) => productTypeKey)]
    .map(([key, group]) => ({ key, name: nameOf(key), group: group.toSorted((a, b) => byName(a.title, b.title)) }))
    .toSorted((a, b) => byName(a.name, b.name))
    .flatMap(({ key, name, group }): ListedLine[] => [
      { kind: 'head', key, name, offerings: group },
      ...group.map((offering, i): ListedLine => ({
        kind: 'offering',
        key: offering.id,
        offering,
        first: i === 0,
        last: i === group.length - 1,
      })),
    ]);
}
