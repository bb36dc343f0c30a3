import type { Json } from '../../../base/json.ts';
import { Refusal, refuse } from '../../../base/refusal.ts';

interface Refused {
  readonly item: number;
  readonly refusal: Refusal;
}

/**
 * Each in turn. Where any of several is refused, all that are get named: the first one's code and facts with `item`, counted from
 * 0, and `items` [{item, error, details}].
 */
export async function forEachItem<T, R>(items: readonly T[], fn: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  const refused: Refused[] = [];
  for (const [index, item] of items.entries())
    try {
      done.push(await fn(item, index));
    } catch (error) {
      if (!(error instanceof Refusal) || items.length === 1) throw error;
      refused.push({ item: index, refusal: error });
    }
  const [first] = refused;
  if (first === undefined) return done;
  const { code, facts } = first.refusal;
  return refuse(code, { ...facts, item: first.item, items: refused.map(factsOf) });
}

const factsOf = ({ item, refusal: { code, facts } }: Refused): Json => ({ item, error: code, details: { ...facts } });
