import { refuse } from '../../../base/refusal.ts';

/**
 * The ids in their new order: those named first, and behind them, as they stood, those that are new since the author looked.
 * @throws Refusal `not_found` {kind, id} for one that is not there
 */
export function reordered(wanted: readonly string[], { standing, kind }: { standing: readonly string[]; kind: string }): string[] {
  const all = new Set(standing);
  for (const id of wanted) if (!all.has(id)) refuse('not_found', { kind, id });
  return [...new Set([...wanted, ...standing])];
}
