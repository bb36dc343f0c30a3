/** What came of the rows of a file of bookings, in words. */
import Papa from 'papaparse';
import { FORMULA } from '#core/base/csv.ts';
import type { BulkManifest, BulkRow, ImportProblem } from '#core/engine/bridge.ts';
import { sentenceOf } from '../../../bridge/sentences.ts';
import { formatAt } from '../../../components/times.ts';

const refusalText = ({ error = '', details = {} }: BulkRow, timezone: string): string =>
  sentenceOf({ code: error, facts: details, message: '' }, timezone);

/** A line for each cell that is wrong, or for the row where it is its time that can't be had. */
export function problemsOf(row: BulkRow, timezone: string): ImportProblem[] {
  if (row.issues && row.issues.length > 0)
    return row.issues.map((issue) => ({ ...issue, row: row.row, expected: `Should be ${issue.expected}` }));
  return [
    {
      row: row.row,
      column: '',
      value: row.wish ? `${row.wish.offeringTitle}\n${formatAt(row.wish.startsAt, 'dayYearTime', row.wish.timezone)}` : 'not possible',
      expected: refusalText(row, row.wish?.timezone ?? timezone),
    },
  ];
}

/** One line a row. A cell that a spreadsheet would run as a formula starts with an apostrophe. */
export function manifestCsv({ manifest }: BulkManifest, timezone: string): string {
  const lines = manifest.map((row) => ({
    row: row.row,
    status: row.status,
    bookingId: row.bookingId ?? '',
    confirmationCode: row.confirmationCode ?? '',
    error: row.error ?? '',
    problem: row.status === 'created' ? '' : problemsOf(row, timezone).map(saidOf).join('; '),
  }));
  return Papa.unparse(lines, { escapeFormulae: FORMULA, newline: '\r\n' });
}

const saidOf = ({ column, value, expected }: ImportProblem): string =>
  column === '' ? expected : `${column}${value === '' ? '' : ` (${value})`}: ${expected}`;
