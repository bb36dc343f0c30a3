/** What would it cost: for whoever thinks about prices, before anything is saved. */
import { and, count, eq, gte, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { canonicalJson, sameJson } from '../../../base/json.ts';
import { DAY, HOUR } from '../../../base/time.ts';
import { addDays, instantToWall, startOfDay } from '../../../base/zone.ts';
import { staff } from '../../../contracts/actor.ts';
import { idOf } from '../../../contracts/fields.ts';
import { defineQuery } from '../../../contracts/query.ts';
import { mine, type ReadDb } from '../../../data/database.ts';
import { longestSlot } from '../../availability/rules/agenda.ts';
import { addOnMinutes } from '../../availability/rules/request.ts';
import { slotsBetween } from '../../availability/rules/slots.ts';
import { loadSlotFacts } from '../../availability/store/occupancies.ts';
import { type Offering, OfferingFields } from '../../catalog/model.ts';
import { listOfferings, mustLoadOffering } from '../../catalog/store.ts';
import { type PriceImpact, type PriceRule, PriceRuleFields, type PriceSimulation } from '../../pricing/model.ts';
import { concerns } from '../../pricing/rules/conditions.ts';
import { listActiveRules } from '../../pricing/store.ts';
import { addOnsOf } from '../rules/addOns.ts';
import { priceBookOf } from '../store/prices.ts';
import { bookingItems, bookings } from '../tables.ts';

const Drafts = z.array(PriceRuleFields).max(200);

/** Rules that are not saved yet: their ids are their places. */
const draftsOf = (drafts: readonly PriceRuleFields[]): PriceRule[] =>
  drafts.map((fields, position) => ({ ...fields, id: String(position), position })).filter(({ active }) => active);

const query = { roles: staff, scope: 'read' } as const;

/** Its own length with that of the add-ons that come with it anyway. */
const lengthOf = (offering: Offering) =>
  offering.nights === null ? { durationMinutes: offering.durationMinutes + addOnMinutes(offering) } : {};

/** Every slot of the hours, as if nothing were booked and no day too near or too far; blocked time is left out. */
async function slotsOfHours(db: ReadDb, offering: Offering, { from, until }: { from: number; until: number }) {
  const free = { ...offering, minNoticeMinutes: 0, maxAdvanceDays: 366, dailyLimit: null };
  const asked = { offering: free, ...lengthOf(offering), now: from, serverNow: from };
  const facts = await loadSlotFacts(db, { ...asked, from, until: until + longestSlot(asked) });
  return slotsBetween({ ...facts, taken: [] }, { from, to: until });
}

/**
 * A month of prices: by the saved rules or by drafts in their place, as of now or so many hours ahead, as full as the days are
 * or so full. Refuses `not_found`.
 */
export const simulatePrices = defineQuery({
  name: 'pricing.simulate',
  allow: query,
  input: z.strictObject({
    offeringId: idOf('off'),
    month: z.string().regex(/^(19[7-9]\d|20\d\d|21[0-8]\d)-(0[1-9]|1[0-2])$/, 'expected a month like 2026-05'),
    quantity: z.int().min(1).max(10_000).default(1),
    leadHours: z.int().min(0).max(17_520).nullish(),
    occupancy: z.int().min(0).max(100).nullish(),
    rules: Drafts.optional(),
  }),
  async run({ db, ctx }, { offeringId, month, quantity, leadHours, occupancy, rules }): Promise<PriceSimulation> {
    const offering = await mustLoadOffering(db, offeringId);
    const { timezone, currency } = offering;
    const dates = datesOf(month);
    const range = { from: startOfDay(timezone, `${month}-01`), until: startOfDay(timezone, addDays(`${month}-01`, dates.length)) };
    const slots = await slotsOfHours(db, offering, range);
    const book = priceBookOf(db, rules === undefined ? await listActiveRules(db) : draftsOf(rules));
    const supposing = { lead: typeof leadHours === 'number' ? leadHours * HOUR : undefined, occupancy: occupancy ?? undefined };
    const lines = await book.linesOf(slots, { offering, quantity, addOns: addOnsOf(offering, []), now: ctx.now, supposing });
    const found = slots.map(({ startsAt, endsAt }, i) => {
      const { priceCents = 0, steps = [] } = lines[i] ?? {};
      return { startsAt, endsAt, priceCents, steps: [...steps] };
    });
    const byDate = Map.groupBy(found, ({ startsAt }) => instantToWall(timezone, startsAt).date);
    const days = dates.map((date) => {
      const ofDay = byDate.get(date) ?? [];
      const prices = ofDay.map(({ priceCents }) => priceCents);
      const isOpen = prices.length > 0;
      return { date, slots: ofDay, lowCents: isOpen ? Math.min(...prices) : null, highCents: isOpen ? Math.max(...prices) : null };
    });
    return { currency, timezone, days };
  },
});

function datesOf(month: string): string[] {
  const { daysInMonth } = Temporal.PlainYearMonth.from(month);
  return Array.from({ length: daysInMonth }, (_, i) => `${month}-${String(i + 1).padStart(2, '0')}`);
}

const LOOK_AHEAD_DAYS = 30;
const HOW_MANY_EXAMPLES = 10;

type Example = PriceImpact['examples'][number];

/** What an offering's price is made of. */
const Prices = OfferingFields.pick({
  pricingModel: true,
  basePriceCents: true,
  durations: true,
  quantityTiers: true,
  floorCents: true,
  ceilingCents: true,
}).partial();

const pricesGiven = (changes: z.output<typeof Prices> = {}) =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Partial<Offering>;

/**
 * What these rules in place of the saved ones, or this offering with other prices, would change of what customers could book in the
 * next 30 days. With an offering: of that one alone, each start by the first of its lengths and numbers whose price differs.
 * Refuses `not_found`.
 */
export const priceImpact = defineQuery({
  name: 'pricing.impact',
  allow: query,
  input: z.strictObject({
    /** absent: the saved ones */
    rules: Drafts.optional(),
    offering: z.strictObject({ id: idOf('off'), changes: Prices }).optional(),
  }),
  async run({ db, ctx }, { rules, offering: draft }): Promise<PriceImpact> {
    const now = ctx.now;
    const saved = await listActiveRules(db);
    const [before, after] = [saved, rules === undefined ? saved : draftsOf(rules)];
    const offerings = draft === undefined ? await listOfferings(db) : [await mustLoadOffering(db, draft.id)];
    const changes: Example[] = [];
    for (const offering of offerings.filter(({ status }) => status === 'PUBLISHED')) {
      const was = { offering, rules: before };
      const is = { offering: { ...offering, ...pricesGiven(draft?.changes) }, rules: after };
      if (draft !== undefined || !areAlike(offering, before, after)) changes.push(...(await changesOf(db, { was, is, now })));
    }
    return {
      days: LOOK_AHEAD_DAYS,
      keptBookings: await countUpcoming(db, { now, offeringId: draft?.id }),
      changed: changes.length,
      dearer: changes.filter(({ fromCents, toCents }) => toCents > fromCents).length,
      cheaper: changes.filter(({ fromCents, toCents }) => toCents < fromCents).length,
      examples: changes.toSorted((a, b) => a.startsAt - b.startsAt).slice(0, HOW_MANY_EXAMPLES),
    };
  },
});

async function countUpcoming(db: ReadDb, { now, offeringId }: { now: number; offeringId: string | undefined }): Promise<number> {
  const ofOffering =
    offeringId === undefined
      ? undefined
      : inArray(
          bookings.id,
          db
            .select({ id: bookingItems.bookingId })
            .from(bookingItems)
            .where(and(mine(db, bookingItems), eq(bookingItems.offeringId, offeringId))),
        );
  const isUpcoming = and(mine(db, bookings), inArray(bookings.status, ['PENDING', 'CONFIRMED']), gte(bookings.startsAt, now), ofOffering);
  return (await db.select({ n: count() }).from(bookings).where(isUpcoming))[0]?.n ?? 0;
}

/** Do both say the same of this offering, whatever the rules are called? */
function areAlike(offering: Offering, before: readonly PriceRule[], after: readonly PriceRule[]): boolean {
  const saying = (rules: readonly PriceRule[]) =>
    rules
      .filter((rule) => concerns(rule, offering))
      .map(({ id: _id, position: _position, name: _name, offeringIds: _offerings, ...rule }) => canonicalJson(rule));
  return saying(before).join() === saying(after).join();
}

interface Side {
  readonly offering: Offering;
  readonly rules: readonly PriceRule[];
}

interface Comparison {
  readonly was: Side;
  readonly is: Side;
  readonly now: number;
}

async function changesOf(db: ReadDb, { was, is, now }: Comparison): Promise<Example[]> {
  const changed = new Map<number, Example>();
  for (const variant of variantsOf(was.offering, is.offering))
    for (const example of await changesOfVariant(db, { was, is, now, variant }))
      if (!changed.has(example.startsAt)) changed.set(example.startsAt, example);
  return [...changed.values()];
}

interface Variant {
  readonly quantity: number;
  readonly durationMinutes?: number | undefined;
}

/** One place of the usual length; and where they are priced apart, the other lengths and numbers that both have. */
function variantsOf(was: Offering, is: Offering): Variant[] {
  const usual: Variant = { quantity: 1, ...lengthOf(was) };
  if (sameJson(pricesOf(was), pricesOf(is))) return [usual];
  const extra = addOnMinutes(was);
  const lengths = was.nights === null ? was.durations.filter(({ minutes }) => is.durations.some((other) => other.minutes === minutes)) : [];
  const numbers = new Set([...was.quantityTiers, ...is.quantityTiers].map(({ fromQuantity }) => fromQuantity));
  return [
    usual,
    ...lengths.map(({ minutes }) => ({ quantity: 1, durationMinutes: minutes + extra })),
    ...[...numbers].map((quantity) => ({ ...usual, quantity })),
  ];
}

const pricesOf = ({ durations, quantityTiers, pricingModel, basePriceCents, floorCents, ceilingCents }: Offering) => [
  durations.map(({ minutes, priceCents }) => [minutes, priceCents]),
  quantityTiers.map(({ fromQuantity, unitPriceCents }) => [fromQuantity, unitPriceCents]),
  [pricingModel, basePriceCents, floorCents, ceilingCents],
];

async function changesOfVariant(db: ReadDb, { was, is, now, variant }: Comparison & { variant: Variant }): Promise<Example[]> {
  const { offering } = was;
  const asked = { offering, ...variant, now, serverNow: now };
  const until = now + LOOK_AHEAD_DAYS * DAY;
  const facts = await loadSlotFacts(db, { ...asked, from: now, until: until + longestSlot(asked) });
  const slots = slotsBetween(facts, { from: now, to: until }).filter(({ bookable }) => bookable);
  const linesOf = (side: Side) =>
    priceBookOf(db, side.rules).linesOf(slots, {
      offering: side.offering,
      quantity: variant.quantity,
      addOns: addOnsOf(side.offering, []),
      now,
    });
  const [before, after] = [await linesOf(was), await linesOf(is)];
  const { id: offeringId, title, timezone, currency } = offering;
  return slots.flatMap(({ startsAt }, i) => {
    const [fromCents = 0, toCents = 0] = [before[i]?.priceCents, after[i]?.priceCents];
    return fromCents === toCents ? [] : [{ offeringId, title, startsAt, timezone, fromCents, toCents, currency }];
  });
}
