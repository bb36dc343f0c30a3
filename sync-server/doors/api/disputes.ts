/** Disputes: what went wrong with a booking, what is said about it, and what was decided. */
import { z } from 'zod';
import { isoOf } from '#core/base/time.ts';
import { Cents, idOf, Name, Text } from '#core/contracts/fields.ts';
import { bookingStatuses } from '#core/domains/bookings/model.ts';
import {
  type Dispute,
  DisputeLink,
  type DisputeMessage,
  disputeOutcomes,
  DisputeReason,
  disputeSides,
  disputeStatuses,
  type DisputeSummary,
  DisputeText,
  MOST_LINKS,
} from '#core/domains/disputes/model.ts';
import type { Reader } from '../http/changes.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { errorsOf, InstantOut, NoBody, Paging, pageSchema } from '../http/schemas.ts';
import type { ApiDoor } from './door.ts';
import { said } from './present.ts';

const tags = ['Disputes'];
const Ref = z.strictObject({ id: idOf('dsp') });
const Side = z.enum(disputeSides);

const Said = z.array(z.strictObject({ id: idOf('evd'), name: z.string(), url: z.string() }));

export const Resolution = z.strictObject({
  outcome: z.enum(disputeOutcomes),
  refundCents: z.int().meta({ description: 'What is given back of what was paid; 0 where it is kept' }),
  note: z.string().meta({ description: 'The customer sees it' }),
  by: z.string(),
  at: InstantOut,
});

const summary = {
  id: idOf('dsp'),
  bookingId: idOf('bkg'),
  confirmationCode: z.string(),
  bookingStatus: z.enum(bookingStatuses),
  offeringTitle: z.string().meta({ description: 'Of the earliest item' }),
  timezone: z.string(),
  startsAt: InstantOut,
  totalCents: z.int(),
  currency: z.string(),
  customer: z.strictObject({ id: idOf('cus'), name: z.string() }),
  status: z.enum(disputeStatuses),
  openedBy: Side,
  openedByName: z.string(),
  reason: z.string(),
  awaits: Side.nullable().meta({ description: 'Who is to say something next; null once it is over' }),
  messageCount: z.int(),
  evidenceCount: z.int().meta({ description: 'Of its links and files' }),
  resolution: Resolution.nullable(),
  createdAt: InstantOut,
  updatedAt: InstantOut.meta({ description: 'Of its last message, resolution or withdrawal' }),
};

const ListedDispute = z.strictObject(summary).meta({ id: 'ListedDispute' });

const Message = z.strictObject({
  id: idOf('msg'),
  from: Side,
  author: z.string(),
  text: z.string(),
  links: Said.meta({ description: 'Evidence that was given with it' }),
  createdAt: InstantOut,
});

const DisputeAnswer = z
  .strictObject({
    ...summary,
    links: Said.meta({ description: 'Evidence that was given with the reason' }),
    messages: z.array(Message).meta({ description: 'Oldest first; the reason is not among them' }),
  })
  .meta({ id: 'Dispute' });

const Links = z.array(DisputeLink).max(MOST_LINKS).meta({ description: 'Kept as its evidence, and never followed' });

const link = { url: 'https://photos.example/7', name: 'The room as we found it' };

/** What is said in it, as every door takes it. */
export const Opening = { reason: DisputeReason, links: Links.optional() };
export const Reply = z
  .strictObject({ text: DisputeText, links: Links.optional() })
  .meta({ id: 'DisputeReply', examples: [{ text: 'The projector did not work, as the photo shows.', links: [link] }] });
export const openingExample = { reason: 'The projector did not work', links: [link] };

const NewDispute = z
  .strictObject({ bookingId: idOf('bkg'), ...Opening })
  .meta({ id: 'NewDispute', examples: [{ bookingId: 'bkg_0123456789abcdefghjk', ...openingExample }] });

const Decision = z
  .strictObject({
    outcome: z.enum(disputeOutcomes),
    refundCents: Cents.optional().meta({ description: 'Of `refund`: how much, up to what may still go back. Of `keep`: nothing or 0' }),
    note: Text(2_000).min(1).meta({ description: 'The customer sees it' }),
  })
  .meta({
    id: 'DisputeDecision',
    examples: [{ outcome: 'refund', refundCents: 1_000, note: 'You are right: this is for the first hour.' }],
  });

const commaList = <T extends readonly [string, ...string[]]>(all: T) =>
  z
    .string()
    .meta({ description: `One of ${all.join(', ')}, or several with commas between` })
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(all)).max(all.length));

const ListQuery = Paging.extend({
  status: commaList(disputeStatuses).optional(),
  awaits: Side.optional().meta({ description: 'Of open ones: who is to say something next' }),
  bookingId: idOf('bkg').optional().meta({ description: 'Only this booking’s' }),
  customerId: idOf('cus').optional(),
  q: Name(200).optional(),
});

