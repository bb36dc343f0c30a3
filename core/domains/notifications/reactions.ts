import { defineReaction } from '../../contracts/reaction.ts';
import type { CommandContext } from '../../contracts/command.ts';
import type { RecordedEvent } from '../../contracts/event.ts';
import type { WriteDb } from '../../data/database.ts';
import type { NotificationKind } from './model.ts';
import { mails, notifications } from './tables.ts';

type World = { readonly db: WriteDb; readonly ctx: CommandContext };

const kinds: Readonly<Record<string, NotificationKind>> = {
  'booking.confirmed': 'BOOKING_CONFIRMED',
  'booking.cancelled': 'BOOKING_CANCELLED',
  'booking.rescheduled': 'BOOKING_RESCHEDULED',
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function bookerOf({ data }: RecordedEvent): { name: string; email: string | null } {
  const customer = data['customer'] as { name?: string; email?: string | null } | undefined;
  return { name: customer?.name ?? '', email: customer?.email ?? null };
}

/** The desk hears of what it did not do itself: a request first, then what customers and programs change. */
export const ringBell = defineReaction({
  name: 'notifications.ringBell',
  on: ['booking.created', ...Object.keys(kinds)],
  side: 'both',
  async run({ db, ctx }, event) {
    if (ctx.actor.kind === 'member') return;
    const kind = event.name === 'booking.created' ? requestKind(event) : kinds[event.name];
    if (kind === undefined) return;
    await db.insert(notifications, {
      id: ctx.newId('ntf'),
      kind,
      bookingId: event.subject.id,
      at: event.at,
      readAt: null,
      title: bookerOf(event).name,
      body: text(event.data['offeringTitle']),
    });
  },
});

/** A booking that confirms itself rings once, as confirmed. */
const requestKind = (event: RecordedEvent): NotificationKind | undefined =>
  event.data['status'] === 'PENDING' ? 'BOOKING_REQUESTED' : undefined;

type Template = (typeof mails.$inferInsert)['template'];

function templateFor(event: RecordedEvent): Template | undefined {
  switch (event.name) {
    case 'booking.created':
      return event.data['status'] === 'PENDING' ? 'booking_received' : undefined;
    case 'booking.confirmed':
      return 'booking_confirmed';
    case 'booking.rescheduled':
      return 'booking_rescheduled';
    case 'booking.cancelled':
      return 'booking_cancelled';
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
    if (template === undefined || recipient === null) return;
    await db.insert(mails, {
      id: ctx.newId('mai'),
      template,
      bookingId: event.subject.id,
      recipient,
      status: 'PENDING',
      attemptCount: 0,
      nextAttemptAt: ctx.serverNow,
      leasedUntil: null,
      error: null,
      createdAt: ctx.serverNow,
    });
  },
});
