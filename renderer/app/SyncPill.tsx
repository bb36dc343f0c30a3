import { Button, Popover, Stack, Text, UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { SyncState } from '#core/engine/bridge.ts';
import { useLink, useSync } from '../bridge/ask.ts';
import { call } from '../bridge/port.ts';
import { locale } from '../components/locale.ts';
import { formatAt, relativeTo } from '../components/times.ts';
import { useNow } from '../components/useNow.ts';
import { syncNow } from './session.ts';
import classes from './SyncPill.module.css';

const changes = (count: number) => (count === 1 ? '1 change' : `${count.toLocaleString(locale)} changes`);

/** as many take long enough to be watched */
const MANY = 50;

/** The pill's words: what a glance must tell. */
function syncWords(sync: SyncState): string {
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
    case 'attention':
      return 'Needs attention';
    case 'upgrade':
      return 'Update needed';
  }
}

function explanation(sync: SyncState, now: number): string {
  const contact = sync.lastContactAt === null ? null : (relativeTo(sync.lastContactAt, now) ?? formatAt(sync.lastContactAt, 'dayTime'));
  switch (sync.state) {
    case 'offline':
      return `The server can't be reached. Go on as usual: everything is kept here and sent when it is back.${contact ? ` Last contact: ${contact}.` : ''}`;
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
      {sync.state !== 'waiting' && sync.state !== 'offline' && sync.waiting > 0 && (
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
