/** The wire to the server: one call, one answer, and every way in which it can fail sorted into what the desktop does about it. */
import { z } from 'zod';
import type { Json } from '#core/base/json.ts';
import { SECOND } from '#core/base/time.ts';
import type { Fetch, FetchAnswer, Timers } from './ports.ts';

/**
 * `offline`: nobody answered, or only something in between. `busy`: later, please. `signed_out`: the token is no longer good.
 * `upgrade`: this program is too old. `refused`: the server understood and said no. `fault`: the server broke on it.
 */
export type FailureKind = 'offline' | 'busy' | 'signed_out' | 'upgrade' | 'refused' | 'fault';

export class LinkFailure extends Error {
  readonly kind: FailureKind;
  readonly code: string;
  readonly facts: Record<string, Json>;
  readonly retryAfterMs: number;

  constructor(kind: FailureKind, said: { code?: string; facts?: Record<string, Json>; retryAfterMs?: number; cause?: unknown } = {}) {
    super(`${kind}${said.code === undefined ? '' : ` (${said.code})`}`, { cause: said.cause });
    this.name = 'LinkFailure';
    this.kind = kind;
    this.code = said.code ?? 'unavailable';
    this.facts = said.facts ?? {};
    this.retryAfterMs = said.retryAfterMs ?? 0;
  }
}

export interface LinkParts {
  readonly fetch: Fetch;
  readonly timers: Timers;
  readonly serverUrl: string;
  readonly token: string | null;
  /** the line is cut with it */
  readonly signal?: AbortSignal;
}

const endedBy = ({ signal }: LinkParts, giveUp: AbortController): AbortSignal =>
  signal === undefined ? giveUp.signal : AbortSignal.any([signal, giveUp.signal]);

export interface Call {
  readonly method: 'GET' | 'POST';
  /** from `/v1` on */
  readonly path: string;
  readonly body?: unknown;
  /** in place of a body: what isn't JSON */
  readonly upload?: { readonly type: string; readonly bytes: Uint8Array<ArrayBuffer> };
  readonly timeoutMs?: number;
}

/** The version of the conversation that this program speaks; a server that no longer does answers 426. */
const PROTOCOL = '1';
const CALL_TIMEOUT = 30 * SECOND;

export function headersOf(token: string | null): Record<string, string> {
  return { 'slotkeeper-protocol': PROTOCOL, ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
}

/** @throws LinkFailure */
export async function call(parts: LinkParts, { method, path, body, upload, timeoutMs = CALL_TIMEOUT }: Call): Promise<unknown> {
  const giveUp = new AbortController();
  const cancel = parts.timers.after(timeoutMs, () => giveUp.abort());
  try {
    const answer = await parts.fetch(`${parts.serverUrl}${path}`, {
      method,
      headers: {
        ...headersOf(parts.token),
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(upload === undefined ? {} : { 'content-type': upload.type }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(upload === undefined ? {} : { body: upload.bytes }),
      signal: endedBy(parts, giveUp),
      redirect: 'error',
    });
    return read(answer.status, await answer.text(), answer);
  } catch (error) {
    throw error instanceof LinkFailure ? error : new LinkFailure('offline', { cause: error });
  } finally {
    cancel();
  }
}

/** As much silence in the middle of a stream counts as a broken line. */
const LONGEST_SILENCE = 30 * SECOND;

/** What goes up with the question, where it isn't JSON. */
export interface Upload {
  readonly type: string;
  readonly text: string;
}

/** The text of a long answer, as it comes. @throws LinkFailure, also in the middle of it */
export async function* stream(parts: LinkParts, path: string, upload?: Upload): AsyncGenerator<string> {
  const giveUp = new AbortController();
  const patience = () => parts.timers.after(LONGEST_SILENCE, () => giveUp.abort());
  let cancel = patience();
  try {
    const answer = await parts.fetch(`${parts.serverUrl}${path}`, {
      ...{ method: upload === undefined ? 'GET' : 'POST', signal: endedBy(parts, giveUp), redirect: 'error' },
      ...(upload === undefined ? {} : { body: upload.text }),
      headers: {
        ...headersOf(parts.token),
        accept: 'application/x-ndjson',
        ...(upload === undefined ? {} : { 'content-type': upload.type }),
      },
    });
    if (answer.status !== 200) throw failureOf(answer.status, parsed(await answer.text()), answer);
    const text = new TextDecoder();
    for await (const chunk of answer.body ?? []) {
      cancel();
      cancel = patience();
      yield text.decode(chunk, { stream: true });
    }
    if (answer.body === null) yield await answer.text();
  } catch (error) {
    throw error instanceof LinkFailure ? error : new LinkFailure('offline', { cause: error });
  } finally {
    cancel();
    giveUp.abort();
  }
}

function read(status: number, text: string, answer: FetchAnswer): unknown {
  const body = parsed(text);
  if (status >= 200 && status < 300) {
    if (body === undefined && text !== '') throw new LinkFailure('offline', { code: 'unavailable' });
    return body;
  }
  throw failureOf(status, body, answer);
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

const ErrorBody = z.object({ error: z.string(), details: z.record(z.string(), z.json()).optional() });

/** Without the server's own error shape it was a proxy, a captive portal or a stranger that answered: that counts as being offline. */
export function failureOf(status: number, body: unknown, answer: Pick<FetchAnswer, 'headers'>): LinkFailure {
  const said = ErrorBody.safeParse(body);
  const code = said.success ? said.data.error : undefined;
  const facts = (said.success ? said.data.details : undefined) as Record<string, Json> | undefined;
  const retryAfterMs = retryAfterOf(answer.headers);
  const kind = kindOf(status, { code, isOurs: said.success, isTimed: retryAfterMs > 0 });
  return new LinkFailure(kind, { ...(code === undefined ? {} : { code }), ...(facts === undefined ? {} : { facts }), retryAfterMs });
}

function kindOf(status: number, { code, isOurs, isTimed }: { code: string | undefined; isOurs: boolean; isTimed: boolean }): FailureKind {
  if (status === 429) return 'busy';
  if (status === 503 && isTimed) return 'busy';
  if (status >= 502 && status <= 504) return 'offline';
  if (status === 500) return 'fault';
  if (!isOurs) return 'offline';
  if (status === 401 || code === 'device_copied') return 'signed_out';
  if (status === 426) return 'upgrade';
  return 'refused';
}

const LONGEST_WAIT = 10 * 60 * SECOND;

/** Seconds, or a date by the server's own clock. */
function retryAfterOf(headers: FetchAnswer['headers']): number {
  const said = headers.get('retry-after') ?? '';
  const seconds = Number(said);
  const wait = Number.isFinite(seconds) ? seconds * SECOND : Date.parse(said) - Date.parse(headers.get('date') ?? '');
  return wait > 0 ? Math.min(wait, LONGEST_WAIT) : 0;
}
