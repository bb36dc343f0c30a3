import { Refusal } from '../../../base/refusal.ts';
import { addDays, instantToWall, startOfDay } from '../../../base/zone.ts';
import { staff } from '../../../contracts/actor.ts';
import { defineQuery } from '../../../contracts/query.ts';
import type { ReadDb } from '../../../data/database.ts';
import type { Taken } from '../../availability/model.ts';
import { listKeepers } from '../../availability/store/occupancies.ts';
import type { Offering } from '../../catalog/model.ts';
import { mustLoadOffering } from '../../catalog/store.ts';
import { SeriesMove, type SeriesMoveDate, type SeriesMovePreview } from '../model.ts';
import { asBooked } from '../rules/addOns.ts';
import { movesOfSeries } from '../rules/seriesMove.ts';
import { endOf } from '../rules/stays.ts';
import { type ItemRow, mustLoadItem, mustLoadSeries } from '../store/bookings.ts';
import { type Look, lookAt, takingOf } from '../store/looks.ts';
import { mustBeWithinLimits, mustHaveVisit } from '../store/visits.ts';

/** Those that would have moved by then: theirs is the time that they go to, not the one that they leave. */
interface Gone {
  readonly ids: string[];
  readonly items: { subscriptionId?: string | undefined; startsAt: number; quantity: number }[];
  readonly taken: Taken[];
}

/** What `bookings.moveSeries` would find, date by date, in the order of their starts now. Refuses as that does. */
export const previewSeriesMove = defineQuery({
  name: 'bookings.previewSeriesMove',
  allow: { roles: staff, scope: 'read' },
  input: SeriesMove,
  async run({ db, ctx: { now } }, { seriesId, overridePolicy, ...wish }): Promise<SeriesMovePreview> {
    const series = await mustLoadSeries(db, seriesId);
    const first = await mustLoadItem(db, { bookingId: series[0].id, itemId: undefined });
    const offering = await mustLoadOffering(db, first.offeringId);
    const { timezone } = offering;
    const gone: Gone = { ids: [], items: [], taken: [] };
    const dates: SeriesMoveDate[] = [];
    for (const { bookingId, from, startsAt, resourceId } of movesOfSeries(series, timezone, wish)) {
      const item = await mustLoadItem(db, { bookingId, itemId: undefined });
      const then = asBooked(offering, item);
      const span = { startsAt, endsAt: endOf(then, { item, startsAt }) };
      const look = await lookFor(db, { offering: then, item, span, resourceId, gone, now });
      const customerId = series.find(({ id }) => id === bookingId)?.customerId ?? '';
      const policyReason = overridePolicy
        ? null
        : (look.policyReason ?? (await limitOn(db, { ...{ offering, item, customerId }, ...{ startsAt, gone, now } })));
      const against = look.capacityReason ?? policyReason ?? (await visitAgainst(db, { item, customerId, startsAt, gone }));
      const free = against === null;
      const nearest = free ? [] : await look.nearest();
      dates.push({ ...{ bookingId, from, ...span, free, nearest }, reason: against ?? look.policyReason });
      if (free) await go(db, { offering: then, item, span, look, gone });
    }
    return { dates: dates.toSorted((a, b) => a.from - b.from), timezone };
  },
});

interface Question {
  readonly offering: Offering;
  readonly item: ItemRow;
  readonly span: { startsAt: number; endsAt: number };
  readonly resourceId: string | undefined;
  readonly gone: Gone;
  readonly now: number;
}

/** Whoever serves it now goes on where they can, unless another was asked for. */
async function lookFor(db: ReadDb, { offering, item, span, resourceId, gone, now }: Question): Promise<Look> {
  const asked = { offering, span, quantity: item.quantity, now, taken: gone.taken, ignoring: [item.id, ...gone.ids] };
  const [serving] = item.resourceIds;
  const isKept = resourceId === undefined && serving !== undefined && offering.resourceGroups.flat().includes(serving);
  const look = isKept ? await lookAt(db, { ...asked, resourceId: serving }) : undefined;
  return look?.capacityReason === null ? look : lookAt(db, { ...asked, resourceId });
}

interface Going extends Pick<Question, 'offering' | 'item' | 'span' | 'gone'> {
  readonly look: Look;
}

/** A request that leaves its time open takes none there either. */
async function go(db: ReadDb, { offering, item, span, look, gone }: Going): Promise<void> {
  const { id: sourceId, quantity, subscriptionId } = item;
  gone.ids.push(sourceId);
  gone.items.push({ subscriptionId: subscriptionId ?? undefined, startsAt: span.startsAt, quantity });
  if ((await listKeepers(db, [sourceId])).has(sourceId))
    gone.taken.push(...takingOf(offering, { span, quantity, resourceIds: look.resourceIds, sourceId }));
}

interface Allowance {
  readonly item: ItemRow;
  readonly customerId: string;
  readonly startsAt: number;
  readonly gone: Gone;
}

/** What a day allows a customer, less those of the series that would have come to it by then. */
async function limitOn(db: ReadDb, { offering, item, customerId, startsAt, gone, now }: Allowance & Pick<Question, 'offering' | 'now'>) {
  const { customerDailyLimit: limit, timezone } = offering;
  if (limit === null) return null;
  const { date } = instantToWall(timezone, startsAt);
  const [from, until] = [startOfDay(timezone, date), startOfDay(timezone, addDays(date, 1))];
  const come = gone.items.filter((one) => one.startsAt >= from && one.startsAt < until).length;
  const others = { ...offering, customerOpenLimit: null, customerDailyLimit: limit - come };
  const asked = { offering: others, customerId, startsAt, now, bookingId: item.bookingId, ignoring: [item.id, ...gone.ids] };
  return (await isRefused(() => mustBeWithinLimits(db, asked))) ? ({ code: 'customer_limit' } as const) : null;
}

async function visitAgainst(db: ReadDb, { item, customerId, startsAt, gone }: Allowance) {
  const { subscriptionId, offeringId, quantity } = item;
  if (subscriptionId === null) return null;
  const asked = { subscriptionId, offeringId, customerId, startsAt, quantity, before: gone.items, ignoring: [item.id, ...gone.ids] };
  return (await isRefused(() => mustHaveVisit(db, asked))) ? ({ code: 'subscription' } as const) : null;
}

async function isRefused(fn: () => Promise<unknown>): Promise<boolean> {
  try {
    await fn();
    return false;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'invalid_service') return true;
    throw error;
  }
}
