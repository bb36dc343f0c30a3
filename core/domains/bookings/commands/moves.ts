/** Each move of the state machine as a command: load, decide, save, tell. */
import { and, inArray, lte } from 'drizzle-orm';
import { z } from 'zod';
import type { Json } from '../../../base/json.ts';
import { refuse } from '../../../base/refusal.ts';
import { isoOf } from '../../../base/time.ts';
import { type Actor, managers, staff } from '../../../contracts/actor.ts';
import { type CommandContext, defineCommand } from '../../../contracts/command.ts';
import { Cents, idOf, Text } from '../../../contracts/fields.ts';
import { mine, type RowChanges, type WriteDb } from '../../../data/database.ts';
import { giveTimeBack } from '../../availability/store/occupancies.ts';
import { keepDeposits, releaseDeposits, reviveOrder } from '../../payments/store/settlement.ts';
import { releaseRedemption } from '../../promotions/store.ts';
import { bookingFacts, statusChanged, told } from '../events.ts';
import type { BookingMove, BookingStatus } from '../model.ts';
import { cancelTerms, FULL_REFUND } from '../rules/refund.ts';
import { isHeld } from '../rules/risk.ts';
import { mustMove, noShowUntil, takesTime } from '../rules/transitions.ts';
import { type BookingRow, listItems, mustLoadBooking } from '../store/bookings.ts';
import { endMoney, refundMoney } from '../store/money.ts';
import { confirmsByItself } from '../store/payments.ts';
import { takePlaces } from '../store/places.ts';
import { bookings } from '../tables.ts';

type World = { readonly db: WriteDb; readonly ctx: CommandContext };

const desk = { roles: staff, scope: 'write' } as const;
const BookingRef = z.strictObject({ bookingId: idOf('bkg') });
const Reason = Text(500).optional();

/** A customer has shown a signed link to one booking: that one and no other. */
export function mustBeTheirs(actor: Actor, bookingId: string): void {
  if (actor.kind === 'customer' && actor.bookingId !== bookingId) refuse('not_found', { kind: 'booking', id: bookingId });
}

interface Step {
  readonly bookingId: string;
  readonly move: BookingMove;
  readonly changes?: (booking: BookingRow) => RowChanges<typeof bookings>;
}

/** Saves the move and tells the edge. @returns the booking as it was and the state it is in */
async function take({ db, ctx }: World, { bookingId, move, changes }: Step): Promise<{ before: BookingRow; to: BookingStatus }> {
  const before = await mustLoadBooking(db, bookingId);
  const to = mustMove(before, move, ctx.now);
  await db.patch(bookings, bookingId, {
    status: to,
    sequence: before.sequence + (showsInCalendar(before.status, to) ? 1 : 0),
    updatedAt: ctx.now,
    ...changes?.(before),
  });
  if (takesTime(before.status) && !takesTime(to)) for (const item of await listItems(db, bookingId)) await giveTimeBack(db, item.id);
  ctx.emit(statusChanged(before, to));
  return { before, to };
}

/** iCal's STATUS: tentative, confirmed, cancelled. A change of it raises SEQUENCE. */
function showsInCalendar(from: BookingStatus, to: BookingStatus): boolean {
  const status = (of: BookingStatus) => (of === 'PENDING' ? 'TENTATIVE' : takesTime(of) ? 'CONFIRMED' : 'CANCELLED');
  return status(from) !== status(to);
}

export const approveBooking = defineCommand({
  name: 'bookings.approve',
  allow: desk,
  offline: true,
  input: BookingRef,
  async run(world, { bookingId }) {
    await confirm(world, bookingId);
    return null;
  },
});

/**
 * Whatever it was waiting for: who approves what is not paid yet is paid when they come. What left its time open takes it now, or
 * refuses `booking_conflict`.
 */
