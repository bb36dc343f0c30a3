/** `POST /v1/api/bookings/bulk`: a file of bookings, of which every good row goes in; what came of each is in the answer. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { derivedBody } from '#core/base/ids.ts';
import { refusalCodes } from '#core/base/refusal.ts';
import { idOf } from '#core/contracts/fields.ts';
import type { BulkManifest, BulkRow } from '#core/engine/bridge.ts';
import { publicDetails } from '#server/errors/answer.ts';
import { newCommandId } from '#server/secrets/tokens.ts';
import { type Answer, attemptOf, idempotencyGate } from '../http/idempotency.ts';
import { errorsOf } from '../http/schemas.ts';
import type { ApiDoor } from './door.ts';

/** Loaded when a file comes: most starts of a server see none. */
const bulk = () => import('#server/sheet/bulk.ts');

const MOST_BYTES = 10 * 1024 * 1024;

const example = 'offering,startsAt,quantity,name,email\nhaircut,2026-05-12 15:00,1,Ada Byron,ada@example.com\n';

const JsonBody = z.strictObject({ csv: z.string().min(1).max(MOST_BYTES) });
const { $schema: _schema, ...jsonSchema } = z.toJSONSchema(JsonBody, { io: 'input' });

/** Text as it is, or JSON: of which each field that is wrong is told. */
const BulkBody = z
  .custom<string | z.input<typeof JsonBody>>()
  .superRefine((body, { addIssue }) => {
    if (typeof body === 'string') return;
    for (const issue of JsonBody.safeParse(body).error?.issues ?? []) addIssue({ ...issue });
  })
  .meta({
    ...(jsonSchema as object),
    ...{
      id: 'BulkBookings',
      description: 'The file itself as `text/csv`, or as JSON in `csv`; up to 10 MiB',
      examples: [{ csv: example }],
    },
  });

const RowAnswer = z.strictObject({
  row: z.int().meta({ description: 'As a spreadsheet counts: the headings are 1' }),
  status: z.enum(['created', 'rejected']),
  bookingId: idOf('bkg').optional(),
  confirmationCode: z.string().optional(),
  error: z.enum(refusalCodes).optional(),
  issues: z
    .array(z.strictObject({ column: z.string(), value: z.string(), expected: z.string() }))
    .optional()
    .meta({ description: 'Cells that are not what they should be; `column` is empty for the row as a whole' }),
  details: z.record(z.string(), z.unknown()).optional().meta({ description: 'As with the error of a single booking' }),
});

const ManifestAnswer = z
  .strictObject({ rows: z.int(), created: z.int(), rejected: z.int(), manifest: z.array(RowAnswer) })
  .meta({ id: 'BulkManifest' });

const rowAnswer = ({ details, wish: _wish, ...row }: BulkRow) => ({
  ...row,
  ...(details === undefined ? {} : { details: publicDetails(details) }),
});

const manifestAnswer = ({ rows, created, rejected, manifest }: BulkManifest) => ({
  ...{ rows, created, rejected },
  manifest: manifest.map(rowAnswer),
});

export function bulkRoutes(door: ApiDoor): void {
  void door.app.register(async (app: ApiDoor['app']) => {
    app.addContentTypeParser('text/csv', { parseAs: 'buffer', bodyLimit: MOST_BYTES }, async (_request: unknown, body: Buffer | string) =>
      (await import('#server/sheet/csv.ts')).textOf(Buffer.isBuffer(body) ? body : Buffer.from(body)),
    );
    bulkRoute({ ...door, app });
  });
}

function bulkRoute({ app, parts, callerOf }: ApiDoor): void {
  const { engine } = parts;
  const gate = idempotencyGate(engine);
  const schema = {
    ...{ tags: ['Bookings'], summary: 'Book what is in a file, row by row', body: BulkBody, consumes: ['text/csv', 'application/json'] },
    description:
      'Columns: `offering` (its id or slug), `startsAt` (ISO 8601, or on the offering’s wall clock like `2026-05-12 15:00`), `endsAt`, `quantity`, `resource` (its id or name), `name`, `email`, `phone`, `notes`, `customerNotes`, `couponCode`, `status` (`CONFIRMED` or `PENDING`; by the offering’s approval where empty). Each row is booked by itself, in the file’s order: what is refused stands in the manifest and keeps no other row out. Whoever hangs up stops it after the rows under way; sent again under its `Idempotency-Key`, it goes on and makes nothing twice.',
    response: { 200: ManifestAnswer, ...errorsOf({ keyed: true, changes: true }) },
  };

  async function run(request: FastifyRequest, { reply, uploadId, file }: { reply: FastifyReply; uploadId: string; file: string }) {
    const { tenantId, actor } = callerOf(request);
    const gone = new AbortController();
    reply.raw.on('close', () => gone.abort());
    const { bringBulkIn } = await bulk();
    return bringBulkIn(file, { engine, tenantId, actor, uploadId, signal: gone.signal, onShare: () => {} });
  }

  app.post('/bookings/bulk', { config: { scope: 'write' }, schema, bodyLimit: MOST_BYTES }, async (request, reply) => {
    const caller = callerOf(request);
    const file = typeof request.body === 'string' ? request.body : request.body.csv;
    const attempted = attemptOf(request, caller);
    const uploadId =
      attempted === undefined
        ? newCommandId(engine.clock.now())
        : `cmd_${derivedBody(`bulk/${attempted.tenantId}/${attempted.rowId}/${attempted.payloadHash}`)}`;
    const { answer, replayed } = await gate.once(attempted, async (save) => {
      const done = await run(request, { reply, uploadId, file });
      const answer: Answer = { status: 200, body: reply.code(200).serialize(manifestAnswer(done)) as string };
      // Who hung up is not answered for the day: sent again, the rest goes in.
      if (!done.stopped) await engine.database.write(caller.tenantId, (db) => save(db, answer));
      return answer;
    });
    if (replayed) reply.header('idempotent-replayed', 'true');
    return reply
      .code(200)
      .type('application/json; charset=utf-8')
      .send(answer.body as never);
  });
}
