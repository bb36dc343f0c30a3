/** Sends the outbox of mail. Without a mail server nothing is lost: it waits there until there is one. */
import type { Transporter } from 'nodemailer';
import { MINUTE, SECOND } from '#core/base/time.ts';
import type { MailRow } from '#core/domains/notifications/store.ts';
import type { ServerParts } from '../parts.ts';
import { envelopeOf } from './envelope.ts';
import { composeLetter } from './letters.ts';
import { type Loop, startLoop } from './loop.ts';
import { isMailWaiting, releaseMail, type Sent, settleMail, takeMails } from './mailbox.ts';
import type { Timer } from './timer.ts';

const LOOK_AGAIN_MS = 30 * SECOND;
const TIMEOUTS = { connectionTimeout: 10 * SECOND, greetingTimeout: 10 * SECOND, socketTimeout: 30 * SECOND };
const ERROR_LENGTH = 300;

export interface MailParts extends ServerParts {
  readonly timer: Timer;
}

export function startMail(parts: MailParts): Loop {
  const { smtpUrl } = parts.options;
  const { database, clock } = parts.engine;
  const stopping = new AbortController();
  const pass = smtpUrl === null ? tellingOnce(parts) : sendingThrough(parts, { smtpUrl, stopping: stopping.signal });
  const loop = startLoop({ name: 'mail', timer: parts.timer, now: () => clock.now(), logger: parts.logger, pass });
  const unlisten = database.onCommit(({ tables }) => {
    if (tables.includes('mails')) loop.wake();
  });
  loop.wake();
  return {
    ...loop,
    stop() {
      unlisten();
      stopping.abort();
      return loop.stop();
    },
  };
}

function tellingOnce({ engine, logger }: MailParts): () => Promise<number> {
  let told = false;
  return async () => {
    if (!told && (await isMailWaiting(engine.database, engine.clock.now()))) {
      told = true;
      logger.warn('mail waits in its outbox: no mail server is configured');
    }
    return engine.clock.now() + MINUTE;
  };
}

function sendingThrough(parts: MailParts, { smtpUrl, stopping }: { smtpUrl: string; stopping: AbortSignal }): () => Promise<number> {
  const { engine, logger } = parts;
  const now = () => engine.clock.now();
  let transport: Transporter | undefined;

  /** Loaded for the first mail: a server that sends none need not load it. */
  async function transporter(): Promise<Transporter> {
    const { createTransport } = await import('nodemailer');
    return (transport ??= createTransport({ url: smtpUrl, ...TIMEOUTS }));
  }

  async function attempt(row: MailRow): Promise<Sent> {
    try {
      const composed = await composeLetter(parts, row);
      if (composed === null) return 'dropped';
      await (await transporter()).sendMail(envelopeOf(parts, { row, composed }));
      return 'sent';
    } catch (cause) {
      const error = (cause instanceof Error ? cause.message : String(cause)).slice(0, ERROR_LENGTH);
      logger.warn({ mail: row.id, tenantId: row.tenantId, error }, 'mail was not taken');
      return { error };
    }
  }

  return async () => {
    while (!stopping.aborted) {
      const taken = await takeMails(engine.database, now());
      if (taken.length === 0) break;
      for (const row of taken) {
        if (stopping.aborted) await releaseMail(engine.database, row);
        else await settleMail(engine.database, { row, sent: await attempt(row), now: now() });
      }
    }
    return now() + LOOK_AGAIN_MS;
  };
}
