/** What a booker is written: the same words as plain text and as simple HTML. */
import { addLinks } from '../doors/calendar/links.ts';
import type { IcsEvent } from '../doors/calendar/ics.ts';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import { formatMoney } from '#core/base/money.ts';
import type { MailRow } from './mailbox.ts';

export interface LetterFacts {
  readonly template: MailRow['template'];
  readonly business: string;
  readonly sandbox: boolean;
  readonly booking: BookingDetail;
  readonly events: readonly IcsEvent[];
  readonly manageUrl: string;
}

export interface Letter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

interface Words {
  readonly subject: string;
  readonly opening: string;
}

function wordsOf({ template, business, booking }: LetterFacts): Words {
  const what = booking.items[0]?.offeringTitle ?? 'your booking';
  switch (template) {
    case 'booking_received':
      return { subject: `We have your request: ${what}`, opening: `${business} has your request and will answer it soon.` };
    case 'booking_confirmed':
      return { subject: `Confirmed: ${what}`, opening: `Your booking with ${business} is confirmed.` };
    case 'booking_rescheduled':
      return { subject: `New time: ${what}`, opening: `Your booking with ${business} has a new time.` };
    case 'booking_cancelled':
      return { subject: `Cancelled: ${what}`, opening: `Your booking with ${business} is cancelled.` };
  }
}

/** `Tuesday, 24 November 2026, 14:00 – 15:00 (Europe/Berlin)`: on the wall clock of where it takes place. */
function whenText(startsAt: number, { endsAt, timezone }: { endsAt: number; timezone: string }): string {
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: timezone });
  const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: timezone });
  const isSameDay = day.format(startsAt) === day.format(endsAt);
  const until = isSameDay ? time.format(endsAt) : `${day.format(endsAt)}, ${time.format(endsAt)}`;
  return `${day.format(startsAt)}, ${time.format(startsAt)} – ${until} (${timezone})`;
}

type Line = readonly [label: string, value: string];

function linesOf({ template, booking, events }: LetterFacts): Line[] {
  const lines: Line[] = booking.items.flatMap((item): Line[] => [
    ['What', item.quantity > 1 ? `${item.offeringTitle}, ${item.quantity} people` : item.offeringTitle],
    ['When', whenText(item.startsAt, item)],
  ]);
  const where = events[0]?.location;
  if (where) lines.push(['Where', where]);
  lines.push(['Total', formatMoney(booking.totalCents, { currency: booking.currency, locale: 'en' })]);
  if (template === 'booking_cancelled' && booking.refundPercent !== null) lines.push(['Refund', `${booking.refundPercent} %`]);
  lines.push(['Confirmation code', booking.confirmationCode]);
  return lines;
}

interface Link {
  readonly label: string;
  readonly url: string;
}

function linksOf({ template, events, manageUrl }: LetterFacts): Link[] {
  if (template === 'booking_cancelled') return [{ label: 'See the booking', url: manageUrl }];
  const manage = { label: 'Change or cancel', url: manageUrl };
  const first = events[0];
  if (first === undefined || template === 'booking_received') return [manage];
  const { googleUrl, outlookUrl } = addLinks(first);
  return [manage, { label: 'Add to Google Calendar', url: googleUrl }, { label: 'Add to Outlook', url: outlookUrl }];
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (char) => entities[char] ?? char);

/** Without what would end a header's line. */
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

function htmlOf({
  opening,
  greeting,
  lines,
  links,
}: {
  opening: string;
  greeting: string;
  lines: readonly Line[];
  links: readonly Link[];
}): string {
  const row = ([label, value]: Line) =>
    `<tr><td style="padding:4px 16px 4px 0;color:#6b7280">${escapeHtml(label)}</td><td style="padding:4px 0">${escapeHtml(value)}</td></tr>`;
  const link = ({ label, url }: Link) => `<p style="margin:8px 0"><a href="${escapeHtml(url)}">${escapeHtml(label)}</a></p>`;
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8"><body style="font:16px/1.5 system-ui,sans-serif;color:#111827;max-width:560px">',
    `<p>${escapeHtml(greeting)}</p><p>${escapeHtml(opening)}</p><table style="border-collapse:collapse">${lines.map(row).join('')}</table>`,
    `${links.map(link).join('')}</body></html>`,
  ].join('\n');
}

export function letterOf(facts: LetterFacts): Letter {
  const { subject, opening } = wordsOf(facts);
  const greeting = `Hello ${facts.booking.customerName},`;
  const lines = linesOf(facts);
  const links = linksOf(facts);
  const text = [
    greeting,
    '',
    opening,
    '',
    ...lines.map(([label, value]) => `${label}: ${value}`),
    '',
    ...links.map(({ label, url }) => `${label}: ${url}`),
    '',
  ].join('\n');
  const marked = facts.sandbox ? `[Sandbox] ${subject}` : subject;
  return { subject: oneLine(marked), text, html: htmlOf({ opening, greeting, lines, links }) };
}
