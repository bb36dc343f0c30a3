/** What the doors for evidence share: a body that is a file and not read yet, and its way into the store. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { timedBody } from '#core/base/ids.ts';
import { Refusal, refuse } from '#core/base/refusal.ts';
import { evidenceMediaTypes } from '#core/domains/bookings/model.ts';
import { ask } from '#core/engine/ask.ts';
import type { BlobRef, Blobs } from '#server/blobs/port.ts';
import type { ReceivedFile } from '#server/blobs/receive.ts';
import type { ServerParts } from '#server/parts.ts';
import { doorkeeper } from '#server/secrets/apiKeys.ts';
import { idBytes } from '#server/secrets/tokens.ts';

/** Loaded when the first file comes. */
const receiving = () => import('#server/blobs/receive.ts');

/** said where the sender doesn't know what it is */
const UNKNOWN_TYPE = 'application/octet-stream';

/** What has evidence: by which questions and commands, which all name it by `field`. */
export const subjects = {
  booking: {
    ...{ prefix: 'bkg', field: 'bookingId' },
    ...{ list: 'bookings.evidence', addLink: 'bookings.addEvidence', addFile: 'bookings.addEvidenceFile' },
  },
  dispute: {
    ...{ prefix: 'dsp', field: 'disputeId' },
    ...{ list: 'disputes.evidence', addLink: 'disputes.addEvidence', addFile: 'disputes.addEvidenceFile' },
  },
} as const;
export type SubjectKind = keyof typeof subjects;

export const fileTypes: readonly string[] = [...evidenceMediaTypes, UNKNOWN_TYPE];

/** A body that is still on the line. Once it is in, its hash is what a repeat under the same Idempotency-Key is held to. */
export class FileBody {
  sha256 = '';
  readonly #source: IncomingMessage;

  constructor(source: IncomingMessage) {
    this.#source = source;
  }

  get source(): IncomingMessage {
    return this.#source;
  }
}

export function acceptFiles(app: FastifyInstance): void {
  app.addContentTypeParser([...fileTypes], async (_request: unknown, source: IncomingMessage) => new FileBody(source));
}

/** @throws Refusal `unavailable` where the server was put together without a place for files */
export const blobsOf = ({ blobs }: Pick<ServerParts, 'blobs'>): Blobs => blobs ?? refuse('unavailable', { kind: 'files' });

export interface StoredFile extends ReceivedFile {
  readonly evidenceId: string;
}

interface Storing {
  readonly parts: ServerParts;
  readonly tenantId: string;
  readonly reply: FastifyReply;
}

/**
 * Stores the body under a new id, then has `keep` write its row. Where that ends without the row (a refusal, or the answer of an
 * earlier time) the file goes again.
 */
export async function storeFile(
  request: FastifyRequest,
  { parts, tenantId, reply }: Storing,
  keep: (file: StoredFile) => Promise<void>,
): Promise<void> {
  const { engine } = parts;
  const body = request.body instanceof FileBody ? request.body : refuse('unsupported_media_type', { expected: fileTypes.join(', ') });
  const blobs = blobsOf(parts);
  const evidenceId = `evd_${timedBody(engine.clock.now(), idBytes())}`;
  const ref = { tenantId, id: evidenceId };
  const { receive } = await receiving();
  const [declared = null] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  const file = await receive(blobs, { ref, source: body.source, declared: declared?.trim() ?? null }).catch((error: unknown) => {
    // The rest of it is not waited for.
    reply.header('connection', 'close');
    throw error;
  });
  body.sha256 = file.sha256;
  try {
    await keep({ ...file, evidenceId });
  } finally {
    // Where it fails or can't be known the sweep finds it.
    if (!(await isKept(parts, ref))) await blobs.remove(ref).catch(() => {});
  }
}

/** Only a plain no is one. */
function isKept({ engine }: ServerParts, { tenantId, id }: BlobRef): Promise<boolean> {
  const asked = { tenantId, actor: doorkeeper, name: 'bookings.evidenceById', input: { evidenceId: id } };
  return ask(engine, asked).then(
    () => true,
    (error: unknown) => !(error instanceof Refusal && error.code === 'not_found'),
  );
}
