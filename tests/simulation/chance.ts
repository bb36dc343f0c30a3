/** A seed's own chance: the same seed, the same run. */
export interface Chance {
  /** in [0, 1) */
  next(): number;
  /** a whole number in [from, to) */
  between(from: number, to: number): number;
  happens(probability: number): boolean;
  /** one of them; undefined of none */
  pick<T>(things: readonly T[]): T | undefined;
}

/** mulberry32 */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (from, to) => from + Math.floor(next() * (to - from)),
    happens: (probability) => next() < probability,
    pick: (things) => things[Math.floor(next() * things.length)],
  };
}
