/** An offering that begins to need resources has time taken that names none: it must not count for nothing. */
import { gt, inArray, isNull, or } from 'drizzle-orm';
import { refuse } from '../../../base/refusal.ts';
import type { CommandContext } from '../../../contracts/command.ts';
import type { RowOf, WriteDb } from '../../../data/database.ts';
import type { Offering, Resource } from '../../catalog/model.ts';
import { listResources } from '../../catalog/store.ts';
import { pickEach } from '../rules/resources.ts';
import { occupancies } from '../tables.ts';

type Row = RowOf<typeof occupancies>;

/**
 * Gives everything still to come that lacks a resource of a group the first one that is free.
 * @returns the resources of each source (booking item, hold) that was given any. Refuses `in_use` {kind: bookings} where one finds none.
 */
export async function assignResources(
  { db, ctx }: { db: WriteDb; ctx: CommandContext },
  offering: Offering,
): Promise<Map<string, string[]>> {
  const groups = offering.resourceGroups;
  const serving = new Map((await listResources(db)).filter((resource) => resource.active).map((resource) => [resource.id, resource]));
  const subjects = [offering.id, ...new Set(groups.flat())];
  const live = or(isNull(occupancies.expiresAt), gt(occupancies.expiresAt, ctx.serverNow));
  const rows = await db.list(occupancies, inArray(occupancies.subjectId, subjects), gt(occupancies.occupiedUntil, ctx.now), live);
  const upcoming = rows.filter(({ subjectId, source }) => subjectId === offering.id && source !== 'external').toSorted(byStart);
  const assigned = new Map<string, string[]>();
  let homeless = 0;
  for (const own of upcoming) {
    const has = rows.filter((row) => row.sourceId === own.sourceId && row.subjectId !== offering.id).map(({ subjectId }) => subjectId);
    if (has.length >= groups.length) continue;
    const isAble = (id: string) => has.includes(id) || hasRoom(rows, { resource: serving.get(id), own, offering });
    const ids = pickEach(groups.map((group) => group.toSorted((a, b) => Number(has.includes(b)) - Number(has.includes(a))).filter(isAble)));
    if (ids === undefined) {
      homeless += 1;
      continue;
    }
    for (const subjectId of ids.filter((id) => !has.includes(id))) {
      const { tenantId: _tenant, rev: _rev, ...taking } = { ...own, id: ctx.newId('occ'), subjectId };
      await db.insert(occupancies, taking);
      rows.push({ ...own, ...taking });
    }
    assigned.set(own.sourceId, ids);
  }
  if (homeless > 0) refuse('in_use', { kind: 'bookings', count: homeless });
  return assigned;
}

const byStart = (a: Row, b: Row): number => a.startsAt - b.startsAt || (a.sourceId < b.sourceId ? -1 : 1);

/** One resource serves several seats only of the same offering and the same span; of a pool, every place takes a piece. */
function hasRoom(
  rows: readonly Row[],
  { resource, own, offering }: { resource: Resource | undefined; own: Row; offering: Offering },
): boolean {
  if (resource === undefined) return false;
  const inTheWay = rows.filter(
    (row) => row.subjectId === resource.id && row.occupiedFrom < own.occupiedUntil && own.occupiedFrom < row.occupiedUntil,
  );
  if (resource.quantity > 1) return mostAtOnce(inTheWay, own) + own.quantity <= resource.quantity;
  const isShared = inTheWay.every((row) => row.offeringId === offering.id && row.startsAt === own.startsAt && row.endsAt === own.endsAt);
  return isShared && inTheWay.reduce((sum, { quantity }) => sum + quantity, own.quantity) <= offering.capacity;
}

/** The most seats that these take at any instant of another; the peak is where that begins, or where one of them does. */
function mostAtOnce(rows: readonly Row[], { occupiedFrom: begin }: Row): number {
  const instants = [begin, ...rows.map(({ occupiedFrom }) => Math.max(occupiedFrom, begin))];
  const takenAt = (at: number) =>
    rows.filter((row) => row.occupiedFrom <= at && at < row.occupiedUntil).reduce((sum, { quantity }) => sum + quantity, 0);
  return Math.max(...instants.map(takenAt));
}
