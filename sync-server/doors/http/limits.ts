/** Counts a knock and tells the caller how many are left (IETF draft: RateLimit, RateLimit-Policy). */
import type { FastifyReply } from 'fastify';
import { refuse } from '#core/base/refusal.ts';
import { callerAt, type Limit } from '#server/limits.ts';
import type { ServerParts } from '#server/parts.ts';
import type { ZodApp } from './app.ts';

export interface Knock {
  /** what is counted: `requests`, `bookings`, … */
  readonly name: string;
  /** whose: a key, a device, an address, a feed */
  readonly who: string;
  readonly limit: Limit;
}

function add(reply: FastifyReply, header: string, value: string): void {
  const before = reply.getHeader(header);
  reply.header(header, before === undefined ? value : `${String(before)}, ${value}`);
}

/** @throws Refusal `rate_limited` {limit, retryAfterSeconds} */
export async function limited(
  { counters, engine }: Pick<ServerParts, 'counters' | 'engine'>,
  { reply, name, who, limit }: Knock & { reply: FastifyReply },
): Promise<void> {
  const now = engine.clock.now();
  const { count, resetsAt } = await counters.hit(`${name}/${callerAt(who)}`, { now, windowMs: limit.windowMs });
  const seconds = Math.max(1, Math.ceil((resetsAt - now) / 1000));
  add(reply, 'ratelimit-policy', `"${name}";q=${limit.count};w=${Math.ceil(limit.windowMs / 1000)}`);
  add(reply, 'ratelimit', `"${name}";r=${Math.max(0, limit.count - count)};t=${seconds}`);
  if (count > limit.count) refuse('rate_limited', { limit: name, retryAfterSeconds: seconds });
}

/** Pages, the docs, the status and addresses where nothing is: by address. The doors below `/v1` and the feeds count for themselves. */
export function limitPages(app: ZodApp, parts: ServerParts): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { url = '' } = request.routeOptions;
    if (url.startsWith('/v1/') || url.startsWith('/calendar/')) return done();
    const knock = { reply, name: 'pages', who: request.ip, limit: parts.options.limits.requestsPerAddress };
    limited(parts, knock).then(() => done(), done);
  });
}
