/** How in step this computer is with the server, in words. */
import type { SyncState } from '#core/engine/bridge.ts';
import { locale } from '../components/locale.ts';
import { formatAt, relativeTo } from '../components/times.ts';

export const changes = (count: number) => (count === 1 ? '1 change' : `${count.toLocaleString(locale)} changes`);

/** as many take long enough to be watched */
const MANY = 50;

/** The pill's words: what a glance must tell. */
export function syncWords(sync: SyncState): string {
  switch (sync.state) {
    case 'synced':
      return 'Synced';
    case 'syncing':
      return sync.waiting > MANY ? `Sending ${changes(sync.waiting)}` : sync.waiting > 0 ? `${changes(sync.waiting)} waiting` : 'Synced';
    case 'waiting':
      return `${changes(sync.waiting)} waiting`;
    case 'offline': {
      const since = sync.offlineSince === null ? 'Offline' : `Offline since ${formatAt(sync.offlineSince, 'time')}`;
      return sync.waiting > 0 ? `${since} · ${changes(sync.waiting)} waiting` : since;
    }
    case 'stuck':
      return sync.waiting > 0 ? `Not in step · ${changes(sync.waiting)} waiting` : 'Not in step';
    case 'attention':
      return 'Needs attention';
    case 'upgrade':
      return 'Update needed';
  }
}

/** Why nothing comes or goes, though somebody answers; empty where that is not so. */
export function stuckWords({ stuck }: Pick<SyncState, 'stuck'>): string {
  if (stuck === null) return '';
  return stuck === 'server'
    ? 'The server answers that something is wrong with it: its log says what. We keep trying.'
    : 'What the server sends can’t be kept on this computer: the log of the console says why. We keep trying.';
}

/** What it means, and what there is to do. */
export function explanation(sync: SyncState, now: number): string {
  const contact = sync.lastContactAt === null ? null : (relativeTo(sync.lastContactAt, now) ?? formatAt(sync.lastContactAt, 'dayTime'));
  switch (sync.state) {
    case 'offline':
      return `The server can't be reached. Go on as usual: everything is kept here and sent when it is back.${contact ? ` Last contact: ${contact}.` : ''}`;
    case 'stuck':
      return `${stuckWords(sync)} Go on as usual: what is done here is kept.`;
    case 'upgrade':
      return 'This version is too old for the server. Update Slotkeeper to sync again; nothing is lost.';
    case 'attention':
      return 'The server could not accept something that was done here. Look at it and choose.';
    case 'waiting':
    case 'syncing':
    case 'synced':
      return sync.waiting > 0
        ? 'On their way to the server.'
        : `Everything here is in step with the server.${contact ? ` Last contact: ${contact}.` : ''}`;
  }
}
