/** One attempt at one address: what was sent, what came back, how long it took. */
import { SECOND } from '#core/base/time.ts';
import type { DeliveryAttempt } from '#core/domains/webhooks/model.ts';
import { OutboundRefusal } from '../outbound/guard.ts';
import type { Answer, Post } from '../outbound/post.ts';
import type { Timer } from './timer.ts';

const ATTEMPT_LIMIT_MS = 10 * SECOND;
const ERROR_LENGTH = 200;

export interface Attempting {
  readonly send: (parcel: Post) => Promise<Answer>;
  readonly timer: Timer;
  readonly now: () => number;
  /** aborted when the server stops */
  readonly stopping: AbortSignal;
}

export interface Parcel {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const COMMON_HEADERS = { 'content-type': 'application/json', 'user-agent': 'Slotkeeper-Webhooks/1' };

/** @returns undefined where the stop cut it short: nobody knows then whether it arrived, and it must be sent again */
export async function attemptOnce({ send, timer, now, stopping }: Attempting, parcel: Parcel): Promise<DeliveryAttempt | undefined> {
  const at = now();
  const tooSlow = new AbortController();
  const callOff = timer.at(at + ATTEMPT_LIMIT_MS, () => tooSlow.abort(new Error('timeout')));
  const signal = AbortSignal.any([tooSlow.signal, stopping]);
  try {
    const answer = await send({ ...parcel, headers: { ...COMMON_HEADERS, ...parcel.headers }, signal });
    return { at, status: answer.status, durationMs: now() - at, responseSnippet: answer.snippet, error: null };
  } catch (error) {
    if (stopping.aborted && !tooSlow.signal.aborted) return undefined;
    return { at, status: null, durationMs: now() - at, responseSnippet: '', error: errorCodeOf(error) };
  } finally {
    callOff();
  }
}

/** A code where there is one (ECONNREFUSED, CERT_HAS_EXPIRED, private_address), else what the error says. */
function errorCodeOf(error: unknown): string {
  if (error instanceof OutboundRefusal) return error.problem;
  if (!(error instanceof Error)) return 'unknown';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.message;
  return code.slice(0, ERROR_LENGTH);
}
