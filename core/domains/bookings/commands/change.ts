import { z } from 'zod';
import type { Json } from '../../../base/json.ts';
import { refuse } from '../../../base/refusal.ts';
import { isoOf, type Span } from '../../../base/time.ts';
import { staff } from '../../../contracts/actor.ts';
import { type CommandContext, defineCommand } from '../../../contracts/command.ts';
import { applyEdit, editOf } from '../../../contracts/edit.ts';
import { EpochMs, idOf, Text } from '../../../contracts/fields.ts';
import type { WriteDb } from '../../../data/database.ts';
import { refuseService } from '../../availability/refusals.ts';
import { mustBeFree } from '../../availability/store/free.ts';
import { giveTimeBack, takeTime } from '../../availability/store/occupancies.ts';
import type { Offering } from '../../catalog/model.ts';
import { mustLoadOffering } from '../../catalog/store.ts';
import { totalsOf } from '../../pricing/rules/totals.ts';
import { bookingFacts, told } from '../events.ts';
import { asBooked } from '../rules/addOns.ts';
import { atMost, cancelTerms, FULL_REFUND } from '../rules/refund.ts';
import { endOf, nightsOf } from '../rules/stays.ts';
import { mayReschedule, mustBeTheirsToMove } from '../rules/transitions.ts';
import { type BookingRow, type ItemRow, listItems, mustLoadBooking, mustLoadItem } from '../store/bookings.ts';
import { discountAgain } from '../store/coupons.ts';
import { followMove, rechargeBooking } from '../store/money.ts';
import { isAskedFor, isPaidEnough, waitingWith } from '../store/payments.ts';
import { whoServes } from '../store/places.ts';
import { openPriceBook } from '../store/prices.ts';
import { mustBeWithinLimits, mustHaveVisit } from '../store/visits.ts';
import { bookingItems, bookings } from '../tables.ts';
import { goOn, mustBeAhead, mustBeTheirs } from './moves.ts';

type World = { readonly db: WriteDb; readonly ctx: CommandContext };

const desk = { roles: staff, scope: 'write' } as const;

/**
 * Another time, length, resource or quantity for one item; its own time does not stand in its way. It keeps its add-ons, and
 * its price as it was booked, whatever the rules would say of the new time: another length or quantity alone is priced anew, as
 * of now, with the coupon that it redeemed. Customers move it as it is, as long and for as many as they paid for, and a notice
 * that they missed stays missed. Refuses `booking_conflict`, `invalid_service`, `invalid_transition`.
 */
export const rescheduleBooking = defineCommand({
  name: 'bookings.reschedule',
  allow: { ...desk, customers: true },
  offline: true,
  input: z.strictObject({
    bookingId: idOf('bkg'),
    itemId: idOf('bki').optional(),
    startsAt: EpochMs.optional(),
    endsAt: EpochMs.optional(),
    resourceId: idOf('res').optional(),
    quantity: z.int().min(1).max(10_000).optional(),
    overridePolicy: z.boolean().default(false),
  }),
  async run(world, { bookingId, itemId, overridePolicy, ...wish }) {
    const { db, ctx } = world;
    mustBeTheirs(ctx.actor, bookingId);
    if (overridePolicy && ctx.actor.kind !== 'member') refuse('forbidden', { field: 'overridePolicy' });
    const booking = await mustLoadBooking(db, bookingId);
    if (!mayReschedule(booking)) refuse('invalid_transition', { status: booking.status, move: 'reschedule' });
    if (ctx.actor.kind === 'customer') {
      mustBeAhead(booking, { move: 'reschedule', now: ctx.now });
      mustBeTheirsToMove(booking, ctx.now);
    }
    const item = await mustLoadItem(db, { bookingId, itemId });
    const startsAt = wish.startsAt ?? item.startsAt;
    const offering = asBooked(await mustLoadOffering(db, item.offeringId), item);
    const endsAt = wish.endsAt ?? endOf(offering, { item, startsAt });
    const quantity = wish.quantity ?? item.quantity;
    const span = { startsAt, endsAt };
    if (ctx.actor.kind === 'customer' && !isSameSize(offering, item, { ...span, quantity }))
      refuse('invalid_request', { issues: [{ path: 'endsAt', expected: 'as long as it was booked' }] });
    const moved = await moveItem(world, { booking, item, offering, ...span, quantity, resourceId: wish.resourceId, overridePolicy });
    if (moved.steps !== item.steps) await discountAgain(world, booking);
    await saveTotals(world, booking);
    await settleWithLess(world, booking);
    if (ctx.actor.kind === 'customer') await keepMissedNotice(world, booking);
    await tellMove(world, { booking, before: item, after: moved });
    return null;
  },
});

