/** What is said of a file that can't be imported, and of what came of one that could. */
import type { BridgeFailure } from '../../../bridge/failure.ts';
import { sentenceOf } from '../../../bridge/sentences.ts';
import { count } from '../../settings/dataWords.ts';

export const many = (n: number, one: string, more = `${one}s`): string => `${count(n)} ${n === 1 ? one : more}`;

export function importFault({ code, facts, message }: BridgeFailure): string {
  const { reason, rows, most } = facts;
  if (code === 'not_utf8' || reason === 'not_utf8')
    return 'The file is not in UTF-8. In your spreadsheet choose “Save as” and the format “CSV UTF-8”.';
  if (reason === 'too_many_rows')
    return `The file has ${count(Number(rows))} rows; ${count(Number(most))} is the most at once. Split it in two.`;
  if (code === 'payload_too_large') return 'The file is larger than 10 MB. Split it in two.';
  if (code === 'unreadable') return 'The file can’t be read on this computer. Is it still there?';
  if (code === 'not_found') return 'The file is no longer at hand. Choose it once more.';
  return sentenceOf({ code, facts, message });
}
