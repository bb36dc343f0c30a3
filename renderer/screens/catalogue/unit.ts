/** What an amount is meant in where it may be per cent: a currency, or this. */
export const PERCENT = '%';

/** The currencies to choose from, and the one that stands already. */
export const currenciesFor = (unit: string, offered: readonly string[]): string[] =>
  [...new Set([...offered, ...(unit === PERCENT ? [] : [unit])])].toSorted();