export async function confirm(world: World, bookingId: string): Promise<void> {
  const { db, ctx } = world;
  const { before } = await take(world, { bookingId, move: 'approve', changes: () => ({ confirmedAt: ctx.now, paymentDueAt: null }) });
  await takePlaces(world, bookingId);
  const facts = await bookingFacts(db, { booking: await mustLoadBooking(db, bookingId), now: ctx.now });
  ctx.emit(told('booking.confirmed', bookingId, { ...facts, previousStatus: before.status }));
}

/** Paid as far as was asked: it is confirmed, or waits for its approval alone. */
export async function goOn(world: World, booking: BookingRow): Promise<void> {
  const { db, ctx } = world;
  if (await confirmsByItself(db, booking)) await confirm(world, booking.id);
  else await db.patch(bookings, booking.id, { paymentDueAt: null, updatedAt: ctx.now });
}

interface Ending {
  readonly bookingId: string;
  readonly move: 'decline' | 'cancel' | 'expire';
  readonly by: 'customer' | 'staff' | 'api' | 'system';
  readonly reason: string | undefined;
  readonly refundPercent: (booking: BookingRow) => number;
}

async function endBooking(world: World, { bookingId, move, by, reason, refundPercent }: Ending): Promise<{ refundPercent: number }> {
  const { ctx } = world;
  const { before, to } = await take(world, {
    bookingId,
    move,
    changes: (booking) => ({
      refundPercent: refundPercent(booking),
      paymentDueAt: null,
      cancelledBy: by,
      cancellationReason: reason ?? null,
      cancelledAt: ctx.now,
      riskReview: move === 'decline' && isHeld(booking) ? 'declined' : booking.riskReview,
    }),
  });
  await releaseRedemption(world, bookingId);
  const facts = await bookingFacts(world.db, { booking: await mustLoadBooking(world.db, bookingId), now: ctx.now });
  const percent = refundPercent(before);
  const deposit = await endMoney(world, { booking: before, refundPercent: percent, reason: reason ?? move });
  ctx.emit(
    told('booking.cancelled', bookingId, {
      ...facts,
      previousStatus: before.status,
      status: to,
      refundPercent: percent,
      cancelledBy: by,
      cancellationReason: reason ?? null,
      ...deposit,
    }),
  );
  return { refundPercent: percent };
}

const byOf = (actor: Actor): Ending['by'] =>
  actor.kind === 'customer' ? 'customer' : actor.kind === 'key' ? 'api' : actor.kind === 'system' ? 'system' : 'staff';

/** Everything comes back: the business itself turned it down. */
export const declineBooking = defineCommand({
  name: 'bookings.decline',
  allow: desk,
  offline: true,
  input: BookingRef.extend({ reason: Reason }),
  run: (world, { bookingId, reason }) =>
    endBooking(world, { bookingId, move: 'decline', by: byOf(world.ctx.actor), reason, refundPercent: () => FULL_REFUND }),
});

/**
 * The refund follows the policy as it stood when the booking was made, and is all of it where it was never approved, unless staff
 * say another. `expectedRefundPercent` is what
 * the customer was shown: refuses `edit_conflict` {field: refundPercent} where a step of the policy passed since.
 */
export const cancelBooking = defineCommand({
  name: 'bookings.cancel',
  allow: { ...desk, customers: true },
  offline: true,
  input: BookingRef.extend({
    reason: Reason,
    refundPercent: z.int().min(0).max(100).optional(),
    expectedRefundPercent: z.int().min(0).max(100).optional(),
  }),
  async run(world, { bookingId, reason, refundPercent, expectedRefundPercent }) {
    const { actor, now } = world.ctx;
    mustBeTheirs(actor, bookingId);
    if (refundPercent !== undefined && (actor.kind === 'customer' || actor.kind === 'key')) refuse('forbidden', { field: 'refundPercent' });
    const percentOf = (booking: BookingRow) => refundPercent ?? cancelTerms(booking, now).refundPercent;
    if (actor.kind === 'customer') mustBeAhead(await mustLoadBooking(world.db, bookingId), { move: 'cancel', now });
    if (expectedRefundPercent !== undefined) {
      const theirs = percentOf(await mustLoadBooking(world.db, bookingId));
      if (theirs !== expectedRefundPercent) refuse('edit_conflict', { field: 'refundPercent', yours: expectedRefundPercent, theirs });
    }
    return endBooking(world, { bookingId, move: 'cancel', by: byOf(actor), reason, refundPercent: percentOf });
  },
});

