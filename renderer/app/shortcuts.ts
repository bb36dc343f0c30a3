/** Single keys and two-key sequences (`g t`). They rest while somebody types, holds a modifier or answers a dialog. */
import { useEffect, useRef, useSyncExternalStore } from 'react';

export interface Shortcut {
  /** one key as `event.key` names it, or two with a space between */
  keys: string;
  label: string;
  group: string;
  run: () => void;
}

const SEQUENCE_MS = 1_200;

let active: readonly Shortcut[] = [];
let prefix: { key: string; at: number } | null = null;
const listeners = new Set<() => void>();

function set(next: readonly Shortcut[]): void {
  active = next;
  for (const listener of listeners) listener();
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)) &&
  !(target instanceof HTMLInputElement && ['checkbox', 'radio', 'button'].includes(target.type));

const isAsking = () => document.querySelector('[aria-modal="true"]') !== null;

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target) || isAsking()) return;
  const sequence = prefix !== null && performance.now() - prefix.at < SEQUENCE_MS ? `${prefix.key} ${event.key}` : null;
  prefix = null;
  const found =
    (sequence !== null ? active.findLast(({ keys }) => keys === sequence) : undefined) ?? active.findLast(({ keys }) => keys === event.key);
  if (found) {
    event.preventDefault();
    found.run();
  } else if (active.some(({ keys }) => keys.startsWith(`${event.key} `))) prefix = { key: event.key, at: performance.now() };
}

if (typeof window !== 'undefined') window.addEventListener('keydown', onKey);

/** For as long as the component stands. The newest `run` of each is called. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  const names = shortcuts.map(({ keys, label, group }) => [keys, label, group].join('\t')).join('\n');
  useEffect(() => {
    const mine = names.split('\n').flatMap((name, i) => {
      const [keys = '', label = '', group = ''] = name.split('\t');
      return keys === '' ? [] : [{ keys, label, group, run: () => latest.current[i]?.run() }];
    });
    set([...active, ...mine]);
    return () => set(active.filter((shortcut) => !mine.includes(shortcut)));
  }, [names]);
}

export const useActiveShortcuts = (): readonly Shortcut[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => active,
  );