function isSameLength(offering: Offering, a: Span, b: Span): boolean {
  return offering.nights === null ? a.endsAt - a.startsAt === b.endsAt - b.startsAt : nightsOf(offering, a) === nightsOf(offering, b);
}

interface Size extends Span {
  readonly quantity: number;
}

const isSameSize = (offering: Offering, a: Size, b: Size): boolean => a.quantity === b.quantity && isSameLength(offering, a, b);

/** Nobody gets round their policy by moving first: of what a cancellation gave back no more any other time gives back none either. */
async function keepMissedNotice({ db, ctx }: World, booking: BookingRow): Promise<void> {
  const { id, cancellationPolicy: policy } = booking;
  const { refundPercent } = cancelTerms(booking, ctx.now);
  if (policy.some((step) => step.refundPercent > refundPercent))
    await db.patch(bookings, id, { cancellationPolicy: atMost(policy, refundPercent) });
}

interface Move {
  readonly booking: BookingRow;
  readonly item: ItemRow;
  readonly offering: Offering;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly quantity: number;
  readonly resourceId: string | undefined;
  readonly overridePolicy: boolean;
}

async function moveItem({ db, ctx }: World, move: Move): Promise<ItemRow> {
  const { item, offering, startsAt, endsAt, quantity, overridePolicy } = move;
  const span = { startsAt, endsAt };
  const { now, serverNow } = ctx;
  const isBound = !overridePolicy && !keepsItsTime(move);
  const asked = { offering, span, quantity, addOns: item.addOns, now, serverNow, overridePolicy: !isBound, ignoring: [item.id] };
  const resourceId = move.resourceId ?? (await whoServes(db, { asked, serving: item.resourceIds[0] }));
  const resourceIds = [...(await mustBeFree(db, { ...asked, resourceId }))];
  // A request that left its time open does so wherever it goes.
  const tookItsPlace = (await giveTimeBack(db, item.id)) > 0;
  const taking = { offering, ...span, quantity, resourceIds, source: 'booking', sourceId: item.id, expiresAt: null } as const;
  if (tookItsPlace) await takeTime({ db, ctx }, taking);
  if (isBound) await mustStillBeAllowed({ db, ctx }, move);
  const visit = await visitOf(db, move);
  const price = isSameSize(offering, item, { ...span, quantity }) ? {} : await priceAgain({ db, ctx }, { ...move, visit });
  await db.patch(bookingItems, item.id, { ...span, quantity, resourceIds, ...price });
  return { ...item, ...span, quantity, resourceIds, ...price };
}

/** Another resource or quantity at the same time is judged by room alone: its notice was kept when it was booked. */
const keepsItsTime = ({ item, startsAt, endsAt }: Move): boolean => item.startsAt === startsAt && item.endsAt === endsAt;

/** On another day the customer may have had all that a day allows; the booking itself is one of those still to come already. */
async function mustStillBeAllowed({ db, ctx }: World, { booking, item, offering, startsAt }: Move): Promise<void> {
  const others = { ...offering, customerOpenLimit: null };
  const asked = { offering: others, customerId: booking.customerId, startsAt, now: ctx.now, bookingId: booking.id };
  await mustBeWithinLimits(db, { ...asked, ignoring: [item.id] });
}

/** A visit stays one: at another time it is one of the period that it moves to. */
async function visitOf(db: WriteDb, move: Move) {
  const { booking, item, startsAt, quantity } = move;
  if (item.subscriptionId === null || (keepsItsTime(move) && quantity === item.quantity)) return undefined;
  const { subscriptionId, offeringId } = item;
  return mustHaveVisit(db, { subscriptionId, offeringId, customerId: booking.customerId, startsAt, quantity, ignoring: [item.id] });
}

