import { DAY, HOUR } from '../../base/time.ts';
import { instantToWall, wallToInstant } from '../../base/zone.ts';
import type { CommandContext } from '../../contracts/command.ts';
import type { RecordedEvent } from '../../contracts/event.ts';
import { defineReaction } from '../../contracts/reaction.ts';
import type { WriteDb } from '../../data/database.ts';
import { isPayable } from '../bookings/rules/payAgain.ts';
import { mustLoadAddressee, mustLoadBooking } from '../bookings/store/bookings.ts';
import { languageOfCustomer } from '../bookings/store/dues.ts';
import { mustLoadOffering } from '../catalog/store.ts';
import { mustLoadCustomer } from '../customers/store.ts';
import { mustLoadWait } from '../waitlist/store.ts';
import type { MailTemplate, NotificationKind } from './model.ts';
import { dropMails, loadMailSettings, mailsAbout, mailsAboutOrder, queueMail } from './store.ts';
import { notifications } from './tables.ts';

type World = { readonly db: WriteDb; readonly ctx: CommandContext };

const kinds: Readonly<Record<string, NotificationKind>> = {
  'booking.confirmed': 'BOOKING_CONFIRMED',
  'booking.cancelled': 'BOOKING_CANCELLED',
  'booking.rescheduled': 'BOOKING_RESCHEDULED',
  'coupon.redeemed': 'COUPON_REDEEMED',
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function bookerOf({ data }: RecordedEvent): { name: string; email: string | null } {
  const customer = data['customer'] as { name?: string; email?: string | null } | undefined;
  return { name: customer?.name ?? '', email: customer?.email ?? null };
}

/** Of a series that is booked, moved or cancelled in one go, the first alone is told, for all of them. */
const toldOf = new WeakMap<CommandContext, Set<string>>();

function isFirstOfIts(ctx: CommandContext, { name, data }: RecordedEvent, listener: string): boolean {
  const { seriesId } = data;
  if (typeof seriesId !== 'string') return true;
  const told = toldOf.get(ctx) ?? new Set();
  toldOf.set(ctx, told);
  const key = `${listener}/${seriesId}/${name}`;
  return !told.has(key) && told.add(key) !== undefined;
}

/** The desk hears of what it did not do itself: a request first, then what customers and programs change. */
export const ringBell = defineReaction({
  name: 'notifications.ringBell',
  on: ['booking.created', ...Object.keys(kinds)],
  side: 'both',
  async run({ db, ctx }, event) {
    if (ctx.actor.kind === 'member') return;
    const kind = event.name === 'booking.created' ? requestKind(event) : kinds[event.name];
    if (kind === undefined || !isFirstOfIts(ctx, event, 'bell')) return;
    await db.insert(notifications, {
      id: ctx.newId('ntf'),
      kind,
      bookingId: text(event.data['bookingId']),
      at: event.at,
      readAt: null,
      title: bookerOf(event).name,
      body: text(event.data[kind === 'COUPON_REDEEMED' ? 'code' : 'offeringTitle']),
    });
  },
});

/** A booking that confirms itself rings once, as confirmed. */
const requestKind = (event: RecordedEvent): NotificationKind | undefined =>
  event.data['status'] === 'PENDING' ? 'BOOKING_REQUESTED' : undefined;

function templateFor({ name, data }: RecordedEvent): MailTemplate | undefined {
  const isSeries = typeof data['seriesId'] === 'string';
  switch (name) {
    case 'booking.created':
      if (data['status'] !== 'PENDING') return undefined;
      return isSeries ? 'series_received' : 'booking_received';
    case 'booking.confirmed':
      return isSeries ? 'series_confirmed' : 'booking_confirmed';
    case 'booking.rescheduled':
      return isSeries ? 'series_rescheduled' : 'booking_rescheduled';
    case 'booking.cancelled':
      return isSeries ? 'series_cancelled' : 'booking_cancelled';
    default:
      return undefined;
  }
}

/** What the customer is written is decided here and sent by a worker. */
export const writeToBooker = defineReaction({
  name: 'notifications.writeToBooker',
  on: ['booking.created', 'booking.confirmed', 'booking.rescheduled', 'booking.cancelled'],
  side: 'server',
  async run(world: World, event) {
    const template = templateFor(event);
    const recipient = bookerOf(event).email;
    if (template === undefined || recipient === null || !isFirstOfIts(world.ctx, event, 'mail')) return;
    const { id, locale } = await mustLoadAddressee(world.db, event.subject.id);
    await queueMail(world, { template, recipient, locale, bookingId: id });
  },
});

const REMINDED_AHEAD = DAY;
/** Who books, or moves, this close to the start needs no reminder. */
const TOO_NEAR = 26 * HOUR;

/**
 * A day before it begins, once for each start. What has moved or ended since is no longer reminded of, which is judged again when the
 * letter is sent: a start may change while it is on its way.
 */
export const remind = defineReaction({
  name: 'notifications.remind',
  on: ['booking.confirmed', 'booking.rescheduled', 'booking.cancelled'],
  side: 'server',
  async run(world, event) {
    const { db, ctx } = world;
    const { id: bookingId, status, startsAt, bookerEmail, locale } = await mustLoadAddressee(db, event.subject.id);
    const isOn = status === 'CONFIRMED' && startsAt - ctx.serverNow >= TOO_NEAR;
    const template = 'booking_reminder';
    const known = await mailsAbout(db, { bookingId, template });
    await dropMails(
      db,
      known.filter((mail) => !isOn || mail.startsAt !== startsAt),
    );
    if (!isOn || bookerEmail === null) return;
    if (known.some((mail) => mail.startsAt === startsAt && mail.status !== 'DROPPED')) return;
    await queueMail(world, { template, recipient: bookerEmail, locale, bookingId, startsAt, dueAt: startsAt - REMINDED_AHEAD });
  },
});

const ASKED_AFTER = 2 * HOUR;

/** Once for a booking, and only where the business wants it. */
export const askHowItWas = defineReaction({
  name: 'notifications.askHowItWas',
  on: ['booking.completed'],
  side: 'server',
  async run(world, event) {
    const { db, ctx } = world;
    const template = 'review_request';
    if (!(await loadMailSettings(db)).reviewRequests) return;
    const { id: bookingId, bookerEmail, locale } = await mustLoadAddressee(db, event.subject.id);
    if (bookerEmail === null || (await mailsAbout(db, { bookingId, template })).length > 0) return;
    await queueMail(world, { template, recipient: bookerEmail, locale, bookingId, dueAt: ctx.serverNow + ASKED_AFTER });
  },
});

/** A card was declined, or a bank said no days later: while the time to pay runs, its booker may try again. */
export const tellDeclined = defineReaction({
  name: 'notifications.tellDeclined',
  on: ['payment.settled'],
  side: 'server',
  async run(world, { data }) {
    const { bookingId, status } = data;
    if (typeof bookingId !== 'string' || status !== 'FAILED') return;
    const booking = await mustLoadBooking(world.db, bookingId);
    if (booking.bookerEmail === null || !isPayable(booking, world.ctx.serverNow)) return;
    await queueMail(world, { template: 'payment_failed', recipient: booking.bookerEmail, locale: booking.locale, bookingId });
  },
});

/** Money that went back, whoever sent it: once for each refund. */
export const tellRefund = defineReaction({
  name: 'notifications.tellRefund',
  on: ['order.refunded'],
  side: 'server',
  async run(world, { data }) {
    const { bookingId, refundId } = data;
    if (typeof bookingId !== 'string') return;
    const { bookerEmail, locale } = await mustLoadAddressee(world.db, bookingId);
    if (bookerEmail === null) return;
    await queueMail(world, { template: 'payment_refunded', recipient: bookerEmail, locale, bookingId, refundId: text(refundId) });
  },
});

const NINE = '09:00';

/**
 * What a plan's period costs, once, while the period lasts: what is charged for one that is over is between the desk and the customer.
 * At nine in the morning there, and not before an hour has passed: what is paid at the desk by then needs no letter.
 */
export const tellDue = defineReaction({
  name: 'notifications.tellDue',
  on: ['plan.due'],
  side: 'server',
  async run(world, { data }) {
    const { db, ctx } = world;
    const [orderId, customerId, until] = [text(data['orderId']), text(data['customerId']), text(data['until'])];
    const { email: recipient } = await mustLoadCustomer(db, customerId);
    const { timezone } = await mustLoadOffering(db, text(data['offeringId']));
    const today = instantToWall(timezone, ctx.serverNow).date;
    if (recipient === null || today >= until) return;
    const template = 'plan_due';
    if ((await mailsAboutOrder(db, { orderId, template })).some(({ status }) => status !== 'DROPPED')) return;
    const dueAt = Math.max(wallToInstant(timezone, `${today}T${NINE}`), ctx.serverNow + HOUR);
    await queueMail(world, { template, recipient, locale: await languageOfCustomer(db, customerId), orderId, dueAt });
  },
});

/** Who waits is written that they do, and when something is kept for them. */
export const writeToWaiting = defineReaction({
  name: 'notifications.writeToWaiting',
  on: ['waitlist.joined', 'waitlist.offered'],
  side: 'server',
  async run(world, event) {
    const { email: recipient } = bookerOf(event);
    const template = event.name === 'waitlist.offered' ? 'waitlist_offered' : 'waitlist_joined';
    if (recipient === null) return;
    const { id: waitlistId, locale } = await mustLoadWait(world.db, event.subject.id);
    await queueMail(world, { template, recipient, locale, waitlistId });
  },
});

/** The desk calls those who have no address: what is kept for them is theirs for two hours at most. */
export const ringForWaiting = defineReaction({
  name: 'notifications.ringForWaiting',
  on: ['waitlist.offered'],
  side: 'both',
  async run({ db, ctx }, event) {
    const { name, email } = bookerOf(event);
    if (email !== null) return;
    const body = 'A time on the waiting list is kept for them: please call';
    await db.insert(notifications, {
      id: ctx.newId('ntf'),
      kind: 'GENERIC',
      bookingId: null,
      at: event.at,
      readAt: null,
      title: name,
      body,
    });
  },
});

const NOT_TAKEN_BACK = 'The bank did not take the refund: the money is still owed';

const strangeMoney: Readonly<Record<string, string>> = {
  'order.refunded': 'Money was given back at Stripe, and not from here',
  'order.payment_misfit': 'Stripe tells of a payment that does not fit this booking: look at it there',
  'order.refund_failed': NOT_TAKEN_BACK,
};

/** The desk did not do it, and may have had a reason not to. */
export const ringForStrangeMoney = defineReaction({
  name: 'notifications.ringForStrangeMoney',
  on: Object.keys(strangeMoney),
  side: 'both',
  async run({ db, ctx }, { name, data, at }) {
    if (name === 'order.refunded' && data['reason'] !== 'at_the_provider') return;
    const bookingId = text(data['bookingId']) || null;
    // A booking tells it itself.
    if (name === 'order.refund_failed' && bookingId !== null) return;
    const title = bookingId === null ? text(data['description']) : (await mustLoadBooking(db, bookingId)).bookerName;
    const body = strangeMoney[name] ?? '';
    await db.insert(notifications, { id: ctx.newId('ntf'), kind: 'GENERIC', bookingId, title, body, at, readAt: null });
  },
});

const moneyTrouble: Readonly<Record<string, string>> = {
  'booking.paid_late': 'Paid after the booking was gone: the money goes back',
  'booking.paid_twice': 'Paid though nothing was owed any more: the money goes back',
  'booking.payment_failed': 'The card for the deposit was declined',
  'booking.hold_ends_early': 'The card can’t be held until the new time: the deposit’s hold ends before it',
  'booking.refund_failed': NOT_TAKEN_BACK,
};

/** Nobody at the desk did it, and somebody should know. */
export const ringForMoney = defineReaction({
  name: 'notifications.ringForMoney',
  on: Object.keys(moneyTrouble),
  side: 'both',
  async run({ db, ctx }, event) {
    const body = moneyTrouble[event.name] ?? '';
    const about = { kind: 'GENERIC', bookingId: event.subject.id, title: bookerOf(event).name, body } as const;
    await db.insert(notifications, { id: ctx.newId('ntf'), ...about, at: event.at, readAt: null });
  },
});

/** The start of it, on one line. */
const excerptOf = (said: string): string => {
  const line = said.trim().replaceAll(/[\s\p{Cc}]+/gu, ' ');
  if (line.length <= MOST_LETTERS) return line;
  // Not between the halves of a character.
  const start = line.slice(0, MOST_LETTERS - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${start.trimEnd()}…`;
};
const MOST_LETTERS = 140;

const TAKEN_BACK = 'Taken back';

/** What its customer does about a dispute; what the desk or a program did itself, it knows. */
export const ringForDispute = defineReaction({
  name: 'notifications.ringForDispute',
  on: ['dispute.opened', 'dispute.message', 'dispute.withdrawn'],
  side: 'both',
  async run({ db, ctx }, { name, data, at }) {
    const side = data['openedBy'] ?? data['from'] ?? data['by'];
    if (side !== 'customer') return;
    const [bookingId, disputeId] = [text(data['bookingId']), text(data['disputeId'])];
    const { bookerName: title } = await mustLoadBooking(db, bookingId);
    const kind = name === 'dispute.opened' ? 'DISPUTE_OPENED' : 'DISPUTE_MESSAGE';
    const body = name === 'dispute.withdrawn' ? TAKEN_BACK : excerptOf(text(data['reason'] ?? data['text']));
    await db.insert(notifications, { id: ctx.newId('ntf'), kind, bookingId, disputeId, title, body, at, readAt: null });
  },
});

/** What the business says in a dispute, and what it decides. */
export const writeOfDispute = defineReaction({
  name: 'notifications.writeOfDispute',
  on: ['dispute.opened', 'dispute.message', 'dispute.resolved'],
  side: 'server',
  async run(world, { name, data }) {
    const isDecided = name === 'dispute.resolved';
    if (!isDecided && (data['openedBy'] ?? data['from']) !== 'business') return;
    const { id: bookingId, bookerEmail: recipient, locale } = await mustLoadAddressee(world.db, text(data['bookingId']));
    if (recipient === null) return;
    const template = isDecided ? 'dispute_resolved' : 'dispute_message';
    const about = { bookingId, disputeId: text(data['disputeId']), messageId: text(data['messageId']) || null };
    await queueMail(world, { template, recipient, locale, ...about });
  },
});
