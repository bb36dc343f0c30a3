/**
 * Keys of add-ons, questions and attributes: what integrators know them by. One is made from the name while it is new, and stays
 * once it is saved.
 */
import { asciiSlugOf } from '#core/base/slugs.ts';

/** `Extra towels` → `extraTowels`; `item` where no letter of it is Latin. Numbered where it is taken. */
export function keyOf(name: string, taken: ReadonlySet<string>): string {
  const words = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  const joined = words.map((word, at) => (at === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('');
  const stem = (joined.replace(/^[0-9]+/, '').replace(/^./, (first) => first.toLowerCase()) || 'item').slice(0, 36);
  if (!taken.has(stem)) return stem;
  let n = 2;
  while (taken.has(`${stem}${n}`)) n++;
  return `${stem}${n}`;
}

/** `Boat trip` → `boat-trip`. */
export function typeKeyOf(name: string, taken: ReadonlySet<string>): string {
  const stem = (asciiSlugOf(name).replace(/^[0-9-]+/, '') || 'type').slice(0, 36).replace(/-+$/, '');
  if (!taken.has(stem)) return stem;
  let n = 2;
  while (taken.has(`${stem}-${n}`)) n++;
  return `${stem}-${n}`;
}

/** The list with that one renamed, and keyed anew unless its key is kept. */
export function renamed<T extends { key: string }>(
  list: readonly T[],
  { index, to, name, kept }: { index: number; to: Partial<T>; name: string; kept: ReadonlySet<string> },
): T[] {
  const others = new Set(list.filter((_, at) => at !== index).map(({ key }) => key));
  return list.map((one, at) => {
    if (at !== index) return one;
    return { ...one, ...to, key: one.key !== '' && kept.has(one.key) ? one.key : keyOf(name, new Set([...others, ...kept])) };
  });
}
