export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** One answer says the same few instants again and again. */
const texts = new Map<number, string>();
const MOST_TEXTS = 1_000;

/** ISO 8601 in UTC with milliseconds only where there are any: `2026-03-29T00:30:00Z`. */
export function isoOf(at: number): string {
  const known = texts.get(at);
  if (known !== undefined) return known;
  const text = new Date(at).toISOString().replace('.000Z', 'Z');
  if (texts.size >= MOST_TEXTS) texts.clear();
  texts.set(at, text);
  return text;
}

/** Spans are half open: a 10:00 ending never touches a 10:00 start. */
export interface Span {
  readonly startsAt: number;
  readonly endsAt: number;
}
