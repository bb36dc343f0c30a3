/**
 * What must be true of the server after every single commit, read off its rows alone: not a line of the product's own code has a
 * say in it. It knows what a row means, and nothing of how it came to be.
 */
import { checkCoupons } from './coupons.ts';
import type { Row, Sight } from './sight.ts';

export interface Oracle {
  /** Judges what has been committed since it last looked. @returns the newest revision */
  look(sight: Sight, now: number): number;
  /** The rows are no longer what they were: it begins anew. */
  forget(): void;
  /** endpoint → the events that it must hear of */
  readonly due: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Where a booking may go from where it is; what is not here is impossible. */
const edges: Readonly<Record<string, readonly string[]>> = {
  PENDING: ['CONFIRMED', 'CANCELLED'],
  CONFIRMED: ['CHECKED_IN', 'COMPLETED', 'CANCELLED', 'NO_SHOW'],
  CHECKED_IN: ['COMPLETED'],
  COMPLETED: ['NO_SHOW', 'REFUNDED'],
  NO_SHOW: ['CONFIRMED', 'COMPLETED', 'REFUNDED'],
  CANCELLED: ['REFUNDED'],
  REFUNDED: [],
};

const MINUTE = 60_000;
/** A request of an offering whose requests leave their time to others takes no place before it is approved. */
const live = "b.status not in ('CANCELLED', 'REFUNDED') and (b.status <> 'PENDING' or o.pending_takes_place = 1)";
const itemsWith = `select i.*, o.buffer_before_minutes, o.buffer_after_minutes, o.capacity from booking_items i
  join bookings b on b.tenant_id = i.tenant_id and b.id = i.booking_id
  join offerings o on o.tenant_id = i.tenant_id and o.id = i.offering_id where ${live}`;
const holdsWith = `select h.*, o.buffer_before_minutes, o.buffer_after_minutes, o.capacity from occupancies h
  join offerings o on o.tenant_id = h.tenant_id and o.id = h.offering_id where h.source = 'hold' and h.expires_at > ?`;
const DAY = 24 * 60 * MINUTE;
const nearby = 'starts_at < ? and ends_at > ?';

/** a stretch of time that is taken, with the buffers around it */
interface Stretch {
  readonly offering: string;
  readonly from: number;
  readonly until: number;
  readonly session: string;
  readonly quantity: number;
  readonly capacity: number;
}

/** How nights are sold. */
interface Terms {
  readonly checkInTime: string;
  readonly checkOutTime: string;
  readonly minNights: number;
  readonly maxNights: number;
}

/** The date and the time that a clock shows. */
const shownAt = (timeZone: string, at: number): string[] =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at).split(' ');

const n = (value: Row[string] | undefined): number => Number(value);

const stretchOf = (row: Row): Stretch => ({
  offering: String(row.offering_id),
  from: n(row.starts_at) - n(row.buffer_before_minutes) * MINUTE,
  until: n(row.ends_at) + n(row.buffer_after_minutes) * MINUTE,
  session: `${row.offering_id} ${row.starts_at} ${row.ends_at}`,
  quantity: n(row.quantity),
  capacity: n(row.capacity),
});

const overlap = (a: Stretch, b: Stretch): boolean => a.from < b.until && b.from < a.until;

/** the most that is taken at any one instant; what ends at 10:00 does not meet what starts at 10:00 */
function peakOf(stretches: readonly Stretch[]): number {
  const at = ({ from }: Stretch) =>
    stretches.filter((other) => other.from <= from && from < other.until).reduce((sum, { quantity }) => sum + quantity, 0);
  return Math.max(0, ...stretches.map(at));
}

