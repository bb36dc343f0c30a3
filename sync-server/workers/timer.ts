/** Waiting, as a port: tests walk through a day of retries without waiting for any of it. */
export interface Timer {
  /** Calls once when this instant (epoch ms) has come. @returns how to call it off */
  at(instant: number, fn: () => void): () => void;
}

/** setTimeout fires at once for anything longer; a wake too early only looks and waits again. */
const LONGEST_MS = 2 ** 31 - 1;

export function systemTimer(now: () => number): Timer {
  return {
    at(instant, fn) {
      const handle = setTimeout(fn, Math.min(Math.max(instant - now(), 0), LONGEST_MS));
      handle.unref();
      return () => clearTimeout(handle);
    },
  };
}
