/** From what is known of a booking, a wait or a code to the letter about it, in its reader's language and the business's words. */
import { addDays } from '../../../base/zone.ts';
import type { BookingDetail, BookingItem, DueDetail } from '../../bookings/model.ts';
import type { OrderSummary } from '../../payments/model.ts';
import type { WaitlistEntry } from '../../waitlist/model.ts';
import type { Letter, MailTemplate, MailText, Placeholder } from '../model.ts';
import { counted, dayIn, dayTimeIn, filled, moneyIn, percentIn, waitIn, whenIn } from './formats.ts';
import type { Tongue } from './language.ts';
import { type Line, type Link, type Run, writtenOut } from './sheets.ts';

type LetterItem = Pick<BookingItem, 'offeringTitle' | 'quantity' | 'resourceNames' | 'startsAt' | 'endsAt' | 'timezone'>;

/** As much of a booking as letters tell. */
export interface LetterBooking extends Pick<
  BookingDetail,
  'customerName' | 'confirmationCode' | 'totalCents' | 'currency' | 'cancelNow' | 'moneyNow'
> {
  readonly order: Pick<OrderSummary, 'paidCents'> | null;
  readonly items: readonly LetterItem[];
}

export interface LetterDate extends Pick<BookingDetail, 'startsAt' | 'endsAt' | 'totalCents'> {
  readonly items: readonly Pick<BookingItem, 'timezone'>[];
}

export type LetterWait = Pick<
  WaitlistEntry,
  | ('name' | 'offer' | 'timezone' | 'offeringTitle' | 'quantity')
  | ('fromDate' | 'toDate' | 'timeFrom' | 'timeTo' | 'nights' | 'durationMinutes')
>;

export interface BookingLetter {
  readonly kind: 'booking';
  readonly booking: LetterBooking;
  readonly where: string | null;
  readonly manageUrl: string;
  /** forms that a calendar opens with the booking in them; absent where there is nothing to come to */
  readonly add?: { readonly googleUrl: string; readonly outlookUrl: string };
  /** what went back, of a letter about that; of a dispute’s resolution what is given back, or 0 */
  readonly refundCents?: number;
  /** of a letter about a dispute: what the business wrote; null: nobody wrote anything, and the language has a sample */
  readonly message?: string | null;
}

export interface SeriesLetter {
  readonly kind: 'series';
  readonly booking: Pick<LetterBooking, 'customerName' | 'items' | 'currency'>;
  readonly where: string | null;
  readonly dates: readonly { readonly booking: LetterDate; readonly manageUrl: string }[];
}

export interface WaitLetter {
  readonly kind: 'wait';
  readonly entry: LetterWait;
  /** its page: accept, decline, leave */
  readonly url: string;
}

/** As much of a due as its letter tells. */
export interface LetterDue extends Pick<DueDetail, 'customerName' | 'title' | 'from' | 'until' | 'payBy' | 'online'> {
  readonly order: Pick<OrderSummary, 'dueCents' | 'currency'>;
}

export interface DueLetter {
  readonly kind: 'due';
  readonly due: LetterDue;
  /** its page: what is due, and where it is paid with a card */
  readonly url: string;
}

export interface CodeLetter {
  readonly kind: 'code';
  readonly code: string;
}

export interface LetterFacts {
  readonly template: MailTemplate;
  readonly tongue: Tongue;
  /** the business's own words; null: the usual */
  readonly own: MailText | null;
  readonly business: string;
  /** before the subject: of a sandbox, or a test */
  readonly mark: 'sandbox' | 'test' | null;
  readonly about: BookingLetter | SeriesLetter | WaitLetter | DueLetter | CodeLetter;
}

interface Parts {
  readonly values: Partial<Record<Placeholder, string>>;
  readonly manage: Link | null;
  readonly lines: readonly Line[];
  readonly links: readonly Link[];
}

export function letterOf(facts: LetterFacts): Letter {
  const { about, tongue, business, mark } = facts;
  // An offer that has ended by the time the letter is written is not promised any more.
  const isOver = facts.template === 'waitlist_offered' && about.kind === 'wait' && about.entry.offer === null;
  const template = isOver ? 'waitlist_joined' : facts.template;
  const { values, manage, lines, links } = partsOf({ ...facts, template });
  const { subject, body } = (isOver ? null : facts.own) ?? tongue.words.templates[template];
  const known = { ...values, business };
  const title = filled(subject, known);
  return writtenOut({
    tongue,
    subject: mark === null ? title : `[${tongue.words[mark]}] ${title}`,
    paragraphs: paragraphsOf(body, { values: known, manage }),
    lines,
    links,
  });
}

