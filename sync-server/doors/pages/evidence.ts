/** `GET /evidence/:token`: a file of evidence, or all of a booking's or dispute's as a ZIP. The token is the only credential, and dies after a day. */
import type { FastifyReply } from 'fastify';
import { Refusal, refuse } from '#core/base/refusal.ts';
import type { BookingDetail, Evidence } from '#core/domains/bookings/model.ts';
import type { Dispute } from '#core/domains/disputes/model.ts';
import type { Profile } from '#core/domains/tenants/model.ts';
import { ask } from '#core/engine/ask.ts';
import type { ServerParts } from '#server/parts.ts';
import { doorkeeper } from '#server/secrets/apiKeys.ts';
import { openedByEvidenceToken } from '#server/secrets/evidence.ts';
import type { ZodApp } from '../http/app.ts';
import { blobsOf, subjects } from '../http/evidence.ts';

/** Nothing of it runs or is shown on this server's address, whatever is in it: it is saved. */
const asAttachment = {
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'cache-control': 'private, no-store',
  'x-robots-tag': 'noindex',
  // What is sent is what was hashed, byte by byte.
  'content-encoding': 'identity',
};

/** RFC 6266, RFC 8187: the name in ASCII for old programs, and as it is for all others. */
function dispositionOf(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\/%]/g, '_');
  const encoded = encodeURIComponent(name.replace(/[/\\]/g, '_')).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** @throws Refusal `not_found` where it is gone */
async function sendFile(parts: ServerParts, { reply, tenantId, id }: { reply: FastifyReply; tenantId: string; id: string }) {
  const asked = { tenantId, actor: doorkeeper, name: 'bookings.evidenceById', input: { evidenceId: id } };
  const { name, file } = (await ask(parts.engine, asked)) as Evidence;
  const content = file === null ? undefined : await blobsOf(parts).get({ tenantId, id });
  if (file === null || content === undefined) return refuse('not_found', { kind: 'evidence' });
  const type = file.mediaType.startsWith('text/') ? `${file.mediaType}; charset=utf-8` : file.mediaType;
  reply.headers(asAttachment).header('content-length', file.size).header('content-disposition', dispositionOf(name));
  return reply.type(type).send(content);
}

interface Bundle {
  readonly reply: FastifyReply;
  readonly tenantId: string;
  /** of a booking, or of a dispute */
  readonly id: string;
}

/** @throws Refusal `not_found` */
export async function sendBundle(parts: ServerParts, { reply, tenantId, id }: Bundle): Promise<FastifyReply> {
  const asks = (name: string, input: object) => ask(parts.engine, { tenantId, actor: doorkeeper, name, input });
  const { list, field } = id.startsWith('dsp_') ? subjects.dispute : subjects.booking;
  const evidence = (await asks(list, { [field]: id })) as Evidence[];
  const dispute = field === 'disputeId' ? ((await asks('disputes.dispute', { disputeId: id })) as Dispute) : null;
  const bookingId = dispute?.bookingId ?? id;
  const { confirmationCode } = (await asks('bookings.booking', { bookingId })) as BookingDetail;
  const { name: business } = (await asks('tenants.profile', {})) as Profile;
  // A server that is asked for none need not load what packs it.
  const { bundleOf } = await import('#server/blobs/bundle.ts');
  const now = parts.engine.clock.now();
  const booking = { id: bookingId, confirmationCode };
  const bundle = await bundleOf(blobsOf(parts), { tenantId, business, booking, dispute, evidence, now });
  reply.headers(asAttachment).header('content-disposition', dispositionOf(`evidence-${confirmationCode}.zip`));
  return reply.type('application/zip').send(bundle);
}

export function registerEvidence(app: ZodApp, parts: ServerParts): void {
  const { engine, serverKey } = parts;
  app.get<{ Params: { token: string } }>('/evidence/:token', { schema: { hide: true } }, async (request, reply) => {
    const link = openedByEvidenceToken(serverKey, { token: request.params.token, now: engine.clock.now() });
    if (link === undefined) return refuse('not_found', { kind: 'evidence' });
    const { kind, tenantId, id } = link;
    try {
      return await (kind === 'file' ? sendFile(parts, { reply, tenantId, id }) : sendBundle(parts, { reply, tenantId, id }));
    } catch (error) {
      if (error instanceof Refusal && error.code === 'not_found') return refuse('not_found', { kind: 'evidence' });
      throw error;
    }
  });
}
