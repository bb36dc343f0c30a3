/** Sends the outbox of mail. Without a mail server nothing is lost: it waits there until there is one. */
import type { Transporter } from 'nodemailer';
import { MINUTE, SECOND } from '#core/base/time.ts';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import type { Profile } from '#core/domains/tenants/model.ts';
import { ask } from '#core/engine/ask.ts';
import { icsOf } from '../doors/calendar/ics.ts';
import { bookingEvents, manageUrl } from '../doors/calendar/single.ts';
import type { ServerParts } from '../parts.ts';
import { letterOf } from './letters.ts';
import { type Loop, startLoop } from './loop.ts';
import { isMailWaiting, type MailRow, releaseMail, settleMail, takeMails } from './mailbox.ts';
import type { Timer } from './timer.ts';

const LOOK_AGAIN_MS = 30 * SECOND;
const TIMEOUTS = { connectionTimeout: 10 * SECOND, greetingTimeout: 10 * SECOND, socketTimeout: 30 * SECOND };
const ERROR_LENGTH = 300;

const postman = { kind: 'system', id: 'mail', name: 'Mail' } as const;

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
    if (!told && (await isMailWaiting(engine.database))) {
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

  async function send(row: MailRow): Promise<void> {
    const error = await messageOf(parts, row)
      .then(async (message) => (await transporter()).sendMail(message))
      .then(() => null)
      .catch((error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, ERROR_LENGTH));
    if (error !== null) logger.warn({ mail: row.id, tenantId: row.tenantId, error }, 'mail was not taken');
    await settleMail(engine.database, { row, now: now(), error });
  }

  return async () => {
    while (!stopping.aborted) {
      const taken = await takeMails(engine.database, now());
      if (taken.length === 0) break;
      for (const row of taken) await (stopping.aborted ? releaseMail(engine.database, row) : send(row));
    }
    return now() + LOOK_AGAIN_MS;
  };
}

async function messageOf(parts: MailParts, { id, tenantId, bookingId, recipient, template }: MailRow) {
  const asked = { tenantId, actor: postman };
  const profile = (await ask(parts.engine, { ...asked, name: 'tenants.profile', input: {} })) as Profile;
  const booking = (await ask(parts.engine, { ...asked, name: 'bookings.booking', input: { bookingId } })) as BookingDetail;
  const events = await bookingEvents(parts, tenantId, bookingId);
  const url = manageUrl(parts, { tenantId, bookingId, subdomain: profile.subdomain });
  const { name: business, sandbox } = profile;
  const host = new URL(parts.publicUrl()).hostname;
  return {
    ...letterOf({ template, business, sandbox, booking, events, manageUrl: url }),
    from: { name: business, address: parts.options.mailFrom ?? `no-reply@${host}` },
    to: { name: booking.customerName, address: recipient },
    ...(profile.contactEmail !== null && { replyTo: { name: business, address: profile.contactEmail } }),
    // The same on every attempt: who gets a mail twice, because its sender died, is shown it once.
    messageId: `<${id}@${host}>`,
    attachments: [
      { filename: 'booking.ics', content: icsOf({ name: business, events }), contentType: 'text/calendar; charset=utf-8; method=PUBLISH' },
    ],
  };
}
