/** `/v1/console/import`: a catalogue from a file. What comes of it follows line by line: how far it is, then the end of it. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PassThrough } from 'node:stream';
import { z } from 'zod';
import { Refusal, refuse } from '#core/base/refusal.ts';
import { idOf } from '#core/contracts/fields.ts';
import type { BulkRow, ImportShare } from '#core/engine/bridge.ts';
import type { ServerParts } from '#server/parts.ts';
import type { Importer } from '#server/sheet/incoming.ts';
import type { ZodApp } from '../http/app.ts';
import type { DeviceCaller } from '../http/guards.ts';
import { errorsOf, Flag } from '../http/schemas.ts';

/** Loaded when a file is asked for: most starts of a server see none. */
const incoming = () => import('#server/sheet/incoming.ts');
const outgoing = () => import('#server/sheet/outgoing.ts');
const bulk = () => import('#server/sheet/bulk.ts');

const tags = ['Console'];
const MOST_BYTES = 10 * 1024 * 1024;
const NDJSON = 'application/x-ndjson; charset=utf-8';

const lines = { description: 'NDJSON', content: { 'application/x-ndjson': { schema: z.string() } } };
const csv = { description: 'The file', content: { 'text/csv': { schema: z.string() } } };

export interface ImportParts {
  readonly parts: ServerParts;
  readonly callerOf: (request: FastifyRequest) => DeviceCaller;
}

