/** Looks at what a server left behind, with sums of its own: none of the product's rules is asked. */
import type { Database } from '#core/data/database.ts';
import { occupancies } from '#core/domains/availability/tables.ts';
import { bookings } from '#core/domains/bookings/tables.ts';
import { offerings } from '#core/domains/catalog/tables.ts';
import type { Town } from './town.ts';

/** @returns how many offerings' instants have more taken than there are seats, or stylists' more than one. @throws where bookings are missing */
export async function doubleBookings(town: Town, { made }: { made: number }): Promise<number> {
  const database = await town.open();
  try {
    return await count(database, { town, made });
  } finally {
    await database.close();
  }
}

async function count(database: Database, { town, made }: { town: Town; made: number }): Promise<number> {
  return database.read(town.tenantId, async (db) => {
    const kept = (await db.list(bookings)).length;
    if (kept !== town.bookings + made) throw new Error(`${kept} bookings stand where ${town.bookings + made} were made`);
    // A stylist's room is judged on the stylist; the offering's own rows say only that it is taken.
    const seats = new Map(
      (await db.list(offerings)).filter((row) => row.resourceGroups.length === 0).map(({ id, capacity }) => [id, capacity]),
    );
    const bySubject = Map.groupBy(await db.list(occupancies), ({ subjectId }) => subjectId);
    let doubles = 0;
    for (const [subjectId, rows] of bySubject) {
      const most = subjectId.startsWith('res_') ? 1 : seats.get(subjectId);
      if (most !== undefined) doubles += timesOver(rows, most);
    }
    return doubles;
  });
}

interface Row {
  readonly occupiedFrom: number;
  readonly occupiedUntil: number;
  readonly quantity: number;
}

function timesOver(rows: readonly Row[], most: number): number {
  const edges = rows.flatMap(({ occupiedFrom, occupiedUntil, quantity }) => [
    { at: occupiedFrom, change: quantity },
    { at: occupiedUntil, change: -quantity },
  ]);
  edges.sort((a, b) => a.at - b.at || a.change - b.change);
  let taken = 0;
  let over = 0;
  for (const { change } of edges) {
    taken += change;
    if (change > 0 && taken > most) over += 1;
  }
  return over;
}
