import type { Timers } from '#host/ports.ts';

export interface VirtualClock extends Timers {
  now(): number;
  /** Walks to `instant`, stopping at every timer on the way until all that it set going has come to rest. */
  walkTo(instant: number): Promise<void>;
}

/** Everything in the simulation is promises over a synchronous database: when no microtask is left, nothing moves by itself. */
const atRest = () => new Promise<void>((resolve) => setImmediate(resolve));

export function virtualClock(start: number): VirtualClock {
  let now = start;
  let made = 0;
  const due = new Map<number, { at: number; fn: () => void }>();

  function earliest(until: number): number | undefined {
    let found: number | undefined;
    for (const [id, { at }] of due) if (at <= until && (found === undefined || at < (due.get(found)?.at ?? 0))) found = id;
    return found;
  }

  return {
    now: () => now,
    after(milliseconds, fn) {
      const id = made++;
      due.set(id, { at: now + Math.max(0, milliseconds), fn });
      return () => void due.delete(id);
    },
    async walkTo(instant) {
      await atRest();
      for (let id = earliest(instant); id !== undefined; id = earliest(instant)) {
        const timer = due.get(id);
        due.delete(id);
        now = Math.max(now, timer?.at ?? now);
        timer?.fn();
        await atRest();
      }
      now = Math.max(now, instant);
    },
  };
}
