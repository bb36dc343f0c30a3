/** The days of a month as a calendar lays them out, and the prices' place between its lowest and highest. */
import { addDays, dateToDay, dayOfWeek } from '#core/base/zone.ts';
import type { SimulatedDay } from '#core/domains/pricing/model.ts';

/** `2026-12` and 1 make `2027-01`. */
export function addMonths(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const at = year * 12 + number - 1 + by;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
}

/** Monday is the first column. */
export function daysOf(month: string): { dates: string[]; lead: number } {
  const first = `${month}-01`;
  const dates: string[] = [];
  for (let date = first; date.startsWith(month); date = addDays(date, 1)) dates.push(date);
  return { dates, lead: dayOfWeek(dateToDay(first)) - 1 };
}

export interface PriceRange {
  low: number;
  high: number;
}

/** Null where nothing has a price. */
export function rangeOf(days: readonly Pick<SimulatedDay, 'lowCents' | 'highCents'>[]): PriceRange | null {
  const lows = days.flatMap(({ lowCents }) => lowCents ?? []);
  const highs = days.flatMap(({ highCents }) => highCents ?? []);
  return lows.length === 0 || highs.length === 0 ? null : { low: Math.min(...lows), high: Math.max(...highs) };
}

/** 0 at the month's lowest price, 1 at its highest; 0 where all are the same. */
export function heatOf(cents: number, range: PriceRange | null): number {
  if (!range || range.high === range.low) return 0;
  return (cents - range.low) / (range.high - range.low);
}
