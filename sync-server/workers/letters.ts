/** From a row of the outbox to the letter that it stands for, as things are when it is written. */
import type { Json } from '#core/base/json.ts';
import { MINUTE } from '#core/base/time.ts';
import type { BookingDetail, BookingSummary, DueDetail } from '#core/domains/bookings/model.ts';
import type { CalendarEntry } from '#core/domains/calendar/model.ts';
import type { Dispute } from '#core/domains/disputes/model.ts';
import type { Letter, MailTemplate } from '#core/domains/notifications/model.ts';
import { waitIn, whenIn } from '#core/domains/notifications/rules/formats.ts';
import { chooseTongue, type OwnText, ownTextFor, type Tongue } from '#core/domains/notifications/rules/language.ts';
import { letterOf, type LetterFacts, type LetterWait } from '#core/domains/notifications/rules/letters.ts';
import { sampleAbout } from '#core/domains/notifications/rules/sample.ts';
import type { MailRow } from '#core/domains/notifications/store.ts';
import type { Profile } from '#core/domains/tenants/model.ts';
import type { WaitlistEntry } from '#core/domains/waitlist/model.ts';
import { ask } from '#core/engine/ask.ts';
import { nowOf } from '#core/engine/clock.ts';
import { eventForBooker } from '../doors/calendar/events.ts';
import type { IcsEvent } from '../doors/calendar/ics.ts';
import { addLinks } from '../doors/calendar/links.ts';
import { manageUrl } from '../doors/calendar/single.ts';
import { dueUrl } from '../doors/pages/dueLink.ts';
import { waitlistUrl } from '../doors/pages/waitlistLink.ts';
import type { ServerParts } from '../parts.ts';

const postman = { kind: 'system', id: 'mail', name: 'Mail' } as const;

/** A code is good for ten minutes: later it would only puzzle. */
const CODE_MS = 10 * MINUTE;

const english: Tongue = chooseTongue({ asked: 'en', usual: 'en', texts: [] });

/** The same as in letters, for the pages that are English still. */
export const whenText = (startsAt: number, { endsAt, timezone }: { endsAt: number; timezone: string }): string =>
  whenIn('en', { startsAt, endsAt, timezone });
export const waitText = (entry: LetterWait): string => waitIn(english, entry);

/** A letter with what its envelope needs. */
export interface Composed {
  readonly letter: Letter;
  readonly profile: Profile;
  /** whom it is to; null: only the address is known */
  readonly name: string | null;
  /** what a calendar should know of */
  readonly events: readonly IcsEvent[];
}

interface Content extends Pick<Composed, 'name' | 'events'> {
  readonly about: LetterFacts['about'];
}

interface Writing {
  readonly row: MailRow;
  readonly profile: Profile;
  readonly tongue: Tongue;
}

function asked<T>({ engine }: ServerParts, { tenantId }: MailRow, question: { name: string; input: object }): Promise<T> {
  return ask(engine, { tenantId, actor: postman, ...question }) as Promise<T>;
}

/** @param input `{mailId}`. @throws Refusal `not_found`, `invalid_request` */
export const mustFindMail = ({ engine }: ServerParts, { tenantId, input }: { tenantId: string; input: Json }): Promise<MailRow> =>
  ask(engine, { tenantId, actor: postman, name: 'notifications.mail', input }) as Promise<MailRow>;

/** @returns null where it no longer holds: what it reminds of has moved or ended, the code is too old */
export async function composeLetter(parts: ServerParts, row: MailRow): Promise<Composed | null> {
  const { template } = row;
  const profile = await asked<Profile>(parts, row, { name: 'tenants.profile', input: {} });
  const { usual, texts } = await asked<{ usual: string; texts: OwnText[] }>(parts, row, {
    name: 'notifications.ownWords',
    input: { template },
  });
  const tongue = chooseTongue({ asked: row.locale, usual, texts });
  const content = await contentOf(parts, { row, profile, tongue });
  if (content === null) return null;
  const { about, name, events } = content;
  const mark = profile.sandbox ? 'sandbox' : isTest(row) ? 'test' : null;
  const own = ownTextFor(texts, tongue.locale) ?? null;
  return { letter: letterOf({ template, tongue, own, business: profile.name, mark, about }), profile, name, events };
}

/** About nothing at all: somebody wants to see how it looks. */
const isTest = ({ bookingId, waitlistId, orderId, template, code }: MailRow): boolean =>
  bookingId === null && waitlistId === null && orderId === null && (template !== 'sign_in_code' || code === null);

async function contentOf(parts: ServerParts, writing: Writing): Promise<Content | null> {
  const { row } = writing;
  if (isTest(row)) return sampleContent(parts, writing);
  if (row.bookingId !== null) return bookingContent(parts, writing, row.bookingId);
  if (row.waitlistId !== null) return waitContent(parts, writing, row.waitlistId);
  if (row.orderId !== null) return dueContent(parts, writing, row.orderId);
  if (row.code === null || (await nowOf(parts.engine, row.tenantId)) >= row.createdAt + CODE_MS) return null;
  return { about: { kind: 'code', code: row.code }, name: null, events: [] };
}

