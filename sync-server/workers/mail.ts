/** Sends the outbox of mail. Without a mail server nothing is lost: it waits there until there is one. */
import type { Transporter } from 'nodemailer';
import { MINUTE, SECOND } from '#core/base/time.ts';
import type { BookingDetail, BookingSummary } from '#core/domains/bookings/model.ts';
import type { WaitlistEntry } from '#core/domains/waitlist/model.ts';
import type { Profile } from '#core/domains/tenants/model.ts';
import { ask } from '#core/engine/ask.ts';
import { type IcsEvent, icsOf } from '../doors/calendar/ics.ts';
import { bookingEvents, manageUrl } from '../doors/calendar/single.ts';
import { waitlistUrl } from '../doors/pages/waitlistLink.ts';
import type { ServerParts } from '../parts.ts';
import { type Letter, letterOf, waitlistLetterOf } from './letters.ts';
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

/** What a mail says, and to whom. */
interface Content {
  readonly letter: Letter;
  readonly name: string;
  readonly events: readonly IcsEvent[];
}

const asked = ({ engine }: MailParts, { tenantId }: MailRow, question: { name: string; input: object }): Promise<unknown> =>
  ask(engine, { tenantId, actor: postman, ...question });

async function messageOf(parts: MailParts, row: MailRow) {
  const { id, bookingId, waitlistId, recipient } = row;
  const profile = (await asked(parts, row, { name: 'tenants.profile', input: {} })) as Profile;
  const about = { row, profile };
  const content =
    waitlistId === null ? await bookingContent(parts, about, bookingId ?? '') : await waitlistContent(parts, about, waitlistId);
  const { letter, name, events } = content;
  const { name: business } = profile;
  const host = new URL(parts.publicUrl()).hostname;
  return {
    ...letter,
    from: { name: business, address: parts.options.mailFrom ?? `no-reply@${host}` },
    to: { name, address: recipient },
    ...(profile.contactEmail !== null && { replyTo: { name: business, address: profile.contactEmail } }),
    // The same on every attempt: who gets a mail twice, because its sender died, is shown it once.
    messageId: `<${id}@${host}>`,
    attachments: events.length === 0 ? [] : [icsFile(business, events)],
  };
}

const icsFile = (name: string, events: readonly IcsEvent[]) => ({
  filename: 'booking.ics',
  content: icsOf({ name, events }),
  contentType: 'text/calendar; charset=utf-8; method=PUBLISH',
});

interface About {
  readonly row: MailRow;
  readonly profile: Profile;
}

async function bookingContent(parts: MailParts, { row, profile }: About, bookingId: string): Promise<Content> {
  const { tenantId, template } = row;
  const { subdomain, name: business, sandbox } = profile;
  const booking = (await asked(parts, row, { name: 'bookings.booking', input: { bookingId } })) as BookingDetail;
  const dates = await datesOf(parts, { row, booking });
  const series = dates.map((date) => ({ booking: date, manageUrl: manageUrl(parts, { tenantId, bookingId: date.id, subdomain }) }));
  const events = (await Promise.all([booking, ...dates.slice(1)].map(({ id }) => bookingEvents(parts, tenantId, id)))).flat();
  const url = manageUrl(parts, { tenantId, bookingId, subdomain });
  const letter = letterOf({ template, business, sandbox, booking, series, events, manageUrl: url });
  return { letter, name: booking.customerName, events };
}

/** The bookings that a letter about a series speaks of: those in the state of its first, from that one on. */
async function datesOf(parts: MailParts, { row, booking }: { row: MailRow; booking: BookingDetail }): Promise<BookingSummary[]> {
  const { seriesId, status, startsAt } = booking;
  if (seriesId === null || !row.template.startsWith('series_')) return [];
  const all = (await asked(parts, row, { name: 'bookings.series', input: { seriesId } })) as BookingSummary[];
  return all.filter((one) => one.status === status && one.startsAt >= startsAt);
}

async function waitlistContent(parts: MailParts, { row, profile }: About, waitlistId: string): Promise<Content> {
  const { tenantId, template } = row;
  const { name: business, sandbox, subdomain } = profile;
  const entry = (await asked(parts, row, { name: 'waitlist.entry', input: { waitlistId } })) as WaitlistEntry;
  const url = waitlistUrl(parts, { tenantId, waitlistId, subdomain });
  return { letter: waitlistLetterOf({ template, business, sandbox, entry, url }), name: entry.name, events: [] };
}
