import { Button } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import { openSignOut } from '../../app/overlays.ts';
import { useSession } from '../../bridge/ask.ts';
import classes from './settings.module.css';

export function SignOut() {
  const session = useSession().data;
  return (
    <section className={classes.section} aria-labelledby="this-device">
      <div className={classes.head} style={{ marginBottom: 0 }}>
        <div>
          <h2 id="this-device">This device</h2>
          <p>
            Signed in as {session?.member?.name} to {session?.serverUrl?.replace(/^https?:\/\//, '')}
          </p>
        </div>
        <Button variant="default" leftSection={<IconLogout size={16} stroke={1.5} />} onClick={openSignOut}>
          Sign out
        </Button>
      </div>
    </section>
  );
}
