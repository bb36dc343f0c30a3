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

const dayIn = (timeZone: string, at: number) => new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone }).format(at);
const timeIn = (timeZone: string, at: number) => new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone }).format(at);

/** "Central European Time": what people call it, and right in summer too. */
function zoneName(timeZone: string, at: number): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'longGeneric' }).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
}

/** `Tuesday 24 November 2026, 14:00 – 15:00 (Central European Time)`: on the wall clock of where it takes place. */
function whenText(startsAt: number, { endsAt, timezone }: { endsAt: number; timezone: string }): string {
  const day = dayIn(timezone, startsAt);
  const lastDay = dayIn(timezone, endsAt);
  const until = (day === lastDay ? '' : `${lastDay}, `) + timeIn(timezone, endsAt);
  return `${day}, ${timeIn(timezone, startsAt)} – ${until} (${zoneName(timezone, startsAt)})`;
}

/** What a cancellation would give back now, and how long. */
function policyText({ cancelNow, totalCents, items }: BookingDetail): string | null {
  if (totalCents === 0) return null;
  const { refundPercent, until } = cancelNow;
  if (refundPercent === 0) return 'No refund if you cancel';
  const promise = refundPercent === 100 ? 'Free' : `${refundPercent}% back`;
  const zone = items[0]?.timezone ?? 'UTC';
  return until === null ? promise : `${promise} until ${dayIn(zone, until)}, ${timeIn(zone, until)}`;
}

const money = (cents: number, { currency }: BookingDetail): string => formatMoney(cents, { currency, locale: 'en' });

function refundText(booking: BookingDetail): string | null {
  const { refundPercent, totalCents } = booking;
  if (refundPercent === null || totalCents === 0) return null;
  const sum = money(Math.round((totalCents * refundPercent) / 100), booking);
  return refundPercent === 0 ? 'None, by the cancellation policy' : `${sum} (${refundPercent}%)`;
}

type Line = readonly [label: string, value: string];

function linesOf({ template, booking, events }: LetterFacts): Line[] {
  const lines: Line[] = booking.items.flatMap((item): Line[] => [
    ['What', item.quantity > 1 ? `${item.offeringTitle} × ${item.quantity}` : item.offeringTitle],
    ...(item.resourceNames.length > 0 ? [['With', item.resourceNames.join(', ')] as const] : []),
    ['When', whenText(item.startsAt, item)],
  ]);
  const where = events[0]?.location;
  if (where) lines.push(['Where', where]);
  lines.push(['Total', booking.totalCents === 0 ? 'Free' : money(booking.totalCents, booking)]);
  const isOver = template === 'booking_cancelled';
  const terms = isOver ? refundText(booking) : policyText(booking);
  if (terms !== null) lines.push([isOver ? 'Refund' : 'Cancellation', terms]);
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
    `<tr><td style="padding:4px 16px 4px 0;color:#6b7280;vertical-align:top;white-space:nowrap">${escapeHtml(label)}</td><td style="padding:4px 0">${escapeHtml(value)}</td></tr>`;
  const link = ({ label, url }: Link) => `<p style="margin:8px 0"><a href="${escapeHtml(url)}">${escapeHtml(label)}</a></p>`;
  const button = ({ label, url }: Link) =>
    `<p style="margin:16px 0"><a href="${escapeHtml(url)}" style="display:inline-block;padding:12px 20px;border-radius:10px;background:#111827;color:#ffffff;font-weight:600;text-decoration:none">${escapeHtml(label)}</a></p>`;
  const [first, ...others] = links;
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><body style="font:16px/1.5 system-ui,sans-serif;color:#111827;max-width:560px;margin:24px">',
    `<p>${escapeHtml(greeting)}</p><p><b>${escapeHtml(opening)}</b></p>`,
    `<table style="border-collapse:collapse;margin:16px 0">${lines.map(row).join('')}</table>`,
    `${first === undefined ? '' : button(first)}${others.map(link).join('')}</body></html>`,
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
