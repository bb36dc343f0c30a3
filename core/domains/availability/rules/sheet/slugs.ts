import { stemOf } from '../../../../base/slugs.ts';
import { slugOf } from '../../../catalog/rules/offerings.ts';

/** Gives each title the first of slug, slug-2, slug-3 … that is free; of ten thousand equal ones none is looked for twice. */
export function slugMaker(taken: Set<string>): (title: string) => string {
  const next = new Map<string, number>();
  const take = (slug: string): string => {
    taken.add(slug);
    return slug;
  };
  return (title) => {
    const slug = slugOf(title);
    if (!taken.has(slug)) return take(slug);
    const stem = stemOf(slug);
    let n = next.get(stem) ?? 2;
    while (taken.has(`${stem}-${n}`)) n++;
    next.set(stem, n + 1);
    return take(`${stem}-${n}`);
  };
}
