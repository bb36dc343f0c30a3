import { parentPort, workerData } from 'node:worker_threads';
import { type BackupOrder, makeBackup } from './backup.ts';
import { reasonOf } from './reason.ts';
import type { Ended } from './runThread.ts';

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
const say = (ended: Ended) => parentPort?.postMessage(ended);

await makeBackup(workerData as BackupOrder).then(
  () => say(null),
  (error: unknown) => say({ reason: reasonOf(error), message: error instanceof Error ? error.message : String(error) }),
);
