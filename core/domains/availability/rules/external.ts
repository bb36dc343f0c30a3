import type { Span } from '../model.ts';

/** Busy is busy, by one event or by two: spans in order of their starts, those that overlap as one. */
export function mergedSpans(spans: readonly Span[]): Span[] {
  const merged: { startsAt: number; endsAt: number }[] = [];
  for (const { startsAt, endsAt } of spans.toSorted((a, b) => a.startsAt - b.startsAt)) {
    const last = merged.at(-1);
    if (last === undefined || startsAt >= last.endsAt) merged.push({ startsAt, endsAt });
    else last.endsAt = Math.max(last.endsAt, endsAt);
  }
  return merged;
}