/** What has begun is no longer the customer's to change. */
export function mustBeAhead({ status, startsAt }: BookingRow, { move, now }: { move: 'cancel' | 'reschedule'; now: number }): void {
  if (startsAt <= now) refuse('invalid_transition', { status, move, startedAt: startsAt });
}

interface Arrival {
  readonly bookingId: string;
  readonly move: 'checkIn' | 'complete';
  /** its time is up: nobody said that they came */
  readonly isByItself?: boolean;
}

async function arrive(world: World, { bookingId, move, isByItself = false }: Arrival): Promise<null> {
  const { ctx } = world;
  const changes = move === 'checkIn' ? { checkedInAt: ctx.now } : { completedAt: ctx.now };
  const { before, to } = await take(world, { bookingId, move, changes: () => changes });
  const hasCome = !isByItself || before.status === 'CHECKED_IN';
  if (move === 'complete' && before.orderId !== null)
    await (hasCome ? releaseDeposits(world, before.orderId) : keepDeposits(world, { orderId: before.orderId, until: noShowUntil(before) }));
  const checkedInAt = move === 'checkIn' ? ctx.now : before.checkedInAt;
  const iso = (at: number | null): Json => (at === null ? null : isoOf(at));
  const shared = {
    bookingId,
    businessId: world.db.tenantId,
    confirmationCode: before.confirmationCode,
    previousStatus: before.status,
    status: to,
  };
  const times = { confirmedAt: iso(before.confirmedAt), checkedInAt: iso(checkedInAt) };
  if (move === 'checkIn') ctx.emit(told('booking.checked_in', bookingId, { ...shared, ...times }));
  else {
    const durationMinutes = Math.round((before.endsAt - before.startsAt) / 60_000);
    ctx.emit(told('booking.completed', bookingId, { ...shared, ...times, completedAt: isoOf(ctx.now), durationMinutes }));
  }
  return null;
}

export const checkInBooking = defineCommand({
  name: 'bookings.checkIn',
  allow: desk,
  offline: true,
  input: BookingRef,
  run: (world, { bookingId }) => arrive(world, { bookingId, move: 'checkIn' }),
});

export const completeBooking = defineCommand({
  name: 'bookings.complete',
  allow: desk,
  offline: true,
  input: BookingRef,
  run: (world, { bookingId }) => arrive(world, { bookingId, move: 'complete' }),
});

export const markNoShow = defineCommand({
  name: 'bookings.noShow',
  allow: desk,
  offline: true,
  input: BookingRef,
  async run(world, { bookingId }) {
    const { before, to } = await take(world, { bookingId, move: 'noShow', changes: (booking) => ({ statusBefore: booking.status }) });
    const deposit = await endMoney(world, { booking: before, refundPercent: 0, reason: 'no_show' });
    world.ctx.emit(
      told('booking.no_show', bookingId, {
        bookingId,
        businessId: world.db.tenantId,
        confirmationCode: before.confirmationCode,
        previousStatus: before.status,
        status: to,
        ...deposit,
      }),
    );
    return null;
  },
});

export const undoNoShow = defineCommand({
  name: 'bookings.undoNoShow',
  allow: desk,
  offline: true,
  input: BookingRef,
  async run(world, { bookingId }) {
    const { before, to } = await take(world, { bookingId, move: 'undoNoShow', changes: () => ({ statusBefore: null }) });
    if (before.orderId !== null) await reviveOrder(world, { orderId: before.orderId, totals: before });
    if (before.orderId !== null && to === 'COMPLETED') await releaseDeposits(world, before.orderId);
    return null;
  },
});