function listedDispute({ customerId, customerName, ...dispute }: DisputeSummary) {
  const { resolution } = dispute;
  const { id, bookingId, confirmationCode, bookingStatus, offeringTitle, timezone, totalCents, currency } = dispute;
  const { status, openedBy, openedByName, reason, awaits, messageCount, evidenceCount } = dispute;
  return {
    ...{ id, bookingId, confirmationCode, bookingStatus, offeringTitle, timezone, startsAt: isoOf(dispute.startsAt) },
    ...{ totalCents, currency, customer: { id: customerId, name: customerName } },
    ...{ status, openedBy, openedByName, reason, awaits, messageCount, evidenceCount },
    resolution: resolution === null ? null : { ...resolution, at: isoOf(resolution.at) },
    ...{ createdAt: isoOf(dispute.createdAt), updatedAt: isoOf(dispute.updatedAt) },
  };
}

const messageAnswer = ({ createdAt, ...message }: DisputeMessage) => ({ ...message, createdAt: isoOf(createdAt) });

const disputeAnswer = ({ messages, links, ...dispute }: Dispute) => ({
  ...listedDispute(dispute),
  links,
  messages: messages.map(messageAnswer),
});

const readDispute = async (read: Reader, disputeId: string) => disputeAnswer((await read('disputes.dispute', { disputeId })) as Dispute);

export function disputeRoutes(door: ApiDoor): void {
  listRoute(door);
  readRoute(door);
  openRoute(door);
  moveRoutes(door);
}

const Position = z.tuple([z.number(), z.string()]);

interface DisputePage {
  readonly data: readonly DisputeSummary[];
  readonly next: { readonly updatedAt: number; readonly id: string } | null;
}

function listRoute({ app, ask }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'List disputes, the one that was touched last first', querystring: ListQuery },
    response: { 200: pageSchema(ListedDispute), ...errorsOf({ keyed: true }) },
  };
  app.get('/disputes', { config: { scope: 'read' }, schema }, async (request) => {
    const { cursor, ...filter } = request.query;
    const [updatedAt, id] = decodeCursor(cursor, Position) ?? [];
    const after = updatedAt === undefined || id === undefined ? undefined : { updatedAt, id };
    const { data, next } = (await ask(request, 'disputes.list', said({ ...filter, after }))) as DisputePage;
    return { data: data.map(listedDispute), nextCursor: next === null ? null : encodeCursor([next.updatedAt, next.id]) };
  });
}

function readRoute({ app, ask }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Read one dispute with all that was said', params: Ref },
    response: { 200: DisputeAnswer, ...errorsOf({ keyed: true, codes: ['not_found'] }) },
  };
  app.get('/disputes/:id', { config: { scope: 'read' }, schema }, async (request) =>
    disputeAnswer((await ask(request, 'disputes.dispute', { disputeId: request.params.id })) as Dispute),
  );
}

function openRoute({ app, change }: ApiDoor): void {
  const codes = ['not_found', 'already_exists', 'invalid_transition', 'in_use'] as const;
  const schema = {
    ...{ tags, summary: 'Open a dispute of a booking, for the business', body: NewDispute },
    description:
      'Of a booking that was confirmed once; one at a time: while one is OPEN, another is `already_exists`, and `details.id` names it. The customer is written to.',
    response: { 201: DisputeAnswer, ...errorsOf({ keyed: true, changes: true, codes }) },
  };
  app.post('/disputes', { config: { scope: 'write' }, schema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'disputes.open', input: said(request.body) })],
      status: 201,
      answer: (read, [value]) => readDispute(read, (value as { disputeId: string }).disputeId),
    }),
  );
}

const moves = [
  {
    ...{ path: 'messages', command: 'disputes.reply', summary: 'Say something in it, for the business', body: Reply },
    description: 'The customer is written to. While it is OPEN.',
  },
  {
    ...{ path: 'resolve', command: 'disputes.resolve', summary: 'Decide it: give back, or keep', body: Decision },
    description:
      'A refund takes the road of `POST /v1/api/bookings/{id}/refund`, and is refused as it is: of a booking that is confirmed or checked in nothing goes back before it is cancelled or completed.',
  },
  {
    ...{ path: 'withdraw', command: 'disputes.withdraw', summary: 'Take back one that the business opened', body: NoBody },
    description: 'One that the customer opened is theirs to take back: `forbidden`.',
  },
] as const;

function moveRoutes({ app, change }: ApiDoor): void {
  for (const { path, command, summary: what, description, body } of moves) {
    const codes = ['not_found', 'invalid_transition', 'in_use'] as const;
    const schema = {
      ...{ tags, summary: what, description, params: Ref, body },
      response: { 200: DisputeAnswer, ...errorsOf({ keyed: true, changes: true, codes }) },
    };
    app.post(`/disputes/:id/${path}`, { config: { scope: 'write' }, schema }, (request, reply) => {
      const disputeId = request.params.id;
      return change(request, reply, {
        steps: [() => ({ name: command, input: { disputeId, ...said(request.body ?? {}) } })],
        answer: (read) => readDispute(read, disputeId),
      });
    });
  }
}