function partsOf(facts: LetterFacts): Parts {
  switch (facts.about.kind) {
    case 'booking':
      return bookingParts(facts, facts.about);
    case 'series':
      return seriesParts(facts, facts.about);
    case 'wait':
      return waitParts(facts, facts.about);
    case 'due':
      return dueParts(facts, facts.about);
    case 'code':
      return { values: { code: facts.about.code }, manage: null, lines: [], links: [] };
  }
}

const ADDRESS = /(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]])/;

/** Addresses that the business wrote become links; what customers typed stays text. */
const linked = (text: string): Run[] =>
  text.split(ADDRESS).flatMap((part, i): Run[] => (part === '' ? [] : [i % 2 === 1 ? { label: part, url: part } : part]));

/** Each placeholder is filled in once: what fills it is not looked into. A message that stands alone keeps its lines. */
function paragraphsOf(body: string, { values, manage }: { values: Readonly<Record<string, string>>; manage: Link | null }): Run[][][] {
  const runs = (line: string): Run[] =>
    line.split(/\{(\w+)\}/).flatMap((part, i): Run[] => {
      if (i % 2 === 0) return linked(part);
      if (part === 'manageLink' && manage !== null) return [manage];
      return [values[part] ?? `{${part}}`];
    });
  const paragraphs = body
    .replaceAll(/\r\n?/g, '\n')
    .trim()
    .split(/\n[^\S\n]*\n\s*/);
  const linesOf = (line: string): Run[][] =>
    line.trim() === '{message}' && values['message'] !== undefined
      ? values['message'].split(/\r\n?|\n/).map((said) => [said])
      : [runs(line)];
  return paragraphs.map((paragraph) => paragraph.split('\n').flatMap(linesOf));
}

const zoneOf = ({ items }: LetterDate): string => items[0]?.timezone ?? 'UTC';
const titleOf = ({ items }: Pick<LetterBooking, 'items'>): string => items[0]?.offeringTitle ?? '';

function bookingParts({ template, tongue }: LetterFacts, about: BookingLetter): Parts {
  const { booking, refundCents, message } = about;
  const { locale, words } = tongue;
  const first = booking.items[0];
  const links = bookingLinks(template, { tongue, about });
  return {
    values: {
      customer: booking.customerName,
      offering: titleOf(booking),
      code: booking.confirmationCode,
      ...(first !== undefined && { when: whenIn(locale, first) }),
      ...(refundCents !== undefined && { amount: moneyIn(locale, refundCents, booking.currency) }),
      ...(message !== undefined && { message: message ?? words.sampleMessage }),
    },
    manage: links[0] ?? null,
    lines: bookingLines(template, { tongue, about }),
    links,
  };
}

interface Told {
  readonly tongue: Tongue;
  readonly about: BookingLetter;
}

function bookingLines(template: MailTemplate, { tongue, about }: Told): Line[] {
  const { booking, where, refundCents } = about;
  const { locale, words } = tongue;
  const { labels } = words;
  const items = booking.items.flatMap((item): Line[] => [
    [labels.what, item.quantity > 1 ? `${item.offeringTitle} × ${item.quantity}` : item.offeringTitle],
    ...(item.resourceNames.length > 0 ? [[labels.with, item.resourceNames.join(', ')] as const] : []),
    [labels.when, whenIn(locale, item)],
  ]);
  const code: Line = [labels.code, booking.confirmationCode];
  if (template === 'review_request') return items;
  if (template === 'dispute_message') return [...items, code];
  if (template === 'dispute_resolved' && refundCents === 0) return [...items, [labels.refund, words.terms.kept], code];
  if (template === 'payment_refunded' || template === 'dispute_resolved')
    return [...items, [labels.refund, moneyIn(locale, refundCents ?? 0, booking.currency)], code];
  return [
    ...items,
    ...(where ? [[labels.where, where] as const] : []),
    [labels.total, booking.totalCents === 0 ? words.terms.free : moneyIn(locale, booking.totalCents, booking.currency)],
    ...termsLine(template, { tongue, booking }),
    code,
  ];
}

function termsLine(template: MailTemplate, { tongue, booking }: { tongue: Tongue; booking: LetterBooking }): Line[] {
  const { labels } = tongue.words;
  const isOver = template === 'booking_cancelled';
  const terms = isOver ? refundText(tongue, booking) : policyText(tongue, booking);
  return terms === null ? [] : [[isOver ? labels.refund : labels.cancellation, terms]];
}

