import { z } from 'zod';
import { refuse } from '#core/base/refusal.ts';
import { idOf } from '#core/contracts/fields.ts';
import type { Resource } from '#core/domains/catalog/model.ts';
import type { Reader, Step } from '../http/changes.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import { errorsOf, NoAnswer, NoBody, Paging, pageSchema } from '../http/schemas.ts';
import type { ApiDoor } from './door.ts';
import { resourceAnswer, said } from './present.ts';
import { NewResource, ResourceAnswer, ResourceChanges } from './shapes.ts';

const tags = ['Resources'];
const Ref = z.strictObject({ id: idOf('res') });
const Position = z.tuple([z.number(), z.string()]);

const find = (resources: unknown, id: string) =>
  resourceAnswer((resources as Resource[]).find((resource) => resource.id === id) ?? refuse('not_found', { kind: 'resource', id }));

const readResource = async (read: Reader, id: string) => find(await read('catalog.resources', {}), id);

export function resourceRoutes(door: ApiDoor): void {
  readRoutes(door);
  createRoute(door);
  updateRoute(door);
  archiveRoute(door);
}

function readRoutes({ app, ask }: ApiDoor): void {
  const listSchema = {
    ...{ tags, summary: 'List resources, oldest first', querystring: Paging },
    response: { 200: pageSchema(ResourceAnswer), ...errorsOf({ keyed: true }) },
  };
  app.get('/resources', { config: { scope: 'read' }, schema: listSchema }, async (request) => {
    const { limit, cursor } = request.query;
    const after = decodeCursor(cursor, Position);
    const rows = ((await ask(request, 'catalog.resources', {})) as Resource[])
      .toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
      .filter(({ createdAt, id }) => after === undefined || createdAt > after[0] || (createdAt === after[0] && id > after[1]));
    return pageOf(rows, { limit, position: ({ createdAt, id }) => [createdAt, id], present: resourceAnswer });
  });
  const schema = {
    tags,
    summary: 'Read one resource',
    params: Ref,
    response: { 200: ResourceAnswer, ...errorsOf({ keyed: true, codes: ['not_found'] }) },
  };
  app.get('/resources/:id', { config: { scope: 'read' }, schema }, async (request) =>
    find(await ask(request, 'catalog.resources', {}), request.params.id),
  );
}

function createRoute({ app, change }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Create a resource: a person, room or thing that serves', body: NewResource },
    response: { 201: ResourceAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found'] }) },
  };
  app.post('/resources', { config: { scope: 'write' }, schema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'catalog.createResource', input: said(request.body) })],
      status: 201,
      answer: (read, [value]) => readResource(read, (value as { resourceId: string }).resourceId),
    }),
  );
}

function updateRoute({ app, change }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Change a resource', params: Ref, body: ResourceChanges },
    response: { 200: ResourceAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found', 'edit_conflict', 'in_use'] }) },
  };
  app.patch('/resources/:id', { config: { scope: 'write' }, schema }, (request, reply) => {
    const resourceId = request.params.id;
    const { active, ...fields } = request.body;
    const changes = said(fields);
    const update: Step = () => ({ name: 'catalog.updateResource', input: { resourceId, changes } });
    const answer = (read: Reader) => readResource(read, resourceId);
    if (active === undefined) return change(request, reply, { steps: [update], answer });
    const move: Step = () => ({ name: active ? 'catalog.restoreResource' : 'catalog.archiveResource', input: { resourceId } });
    return change(request, reply, { steps: Object.keys(changes).length > 0 ? [update, move] : [move], answer });
  });
}

function archiveRoute({ app, change }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Archive a resource: it serves nobody from now on', params: Ref, body: NoBody },
    response: { 204: NoAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found', 'in_use'] }) },
  };
  app.delete('/resources/:id', { config: { scope: 'write' }, schema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'catalog.archiveResource', input: { resourceId: request.params.id } })],
      status: 204,
      answer: async () => undefined,
    }),
  );
}
