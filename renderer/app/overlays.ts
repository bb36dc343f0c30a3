/** What may be opened from anywhere: the palette, the list of shortcuts, the question before signing out. One at a time. */
import { useSyncExternalStore } from 'react';

type Overlay = 'palette' | 'help' | 'signOut' | null;

let open: Overlay = null;
const listeners = new Set<() => void>();

function set(next: Overlay): void {
  open = next;
  for (const listener of listeners) listener();
}

export const openPalette = () => set('palette');
export const openHelp = () => set('help');
export const openSignOut = () => set('signOut');
export const closeOverlay = () => set(null);

function onKey(event: KeyboardEvent): void {
  if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey) return;
  event.preventDefault();
  set(open === 'palette' ? null : 'palette');
}

/** ⌘K or Ctrl-K works everywhere, in fields too. */
export function listenForPalette(): () => void {
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}

export const useOverlay = (): Overlay =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open,
  );
