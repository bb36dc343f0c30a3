/** Outside calendars, whose busy time blocks slots. Their addresses open whole calendars, so all of it is for keys of scope admin. */
import { z } from 'zod';
import { refuse } from '#core/base/refusal.ts';
import { idOf } from '#core/contracts/fields.ts';
import { type ExternalCalendar, ExternalCalendarFields } from '#core/domains/availability/model.ts';
import { checkOutboundUrl } from '#server/outbound/guard.ts';
import type { ServerParts } from '#server/parts.ts';
import type { Reader } from '../http/changes.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import { errorsOf, InstantOut, isoOrNull, NoAnswer, NoBody, Paging, pageSchema } from '../http/schemas.ts';
import type { ApiDoor } from './door.ts';
import { said } from './present.ts';

const tags = ['Availability'];
const config = { scope: 'admin' } as const;
const Ref = z.strictObject({ id: idOf('xcl') });
const Position = z.tuple([z.number(), z.string()]);

const Answer = ExternalCalendarFields.extend({
  id: idOf('xcl'),
  url: z.string(),
  active: z.boolean(),
  lastTriedAt: InstantOut.nullable(),
  lastSuccessAt: InstantOut.nullable().meta({ description: 'While nothing changes, told once an hour' }),
  lastError: z
    .string()
    .nullable()
    .meta({ description: 'What goes wrong, in a sentence; also where only a part of the events can be read' }),
  events: z.int().meta({ description: 'Busy times that it has put down; those that overlap count once' }),
  stale: z.boolean().meta({ description: 'A day without success: its busy times are kept, and may be old' }),
}).meta({ id: 'ExternalCalendar' });

const New = ExternalCalendarFields.meta({
  id: 'NewExternalCalendar',
  examples: [{ subjectId: 'res_0123456789abcdefghjk', name: 'Ann, private', url: 'https://calendar.example.com/ann/basic.ics' }],
});

const Changes = ExternalCalendarFields.pick({ name: true, url: true })
  .extend({ active: z.boolean() })
  .partial()
  .refine((changes) => Object.keys(changes).length > 0, 'expected at least one field')
  .meta({ id: 'ExternalCalendarChanges', examples: [{ active: false }] });

function answerOf({ id, subjectId, name, url, active, lastTriedAt, lastSuccessAt, lastError, events, stale }: ExternalCalendar) {
  return {
    ...{ id, subjectId, name, url, active, lastError, events, stale },
    ...{ lastTriedAt: isoOrNull(lastTriedAt), lastSuccessAt: isoOrNull(lastSuccessAt) },
  };
}

const readOne = async (read: Reader, externalCalendarId: string) =>
  answerOf((await read('availability.externalCalendar', { externalCalendarId })) as ExternalCalendar);

/** What can be told now; each look checks again, and the redirects too. @throws Refusal `invalid_request` */
async function mustBeReadable({ options }: ServerParts, url: string | undefined): Promise<void> {
  if (url === undefined) return;
  const problem = await checkOutboundUrl(url.replace(/^webcal:/i, 'https:'), { allowPrivate: options.allowPrivateWebhooks });
  if (problem !== null)
    refuse('invalid_request', { issues: [{ path: 'url', expected: 'a public http, https or webcal address' }], problem });
}

export function externalCalendarRoutes(door: ApiDoor): void {
  readRoutes(door);
  addRoute(door);
  changeRoute(door);
  removeRoute(door);
  refreshRoute(door);
}

function readRoutes({ app, ask }: ApiDoor): void {
  const listSchema = {
    ...{ tags, summary: 'List outside calendars, oldest first', querystring: Paging },
    response: { 200: pageSchema(Answer), ...errorsOf({ keyed: true }) },
  };
  app.get('/external-calendars', { config, schema: listSchema }, async (request) => {
    const { limit, cursor } = request.query;
    const [createdAt, id] = decodeCursor(cursor, Position) ?? [];
    const rows = (await ask(request, 'availability.externalCalendars', {})) as ExternalCalendar[];
    const isBehind = (one: ExternalCalendar) =>
      createdAt === undefined || id === undefined || one.createdAt > createdAt || (one.createdAt === createdAt && one.id > id);
    return pageOf(rows.filter(isBehind), { limit, position: (one) => [one.createdAt, one.id], present: answerOf });
  });
  const schema = {
    ...{ tags, summary: 'Read one outside calendar', params: Ref },
    response: { 200: Answer, ...errorsOf({ keyed: true, codes: ['not_found'] }) },
  };
  app.get('/external-calendars/:id', { config, schema }, (request) =>
    readOne((name, input) => ask(request, name, input), request.params.id),
  );
}

function addRoute({ app, change, parts }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Add an iCalendar address whose busy time blocks slots', body: New },
    description:
      'Of a resource, or of an offering that needs none. It is read at once, and then every 15 minutes: from yesterday to as far ahead as anybody may book. What fails changes no time; a calendar that is empty by now gives its time back.',
    response: { 201: Answer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found'] }) },
  };
  app.post('/external-calendars', { config, schema }, async (request, reply) => {
    await mustBeReadable(parts, request.body.url);
    return change(request, reply, {
      steps: [() => ({ name: 'availability.addExternalCalendar', input: request.body })],
      status: 201,
      answer: (read, [value]) => readOne(read, (value as { externalCalendarId: string }).externalCalendarId),
    });
  });
}

function changeRoute({ app, change, parts }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Change an outside calendar; `active: false` gives its time back', params: Ref, body: Changes },
    response: { 200: Answer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found', 'edit_conflict'] }) },
  };
  app.patch('/external-calendars/:id', { config, schema }, async (request, reply) => {
    await mustBeReadable(parts, request.body.url);
    const externalCalendarId = request.params.id;
    return change(request, reply, {
      steps: [() => ({ name: 'availability.updateExternalCalendar', input: { externalCalendarId, changes: said(request.body) } })],
      answer: (read) => readOne(read, externalCalendarId),
    });
  });
}

function removeRoute({ app, change }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Remove an outside calendar, which gives its time back', params: Ref, body: NoBody },
    response: { 204: NoAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found'] }) },
  };
  app.delete('/external-calendars/:id', { config, schema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'availability.removeExternalCalendar', input: { externalCalendarId: request.params.id } })],
      status: 204,
      answer: async () => undefined,
    }),
  );
}

function refreshRoute({ app, change }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Read it now; the answer is how it stands before', params: Ref, body: NoBody },
    response: { 202: Answer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found'] }) },
  };
  app.post('/external-calendars/:id/refresh', { config, schema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'availability.refreshExternalCalendar', input: { externalCalendarId: request.params.id } })],
      status: 202,
      answer: (read) => readOne(read, request.params.id),
    }),
  );
}
