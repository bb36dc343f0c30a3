/** The download of everything, which goes on while other screens are looked at. */
import { useSyncExternalStore } from 'react';
import { fetchEverything, type Share } from '../../bridge/data.ts';
import { failureOf } from '../../bridge/failure.ts';
import { saveBlob } from '../../components/saveBlob.ts';
import { toast } from '../../components/toasts.ts';
import { exportFault } from './dataWords.ts';

export interface Step {
  readonly is: 'making' | 'fetching';
  /** null: not known yet */
  readonly share: Share | null;
}

interface Everything {
  /** null while none runs */
  readonly step: Step | null;
  readonly problem: string | null;
}

let now: Everything = { step: null, problem: null };
let stop = new AbortController();
const listeners = new Set<() => void>();

function become(next: Everything): void {
  now = next;
  for (const listener of listeners) listener();
}

const step = (is: Step['is'], share: Share | null): void => become({ step: { is, share }, problem: null });

async function start(): Promise<void> {
  if (now.step !== null) return;
  stop = new AbortController();
  const { signal } = stop;
  step('making', null);
  try {
    const watch = { signal, onMade: (rows: Share) => step('making', rows), onFetched: (bytes: Share) => step('fetching', bytes) };
    const { blob, name } = await fetchEverything(watch);
    become({ step: null, problem: null });
    saveBlob(blob, name);
    toast.ok(`${name} is saved. It holds customers’ data and sign-in secrets: keep it where only you can open it.`);
  } catch (cause) {
    become({ step: null, problem: signal.aborted ? null : exportFault(failureOf(cause)) });
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useEverything = (): Everything & { start: () => void; cancel: () => void } => ({
  ...useSyncExternalStore(subscribe, () => now),
  start: () => void start(),
  cancel: () => stop.abort(),
});
