/** What a price is multiplied by: hours, days, nights, or one; and on which local days they lie. */
import { roundHalfAway } from '../../../base/money.ts';
import { DAY, MINUTE } from '../../../base/time.ts';
import { dateToDay, instantToWall, zoneNamed } from '../../../base/zone.ts';
import type { Offering } from '../../catalog/model.ts';

export interface Measured {
  readonly offering: Pick<Offering, 'pricingModel' | 'nights' | 'timezone'>;
  readonly startsAt: number;
  readonly endsAt: number;
  /** of the add-ons: paid for with them */
  readonly extraMinutes: number;
}

export interface Units {
  /** how many days or nights are priced each by its own date; 1 where the whole is priced by its start */
  readonly days: number;
  /** what is charged of each day, in minutes of an hour; null: the whole unit */
  readonly minutes: number | null;
}

/** HOURLY by the minute, DAILY by days begun, either by the night where the offering is; ONE_TIME and SUBSCRIPTION as they stand. */
export function unitsOf({ offering, startsAt, endsAt, extraMinutes }: Measured): Units {
  const { pricingModel, nights, timezone } = offering;
  if (pricingModel === 'ONE_TIME' || pricingModel === 'SUBSCRIPTION') return { days: 1, minutes: null };
  if (nights !== null) return { days: nightsBetween(timezone, startsAt, endsAt), minutes: null };
  const minutes = Math.max(0, roundHalfAway((endsAt - startsAt) / MINUTE) - extraMinutes);
  if (pricingModel === 'HOURLY') return { days: 1, minutes };
  return { days: daysBegun(timezone, startsAt, startsAt + minutes * MINUTE), minutes: null };
}

/** By the local dates; at least one. */
export function nightsBetween(zone: string, startsAt: number, endsAt: number): number {
  return Math.max(1, dateToDay(instantToWall(zone, endsAt).date) - dateToDay(instantToWall(zone, startsAt).date));
}

/** A day ends when the wall clock shows the time of its start again: 25 hours may be one day, where a clock goes back. */
function daysBegun(zone: string, startsAt: number, endsAt: number): number {
  const { toLocal, toInstant } = zoneNamed(zone);
  const first = toLocal(startsAt);
  let days = Math.max(1, Math.floor((endsAt - startsAt) / DAY));
  while (days > 1 && toInstant(first + (days - 1) * DAY) >= endsAt) days -= 1;
  while (toInstant(first + days * DAY) < endsAt) days += 1;
  return days;
}
