import type { Timers } from '#host/ports.ts';

export interface VirtualClock extends Timers {
  now(): number;
  /** Walks to `instant`, stopping at every timer on the way until all that it set going has come to rest. @throws Spinning */
  walkTo(instant: number): Promise<void>;
}

/**
 * Resolves when no microtask is left. All of a simulation is promises over a synchronous database, and Node runs what was
 * handed to `nextTick` only once the microtasks have run dry: then nothing moves by itself any more.
 */
export const atRest = () => new Promise<void>((resolve) => process.nextTick(resolve));

export interface ClockParts {
  /** when nothing moves by itself any more; a database in another process takes longer to come to rest */
  readonly rest?: () => Promise<void>;
  /** ms; what is due so soon after a timer happens together with it, so that it meets half-done work */
  readonly crowd?: () => number;
}

/** A rush of everybody is a few dozen. */
const MOST_AT_ONCE = 2_000;

/** Somebody sets a timer for now in every timer: the clock would never move again. */
export class Spinning extends Error {
  constructor() {
    super(`${MOST_AT_ONCE} timers at one instant: something spins`);
  }
}

interface Due {
  readonly at: number;
  readonly fn: () => void;
  isOff: boolean;
}

export function virtualClock(start: number, { rest = atRest, crowd = () => 0 }: ClockParts = {}): VirtualClock {
  let now = start;
  /** timers since the clock last moved */
  let atOnce = 0;
  /** the next one last */
  const due: Due[] = [];

  function put(entry: Due): void {
    let low = 0;
    let high = due.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((due[middle] as Due).at > entry.at) low = middle + 1;
      else high = middle;
    }
    due.splice(low, 0, entry);
  }

  function moveTo(instant: number): void {
    if (instant > now) atOnce = 0;
    now = Math.max(now, instant);
  }

  function nextUntil(instant: number): Due | undefined {
    while (due.at(-1)?.isOff === true) due.pop();
    return (due.at(-1)?.at ?? Infinity) <= instant ? due.pop() : undefined;
  }

  return {
    now: () => now,
    after(milliseconds, fn) {
      // whole milliseconds, as the system's clock has them
      const entry = { at: now + Math.max(0, Math.ceil(milliseconds)), fn, isOff: false };
      put(entry);
      return () => void (entry.isOff = true);
    },
    async walkTo(instant) {
      await rest();
      for (let first = nextUntil(instant); first !== undefined; first = nextUntil(instant)) {
        const together = Math.min(instant, first.at + crowd());
        for (let next: Due | undefined = first; next !== undefined; next = nextUntil(together)) {
          moveTo(next.at);
          atOnce += 1;
          if (atOnce >= MOST_AT_ONCE) throw new Spinning();
          next.fn();
        }
        await rest();
      }
      moveTo(instant);
    },
  };
}
