/** Several bookings of one rule, made in one go: all of them or, where it is asked for, the free ones. Never half by accident. */
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { Refusal, refuse } from '../../../base/refusal.ts';
import { staff } from '../../../contracts/actor.ts';
import { type CommandContext, defineCommand } from '../../../contracts/command.ts';
import { EpochMs, idOf, Text } from '../../../contracts/fields.ts';
import type { WriteDb } from '../../../data/database.ts';
import { mustLoadOffering } from '../../catalog/store.ts';
import { ItemRequest, NewBooking, SeriesRule } from '../model.ts';
import { type Clash, clashFrom, datesOfSeries, isOfTheDate, mustBeFew, refuseClashes } from '../rules/series.ts';
import { afterMove } from '../rules/transitions.ts';
import { mustLoadBooking, mustLoadSeries } from '../store/bookings.ts';
import { leaveOpen } from '../store/places.ts';
import { bookings } from '../tables.ts';
import { type Booked, book, bookerOf, mayAsk } from './create.ts';
import { cancelBooking } from './moves.ts';

type World = { readonly db: WriteDb; readonly ctx: CommandContext };

const { customer, source, notes, customerNotes, overridePolicy, expectedTotalCents, couponCode, origin, locale } = NewBooking.shape;

const NewSeries = z.strictObject({
  ...{ item: ItemRequest.omit({ holdId: true }), ...SeriesRule.shape, take: z.enum(['all', 'free']) },
  ...{ customer, source, notes, customerNotes, overridePolicy },
  /** each booking redeems one */
  couponCode,
  origin,
  locale,
  /** of all that is booked: refused as `edit_conflict` {field: totalCents} where it would be another by now */
  expectedTotalCents,
});

interface BookedDate extends Booked {
  readonly startsAt: number;
}

/**
 * Each date is judged with those before it taken, and has the same ids whichever of the others can be had. `all` refuses
 * `booking_conflict` {clashes} where any can't be; `free` books those that can, and refuses in the same way where none can.
 * Refuses whatever is wrong with every date as `bookings.create` does. Where a customer is to pay while they book, they pay for the
 * first of the dates, which confirms them all; unpaid, all of them are given back.
 */
export const createSeries = defineCommand({
  name: 'bookings.createSeries',
  allow: { roles: staff, scope: 'write', customers: true },
  offline: true,
  input: NewSeries,
  async run(world, { item, rrule, dates: named, take, expectedTotalCents: expected, ...booking }) {
    const offering = await mustLoadOffering(world.db, item.offeringId);
    const seriesId = world.ctx.newId('ser');
    const booked: BookedDate[] = [];
    let isPaidWith = false;
    const clashes: Clash[] = [];
    const dates = datesOfSeries(offering, item, { rrule, dates: named });
    mustBeFew(world.ctx.actor, dates);
    mayAsk(world.ctx.actor, { ...booking, items: [item] });
    const booker = await bookerOf(world, booking.customer);
    for (const date of dates) {
      const input = { ...booking, items: [{ ...item, ...date }] };
      const made = await unlessTaken(() => book(told(world, seriesId), { input, seriesId, isPaidWith, booker }), {
        world,
        startsAt: date.startsAt,
      });
      if ('reason' in made) {
        clashes.push(made);
        continue;
      }
      booked.push({ ...made, startsAt: date.startsAt });
      isPaidWith ||= (await mustLoadBooking(world.db, made.bookingId)).paymentDueAt !== null;
    }
    if (booked.length === 0 || (take === 'all' && clashes.length > 0)) return refuseClashes(clashes);
    if (expected !== undefined) await mustCost(world.db, { seriesId, expected });
    for (const { bookingId } of booked) await leaveOpen(world.db, bookingId);
    return { seriesId, bookings: booked, skipped: clashes.map(({ startsAt }) => startsAt) };
  },
});

async function mustCost(db: WriteDb, { seriesId, expected }: { seriesId: string; expected: number }): Promise<void> {
  const made = await db.list(bookings, eq(bookings.seriesId, seriesId));
  const totalCents = made.reduce((sum, booking) => sum + booking.totalCents, 0);
  if (totalCents !== expected) refuse('edit_conflict', { field: 'totalCents', yours: expected, theirs: totalCents });
}

/** A date that can't be had leaves nothing behind; whatever else goes wrong ends the command. */
async function unlessTaken(fn: () => Promise<Booked>, { world, startsAt }: { world: World; startsAt: number }): Promise<Booked | Clash> {
  try {
    return await world.db.nested(fn);
  } catch (error) {
    if (!(error instanceof Refusal) || !isOfTheDate(error)) throw error;
    return { startsAt, ...clashFrom(error) };
  }
}

/** What is told of one booking of a series says so. */
export function told({ db, ctx }: World, seriesId: string): World {
  return { db, ctx: { ...ctx, emit: (event) => ctx.emit({ ...event, data: { ...event.data, seriesId } }) } };
}

/**
 * Every booking of the series that starts at `from` or later (now, where nothing is said) and may still be cancelled, each by its
 * own policy. Refuses `not_found` {kind: series}.
 */
export const cancelSeries = defineCommand({
  name: 'bookings.cancelSeries',
  allow: { roles: staff, scope: 'write' },
  offline: true,
  input: z.strictObject({ seriesId: idOf('ser'), from: EpochMs.optional(), reason: Text(500).optional() }),
  async run(world, { seriesId, from = world.ctx.now, reason }) {
    const { db, ctx } = world;
    const series = await mustLoadSeries(db, seriesId);
    const cancelled: { bookingId: string; startsAt: number; refundPercent: number }[] = [];
    for (const booking of series) {
      const { id: bookingId, startsAt } = booking;
      if (startsAt < from || afterMove(booking, 'cancel', ctx.now) === undefined) continue;
      const { refundPercent } = await cancelBooking.run(told(world, seriesId), { bookingId, reason });
      cancelled.push({ bookingId, startsAt, refundPercent });
    }
    return { seriesId, cancelled };
  },
});
