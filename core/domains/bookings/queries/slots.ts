import { z } from 'zod';
import { refuse } from '../../../base/refusal.ts';
import { DAY, MINUTE } from '../../../base/time.ts';
import { wallToInstant } from '../../../base/zone.ts';
import { type Actor, staff } from '../../../contracts/actor.ts';
import { idOf, LocalDate } from '../../../contracts/fields.ts';
import { defineQuery } from '../../../contracts/query.ts';
import type { ReadDb } from '../../../data/database.ts';
import { type Slot, type SlotFacts, WeeklyRule } from '../../availability/model.ts';
import { longestSlot } from '../../availability/rules/agenda.ts';
import { drafted, numbered } from '../../availability/rules/drafts.ts';
import { type AddOnChoice, addOnMinutes, isSellableLength, refuseLength } from '../../availability/rules/request.ts';
import { nextBookable, slotsBetween } from '../../availability/rules/slots.ts';
import { mustServe } from '../../availability/store/free.ts';
import { loadSlotFacts } from '../../availability/store/occupancies.ts';
import type { Offering } from '../../catalog/model.ts';
import { isPlan } from '../../catalog/rules/plans.ts';
import { findOffering } from '../../catalog/store.ts';
import { nightsBetween } from '../../pricing/rules/units.ts';
import { ItemRequest } from '../model.ts';
import { asBooked } from '../rules/addOns.ts';
import type { ItemRow } from '../store/bookings.ts';
import { pricesOf } from '../store/prices.ts';
import { bookingItems } from '../tables.ts';

export type PricedSlot = Slot & { priceCents: number };

export interface SlotAnswer {
  timezone: string;
  slots: PricedSlot[];
  /** the first start that can be had from the range's beginning on, wherever it lies; null within a year */
  nextAvailable: number | null;
}

const MAX_DAYS = 62;

/**
 * Slots that start on local dates [from, to) of the offering's zone; by the night, the arrivals of stays; of a plan, none. With `explain`, also those that can't be had and why:
 * a reason names others' bookings and holds, so that customers are given none. A length that is not sold is refused as a booking of it would be; members, who may
 * override that, are shown what room there is for it. What is moved (`ignoring`) is asked for as it was booked: as long, as many, and by its customer though it is for sale no more; to them the time it has is none.
 * Refuses `not_found`, `invalid_service` {reason: length, soldMinutes, add_on, resource}.
 */
