import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Notification as Told } from '#core/domains/notifications/model.ts';

interface Ringing {
  /** whose bell it is: another business's news is no news */
  house: string | undefined;
  /** newest first; absent: not known yet */
  told: readonly Told[] | undefined;
  wordsOf: (item: Told) => string;
  onOpen: (item: Told) => void;
}

/** More at once say no more than these. */
const MOST = 3;

const permission = (): NotificationPermission => ('Notification' in window ? Notification.permission : 'denied');

/** What is new while the window is in the background the system tells too; a click leads to the thing itself. */
export function useNativeBell({ house, told, wordsOf, onOpen }: Ringing): void {
  const known = useRef<{ house: string | undefined; until: number; ids: ReadonlySet<string> } | null>(null);
  const tell = useEffectEvent((item: Told) => {
    const shown = new Notification(item.title, { body: wordsOf(item), tag: item.id });
    shown.addEventListener('click', () => {
      shown.close();
      window.focus();
      onOpen(item);
    });
  });
  useEffect(() => {
    if (told === undefined) return;
    const before = known.current;
    known.current = { house, until: Math.max(0, ...told.map(({ at }) => at)), ids: new Set(told.map(({ id }) => id)) };
    if (before === null || before.house !== house || document.hasFocus() || permission() !== 'granted') return;
    const fresh = told.filter(({ id, at, readAt }) => readAt === null && at >= before.until && !before.ids.has(id));
    for (const item of fresh.slice(0, MOST)) tell(item);
  }, [house, told]);
}

/** A browser asks before anything may be told so; the desktop need not. @returns null where there is nothing to ask */
export function useNativeConsent(): (() => void) | null {
  const [state, setState] = useState(permission);
  return state === 'default' ? () => void Notification.requestPermission().then(setState) : null;
}
