import { useDataState } from '../../bridge/data.ts';
import { useNow } from '../../components/useNow.ts';
import classes from './data.module.css';
import { backupWords, type Said } from './dataWords.ts';

const LOOK_EVERY_MS = 60_000;

const unknown: Said = { tone: 'quiet', text: 'Asking the server…', more: '' };
const unreachable: Said = { tone: 'quiet', text: 'The server can’t be asked while this device is offline.', more: '' };

/** The server's nightly backup: when the last one was made, or what went wrong. */
export function BackupRow({ offline }: { offline: boolean }) {
  const { data, error } = useDataState({ everyMs: LOOK_EVERY_MS });
  const now = useNow();
  const said = data && !offline ? backupWords(data.backups, now) : offline || error ? unreachable : unknown;
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <h3>Nightly backup</h3>
        <p>
          <span className={classes.dot} data-tone={said.tone} aria-hidden />
          <strong className={said.tone === 'bad' ? classes.bad : undefined}>{said.text}</strong> {said.more}
        </p>
      </div>
    </li>
  );
}
