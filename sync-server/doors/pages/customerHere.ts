/** Who came in by a code: a cookie of their own pages alone, under `/s/:tenant/bookings`. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '#core/base/refusal.ts';
import { DAY } from '#core/base/time.ts';
import type { ServerParts } from '#server/parts.ts';
import { customerOfToken } from '#server/secrets/customers.ts';
import { homeOf, type Shop } from './storefront.ts';

const COOKIE = 'slotkeeper_customer';

/** Their page of this business. */
export const bookingsPageOf = ({ tenant }: Shop): string => `${homeOf(tenant)}/bookings`;

function cookieOf({ headers }: FastifyRequest): string {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === COOKIE)?.[1] ?? '';
}

/** Only these pages are sent it, and no script reads it. */
export function setCookie(reply: FastifyReply, { parts, shop, value }: { parts: ServerParts; shop: Shop; value: string }): void {
  const secure = parts.publicUrl().startsWith('https:') ? '; Secure' : '';
  const age = value === '' ? 0 : DAY / 1000;
  reply.header('set-cookie', `${COOKIE}=${value}; Path=${bookingsPageOf(shop)}; Max-Age=${age}; HttpOnly; SameSite=Lax${secure}`);
}

/** @returns the customer's id; undefined: nobody came in */
export const customerHere = (parts: ServerParts, { shop, request }: { shop: Shop; request: FastifyRequest }): Promise<string | undefined> =>
  customerOfToken(parts, { tenantId: shop.tenant.tenantId, token: cookieOf(request) });

/** A form of another site brings nobody in here, nor out. */
export function mustBeOurForm({ headers }: FastifyRequest): void {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') refuse('forbidden', { reason: 'the form is another site’s' });
}
