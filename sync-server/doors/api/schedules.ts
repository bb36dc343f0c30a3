/** Weekly hours and exceptions, of offerings and resources alike. */
import { z } from 'zod';
import { idOf } from '#core/contracts/fields.ts';
import type { LocalException, Timetable } from '#core/domains/availability/model.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import { errorsOf, NoAnswer, NoBody, Paging, pageSchema } from '../http/schemas.ts';
import { refuse } from '#core/base/refusal.ts';
import type { ApiDoor } from './door.ts';
import { said } from './present.ts';
import { ExceptionAnswer, NewException, ScheduleAnswer, ScheduleBody } from './shapes.ts';

const tags = ['Availability'];
const Position = z.tuple([z.string(), z.string()]);

type Begun = Pick<LocalException, 'from' | 'id'>;
const byBeginning = (a: Begun, b: Begun): number =>
  a.from === b.from ? (a.id < b.id ? -1 : Number(a.id > b.id)) : a.from < b.from ? -1 : 1;

interface Subject {
  readonly path: 'offerings' | 'resources';
  readonly prefix: 'off' | 'res';
  readonly kind: string;
}

const subjects: readonly Subject[] = [
  { path: 'offerings', prefix: 'off', kind: 'offering' },
  { path: 'resources', prefix: 'res', kind: 'resource' },
];

export function scheduleRoutes(door: ApiDoor): void {
  for (const subject of subjects) {
    weekRoutes(door, subject);
    exceptionRoutes(door, subject);
    removalRoute(door, subject);
  }
}

async function timetableOf(
  { ask }: ApiDoor,
  { request, kind }: { request: Parameters<ApiDoor['ask']>[0]; kind: string },
): Promise<Timetable> {
  const { id } = request.params as { id: string };
  const known =
    kind === 'offering'
      ? [(await ask(request, 'catalog.shown', { idOrSlug: id })) as { id: string }]
      : ((await ask(request, 'catalog.resources', {})) as { id: string }[]);
  if (!known.some((subject) => subject.id === id)) refuse('not_found', { kind, id });
  return (await ask(request, 'availability.timetable', { subjectId: id })) as Timetable;
}

function weekRoutes(door: ApiDoor, { path, prefix, kind }: Subject): void {
  const params = z.strictObject({ id: idOf(prefix) });
  const errors = { keyed: true, codes: ['not_found'] } as const;
  const readSchema = {
    tags,
    summary: `Read the weekly hours of this ${kind}`,
    params,
    response: { 200: ScheduleAnswer, ...errorsOf(errors) },
  };
  door.app.get(`/${path}/:id/schedule`, { config: { scope: 'read' }, schema: readSchema }, async (request) => ({
    rules: [...(await timetableOf(door, { request, kind })).rules],
  }));
  const writeSchema = {
    ...{ tags, summary: `Set the weekly hours of this ${kind}, all at once`, params, body: ScheduleBody },
    response: { 200: ScheduleAnswer, ...errorsOf({ ...errors, changes: true }) },
  };
  door.app.put(`/${path}/:id/schedule`, { config: { scope: 'write' }, schema: writeSchema }, (request, reply) => {
    const subjectId = request.params.id;
    const rules = request.body.rules.map((rule) => ({
      slotMinutes: null,
      capacity: null,
      validFrom: null,
      validUntil: null,
      ...said(rule),
    }));
    return door.change(request, reply, {
      steps: [() => ({ name: 'availability.setSchedule', input: { subjectId, rules } })],
      answer: async (read) => ({ rules: ((await read('availability.timetable', { subjectId })) as Timetable).rules }),
    });
  });
}

function exceptionRoutes(door: ApiDoor, { path, prefix, kind }: Subject): void {
  const params = z.strictObject({ id: idOf(prefix) });
  const errors = { keyed: true, codes: ['not_found'] } as const;
  const listSchema = {
    tags,
    summary: `List the days off and special openings of this ${kind}, by their beginning`,
    params,
    querystring: Paging,
    response: { 200: pageSchema(ExceptionAnswer), ...errorsOf(errors) },
  };
  door.app.get(`/${path}/:id/exceptions`, { config: { scope: 'read' }, schema: listSchema }, async (request) => {
    const { limit, cursor } = request.query;
    const [from, id] = decodeCursor(cursor, Position) ?? [];
    const { exceptions } = await timetableOf(door, { request, kind });
    const isBehind = (one: LocalException) => from === undefined || id === undefined || byBeginning(one, { from, id }) > 0;
    const rows = exceptions.filter(isBehind).toSorted(byBeginning);
    return pageOf(rows, { limit, position: (one) => [one.from, one.id], present: (one) => one });
  });
  const addSchema = {
    ...{ tags, summary: `Add a day off or a special opening to this ${kind}`, params, body: NewException },
    description:
      'Of what is sold by the night, days from midnight to midnight are the nights that begin on them: guests may still leave on the first.',
    response: { 201: ExceptionAnswer, ...errorsOf({ ...errors, changes: true }) },
  };
  door.app.post(`/${path}/:id/exceptions`, { config: { scope: 'write' }, schema: addSchema }, (request, reply) => {
    const subjectId = request.params.id;
    return door.change(request, reply, {
      steps: [() => ({ name: 'availability.addException', input: { subjectId, ...said(request.body) } })],
      status: 201,
      async answer(read, [value]) {
        const [added] = (value as { exceptionIds: string[] }).exceptionIds;
        const { exceptions } = (await read('availability.timetable', { subjectId })) as Timetable;
        return exceptions.find(({ id }) => id === added);
      },
    });
  });
}

function removalRoute(door: ApiDoor, { path, prefix, kind }: Subject): void {
  const schema = {
    ...{ tags, summary: `Remove an exception of this ${kind}`, body: NoBody },
    params: z.strictObject({ id: idOf(prefix), exceptionId: idOf('exc') }),
    response: { 204: NoAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found'] }) },
  };
  door.app.delete(`/${path}/:id/exceptions/:exceptionId`, { config: { scope: 'write' }, schema }, async (request, reply) => {
    const { exceptionId } = request.params;
    const { exceptions } = await timetableOf(door, { request, kind });
    const mustBeOfSubject = (exception: LocalException) => exception.id === exceptionId;
    if (!exceptions.some(mustBeOfSubject)) refuse('not_found', { kind: 'exception', id: exceptionId });
    return door.change(request, reply, {
      steps: [() => ({ name: 'availability.removeException', input: { exceptionId } })],
      status: 204,
      answer: async () => undefined,
    });
  });
}
