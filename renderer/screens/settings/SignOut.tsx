import { Button } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import { useState } from 'react';
import { useSession, useSync } from '../../bridge/ask.ts';
import { call } from '../../bridge/port.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import classes from './settings.module.css';

export function SignOut() {
  const session = useSession().data;
  const { waiting } = useSync();
  const [asking, setAsking] = useState(false);
  return (
    <section className={classes.section} aria-labelledby="this-device">
      <div className={classes.head} style={{ marginBottom: 0 }}>
        <div>
          <h2 id="this-device">This device</h2>
          <p>
            Signed in as {session?.member?.name} to {session?.serverUrl?.replace(/^https?:\/\//, '')}
          </p>
        </div>
        <Button variant="default" leftSection={<IconLogout size={16} stroke={1.5} />} onClick={() => setAsking(true)}>
          Sign out
        </Button>
      </div>
      {asking && (
        <ConfirmDialog
          title="Sign out of this device?"
          verb="Sign out"
          danger={waiting > 0}
          onClose={() => setAsking(false)}
          onConfirm={() => call('session.signOut', {})}
        >
          {waiting > 0
            ? `${waiting === 1 ? 'One change waits' : `${waiting} changes wait`} to be sent and would be lost. Go online first to keep ${waiting === 1 ? 'it' : 'them'}.`
            : 'The data on this device is removed. It comes back when you sign in again.'}
        </ConfirmDialog>
      )}
    </section>
  );
}
