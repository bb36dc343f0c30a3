/** What a booker is written: the same words as plain text and as simple HTML. */
import { addLinks } from '../doors/calendar/links.ts';
import type { IcsEvent } from '../doors/calendar/ics.ts';
import type { BookingDetail, BookingSummary } from '#core/domains/bookings/model.ts';
import type { MailTemplate } from '#core/domains/notifications/model.ts';
import type { WaitlistEntry } from '#core/domains/waitlist/model.ts';
import { formatMoney } from '#core/base/money.ts';

export interface LetterFacts {
  readonly template: MailTemplate;
  readonly business: string;
  readonly sandbox: boolean;
  readonly booking: BookingDetail;
  /** the bookings that it is about where it speaks of a series, each with its link; the booking above is the first */
  readonly series: readonly { readonly booking: BookingSummary; readonly manageUrl: string }[];
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

function wordsOf({ template, business, booking, series }: LetterFacts): Words {
  const what = booking.items[0]?.offeringTitle ?? 'your booking';
  const dates = series.length === 1 ? '1 date' : `${series.length} dates`;
  switch (template) {
    case 'booking_received':
      return { subject: `We have your request: ${what}`, opening: `${business} has your request and will answer it soon.` };
    case 'booking_confirmed':
      return { subject: `Confirmed: ${what}`, opening: `Your booking with ${business} is confirmed.` };
    case 'booking_rescheduled':
      return { subject: `New time: ${what}`, opening: `Your booking with ${business} has a new time.` };
    case 'booking_cancelled':
      return { subject: `Cancelled: ${what}`, opening: `Your booking with ${business} is cancelled.` };
    case 'series_received':
      return { subject: `We have your request: ${what}, ${dates}`, opening: `${business} has your request and will answer it soon.` };
    case 'series_confirmed':
      return { subject: `Confirmed: ${what}, ${dates}`, opening: `Your ${dates} with ${business} are confirmed.` };
    case 'series_cancelled':
      return { subject: `Cancelled: ${what}, ${dates}`, opening: `Your ${dates} with ${business} are cancelled.` };
    case 'waitlist_joined':
    case 'waitlist_offered':
    case 'booking_reminder':
    case 'review_request':
    case 'payment_refunded':
    case 'sign_in_code':
      throw new Error(`${template} is no letter about a booking`);
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
export function whenText(startsAt: number, { endsAt, timezone }: { endsAt: number; timezone: string }): string {
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

const money = (cents: number, { currency }: Pick<BookingSummary, 'currency'>): string => formatMoney(cents, { currency, locale: 'en' });

function refundText(booking: BookingDetail): string | null {
  const { refundPercent, totalCents } = booking;
  if (refundPercent === null || totalCents === 0) return null;
  const sum = money(Math.round((totalCents * refundPercent) / 100), booking);
  return refundPercent === 0 ? 'None, by the cancellation policy' : `${sum} (${refundPercent}%)`;
}

type Line = readonly [label: string, value: string];

/** One line for each date, the label beside the first. */
function seriesLines({ series, events, booking }: LetterFacts): Line[] {
  const where = events[0]?.location;
  const total = series.reduce((sum, one) => sum + one.booking.totalCents, 0);
  return [
    ['What', booking.items[0]?.offeringTitle ?? ''],
    ...series.map((one, i): Line => [
      i === 0 ? 'When' : '',
      whenText(one.booking.startsAt, { ...one.booking, timezone: zoneOf(one.booking) }),
    ]),
    ...(where ? [['Where', where] as const] : []),
    ['Total', total === 0 ? 'Free' : money(total, booking)],
  ];
}

const zoneOf = ({ items }: BookingSummary): string => items[0]?.timezone ?? 'UTC';

function linesOf(facts: LetterFacts): Line[] {
  const { template, booking, events, series } = facts;
  if (series.length > 0) return seriesLines(facts);
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

function linksOf({ template, events, manageUrl, series }: LetterFacts): Link[] {
  if (template === 'series_cancelled') return [];
  if (series.length > 0)
    return series.map(({ booking, manageUrl: url }) => ({ label: `Change or cancel ${dayIn(zoneOf(booking), booking.startsAt)}`, url }));
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

interface Sheet {
  readonly name: string;
  readonly subject: string;
  readonly opening: string;
  readonly lines: readonly Line[];
  /** the first as a button */
  readonly links: readonly Link[];
  readonly sandbox: boolean;
}

function writtenOut({ name, subject, opening, lines, links, sandbox }: Sheet): Letter {
  const greeting = `Hello ${name},`;
  const text = [
    greeting,
    '',
    opening,
    '',
    ...lines.map(([label, value]) => (label === '' ? `  ${value}` : `${label}: ${value}`)),
    '',
    ...links.map(({ label, url }) => `${label}: ${url}`),
    '',
  ].join('\n');
  const marked = sandbox ? `[Sandbox] ${subject}` : subject;
  return { subject: oneLine(marked), text, html: htmlOf({ opening, greeting, lines, links }) };
}

export function letterOf(facts: LetterFacts): Letter {
  const { booking, sandbox } = facts;
  return writtenOut({ ...wordsOf(facts), name: booking.customerName, lines: linesOf(facts), links: linksOf(facts), sandbox });
}

export interface WaitlistFacts {
  readonly template: MailTemplate;
  readonly business: string;
  readonly sandbox: boolean;
  readonly entry: WaitlistEntry;
  /** its page: accept, decline, leave */
  readonly url: string;
}

/** `Tuesday 24 November 2026 to Friday 27 November 2026, from 09:00, until 12:00, for 90 minutes` */
export function waitText({ fromDate, toDate, timeFrom, timeTo, nights, durationMinutes }: WaitlistEntry): string {
  const day = (date: string) => dayIn('UTC', Date.parse(date));
  const days = fromDate === toDate ? day(fromDate) : `${day(fromDate)} to ${day(toDate)}`;
  const times = [...(timeFrom === null ? [] : [`from ${timeFrom}`]), ...(timeTo === null ? [] : [`until ${timeTo}`])];
  const length = [
    ...(nights === null ? [] : [nights === 1 ? 'for 1 night' : `for ${nights} nights`]),
    ...(durationMinutes === null ? [] : [`for ${durationMinutes} minutes`]),
  ];
  return [days, ...(times.length === 0 ? [] : [times.join(' ')]), ...length].join(', ');
}

/** An offer that has ended by the time the letter is written is not promised any more. */
export function waitlistLetterOf({ template, business, sandbox, entry, url }: WaitlistFacts): Letter {
  const { name, offer, timezone, offeringTitle, quantity } = entry;
  const what: Line = ['What', quantity > 1 ? `${offeringTitle} × ${quantity}` : offeringTitle];
  if (template === 'waitlist_offered' && offer !== null)
    return writtenOut({
      ...{
        name,
        sandbox,
        subject: `A place for you: ${offeringTitle}`,
        opening: `A time has become free at ${business}, and it is kept for you.`,
      },
      lines: [
        what,
        ['When', whenText(offer.startsAt, { ...offer, timezone })],
        ['Kept for you until', `${dayIn(timezone, offer.until)}, ${timeIn(timezone, offer.until)}`],
      ],
      links: [{ label: 'Accept or decline', url }],
    });
  return writtenOut({
    ...{ name, sandbox, subject: `You are on the waiting list: ${offeringTitle}` },
    opening: `We will write to you as soon as a time becomes free at ${business}.`,
    lines: [what, ['Your days', waitText(entry)]],
    links: [{ label: 'See or leave the list', url }],
  });
}
