/** What must hold in a server's database whatever died, asked of its rows in plain SQL. Nothing here is of the product. */
import { isBooking, isMade, type Wish } from './clients.ts';

export type Select = (sql: string) => Promise<Record<string, unknown>[]>;

const numberOf = (value: unknown): number => Number(value);

/** Every booking that somebody was told of is there once, and a key has at most one. */
export async function bookingsOnce(select: Select, wishes: readonly Wish[]): Promise<string[]> {
  const rows = await select("SELECT id, customer_notes, status FROM bookings WHERE customer_notes <> ''");
  const byKey = Map.groupBy(rows, (row) => String(row['customer_notes']));
  const cancelled = new Set(wishes.filter((wish) => !isBooking(wish) && wish.answer?.status === 200).map(({ key }) => key));
  return wishes.filter(isBooking).flatMap((wish) => {
    const found = byKey.get(wish.key) ?? [];
    if (found.length > 1) return [`${wish.key} was booked ${found.length} times`];
    if (wish.answer === null) return [];
    if (isMade(wish) !== (found.length === 1)) return [`${wish.key} was answered ${wish.answer.status}, and stands ${found.length} times`];
    const [row] = found;
    if (row === undefined) return [];
    if (!wish.answer.text.includes(String(row['id']))) return [`${wish.key} stands under another id than was told`];
    if (cancelled.has(`cancel-${wish.key}`) && row['status'] !== 'CANCELLED')
      return [`${wish.key} was cancelled, and is ${String(row['status'])}`];
    return [];
  });
}

/** No instant of an offering has more seats taken than there are. */
export async function neverOver(select: Select, capacityOf: ReadonlyMap<string, number>): Promise<string[]> {
  const rows = await select(
    `SELECT i.offering_id, i.starts_at, i.ends_at, i.quantity FROM booking_items i
     JOIN bookings b ON b.tenant_id = i.tenant_id AND b.id = i.booking_id WHERE b.status NOT IN ('CANCELLED', 'REFUNDED')`,
  );
  return [...Map.groupBy(rows, (row) => String(row['offering_id']))].flatMap(([offeringId, items]) => {
    const capacity = capacityOf.get(offeringId) ?? 0;
    const taken = mostAtOnce(
      items.map((row) => ({ from: numberOf(row['starts_at']), to: numberOf(row['ends_at']), seats: numberOf(row['quantity']) })),
    );
    return taken > capacity ? [`${offeringId} has ${capacity} places, and ${taken} are taken at once`] : [];
  });
}

function mostAtOnce(spans: readonly { from: number; to: number; seats: number }[]): number {
  const steps = spans.flatMap(({ from, to, seats }) => [
    { at: from, change: seats },
    { at: to, change: -seats },
  ]);
  // half open: what ends gives way to what begins
  steps.sort((a, b) => a.at - b.at || a.change - b.change);
  let taken = 0;
  let most = 0;
  for (const { change } of steps) {
    taken += change;
    most = Math.max(most, taken);
  }
  return most;
}

/** From the first to the head, each revision once. */
export async function revisionsWithoutHoles(select: Select): Promise<string[]> {
  const rows = await select(
    `SELECT h.tenant_id, h.rev, count(r.rev) AS n, min(r.rev) AS first, max(r.rev) AS last
     FROM heads h LEFT JOIN revisions r ON r.tenant_id = h.tenant_id GROUP BY h.tenant_id, h.rev`,
  );
  return rows
    .filter((row) => [row['n'], row['last']].some((value) => numberOf(value) !== numberOf(row['rev'])) || numberOf(row['first']) !== 1)
    .map((row) => `the revisions of ${String(row['tenant_id'])} have holes: ${JSON.stringify(row)}`);
}

/** What happened has its event once, and every event that is subscribed to its delivery once. */
export async function eventsOnce(select: Select): Promise<string[]> {
  const created = await select(
    `SELECT b.id FROM bookings b LEFT JOIN events e ON e.tenant_id = b.tenant_id AND e.subject_id = b.id AND e.name = 'booking.created'
     GROUP BY b.tenant_id, b.id HAVING count(e.id) <> 1`,
  );
  const untold = await select(
    `SELECT e.id FROM events e LEFT JOIN deliveries d ON d.tenant_id = e.tenant_id AND d.event_id = e.id
     WHERE e.name IN ('booking.created', 'booking.confirmed', 'booking.cancelled') GROUP BY e.tenant_id, e.id HAVING count(d.id) <> 1`,
  );
  return [
    ...created.map((row) => `the booking ${String(row['id'])} has not one event of its making`),
    ...untold.map((row) => `the event ${String(row['id'])} has not one delivery`),
  ];
}

export async function deliveryIds(select: Select): Promise<string[]> {
  return (await select('SELECT id FROM deliveries')).map((row) => String(row['id']));
}
