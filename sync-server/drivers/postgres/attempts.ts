/** Trying again, within bounds: what another transaction was in the way of, and what a broken connection took with it. */
import type { Logger } from '#core/base/ports.ts';
import { Refusal } from '#core/base/refusal.ts';
import { isHopeless } from './errors.ts';
import { Doomed, Unreachable } from './link.ts';

export interface Attempting {
  /** resolves after so many ms */
  readonly pause: (ms: number) => Promise<void>;
  /** in [0, 1) */
  readonly random: () => number;
  readonly logger: Logger;
}

/** A database that restarts is back by then, and a request still has somebody who waits for it. */
const MOST_ATTEMPTS = 14;
const LIMIT_MS = 20_000;
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 1_000;

/** Half of it is chance, so that those who were in each other's way don't meet again. */
const pauseAfter = (attempt: number, random: number): number =>
  Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS) * (0.5 + random / 2);

/**
 * Calls `attempt` until it gives an answer. It throws `Doomed` or `Unreachable` where it may be called again; anything else
 * it throws goes on.
 * @throws Refusal `unavailable` after the last attempt
 */
export async function persistently<T>({ pause, random, logger }: Attempting, attempt: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  for (let attempts = 0; ; attempts++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Doomed || error instanceof Unreachable)) throw error;
      const tooLong = attempts + 1 >= MOST_ATTEMPTS || performance.now() - startedAt > LIMIT_MS;
      if (tooLong || isOver(error)) {
        logger.error({ err: error.cause }, 'the database could not be reached, or others were in the way for too long');
        throw new Refusal('unavailable');
      }
      logger.info({ err: error.cause, attempts: attempts + 1 }, 'a transaction is run again');
      await pause(pauseAfter(attempts, random()));
    }
  }
}

const isOver = (error: unknown): boolean => error instanceof Unreachable && isHopeless(error.cause);
