import { useSyncExternalStore } from 'react';
import { now, onJump } from '../../components/now.ts';

const listeners = new Map<number, Set<() => void>>();
const timers = new Map<number, number>();

function subscribeEvery(ms: number) {
  return (listener: () => void) => {
    const set = listeners.get(ms) ?? new Set();
    listeners.set(ms, set.add(listener));
    if (!timers.has(ms))
      timers.set(
        ms,
        window.setInterval(() => listeners.get(ms)?.forEach((tell) => tell()), ms),
      );
    return () => {
      set.delete(listener);
      if (set.size > 0) return;
      window.clearInterval(timers.get(ms));
      timers.delete(ms);
    };
  };
}

onJump(() => listeners.forEach((set) => set.forEach((tell) => tell())));

const everySecond = subscribeEvery(1_000);
const everyHalfMinute = subscribeEvery(30_000);

/** The present, to the second or to the half minute: what draws it moves along. */
export function useNow(step: 'second' | 'halfMinute'): number {
  const ms = step === 'second' ? 1_000 : 30_000;
  return useSyncExternalStore(step === 'second' ? everySecond : everyHalfMinute, () => Math.floor(now() / ms) * ms);
}
