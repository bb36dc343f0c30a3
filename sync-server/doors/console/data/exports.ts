/** Everything that the business has, made into one file behind the request, and fetched whole or part by part. */
import { z } from 'zod';
import type { Job } from '#server/export/jobs.ts';
import type { ZodApp } from '../../http/app.ts';
import { errorsOf, NoAnswer, NoBody } from '../../http/schemas.ts';
import { JobAnswer, jobAnswer, JobParams, PartAnswer, PartQuery } from './shapes.ts';
import type { OwnersDesk } from './owners.ts';

const tags = ['Console'];

const file = { description: 'The ZIP', content: { 'application/zip': { schema: z.string().meta({ format: 'binary' }) } } };

export function exportRoutes(app: ZodApp, { desk, ownerOf, mustFind }: OwnersDesk): void {
  const errors = errorsOf({ keyed: true, codes: ['not_found', 'in_use', 'payload_too_large', 'unsupported_media_type'] });
  const reading = errorsOf({ keyed: true, codes: ['not_found', 'invalid_transition'] });

  const startSchema = { tags, summary: 'Make a file of everything (owners)', body: NoBody, response: { 202: JobAnswer, ...errors } };
  app.post('/data/exports', { schema: startSchema }, async (request, reply) => {
    reply.code(202);
    return jobAnswer(await desk.startExport(ownerOf(request)));
  });

  const lookSchema = { tags, summary: 'How far it is', params: JobParams, response: { 200: JobAnswer, ...reading } };
  app.get('/data/exports/:id', { schema: lookSchema }, async (request) => jobAnswer(await mustFind(request, 'export')));

  const fileSchema = { tags, summary: 'The file', params: JobParams, response: { 200: file, ...reading } };
  app.get('/data/exports/:id/file', { schema: fileSchema }, async (request, reply) => {
    const job: Job = await mustFind(request, 'export');
    const content = desk.read(job);
    reply.header('content-length', job.bytes).header('content-disposition', `attachment; filename="${job.name}"`);
    return reply.type('application/zip').send(content as never);
  });

  const partSchema = {
    ...{ tags, summary: 'A part of the file: up to 1 MiB from this byte on, none behind its end' },
    ...{ params: JobParams, querystring: PartQuery, response: { 200: PartAnswer, ...reading } },
  };
  app.get('/data/exports/:id/part', { schema: partSchema }, async (request) => {
    const job = await mustFind(request, 'export');
    const content = await desk.readPart(job, request.query.offset);
    return { base64: content.toString('base64'), bytes: job.bytes };
  });

  const discardSchema = { tags, summary: 'Give it up, or back', params: JobParams, body: NoBody, response: { 204: NoAnswer, ...errors } };
  app.post('/data/exports/:id/discard', { schema: discardSchema }, async (request, reply) => {
    await desk.discard(await mustFind(request, 'export'));
    return reply.code(204).send();
  });
}
