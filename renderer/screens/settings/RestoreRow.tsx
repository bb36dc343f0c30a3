import { Button, FileButton, Tooltip } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import classes from './data.module.css';
import { RestoreDialog } from './RestoreDialog.tsx';

const offlineWords = 'The server puts it back: this works again when you are online.';

/** The way back to a file that was downloaded here. */
export function RestoreRow({ offline }: { offline: boolean }) {
  const [file, setFile] = useState<File | null>(null);
  const reset = useRef<() => void>(null);
  const close = () => {
    setFile(null);
    // else the same file, chosen again, would be no choice
    reset.current?.();
  };
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <h3>Restore from a file</h3>
        <p>Puts the business back to how it was when the file was downloaded. You see what is in it first.</p>
      </div>
      <Tooltip label={offlineWords} disabled={!offline}>
        <span>
          <FileButton accept=".zip,application/zip" resetRef={reset} onChange={setFile}>
            {(props) => (
              <Button {...props} variant="default" leftSection={<IconHistory size={16} stroke={1.5} />} disabled={offline}>
                Choose a file
              </Button>
            )}
          </FileButton>
        </span>
      </Tooltip>
      {file && <RestoreDialog file={file} onClose={close} />}
    </li>
  );
}
