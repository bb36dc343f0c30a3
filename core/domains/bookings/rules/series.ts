import type { Json } from '../../../base/json.ts';
import { isUnderstood, occurrencesOf, readRecurrence } from '../../../base/recurrence.ts';
import { type Refusal, refuse } from '../../../base/refusal.ts';
import { DAY_MS, zoneNamed } from '../../../base/zone.ts';
import type { Actor } from '../../../contracts/actor.ts';
import type { Offering } from '../../catalog/model.ts';
import type { ItemRequest } from '../model.ts';

/** The spans that a series asks for. `endsAt` is absent where the offering's own length will do. */
export type SeriesDate = Pick<ItemRequest, 'startsAt' | 'endsAt'>;

/** Which dates: those that a rule names, or these starts. Exactly one of them. */
export interface SeriesDates {
  readonly rrule?: string | undefined;
  readonly dates?: readonly number[] | undefined;
}

/**
 * One of each date that is named. A visit keeps its length; nights end at the same wall time of the day of departure.
 * Refuses `invalid_request` {issues: [{path: rrule}]} for a rule that names none, or more than a series holds, and for both or neither.
 */
export function datesOfSeries(
  offering: Pick<Offering, 'timezone' | 'nights'>,
  { startsAt, endsAt }: SeriesDate,
  named: SeriesDates,
): SeriesDate[] {
  const starts = startsOf(named, { zone: offering.timezone, startsAt });
  if (endsAt === undefined) return starts.map((start) => ({ startsAt: start }));
  if (offering.nights === null) return starts.map((start) => ({ startsAt: start, endsAt: start + (endsAt - startsAt) }));
  const { toLocal, toInstant } = zoneNamed(offering.timezone);
  const dayOf = (at: number) => Math.floor(toLocal(at) / DAY_MS);
  return starts.map((start) => ({ startsAt: start, endsAt: toInstant(toLocal(endsAt) + (dayOf(start) - dayOf(startsAt)) * DAY_MS) }));
}

function startsOf({ rrule, dates }: SeriesDates, from: { zone: string; startsAt: number }): number[] {
  if ((rrule === undefined) === (dates === undefined)) return refuseRule('a rule or dates, one of them');
  if (dates !== undefined) return dates.toSorted((a, b) => a - b);
  const rule = readRecurrence(rrule ?? '');
  const starts = isUnderstood(rule) ? occurrencesOf(rule, from) : rule;
  return Array.isArray(starts) ? starts : refuseRule(starts.expected);
}

const refuseRule = (expected: string): never => refuse('invalid_request', { issues: [{ path: 'rrule', expected }] });

/** In one go, of somebody whom nobody knows: what keeps bookings to so many a minute must not be had a hundredfold. */
const MOST_OF_A_CUSTOMER = 26;

/** Refuses `invalid_request` {issues: [{path: rrule}]} where a customer asks for more dates than customers may. */
export function mustBeFew({ kind }: Actor, dates: readonly SeriesDate[]): void {
  if (kind !== 'customer' || dates.length <= MOST_OF_A_CUSTOMER) return;
  refuse('invalid_request', { issues: [{ path: 'rrule', expected: `at most ${MOST_OF_A_CUSTOMER} dates` }] });
}

/** What a series may leave out: a date that can't be had, or not yet, or no more. Anything else is wrong with all of its dates. */
const ofTheDate: readonly string[] = ['past', 'notice', 'horizon', 'off_grid', 'daily_limit', 'customer_limit', 'stay', 'arrival'];

export function isOfTheDate({ code, facts }: Refusal): boolean {
  return code === 'booking_conflict' || (code === 'invalid_service' && ofTheDate.some((reason) => reason === facts['reason']));
}

/** A date of the series that can't be had. */
export interface Clash {
  /** epoch ms, of the start that was asked for */
  readonly startsAt: number;
  readonly reason: string;
  /** the starts closest to it that can be booked, where its time is taken */
  readonly nearest: readonly number[];
}

/** What a refusal says of its date. */
export function clashFrom({ code, facts: { reason, nearest } }: Refusal): Omit<Clash, 'startsAt'> {
  return { reason: typeof reason === 'string' ? reason : code, nearest: Array.isArray(nearest) ? nearest.map(Number) : [] };
}

/** @throws Refusal `booking_conflict` {clashes}, with the first of them as if it were the only one */
export function refuseClashes(clashes: readonly Clash[]): never {
  const [first] = clashes;
  return refuse('booking_conflict', {
    requestedTime: first?.startsAt ?? null,
    nextAvailable: first?.nearest.find((at) => at >= first.startsAt) ?? null,
    nearest: [...(first?.nearest ?? [])],
    reason: first?.reason ?? null,
    clashes: clashes.map(({ nearest, ...clash }): Json => ({ ...clash, nearest: [...nearest] })),
  });
}
