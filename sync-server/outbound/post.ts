import { request, type Dispatcher } from 'undici';
import { checkOutboundUrl, OutboundRefusal, type OutboundRules } from './guard.ts';

/** What of an answer is kept. */
const SNIPPET_BYTES = 1_024;

export interface Answer {
  readonly status: number;
  /** the body's first KiB as text */
  readonly snippet: string;
}

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** ends the request: the time limit, or a server that stops */
  readonly signal: AbortSignal;
}

export interface Outbound extends OutboundRules {
  readonly dispatcher: Dispatcher;
}

/** @throws OutboundRefusal, or the connection's own error */
export async function post({ dispatcher, ...rules }: Outbound, { url, headers, body, signal }: Post): Promise<Answer> {
  // The connector resolves and checks for itself: here only what the text of the address tells.
  const problem = await checkOutboundUrl(url, { ...rules, resolve: async () => [] });
  if (problem !== null) throw new OutboundRefusal(problem);
  const answer = await request(url, { method: 'POST', headers, body, signal, dispatcher, headersTimeout: 0, bodyTimeout: 0 });
  return { status: answer.statusCode, snippet: await firstBytes(answer.body) };
}

/** A status that has come is the answer: a body that breaks off or never ends changes nothing of it. */
async function firstBytes(body: Dispatcher.ResponseData['body']): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of body as AsyncIterable<Buffer>) {
      parts.push(part);
      length += part.length;
      if (length >= SNIPPET_BYTES) break;
    }
  } catch {
    // what has come is kept
  } finally {
    body.destroy();
  }
  return new TextDecoder().decode(Buffer.concat(parts).subarray(0, SNIPPET_BYTES)).replaceAll('\u0000', '');
}
