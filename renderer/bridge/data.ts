/** All of the business's data as a file: fetched and handed in a megabyte at a time, counted, and called off by a signal. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { BridgeMethod, BridgeMethods, DataFile, DataJob, DataState } from '#core/engine/bridge.ts';
import { BridgeFailure, failureOf } from './failure.ts';
import { call } from './port.ts';

/** how far something is, of how much */
export interface Share {
  readonly done: number;
  readonly total: number;
}

export interface Watching {
  readonly signal: AbortSignal;
}

const PART_BYTES = 1024 * 1024;
const LOOK_EVERY_MS = 400;

const ask = <M extends BridgeMethod>(method: M, arg: BridgeMethods[M]['arg']): Promise<BridgeMethods[M]['value']> =>
  call(method, arg).catch((cause: unknown) => {
    throw failureOf(cause);
  });

export function useDataState({ everyMs }: { everyMs: number }): UseQueryResult<DataState, BridgeFailure> {
  return useQuery<DataState, BridgeFailure>({
    queryKey: ['data'],
    queryFn: () => ask('data.state', {}),
    refetchInterval: everyMs,
    staleTime: 0,
  });
}

export interface Fetched {
  readonly blob: Blob;
  readonly name: string;
}

/** @throws BridgeFailure, or what the signal says */
export async function fetchEverything({
  signal,
  onMade,
  onFetched,
}: Watching & { onMade: (rows: Share) => void; onFetched: (bytes: Share) => void }): Promise<Fetched> {
  const { id } = await ask('data.startExport', {});
  try {
    const { bytes, name } = await finished({ kind: 'exports', id, signal, onRows: onMade });
    const parts: BlobPart[] = [];
    for (let done = 0; done < bytes;) {
      signal.throwIfAborted();
      onFetched({ done, total: bytes });
      const { base64 } = await ask('data.readPart', { id, offset: done });
      const part = bytesOf(base64);
      if (part.length === 0) throw new BridgeFailure({ code: 'unavailable', message: 'the file ended early', facts: {} });
      parts.push(part);
      done += part.length;
    }
    return { blob: new Blob(parts, { type: 'application/zip' }), name };
  } finally {
    discard('exports', id);
  }
}

/** @returns the upload's id. @throws BridgeFailure, or what the signal says */
export async function handIn(file: File, { signal, onSent }: Watching & { onSent: (bytes: Share) => void }): Promise<string> {
  const { id } = await ask('data.startUpload', { bytes: file.size });
  try {
    for (let done = 0; done < file.size; done += PART_BYTES) {
      signal.throwIfAborted();
      onSent({ done, total: file.size });
      await ask('data.writePart', { id, offset: done, base64: await base64Of(file.slice(done, done + PART_BYTES)) });
    }
    return id;
  } catch (cause) {
    discard('restores', id);
    throw cause;
  }
}

export const lookInto = (id: string): Promise<DataFile> => ask('data.inspect', { id });

/** @throws BridgeFailure */
export async function goBackTo({
  id,
  businessName,
  signal,
  onRows,
}: Watching & { id: string; businessName: string; onRows: (rows: Share) => void }): Promise<void> {
  await ask('data.restore', { id, businessName });
  await finished({ kind: 'restores', id, signal, onRows });
}

/** Nobody waits for it: what is left over goes within the hour anyway. */
export function discard(kind: 'exports' | 'restores', id: string): void {
  call('data.discard', { kind, id }).catch(() => {});
}

interface Job extends Watching {
  readonly kind: 'exports' | 'restores';
  readonly id: string;
  readonly onRows: (rows: Share) => void;
}

async function finished({ kind, id, signal, onRows }: Job): Promise<DataJob> {
  for (;;) {
    signal.throwIfAborted();
    const job = await ask('data.job', { kind, id });
    if (job.state === 'failed') throw new BridgeFailure({ message: '', ...(job.failure ?? { code: 'internal_error', facts: {} }) });
    if (job.state === 'done') return job;
    onRows({ done: job.rows, total: job.total });
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

export async function base64Of(blob: Blob): Promise<string> {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result : ''));
    reader.addEventListener('error', () => reject(new BridgeFailure({ code: 'unreadable', message: 'the file can’t be read', facts: {} })));
    reader.readAsDataURL(blob);
  });
  return url.slice(url.indexOf(',') + 1);
}
