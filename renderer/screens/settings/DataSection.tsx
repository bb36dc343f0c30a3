import { useSession, useSync } from '../../bridge/ask.ts';
import { BackupRow } from './BackupRow.tsx';
import { DownloadRow } from './DownloadRow.tsx';
import { RestoreRow } from './RestoreRow.tsx';
import classes from './data.module.css';
import settings from './settings.module.css';

/** Where the business's data is safe, how to have it, and how to go back. */
export function DataSection() {
  const { data: session } = useSession();
  const isOwner = session?.member?.role === 'OWNER';
  const offline = useSync().offlineSince !== null;
  return (
    <section className={settings.section} aria-labelledby="data">
      <div className={settings.head}>
        <h2 id="data">Data</h2>
      </div>
      <ul className={classes.rows}>
        <BackupRow offline={offline} />
        {session?.sandbox !== undefined ? (
          <li className={classes.row}>
            <p className={classes.alone}>The sandbox goes along with what is downloaded and restored of {session.sandbox.businessName}.</p>
          </li>
        ) : isOwner ? (
          <>
            <DownloadRow offline={offline} />
            <RestoreRow offline={offline} />
          </>
        ) : (
          <li className={classes.row}>
            <p className={classes.alone}>Only owners can download everything, or restore the business from a file.</p>
          </li>
        )}
      </ul>
    </section>
  );
}
