import { type RefObject, useEffect, useRef, useState } from 'react';
import type { BulkManifest, BulkPreview } from '#core/engine/bridge.ts';
import type { Share } from '../../../bridge/data.ts';
import { type BridgeFailure, failureOf } from '../../../bridge/failure.ts';
import { bookRows, forget, handOver, judgeBookings, stopBooking } from '../../../bridge/imports.ts';
import { textOf } from '../../catalogue/import/useImport.ts';

interface Kept {
  readonly name: string;
  readonly id: string;
}

/** Chosen, judged, booked row by row; or what went wrong on the way. */
export type BulkStep =
  | { readonly is: 'choosing' }
  | { readonly is: 'checking'; readonly name: string; readonly share: Share | null }
  | ({ readonly is: 'looked'; readonly preview: BulkPreview } & Kept)
  | ({ readonly is: 'writing'; readonly share: Share | null; readonly stopping: boolean } & Kept)
  | ({ readonly is: 'done'; readonly manifest: BulkManifest } & Kept)
  /** `again`: the file is still there, and goes on where it was */
  | { readonly is: 'failed'; readonly failure: BridgeFailure; readonly again: Kept | null };

export interface BulkWork {
  readonly step: BulkStep;
  choose(file: File): void;
  run(kept: Kept): void;
  /** what is booked stays */
  stop(): void;
  restart(): void;
}

interface UnderWay {
  readonly over: AbortController;
  id: string | null;
}

function leave(now: RefObject<UnderWay | null>): void {
  now.current?.over.abort();
  if (typeof now.current?.id === 'string') forget(now.current.id);
  now.current = null;
}

export function useBulk(): BulkWork {
  const [step, setStep] = useState<BulkStep>({ is: 'choosing' });
  const now = useRef<UnderWay>(null);
  useEffect(() => () => leave(now), []);
  const showIn = (mine: UnderWay) => (next: BulkStep) => {
    if (!mine.over.signal.aborted) setStep(next);
  };

  const choose = (file: File) => {
    leave(now);
    const mine: UnderWay = { over: new AbortController(), id: null };
    now.current = mine;
    const show = showIn(mine);
    const { name } = file;
    show({ is: 'checking', name, share: null });
    const look = async () => {
      const id = await handOver(await textOf(file), { signal: mine.over.signal });
      if (mine.over.signal.aborted) return forget(id);
      mine.id = id;
      const preview = await judgeBookings(id, (share) => show({ is: 'checking', name, share }));
      show({ is: 'looked', name, id, preview });
    };
    look().catch((cause: unknown) => show({ is: 'failed', failure: failureOf(cause), again: null }));
  };

  const run = ({ name, id }: Kept) => {
    const mine = now.current;
    if (mine === null) return;
    const show = showIn(mine);
    show({ is: 'writing', name, id, share: null, stopping: false });
    const onShare = (share: Share | null) => {
      if (!mine.over.signal.aborted) setStep((step) => (step.is === 'writing' ? { ...step, share } : step));
    };
    bookRows(id, onShare).then(
      (manifest) => show({ is: 'done', name, id, manifest }),
      (cause: unknown) => show({ is: 'failed', failure: failureOf(cause), again: { name, id } }),
    );
  };

  const stop = () => {
    if (step.is !== 'writing') return;
    stopBooking(step.id);
    setStep({ ...step, stopping: true });
  };

  const restart = () => {
    leave(now);
    setStep({ is: 'choosing' });
  };
  return { step, choose, run, stop, restart };
}
