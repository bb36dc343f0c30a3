import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Share } from '../../../bridge/data.ts';
import { BridgeFailure, failureOf } from '../../../bridge/failure.ts';
import { forget, handOver, type Watching } from '../../../bridge/imports.ts';

/** A file that the host has. */
export interface Kept {
  readonly name: string;
  readonly id: string;
}

/** What every import goes through. `again`: the file is still there, and may go up once more. */
export type SharedStep =
  | { readonly is: 'choosing' }
  | { readonly is: 'checking'; readonly name: string; readonly share: Share | null }
  | { readonly is: 'failed'; readonly failure: BridgeFailure; readonly again: Kept | null };

interface UnderWay {
  readonly over: AbortController;
  /** the host's, once it has the file */
  id: string | null;
}

type Show<Step> = (next: Step | ((now: Step) => Step)) => void;

export interface Work<Own> {
  readonly step: SharedStep | Own;
  readonly show: Show<SharedStep | Own>;
  /** What was under way is called off; the file is handed over, and looked through. */
  choose(file: File, look: (kept: Kept, onShare: Watching) => Promise<Own>): void;
  /** Goes on with the file that the host has. `again`: what may be tried once more where it fails. */
  goOn(again: Kept | null, work: (show: Show<SharedStep | Own>) => Promise<SharedStep | Own>): void;
  /** back to the choice of a file; what is under way is called off */
  restart(): void;
}

/** One file at a time: what was called off, or whose screen is gone, shows nothing any more. */
export function useUnderWay<Own extends { readonly is: string }>(): Work<Own> {
  type Step = SharedStep | Own;
  const [step, setStep] = useState<Step>({ is: 'choosing' });
  const now = useRef<UnderWay>(null);
  useEffect(() => () => leave(now), []);
  const showIn =
    ({ over }: UnderWay): Show<Step> =>
    (next) => {
      if (!over.signal.aborted) setStep(next);
    };
  const failed = (cause: unknown, again: Kept | null): Step => ({ is: 'failed', failure: failureOf(cause), again });
  return {
    step,
    show: setStep,
    choose(file, look) {
      leave(now);
      const mine: UnderWay = { over: new AbortController(), id: null };
      now.current = mine;
      const show = showIn(mine);
      const { name } = file;
      show({ is: 'checking', name, share: null });
      const looking = async () => {
        const id = await handOver(await textOf(file), { signal: mine.over.signal });
        if (mine.over.signal.aborted) return forget(id);
        mine.id = id;
        show(await look({ name, id }, (share) => show({ is: 'checking', name, share })));
      };
      looking().catch((cause: unknown) => show(failed(cause, null)));
    },
    goOn(again, work) {
      if (now.current === null) return;
      const show = showIn(now.current);
      work(show).then(show, (cause: unknown) => show(failed(cause, again)));
    },
    restart() {
      leave(now);
      setStep({ is: 'choosing' });
    },
  };
}

function leave(now: RefObject<UnderWay | null>): void {
  now.current?.over.abort();
  if (typeof now.current?.id === 'string') forget(now.current.id);
  now.current = null;
}

const MOST_BYTES = 10 * 1024 * 1024;

const fault = (code: string) => new BridgeFailure({ code, message: '', facts: {} });

/** @throws BridgeFailure `payload_too_large`, `not_utf8`, `unreadable` */
async function textOf(file: File): Promise<string> {
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
