/** Comma, semicolon or tab; with a mark of UTF-8 or without; lines that end as on any system. */
import Papa from 'papaparse';
import { refuse } from '#core/base/refusal.ts';
import { headingOf } from '#core/domains/availability/rules/sheet/columns.ts';
import type { Sheet } from '#core/domains/availability/rules/sheet/write.ts';

export interface TableRow {
  readonly cells: readonly string[];
  /** as a spreadsheet counts: the headings are 1 */
  readonly row: number;
}

export interface Table {
  readonly headings: readonly string[];
  readonly rows: readonly TableRow[];
  /** rows in which a quotation mark has no other */
  readonly torn: readonly number[];
}

const BOM = '\uFEFF';
/** more than the headings are long */
const HEAD = 64 * 1024;
const DELIMITERS = [',', ';', '\t'];

/** Spreadsheets don't guess that a file is UTF-8: its first character says so. */
export const csvOf = ({ headings, rows }: Sheet): string =>
  `${BOM}${Papa.unparse([headings, ...rows] as string[][], { newline: '\r\n' })}\r\n`;

/** @throws Refusal `invalid_request` {reason: not_utf8} */
export function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse('invalid_request', { reason: 'not_utf8', issues: [{ path: '(body)', expected: 'text in UTF-8' }] });
  }
}

export function tableOf(text: string): Table {
  const plain = text.startsWith(BOM) ? text.slice(1) : text;
  const delimiter = delimiterOf(plain);
  const { data, errors } = Papa.parse<string[]>(withOneLineEnd(plain, delimiter), { delimiter, newline: '\n' });
  const [headings = [], ...rest] = data;
  const torn = errors.filter(({ type }) => type === 'Quotes').map(({ row = 0 }) => row + 1);
  return { headings, rows: rest.map((cells, i) => ({ cells, row: i + 2 })), torn: [...new Set(torn)] };
}

/** Lines may end in one way here and in another there; what stands between quotation marks stays as it is. */
function withOneLineEnd(text: string, delimiter: string): string {
  if (!text.includes('\r')) return text;
  const pattern = new RegExp(`(?<=^|[${delimiter}\r\n])"[^"]*(?:""[^"]*)*"?|\r\n?`, 'g');
  return text.replace(pattern, (found) => (found.startsWith('"') ? found : '\n'));
}

/** The sign between the headings that are known; where all are equal, the first that there is. */
function delimiterOf(text: string): string {
  const headingsBy = (delimiter: string): string[] => Papa.parse<string[]>(text.slice(0, HEAD), { delimiter, preview: 1 }).data[0] ?? [];
  const scores = DELIMITERS.map((delimiter) => {
    const headings = headingsBy(delimiter);
    return { delimiter, known: headings.filter((heading) => headingOf(heading) !== undefined).length, all: headings.length };
  });
  return scores.toSorted((a, b) => b.known - a.known || b.all - a.all)[0]?.delimiter ?? ',';
}
