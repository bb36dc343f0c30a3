/** What people open in a spreadsheet. Local times stand on the clock of where it takes place, which is named; money is in its currency's own unit. */
import Papa from 'papaparse';
import { FORMULA } from '#core/base/csv.ts';
import { minorDigits } from '#core/base/money.ts';
import { isoOf } from '#core/base/time.ts';
import { instantToWall } from '#core/base/zone.ts';

export type Cell = string | number | null;

/** cells by the title of their column */
export type Line = Readonly<Record<string, Cell>>;

export interface Sheet {
  readonly titles: readonly string[];
  readonly pages: AsyncIterable<readonly Line[]>;
}

/** Marks the file as UTF-8, which spreadsheets don't guess. */
const BOM = '\uFEFF';

export async function* textOf({ titles, pages }: Sheet): AsyncGenerator<string> {
  yield `${BOM}${unparsed([titles])}`;
  for await (const lines of pages) if (lines.length > 0) yield unparsed(lines.map((line) => titles.map((title) => line[title] ?? '')));
}

const unparsed = (rows: readonly (readonly Cell[])[]): string =>
  `${Papa.unparse(rows as Cell[][], { newline: '\r\n', escapeFormulae: FORMULA })}\r\n`;

const two = (value: number): string => String(value).padStart(2, '0');

/** `2026-11-20 14:00` on the wall clock of the zone: what a spreadsheet reads as a time */
export function localTime(at: number, zone: string): string {
  const { date, minutes } = instantToWall(zone, at);
  return `${date} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

export const utc = (at: number | null): Cell => (at === null ? null : isoOf(at));

/** `12.50` EUR, `1250` JPY */
export function amount(cents: number, currency: string): string {
  const digits = minorDigits(currency);
  return (cents / 10 ** digits).toFixed(digits);
}

export const yesNo = (is: boolean): string => (is ? 'yes' : 'no');
