import { useSyncExternalStore } from 'react';
import { now as current, onJump } from './now.ts';

const TICK_MS = 15_000;
let now = current();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  now = current();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    timer = setInterval(tick, TICK_MS);
    tick();
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

onJump(tick);

/** The clock, a little behind: every 15 seconds all who show a time move together. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now);
