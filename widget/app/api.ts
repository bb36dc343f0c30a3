import { config, wished } from './config.ts';

interface Said {
  details: Record<string, unknown>;
  message: string;
}

/** The server's answer that something can't be: `code` and facts for the screen to put into words, and the server's own. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Record<string, unknown>;
  constructor(status: number, code: string, { details = {}, message = code }: Partial<Said> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** No answer came, or one that says nothing about the request itself: asking again with the same key is safe and right. */
class Unreachable extends Error {
  readonly afterMs: number;
  constructor(afterMs = 0) {
    super('unreachable');
    this.afterMs = afterMs;
  }
}

export interface Call {
  method?: 'GET' | 'POST' | 'DELETE';
  path: string;
  body?: unknown;
  /** One per decision of the customer; a retry sends the same. */
  key?: string;
  token?: string | undefined;
  signal?: AbortSignal;
  /** An id of this browser, so that one who books under many names is seen. */
  device?: string | undefined;
  /** Lets the request outlive the page. */
  keepalive?: boolean;
}

let clockOffsetMs = 0;

/** The server's present, to the second: a phone's clock may be minutes off, and a hold ends by the server's. */
export const serverNow = (): number => Date.now() + clockOffsetMs;

export const newKey = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-');

export async function call<Answer>({ method = 'GET', path, body, key, token, device, signal, keepalive = false }: Call): Promise<Answer> {
  // The page's own language, where it is not the browser's: the mail is written in it.
  const headers: Record<string, string> = { 'accept-language': wished };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (key) headers['idempotency-key'] = key;
  if (device) headers['x-slotkeeper-device'] = device;
  if (token) headers.authorization = `Bearer ${token}`;
  const request: RequestInit = { method, headers, keepalive };
  if (body !== undefined) request.body = JSON.stringify(body);
  if (signal) request.signal = signal;
  let response: Response;
  let text: string;
  try {
    response = await fetch(config.api + path, request);
    text = await response.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable();
  }
  const date = Date.parse(response.headers.get('date') ?? '');
  if (date) clockOffsetMs = date - Date.now();
  const answer = parsed(text);
  if (response.ok) return answer as Answer;
  const { error = 'internal_error', ...said } = (answer ?? {}) as { error?: string } & Partial<Said>;
  const isBusy = response.status === 429 && error !== 'quota_exceeded';
  if (response.status >= 500 || isBusy || error === 'idempotency_in_progress')
    throw new Unreachable(Number(response.headers.get('retry-after')) * 1000 || 0);
  throw new Refused(response.status, error, said);
}

function parsed(text: string): unknown {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

const PAUSES_MS = [800, 2000, 4000, 8000, 8000, 8000];

/**
 * Calls again, with the same key, until there is an answer; gives up after half a minute, or when `signal` ends it.
 * `onWaiting` hears true as soon as one try has failed, so that the screen says so instead of seeming stuck.
 */
export async function persist<Answer>(request: Call, onWaiting: (waiting: boolean) => void): Promise<Answer> {
  for (const pauseMs of PAUSES_MS) {
    try {
      const answer = await call<Answer>(request);
      onWaiting(false);
      return answer;
    } catch (error) {
      if (!(error instanceof Unreachable)) {
        onWaiting(false);
        throw error;
      }
      onWaiting(true);
      await pauseOrOnline(Math.max(pauseMs, error.afterMs), request.signal);
    }
  }
  onWaiting(false);
  return call<Answer>(request);
}

/** Ends early when the network is back. */
function pauseOrOnline(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => (signal?.aborted ? reject(signal.reason as Error) : resolve());
    setTimeout(end, Math.min(ms, 30_000));
    addEventListener('online', end, { once: true });
    signal?.addEventListener('abort', end);
  });
}
