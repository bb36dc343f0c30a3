/** Two names are one category where they differ in case or in how their letters are put together. */
export const categoryKey = (name: string): string => name.normalize('NFKC').toLowerCase();

/**
 * The names as their rows have them, each once; of those that have no row (`added`) as they were first written.
 */
export function namedCategories(wanted: readonly string[], rows: readonly { name: string }[]): { names: string[]; added: string[] } {
  const known = new Map(rows.map(({ name }) => [categoryKey(name), name]));
  const names: string[] = [];
  const added: string[] = [];
  for (const name of wanted) {
    const key = categoryKey(name);
    const spelt = known.get(key) ?? name;
    if (!known.has(key)) {
      known.set(key, name);
      added.push(name);
    }
    if (!names.includes(spelt)) names.push(spelt);
  }
  return { names, added };
}

/** A list of names with one of them spelt anew, or without it where it becomes null. Undefined: it was not among them. */
export function withCategory(names: readonly string[], { from, to }: { from: string; to: string | null }): string[] | undefined {
  const key = categoryKey(from);
  if (!names.some((name) => categoryKey(name) === key)) return undefined;
  const changed = names.flatMap((name) => (categoryKey(name) !== key ? [name] : to === null ? [] : [to]));
  return [...new Set(changed)];
}
