import type { ServerParts } from '../parts.ts';
import { startBlobSweep } from './blobs.ts';
import { startDeliveries } from './deliveries.ts';
import { startExternalCalendars } from './externalCalendars.ts';
import { startMail } from './mail.ts';
import { startPayments } from './payments.ts';
import { startReconciliation } from './reconciliation.ts';
import { systemTimer } from './timer.ts';
import { startUpkeep } from './upkeep.ts';
import { startWaitlist } from './waitlist.ts';

export interface Workers {
  /** resolves when nothing of theirs is in flight */
  stop(): Promise<void>;
}

/** Everything that happens without a request. Any number of server processes may run them on one database. */
export function startWorkers(parts: ServerParts): Workers {
  const timer = systemTimer(() => parts.engine.clock.now());
  const backups = parts.backups?.start(timer) ?? null;
  const workers = [
    ...(backups === null ? [] : [backups]),
    ...(parts.blobs === undefined ? [] : [startBlobSweep({ ...parts, blobs: parts.blobs, timer })]),
    startDeliveries({ ...parts, timer, random: Math.random }),
    startUpkeep({ ...parts, timer }),
    startWaitlist({ ...parts, timer }),
    startMail({ ...parts, timer }),
    startExternalCalendars({ ...parts, timer, random: Math.random }),
    startPayments({ ...parts, timer, random: Math.random }),
    startReconciliation({ ...parts, timer }),
  ];
  return {
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()));
    },
  };
}
