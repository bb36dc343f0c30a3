/** A customer's own place on the waiting list, opened by the signed link that only they have. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { refuse } from '#core/base/refusal.ts';
import { Email, Name, Phone } from '#core/contracts/fields.ts';
import type { Actor } from '#core/contracts/actor.ts';
import { checkWait, type WaitlistEntry } from '#core/domains/waitlist/model.ts';
import { ask } from '#core/engine/ask.ts';
import type { ServerParts } from '#server/parts.ts';
import { doorkeeper } from '#server/secrets/apiKeys.ts';
import { manageToken } from '#server/secrets/manage.ts';
import { entryOfToken, waitlistToken } from '#server/secrets/waitlist.ts';
import { Acceptance, joinInput, wait, waitAnswer, waitExample, waitFacts } from '../api/waitlist.ts';
import { said } from '../api/present.ts';
import { manageUrl } from '../calendar/single.ts';
import { languageOf } from '../http/language.ts';
import { limited } from '../http/limits.ts';
import type { Reader } from '../http/changes.ts';
import { errorsOf, NoAnswer, NoBody } from '../http/schemas.ts';
import { waitlistUrl } from '../pages/waitlistLink.ts';
import { readOwnBooking } from './bookings.ts';
import { passerBy, type StorefrontDoor } from './door.ts';
import { CheckoutAnswer } from './shapes.ts';

const tags = ['Storefront'];
const Shop = z.strictObject({ tenant: z.string().max(64) });
const Place = Shop.extend({ token: z.string().max(100).meta({ description: 'Of the link that they were mailed' }) });

const NewWait = z
  .strictObject({ ...wait, customer: z.strictObject({ name: Name(), email: Email, phone: Phone.nullish() }) })
  .superRefine(checkWait)
  .meta({ id: 'CustomerNewWait', examples: [{ ...waitExample, customer: { name: 'Ada Byron', email: 'ada@example.com' } }] });

const Wait = z.strictObject({ ...waitAnswer, name: z.string() }).meta({ id: 'CustomerWait' });
const Joined = z.strictObject({ entry: Wait, token: z.string(), url: z.string() }).meta({ id: 'CustomerWaitAnswer' });

const answerOf = (entry: WaitlistEntry) => ({ ...waitFacts(entry), name: entry.name });
const read = async (reader: Reader, waitlistId: string) => answerOf((await reader('waitlist.entry', { waitlistId })) as WaitlistEntry);

/** Whoever holds the link: that one entry is theirs. Undefined for a token that was not given out here. */
export async function waiterOf(
  { engine, serverKey }: ServerParts,
  { tenantId, token }: { tenantId: string; token: string },
): Promise<{ actor: Actor; waitlistId: string } | undefined> {
  const waitlistId = entryOfToken(serverKey, { tenantId, token });
  if (waitlistId === undefined) return undefined;
  const entry = (await ask(engine, { tenantId, actor: doorkeeper, name: 'waitlist.entry', input: { waitlistId } })) as WaitlistEntry;
  return { actor: { ...passerBy, name: entry.name, waitlistId } as Actor, waitlistId };
}

export function shopWaitlistRoutes(door: StorefrontDoor): void {
  joinRoute(door);
  readRoute(door);
  leaveRoute(door);
  acceptRoute(door);
  declineRoute(door);
}

function joinRoute({ app, parts, change, tenantOf }: StorefrontDoor): void {
  const schema = {
    ...{ tags, summary: 'Wait for a time to become free', params: Shop, body: NewWait },
    response: { 201: Joined, ...errorsOf({ changes: true, codes: ['not_found', 'invalid_service'] }) },
  };
  app.post('/waitlist', { schema }, (request, reply) => {
    const { tenantId, subdomain } = tenantOf(request);
    const { customer, ...wish } = request.body;
    return change(request, reply, {
      actor: { ...passerBy, name: customer.name },
      change: {
        admit: () => limited(parts, { reply, name: 'waitlist', who: request.ip, limit: parts.options.limits.bookingsPerAddress }),
        steps: [() => ({ name: 'waitlist.join', input: { ...joinInput(wish, customer), locale: languageOf(request) } })],
        status: 201,
        async answer(reader, [value]) {
          const { waitlistId } = value as { waitlistId: string };
          const token = waitlistToken(parts.serverKey, { tenantId, waitlistId });
          return { entry: await read(reader, waitlistId), token, url: waitlistUrl(parts, { tenantId, waitlistId, subdomain }) };
        },
      },
    });
  });
}

