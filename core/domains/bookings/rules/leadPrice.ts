/**
 * What stands on an offering before anything of it is chosen: what an hour, a day or a night comes to, or its cheapest visit,
 * with the tax that is paid and the add-ons that must be taken. Promise: a quote of one place never comes to less at a start
 * that its weekly hours have, on a day without bookings.
 */
import { Refusal } from '../../../base/refusal.ts';
import { DAY, HOUR, MINUTE } from '../../../base/time.ts';
import { addDays, DAY_MS, dateToDay, dayOfWeek, instantToWall, wallToInstant, zoneNamed } from '../../../base/zone.ts';
import type { WeeklyRule } from '../../availability/model.ts';
import type { Offering } from '../../catalog/model.ts';
import type { LeadPrice, PriceRule } from '../../pricing/model.ts';
import { concerns, fitsDay, fitsStart } from '../../pricing/rules/conditions.ts';
import { priced } from '../../pricing/rules/priced.ts';
import { lineOf, totalsOf } from '../../pricing/rules/totals.ts';
import { addOnsOf } from './addOns.ts';

interface LeadFacts {
  readonly rules: readonly PriceRule[];
  /** weekly ones; none: it is priced as of any day */
  readonly hours: readonly WeeklyRule[];
  readonly now: number;
}

/** Seasons further ahead are nobody's first impression. */
const DAYS_AHEAD = 62;

const unitOf = { HOURLY: 'hour', DAILY: 'day' } as const;

export function leadPriceOf(offering: Offering, { rules, hours, now }: LeadFacts): LeadPrice {
  const { plan, pricingModel, nights } = offering;
  if (plan !== null || pricingModel === 'SUBSCRIPTION')
    return { cents: withTax(offering), per: plan?.period ?? 'month', minutes: null, isFrom: false };
  const taken = addOnsOf(offering, []);
  const isByUnit = pricingModel !== 'ONE_TIME' && taken.every(({ priceCents }) => priceCents === 0);
  const concerned = rules.filter((rule) => concerns(rule, offering));
  const starts = concerned.length === 0 ? [now + DAY] : startsOf(offering, { hours, rules: concerned, now });
  const known = new Map<string, number | undefined>();
  let least: Omit<LeadPrice, 'isFrom' | 'per'> | undefined;
  let most = -1;
  for (const length of isByUnit ? [oneUnitOf(offering)] : lengthsOf(offering))
    for (const startsAt of starts) {
      const look = { startsAt, length, now };
      const key = `${length.minutes} ${concerned.map((rule) => daysThatFit(offering, { rule, ...look })).join()}`;
      if (!known.has(key)) known.set(key, totalOf(offering, { ...look, taken: isByUnit ? [] : taken, rules: concerned }));
      const cents = known.get(key);
      if (cents === undefined) continue;
      most = Math.max(most, cents);
      if (least === undefined || cents < least.cents) least = { cents, minutes: isByUnit || nights !== null ? null : length.minutes };
    }
  const per = nights !== null ? (isByUnit ? 'night' : 'stay') : isByUnit ? unitOf[pricingModel] : 'visit';
  const plain = { cents: withTax(offering), minutes: per === 'visit' ? offering.durationMinutes : null };
  return { ...(least ?? plain), per, isFrom: least !== undefined && most > least.cents };
}

/** The base price alone. */
function withTax(offering: Offering): number {
  const cents = offering.basePriceCents;
  const step = { kind: 'base', ref: null, name: '', units: 1, unitCents: cents, cents } as const;
  return totalsOf([lineOf([step], offering)]).totalCents;
}

interface Length {
  /** without add-ons */
  readonly minutes: number;
  /** whose dates are priced, each by its own */
  readonly days: number;
}

const oneUnitOf = ({ pricingModel, nights }: Offering): Length => ({
  minutes: pricingModel === 'HOURLY' && nights === null ? 60 : 1_440,
  days: 1,
});

function lengthsOf({ pricingModel, nights, durationMinutes, durations }: Offering): Length[] {
  if (nights !== null) return [{ minutes: nights.minNights * 1_440, days: pricingModel === 'ONE_TIME' ? 1 : nights.minNights }];
  return [durationMinutes, ...durations.map(({ minutes }) => minutes)].map((minutes) => ({
    minutes,
    days: pricingModel === 'DAILY' ? Math.max(1, Math.ceil(minutes / 1_440)) : 1,
  }));
}

