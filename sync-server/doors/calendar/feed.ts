/** `GET /calendar/:token.ics`: what a calendar app subscribes to. The token is the only credential, and a reset kills it. */
import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal, refuse } from '#core/base/refusal.ts';
import type { CalendarEntry, Feed } from '#core/domains/calendar/model.ts';
import type { Profile } from '#core/domains/tenants/model.ts';
import { ask } from '#core/engine/ask.ts';
import { limited } from '#server/doors/http/limits.ts';
import type { ZodApp } from '#server/doors/http/app.ts';
import type { ServerParts } from '#server/parts.ts';
import { feedOfToken, type FeedRef, isFeedToken } from '#server/secrets/feeds.ts';
import { calendarActor, eventForDesk } from './events.ts';
import { icsOf, type IcsCalendar } from './ics.ts';

const REFRESH_SECONDS = 15 * 60;

/** The feed that the token opens; undefined for a forged, foreign or reset one, all alike. */
async function openedBy({ engine, serverKey }: ServerParts, token: string): Promise<FeedRef | undefined> {
  const feed = feedOfToken(token);
  if (feed === undefined) return undefined;
  try {
    const question = { tenantId: feed.tenantId, actor: calendarActor, name: 'calendar.feedVersion', input: { feedId: feed.feedId } };
    const { version } = (await ask(engine, question)) as { version: number };
    return isFeedToken(serverKey, { ...feed, version, token }) ? feed : undefined;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

async function calendarOf(parts: ServerParts, { tenantId, feedId }: FeedRef): Promise<IcsCalendar> {
  const asked = { tenantId, actor: calendarActor };
  const profile = (await ask(parts.engine, { ...asked, name: 'tenants.profile', input: {} })) as Profile;
  const answer = await ask(parts.engine, { ...asked, name: 'calendar.entries', input: { feedId } });
  const { feed, entries } = answer as { feed: Feed; entries: CalendarEntry[] };
  const whose = feed.kind === 'tenant' || feed.title === '' ? profile.name : `${feed.title} — ${profile.name}`;
  const url = `${parts.publicUrl()}/s/${profile.subdomain}`;
  const inOrder = entries.toSorted((a, b) => a.startsAt - b.startsAt || (a.itemId < b.itemId ? -1 : 1));
  return {
    name: profile.sandbox ? `${whose} (sandbox)` : whose,
    refreshSeconds: REFRESH_SECONDS,
    events: inOrder.map((entry) => eventForDesk(entry, { url })),
  };
}

/** Of what is shown alone: whatever else the business changes, a subscriber that has seen this is told so. */
const tagOf = (calendar: IcsCalendar): string => `"${createHash('sha256').update(JSON.stringify(calendar)).digest('base64url')}"`;

const knows = (request: FastifyRequest, tag: string): boolean => {
  const seen = request.headers['if-none-match'];
  return seen !== undefined && seen.split(',').some((each) => each.trim() === '*' || each.trim().replace(/^W\//, '') === tag);
};

export function registerCalendar(app: ZodApp, parts: ServerParts): void {
  const { limits } = parts.options;

  async function serve(request: FastifyRequest<{ Params: { token: string } }>, reply: FastifyReply): Promise<FastifyReply> {
    const feed = await openedBy(parts, request.params.token);
    if (feed === undefined) {
      await limited(parts, { reply, name: 'attempts', who: request.ip, limit: limits.requestsPerAddress });
      return refuse('not_found', { kind: 'feed' });
    }
    await limited(parts, { reply, name: 'feed', who: feed.feedId, limit: limits.readsPerFeed });
    const calendar = await calendarOf(parts, feed);
    const tag = tagOf(calendar);
    reply.header('etag', tag).header('cache-control', 'private, no-cache').header('x-robots-tag', 'noindex');
    if (knows(request, tag)) return reply.code(304).send();
    reply.header('content-disposition', 'inline; filename="bookings.ics"');
    return reply.type('text/calendar; charset=utf-8').send(icsOf(calendar));
  }

  app.get<{ Params: { token: string } }>('/calendar/:token.ics', { schema: { hide: true } }, serve);
}
