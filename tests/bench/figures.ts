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

export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no values');
  const ordered = values.toSorted((a, b) => a - b);
  const middle = ordered.length >> 1;
  return ordered.length % 2 === 1 ? ordered[middle]! : (ordered[middle - 1]! + ordered[middle]!) / 2;
}
