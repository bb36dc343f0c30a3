import { locale } from '../../components/locale.ts';
import { Alert, Button, Progress } from '@mantine/core';
import { useEffect } from 'react';
import type { SessionState } from '#core/engine/bridge.ts';
import { signOut } from '../../app/session.ts';
import { stuckWords } from '../../app/syncWords.ts';
import { useSync } from '../../bridge/ask.ts';
import { Door } from './Door.tsx';
import classes from './door.module.css';

/** The first fetch, with what is done of how much, or why nothing comes. Can be left. */
export function FirstSyncScreen({ session }: { session: SessionState }) {
  const { progress, tenant } = session;
  const sync = useSync();
  const trouble =
    sync.offlineSince === null ? stuckWords(sync) : 'The server can’t be reached. We keep trying; what is here already is kept.';
  const share = progress && progress.total > 0 ? (100 * progress.done) / progress.total : 0;
  useEffect(() => {
    document.title = 'Fetching · Slotkeeper';
  }, []);
  return (
    <Door
      title={tenant ? `Fetching ${tenant.name}` : 'Fetching your business'}
      text="Once, so that everything opens at once from now on, with or without a network."
    >
      <div className={classes.progress} role="status">
        <Progress value={share} animated={!progress && trouble === ''} aria-label="Fetched" />
        <div className={`${classes.figures} num`}>
          <span>
            {progress && progress.total > 0
              ? `${progress.done.toLocaleString(locale)} of ${progress.total.toLocaleString(locale)} entries`
              : trouble === ''
                ? 'Connecting'
                : 'Waiting'}
          </span>
          <span>{Math.floor(share)} %</span>
        </div>
      </div>
      <div role="alert">
        {trouble !== '' && (
          <Alert color="yellow" variant="light" mt="md">
            {trouble}
          </Alert>
        )}
      </div>
      <Button variant="subtle" color="gray" mt="lg" onClick={() => void signOut()} style={{ alignSelf: 'start' }} ml={-12}>
        Stop and sign out
      </Button>
    </Door>
  );
}
