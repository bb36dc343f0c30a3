/** Reads a JSON body: strict UTF-8, no deeper than anybody needs, no keys that reach for prototypes. */
import type { FastifyInstance } from 'fastify';
import { refuse } from '#core/base/refusal.ts';

const MAX_DEPTH = 64;

function badJson(expected: string): never {
  return refuse('invalid_request', { issues: [{ path: '(body)', expected }] });
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return badJson('text in UTF-8');
  }
}

/** Validators walk values by recursion: a body of brackets alone must not reach them. */
function mustBeShallow(text: string): void {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (inString) {
      if (char === 0x5c) i++;
      else if (char === 0x22) inString = false;
    } else if (char === 0x22) inString = true;
    else if (char === 0x7b || char === 0x5b) {
      if (++depth > MAX_DEPTH) badJson(`at most ${MAX_DEPTH} levels of nesting`);
    } else if (char === 0x7d || char === 0x5d) depth--;
  }
}

function readJson(bytes: Buffer): unknown {
  const text = decode(bytes);
  if (text.trim() === '') return undefined;
  mustBeShallow(text);
  try {
    // A reviver makes parsing several times slower: only for a text that could spell the name at all.
    return /__proto__|\\u005[fF]/.test(text) ? JSON.parse(text, refusePrototypes) : JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return badJson('well-formed JSON');
    throw error;
  }
}

function refusePrototypes(key: string, value: unknown): unknown {
  if (key === '__proto__') badJson('no field named __proto__');
  return value;
}

export function acceptJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer | string) =>
    readJson(Buffer.isBuffer(body) ? body : Buffer.from(body)),
  );
}
