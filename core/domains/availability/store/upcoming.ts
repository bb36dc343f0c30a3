/** What a resource is booked and held for from now on: whatever changes about it must leave all of that served. */
import { eq, gt, isNull, ne, or } from 'drizzle-orm';
import { refuse } from '../../../base/refusal.ts';
import type { CommandContext } from '../../../contracts/command.ts';
import type { ReadDb, RowOf } from '../../../data/database.ts';
import type { Resource } from '../../catalog/model.ts';
import { mustLoadOffering } from '../../catalog/store.ts';
import type { Taken } from '../model.ts';
import { seatSteps, sorted } from '../rules/occupancy.ts';
import { occupancies } from '../tables.ts';

interface World {
  readonly db: ReadDb;
  readonly ctx: CommandContext;
}

function listUpcoming({ db, ctx }: World, resourceId: string): Promise<RowOf<typeof occupancies>[]> {
  const { subjectId, source, occupiedUntil, expiresAt } = occupancies;
  const isLive = or(isNull(expiresAt), gt(expiresAt, ctx.serverNow));
  return db.list(occupancies, eq(subjectId, resourceId), ne(source, 'external'), gt(occupiedUntil, ctx.now), isLive);
}

/** Refuses `in_use` {kind: bookings, count, at} while it is to serve: how many times, and when the last of them starts. */
export async function mustNotBeNeeded(world: World, resourceId: string): Promise<void> {
  const rows = await listUpcoming(world, resourceId);
  if (rows.length > 0) refuse('in_use', { kind: 'bookings', count: rows.length, at: Math.max(...rows.map(({ startsAt }) => startsAt)) });
}

/** Refuses `in_use` {kind: places, count, at} where there are too few of it: how many are taken at the worst time, and when that is. */
export async function mustSuffice(world: World, { id, quantity }: Resource): Promise<void> {
  const rows = await listUpcoming(world, id);
  const worst = worstOf(rows, world.ctx.now);
  const suffices = quantity > 1 ? worst.count <= quantity : await isOneAtATime(world.db, rows);
  if (!suffices) refuse('in_use', { kind: 'places', ...worst });
}

/** The first instant from now on at which the most places are taken. */
function worstOf(rows: readonly Taken[], now: number): { count: number; at: number } {
  const { at, taken } = seatSteps(rows, []);
  let worst = { count: 0, at: now };
  for (const [i, count] of taken.entries()) {
    const isOver = (at[i + 1] ?? Infinity) <= now;
    if (!isOver && count > worst.count) worst = { count, at: Math.max(at[i]!, now) };
  }
  return worst;
}

/** One thing serves one session at a time, with no more seats than it has. */
async function isOneAtATime(db: ReadDb, rows: readonly Taken[]): Promise<boolean> {
  const sessions = Map.groupBy(rows, ({ offeringId, startsAt, endsAt }) => `${offeringId} ${startsAt} ${endsAt}`);
  for (const [first, ...others] of sessions.values()) {
    if (first === undefined || first.offeringId === null) continue;
    const seats = others.reduce((sum, { quantity }) => sum + quantity, first.quantity);
    if (seats > (await mustLoadOffering(db, first.offeringId)).capacity) return false;
  }
  const inOrder = sorted(
    [...sessions.values()].flatMap(([first]) => first ?? []),
    ({ occupiedFrom }) => occupiedFrom,
  );
  return inOrder.every(({ occupiedFrom }, i) => i === 0 || inOrder[i - 1]!.occupiedUntil <= occupiedFrom);
}