export function importRoutes(app: ZodApp, { parts, callerOf }: ImportParts): void {
  const { engine } = parts;
  const errors = errorsOf({ keyed: true, codes: ['payload_too_large', 'unsupported_media_type', 'idempotency_conflict', 'disk_full'] });
  app.addContentTypeParser('text/csv', { parseAs: 'buffer', bodyLimit: MOST_BYTES }, async (_request: unknown, body: unknown) => body);

  type Work = (bytes: Buffer, importer: Importer & { onShare: Line }) => Promise<unknown>;
  const begin = (request: FastifyRequest, { reply, work, all = false }: { reply: FastifyReply; work: Work; all?: boolean }) => {
    const { actor, device } = callerOf(request);
    const isManager = actor.kind === 'member' && (actor.role === 'OWNER' || actor.role === 'ADMIN');
    if (!isManager && !all) refuse('forbidden', { role: 'ADMIN' });
    const bytes = Buffer.isBuffer(request.body) ? request.body : refuse('unsupported_media_type', { expected: 'text/csv' });
    return answer(request, {
      reply,
      work: (line, signal) => work(bytes, { engine, tenantId: device.tenantId, actor, signal, onShare: line }),
    });
  };

  const previewSchema = {
    ...{ tags, summary: 'Look through a file of offerings: every problem of every row (owners and admins)', consumes: ['text/csv'] },
    response: { 200: lines, ...errors },
  };
  app.post('/import/preview', { schema: previewSchema, bodyLimit: MOST_BYTES }, async (request, reply) =>
    begin(request, { reply, work: async (bytes, importer) => ({ preview: await (await incoming()).preview(bytes, importer) }) }),
  );

  const importSchema = {
    ...{ tags, summary: 'Put a file of offerings into the catalogue, as drafts: all of it or nothing', consumes: ['text/csv'] },
    querystring: z.strictObject({ commandId: idOf('cmd'), seen: z.string().max(64).optional() }),
    response: { 200: lines, ...errors },
  };
  app.post('/import', { schema: importSchema, bodyLimit: MOST_BYTES }, async (request, reply) =>
    begin(request, {
      reply,
      work: async (bytes, importer) => (await incoming()).bringIn(bytes, { ...importer, ...request.query }),
    }),
  );

  const commandQuery = z.strictObject({ commandId: idOf('cmd'), override: Flag.optional() });
  const bulkOf = ({ query: { commandId: uploadId, override: overridePolicy = false } }: { query: z.output<typeof commandQuery> }) => ({
    ...{ uploadId, overridePolicy },
  });
  const judgeSchema = {
    ...{
      tags,
      summary: 'Look through a file of bookings: what would come of every row',
      consumes: ['text/csv'],
      querystring: commandQuery,
    },
    response: { 200: lines, ...errors },
  };
  app.post('/import/bookings/preview', { schema: judgeSchema, bodyLimit: MOST_BYTES }, async (request, reply) => {
    return begin(request, {
      ...{ reply, all: true },
      work: async (bytes, importer) => ({ bookings: await (await bulk()).judgeBulk(bytes, { ...importer, ...bulkOf(request) }) }),
    });
  });

  const bulkSchema = {
    ...{ tags, summary: 'Book what is in a file, row by row; rows that were answered are answered again' },
    ...{ querystring: commandQuery, consumes: ['text/csv'], response: { 200: lines, ...errors } },
  };
  app.post('/import/bookings', { schema: bulkSchema, bodyLimit: MOST_BYTES }, async (request, reply) => {
    return begin(request, {
      ...{ reply, all: true },
      work: async (bytes, importer) => {
        const onRows = (rows: BulkRow[]) => importer.onShare({ made: rows });
        const { manifest: _sent, ...sums } = await (await bulk()).bringBulkIn(bytes, { ...importer, ...bulkOf(request), onRows });
        return { booked: sums };
      },
    });
  });

  const fileOf = (request: FastifyRequest) => {
    const { device, actor } = callerOf(request);
    return { engine, tenantId: device.tenantId, actor };
  };
  const attached = (reply: FastifyReply, name: string) =>
    reply.header('content-disposition', `attachment; filename="${name}"`).type('text/csv; charset=utf-8');
  const templateSchema = { tags, summary: 'A file to fill in, with two examples', response: { 200: csv, ...errorsOf({ keyed: true }) } };
  app.get('/import/template.csv', { schema: templateSchema }, async (request, reply) => {
    const content = await (await outgoing()).templateCsv(fileOf(request));
    return attached(reply, 'offerings-template.csv').send(content);
  });
  const bulkTemplateSchema = { ...templateSchema, summary: 'A file of bookings to fill in, with an example' };
  app.get('/import/bookings/template.csv', { schema: bulkTemplateSchema }, async (request, reply) => {
    const content = await (await bulk()).bulkTemplate(fileOf(request));
    return attached(reply, 'bookings-template.csv').send(content);
  });
  const exportSchema = {
    ...{ tags, summary: 'The catalogue as a file that imports to the same' },
    response: { 200: csv, ...errorsOf({ keyed: true }) },
  };
  app.get('/export/offerings.csv', { schema: exportSchema }, async (request, reply) => {
    const content = await (await outgoing()).catalogueCsv(fileOf(request));
    return attached(reply, 'offerings.csv').send(content);
  });
}

type Line = (line: ImportShare | { made: BulkRow[] }) => void;

/** Whoever hangs up has called it off. What is refused once the lines have begun is the last line. */
async function answer(
  request: FastifyRequest,
  { reply, work }: { reply: FastifyReply; work: (line: Line, signal: AbortSignal) => Promise<unknown> },
): Promise<FastifyReply> {
  const gone = new AbortController();
  const out = new PassThrough();
  out.on('close', () => gone.abort());
  reply.raw.on('close', () => gone.abort());
  const say = (line: object): void => void out.write(`${JSON.stringify(line)}\n`);
  void work(say, gone.signal)
    .then(
      (end) => say({ end }),
      (error: unknown) => {
        if (gone.signal.aborted) return;
        if (!(error instanceof Refusal)) request.log.error({ err: error, url: request.routeOptions.url }, 'an import failed');
        const { code, facts } = error instanceof Refusal ? error : new Refusal('internal_error');
        say({ refused: { code, facts } });
      },
    )
    .finally(() => out.end());
  // Compressed, the lines would wait for one another.
  return reply.type(NDJSON).header('content-encoding', 'identity').send(out);
}
