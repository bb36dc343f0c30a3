/** When a delivery is tried again, and when nobody tries any more (api.md, Webhooks; seed 004's schedule). */
import { DAY, HOUR, MINUTE, SECOND } from '#core/base/time.ts';

const RETRY_AFTER_MS = [5 * SECOND, 30 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR] as const;

/** Spreads the retries of what failed together; never earlier than the schedule says. */
const JITTER = 0.1;

/** An endpoint that gave nothing but failure for so long is switched off. */
export const GIVE_UP_AFTER_MS = 3 * DAY;

/**
 * @param failures attempts that have failed so far, this one included
 * @param random in [0, 1)
 * @returns how long to wait in ms; null: it has FAILED
 */
export function retryAfterMs(failures: number, random: number): number | null {
  const wait = RETRY_AFTER_MS[failures - 1];
  return wait === undefined ? null : Math.round(wait * (1 + JITTER * random));
}
