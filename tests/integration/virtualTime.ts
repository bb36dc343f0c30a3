import type { Clock } from '#core/base/ports.ts';
import type { Timer } from '#server/workers/timer.ts';

export interface VirtualTime {
  readonly clock: Clock;
  readonly timer: Timer;
  /**
   * Walks to this instant, stopping at everything that was due on the way.
   * `settle` resolves when what a due timer set going has ended.
   */
  advanceTo(instant: number, settle: () => Promise<void>): Promise<void>;
}

/** A clock that moves when it is told to, so that a test walks through hours in no time. */
export function virtualTime(startAt: number): VirtualTime {
  let now = startAt;
  const due = new Set<{ readonly at: number; readonly fn: () => void }>();
  const earliest = () => [...due].toSorted((a, b) => a.at - b.at)[0];

  return {
    clock: { now: () => now },
    timer: {
      at(instant, fn) {
        const entry = { at: instant, fn };
        due.add(entry);
        return () => void due.delete(entry);
      },
    },
    async advanceTo(instant, settle) {
      await settle();
      for (let next = earliest(); next !== undefined && next.at <= instant; next = earliest()) {
        due.delete(next);
        now = Math.max(now, next.at);
        next.fn();
        await settle();
      }
      now = Math.max(now, instant);
    },
  };
}
