import { useNavigate } from '@tanstack/react-router';
import { everywhere } from './destinations.ts';
import { useDrawers } from './drawers.ts';
import { openHelp, openPalette } from './overlays.ts';
import { useNarrowRail } from './rail.ts';
import { useShortcuts } from './shortcuts.ts';
import { keepTyping } from './typeAhead.ts';

/** The keys that work on every screen. */
export function useFrameShortcuts(): void {
  const navigate = useNavigate();
  const { openNew } = useDrawers();
  const [, toggleRail] = useNarrowRail();
  useShortcuts([
    { keys: 'n', label: 'New booking', group: 'Anywhere', run: () => (keepTyping(), openNew()) },
    { keys: '/', label: 'Search or do anything', group: 'Anywhere', run: openPalette },
    { keys: '[', label: 'Collapse or expand the sidebar', group: 'Anywhere', run: toggleRail },
    { keys: '?', label: 'Keyboard shortcuts', group: 'Anywhere', run: openHelp },
    ...everywhere.map(({ to, name, key }) => ({
      keys: `g ${key}`,
      label: name,
      group: 'Go to',
      run: () => void navigate({ to }),
    })),
  ]);
}