/**
 * Gives back what was kept, or a part of it, which leaves the booking as it is. What came through a provider goes back through it,
 * what was taken at the desk is owed until staff hand it back. Refuses `invalid_transition`, `invalid_request` {mostCents} for more
 * than was kept.
 */
export const refundBooking = defineCommand({
  name: 'bookings.refund',
  allow: { roles: managers, scope: 'write' },
  offline: true,
  input: BookingRef.extend({ amountCents: Cents.min(1).optional(), reason: Reason }),
  async run(world, { bookingId, amountCents, reason = '' }) {
    const booking = await mustLoadBooking(world.db, bookingId);
    mustMove(booking, 'refund', world.ctx.now);
    const { refundCents, leftCents } = await refundMoney(world, { booking, amountCents, reason });
    if (leftCents === 0) await take(world, { bookingId, move: 'refund' });
    return { refundCents };
  },
});

const AT_ONCE = 200;

/** What began by `now` in one of these states, oldest first: by status and start, however long the history is. */
async function begun(
  db: WriteDb,
  { statuses, now }: { statuses: BookingStatus[]; now: number },
): Promise<{ id: string; endsAt: number }[]> {
  const rows = await db
    .select({ id: bookings.id, startsAt: bookings.startsAt, endsAt: bookings.endsAt })
    .from(bookings)
    .where(and(mine(db, bookings), inArray(bookings.status, statuses), lte(bookings.startsAt, now)));
  return rows.toSorted((one, other) => one.startsAt - other.startsAt || (one.id < other.id ? -1 : 1));
}

/** The slot has ended: what was confirmed or checked in is completed. Of whom nobody saw the deposit stays held as long as a no-show may be said. */
export const completeEnded = defineCommand({
  name: 'bookings.completeEnded',
  allow: { roles: [] },
  offline: false,
  input: z.strictObject({}),
  async run(world) {
    const { now } = world.ctx;
    const inProgress = await begun(world.db, { statuses: ['CONFIRMED', 'CHECKED_IN'], now });
    const ended = inProgress.filter(({ endsAt }) => endsAt <= now);
    for (const { id } of ended.slice(0, AT_ONCE)) await arrive(world, { bookingId: id, move: 'complete', isByItself: true });
    return { completed: Math.min(ended.length, AT_ONCE), more: ended.length > AT_ONCE };
  },
});

const UNPAID = 'unpaid';

async function lapse(world: World, { bookingId, reason }: { bookingId: string; reason: string }): Promise<void> {
  await endBooking(world, { bookingId, move: 'expire', by: 'system', reason, refundPercent: () => FULL_REFUND });
}

/** Nobody is going to pay any more. */
export const lapseUnpaid = (world: World, bookingId: string): Promise<void> => lapse(world, { bookingId, reason: UNPAID });

/** Nobody answered before it began, or paid in time: the request lapses, and everything comes back. */
export const expirePending = defineCommand({
  name: 'bookings.expirePending',
  allow: { roles: [] },
  offline: false,
  input: z.strictObject({}),
  async run(world) {
    const { now, serverNow } = world.ctx;
    const late = (await begun(world.db, { statuses: ['PENDING'], now })).map(({ id }) => ({ id, reason: 'expired' }));
    const begunIds = new Set(late.map(({ id }) => id));
    const unpaid = (await world.db.list(bookings, lte(bookings.paymentDueAt, serverNow))).filter(({ id }) => !begunIds.has(id));
    const over = [...late, ...unpaid.map(({ id }) => ({ id, reason: UNPAID }))];
    for (const { id, reason } of over.slice(0, AT_ONCE)) await lapse(world, { bookingId: id, reason });
    return { expired: Math.min(over.length, AT_ONCE), more: over.length > AT_ONCE };
  },
});
