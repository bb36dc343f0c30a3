import { HOUR, MINUTE } from '../../base/time.ts';
import { nightsRange } from '../../base/nights.ts';
import { addDays, instantToWall, wallToInstant } from '../../base/zone.ts';
import { addOnMinutes, isSellableLength } from '../availability/rules/request.ts';
import type { Offering } from '../catalog/model.ts';
import { MOST_MISSED, type WaitStatus } from './model.ts';

const OFFER_HOURS = 2;
const LEAST_OFFER_MINUTES = 10;

/** Two hours, or until an hour before the start where that is nearer; never less than ten minutes. */
export function offerUntil({ now, startsAt }: { now: number; startsAt: number }): number {
  return Math.max(now + LEAST_OFFER_MINUTES * MINUTE, Math.min(now + OFFER_HOURS * HOUR, startsAt - HOUR));
}

/** Sooner than this nobody could still answer. */
export const soonestStart = (now: number): number => now + LEAST_OFFER_MINUTES * MINUTE;

/** The dates and times in which a slot is to start, on the wall clock of its zone. */
export interface Wish {
  readonly fromDate: string;
  readonly toDate: string;
  readonly timeFrom: string | null;
  readonly timeTo: string | null;
  /** starts that were offered in vain */
  readonly passed: readonly number[];
}

export function suits(
  { fromDate, toDate, timeFrom, timeTo, passed }: Wish,
  { startsAt, zone }: { startsAt: number; zone: string },
): boolean {
  if (passed.includes(startsAt)) return false;
  const { date, minutes } = instantToWall(zone, startsAt);
  const time = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return date >= fromDate && date <= toDate && (timeFrom === null || time >= timeFrom) && (timeTo === null || time <= timeTo);
}

/** The instants between which all of its dates lie. */
export function datesOf({ fromDate, toDate }: Pick<Wish, 'fromDate' | 'toDate'>, zone: string): { from: number; until: number } {
  return { from: wallToInstant(zone, `${fromDate}T00:00`), until: wallToInstant(zone, `${addDays(toDate, 1)}T00:00`) };
}

export function isOver(wish: Pick<Wish, 'fromDate' | 'toDate'>, { zone, now }: { zone: string; now: number }): boolean {
  return datesOf(wish, zone).until <= now;
}

export interface Length {
  readonly nights?: number;
  /** with the add-ons that nobody can leave out */
  readonly durationMinutes?: number;
}

/** How long they want it, as slots are asked for; null where it isn't sold so. */
export function lengthWanted(
  offering: Offering,
  { nights, durationMinutes }: { nights: number | null; durationMinutes: number | null },
): Length | null {
  if (offering.nights !== null) {
    if (durationMinutes !== null) return null;
    if (nights === null) return {};
    const { min, max } = nightsRange(offering.nights);
    return nights >= min && nights <= max ? { nights } : null;
  }
  if (nights !== null) return null;
  const minutes = (durationMinutes ?? offering.durationMinutes) + addOnMinutes(offering);
  const isSold = durationMinutes === null || isSellableLength(offering, { startsAt: 0, endsAt: minutes * MINUTE });
  return isSold ? { durationMinutes: minutes } : null;
}

/** Whoever let the last of their offers go is not asked again. */
export const afterMiss = (missed: number): WaitStatus => (missed >= MOST_MISSED ? 'LEFT' : 'WAITING');
