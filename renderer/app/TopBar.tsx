import { Kbd, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { FrameSlots } from '../components/frameSlots.ts';
import { Bell } from './Bell.tsx';
import { openPalette } from './overlays.ts';
import { SyncPill } from './SyncPill.tsx';
import classes from './TopBar.module.css';

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

export function TopBar({ onSlots }: { onSlots: (slots: FrameSlots) => void }) {
  const [title, setTitle] = useState<HTMLElement | null>(null);
  const [actions, setActions] = useState<HTMLElement | null>(null);
  useEffect(() => onSlots({ title, actions }), [onSlots, title, actions]);
  return (
    <div className={classes.bar} role="region" aria-label="Top bar">
      <div ref={setTitle} className={classes.title} />
      <UnstyledButton className={classes.search} onClick={openPalette} aria-keyshortcuts={isMac ? 'Meta+K' : 'Control+K'}>
        <IconSearch size={16} stroke={1.5} aria-hidden />
        <span className={classes.searchText}>Search or do anything</span>
        <Kbd size="xs" className={classes.keys} aria-hidden>
          {isMac ? '⌘K' : 'Ctrl K'}
        </Kbd>
      </UnstyledButton>
      <div className={classes.right}>
        <div ref={setActions} className={classes.actions} />
        <Bell />
        <SyncPill />
      </div>
    </div>
  );
}
