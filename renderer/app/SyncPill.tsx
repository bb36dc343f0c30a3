import { Button, Popover, Stack, Text, UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { SyncState } from '#core/engine/bridge.ts';
import { useLink, useSync } from '../bridge/ask.ts';
import { call } from '../bridge/port.ts';
import { useNow } from '../components/useNow.ts';
import { syncNow } from './session.ts';
import classes from './SyncPill.module.css';
import { changes, explanation, syncWords } from './syncWords.ts';

/** The host's own patience may be a quarter of a minute: whoever plugs the cable in need not wait. */
function useNetworkReturn(): void {
  useEffect(() => {
    const wake = () => void call('sync.now', {}).catch(() => {});
    window.addEventListener('online', wake);
    return () => window.removeEventListener('online', wake);
  }, []);
}

export function SyncPill() {
  useNetworkReturn();
  const known = useSync();
  const link = useLink();
  const [opened, setOpened] = useState(false);
  const words = link === 'lost' ? 'Reconnecting' : syncWords(known);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={280} trapFocus>
      <Popover.Target>
        <UnstyledButton
          className={classes.pill}
          data-state={link === 'lost' ? 'offline' : known.state}
          onClick={() => setOpened((before) => !before)}
          aria-label={`Sync: ${words}`}
        >
          <span className={classes.dot} aria-hidden />
          <span className={`${classes.words} num`}>{words}</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p="md">
        <SyncDetails sync={known} words={words} onClose={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function SyncDetails({ sync, words, onClose }: { sync: SyncState; words: string; onClose: () => void }) {
  const now = useNow();
  return (
    <Stack gap="sm">
      <Text fw={600} className="num">
        {words}
      </Text>
      <Text size="xs" c="dimmed">
        {explanation(sync, now)}
      </Text>
      {!['waiting', 'offline', 'stuck'].includes(sync.state) && sync.waiting > 0 && (
        <Text size="xs">{changes(sync.waiting)} not sent yet.</Text>
      )}
      {sync.attention > 0 && (
        <Link to="/attention" className={classes.attention} onClick={onClose}>
          Needs attention <span className="num">({sync.attention})</span>
        </Link>
      )}
      <Button variant="default" size="xs" onClick={() => void syncNow()} disabled={sync.state === 'upgrade'}>
        Sync now
      </Button>
    </Stack>
  );
}
