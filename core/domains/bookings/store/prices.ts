/** Prices as they are at a moment: the rules loaded once, how full a day is where a rule asks, and once for each day. */
import { MINUTE } from '../../../base/time.ts';
import { addDays, instantToWall, startOfDay } from '../../../base/zone.ts';
import type { ReadDb } from '../../../data/database.ts';
import { HOLD_MINUTES, type SlotFacts, type Span } from '../../availability/model.ts';
import { findHold, type Hold, loadSlotFacts } from '../../availability/store/occupancies.ts';
import type { Offering } from '../../catalog/model.ts';
import type { PriceRule } from '../../pricing/model.ts';
import { concerns } from '../../pricing/rules/conditions.ts';
import { needsOccupancy, priced, type PriceRequest, type WantedAddOn } from '../../pricing/rules/priced.ts';
import type { Line } from '../../pricing/rules/totals.ts';
import { listActiveRules } from '../../pricing/store.ts';
import type { ItemRequest } from '../model.ts';
import { addOnsOf } from '../rules/addOns.ts';
import { occupancyOf } from '../rules/occupancy.ts';

export interface PriceWish extends Span {
  readonly offering: Offering;
  readonly quantity: number;
  readonly addOns?: readonly WantedAddOn[] | undefined;
  readonly visit?: PriceRequest['visit'];
  /** when it is booked: what the hours ahead are counted from */
  readonly now: number;
  /** booking items that don't make their day fuller: the one that is priced, and those that are booked with it */
  readonly ignoring?: readonly string[];
  readonly supposing?: Supposed | undefined;
}

/** In place of what is so: for the simulator. */
export interface Supposed {
  /** ms from the booking to each start */
  readonly lead?: number | undefined;
  /** whole per cent of each day */
  readonly occupancy?: number | undefined;
}

export interface PriceBook {
  lineOf(wish: PriceWish): Promise<Line>;
  /** Spans of one offering in order of their starts, the days' bookings loaded at once. */
  linesOf(spans: readonly Span[], wish: Omit<PriceWish, keyof Span>): Promise<Line[]>;
}

export const openPriceBook = async (db: ReadDb): Promise<PriceBook> => priceBookOf(db, await listActiveRules(db));

/** By these rules, in this order. */
export function priceBookOf(db: ReadDb, rules: readonly PriceRule[]): PriceBook {
  const linesOf: PriceBook['linesOf'] = async (spans, { now, ignoring, supposing: { lead, occupancy } = {}, ...wish }) => {
    const requests = spans.map(({ startsAt, endsAt }) => ({ ...wish, startsAt, endsAt }));
    const bookedAt = (startsAt: number) => (lead === undefined ? now : startsAt - lead);
    const asking = requests.filter((request) => needsOccupancy(request, rules, bookedAt(request.startsAt)));
    const starts = asking.map(({ startsAt }) => startsAt);
    const { offering } = wish;
    const occupancyAt = occupancy === undefined ? await loadOccupancies(db, { offering, starts, ignoring }) : () => occupancy;
    const priceOf = (request: PriceRequest) =>
      priced(request, rules, { now: bookedAt(request.startsAt), occupancy: occupancyAt(request.startsAt) });
    return isSteady(wish.offering, rules) ? onceForEachLength(requests, priceOf) : requests.map(priceOf);
  };
  return {
    linesOf,
    async lineOf({ startsAt, endsAt, ...wish }) {
      const [line] = await linesOf([{ startsAt, endsAt }], wish);
      return line as Line;
    },
  };
}

/** Costs the same at whatever time: no rule is about it, and no calendar. */
function isSteady(offering: Offering, rules: readonly PriceRule[]): boolean {
  const isByDate = offering.pricingModel === 'DAILY' || offering.nights !== null;
  return !isByDate && !rules.some((rule) => concerns(rule, offering));
}

function onceForEachLength(requests: readonly PriceRequest[], priceOf: (request: PriceRequest) => Line): Line[] {
  const known = new Map<number, Line>();
  return requests.map((request) => {
    const length = request.endsAt - request.startsAt;
    const line = known.get(length) ?? priceOf(request);
    known.set(length, line);
    return line;
  });
}

interface SlotPrices {
  readonly offering: Offering;
  readonly slots: readonly Span[];
  readonly quantity: number;
  readonly addOns?: ItemRequest['addOns'] | undefined;
  readonly now: number;
  readonly ignoring?: readonly string[] | undefined;
}

/** What each of these slots costs as it would be quoted now, in their order. */
export async function pricesOf(db: ReadDb, { offering, slots, quantity, addOns = [], now, ignoring = [] }: SlotPrices): Promise<number[]> {
  const book = await openPriceBook(db);
  const lines = await book.linesOf(slots, { offering, quantity, addOns: addOnsOf(offering, addOns), now, ignoring });
  return lines.map(({ priceCents }) => priceCents);
}

interface OccupancyQuestion {
  readonly offering: Offering;
  readonly starts: readonly number[];
  readonly ignoring: readonly string[] | undefined;
}

/** How full the local days of these starts are; null for any other. */
async function loadOccupancies(
  db: ReadDb,
  { offering, starts, ignoring }: OccupancyQuestion,
): Promise<(startsAt: number) => number | null> {
  if (starts.length === 0) return () => null;
  const { timezone } = offering;
  const dateOf = (startsAt: number) => instantToWall(timezone, startsAt).date;
  const dayOf = (date: string) => ({ from: startOfDay(timezone, date), until: startOfDay(timezone, addDays(date, 1)) });
  const [first, last] = [Math.min(...starts), Math.max(...starts)].map(dateOf) as [string, string];
  // Holds don't count, so that it is no matter which of them have expired.
  const range = { from: dayOf(first).from, until: dayOf(last).until, margin: 0, now: 0, serverNow: 0 };
  const facts: SlotFacts = await loadSlotFacts(db, { offering, ...range, ignoring });
  const known = new Map<string, number | null>();
  const asked = new Set(starts.map(dateOf));
  for (const date of asked) known.set(date, occupancyOf(facts, dayOf(date)));
  return (startsAt) => known.get(dateOf(startsAt)) ?? null;
}

interface Moment {
  readonly item: Pick<ItemRequest, 'offeringId' | 'startsAt' | 'holdId'>;
  readonly now: number;
  readonly serverNow: number;
}

/** What is held is priced as it was when the hold was made, as long as that lives: who hurries to fill a form is quoted no other price. */
export async function quotedAt(db: ReadDb, moment: Moment): Promise<number> {
  const { holdId } = moment.item;
  return momentOf(holdId === undefined ? undefined : await findHold(db, holdId), moment);
}

/** A hold of another time says nothing of this one's price. */
export function momentOf(hold: Hold | undefined, { item, now, serverNow }: Moment): number {
  if (hold === undefined || hold.offeringId !== item.offeringId || hold.startsAt !== item.startsAt) return now;
  const { expiresAt } = hold;
  // What is kept for longer, for somebody who waits, was made earlier than this says: of those the present price holds.
  return expiresAt > serverNow ? Math.min(now, expiresAt - HOLD_MINUTES * MINUTE) : now;
}
