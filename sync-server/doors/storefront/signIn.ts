/** A customer who comes in by a code that was mailed to them: all of their bookings, and what they paid. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isoOf } from '#core/base/time.ts';
import { Email, idOf } from '#core/contracts/fields.ts';
import type { OrderSummary } from '#core/domains/payments/model.ts';
import { ask } from '#core/engine/ask.ts';
import { callerAt } from '#server/limits.ts';
import type { ServerParts } from '#server/parts.ts';
import { doorkeeper } from '#server/secrets/apiKeys.ts';
import { passFor, sendCode } from '#server/secrets/customers.ts';
import { ListedOrder, listedOrder } from '../api/money.ts';
import { said } from '../api/present.ts';
import { readerOf } from '../http/changes.ts';
import { madeAfter, type MadePage, madePageOf } from '../http/cursor.ts';
import { languageOf } from '../http/language.ts';
import { limited } from '../http/limits.ts';
import { errorsOf, InstantOut, NoAnswer, Paging, pageSchema } from '../http/schemas.ts';
import { readOwnBooking } from './bookings.ts';
import type { StorefrontDoor } from './door.ts';
import { ShopBooking } from './shapes.ts';

const tags = ['Storefront'];
const Shop = z.strictObject({ tenant: z.string().max(64) });
const Wish = z.strictObject({ email: Email }).meta({ id: 'CustomerSignIn', examples: [{ email: 'ada@example.com' }] });
const Confirmation = Wish.extend({ code: z.string().regex(/^\d{8}$/, 'expected the eight digits of the mail') }).meta({
  id: 'CustomerCode',
  examples: [{ email: 'ada@example.com', code: '31415926' }],
});
const Pass = z
  .strictObject({ token: z.string().meta({ description: 'The bearer of what the customer asks for next' }), expiresAt: InstantOut })
  .meta({ id: 'CustomerPass' });

export function signInRoutes(door: StorefrontDoor): void {
  codeRoutes(door);
  bookingsRoute(door);
  ordersRoute(door);
}

interface Knock {
  readonly reply: FastifyReply;
  readonly request: FastifyRequest;
}

/** By the address that asks, for codes and tries alike. @throws Refusal `rate_limited` */
export const knock = (parts: ServerParts, { reply, request }: Knock): Promise<void> =>
  limited(parts, { reply, name: 'customer sign-in', who: request.ip, limit: parts.options.limits.signInsPerAddress });

interface Asking extends Knock {
  readonly tenantId: string;
  readonly email: string;
}

/** Askers from other places may fill as many hours' codes as this before a customer is kept from their own. */
const PLACES = 4;

/**
 * By the customer who is written to: nobody's inbox is filled. Each place has its own count, so that a stranger who asks with
 * somebody's address does not keep them out. @throws Refusal `rate_limited`
 */
export async function knockFor(parts: ServerParts, { reply, request, tenantId, email }: Asking): Promise<void> {
  const limit = parts.options.limits.codesPerCustomer;
  const who = `${tenantId}/${email.toLowerCase()}`;
  await limited(parts, { reply, name: 'sign-in codes', who: `${who}/${callerAt(request.ip)}`, limit });
  await limited(parts, { reply, name: 'sign-in codes of all', who, limit: { ...limit, count: limit.count * PLACES } });
}

function codeRoutes({ app, parts, tenantOf }: StorefrontDoor): void {
  const errors = errorsOf({ codes: ['payload_too_large', 'unsupported_media_type', 'disk_full'] });
  const schema = {
    ...{ tags, summary: 'Ask for a code by mail', params: Shop, body: Wish, response: { 204: NoAnswer, ...errors } },
    description:
      'Eight digits, good once and for ten minutes, go to the address if it is a customer’s. The answer is the same if it is not. In the language of `Accept-Language`.',
  };
  app.post('/sign-in', { schema }, async (request, reply) => {
    const { tenantId } = tenantOf(request);
    const { email } = request.body;
    await knock(parts, { reply, request });
    await knockFor(parts, { reply, request, tenantId, email });
    await sendCode(parts, { tenantId, email, ip: request.ip, locale: languageOf(request) ?? null });
    return reply.code(204).send();
  });
  const confirmSchema = {
    ...{ tags, summary: 'Come in with the code', params: Shop, body: Confirmation },
    description:
      'The token is good for a day, for this business alone. After five wrong tries from one place it is not good there any more.',
    response: { 200: Pass, ...errors, ...errorsOf({ codes: ['unauthorized'] }) },
  };
  app.post('/sign-in/code', { schema: confirmSchema }, async (request, reply) => {
    await knock(parts, { reply, request });
    const { token, expiresAt } = await passFor(parts, { tenantId: tenantOf(request).tenantId, ip: request.ip, ...request.body });
    return { token, expiresAt: isoOf(expiresAt) };
  });
}

const pageInput = ({ limit, cursor }: z.output<typeof Paging>, customerId: string) => said({ customerId, limit, after: madeAfter(cursor) });

function bookingsRoute({ app, parts, engine, tenantOf, customerOf }: StorefrontDoor): void {
  const schema = {
    ...{ tags, summary: 'List one’s own bookings, newest first', params: Shop, querystring: Paging },
    description: 'The bearer is the token that a code was given for; each of them can be read, moved and cancelled with it.',
    response: { 200: pageSchema(ShopBooking), ...errorsOf({ codes: ['unauthorized'] }) },
  };
  app.get('/bookings', { schema }, async (request) => {
    const input = pageInput(request.query, await customerOf(request));
    const { tenantId } = tenantOf(request);
    const page = (await ask(engine, { tenantId, actor: doorkeeper, name: 'bookings.page', input })) as MadePage<{ id: string }>;
    const data = await engine.database.read(tenantId, async (db) => {
      const bookings = [];
      for (const { id } of page.data) bookings.push(await readOwnBooking(readerOf(engine, db), { parts, bookingId: id }));
      return bookings;
    });
    return madePageOf({ ...page, data }, (booking) => booking);
  });
}

const OwnOrder = ListedOrder.omit({ customerId: true })
  .extend({ bookingId: idOf('bkg').nullable().meta({ description: 'What it is for; null for a plan' }) })
  .meta({ id: 'CustomerOrder' });

function ownOrder(summary: OrderSummary) {
  const { customerId: _theirs, ...order } = listedOrder(summary);
  return { ...order, bookingId: order.payableKind === 'booking' ? order.payableId : null };
}

function ordersRoute({ app, engine, tenantOf, customerOf }: StorefrontDoor): void {
  const schema = {
    ...{ tags, summary: 'List one’s own orders, newest first', params: Shop, querystring: Paging },
    description: 'What was and is to be paid. The bearer is the token that a code was given for.',
    response: { 200: pageSchema(OwnOrder), ...errorsOf({ codes: ['unauthorized'] }) },
  };
  app.get('/orders', { schema }, async (request) => {
    const input = pageInput(request.query, await customerOf(request));
    const page = (await ask(engine, {
      tenantId: tenantOf(request).tenantId,
      actor: doorkeeper,
      name: 'payments.orders',
      input,
    })) as MadePage<OrderSummary>;
    return madePageOf(page, ownOrder);
  });
}
