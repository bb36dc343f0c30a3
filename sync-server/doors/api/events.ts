import { z } from 'zod';
import { isoOf } from '#core/base/time.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { errorsOf, Paging } from '../http/schemas.ts';
import type { ApiDoor } from './door.ts';
import { EventAnswer } from './shapes.ts';

const Position = z.tuple([z.int().min(0), z.int().min(0)]);

interface EventRow {
  readonly id: string;
  readonly name: string;
  readonly at: number;
  readonly actorKind: string;
  readonly actorId: string;
  readonly actorName: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly data: Record<string, unknown>;
}

interface EventPage {
  readonly data: EventRow[];
  readonly next: { readonly rev: number; readonly ordinal: number };
}

const eventAnswer = ({ id, name, at, data, ...row }: EventRow, sandbox: boolean) => ({
  ...{ id, event: name, timestamp: isoOf(at), sandbox, data },
  actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
  subject: { kind: row.subjectKind, id: row.subjectId },
});

export function eventRoutes({ app, ask, callerOf }: ApiDoor): void {
  const schema = {
    tags: ['Events'],
    summary: 'The event log, oldest first',
    description:
      'To catch up after downtime: keep `nextCursor`, which stays good at the end of the log, and ask again from it until `data` is empty. Where a customer was erased, the events about them come again at the end, under the ids that they had and without who it was.',
    querystring: Paging,
    response: { 200: z.strictObject({ data: z.array(EventAnswer), nextCursor: z.string() }), ...errorsOf({ keyed: true }) },
  };
  app.get('/events', { config: { scope: 'read' }, schema }, async (request) => {
    const { limit, cursor } = request.query;
    const position = decodeCursor(cursor, Position);
    const after = position === undefined ? {} : { after: { rev: position[0], ordinal: position[1] } };
    const { data, next } = (await ask(request, 'events.page', { limit, ...after })) as EventPage;
    const { sandbox } = callerOf(request);
    return { data: data.map((row) => eventAnswer(row, sandbox)), nextCursor: encodeCursor([next.rev, next.ordinal]) };
  });
}