async function mustBeWaiter({ parts, tenantOf }: StorefrontDoor, request: FastifyRequest) {
  const { token } = request.params as { token: string };
  return (await waiterOf(parts, { tenantId: tenantOf(request).tenantId, token })) ?? refuse('unauthorized');
}

const codes = ['unauthorized', 'not_found'] as const;

function readRoute(door: StorefrontDoor): void {
  const schema = { tags, summary: 'Read one’s place on the waiting list', params: Place, response: { 200: Wait, ...errorsOf({ codes }) } };
  door.app.get('/waitlist/:token', { schema }, async (request) => {
    const { actor, waitlistId } = await mustBeWaiter(door, request);
    const question = { tenantId: door.tenantOf(request).tenantId, actor, name: 'waitlist.entry', input: { waitlistId } };
    return answerOf((await ask(door.engine, question)) as WaitlistEntry);
  });
}

function leaveRoute(door: StorefrontDoor): void {
  const schema = {
    ...{ tags, summary: 'Leave the waiting list', params: Place, body: NoBody },
    response: { 204: NoAnswer, ...errorsOf({ changes: true, codes: [...codes, 'invalid_transition'] }) },
  };
  door.app.delete('/waitlist/:token', { schema }, async (request, reply) => {
    const { actor, waitlistId } = await mustBeWaiter(door, request);
    const steps = [() => ({ name: 'waitlist.leave', input: { waitlistId } })] as const;
    return door.change(request, reply, { actor, change: { steps, status: 204, answer: async () => undefined } });
  });
}

function acceptRoute(door: StorefrontDoor): void {
  const { parts } = door;
  const refusals = [
    ...codes,
    'booking_conflict',
    'hold_expired',
    'invalid_service',
    'invalid_transition',
    'edit_conflict',
    'quota_exceeded',
  ] as const;
  const schema = {
    ...{ tags, summary: 'Book what is kept for them', params: Place, body: Acceptance },
    description: '`expectedTotalCents` is what they were shown: refused where it would be another by now.',
    response: { 201: CheckoutAnswer, ...errorsOf({ changes: true, codes: refusals }) },
  };
  door.app.post('/waitlist/:token/accept', { schema }, async (request, reply) => {
    const { actor, waitlistId } = await mustBeWaiter(door, request);
    const { tenantId, subdomain } = door.tenantOf(request);
    const input = { waitlistId, ...said(request.body ?? {}) };
    return door.change(request, reply, {
      actor,
      change: {
        steps: [() => ({ name: 'waitlist.accept', input })],
        status: 201,
        async answer(reader, [value]) {
          const { bookingId } = value as { bookingId: string };
          const ref = { tenantId, bookingId, subdomain };
          const booking = await readOwnBooking(reader, { parts, bookingId });
          return { booking, manageToken: manageToken(parts.serverKey, ref), manageUrl: manageUrl(parts, ref) };
        },
      },
    });
  });
}

function declineRoute(door: StorefrontDoor): void {
  const schema = {
    ...{ tags, summary: 'Let the offer go on to the next', params: Place, body: NoBody },
    response: { 200: Wait, ...errorsOf({ changes: true, codes: [...codes, 'invalid_transition'] }) },
  };
  door.app.post('/waitlist/:token/decline', { schema }, async (request, reply) => {
    const { actor, waitlistId } = await mustBeWaiter(door, request);
    const steps = [() => ({ name: 'waitlist.decline', input: { waitlistId } })] as const;
    return door.change(request, reply, { actor, change: { steps, answer: (reader) => read(reader, waitlistId) } });
  });
}