/** What a cancellation would give back now, or take of what is held, and how long. */
function policyText({ locale, words }: Tongue, { cancelNow, moneyNow, totalCents, currency, items }: LetterBooking): string | null {
  const { refundPercent, until } = cancelNow;
  const { terms } = words;
  if (totalCents === 0) return null;
  const values = {
    percent: percentIn(locale, refundPercent),
    amount: moneyIn(locale, moneyNow.chargeCents, currency),
    ...(until !== null && { until: dayTimeIn(locale, items[0]?.timezone ?? 'UTC', until) }),
  };
  if (moneyNow.chargeCents > 0) return filled(until === null ? terms.taken : terms.takenUntil, values);
  if (refundPercent === 0) return terms.noRefund;
  const form = refundPercent === 100 ? (until === null ? terms.free : terms.freeUntil) : until === null ? terms.back : terms.backUntil;
  return filled(form, values);
}

/** What goes back of what was paid; who paid nothing is told nothing of it. */
function refundText({ locale, words }: Tongue, { moneyNow, order, currency }: LetterBooking): string | null {
  if (order === null || order.paidCents === 0) return null;
  const { returnedCents } = moneyNow;
  return returnedCents === 0 ? words.terms.none : moneyIn(locale, returnedCents, currency);
}

const lookedBackOn: readonly MailTemplate[] = [
  'booking_cancelled',
  'review_request',
  'payment_failed',
  'payment_refunded',
  'dispute_resolved',
];

function bookingLinks(template: MailTemplate, { tongue, about }: Told): Link[] {
  const { links } = tongue.words;
  const { manageUrl, add } = about;
  if (template === 'dispute_message') return [{ label: links.reply, url: manageUrl }];
  if (lookedBackOn.includes(template)) return [{ label: links.see, url: manageUrl }];
  const manage = { label: links.manage, url: manageUrl };
  if (add === undefined || template === 'booking_received') return [manage];
  return [manage, { label: links.google, url: add.googleUrl }, { label: links.outlook, url: add.outlookUrl }];
}

/** One line for each date, the label beside the first. */
function seriesParts({ template, tongue }: LetterFacts, { booking, where, dates }: SeriesLetter): Parts {
  const { locale, words } = tongue;
  const { labels } = words;
  const total = dates.reduce((sum, one) => sum + one.booking.totalCents, 0);
  return {
    values: { customer: booking.customerName, offering: titleOf(booking), dates: counted(tongue, words.dates, dates.length) },
    manage: null,
    lines: [
      [labels.what, titleOf(booking)],
      ...dates.map((one, i): Line => [i === 0 ? labels.when : '', whenIn(locale, { ...one.booking, timezone: zoneOf(one.booking) })]),
      ...(where ? [[labels.where, where] as const] : []),
      [labels.total, total === 0 ? words.terms.free : moneyIn(locale, total, booking.currency)],
    ],
    links:
      template === 'series_cancelled'
        ? []
        : dates.map(({ booking: one, manageUrl }) => ({
            label: filled(words.links.manageOne, { date: dayIn(locale, zoneOf(one), one.startsAt) }),
            url: manageUrl,
          })),
  };
}

function dueParts({ tongue }: LetterFacts, { due, url }: DueLetter): Parts {
  const { locale, words } = tongue;
  const { labels, links, terms } = words;
  const { customerName: customer, title: offering, online, order } = due;
  const day = (date: string): string => dayIn(locale, 'UTC', Date.parse(date));
  const amount = moneyIn(locale, order.dueCents, order.currency);
  const until = day(due.payBy);
  const link = { label: online ? links.pay : links.seeDue, url };
  return {
    values: { customer, offering, amount, until },
    manage: link,
    lines: [
      [labels.what, offering],
      [labels.period, filled(words.wait.days, { from: day(due.from), to: day(addDays(due.until, -1)) })],
      [labels.due, amount],
      [labels.payBy, until],
      [labels.payment, online ? terms.online : terms.atDesk],
    ],
    links: [link],
  };
}

function waitParts({ template, tongue }: LetterFacts, { entry, url }: WaitLetter): Parts {
  const { locale, words } = tongue;
  const { labels, links } = words;
  const { name, offer, timezone, offeringTitle, quantity } = entry;
  const what: Line = [labels.what, quantity > 1 ? `${offeringTitle} × ${quantity}` : offeringTitle];
  const values = { customer: name, offering: offeringTitle };
  if (template !== 'waitlist_offered' || offer === null) {
    const link = { label: links.leave, url };
    return { values, manage: link, lines: [what, [labels.yourDays, waitIn(tongue, entry)]], links: [link] };
  }
  const when = whenIn(locale, { ...offer, timezone });
  const until = dayTimeIn(locale, timezone, offer.until);
  const link = { label: links.answer, url };
  return { values: { ...values, when, until }, manage: link, lines: [what, [labels.when, when], [labels.keptUntil, until]], links: [link] };
}
