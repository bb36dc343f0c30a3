/** What proves a booking, or what is said in a dispute: files that the server keeps, and links. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { refuse } from '#core/base/refusal.ts';
import { isoOf } from '#core/base/time.ts';
import { idOf, Name, Text } from '#core/contracts/fields.ts';
import { type Evidence, evidenceKinds, evidenceMediaTypes } from '#core/domains/bookings/model.ts';
import { evidenceToken } from '#server/secrets/evidence.ts';
import type { Reader } from '../http/changes.ts';
import { acceptFiles, FileBody, fileTypes, storeFile, type SubjectKind, subjects } from '../http/evidence.ts';
import { errorsOf, InstantOut } from '../http/schemas.ts';
import { sendBundle } from '../pages/evidence.ts';
import type { ApiDoor } from './door.ts';
import { said } from './present.ts';

const Kind = z.enum(evidenceKinds);

const evidenceFields = {
  kind: Kind,
  name: z.string(),
  note: z.string(),
  url: z.string().meta({ description: 'Of a link as it was given; of a file signed, to be fetched without a key until `urlExpiresAt`' }),
  urlExpiresAt: InstantOut.nullable().meta({ description: 'null: a link' }),
  mediaType: z.enum(evidenceMediaTypes).nullable().meta({ description: 'By the file’s first bytes; null: a link' }),
  size: z.int().nullable().meta({ description: 'In bytes; null: a link' }),
  sha256: z.string().nullable().meta({ description: 'Of the file, in hex; null: a link' }),
  addedBy: z.string(),
  createdAt: InstantOut,
};
const OfBooking = z.strictObject({ id: idOf('evd'), bookingId: idOf('bkg'), ...evidenceFields }).meta({ id: 'Evidence' });
const OfDispute = z.strictObject({ id: idOf('evd'), disputeId: idOf('dsp'), ...evidenceFields }).meta({ id: 'DisputeEvidence' });

const kinds = {
  booking: {
    ...{ tags: ['Bookings'], of: 'a booking', path: '/bookings/:id/evidence', Ref: z.strictObject({ id: idOf('bkg') }) },
    ...{ One: OfBooking, List: z.strictObject({ data: z.array(OfBooking) }).meta({ id: 'EvidenceList' }) },
  },
  dispute: {
    ...{ tags: ['Disputes'], of: 'a dispute', path: '/disputes/:id/evidence', Ref: z.strictObject({ id: idOf('dsp') }) },
    ...{ One: OfDispute, List: z.strictObject({ data: z.array(OfDispute) }).meta({ id: 'DisputeEvidenceList' }) },
  },
} as const;
type AnyEvidence = z.input<typeof OfBooking> & z.input<typeof OfDispute>;

const LinkBody = z.strictObject({
  kind: z.literal('link').default('link'),
  url: z.url({ protocol: /^https?$/ }).max(2_000),
  name: Name(200),
  note: Text(2_000).default(''),
});

const { $schema: _schema, ...linkSchema } = z.toJSONSchema(LinkBody, { io: 'input' });

/** A link as JSON, or a file as it is: what each says is wrong with it is told field by field. */
const NewEvidence = z
  .custom<z.input<typeof LinkBody> | FileBody>()
  .superRefine((body, { addIssue }) => {
    if (body instanceof FileBody) return;
    for (const issue of LinkBody.safeParse(body).error?.issues ?? []) addIssue({ ...issue });
  })
  .meta({
    ...(linkSchema as object),
    ...{ id: 'NewEvidence', description: 'A link as JSON; or a file as it is, up to 25 MiB, under its own Content-Type' },
    examples: [{ kind: 'link', url: 'https://portal.example/receipts/7', name: 'Receipt of the portal', note: '' }],
  });

const NewFileQuery = z.strictObject({
  kind: Kind.optional().meta({ description: 'Of a file: what it shows; by its type where left out' }),
  name: Name(200).optional().meta({ description: 'Of a file: what it is called' }),
  note: Text(2_000).optional().meta({ description: 'Of a file' }),
});

export function evidenceRoutes(door: ApiDoor): void {
  for (const kind of ['booking', 'dispute'] as const) {
    readRoutes(door, kind);
    void door.app.register(async (app: ApiDoor['app']) => {
      acceptFiles(app);
      addRoute({ ...door, app }, kind);
    });
  }
}

