/** How lists stand in one cell so that people can read them: `a; b`, with a backslash before a sign that is part of a name. */
import { FORMULA } from '../../../../base/csv.ts';

/** What a cell was meant to hold. It never leaves the reader of a row. */
export class Unreadable extends Error {
  readonly expected: string;

  constructor(expected: string) {
    super(expected);
    this.expected = expected;
  }
}

export function unreadable(expected: string): never {
  throw new Unreadable(expected);
}

const escapes = new Map<string, RegExp>();

/** A name in front of, behind or between these signs. */
export function escaped(name: string, signs: string): string {
  let pattern = escapes.get(signs);
  if (pattern === undefined) escapes.set(signs, (pattern = new RegExp(`[\\\\${signs.replace(/./g, '\\$&')}]`, 'g')));
  return name.replace(pattern, '\\$&');
}

export const unescaped = (text: string): string => text.replace(/\\([\s\S])/g, '$1');

/** Where a sign stands that is not part of a name. */
function placeOf(text: string, { sign, from = 0 }: { sign: string; from?: number }): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === sign) return at;
  }
  return -1;
}

/** The parts between signs, trimmed, with their backslashes; what is empty at the end is none. */
export function partsOf(text: string, sign: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = placeOf(text, { sign }); at >= 0; at = placeOf(text, { sign, from })) {
    parts.push(text.slice(from, at).trim());
    from = at + 1;
  }
  const rest = text.slice(from).trim();
  return rest === '' ? parts : [...parts, rest];
}

/** What is before the first such sign and what behind it; null where it isn't there. */
export function cut(text: string, sign: string): [before: string, behind: string] | null {
  const at = placeOf(text, { sign });
  return at < 0 ? null : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

const isGuarded = (cell: string): boolean => FORMULA.test(cell.replace(/^'+/, ''));

/** A cell that no spreadsheet runs: an apostrophe stands in front of a formula, and of what would look like one so guarded. */
export const guarded = (cell: string): string => (isGuarded(cell) ? `'${cell}` : cell);

/** The cell as it was before it was guarded; one that nobody guarded stays as it is. */
export const unguarded = (cell: string): string => (cell.startsWith("'") && isGuarded(cell) ? cell.slice(1) : cell);
