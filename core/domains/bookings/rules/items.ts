import { Refusal, refuse } from '../../../base/refusal.ts';

/** A refusal of one of several items tells which: `item`, counted from 0. */
export async function sayingWhich<T>(item: number | undefined, fn: () => Promise<T>): Promise<T> {
  try {
    return await fn();
  } catch (error) {
    if (!(error instanceof Refusal) || item === undefined) throw error;
    return refuse(error.code, { ...error.facts, item });
  }
}
