/** `/v1/console/evidence`: a file from the desk, and where its files are to be had. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refusal } from '#core/base/refusal.ts';
import { idOf, Name, Text } from '#core/contracts/fields.ts';
import { type Evidence, evidenceKinds } from '#core/domains/bookings/model.ts';
import { ask } from '#core/engine/ask.ts';
import { execute } from '#core/engine/execute.ts';
import type { ServerParts } from '#server/parts.ts';
import { evidenceToken } from '#server/secrets/evidence.ts';
import { said } from '../api/present.ts';
import type { ZodApp } from '../http/app.ts';
import { acceptFiles, FileBody, fileTypes, storeFile } from '../http/evidence.ts';
import type { DeviceCaller } from '../http/guards.ts';
import { errorsOf } from '../http/schemas.ts';

const NewFile = z.strictObject({
  commandId: idOf('cmd'),
  bookingId: idOf('bkg').meta({ description: 'Of which booking' }),
  name: Name(200).meta({ description: 'What it is called' }),
  note: Text(2_000).default('').meta({ description: 'What is said of it' }),
  kind: z.enum(evidenceKinds).optional().meta({ description: 'What it shows; by its type where left out' }),
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
      summary: 'Add a file to the evidence of a booking',
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
      const { commandId, bookingId, ...described } = request.query;
      // Known before 25 MiB have come.
      await ask(engine, { tenantId, actor, name: 'bookings.evidence', input: { bookingId } });
      return storeFile(request, { parts, tenantId, reply }, async (file) => {
        const envelope = { commandId, name: 'bookings.addEvidenceFile', input: said({ bookingId, ...described, ...file }) };
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

/** Good for a day: asked by the desk, who opens them in a browser. */
export async function evidenceLinks(
  { engine, serverKey }: ServerParts,
  { device, actor }: Pick<DeviceCaller, 'device' | 'actor'>,
  input: unknown,
): Promise<EvidenceLinks> {
  const { tenantId } = device;
  const evidence = (await ask(engine, { tenantId, actor, name: 'bookings.evidence', input })) as Evidence[];
  const now = engine.clock.now();
  const pathTo = (kind: 'file' | 'bundle', id: string) => `/evidence/${evidenceToken(serverKey, { kind, tenantId, id, now }).token}`;
  const files = evidence.filter(({ file }) => file !== null).map(({ id }) => [id, pathTo('file', id)]);
  return {
    files: Object.fromEntries(files) as Record<string, string>,
    bundle: pathTo('bundle', (input as { bookingId: string }).bookingId),
  };
}