interface Repricing extends Move {
  readonly visit: { id: string; title: string } | undefined;
}

/** A booking has one currency: an offering that is sold in another by now can't be priced into it. */
async function priceAgain({ db, ctx }: World, { booking, item, offering, visit, startsAt, endsAt, quantity }: Repricing) {
  if (offering.currency !== booking.currency) refuseService('currencies', { currencies: [booking.currency, offering.currency] });
  const wish = { offering, startsAt, endsAt, quantity, addOns: item.addOns, visit, now: ctx.now, ignoring: [item.id] };
  const book = await openPriceBook(db);
  const { steps, ...line } = await book.lineOf(wish);
  return { ...line, steps: [...steps] };
}

async function saveTotals({ db, ctx }: World, booking: BookingRow): Promise<void> {
  const items = await listItems(db, booking.id);
  const totals = totalsOf(items);
  const orderId = await rechargeBooking({ db, ctx }, { booking, totals, items });
  const startsAt = Math.min(...items.map((item) => item.startsAt));
  const endsAt = Math.max(...items.map((item) => item.endsAt));
  await db.patch(bookings, booking.id, {
    ...totals,
    orderId,
    startsAt,
    endsAt,
    sequence: booking.sequence + 1,
    updatedAt: ctx.now,
  });
  if (startsAt === booking.startsAt && endsAt === booking.endsAt) return;
  // Nobody frees their deposit by moving first either.
  const keepsHold = ctx.actor.kind === 'customer' && cancelTerms(booking, ctx.now).refundPercent < FULL_REFUND;
  await followMove({ db, ctx }, await mustLoadBooking(db, booking.id), { keepsHold });
}

/** Costs it no more now than was paid already, nobody waits for the rest, nor does its series. */
async function settleWithLess(world: World, { id, orderId, totalCents }: BookingRow): Promise<void> {
  const booking = await mustLoadBooking(world.db, id);
  const isDue = booking.status === 'PENDING' && booking.paymentDueAt !== null;
  if (!isDue || orderId === null || booking.totalCents >= totalCents || !(await isAskedFor(world.db, orderId))) return;
  if (await isPaidEnough(world.db, orderId)) for (const one of [booking, ...(await waitingWith(world.db, booking))]) await goOn(world, one);
}

async function tellMove(
  { db, ctx }: World,
  { booking, before, after }: { booking: BookingRow; before: ItemRow; after: ItemRow },
): Promise<void> {
  const changes: Record<string, Json> = {};
  const note = (field: string, from: Json, to: Json) => {
    if (JSON.stringify(from) !== JSON.stringify(to)) changes[field] = { from, to };
  };
  note('startsAt', isoOf(before.startsAt), isoOf(after.startsAt));
  note('endsAt', isoOf(before.endsAt), isoOf(after.endsAt));
  note('resourceIds', before.resourceIds, after.resourceIds);
  note('quantity', before.quantity, after.quantity);
  if (Object.keys(changes).length === 0) return;
  const facts = await bookingFacts(db, { booking: await mustLoadBooking(db, booking.id), now: ctx.now });
  const data = { ...facts, itemId: after.id, changes };
  if ('startsAt' in changes || 'endsAt' in changes) ctx.emit(told('booking.rescheduled', booking.id, data));
  ctx.emit(told('booking.updated', booking.id, data));
}

/** The business's own notes; the customer never sees them. */
export const editNotes = defineCommand({
  name: 'bookings.editNotes',
  allow: desk,
  offline: true,
  input: editOf(z.strictObject({ notes: Text(5_000) })).extend({ bookingId: idOf('bkg') }),
  async run({ db, ctx }, { bookingId, ...edit }) {
    const booking = await mustLoadBooking(db, bookingId);
    const changes = applyEdit<{ notes: string }>(booking, edit);
    if (changes.notes === undefined) return null;
    await db.patch(bookings, bookingId, { notes: changes.notes, updatedAt: ctx.now });
    const facts = await bookingFacts(db, { booking, now: ctx.now });
    ctx.emit(told('booking.updated', bookingId, { ...facts, changes: { notes: { from: booking.notes, to: changes.notes } } }));
    return null;
  },
});
