/** What is said of a file that can't be imported, and of what came of one that could. */
import type { BridgeFailure } from '../../../bridge/failure.ts';
import { sentenceOf } from '../../../bridge/sentences.ts';
import { count } from '../../settings/dataWords.ts';

export const many = (n: number, one: string, more = `${one}s`): string => `${count(n)} ${n === 1 ? one : more}`;

interface Sums {
  readonly created: number;
  readonly changed: number;
}

/** What the button does. */
export function importWords({ created, changed }: Sums): string {
  if (changed === 0) return `Import ${many(created, 'offering')}`;
  return created === 0 ? `Change ${many(changed, 'offering')}` : `Change ${count(changed)} and import ${count(created)}`;
}

/** What came of it. */
export function doneWords({ created, changed }: Sums): string {
  const drafts = `${many(created, 'draft is', 'drafts are')} in the catalogue. Customers see them once you publish them.`;
  const changes = `${many(changed, 'offering is', 'offerings are')} changed.`;
  return changed === 0 ? drafts : created === 0 ? changes : `${changes} ${drafts}`;
}

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
