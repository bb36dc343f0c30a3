/** Forms that are sent very often in a short time: said on the page, in place of a refusal. */
import type { FastifyReply } from 'fastify';
import { Refusal } from '#core/base/refusal.ts';
import type { ServerParts } from '#server/parts.ts';
import { type Knock, limited } from '../http/limits.ts';

/** What to tell them; null: it is not too often. */
export async function tooOften(parts: ServerParts, knock: Knock & { reply: FastifyReply }): Promise<string | null> {
  try {
    await limited(parts, knock);
    return null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    knock.reply.header('retry-after', Number(error.facts['retryAfterSeconds']));
    return 'That was very often in a short time. Please wait a minute and send it again.';
  }
}
