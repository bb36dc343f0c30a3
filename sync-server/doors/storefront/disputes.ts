/** What went wrong with a customer's own booking, by whatever proves that it is theirs: its link, or having come in by a code. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refusal, refuse } from '#core/base/refusal.ts';
import { isoOf } from '#core/base/time.ts';
import type { Actor } from '#core/contracts/actor.ts';
import { idOf } from '#core/contracts/fields.ts';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import {
  customerMayDispute,
  type Dispute,
  disputeSides,
  disputeStatuses,
  type DisputeSummary,
  type SaidLink,
} from '#core/domains/disputes/model.ts';
import { ask } from '#core/engine/ask.ts';
import { doorkeeper } from '#server/secrets/apiKeys.ts';
import { Opening, openingExample, Reply, Resolution } from '../api/disputes.ts';
import { said } from '../api/present.ts';
import { type Reader, readerOf } from '../http/changes.ts';
import { limited } from '../http/limits.ts';
import { errorsOf, InstantOut, NoBody } from '../http/schemas.ts';
import type { StorefrontDoor } from './door.ts';

const tags = ['Storefront'];
const Shop = { tenant: z.string().max(64) };
const Ref = z.strictObject({ ...Shop, id: idOf('dsp') });
const Side = z.enum(disputeSides);
const Links = z.array(z.strictObject({ name: z.string(), url: z.string() }));

const ShopDispute = z
  .strictObject({
    id: idOf('dsp'),
    bookingId: idOf('bkg'),
    status: z.enum(disputeStatuses),
    openedBy: Side,
    reason: z.string(),
    links: Links,
    awaits: Side.nullable().meta({ description: 'Who is to say something next; null once it is over' }),
    messages: z
      .array(z.strictObject({ id: idOf('msg'), from: Side, text: z.string(), links: Links, createdAt: InstantOut }))
      .meta({ description: 'Oldest first; the reason is not among them' }),
    resolution: Resolution.omit({ by: true }).nullable(),
    currency: z.string(),
    may: z.strictObject({ reply: z.boolean(), withdraw: z.boolean() }),
    createdAt: InstantOut,
    updatedAt: InstantOut,
  })
  .meta({ id: 'StorefrontDispute' });

const OpenBody = z.strictObject(Opening).meta({ id: 'CustomerDispute', examples: [openingExample] });

const plainLinks = (links: readonly SaidLink[]) => links.map(({ name, url }) => ({ name, url }));

function disputeAnswer({ resolution, messages, links, createdAt, updatedAt, ...dispute }: Dispute) {
  const { id, bookingId, status, openedBy, reason, awaits, currency } = dispute;
  const isOpen = status === 'OPEN';
  return {
    ...{ id, bookingId, status, openedBy, reason, links: plainLinks(links), awaits },
    messages: messages.map(({ id: messageId, from, text, links: shown, createdAt: at }) => ({
      ...{ id: messageId, from, text, links: plainLinks(shown), createdAt: isoOf(at) },
    })),
    resolution: resolution === null ? null : decided(resolution),
    ...{ currency, may: { reply: isOpen, withdraw: isOpen && openedBy === 'customer' } },
    ...{ createdAt: isoOf(createdAt), updatedAt: isoOf(updatedAt) },
  };
}

const decided = ({ outcome, refundCents, note, at }: NonNullable<Dispute['resolution']>) => ({
  ...{ outcome, refundCents, note, at: isoOf(at) },
});

const readOwnDispute = async (read: Reader, disputeId: string) => disputeAnswer((await read('disputes.dispute', { disputeId })) as Dispute);

/** What its customer may say of a booking, and the newest that was said. */
export async function disputeTerms(read: Reader, { booking, now }: { booking: BookingDetail; now: number }) {
  const all = (await read('disputes.ofBooking', { bookingId: booking.id })) as DisputeSummary[];
  const isOpen = all.some(({ status }) => status === 'OPEN');
  return { dispute: !isOpen && customerMayDispute(booking, now), disputeId: all[0]?.id ?? null };
}

