/** `/v1/console/evidence`: a file from the desk, and where its files are to be had. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refusal } from '#core/base/refusal.ts';
import type { Actor } from '#core/contracts/actor.ts';
import { idOf, Name, Text } from '#core/contracts/fields.ts';
import { type Evidence, evidenceKinds } from '#core/domains/bookings/model.ts';
import { ask } from '#core/engine/ask.ts';
import { execute } from '#core/engine/execute.ts';
import type { ServerParts } from '#server/parts.ts';
import { evidenceToken } from '#server/secrets/evidence.ts';
import { said } from '../api/present.ts';
import type { ZodApp } from '../http/app.ts';
import { acceptFiles, FileBody, fileTypes, storeFile, type SubjectKind, subjects } from '../http/evidence.ts';
import type { DeviceCaller } from '../http/guards.ts';
import { errorsOf } from '../http/schemas.ts';

const NewFile = z
  .strictObject({
    commandId: idOf('cmd'),
    bookingId: idOf('bkg').optional().meta({ description: 'Of which booking' }),
    disputeId: idOf('dsp').optional().meta({ description: 'Of which dispute, in place of a booking' }),
    name: Name(200).meta({ description: 'What it is called' }),
    note: Text(2_000).default('').meta({ description: 'What is said of it' }),
    kind: z.enum(evidenceKinds).optional().meta({ description: 'What it shows; by its type where left out' }),
  })
  .refine(({ bookingId, disputeId }) => (bookingId === undefined) !== (disputeId === undefined), {
    ...{ path: ['bookingId'], error: 'expected this or disputeId' },
  });

const Body = z
  .custom<FileBody>((value) => value instanceof FileBody, `a file, sent as ${fileTypes.join(', ')}`)
  .meta({ description: 'The file as it is, up to 25 MiB' });

export interface EvidenceParts {
  readonly parts: ServerParts;
  readonly callerOf: (request: FastifyRequest) => DeviceCaller;
}

export function evidenceRoutes(outer: ZodApp, { parts, callerOf }: EvidenceParts): void {
  const { engine } = parts;
  const errors = errorsOf({
    keyed: true,
    codes: ['not_found', 'in_use', 'payload_too_large', 'unsupported_media_type', 'idempotency_conflict', 'disk_full'],
  });
  const schema = {
    ...{
      tags: ['Console'],
      summary: 'Add a file to the evidence of a booking or a dispute',
      querystring: NewFile,
      body: Body,
      consumes: [...fileTypes],
    },
    response: { 201: z.strictObject({ evidenceId: idOf('evd') }), ...errors },
  };
  void outer.register(async (app: ZodApp) => {
    acceptFiles(app);
    app.post('/evidence', { schema }, async (request, reply) => {
      const { actor, device } = callerOf(request);
      const { tenantId } = device;
      const { commandId, bookingId, disputeId, ...described } = request.query;
      const of = said({ bookingId, disputeId });
      const { list, addFile } = disputeId === undefined ? subjects.booking : subjects.dispute;
      // Known before 25 MiB have come.
      await ask(engine, { tenantId, actor, name: list, input: of });
      return storeFile(request, { parts, tenantId, reply }, async (file) => {
        const envelope = { commandId, name: addFile, input: said({ ...of, ...described, ...file }) };
        const outcome = await execute(engine, { tenantId, actor, envelope });
        if (!outcome.ok) throw new Refusal(outcome.code, outcome.facts);
        await reply.code(201).send(outcome.value as { evidenceId: string });
      });
    });
  });
}

export interface EvidenceLinks {
  /** paths on the server, by the id of the evidence */
  readonly files: Readonly<Record<string, string>>;
  readonly bundle: string;
}

const linksOf =
  (kind: SubjectKind) =>
  /** Good for a day: asked by the desk, who opens them in a browser. */
  async (
    { engine, serverKey }: ServerParts,
    { tenantId, actor, input }: { tenantId: string; actor: Actor; input: unknown },
  ): Promise<EvidenceLinks> => {
    const { list, field } = subjects[kind];
    const evidence = (await ask(engine, { tenantId, actor, name: list, input })) as Evidence[];
    const now = engine.clock.now();
    const pathTo = (id: string) => `/evidence/${evidenceToken(serverKey, { tenantId, id, now }).token}`;
    const files = evidence.filter(({ file }) => file !== null).map(({ id }) => [id, pathTo(id)]);
    return {
      files: Object.fromEntries(files) as Record<string, string>,
      bundle: pathTo(String((input as Record<string, unknown>)[field])),
    };
  };

/** Questions of where files are to be had, by their names. */
export const evidenceAnswers: ReadonlyMap<string, ReturnType<typeof linksOf>> = new Map([
  ['bookings.evidenceLinks', linksOf('booking')],
  ['disputes.evidenceLinks', linksOf('dispute')],
]);
