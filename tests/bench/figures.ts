export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** what it must reach; null where nothing is asked */
  readonly bar: number | null;
  readonly ok: boolean;
}

export interface Bench {
  readonly bench: string;
  readonly ok: boolean;
  readonly figures: readonly Figure[];
}

/** What was asked for on the command line, beside the bench's name. */
export interface Options {
  readonly database: 'sqlite' | 'postgres';
}

interface Measured {
  readonly value: number;
  readonly unit: string;
  readonly bar?: number | null;
}

const rounded = (value: number): number => (Math.abs(value) >= 1_000 ? Math.round(value) : Math.round(value * 1000) / 1000);

export function atMost(name: string, { value, unit, bar = null }: Measured): Figure {
  return { name, value: rounded(value), unit, bar, ok: bar === null || value <= bar };
}

export function atLeast(name: string, { value, unit, bar = null }: Measured): Figure {
  return { name, value: rounded(value), unit, bar, ok: bar === null || value >= bar };
}

/** Nothing is asked of it. */
export function reported(name: string, value: number, unit: string): Figure {
  return { name, value: rounded(value), unit, bar: null, ok: true };
}

/** With another database than the one that the bars are meant for, figures are told and nothing is asked of them. */
export function benchOf(bench: string, figures: readonly Figure[], { database }: Options): Bench {
  const asked = database === 'sqlite' ? figures : figures.map((figure) => ({ ...figure, bar: null, ok: true }));
  return { bench, ok: asked.every(({ ok }) => ok), figures: asked };
}

export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no values');
  const ordered = values.toSorted((a, b) => a - b);
  const middle = ordered.length >> 1;
  return ordered.length % 2 === 1 ? ordered[middle]! : (ordered[middle - 1]! + ordered[middle]!) / 2;
}

/** The value that `share` (0 to 1) of all are not above. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError('no values');
  const ordered = values.toSorted((a, b) => a - b);
  return ordered[Math.max(0, Math.ceil(ordered.length * share) - 1)]!;
}

/** Mulberry32: the same numbers on every run. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