interface Look {
  readonly startsAt: number;
  readonly length: Length;
  readonly now: number;
}

/** Starts that no rule tells apart cost the same. */
function daysThatFit({ timezone }: Offering, { rule, startsAt, length, now }: Look & { rule: PriceRule }): string {
  const { date, dayOfWeek, minutes } = instantToWall(timezone, startsAt);
  if (!fitsStart(rule, { minutes, lead: Math.max(0, startsAt - now), occupancy: 0 })) return '';
  const dayAt = (i: number) => ({ date: addDays(date, i), dayOfWeek: ((dayOfWeek - 1 + i) % 7) + 1 });
  return Array.from({ length: length.days }, (_, i) => (fitsDay(rule, dayAt(i)) ? '1' : '0')).join('');
}

/** Undefined where it is more than can be told exactly. */
function totalOf(
  offering: Offering,
  { startsAt, length, taken, rules, now }: Look & { taken: ReturnType<typeof addOnsOf>; rules: readonly PriceRule[] },
): number | undefined {
  const extra = taken.reduce((sum, { minutes, quantity }) => sum + minutes * quantity, 0);
  const endsAt = startsAt + (length.minutes + (offering.nights === null ? extra : 0)) * MINUTE;
  try {
    return totalsOf([priced({ offering, startsAt, endsAt, quantity: 1, addOns: taken }, rules, { now, occupancy: 0 })]).totalCents;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

interface Stretch {
  readonly date: string;
  readonly from: number;
  readonly until: number;
}

/** Of each stretch of hours within the horizon: its first start, and those at which a rule begins or ends to fit. */
function startsOf(offering: Offering, { hours, rules, now }: LeadFacts): number[] {
  const { timezone, minNoticeMinutes, maxAdvanceDays } = offering;
  const at = (date: string, time: string): number => wallToInstant(timezone, `${date}T${time}`);
  const [earliest, latest] = [now + minNoticeMinutes * MINUTE, now + maxAdvanceDays * DAY];
  const turns = rules.flatMap(({ timeFrom, timeTo }) => [timeFrom ?? [], timeTo ?? []].flat());
  const leads = rules.flatMap(({ leadFromHours, leadToHours }) => [leadFromHours ?? [], leadToHours ?? []].flat());
  const always = [earliest, ...leads.map((hour) => now + hour * HOUR)];
  const today = instantToWall(timezone, now).date;
  const starts = Array.from({ length: Math.min(DAYS_AHEAD, maxAdvanceDays + 1) }, (_, i) => addDays(today, i))
    .flatMap((date) => stretchesOn(offering, { date, hours }))
    .flatMap(({ date, from, until }) => {
      // Hours may go on past midnight.
      const turned = [date, addDays(date, 1)].flatMap((day) => ['00:00', ...turns].map((time) => at(day, time)));
      return [from, ...[...turned, ...always].filter((start) => from < start && start < until)];
    })
    .filter((start) => start >= earliest && start <= latest);
  return starts.length === 0 ? [Math.max(earliest, now + DAY)] : starts;
}

function stretchesOn({ timezone, nights }: Offering, { date, hours }: { date: string; hours: readonly WeeklyRule[] }): Stretch[] {
  const midnight = dateToDay(date) * DAY_MS;
  const at = (minutes: number): number => zoneNamed(timezone).toInstant(midnight + minutes * MINUTE);
  const weekday = dayOfWeek(dateToDay(date));
  if (nights !== null) {
    const from = at(minutesOf(nights.checkInTime));
    return nights.arrivalDays.length === 0 || nights.arrivalDays.includes(weekday) ? [{ date, from, until: from + 1 }] : [];
  }
  return hours
    .filter((rule) => rule.dayOfWeek === weekday && (rule.validFrom ?? date) <= date && date <= (rule.validUntil ?? date))
    .map(({ startTime, endTime }) => ({ date, from: at(minutesOf(startTime)), until: at(minutesOf(endTime)) }));
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
