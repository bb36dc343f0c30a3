import { defineReaction } from '../../contracts/reaction.ts';
import type { CommandContext } from '../../contracts/command.ts';
import type { RecordedEvent } from '../../contracts/event.ts';
import type { WriteDb } from '../../data/database.ts';
import type { MailTemplate, NotificationKind } from './model.ts';
import { mails, notifications } from './tables.ts';

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

/** Of a series that is booked or cancelled in one go, the first alone is told, for all of them. */
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
      return 'booking_rescheduled';
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
  async run({ db, ctx }: World, event) {
    const template = templateFor(event);
    const recipient = bookerOf(event).email;
    if (template === undefined || recipient === null || !isFirstOfIts(ctx, event, 'mail')) return;
    await write({ db, ctx }, { template, recipient, bookingId: event.subject.id, waitlistId: null });
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
    if (recipient !== null) await write(world, { template, recipient, bookingId: null, waitlistId: event.subject.id });
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

type Writing = Pick<typeof mails.$inferInsert, 'template' | 'recipient' | 'bookingId' | 'waitlistId'>;

async function write({ db, ctx }: World, writing: Writing): Promise<void> {
  await db.insert(mails, {
    ...{ id: ctx.newId('mai'), ...writing, status: 'PENDING', attemptCount: 0, nextAttemptAt: ctx.serverNow },
    ...{ leasedUntil: null, error: null, createdAt: ctx.serverNow },
  });
}