/** Whose it is. Of somebody else's nobody learns that it is there. @throws Refusal `unauthorized`, `not_found` */
async function ownerOf(door: StorefrontDoor, request: FastifyRequest, disputeId: string): Promise<Actor> {
  const question = { tenantId: door.tenantOf(request).tenantId, actor: doorkeeper, name: 'disputes.dispute', input: { disputeId } };
  const missing = () => refuse('not_found', { kind: 'dispute', id: disputeId });
  try {
    const { bookingId } = (await ask(door.engine, question)) as Dispute;
    return await door.bookerOf(request, bookingId);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'not_found') throw error;
    await door.customerOf(request);
    return missing();
  }
}

const codes = ['unauthorized', 'not_found'] as const;

export function ownDisputeRoutes(door: StorefrontDoor): void {
  openRoute(door);
  readRoute(door);
  moveRoutes(door);
}

const admitted =
  ({ parts }: StorefrontDoor, reply: Parameters<StorefrontDoor['change']>[1]) =>
  () =>
    limited(parts, { reply, name: 'disputes', who: reply.request.ip, limit: parts.options.limits.bookingsPerAddress });

function openRoute(door: StorefrontDoor): void {
  const params = z.strictObject({ ...Shop, id: idOf('bkg') });
  const refusals = [...codes, 'already_exists', 'invalid_transition', 'in_use'] as const;
  const schema = {
    ...{ tags, summary: 'Say that something went wrong with a booking', params, body: OpenBody },
    description: 'Where `may.dispute` of the booking says so. One at a time: while one is OPEN, another is `already_exists`.',
    response: { 201: ShopDispute, ...errorsOf({ changes: true, codes: refusals }) },
  };
  door.app.post('/bookings/:id/dispute', { schema }, async (request, reply) => {
    const bookingId = request.params.id;
    const actor = await door.bookerOf(request, bookingId);
    return door.change(request, reply, {
      actor,
      change: {
        admit: admitted(door, reply),
        steps: [() => ({ name: 'disputes.open', input: { bookingId, ...said(request.body) } })],
        status: 201,
        answer: (read, [value]) => readOwnDispute(read, (value as { disputeId: string }).disputeId),
      },
    });
  });
}

function readRoute(door: StorefrontDoor): void {
  const { app, engine, tenantOf } = door;
  const schema = {
    tags,
    summary: 'Read what was said and decided of a booking that something went wrong with',
    params: Ref,
    response: { 200: ShopDispute, ...errorsOf({ codes }) },
  };
  app.get('/disputes/:id', { schema }, async (request) => {
    const disputeId = request.params.id;
    await ownerOf(door, request, disputeId);
    return engine.database.read(tenantOf(request).tenantId, (db) => readOwnDispute(readerOf(engine, db), disputeId));
  });
}

const moves = [
  { path: 'messages', command: 'disputes.reply', summary: 'Say something more, while it is OPEN', body: Reply },
  { path: 'withdraw', command: 'disputes.withdraw', summary: 'Take back what they opened themselves', body: NoBody },
] as const;

function moveRoutes(door: StorefrontDoor): void {
  for (const { path, command, summary, body } of moves) {
    const refusals = [...codes, 'forbidden', 'invalid_transition', 'in_use'] as const;
    const schema = {
      ...{ tags, summary, params: Ref, body },
      response: { 200: ShopDispute, ...errorsOf({ changes: true, codes: refusals }) },
    };
    door.app.post(`/disputes/:id/${path}`, { schema }, async (request, reply) => {
      const disputeId = request.params.id;
      const actor = await ownerOf(door, request, disputeId);
      const input = { disputeId, ...said(request.body ?? {}) };
      return door.change(request, reply, {
        actor,
        change: {
          admit: admitted(door, reply),
          steps: [() => ({ name: command, input })],
          answer: (read) => readOwnDispute(read, disputeId),
        },
      });
    });
  }
}
