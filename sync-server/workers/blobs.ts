/** Removes what no row of evidence names, once an hour. */
import { HOUR, MINUTE } from '#core/base/time.ts';
import type { Blobs } from '../blobs/port.ts';
import type { ServerParts } from '../parts.ts';
import { type Loop, startLoop } from './loop.ts';
import type { Timer } from './timer.ts';

const SETTLE = 5 * MINUTE;

export function startBlobSweep({ engine, logger, blobs, timer }: ServerParts & { blobs: Blobs; timer: Timer }): Loop {
  const { database, clock } = engine;
  const loop = startLoop({
    ...{ name: 'blobs', timer, now: () => clock.now(), logger },
    async pass() {
      const now = clock.now();
      // A server that never kept a file loads nothing for it.
      const { sweepBlobs } = await import('../blobs/sweep.ts');
      const removed = await sweepBlobs({ blobs, database, now });
      if (removed > 0) logger.info({ removed }, 'removed files that no evidence names');
      return now + HOUR;
    },
  });
  // Not at the start, which has other things to do.
  timer.at(clock.now() + SETTLE, () => loop.wake());
  return loop;
}
