/** A catalogue from a file and back into one: handed over in pieces, counted, and called off by a signal. */
import type { BridgeMethod, BridgeMethods, BulkManifest, BulkPreview, ImportPreview } from '#core/engine/bridge.ts';
import type { Share } from './data.ts';
import { failureOf } from './failure.ts';
import { call } from './port.ts';

const PIECE = 250_000;
const LOOK_EVERY_MS = 250;

const ask = <M extends BridgeMethod>(method: M, arg: BridgeMethods[M]['arg']): Promise<BridgeMethods[M]['value']> =>
  call(method, arg).catch((cause: unknown) => {
    throw failureOf(cause);
  });

/** @returns the id under which the host keeps it. @throws BridgeFailure, or what the signal says */
export async function handOver(text: string, { signal }: { signal: AbortSignal }): Promise<string> {
  const { id } = await ask('import.open', {});
  try {
    for (let at = 0; at < text.length; at += PIECE) {
      signal.throwIfAborted();
      await ask('import.add', { id, text: text.slice(at, at + PIECE) });
    }
    return id;
  } catch (cause) {
    forget(id);
    throw cause;
  }
}

export type Watching = (share: Share | null) => void;

/** @throws BridgeFailure */
export const lookThrough = (id: string, onShare: Watching): Promise<ImportPreview> =>
  watched(id, { onShare, work: ask('import.check', { id }) });

/** @throws BridgeFailure; asked again after one, it never imports twice */
export const bringIn = (id: string, onShare: Watching): Promise<BridgeMethods['import.run']['value']> =>
  watched(id, { onShare, work: ask('import.run', { id }) });

interface Bulk {
  /** against what staff may set aside, too */
  readonly override: boolean;
  readonly onShare: Watching;
}

/** @throws BridgeFailure */
export const judgeBookings = (id: string, { override, onShare }: Bulk): Promise<BulkPreview> =>
  watched(id, { onShare, work: ask('import.checkBookings', { id, override }) });

/** @throws BridgeFailure; asked again after one, or after a stop, it books nothing twice */
export const bookRows = (id: string, { override, onShare }: Bulk): Promise<BulkManifest> =>
  watched(id, { onShare, work: ask('import.runBookings', { id, override }) });

/** What is booked stays; `bookRows` answers with what it came to. */
export function stopBooking(id: string): void {
  call('import.stop', { id }).catch(() => {});
}

/** What runs is called off. Nobody waits for it. */
export function forget(id: string): void {
  call('import.close', { id }).catch(() => {});
}

/** @throws BridgeFailure */
export const fetchSheet = async (name: BridgeMethods['import.file']['arg']['name']): Promise<Blob> => {
  const { text } = await ask('import.file', { name });
  const marked = text.startsWith('\uFEFF') ? text : `\uFEFF${text}`;
  return new Blob([marked], { type: 'text/csv;charset=utf-8' });
};

/** An answer on the way that comes after the end is none. */
async function watched<T>(id: string, { onShare, work }: { onShare: Watching; work: Promise<T> }): Promise<T> {
  let isOver = false;
  const looking = setInterval(() => {
    call('import.share', { id }).then(
      ({ done, total }) => {
        if (!isOver) onShare(total > 0 ? { done, total } : null);
      },
      () => {},
    );
  }, LOOK_EVERY_MS);
  try {
    return await work;
  } finally {
    isOver = true;
    clearInterval(looking);
  }
}