export const slots = defineQuery({
  name: 'availability.slots',
  allow: { roles: staff, scope: 'read', customers: true },
  input: z
    .strictObject({
      offeringId: idOf('off'),
      from: LocalDate,
      to: LocalDate,
      quantity: z.int().min(1).max(10_000).optional(),
      /** the length chosen; where no add-ons are named, the whole of it */
      durationMinutes: z.int().min(5).max(1_440).optional(),
      /** of an offering that is sold by the night; each arrival's fewest where none are named */
      nights: z.int().min(1).max(60).optional(),
      addOns: ItemRequest.shape.addOns.unwrap().optional(),
      resourceId: idOf('res').optional(),
      explain: z.boolean().default(false),
      /** weekly hours that are not saved yet, for staff to see what they would make of it */
      draft: z
        .strictObject({ subjectId: z.union([idOf('off'), idOf('res')]), rules: z.array(WeeklyRule.omit({ id: true })).max(200) })
        .optional(),
      /** bookings' items and holds that stand in nobody's way here: the one that is being moved */
      ignoring: z
        .array(z.union([idOf('bki'), idOf('hld')]))
        .max(20)
        .optional(),
    })
    .refine(({ from, to }) => from < to && Date.parse(to) - Date.parse(from) <= MAX_DAYS * DAY, {
      path: ['to'],
      message: `expected a date after from, at most ${MAX_DAYS} days later`,
    }),
  async run({ db, ctx }, { offeringId, from, to, resourceId, explain, ignoring, draft, ...wanted }): Promise<SlotAnswer> {
    const offering = await findOffering(db, offeringId);
    const moved = offering && (await itemMoved(db, { actor: ctx.actor, offering, ignoring }));
    if (offering === undefined || (ctx.actor.kind === 'customer' && offering.status !== 'PUBLISHED' && moved === undefined))
      return refuse('not_found', { kind: 'offering', id: offeringId });
    const quantity = wanted.quantity ?? moved?.quantity ?? 1;
    if (isPlan(offering)) return { timezone: offering.timezone, slots: [], nextAvailable: null };
    const range = { from: wallToInstant(offering.timezone, `${from}T00:00`), to: wallToInstant(offering.timezone, `${to}T00:00`) };
    mustServe(offering, resourceId);
    const length = lengthOf(offering, { ...wanted, moved });
    const isSold = isLengthSold(offering, { ...wanted, ...length, moved });
    if (!isSold && ctx.actor.kind !== 'member') refuseLength(offering);
    const query = { offering, now: ctx.now, serverNow: ctx.now, quantity, ...length, resourceId, ignoring };
    const longest = longestSlot(query);
    const asDrafted = (saved: SlotFacts): SlotFacts =>
      draft === undefined || ctx.actor.kind === 'customer'
        ? saved
        : drafted(saved, { subjectId: draft.subjectId, change: (table) => ({ ...table, rules: numbered(draft.rules) }) });
    const facts = asDrafted(await loadSlotFacts(db, { ...query, from: range.from, until: range.to + longest }));
    const own = ctx.actor.kind === 'customer' ? moved?.startsAt : undefined;
    const all = slotsBetween(facts, { ...range, explain: explain && ctx.actor.kind !== 'customer' });
    const found = all.filter(({ startsAt }) => startsAt !== own);
    const first = found.find(({ bookable }) => bookable)?.startsAt;
    const beyond = async () => {
      const horizon = ctx.now + offering.maxAdvanceDays * DAY + DAY;
      const further = asDrafted(await loadSlotFacts(db, { ...query, from: range.from, until: Math.max(horizon, range.to) + longest }));
      const next = nextBookable(further, { after: range.from })?.startsAt;
      const other = next !== undefined && next === own ? nextBookable(further, { after: next + 1 })?.startsAt : next;
      return other ?? null;
    };
    const prices = await pricesOf(db, { offering, slots: found, quantity, addOns: wanted.addOns, now: ctx.now, ignoring });
    const withPrices = found.map((slot, i) => ({ ...slot, priceCents: prices[i] as number }));
    if (!isSold) return { timezone: offering.timezone, slots: withPrices.map(ofLengthUnsold), nextAvailable: null };
    return { timezone: offering.timezone, slots: withPrices, nextAvailable: first ?? (await beyond()) };
  },
});

const ofLengthUnsold = (slot: PricedSlot): PricedSlot => (slot.bookable ? { ...slot, bookable: false, reason: { code: 'length' } } : slot);

/** Of what stands in nobody's way, the item of this offering that is to have another time; to a customer, of their own booking alone. */
async function itemMoved(
  db: ReadDb,
  { actor, offering, ignoring = [] }: { actor: Actor; offering: Offering; ignoring: readonly string[] | undefined },
): Promise<ItemRow | undefined> {
  for (const id of ignoring.filter((each) => each.startsWith('bki_'))) {
    const item = await db.find(bookingItems, id);
    if (item?.offeringId === offering.id && (actor.kind !== 'customer' || item.bookingId === actor.bookingId)) return item;
  }
  return undefined;
}

interface WantedLength {
  readonly durationMinutes?: number | undefined;
  readonly nights?: number | undefined;
  readonly addOns?: readonly AddOnChoice[] | undefined;
  readonly moved: ItemRow | undefined;
}

function lengthOf(offering: Offering, wanted: WantedLength): Pick<WantedLength, 'durationMinutes' | 'nights'> {
  const { durationMinutes, nights, addOns, moved } = wanted;
  if (moved !== undefined && durationMinutes === undefined && nights === undefined) {
    if (offering.nights !== null) return { nights: nightsBetween(offering.timezone, moved.startsAt, moved.endsAt) };
    return { durationMinutes: (moved.endsAt - moved.startsAt) / MINUTE };
  }
  const extra = addOnMinutes(offering, addOns);
  if (offering.nights !== null) return { nights };
  if (nights !== undefined) refuseLength(offering);
  if (durationMinutes !== undefined && addOns === undefined) return { durationMinutes };
  return { durationMinutes: (durationMinutes ?? offering.durationMinutes) + extra };
}

/** As `mustBeFree` judges it. How many nights there may be is told of each arrival. */
function isLengthSold(offering: Offering, { durationMinutes, addOns, moved }: WantedLength): boolean {
  if (offering.nights !== null || durationMinutes === undefined) return true;
  const span = { startsAt: 0, endsAt: durationMinutes * MINUTE };
  if (moved !== undefined) return isSellableLength(asBooked(offering, moved), span, addOns ?? moved.addOns);
  return isSellableLength(offering, span, addOns);
}
