import { useEffect, useRef, useState } from 'react';
import type { DataFile } from '#core/engine/bridge.ts';
import { discard, goBackTo, handIn, lookInto, type Share } from '../../bridge/data.ts';
import { type BridgeFailure, failureOf } from '../../bridge/failure.ts';

/** Handed in, looked into, confirmed, put back; or what went wrong on the way. */
export type RestoreStep =
  | { readonly is: 'sending'; readonly share: Share | null }
  | { readonly is: 'asking'; readonly id: string; readonly found: DataFile }
  | { readonly is: 'running'; readonly share: Share | null }
  | { readonly is: 'done' }
  | { readonly is: 'failed'; readonly failure: BridgeFailure };

export interface Restore {
  readonly step: RestoreStep;
  readonly confirm: (businessName: string) => void;
  /** What has not begun is called off; what runs, runs on. */
  readonly leave: () => void;
}

export function useRestore(file: File): Restore {
  const [step, setStep] = useState<RestoreStep>({ is: 'sending', share: null });
  const leaving = useRef<AbortController>(null);

  useEffect(() => {
    const stop = new AbortController();
    leaving.current = stop;
    void send(file, { signal: stop.signal, setStep });
    return () => stop.abort();
  }, [file]);

  const confirm = (businessName: string) => {
    if (step.is !== 'asking') return;
    const { signal } = leaving.current ?? new AbortController();
    setStep({ is: 'running', share: null });
    goBackTo({ id: step.id, businessName, signal, onRows: (share) => setStep({ is: 'running', share }) }).then(
      () => setStep({ is: 'done' }),
      (cause: unknown) => {
        if (!signal.aborted) setStep({ is: 'failed', failure: failureOf(cause) });
      },
    );
  };

  const leave = () => {
    leaving.current?.abort();
    if (step.is === 'asking') discard('restores', step.id);
  };
  return { step, confirm, leave };
}

async function send(file: File, { signal, setStep }: { signal: AbortSignal; setStep: (step: RestoreStep) => void }): Promise<void> {
  try {
    const id = await handIn(file, { signal, onSent: (share) => setStep({ is: 'sending', share }) });
    const found = await lookInto(id);
    signal.throwIfAborted();
    setStep({ is: 'asking', id, found });
  } catch (cause) {
    if (!signal.aborted) setStep({ is: 'failed', failure: failureOf(cause) });
  }
}