const answerFor = ({ parts, callerOf }: ApiDoor, request: FastifyRequest) => {
  const { tenantId } = callerOf(request);
  const { engine, serverKey, publicUrl } = parts;
  return ({ id, subjectId, kind, name, note, url, file, addedBy, createdAt }: Evidence): AnyEvidence => {
    const signed = evidenceToken(serverKey, { tenantId, id, now: engine.clock.now() });
    const { field } = subjectId.startsWith('dsp_') ? subjects.dispute : subjects.booking;
    return {
      ...{ id, [field]: subjectId, kind, name, note, url: url ?? `${publicUrl()}/evidence/${signed.token}` },
      urlExpiresAt: file === null ? null : isoOf(signed.until),
      ...{ mediaType: file?.mediaType ?? null, size: file?.size ?? null, sha256: file?.sha256 ?? null },
      ...{ addedBy, createdAt: isoOf(createdAt) },
    } as AnyEvidence;
  };
};

const zip = { description: 'The ZIP', content: { 'application/zip': { schema: z.string().meta({ format: 'binary' }) } } };

function readRoutes(door: ApiDoor, about: SubjectKind): void {
  const { app, ask, callerOf, parts } = door;
  const { tags, of, path, Ref, List } = kinds[about];
  const { list, field } = subjects[about];
  const schema = {
    ...{ tags, summary: `List the evidence of ${of}, oldest first`, params: Ref },
    description: 'The addresses of files are signed anew each time and good for 24 hours.',
    response: { 200: List, ...errorsOf({ keyed: true, codes: ['not_found'] }) },
  };
  app.get(path, { config: { scope: 'read' }, schema }, async (request) => {
    const evidence = (await ask(request, list, { [field]: request.params.id })) as Evidence[];
    return { data: evidence.map(answerFor(door, request)) };
  });
  const zipSchema = {
    ...{ tags, summary: `The evidence of ${of} as one ZIP`, params: Ref },
    description: '`manifest.json` says of each what it is, who added it, when, and its SHA-256; the files lie under `files/`.',
    response: { 200: zip, ...errorsOf({ keyed: true, codes: ['not_found'] }) },
  };
  app.get(`${path}.zip`, { config: { scope: 'read' }, schema: zipSchema }, async (request, reply) =>
    sendBundle(parts, { reply, tenantId: callerOf(request).tenantId, id: request.params.id }),
  );
}

function addRoute(door: ApiDoor, about: SubjectKind): void {
  const { app, ask, change, callerOf, parts } = door;
  const { tags, of, path, Ref, One } = kinds[about];
  const { list, field, addLink, addFile } = subjects[about];
  const schema = {
    ...{ tags, summary: `Add evidence to ${of}: a link, or a file`, params: Ref, querystring: NewFileQuery, body: NewEvidence },
    consumes: ['application/json', ...fileTypes],
    description:
      'A file (PNG, JPEG, WebP, GIF, PDF, plain text in UTF-8, or HTML as a `dom_snapshot`) is held to its first bytes, hashed and kept as it came. A link is kept, and never followed.',
    response: { 201: One, ...errorsOf({ keyed: true, changes: true, codes: ['not_found', 'in_use', 'invalid_transition'] }) },
  };
  const readOne = (request: FastifyRequest) => async (read: Reader, values: readonly unknown[]) =>
    answerFor(
      door,
      request,
    )((await read('bookings.evidenceById', { evidenceId: (values[0] as { evidenceId: string }).evidenceId })) as Evidence);

  const add = (request: FastifyRequest, { reply, name, input }: { reply: FastifyReply; name: string; input: object }) =>
    change(request, reply, { steps: [() => ({ name, input })], status: 201, answer: readOne(request) });

  app.post(path, { config: { scope: 'write' }, schema }, async (request, reply) => {
    const subject = { [field]: request.params.id };
    const { kind, name, note } = request.query;
    if (!(request.body instanceof FileBody)) {
      for (const query of Object.keys(said(request.query)))
        refuse('invalid_request', { issues: [{ path: query, expected: 'nothing here where a link is sent' }] });
      return add(request, { reply, name: addLink, input: { ...subject, ...request.body } });
    }
    if (name === undefined) return refuse('invalid_request', { issues: [{ path: 'name', expected: 'what the file is called' }] });
    // Known before 25 MiB have come.
    await ask(request, list, subject);
    const { tenantId } = callerOf(request);
    return storeFile(request, { parts, tenantId, reply }, (file) =>
      add(request, { reply, name: addFile, input: said({ ...subject, kind, name, note, ...file }) }),
    );
  });
}
