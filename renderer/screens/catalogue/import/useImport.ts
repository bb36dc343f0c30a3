import { type RefObject, useEffect, useRef, useState } from 'react';
import type { ImportPreview } from '#core/engine/bridge.ts';
import type { Share } from '../../../bridge/data.ts';
import { BridgeFailure, failureOf } from '../../../bridge/failure.ts';
import { bringIn, forget, handOver, lookThrough } from '../../../bridge/imports.ts';

/** Chosen, looked through, put in; or what went wrong on the way. */
export type ImportStep =
  | { readonly is: 'choosing' }
  | { readonly is: 'checking'; readonly name: string; readonly share: Share | null }
  | { readonly is: 'looked'; readonly name: string; readonly id: string; readonly preview: ImportPreview }
  | { readonly is: 'writing'; readonly name: string; readonly share: Share | null }
  | { readonly is: 'done'; readonly imported: number }
  /** `again`: the file is still there, and may go up once more */
  | { readonly is: 'failed'; readonly failure: BridgeFailure; readonly again: { name: string; id: string } | null };

export interface Import {
  readonly step: ImportStep;
  choose(file: File): void;
  run(kept: { name: string; id: string }): void;
  /** back to the choice of a file; what is under way is called off */
  restart(): void;
}

const MOST_BYTES = 10 * 1024 * 1024;

export function useImport(): Import {
  const [step, setStep] = useState<ImportStep>({ is: 'choosing' });
  const now = useRef<UnderWay>(null);

  useEffect(() => () => leave(now), []);

  const begin = () => {
    leave(now);
    const mine: UnderWay = { stop: new AbortController(), id: null };
    now.current = mine;
    const show = (next: ImportStep) => {
      if (!mine.stop.signal.aborted) setStep(next);
    };
    return { mine, show };
  };

  const choose = (file: File) => {
    const { mine, show } = begin();
    const { name } = file;
    show({ is: 'checking', name, share: null });
    const look = async () => {
      const id = await handOver(await textOf(file), { signal: mine.stop.signal });
      if (mine.stop.signal.aborted) return forget(id);
      mine.id = id;
      const preview = await lookThrough(id, (share) => show({ is: 'checking', name, share }));
      show({ is: 'looked', name, id, preview });
    };
    look().catch((cause: unknown) => show({ is: 'failed', failure: failureOf(cause), again: null }));
  };

  const run = ({ name, id }: { name: string; id: string }) => {
    const mine = now.current;
    if (mine === null) return;
    const show = (next: ImportStep) => {
      if (!mine.stop.signal.aborted) setStep(next);
    };
    show({ is: 'writing', name, share: null });
    bringIn(id, (share) => show({ is: 'writing', name, share })).then(
      (end) => show('imported' in end ? { is: 'done', imported: end.imported } : { is: 'looked', name, id, preview: end.preview }),
      (cause: unknown) => show({ is: 'failed', failure: failureOf(cause), again: { name, id } }),
    );
  };

  const restart = () => {
    leave(now);
    setStep({ is: 'choosing' });
  };
  return { step, choose, run, restart };
}

interface UnderWay {
  readonly stop: AbortController;
  /** the host's, once it has the file */
  id: string | null;
}

function leave(now: RefObject<UnderWay | null>): void {
  now.current?.stop.abort();
  if (typeof now.current?.id === 'string') forget(now.current.id);
  now.current = null;
}

const fault = (code: string) => new BridgeFailure({ code, message: '', facts: {} });

/** @throws BridgeFailure `payload_too_large`, `not_utf8`, `unreadable` */
export async function textOf(file: File): Promise<string> {
  if (file.size > MOST_BYTES) throw fault('payload_too_large');
  const bytes = await file.arrayBuffer().catch(() => {
    throw fault('unreadable');
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw fault('not_utf8');
  }
}
