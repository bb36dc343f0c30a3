/** Amounts, shares and whole numbers as they stand in a cell. */
import { minorDigits } from '../../../../base/money.ts';
import { unreadable } from './text.ts';

const digitsOf = new Map<string, number>();

/** Asked for every amount of ten thousand rows: the platform takes long to say. */
function digitsIn(currency: string): number {
  let digits = digitsOf.get(currency);
  if (digits === undefined) digitsOf.set(currency, (digits = minorDigits(currency)));
  return digits;
}

/** `12.50` EUR, `1250` JPY: what stands in a file, to the last digit */
export function amountText(cents: number, currency: string): string {
  const digits = digitsIn(currency);
  const text = String(cents).padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** A point or a comma before the minor units. @throws Unreadable */
export function centsOf(text: string, currency: string): number {
  const digits = digitsIn(currency);
  const [, whole, fraction = ''] = /^(\d{1,13})(?:[.,](\d+))?$/.exec(text) ?? [];
  if (whole === undefined || fraction.length > digits) return unreadable(`an amount like ${amountText(12 * 10 ** digits, currency)}`);
  return Number(`${whole}${fraction.padEnd(digits, '0')}`);
}

/** @throws Unreadable */
export function wholeOf(text: string, example: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : unreadable(`a whole number like ${example}`);
}

/** `7.5` for 750: per cent with two digits at most */
export const percentText = (bps: number): string => String(bps / 100);

/** @throws Unreadable */
export function bpsOf(text: string): number {
  const [, whole, fraction = ''] = /^(\d{1,3})(?:[.,](\d{1,2}))?\s*%?$/.exec(text) ?? [];
  return whole === undefined ? unreadable('per cent, like 19 or 7.5') : Number(`${whole}${fraction.padEnd(2, '0')}`);
}

export const yesNo = (is: boolean): string => (is ? 'yes' : 'no');

const words: Readonly<Record<string, boolean>> = {
  yes: true,
  no: false,
  true: true,
  false: false,
  y: true,
  n: false,
  '1': true,
  '0': false,
};

/** @throws Unreadable */
export const isYes = (text: string): boolean => words[text.toLowerCase()] ?? unreadable('yes or no');
