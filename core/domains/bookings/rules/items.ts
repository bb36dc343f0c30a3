import type { Json } from '../../../base/json.ts';
import { Refusal, refuse } from '../../../base/refusal.ts';

interface Held {
  readonly holdId?: string | undefined;
}

/** Each item with its own hold; the one that is named beside them is the first one's. Refuses `invalid_request` where two share one. */
export function withHolds<T extends Held>({ items, holdId }: Held & { readonly items: readonly T[] }): readonly T[] {
  const [first, ...others] = items;
  if (holdId !== undefined && first?.holdId !== undefined) refuseHold('holdId', 'nothing here where the first item has a hold of its own');
  const held = first === undefined || holdId === undefined ? items : [{ ...first, holdId }, ...others];
  const twice = held.findIndex((item, i) => item.holdId !== undefined && held.findIndex((one) => one.holdId === item.holdId) < i);
  if (twice >= 0) refuseHold(`items.${twice}.holdId`, 'a hold that no item before it has');
  return held;
}

const refuseHold = (path: string, expected: string): never => refuse('invalid_request', { issues: [{ path, expected }] });

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
