/** A backup in a thread of its own: to read every page of the copy takes seconds, for which no request should wait. */
import { Worker } from 'node:worker_threads';
import type { BackupOrder } from './backup.ts';
import { BackupFailure, type Reason } from './reason.ts';

/** What the thread says at its end; null: it is done. */
export type Ended = { readonly reason: Reason; readonly message: string } | null;

/** @throws BackupFailure */
export async function inThread({ signal, ...order }: BackupOrder): Promise<void> {
  // The server's own flags are none of the thread's business.
  const thread = new Worker(new URL('thread.ts', import.meta.url), { workerData: order, execArgv: [] });
  const stop = () => void thread.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const problem = await new Promise<Ended>((resolve, reject) => {
      thread.once('message', resolve);
      thread.once('error', reject);
      thread.once('exit', () => reject(new BackupFailure('other', 'its thread ended before its time')));
    });
    if (problem !== null) throw new BackupFailure(problem.reason, problem.message);
  } finally {
    signal?.removeEventListener('abort', stop);
    await thread.terminate();
  }
}
