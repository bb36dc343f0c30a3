import { IconCloudOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useSync } from '../../bridge/ask.ts';
import classes from './integrations.module.css';

export function useIsOffline(): boolean {
  return useSync().offlineSince !== null;
}

/** What can't be done now, said once and calmly. */
export function OfflineNote({ children }: { children: ReactNode }) {
  if (!useIsOffline()) return null;
  return (
    <p className={classes.note} role="status">
      <IconCloudOff size={16} stroke={1.5} aria-hidden />
      <span>{children}</span>
    </p>
  );
}
