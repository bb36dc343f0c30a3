/** How often one caller may knock, and who counts. */
import { HOUR, MINUTE } from '#core/base/time.ts';

export interface Limit {
  readonly count: number;
  readonly windowMs: number;
}

export interface Limits {
  /** of one API key, or one device */
  readonly requestsPerKey: Limit;
  /** of one address on the public doors */
  readonly requestsPerAddress: Limit;
  readonly bookingsPerAddress: Limit;
  readonly holdsPerAddress: Limit;
  readonly bookingsPerKey: Limit;
  readonly signInsPerAddress: Limit;
  readonly readsPerFeed: Limit;
}

export const defaultLimits: Limits = {
  requestsPerKey: { count: 300, windowMs: MINUTE },
  requestsPerAddress: { count: 600, windowMs: MINUTE },
  bookingsPerAddress: { count: 10, windowMs: MINUTE },
  holdsPerAddress: { count: 60, windowMs: MINUTE },
  bookingsPerKey: { count: 60, windowMs: MINUTE },
  signInsPerAddress: { count: 5, windowMs: MINUTE },
  readsPerFeed: { count: 60, windowMs: HOUR },
};

export interface Count {
  /** knocks in the window so far, this one included */
  readonly count: number;
  /** epoch ms at which the window ends */
  readonly resetsAt: number;
}

/** Counts knocks in the memory of one process: a shared count would cost a write a request. Behind N processes a caller has up to N times as many. */
export interface Counters {
  hit(key: string, at: { now: number; windowMs: number }): Promise<Count>;
}

const SWEEP_AT = 10_000;

export function memoryCounters(): Counters {
  const windows = new Map<string, { count: number; resetsAt: number }>();

  function sweep(now: number): void {
    for (const [key, window] of windows) if (window.resetsAt <= now) windows.delete(key);
  }

  return {
    async hit(key, { now, windowMs }) {
      if (windows.size >= SWEEP_AT) sweep(now);
      const known = windows.get(key);
      const window = known !== undefined && known.resetsAt > now ? known : { count: 0, resetsAt: now + windowMs };
      window.count += 1;
      windows.set(key, window);
      return { ...window };
    },
  };
}
