import type { z } from 'zod';

/** What is wrong with one cell. */
export interface SheetProblem {
  /** as a spreadsheet counts: the headings are 1 */
  readonly row: number;
  /** the heading; empty for the row as a whole */
  readonly column: string;
  readonly value: string;
  readonly expected: string;
}

const MOST_PROBLEMS = 5_000;
const LONGEST_VALUE = 80;

export interface ProblemList {
  add(problem: SheetProblem): void;
  /** the first ones */
  readonly listed: SheetProblem[];
  count(): number;
}

export function problemList(): ProblemList {
  const listed: SheetProblem[] = [];
  let count = 0;
  return {
    listed,
    count: () => count,
    add({ value, ...problem }) {
      count += 1;
      const short = value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE).toWellFormed()}…` : value;
      if (listed.length < MOST_PROBLEMS) listed.push({ ...problem, value: short });
    },
  };
}

const rewordings: readonly (readonly [RegExp, string])[] = [
  [/^(?:Invalid [a-z]+|Too (?:small|big)): /i, ''],
  [/^expected /, ''],
  [/^number to be >=/, 'at least '],
  [/^number to be <=/, 'at most '],
  [/^string to have >=1 characters$/, 'some text'],
  [/^(?:string|array) to have <=(\d+) (characters|items)$/, 'at most $1 $2'],
  [/^(?:string|array) to have >=(\d+) (characters|items)$/, 'at least $1 $2'],
  [/^Invalid ISO date$/, 'a date like 2026-06-01'],
];

/** A schema's sentence as what the cell should hold. */
export const expectedBy = ({ message }: z.core.$ZodIssue): string =>
  rewordings.reduce((text, [pattern, words]) => text.replace(pattern, words), message);
