import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { contentPolicy } from '../host/policy.ts';
import { fileFor } from './decisions.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
};

/** The built renderer under `app://console/`, with the same strict policy as in the browser. */
export async function servePage(request: Request, { folder, serverUrl }: { folder: string; serverUrl: string | null }): Promise<Response> {
  const file = request.method === 'GET' ? fileFor(request.url, folder) : null;
  const bytes = file === null ? null : await readFile(file).catch(() => null);
  if (file === null || bytes === null) return new Response('Not found', { status: 404, headers: { 'content-type': 'text/plain' } });
  return new Response(bytes, {
    headers: {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'content-security-policy': contentPolicy({ connect: [], serverUrl }),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
  });
}
