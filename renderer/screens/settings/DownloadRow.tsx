import { Button, Tooltip } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import classes from './data.module.css';
import { count, sizeOf } from './dataWords.ts';
import { type Step, useEverything } from './everything.ts';
import { ProgressLine } from './ProgressLine.tsx';

const offlineWords = 'The server makes the file: this works again when you are online.';

/** Everything that the business has, as one file. */
export function DownloadRow({ offline }: { offline: boolean }) {
  const { step, problem, start, cancel } = useEverything();
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <h3>Download everything</h3>
        {step && <DownloadProgress step={step} />}
        {problem && (
          <p className={classes.bad} role="alert">
            {problem}
          </p>
        )}
        {!step && !problem && (
          <p>One ZIP with every booking, customer and setting: spreadsheets to read, photos, and all it takes to restore.</p>
        )}
      </div>
      {step ? (
        <Button variant="default" onClick={cancel}>
          Cancel
        </Button>
      ) : (
        <Tooltip label={offlineWords} disabled={!offline}>
          <span>
            <Button variant="default" leftSection={<IconDownload size={16} stroke={1.5} />} disabled={offline} onClick={start}>
              Download
            </Button>
          </span>
        </Tooltip>
      )}
    </li>
  );
}

function DownloadProgress({ step: { is, share } }: { step: Step }) {
  if (is === 'fetching')
    return <ProgressLine label="Downloading" share={share} figures={share ? `${sizeOf(share.done)} of ${sizeOf(share.total)}` : ''} />;
  const figures = share && share.total > 0 ? `${count(share.done)} of ${count(share.total)} entries` : '';
  return <ProgressLine label="Gathering on the server" share={share} figures={figures} />;
}
