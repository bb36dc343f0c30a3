import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY, MINUTE } from '#core/base/time.ts';
import { addDays, instantToWall, wallToInstant } from '#core/base/zone.ts';
import type { WeeklyRule } from '#core/domains/availability/model.ts';
import { addOnsOf } from '#core/domains/bookings/rules/addOns.ts';
import { leadPriceOf } from '#core/domains/bookings/rules/leadPrice.ts';
import type { Offering } from '#core/domains/catalog/model.ts';
import type { PriceRule } from '#core/domains/pricing/model.ts';
import { priced } from '#core/domains/pricing/rules/priced.ts';
import { totalsOf } from '#core/domains/pricing/rules/totals.ts';

const NOW = Date.parse('2026-03-20T09:40:00Z');
const ZONE = 'Europe/Berlin';

const plain = {
  ...{ id: 'off_1', pricingModel: 'ONE_TIME', basePriceCents: 4_000, currency: 'EUR', taxBps: 1_900, taxIncluded: false },
  ...{ timezone: ZONE, durationMinutes: 60, durations: [], nights: null, plan: null, addOns: [], quantityTiers: [] },
  ...{ floorCents: null, ceilingCents: null, minNoticeMinutes: 0, maxAdvanceDays: 20 },
} as unknown as Offering;

const anyRule = {
  ...{ name: '', active: true, offeringIds: [], weekdays: [], timeFrom: null, timeTo: null, dateFrom: null, dateTo: null, yearly: false },
  ...{ leadFromHours: null, leadToHours: null, occupancyFrom: null, occupancyTo: null, kind: 'percent', currency: null, last: false },
} as const;

const time = fc
  .integer({ min: 0, max: 95 })
  .map((quarter) => `${String(quarter >> 2).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`);
const between = <T>(value: fc.Arbitrary<T>, order: (a: T, b: T) => number) => fc.tuple(value, value).filter(([a, b]) => order(a, b) < 0);

const condition = fc.oneof(
  fc.record({ weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 }) }),
  fc.tuple(time, time).map(([timeFrom, timeTo]) => ({ timeFrom, timeTo })),
  between(fc.integer({ min: 0, max: 25 }), (a, b) => a - b).map(([a, b]) => ({
    dateFrom: addDays('2026-03-18', a),
    dateTo: addDays('2026-03-18', b),
  })),
  between(fc.integer({ min: 0, max: 200 }), (a, b) => a - b).map(([leadFromHours, leadToHours]) => ({ leadFromHours, leadToHours })),
  fc.constant({}),
);
const rules = fc
  .array(fc.tuple(condition, condition, fc.integer({ min: -40, max: 60 }), fc.boolean()), { maxLength: 4 })
  .map((all) =>
    all.map(
      ([a, b, percent, last], i) => ({ ...anyRule, ...a, ...b, id: `prl_${i}`, position: i, value: percent * 100, last }) as PriceRule,
    ),
  );
const hours = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 80 }), fc.integer({ min: 2, max: 30 })), {
    minLength: 1,
    maxLength: 4,
  })
  .map((all) =>
    all.map(([dayOfWeek, from, quarters], i) => {
      const text = (quarter: number) => `${String(quarter >> 2).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;
      const rest = { id: `r${i}`, slotMinutes: null, capacity: null, validFrom: null, validUntil: null };
      return { dayOfWeek, startTime: text(from), endTime: text(from + quarters), ...rest };
    }),
  );
const terms = fc.record({
  minNoticeMinutes: fc.constantFrom(0, 95, 1_440),
  taxIncluded: fc.boolean(),
  floorCents: fc.constantFrom(null, 3_500),
  durations: fc.constantFrom([], [{ minutes: 30, priceCents: 2_500 }], [{ minutes: 90, priceCents: null }]),
  addOns: fc.constantFrom([], [{ key: 'a', name: 'A', priceCents: 700, minutes: 15, required: true, maxQuantity: 1 }]),
});

/** Every quarter of an hour that the hours have within the horizon. */
function everyStart(offering: Offering, weekly: readonly WeeklyRule[]): number[] {
  const found: number[] = [];
  const today = instantToWall(ZONE, NOW).date;
  for (let day = 0; day <= offering.maxAdvanceDays; day++) {
    const date = addDays(today, day);
    const { dayOfWeek } = instantToWall(ZONE, wallToInstant(ZONE, `${date}T12:00`));
    for (const { startTime, endTime, dayOfWeek: ofRule } of weekly) {
      if (ofRule !== dayOfWeek) continue;
      const quarterOf = (text: string) => Number(text.slice(0, 2)) * 4 + Number(text.slice(3)) / 15;
      for (let quarter = quarterOf(startTime); quarter < quarterOf(endTime); quarter++) {
        const wall = `${addDays(date, Math.floor(quarter / 96))}T${String((quarter % 96) >> 2).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;
        found.push(wallToInstant(ZONE, wall));
      }
    }
  }
  return found.filter((at) => at >= NOW + offering.minNoticeMinutes * MINUTE && at <= NOW + offering.maxAdvanceDays * DAY);
}

test('no visit at any start that it has costs less, and where it says no more than that, all cost the same', () => {
  fc.assert(
    fc.property(terms, rules, hours, (more, ofPrices, weekly) => {
      const offering = { ...plain, ...more } as unknown as Offering;
      const lead = leadPriceOf(offering, { rules: ofPrices, hours: weekly, now: NOW });
      const taken = addOnsOf(offering, []);
      const extra = taken.reduce((sum, { minutes }) => sum + minutes, 0);
      const totals = everyStart(offering, weekly).flatMap((startsAt) =>
        [offering.durationMinutes, ...offering.durations.map(({ minutes }) => minutes)].map((minutes) => {
          const request = { offering, startsAt, endsAt: startsAt + (minutes + extra) * MINUTE, quantity: 1, addOns: taken };
          return totalsOf([priced(request, ofPrices, { now: NOW, occupancy: 0 })]).totalCents;
        }),
      );
      if (totals.length === 0) return;
      expect(lead.cents).toBeLessThanOrEqual(Math.min(...totals));
      if (!lead.isFrom) expect(new Set(totals)).toEqual(new Set([lead.cents]));
    }),
    { numRuns: 150 },
  );
});

test('of a rule that is about how far ahead, the hours that it is about are looked at', () => {
  const weekly = [1, 2, 3, 4, 5, 6, 7].map((dayOfWeek) => ({ dayOfWeek, startTime: '09:00', endTime: '17:00' }) as WeeklyRule);
  const soon = { ...anyRule, id: 'prl_1', position: 0, leadFromHours: 26, leadToHours: 29, value: -5_000 } as PriceRule;
  const facts = { rules: [soon], hours: weekly.map((rule) => ({ ...rule, validFrom: null, validUntil: null })), now: NOW };
  expect(leadPriceOf(plain, facts)).toEqual({ cents: 2_380, per: 'visit', minutes: 60, isFrom: true });
});
