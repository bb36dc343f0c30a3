/** When a price rule fits: all that it says must be so, and what it leaves out is so always. */
import { HOUR } from '../../../base/time.ts';
import type { Offering } from '../../catalog/model.ts';
import type { PriceRule } from '../model.ts';

/** A day of what is bought, on the wall clock of the offering's zone. */
export interface Day {
  /** YYYY-MM-DD */
  readonly date: string;
  /** 1 = Monday … 7 = Sunday */
  readonly dayOfWeek: number;
}

/** What is the same for all its days. */
export interface Start {
  /** since midnight, as the wall clock shows them */
  readonly minutes: number;
  /** ms from the booking to the start; what begins as it is booked, or began before, has none */
  readonly lead: number;
  /** whole per cent; null where the day has no hours */
  readonly occupancy: number | null;
}

/** Active, of this offering, and in its currency where it is an amount. */
export function concerns({ active, offeringIds, kind, currency }: PriceRule, offering: Pick<Offering, 'id' | 'currency'>): boolean {
  if (!active || (offeringIds.length > 0 && !offeringIds.includes(offering.id))) return false;
  return kind === 'percent' || currency === offering.currency;
}

export function fitsDay({ weekdays, dateFrom, dateTo, yearly }: PriceRule, { date, dayOfWeek }: Day): boolean {
  if (weekdays.length > 0 && !weekdays.includes(dayOfWeek)) return false;
  return yearly ? isInSeason(date.slice(5), dateFrom?.slice(5), dateTo?.slice(5)) : isBetween(date, dateFrom, dateTo);
}

const isBetween = (date: string, from: string | null, to: string | null): boolean =>
  (from === null || date >= from) && (to === null || date <= to);

/** Month and day alone: a season from November to February is in December and in January. */
function isInSeason(day: string, from = '01-01', to = '12-31'): boolean {
  return from <= to ? day >= from && day <= to : day >= from || day <= to;
}

export function fitsStart(rule: PriceRule, { occupancy, ...start }: Start): boolean {
  return fitsHour(rule, start) && fitsOccupancy(rule, occupancy);
}

/** All of the start but how taken its day is. */
export function fitsHour(rule: PriceRule, { minutes, lead }: Omit<Start, 'occupancy'>): boolean {
  return isAtTime(rule, minutes) && isAhead(rule, lead);
}

function isAtTime({ timeFrom, timeTo }: PriceRule, minutes: number): boolean {
  if (timeFrom === null || timeTo === null) return true;
  const from = minutesOf(timeFrom);
  const to = minutesOf(timeTo);
  return from < to ? minutes >= from && minutes < to : minutes >= from || minutes < to;
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

const isAhead = ({ leadFromHours, leadToHours }: PriceRule, lead: number): boolean =>
  (leadFromHours === null || lead >= leadFromHours * HOUR) && (leadToHours === null || lead < leadToHours * HOUR);

export const asksOccupancy = ({ occupancyFrom, occupancyTo }: PriceRule): boolean => occupancyFrom !== null || occupancyTo !== null;

function fitsOccupancy(rule: PriceRule, occupancy: number | null): boolean {
  if (!asksOccupancy(rule)) return true;
  if (occupancy === null) return false;
  return (rule.occupancyFrom === null || occupancy >= rule.occupancyFrom) && (rule.occupancyTo === null || occupancy <= rule.occupancyTo);
}
