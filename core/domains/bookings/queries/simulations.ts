/** What would it cost: for whoever thinks about prices, before anything is saved. */
import { and, count, gte, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { canonicalJson } from '../../../base/json.ts';
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
import type { Offering } from '../../catalog/model.ts';
import { listOfferings, mustLoadOffering } from '../../catalog/store.ts';
import { type PriceImpact, type PriceRule, PriceRuleFields, type PriceSimulation } from '../../pricing/model.ts';
import { concerns } from '../../pricing/rules/conditions.ts';
import { listActiveRules } from '../../pricing/store.ts';
import { addOnsOf } from '../rules/addOns.ts';
import { priceBookOf } from '../store/prices.ts';
import { bookings } from '../tables.ts';

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

/** What these rules in place of the saved ones would change of what customers could book in the next 30 days. */
export const priceImpact = defineQuery({
  name: 'pricing.impact',
  allow: query,
  input: z.strictObject({ rules: Drafts }),
  async run({ db, ctx }, { rules }): Promise<PriceImpact> {
    const now = ctx.now;
    const before = await listActiveRules(db);
    const after = draftsOf(rules);
    const changes: Example[] = [];
    for (const offering of await listOfferings(db))
      if (offering.status === 'PUBLISHED' && !areAlike(offering, before, after))
        changes.push(...(await changesOf(db, { offering, before, after, now })));
    return {
      days: LOOK_AHEAD_DAYS,
      keptBookings: await countUpcoming(db, now),
      changed: changes.length,
      dearer: changes.filter(({ fromCents, toCents }) => toCents > fromCents).length,
      cheaper: changes.filter(({ fromCents, toCents }) => toCents < fromCents).length,
      examples: changes.toSorted((a, b) => a.startsAt - b.startsAt).slice(0, HOW_MANY_EXAMPLES),
    };
  },
});

async function countUpcoming(db: ReadDb, now: number): Promise<number> {
  const isUpcoming = and(mine(db, bookings), inArray(bookings.status, ['PENDING', 'CONFIRMED']), gte(bookings.startsAt, now));
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

interface Comparison {
  readonly offering: Offering;
  readonly before: readonly PriceRule[];
  readonly after: readonly PriceRule[];
  readonly now: number;
}

async function changesOf(db: ReadDb, { offering, before, after, now }: Comparison): Promise<Example[]> {
  const asked = { offering, ...lengthOf(offering), now, serverNow: now };
  const until = now + LOOK_AHEAD_DAYS * DAY;
  const facts = await loadSlotFacts(db, { ...asked, from: now, until: until + longestSlot(asked) });
  const slots = slotsBetween(facts, { from: now, to: until }).filter(({ bookable }) => bookable);
  const wish = { offering, quantity: 1, addOns: addOnsOf(offering, []), now };
  const was = await priceBookOf(db, before).linesOf(slots, wish);
  const is = await priceBookOf(db, after).linesOf(slots, wish);
  const { id: offeringId, title, timezone, currency } = offering;
  return slots.flatMap(({ startsAt }, i) => {
    const [fromCents = 0, toCents = 0] = [was[i]?.priceCents, is[i]?.priceCents];
    return fromCents === toCents ? [] : [{ offeringId, title, startsAt, timezone, fromCents, toCents, currency }];
  });
}
