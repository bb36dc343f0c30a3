/** What may be opened from anywhere: the palette and the list of shortcuts. */
import { createSpotlight } from '@mantine/spotlight';
import { useSyncExternalStore } from 'react';

export const [paletteStore, palette] = createSpotlight();

let helpOpen = false;
const listeners = new Set<() => void>();

function setHelp(open: boolean): void {
  helpOpen = open;
  for (const listener of listeners) listener();
}

export const openHelp = () => setHelp(true);
export const closeHelp = () => setHelp(false);

export const useHelpOpen = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => helpOpen,
  );
