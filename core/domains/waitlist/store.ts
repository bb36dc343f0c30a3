import { and, eq, inArray } from 'drizzle-orm';
import { byAge } from '../../base/age.ts';
import { refuse } from '../../base/refusal.ts';
import { DAY } from '../../base/time.ts';
import { mine, type ReadDb, type RowOf } from '../../data/database.ts';
import type { Span } from '../availability/model.ts';
import { longestSlot } from '../availability/rules/agenda.ts';
import { slotsBetween } from '../availability/rules/slots.ts';
import { loadSlotFacts } from '../availability/store/occupancies.ts';
import type { Offering } from '../catalog/model.ts';
import { findOffering, loadResourceNames } from '../catalog/store.ts';
import type { WaitlistEntry, WaitStatus } from './model.ts';
import { datesOf, isOver, lengthWanted, soonestStart, suits } from './rules.ts';
import { waitlist } from './tables.ts';

export type WaitRow = RowOf<typeof waitlist>;

export async function mustLoadWait(db: ReadDb, waitlistId: string): Promise<WaitRow> {
  return (await db.find(waitlist, waitlistId)) ?? refuse('not_found', { kind: 'waitlist', id: waitlistId });
}

/** Those in this state, in the order of joining. */
async function listWaits(db: ReadDb, status: WaitStatus): Promise<WaitRow[]> {
  return (await db.list(waitlist, eq(waitlist.status, status))).toSorted(byAge);
}

const sameIn = ['name', 'fromDate', 'toDate', 'timeFrom', 'timeTo', 'nights', 'durationMinutes'] as const;

/** Other wishes of the same person for the very same thing. An address alone proves nothing: nobody takes others off the list by theirs. */
export async function listTwins(db: ReadDb, entry: WaitRow): Promise<WaitRow[]> {
  const { id, offeringId, email } = entry;
  if (email === null) return [];
  const rows = await db.list(waitlist, eq(waitlist.status, 'WAITING'), eq(waitlist.offeringId, offeringId), eq(waitlist.email, email));
  return rows.filter((other) => other.id !== id && sameIn.every((field) => other[field] === entry[field]));
}

/** What is to be done now: offers that ran out, wishes whose dates are past, and the first of each offering whom a free slot suits. */
export interface Due {
  readonly missed: readonly WaitRow[];
  readonly over: readonly WaitRow[];
  readonly next: readonly Match[];
  /** when the next offer runs out */
  readonly nextAt: number | null;
}

export interface Match {
  readonly entry: WaitRow;
  readonly offering: Offering;
  readonly span: Span;
}

/** One match an offering: the offer that it leads to changes what is free for the next. `except`: entries that are passed over. */
export async function loadDue(db: ReadDb, { now, except = new Set() }: { now: number; except?: ReadonlySet<string> }): Promise<Due> {
  const offered = await listWaits(db, 'OFFERED');
  const missed = offered.filter((entry) => (entry.offeredUntil ?? 0) <= now);
  const live = offered.filter((entry) => !missed.includes(entry));
  const waiting = (await listWaits(db, 'WAITING')).filter(({ id }) => !except.has(id));
  const offerings = await loadOfferings(db, new Set(waiting.map(({ offeringId }) => offeringId)));
  const over = waiting.filter((entry) => isOver(entry, { zone: offerings.get(entry.offeringId)?.timezone ?? 'UTC', now }));
  const asked = new Set(live.map(personOf));
  const next: Match[] = [];
  for (const [offeringId, offering] of offerings) {
    if (offering.status !== 'PUBLISHED') continue;
    const queue = waiting.filter((entry) => entry.offeringId === offeringId && !over.includes(entry) && !asked.has(personOf(entry)));
    const match = await firstMatch(db, { queue, offering, now });
    if (match !== undefined) next.push(match);
  }
  const ends = live.map(({ offeredUntil }) => offeredUntil ?? now);
  return { missed, over, next, nextAt: ends.length === 0 ? null : Math.min(...ends) };
}

/** Nobody has two offers for one thing at a time, however often they joined. */
const personOf = ({ offeringId, email, id }: WaitRow): string => `${offeringId}/${email ?? id}`;

