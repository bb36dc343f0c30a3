/** An offering that begins to need resources has time taken that names none: it must not count for nothing. */
import { gt, inArray, isNull, or } from 'drizzle-orm';
import { refuse } from '../../../base/refusal.ts';
import type { CommandContext } from '../../../contracts/command.ts';
import type { RowOf, WriteDb } from '../../../data/database.ts';
import type { Offering } from '../../catalog/model.ts';
import { listResources } from '../../catalog/store.ts';
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
  const serving = new Set((await listResources(db)).filter((resource) => resource.active).map(({ id }) => id));
  const subjects = [offering.id, ...new Set(groups.flat())];
  const live = or(isNull(occupancies.expiresAt), gt(occupancies.expiresAt, ctx.serverNow));
  const rows = await db.list(occupancies, inArray(occupancies.subjectId, subjects), gt(occupancies.occupiedUntil, ctx.now), live);
  const upcoming = rows.filter(({ subjectId }) => subjectId === offering.id).toSorted(byStart);
  const assigned = new Map<string, string[]>();
  let homeless = 0;
  for (const own of upcoming) {
    const has = rows.filter((row) => row.sourceId === own.sourceId && row.subjectId !== offering.id).map(({ subjectId }) => subjectId);
    if (has.length >= groups.length) continue;
    const ids = groups.map(
      (group) => group.find((id) => has.includes(id)) ?? group.find((id) => serving.has(id) && hasRoom(rows, { id, own, offering })),
    );
    if (ids.some((id) => id === undefined)) homeless += 1;
    for (const subjectId of ids)
      if (subjectId !== undefined && !has.includes(subjectId)) {
        const { tenantId: _tenant, rev: _rev, ...taking } = { ...own, id: ctx.newId('occ'), subjectId };
        await db.insert(occupancies, taking);
        rows.push({ ...own, ...taking });
      }
    assigned.set(
      own.sourceId,
      ids.filter((id) => id !== undefined),
    );
  }
  if (homeless > 0) refuse('in_use', { kind: 'bookings', count: homeless });
  return assigned;
}

const byStart = (a: Row, b: Row): number => a.startsAt - b.startsAt || (a.sourceId < b.sourceId ? -1 : 1);

/** One resource serves several seats only of the same offering and the same span. */
function hasRoom(rows: readonly Row[], { id, own, offering }: { id: string; own: Row; offering: Offering }): boolean {
  const inTheWay = rows.filter(
    (row) => row.subjectId === id && row.occupiedFrom < own.occupiedUntil && own.occupiedFrom < row.occupiedUntil,
  );
  const isShared = inTheWay.every((row) => row.offeringId === offering.id && row.startsAt === own.startsAt && row.endsAt === own.endsAt);
  return isShared && inTheWay.reduce((sum, { quantity }) => sum + quantity, own.quantity) <= offering.capacity;
}
