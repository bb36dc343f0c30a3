/** What the console asks of the outbox, and the server alone can answer: whether letters go out, and what one of them says. */
import type { Json } from '#core/base/json.ts';
import type { Actor } from '#core/contracts/actor.ts';
import type { Mail, MailCopy, Outbox } from '#core/domains/notifications/model.ts';
import { ask } from '#core/engine/ask.ts';
import { nowOf } from '#core/engine/clock.ts';
import type { ServerParts } from '#server/parts.ts';
import { composeLetter, mustFindMail } from '#server/workers/letters.ts';

interface Asked {
  readonly tenantId: string;
  readonly actor: Actor;
  readonly input: Json;
}

async function outbox(parts: ServerParts, { input, ...asker }: Asked): Promise<Outbox> {
  const mails = (await ask(parts.engine, { ...asker, name: 'notifications.mails', input })) as Mail[];
  return { mails, sends: parts.options.smtpUrl !== null };
}

/** Who reads a code in the outbox could come in with it. */
const HIDDEN = '••••••';

async function letter(parts: ServerParts, { input, ...asker }: Asked): Promise<MailCopy | null> {
  // Whoever may list them may read one: the same question decides.
  await ask(parts.engine, { ...asker, name: 'notifications.mails', input: { limit: 1 } });
  const row = await mustFindMail(parts, { tenantId: asker.tenantId, input });
  const isCode = row.template === 'sign_in_code';
  const shown = isCode ? { ...row, code: HIDDEN, createdAt: await nowOf(parts.engine, asker.tenantId) } : row;
  const composed = await composeLetter(parts, shown);
  return composed === null ? null : { recipient: row.recipient, ...composed.letter };
}

/** by the name of the question */
export const mailAnswers: ReadonlyMap<string, (parts: ServerParts, asked: Asked) => Promise<unknown>> = new Map<
  string,
  (parts: ServerParts, asked: Asked) => Promise<unknown>
>([
  ['notifications.outbox', outbox],
  ['notifications.letter', letter],
]);