export function oracleOf(complain: (sentence: string) => void): Oracle {
  const statuses = new Map<string, string>();
  const due = new Map<string, Set<string>>();
  let seen = 0;
  let seenCommands = 0;

  function look(sight: Sight, now: number): number {
    const rev = n(sight.all('select max(rev) as rev from heads')[0]?.rev ?? 0);
    const commands = checkClock(sight, now);
    if (rev === seen) return rev;
    if (rev - seen > commands) complain(`${rev - seen} revisions were taken by ${commands} commands`);
    if (rev < seen) complain(`the newest revision went from ${seen} back to ${rev}`);
    for (const event of sight.all('select * from events where rev > ? order by rev, at, ordinal', seen)) {
      follow(event);
      expectDeliveries(sight, event);
    }
    for (const booking of sight.all('select * from bookings where rev > ?', seen)) checkBooking(sight, booking);
    checkCoupons(sight, { seen, complain });
    checkRoom(sight, now);
    checkStock(sight, now);
    checkOffers(sight, now);
    checkFilings(sight);
    seen = rev;
    return rev;
  }

  /** Nobody acts in the future. @returns how many commands have been answered since the last look */
  function checkClock(sight: Sight, now: number): number {
    const rows = sight.all('select rowid as place, name, at from command_log where rowid > ?', seenCommands);
    for (const { place, name, at } of rows) {
      seenCommands = Math.max(seenCommands, n(place));
      if (n(at) > now) complain(`${name} happened at ${at}, and it is ${now}`);
    }
    return rows.length;
  }

  function follow({ name, subject_id: id, data }: Row): void {
    const booking = String(id);
    if (name === 'booking.created') statuses.set(booking, 'PENDING');
    if (name !== 'booking.status_changed') return;
    const { previousStatus: from, status: to } = JSON.parse(String(data)) as { previousStatus: string; status: string };
    const known = statuses.get(booking);
    if (known !== undefined && known !== from) complain(`${booking} was ${known}, and its history goes on from ${from}`);
    if (edges[from]?.includes(to) !== true) complain(`${booking} went from ${from} to ${to}`);
    statuses.set(booking, to);
  }

  function expectDeliveries(sight: Sight, { id, name, rev }: Row): void {
    for (const endpoint of sight.all('select id, events, rev from webhook_endpoints where active = 1')) {
      const hears = n(endpoint.rev) < n(rev) && (JSON.parse(String(endpoint.events)) as string[]).includes(String(name));
      if (!hears) continue;
      const ofEndpoint = due.get(String(endpoint.id)) ?? new Set<string>();
      due.set(String(endpoint.id), ofEndpoint.add(String(id)));
    }
  }

  function checkBooking(sight: Sight, booking: Row): void {
    const status = statuses.get(String(booking.id));
    if (status !== booking.status) complain(`${booking.id} is ${booking.status}, and by its history ${status}`);
    const items = sight.all('select * from booking_items where booking_id = ?', String(booking.id));
    const sum = (of: (item: Row) => number) => items.reduce((total, item) => total + of(item), 0);
    const subtotal = sum((item) => n(item.price_cents));
    const tax = sum((item) => n(item.tax_cents));
    const added = sum((item) => (n(item.tax_included) === 1 ? 0 : n(item.tax_cents)));
    const total = subtotal - n(booking.discount_cents) + added;
    const adds = items.length > 0 && booking.subtotal_cents === subtotal && booking.tax_cents === tax && booking.total_cents === total;
    if (!adds) complain(`${booking.id} costs ${booking.total_cents}, and its items ${total}`);
    const off = sum((item) => n(item.discount_cents));
    if (off !== booking.discount_cents) complain(`${booking.id} has ${booking.discount_cents} off, and its items ${off}`);
    if (booking.source === 'widget' || booking.source === 'api') for (const item of items) checkStay(sight, item);
    for (const { id, steps, price_cents: price } of items) {
      const shown = (JSON.parse(String(steps)) as { cents: number }[]).reduce((total, { cents }) => total + cents, 0);
      if (shown !== n(price)) complain(`${id} costs ${price}, and its steps come to ${shown}`);
    }
  }

  /** Nobody but staff is given another stay than those that are sold. */
  function checkStay(sight: Sight, { id, offering_id: offering, starts_at: from, ends_at: until }: Row): void {
    const [sold] = sight.all('select nights, timezone from offerings where id = ?', String(offering));
    const terms = JSON.parse(String(sold?.nights ?? 'null')) as Terms | null;
    if (terms === null) return;
    const [arrival = '', checkIn] = shownAt(String(sold?.timezone), n(from));
    const [departure = '', checkOut] = shownAt(String(sold?.timezone), n(until));
    const nights = (Date.parse(departure) - Date.parse(arrival)) / DAY;
    if (checkIn !== terms.checkInTime || checkOut !== terms.checkOutTime) complain(`${id} is from ${checkIn} to ${checkOut}`);
    if (nights < terms.minNights || nights > terms.maxNights) complain(`${id} lasts ${nights} nights, which nobody may stay`);
  }

  /** There are as many of a thing as have been booked of it. */
  function checkStock(sight: Sight, now: number): void {
    for (const { id, name, quantity } of sight.all('select id, name, quantity from resources where quantity > 1 and rev > ?', seen)) {
      const items = sight.all(`${itemsWith} and i.ends_at > ? and i.resource_ids like ?`, now, `%${id}%`).map(stretchOf);
      const peak = peakOf(items.map((each) => ({ ...each, from: Math.max(each.from, now) })));
      if (peak > n(quantity)) complain(`there are ${quantity} ${name}, and ${peak} are booked`);
    }
  }

  /** What is offered to somebody is kept for them, and nobody is asked twice at once. */
  function checkOffers(sight: Sight, now: number): void {
    const offers = sight.all("select * from waitlist where status = 'OFFERED' and offered_until > ?", now);
    const asked = new Set<string>();
    for (const { id, offering_id: offering, email, hold_id: hold, offered_starts_at: from, quantity } of offers) {
      const kept = sight.all(
        "select * from occupancies where source = 'hold' and source_id = ? and subject_id = ? and starts_at = ? and quantity = ? and expires_at > ?",
        ...[String(hold), String(offering), n(from), n(quantity), now],
      );
      if (kept.length === 0) complain(`${id} is offered a place that nobody keeps for them`);
      const person = `${offering} ${email}`;
      if (email !== null && asked.has(person)) complain(`${email} is offered two places of ${offering} at once`);
      asked.add(person);
    }
  }

  /** What an offering is filed under is there. */
  function checkFilings(sight: Sight): void {
    const there = new Set(sight.all('select tenant_id, name from categories').map(({ tenant_id: tenant, name }) => `${tenant} ${name}`));
    for (const { id, tenant_id: tenant, categories } of sight.all('select id, tenant_id, categories from offerings'))
      for (const name of JSON.parse(String(categories)) as string[])
        if (!there.has(`${tenant} ${name}`)) complain(`${id} is filed under ${name}, which there is not`);
  }

  /** What has come to stand somewhere since the last look fits there. */
  function checkRoom(sight: Sight, now: number): void {
    const items = sight.all(`${itemsWith} and (i.rev > ? or b.rev > ?)`, seen, seen);
    const holds = sight.all(`${holdsWith} and h.rev > ? and h.subject_id = h.offering_id`, now, seen);
    for (const row of [...items, ...holds]) {
      const stretch = stretchOf(row);
      const span = [stretch.until + DAY, stretch.from - DAY] as const;
      const nearItems = sight.all(`${itemsWith} and i.${nearby.replace('ends_at', 'i.ends_at')}`, ...span);
      const nearHolds = sight.all(`${holdsWith} and h.${nearby.replace('ends_at', 'h.ends_at')}`, now, ...span);
      checkOffering({ stretch, nearItems, nearHolds, sight, now });
    }
  }

  interface Near {
    readonly stretch: Stretch;
    readonly nearItems: readonly Row[];
    readonly nearHolds: readonly Row[];
    readonly sight: Sight;
    readonly now: number;
  }

  function checkOffering({ stretch, nearItems, nearHolds, sight, now }: Near): void {
    const [offering] = sight.all('select title, resource_groups, capacity from offerings where id = ?', stretch.offering);
    const groups = JSON.parse(String(offering?.resource_groups ?? '[]')) as string[][];
    const there = (rows: readonly Row[]) => rows.map(stretchOf).filter((other) => overlap(stretch, other));
    const own = (row: Row) => row.offering_id === stretch.offering;
    if (groups.length === 0) {
      const ownHolds = nearHolds.filter((row) => own(row) && row.subject_id === row.offering_id);
      const peak = peakOf(there([...nearItems.filter(own), ...ownHolds]));
      if (peak > n(offering?.capacity)) complain(`${offering?.title} takes ${offering?.capacity}, and has ${peak}`);
    }
    for (const resource of new Set(groups.flat())) {
      const [{ quantity } = {}] = sight.all('select quantity from resources where id = ?', resource);
      const onIt = nearItems.filter(({ resource_ids: ids }) => (JSON.parse(String(ids)) as string[]).includes(resource));
      const stretches = there([...onIt, ...nearHolds.filter((row) => row.subject_id === resource)]);
      if (n(quantity) > 1) {
        const peak = peakOf(stretches.map((each) => ({ ...each, from: Math.max(each.from, now) })));
        if (peak > n(quantity)) complain(`there are ${quantity} of ${resource}, and ${peak} are taken at once`);
        continue;
      }
      for (const each of stretches) {
        const clash = stretches.find((other) => overlap(each, other) && other.session !== each.session);
        const seats = stretches.filter(({ session }) => session === each.session).reduce((sum, { quantity }) => sum + quantity, 0);
        if (clash !== undefined) complain(`${resource} is at ${each.session} and at ${clash.session} at once`);
        if (seats > each.capacity) complain(`${resource} takes ${each.capacity} at ${each.session}, and has ${seats}`);
      }
    }
  }

  return {
    look,
    due,
    forget() {
      seen = 0;
      seenCommands = 0;
      statuses.clear();
      due.clear();
    },
  };
}
