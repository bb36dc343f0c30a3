/** `/v1/sync/snapshot`: everything that a member may see, as a stream that never runs ahead of who reads it. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pipeline, Readable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import { z } from 'zod';
import type { Engine } from '#core/engine/engine.ts';
import { serveSnapshot, SnapshotQuery } from '#core/engine/snapshot.ts';
import type { ZodApp } from '../http/app.ts';
import type { DeviceCaller } from '../http/guards.ts';
import { errorsOf } from '../http/schemas.ts';
import { deviceOf } from './devices.ts';

const schema = {
  tags: ['Sync'],
  summary: 'Fetch everything, as lines of JSON: a head, then each table with its rows in the order of their keys, then an end',
  querystring: SnapshotQuery,
  response: {
    200: { description: 'NDJSON', content: { 'application/x-ndjson': { schema: z.string() } } },
    ...errorsOf({ codes: ['unauthorized', 'device_copied', 'history_unknown', 'upgrade_required'] }),
  },
};

export interface SnapshotParts {
  readonly engine: Engine;
  callerOf(request: FastifyRequest): DeviceCaller;
}

export function registerSnapshot(app: ZodApp, { engine, callerOf }: SnapshotParts): void {
  app.get('/snapshot', { schema }, async (request, reply) => {
    const lines = serveSnapshot(engine, deviceOf(callerOf(request)), request.query);
    // What is refused is refused before the stream has begun.
    const pages = Readable.from(joined(await lines.next(), lines), { highWaterMark: 1 });
    reply.type('application/x-ndjson; charset=utf-8');
    return reply.send(compressed(pages, { request, reply }) as never);
  });
}

async function* joined(first: IteratorResult<string>, lines: AsyncGenerator<string>): AsyncGenerator<string> {
  if (first.done !== true) yield first.value;
  yield* lines;
}

/** Light: the line is most often faster than a strong compression. */
function compressed(pages: Readable, { request, reply }: { request: FastifyRequest; reply: FastifyReply }): Readable {
  reply.header('vary', 'accept-encoding');
  if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return pages;
  reply.header('content-encoding', 'gzip');
  const gzip = createGzip({ level: constants.Z_BEST_SPEED, chunkSize: 64 * 1024 });
  return pipeline(pages, gzip, () => {});
}
