/**
 * Answers about free time, which are never old: the tag holds all that they depend on, so that "not modified" is said, and
 * an answer given again, without a look at a single slot. Promise: what is kept is bounded, for the whole process.
 */
import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { MINUTE, SECOND } from '#core/base/time.ts';
import type { Freshness } from '#core/domains/availability/model.ts';
import type { Offering } from '#core/domains/catalog/model.ts';

export const NotModified = z.undefined().meta({ description: 'As the `ETag` in `If-None-Match` says: nothing has changed' });

const MOST_KEPT = 300;
const MOST_KEPT_CHARACTERS = 4_000_000;

export interface Asked {
  /** everything that the answer is about, the business too */
  readonly about: readonly unknown[];
  readonly freshness: Freshness;
  readonly startTimes: Offering['startTimes'];
  readonly now: number;
  compute(): Promise<unknown>;
}

export type LiveAnswers = (request: FastifyRequest, reply: FastifyReply, asked: Asked) => Promise<FastifyReply>;

export function liveAnswers(): LiveAnswers {
  const kept = new Map<string, string>();
  let characters = 0;
  const keep = (tag: string, text: string): void => {
    if (kept.has(tag)) return;
    kept.set(tag, text);
    characters += text.length;
    for (const [oldest, its] of kept) {
      if (kept.size <= MOST_KEPT && characters <= MOST_KEPT_CHARACTERS) break;
      kept.delete(oldest);
      characters -= its.length;
    }
  };
  return async (request, reply, asked) => {
    const tag = tagOf(asked);
    reply.header('etag', tag).header('cache-control', 'private, no-cache');
    if (isKnown(request, tag)) return reply.code(304).send();
    reply.code(200);
    const text = kept.get(tag) ?? (reply.serialize(await asked.compute()) as string);
    keep(tag, text);
    return reply.type('application/json; charset=utf-8').send(text);
  };
}

function tagOf({ about, freshness, startTimes, now }: Asked): string {
  // Starts on a grid are at whole minutes, and so is all that notice and horizon make of them; those that follow bookings may be at any second.
  const grain = startTimes === 'grid' ? MINUTE : SECOND;
  // A start is still to be had at its very minute, and past a moment later: the minute itself stands alone.
  const moment = [Math.floor(now / grain), Math.ceil(now / grain)];
  const text = JSON.stringify([about, freshness.rev, freshness.nonce, freshness.nextExpiry, moment]);
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`;
}

function isKnown(request: FastifyRequest, tag: string): boolean {
  const seen = request.headers['if-none-match'];
  return seen !== undefined && seen.split(',').some((each) => each.trim() === '*' || each.trim().replace(/^W\//, '') === tag);
}
