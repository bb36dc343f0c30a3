/** Lengths of time as people type them. */

const UNITS: Record<string, number> = {
  m: 1,
  min: 1,
  mins: 1,
  minute: 1,
  minutes: 1,
  h: 60,
  hr: 60,
  hrs: 60,
  hour: 60,
  hours: 60,
  d: 1_440,
  day: 1_440,
  days: 1_440,
  w: 10_080,
  week: 10_080,
  weeks: 10_080,
};

/** `45`, `90 min`, `1:30`, `1 h 30`, `1.5 hours`, `2 days`, `none`; null when it can't be read. A bare number is minutes. */
export function parseLength(text: string): number | null {
  const trimmed = text.trim().toLowerCase().replace(',', '.');
  if (trimmed === '' || trimmed === 'none' || trimmed === 'no') return 0;
  const clock = /^(\d{1,2}):(\d{2})$/.exec(trimmed);
  if (clock) return Number(clock[1]) * 60 + Number(clock[2]);
  if (/^\d+$/.test(trimmed)) return Number(trimmed);
  const parts = [...trimmed.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]*)/g)];
  if (parts.length === 0 || trimmed.replaceAll(/(\d+(?:\.\d+)?)\s*([a-z]*)/g, '').trim() !== '') return null;
  let sum = 0;
  for (const [index, [, amount = '', unit = '']] of parts.entries()) {
    const factor = unit === '' && index > 0 ? 1 : UNITS[unit];
    if (factor === undefined) return null;
    sum += Number(amount) * factor;
  }
  return Math.round(sum);
}