async function sampleContent({ engine, publicUrl }: ServerParts, { row, profile }: Writing): Promise<Content> {
  const { timezone, displayCurrency: currency, subdomain } = profile;
  const facts = { offeringTitle: 'Haircut', priceCents: 4_500, currency, timezone, now: await nowOf(engine, row.tenantId) };
  return { about: sampleAbout(row.template, { ...facts, url: `${publicUrl()}/s/${subdomain}` }), name: null, events: [] };
}

/** What it says must still be so. */
function holds({ template, startsAt }: MailRow, booking: BookingDetail, now: number): boolean {
  if (template === 'booking_reminder') return booking.status === 'CONFIRMED' && booking.startsAt === startsAt && now < startsAt;
  if (template === 'payment_failed') return booking.mayPayAgain;
  return template !== 'review_request' || booking.status === 'COMPLETED';
}

async function bookingContent(parts: ServerParts, writing: Writing, bookingId: string): Promise<Content | null> {
  const { row, profile } = writing;
  const { tenantId, template, refundId } = row;
  const { subdomain } = profile;
  const booking = await asked<BookingDetail>(parts, row, { name: 'bookings.booking', input: { bookingId } });
  if (!holds(row, booking, await nowOf(parts.engine, tenantId))) return null;
  const name = booking.customerName;
  const dates = await datesOf(parts, { row, booking });
  const events = (await Promise.all([booking, ...dates.slice(1)].map(({ id }) => eventsOf(parts, writing, id)))).flat();
  const [first] = events;
  const where = first?.location ?? null;
  const linked = (date: BookingSummary) => ({ booking: date, manageUrl: manageUrl(parts, { tenantId, bookingId: date.id, subdomain }) });
  if (dates.length > 0) return { about: { kind: 'series', booking, where, dates: dates.map(linked) }, name, events };
  const said = row.disputeId === null ? {} : await saidInDispute(parts, row, row.disputeId);
  if (said === null) return null;
  const refund = booking.refunds.find(({ id }) => id === refundId);
  return {
    about: {
      ...{ kind: 'booking', booking, where, manageUrl: linked(booking).manageUrl },
      ...(first !== undefined && { add: addLinks(first) }),
      ...(refund !== undefined && { refundCents: refund.amountCents }),
      ...said,
    },
    name,
    events: unfiled.includes(template) ? [] : events,
  };
}

/** What the business wrote or decided; null: it was taken back, or is said no longer. */
async function saidInDispute(
  parts: ServerParts,
  row: MailRow,
  disputeId: string,
): Promise<{ message: string; refundCents?: number } | null> {
  const { status, reason, messages, resolution } = await asked<Dispute>(parts, row, { name: 'disputes.dispute', input: { disputeId } });
  if (row.template === 'dispute_resolved') return resolution && { message: resolution.note, refundCents: resolution.refundCents };
  const message = row.messageId === null ? reason : messages.find(({ id }) => id === row.messageId)?.text;
  return status === 'WITHDRAWN' || message === undefined ? null : { message };
}

/** As the calendar shows them, in the words of the letter. */
async function eventsOf(parts: ServerParts, { row, profile, tongue }: Writing, bookingId: string): Promise<IcsEvent[]> {
  const { tenantId } = row;
  const { labels, links } = tongue.words;
  const words = { people: (quantity: number) => (quantity > 1 ? [`× ${quantity}`] : []), code: labels.code, manage: links.manage };
  const entries = await asked<CalendarEntry[]>(parts, row, { name: 'calendar.bookingEntries', input: { bookingId } });
  const url = manageUrl(parts, { tenantId, bookingId, subdomain: profile.subdomain });
  return entries.map((entry) => eventForBooker(entry, { business: profile.name, manageUrl: url, words }));
}

/** Their reader has it in the calendar already, or no longer needs it there. */
const unfiled: readonly MailTemplate[] = [
  ...(['booking_reminder', 'review_request', 'payment_failed', 'payment_refunded'] as const),
  ...(['dispute_message', 'dispute_resolved'] as const),
];

/** The bookings that a letter about a series speaks of: those in the state of its first, from that one on. */
async function datesOf(parts: ServerParts, { row, booking }: { row: MailRow; booking: BookingDetail }): Promise<BookingSummary[]> {
  const { seriesId, status, startsAt } = booking;
  if (seriesId === null || !row.template.startsWith('series_')) return [];
  const all = await asked<BookingSummary[]>(parts, row, { name: 'bookings.series', input: { seriesId } });
  return all.filter((one) => one.status === status && one.startsAt >= startsAt);
}

async function waitContent(parts: ServerParts, { row, profile }: Writing, waitlistId: string): Promise<Content> {
  const { tenantId } = row;
  const entry = await asked<WaitlistEntry>(parts, row, { name: 'waitlist.entry', input: { waitlistId } });
  const url = waitlistUrl(parts, { tenantId, waitlistId, subdomain: profile.subdomain });
  return { about: { kind: 'wait', entry, url }, name: entry.name, events: [] };
}

/** null: nobody owes it any more */
async function dueContent(parts: ServerParts, { row, profile }: Writing, orderId: string): Promise<Content | null> {
  const due = await asked<DueDetail>(parts, row, { name: 'pricing.due', input: { orderId } });
  if (due.order.dueCents <= 0) return null;
  const url = dueUrl(parts, { tenantId: row.tenantId, orderId, subdomain: profile.subdomain });
  return { about: { kind: 'due', due, url }, name: due.customerName, events: [] };
}
