/** The list with the one at `from` at `to`. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const [one] = list.slice(from, from + 1);
  if (one === undefined) return [...list];
  return list.toSpliced(from, 1).toSpliced(to, 0, one);
}
