/** Forms that are sent very often in a short time: said on the page, in place of a refusal. */
import type { FastifyReply } from 'fastify';
import { Refusal } from '#core/base/refusal.ts';
import type { ServerParts } from '#server/parts.ts';
import { type Knock, limited } from '../http/limits.ts';

/** How many seconds they should wait, which the answer's header says too; null: it is not too often. */
export async function secondsToWait(reply: FastifyReply, knocks: () => Promise<void>): Promise<number | null> {
  try {
    await knocks();
    return null;
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'rate_limited') throw error;
    const seconds = Number(error.facts['retryAfterSeconds']);
    reply.header('retry-after', seconds);
    return seconds;
  }
}

/** What to tell them; null: it is not too often. */
export async function tooOften(parts: ServerParts, knock: Knock & { reply: FastifyReply }): Promise<string | null> {
  const seconds = await secondsToWait(knock.reply, () => limited(parts, knock));
  return seconds === null ? null : 'That was very often in a short time. Please wait a minute and send it again.';
}
