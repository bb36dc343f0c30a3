/**
 * As much of S3 as the server uses, in memory, over a real port: path style, and every request held to its Signature Version 4
 * as Amazon describes it, body and all. Written from the description alone, so that client and server check one another.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const S3_KEY = 'AKIDEXAMPLE';
export const S3_SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
export const S3_REGION = 'eu-central-1';
export const S3_BUCKET = 'evidence';

interface Stored {
  readonly body: Buffer;
  readonly at: Date;
}

export interface S3Server {
  readonly endpoint: string;
  readonly objects: Map<string, Stored>;
  /** method, path and status of each request */
  readonly requests: string[];
  /** how many of the next requests are answered with 503 */
  failNext(count: number): void;
  close(): Promise<void>;
}

const PAGE = 2;

export async function s3Server(): Promise<S3Server> {
  const objects = new Map<string, Stored>();
  const requests: string[] = [];
  let failures = 0;
  const server = createServer((request, response) => {
    void (async () => {
      const body = await bodyOf(request);
      const url = new URL(request.url ?? '/', 'http://s3');
      const status = failures-- > 0 ? 503 : signatureFault(request, { url, body }) === null ? answer() : 403;
      failures = Math.max(0, failures);
      requests.push(`${request.method} ${url.pathname} ${status}`);
      if (!response.headersSent) fail(response, status);

      function answer(): number {
        const [, bucket = '', ...rest] = decodeURIComponent(url.pathname).split('/');
        if (bucket !== S3_BUCKET) return 404;
        return serve(response, { method: request.method ?? '', key: rest.join('/'), url, body, objects });
      }
    })();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    objects,
    requests,
    failNext: (count) => void (failures = count),
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

interface Served {
  readonly method: string;
  readonly key: string;
  readonly url: URL;
  readonly body: Buffer;
  readonly objects: Map<string, Stored>;
}

function serve(response: ServerResponse, { method, key, url, body, objects }: Served): number {
  const found = objects.get(key);
  const ok = (status: number, content: Buffer | string = '', type = 'application/xml'): number => {
    response.writeHead(status, { 'content-type': type, ...(status === 204 ? {} : { 'content-length': Buffer.byteLength(content) }) });
    response.end(method === 'HEAD' ? undefined : content);
    return status;
  };
  if (method === 'PUT') {
    objects.set(key, { body, at: new Date() });
    return ok(200);
  }
  if (method === 'DELETE') {
    objects.delete(key);
    return ok(204);
  }
  if (key === '' && url.searchParams.get('list-type') === '2') return ok(200, listing(objects, url.searchParams.get('continuation-token')));
  return found === undefined ? 404 : ok(200, found.body, 'application/octet-stream');
}

function listing(objects: Map<string, Stored>, token: string | null): string {
  const keys = [...objects.keys()].toSorted();
  const from = token === null ? 0 : keys.findIndex((key) => key > token);
  const page = from < 0 ? [] : keys.slice(from, from + PAGE);
  const last = page.at(-1);
  const isCut = last !== undefined && last !== keys.at(-1);
  const contents = page.map(
    (key) => `<Contents><Key>${key}</Key><LastModified>${objects.get(key)?.at.toISOString()}</LastModified></Contents>`,
  );
  const more = isCut ? `<NextContinuationToken>${last}</NextContinuationToken>` : '';
  return `<?xml version="1.0"?><ListBucketResult><IsTruncated>${isCut}</IsTruncated>${contents.join('')}${more}</ListBucketResult>`;
}

function fail(response: ServerResponse, status: number): void {
  const code = { 403: 'SignatureDoesNotMatch', 404: 'NoSuchKey', 503: 'SlowDown' }[status] ?? 'InternalError';
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}

const hex = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: Buffer | string, data: string): Buffer => createHmac('sha256', key).update(data).digest();
const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** What is wrong with the request by its signature; null: nothing. */
function signatureFault({ method, headers }: IncomingMessage, { url, body }: { url: URL; body: Buffer }): string | null {
  const [, key, date = '', region, names = '', given = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    ) ?? [];
  if (key !== S3_KEY || region !== S3_REGION) return 'another key or region';
  const payload = String(headers['x-amz-content-sha256']);
  if (payload !== hex(body)) return 'another body than was signed';
  const time = String(headers['x-amz-date']);
  if (!time.startsWith(date)) return 'another day';
  const signed = names.split(';');
  for (const needed of ['host', 'x-amz-content-sha256', 'x-amz-date']) if (!signed.includes(needed)) return `${needed} is not signed`;
  const query = [...url.searchParams].map(([name, value]) => `${escaped(name)}=${escaped(value)}`).toSorted();
  const canonical = [
    ...[
      method,
      url.pathname
        .split('/')
        .map((part) => escaped(decodeURIComponent(part)))
        .join('/'),
      query.join('&'),
    ],
    ...signed.map((name) => `${name}:${String(headers[name]).trim().replace(/ +/g, ' ')}`),
    ...['', names, payload],
  ].join('\n');
  const scope = `${date}/${region}/s3/aws4_request`;
  const secret = hmac(hmac(hmac(hmac(`AWS4${S3_SECRET}`, date), S3_REGION), 's3'), 'aws4_request');
  const expected = hmac(secret, ['AWS4-HMAC-SHA256', time, scope, hex(canonical)].join('\n'));
  return timingSafeEqual(expected, Buffer.from(given, 'hex')) ? null : 'another signature';
}
