/** Several bookings of one series, each to another time: all of them or, where it is asked for, those that can. */
import { z } from 'zod';
import { Refusal, refuse } from '../../../base/refusal.ts';
import { staff } from '../../../contracts/actor.ts';
import { type CommandContext, defineCommand } from '../../../contracts/command.ts';
import type { DomainEvent } from '../../../contracts/event.ts';
import type { WriteDb } from '../../../data/database.ts';
import { mustLoadOffering } from '../../catalog/store.ts';
import { SeriesMove } from '../model.ts';
import { type Clash, clashFrom, isOfTheDate, refuseClashes } from '../rules/series.ts';
import { type Going, movesOfSeries } from '../rules/seriesMove.ts';
import { mustLoadItem, mustLoadSeries } from '../store/bookings.ts';
import { rescheduleBooking } from './change.ts';
import { told } from './series.ts';

type World = { readonly db: WriteDb; readonly ctx: CommandContext };

interface Moved {
  readonly bookingId: string;
  readonly from: number;
  readonly startsAt: number;
  /** who served it before, where somebody else does now */
  readonly resourceId?: string;
}

/** One that stays where it is. */
type Left = Omit<Moved, 'resourceId'> & Clash;

/**
 * Each as `bookings.reschedule` moves it: as long as before, at its price, served by whoever serves it where they can. None stands in
 * the way of another that comes after it on the same way. `all` refuses `booking_conflict` {clashes} where any can't be moved; `free`
 * moves those that can, and refuses in the same way where none can. Refuses `not_found` {kind: series, booking}, `invalid_transition`.
 */
export const moveSeries = defineCommand({
  name: 'bookings.moveSeries',
  allow: { roles: staff, scope: 'write' },
  offline: true,
  input: SeriesMove.extend({ take: z.enum(['all', 'free']) }),
  async run(world, { seriesId, take, overridePolicy, ...wish }) {
    const { db, ctx } = world;
    if (overridePolicy && ctx.actor.kind !== 'member') refuse('forbidden', { field: 'overridePolicy' });
    const series = await mustLoadSeries(db, seriesId);
    const { offeringId } = await mustLoadItem(db, { bookingId: series[0].id, itemId: undefined });
    const { timezone } = await mustLoadOffering(db, offeringId);
    const moved: { is: Moved; news: readonly DomainEvent[] }[] = [];
    const left: Left[] = [];
    for (const going of movesOfSeries(series, timezone, wish)) {
      const answer = await unlessTaken(world, { seriesId, going, overridePolicy });
      if ('reason' in answer) left.push(answer);
      else moved.push(answer);
    }
    left.sort(byDate);
    if (moved.length === 0 || (take === 'all' && left.length > 0)) return refuseClashes(left);
    moved.sort((a, b) => byDate(a.is, b.is));
    // In the order of their dates, whichever went first: a letter about all of them is about those from the first on.
    for (const { news } of moved) for (const event of news) ctx.emit(event);
    return { seriesId, moved: moved.map(({ is }) => is), left };
  },
});

const byDate = (a: Left | Moved, b: Left | Moved): number => a.startsAt - b.startsAt;

interface Step {
  readonly seriesId: string;
  readonly going: Going;
  readonly overridePolicy: boolean;
}

async function unlessTaken(
  { db, ctx }: World,
  { seriesId, going, overridePolicy }: Step,
): Promise<Left | { is: Moved; news: DomainEvent[] }> {
  const { bookingId, from, startsAt, resourceId } = going;
  const news: DomainEvent[] = [];
  const quiet = told({ db, ctx: { ...ctx, emit: (event) => void news.push(event) } }, seriesId);
  try {
    return await db.nested(async () => {
      const [served] = await serversOf(db, bookingId);
      await rescheduleBooking.run(quiet, { bookingId, startsAt, resourceId, overridePolicy });
      const isServedElse = served !== undefined && (await serversOf(db, bookingId))[0] !== served;
      return { is: { bookingId, from, startsAt, ...(isServedElse && { resourceId: served }) }, news };
    });
  } catch (error) {
    if (!(error instanceof Refusal) || !mayStay(error)) throw error;
    return { bookingId, from, startsAt, ...clashFrom(error) };
  }
}

const serversOf = async (db: WriteDb, bookingId: string) => (await mustLoadItem(db, { bookingId, itemId: undefined })).resourceIds;

/** A plan may have no visit left in the period that it would move to, and have one in another. */
const mayStay = (refusal: Refusal): boolean =>
  isOfTheDate(refusal) || (refusal.code === 'invalid_service' && refusal.facts['reason'] === 'subscription');
