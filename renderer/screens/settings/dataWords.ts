/** What is said of backups, exports and files that are no good. */
import type { DataState } from '#core/engine/bridge.ts';
import type { BridgeFailure } from '../../bridge/failure.ts';
import { sentenceOf } from '../../bridge/sentences.ts';
import { locale } from '../../components/locale.ts';
import { formatAt, relativeTo } from '../../components/times.ts';

export const count = (n: number): string => n.toLocaleString(locale);

/** `948 kB`, `12.4 MB` */
export function sizeOf(bytes: number): string {
  if (bytes < 1_000_000) return `${count(Math.max(1, Math.round(bytes / 1_000)))} kB`;
  const unit = bytes < 1_000_000_000 ? ([1_000_000, 'MB'] as const) : ([1_000_000_000, 'GB'] as const);
  return `${(bytes / unit[0]).toLocaleString(locale, { maximumFractionDigits: 1 })} ${unit[1]}`;
}

const DAY = 86_400_000;

/** `2 h ago`, `3 days ago` */
export function ageOf(at: number, now: number): string {
  const days = Math.floor((now - at) / DAY);
  const near = relativeTo(at, now);
  if (near === 'now') return 'just now';
  return near ?? (days === 1 ? '1 day ago' : `${days} days ago`);
}

export type Tone = 'good' | 'quiet' | 'worry' | 'bad';

export interface Said {
  readonly tone: Tone;
  readonly text: string;
  /** said more quietly beside it */
  readonly more: string;
}

const STALE = 2 * DAY;

const reasons: Record<NonNullable<DataState['backups']['failure']>['reason'], string> = {
  disk_full: 'the server’s disk is full',
  damaged: 'the server’s database is damaged; the older backups are kept',
  other: 'the server’s log says why',
};

const timeOf = (at: number): string => formatAt(at, 'dayTime');

export function backupWords({ by, keepDays, lastAt, lastBytes, running, failure, nextAt }: DataState['backups'], now: number): Said {
  if (by === 'off') return { tone: 'worry', text: 'Switched off on this server.', more: 'Download everything now and then.' };
  if (by === 'postgres') return { tone: 'quiet', text: 'Made by whoever runs the server’s PostgreSQL.', more: '' };
  const last = lastAt === null ? '' : `${ageOf(lastAt, now)}, ${timeOf(lastAt)}`;
  if (running) return { tone: 'quiet', text: 'Being made now.', more: last && `The last one: ${last}.` };
  if (failure !== null)
    return {
      tone: 'bad',
      text: `It failed ${ageOf(failure.at, now)}: ${reasons[failure.reason]}.`,
      more: [nextAt !== null && `Next try ${timeOf(nextAt)}.`, last ? `The last good one: ${last}.` : 'There is none yet.']
        .filter(Boolean)
        .join(' '),
    };
  if (lastAt === null) return { tone: 'quiet', text: 'None yet.', more: nextAt === null ? '' : `The first one is made ${timeOf(nextAt)}.` };
  const kept = `${sizeOf(lastBytes ?? 0)} · kept for ${keepDays === 1 ? 'a day' : `${keepDays} days`}`;
  return { tone: now - lastAt > STALE ? 'worry' : 'good', text: `Made ${last}.`, more: kept };
}

const faults: Record<string, string> = {
  not_zip: 'This is not a ZIP file, or it was cut short. Choose a file that “Download everything” saved.',
  foreign: 'This ZIP holds something else. Choose a file that “Download everything” saved.',
  damaged: 'The file is damaged: it is not what was saved. Nothing was changed.',
  too_large: 'The file would unpack to more than such a file can hold, so it was not opened.',
  newer: 'A newer Slotkeeper made this file. Update the server first.',
  older: 'This file is from a Slotkeeper so old that it can’t be read any more.',
  not_ours: 'Another server made this file, or somebody changed it. Whoever runs this server can bring it in with “npm run import”.',
};

/** @param business the name of the one that is open */
export function fileFault({ code, facts, message }: BridgeFailure, business: string): string {
  const { reason, business: other } = facts;
  if (reason === 'other_business') return `This file is of ${typeof other === 'string' ? other : 'another business'}, not of ${business}.`;
  if (typeof reason === 'string' && reason in faults) return faults[reason] ?? '';
  if (reason === 'disk_full') return 'The server’s disk is full. Nothing was changed.';
  if (code === 'payload_too_large') return 'The server has no room for a file of this size.';
  if (code === 'in_use') return 'A restore is running already. Wait until it is done.';
  if (code === 'unreadable') return 'The file can’t be read on this computer. Is it still there?';
  if (code === 'not_found') return 'The server no longer has the file. Choose it once more.';
  return sentenceOf({ code, facts, message });
}

export function exportFault({ code, facts, message }: BridgeFailure): string {
  if (code === 'in_use') return 'A download is being made already. Wait until it is done.';
  if (facts['reason'] === 'disk_full') return 'The server’s disk is full, so the file could not be made.';
  return sentenceOf({ code, facts, message });
}
