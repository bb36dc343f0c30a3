import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type Dispatcher, request } from 'undici';
import { GetFailure } from './getFailure.ts';
import { checkOutboundUrl, OutboundRefusal } from './guard.ts';
import type { Outbound } from './post.ts';

export interface Get {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** of the body, packed and unpacked */
  readonly maxBytes: number;
  /** ends the request: the time limit, or a server that stops */
  readonly signal: AbortSignal;
}

export interface Got {
  readonly status: number;
  /** of a name that came several times, the first */
  readonly headers: ReadonlyMap<string, string>;
  /** of a 200 alone; empty for all else */
  readonly text: string;
}

const MOST_REDIRECTS = 3;
const REDIRECTS = [301, 302, 303, 307, 308];

/** Follows a few redirects, each guarded as the first address was. @throws OutboundRefusal, GetFailure, or the connection's own error */
export async function get({ dispatcher, ...rules }: Outbound, { url, headers, maxBytes, signal }: Get): Promise<Got> {
  let at = url;
  for (let redirects = 0; ; redirects += 1) {
    // The connector resolves and checks for itself: here only what the text of the address tells.
    const problem = await checkOutboundUrl(at, { ...rules, resolve: async () => [] });
    if (problem !== null) throw new OutboundRefusal(problem);
    const sent = { 'accept-encoding': 'gzip', ...headers };
    const answer = await request(at, { method: 'GET', headers: sent, signal, dispatcher, headersTimeout: 0, bodyTimeout: 0 });
    const heard = headersOf(answer.headers);
    if (!REDIRECTS.includes(answer.statusCode)) {
      const text = answer.statusCode === 200 ? await textOf(answer.body, { heard, maxBytes }) : '';
      discard(answer.body);
      return { status: answer.statusCode, headers: heard, text };
    }
    discard(answer.body);
    if (redirects === MOST_REDIRECTS) throw new GetFailure('too_many_redirects');
    const to = heard.get('location');
    if (to === undefined || !URL.canParse(to, at)) throw new GetFailure('bad_redirect');
    at = new URL(to, at).href.replace(/^webcals?:/, 'https:');
  }
}

/** What nobody reads must not keep its connection, nor complain of it. */
function discard(body: Dispatcher.ResponseData['body']): void {
  body.on('error', () => {});
  body.destroy();
}

function headersOf(headers: Dispatcher.ResponseData['headers']): Map<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value[0] : value] as const);
  return new Map(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
}

const unpack = promisify(gunzip);

async function textOf(
  body: Dispatcher.ResponseData['body'],
  { heard, maxBytes }: { heard: ReadonlyMap<string, string>; maxBytes: number },
): Promise<string> {
  const bytes = await bytesOf(body, maxBytes);
  const encoding = (heard.get('content-encoding') ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return decoded(bytes, heard.get('content-type'));
  if (encoding !== 'gzip' && encoding !== 'x-gzip') throw new GetFailure('encoding');
  const plain = await unpack(bytes, { maxOutputLength: maxBytes }).catch((error: unknown) => {
    throw new GetFailure(error instanceof RangeError ? 'too_large' : 'encoding');
  });
  return decoded(plain, heard.get('content-type'));
}

async function bytesOf(body: Dispatcher.ResponseData['body'], maxBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > maxBytes) {
      throw new GetFailure('too_large');
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function decoded(bytes: Uint8Array, contentType = ''): string {
  const [, charset = 'utf-8'] = /charset="?([\w-]+)/i.exec(contentType) ?? [];
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
