/** A letter as nodemailer takes it: from whom, to whom, with the calendar's part. */
import type { SendMailOptions } from 'nodemailer';
import type { MailTemplate } from '#core/domains/notifications/model.ts';
import type { MailRow } from '#core/domains/notifications/store.ts';
import { type IcsEvent, type IcsInvitation, icsOf } from '../doors/calendar/ics.ts';
import type { ServerParts } from '../parts.ts';
import type { Composed } from './letters.ts';

export function envelopeOf(parts: ServerParts, { row, composed }: { row: MailRow; composed: Composed }): SendMailOptions {
  const { letter, profile, name, events } = composed;
  const { name: business, contactEmail } = profile;
  const host = new URL(parts.publicUrl()).hostname;
  const address = parts.options.mailFrom ?? `no-reply@${host}`;
  const attendee = { name: name ?? row.recipient, email: row.recipient };
  return {
    ...letter,
    from: { name: business, address },
    to: name === null ? row.recipient : { name, address: row.recipient },
    ...(contactEmail !== null && { replyTo: { name: business, address: contactEmail } }),
    // The same on every attempt: who gets a mail twice, because its sender died, is shown it once.
    messageId: `<${row.id}@${host}>`,
    ...calendarPart(row.template, { events, business, organizer: { name: business, email: contactEmail ?? address }, attendee }),
  };
}

interface Filing extends Pick<IcsInvitation, 'organizer' | 'attendee'> {
  readonly events: readonly IcsEvent[];
  readonly business: string;
}

const methods: Partial<Record<MailTemplate, IcsInvitation['method']>> = {
  booking_confirmed: 'REQUEST',
  booking_rescheduled: 'REQUEST',
  booking_cancelled: 'CANCEL',
};

/**
 * One event goes as an invitation, which mail programs show as one and file by themselves: as a part of the letter and as a file.
 * Several go as a file to open, since an invitation is of one. A letter that was overtaken by a cancellation carries none.
 */
function calendarPart(template: MailTemplate, { events, business, ...people }: Filing): Pick<SendMailOptions, 'icalEvent' | 'attachments'> {
  const [first, ...others] = events;
  const method = methods[template];
  if (first === undefined) return {};
  if (method === undefined || others.length > 0) {
    const content = icsOf({ name: business, events });
    return { attachments: [{ filename: 'booking.ics', content, contentType: 'text/calendar; charset=utf-8; method=PUBLISH' }] };
  }
  if ((first.status === 'CANCELLED') !== (method === 'CANCEL')) return {};
  const content = icsOf({ name: business, events, invitation: { method, ...people } });
  return { icalEvent: { method, filename: 'booking.ics', content } };
}
