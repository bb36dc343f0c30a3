/** A file of what is kept about a customer, named so that it is found again: `customer-anna-berg-2026-11-22.json`. */
export function fileNameOf(name: string, at: number): string {
  const words =
    name
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const short = words.join('-').slice(0, 60).toWellFormed().replace(/-$/, '');
  return ['customer', short, new Date(at).toISOString().slice(0, 10)].filter(Boolean).join('-') + '.json';
}

/** All that is kept, as text for people and programs alike: every moment in ISO's words, as the API gives it. */
export const fileTextOf = (kept: object): string =>
  JSON.stringify(kept, (key, value: unknown) => (isMoment(key, value) ? new Date(value).toISOString() : value), 2);

const isMoment = (key: string, value: unknown): value is number => typeof value === 'number' && (/(?:At|Until)$/.test(key) || key === 'at');