async function loadOfferings(db: ReadDb, ids: ReadonlySet<string>): Promise<Map<string, Offering>> {
  const found = new Map<string, Offering>();
  for (const id of ids) {
    const offering = await findOffering(db, id);
    if (offering !== undefined) found.set(id, offering);
  }
  return found;
}

interface Queue {
  readonly queue: readonly WaitRow[];
  readonly offering: Offering;
  readonly now: number;
}

/** The slots are looked for once for all who want as many places of the same resource for as long, over all of their days. */
async function firstMatch(db: ReadDb, { queue, offering, now }: Queue): Promise<Match | undefined> {
  const { timezone: zone } = offering;
  const alike = Map.groupBy(queue, wantedOf);
  const slots = new Map<string, readonly Span[]>();
  for (const entry of queue) {
    const wanted = wantedOf(entry);
    const free = slots.get(wanted) ?? (await freeSlots(db, { entries: alike.get(wanted) ?? [entry], offering, now }));
    slots.set(wanted, free);
    const span = free.find(({ startsAt }) => suits(entry, { startsAt, zone }));
    if (span !== undefined) return { entry, offering, span };
  }
  return undefined;
}

const wantedOf = ({ quantity, resourceId, nights, durationMinutes }: WaitRow): string =>
  [quantity, resourceId, nights, durationMinutes].join('/');

interface Wanted {
  /** of one number of places, one resource and one length */
  readonly entries: readonly WaitRow[];
  readonly offering: Offering;
  readonly now: number;
}

async function freeSlots(db: ReadDb, { entries, offering, now }: Wanted): Promise<readonly Span[]> {
  const dates = entries.map((entry) => datesOf(entry, offering.timezone));
  const from = Math.max(Math.min(...dates.map((one) => one.from)), soonestStart(now));
  const until = Math.min(Math.max(...dates.map((one) => one.until)), now + (offering.maxAdvanceDays + 1) * DAY);
  const [first] = entries;
  if (first === undefined || from >= until) return [];
  const length = lengthWanted(offering, first);
  if (length === null) return [];
  const query = { offering, now, serverNow: now, quantity: first.quantity, resourceId: first.resourceId ?? undefined, ...length };
  const facts = await loadSlotFacts(db, { ...query, from, until: until + longestSlot(query) });
  return slotsBetween(facts, { from, to: until }).filter(({ bookable }) => bookable);
}

/** As screens and doors show them. */
export async function entriesOf(db: ReadDb, rows: readonly WaitRow[]): Promise<WaitlistEntry[]> {
  const offerings = await loadOfferings(db, new Set(rows.map(({ offeringId }) => offeringId)));
  const names = await loadResourceNames(db, new Set(rows.flatMap(({ resourceId }) => resourceId ?? [])));
  return rows.map((row) => {
    const { tenantId: _tenant, rev: _rev, holdId: _hold, passed: _passed, offeredStartsAt, offeredEndsAt, offeredUntil, ...entry } = row;
    const offering = offerings.get(row.offeringId);
    const isOffered = offeredStartsAt !== null && offeredEndsAt !== null && offeredUntil !== null;
    return {
      ...entry,
      offeringTitle: offering?.title ?? '',
      timezone: offering?.timezone ?? 'UTC',
      color: offering?.color ?? '#6B7280',
      resourceName: row.resourceId === null ? null : (names.get(row.resourceId) ?? ''),
      offer: isOffered ? { startsAt: offeredStartsAt, endsAt: offeredEndsAt, until: offeredUntil } : null,
    };
  });
}

export function listEntries(
  db: ReadDb,
  { status, offeringId }: { status?: readonly WaitStatus[] | undefined; offeringId?: string | undefined },
) {
  return db
    .select()
    .from(waitlist)
    .where(
      and(
        mine(db, waitlist),
        status === undefined || status.length === 0 ? undefined : inArray(waitlist.status, [...status]),
        offeringId === undefined ? undefined : eq(waitlist.offeringId, offeringId),
      ),
    );
}
