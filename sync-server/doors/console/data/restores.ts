/** A file that comes back part by part, is looked into, and then takes the place of everything that the business has. */
import type { ZodApp } from '../../http/app.ts';
import { errorsOf, NoAnswer, NoBody } from '../../http/schemas.ts';
import type { OwnersDesk } from './owners.ts';
import { FileAnswer, JobAnswer, jobAnswer, JobParams, PartBody, ReceivedAnswer, RestoreBody, UploadBody } from './shapes.ts';

const tags = ['Console'];
/** a part in base64, with the JSON around it */
const PART_LIMIT = 2 * 1024 * 1024;

export function restoreRoutes(app: ZodApp, { desk, ownerOf, mustFind }: OwnersDesk): void {
  const errors = errorsOf({
    keyed: true,
    codes: ['not_found', 'payload_too_large', 'unsupported_media_type', 'in_use', 'invalid_transition'],
  });

  const startSchema = {
    tags,
    summary: 'Announce a file to go back to (owners)',
    body: UploadBody,
    response: { 201: JobAnswer, ...errors },
  };
  app.post('/data/restores', { schema: startSchema }, async (request, reply) => {
    reply.code(201);
    return jobAnswer(await desk.startUpload(ownerOf(request), request.body.bytes));
  });

  const lookSchema = { tags, summary: 'How far it is', params: JobParams, response: { 200: JobAnswer, ...errors } };
  app.get('/data/restores/:id', { schema: lookSchema }, async (request) => jobAnswer(await mustFind(request, 'restore')));

  const partSchema = {
    ...{ tags, summary: 'Hand in the next part: up to 1 MiB', params: JobParams, body: PartBody },
    response: { 200: ReceivedAnswer, ...errors },
  };
  app.post('/data/restores/:id/part', { schema: partSchema, bodyLimit: PART_LIMIT }, async (request) => {
    const { offset, base64 } = request.body;
    const job = await mustFind(request, 'restore');
    return { received: await desk.writePart(job, { offset, content: Buffer.from(base64, 'base64') }) };
  });

  const inspectSchema = {
    ...{ tags, summary: 'Look into it: whose it is, of when, and how much', params: JobParams, body: NoBody },
    response: { 200: FileAnswer, ...errors },
  };
  app.post('/data/restores/:id/inspect', { schema: inspectSchema }, async (request) =>
    desk.inspect(ownerOf(request), await mustFind(request, 'restore')),
  );

  const runSchema = {
    ...{ tags, summary: 'Put everything back to it; the name of the business says that it is meant', params: JobParams, body: RestoreBody },
    response: { 202: JobAnswer, ...errors },
  };
  app.post('/data/restores/:id/run', { schema: runSchema }, async (request, reply) => {
    const job = await mustFind(request, 'restore');
    reply.code(202);
    return jobAnswer(await desk.startRestore(ownerOf(request), { job, businessName: request.body.businessName }));
  });

  const discardSchema = { tags, summary: 'Give it up', params: JobParams, body: NoBody, response: { 204: NoAnswer, ...errors } };
  app.post('/data/restores/:id/discard', { schema: discardSchema }, async (request, reply) => {
    await desk.discard(await mustFind(request, 'restore'));
    return reply.code(204).send();
  });
}
