/**
 * What a line costs, and how it came to that. A unit (an hour, a day, a night, or the whole) has its price: the base, or a
 * quantity tier's or duration's own in its place. The rules change it in their order, each what the one before it left and
 * never to less than nothing; floor and ceiling bound what they may do. Then come units, quantity and add-ons, and last a
 * visit of a subscription, which costs nothing.
 */
import { MINUTE } from '../../../base/time.ts';
import { addDays, instantToWall } from '../../../base/zone.ts';
import type { AddOn, Offering } from '../../catalog/model.ts';
import type { PriceRule } from '../model.ts';
import { type Bill, type FirstPrice, openBill } from './bill.ts';
import { asksOccupancy, concerns, type Day, fitsDay, fitsHour, fitsStart } from './conditions.ts';
import { type Line, lineOf } from './totals.ts';
import { type Units, unitsOf } from './units.ts';

export type PricedOffering = Pick<
  Offering,
  | ('id' | 'pricingModel' | 'basePriceCents' | 'quantityTiers' | 'durations' | 'floorCents' | 'ceilingCents')
  | ('nights' | 'timezone' | 'currency' | 'taxBps' | 'taxIncluded')
>;

export interface PriceRequest {
  readonly offering: PricedOffering;
  readonly startsAt: number;
  /** with the add-ons' minutes in it */
  readonly endsAt: number;
  readonly quantity: number;
  readonly addOns?: readonly WantedAddOn[] | undefined;
  /** the subscription that it is a visit of */
  readonly visit?: { readonly id: string; readonly title: string } | undefined;
}

/** Not multiplied by the booking's quantity. */
export interface WantedAddOn extends Pick<AddOn, 'key' | 'name' | 'priceCents' | 'minutes'> {
  readonly quantity: number;
}

export interface PriceFacts {
  /** when it is booked */
  readonly now: number;
  /** whole per cent of the places on the start's local day that are taken; null where it has none. Asked for by {@link needsOccupancy} alone. */
  readonly occupancy: number | null;
}

/** Refuses `invalid_service` {reason: price} beyond what can be told exactly. */
export function priced(request: PriceRequest, rules: readonly PriceRule[], facts: PriceFacts): Line {
  const { offering, quantity } = request;
  const units = billableUnits(request);
  const bill = openBill(firstPrice(request, units), { units, quantity });
  const concerned = rules.filter((rule) => concerns(rule, offering));
  if (concerned.length > 0) applyRules(bill, { request, units, rules: concerned, facts });
  for (const { key, name, priceCents, quantity: taken } of request.addOns ?? [])
    bill.add({ kind: 'addOn', ref: key, name, units: taken, unitCents: priceCents, cents: priceCents * taken });
  if (request.visit !== undefined) bill.waive(request.visit);
  return lineOf(bill.steps, offering);
}

/** Does its price depend on how taken its day is? Not to be worked out for nothing. */
export function needsOccupancy(request: PriceRequest, rules: readonly PriceRule[], now: number): boolean {
  const asking = rules.filter((rule) => asksOccupancy(rule) && concerns(rule, request.offering));
  if (asking.length === 0) return false;
  const { days, minutes } = calendarOf(request, billableUnits(request).days);
  return asking.some((rule) => fitsHour(rule, { minutes, lead: leadOf(request, now) }) && days.some((day) => fitsDay(rule, day)));
}

const leadOf = ({ startsAt }: PriceRequest, now: number): number => Math.max(0, startsAt - now);

function billableUnits({ offering, startsAt, endsAt, addOns = [] }: PriceRequest): Units {
  return unitsOf({ offering, startsAt, endsAt, extraMinutes: minutesOf(addOns) });
}

const minutesOf = (addOns: readonly WantedAddOn[]): number => addOns.reduce((sum, { minutes, quantity }) => sum + minutes * quantity, 0);

/** The days that are priced, the first being that of the start, and the time of day at which it starts. */
function calendarOf({ offering, startsAt }: PriceRequest, howMany: number): { days: Day[]; minutes: number } {
  const { date, dayOfWeek, minutes } = instantToWall(offering.timezone, startsAt);
  const first = { date, dayOfWeek };
  const later = Array.from({ length: howMany - 1 }, (_, i) => ({ date: addDays(date, i + 1), dayOfWeek: ((dayOfWeek + i) % 7) + 1 }));
  return { days: [first, ...later], minutes };
}

interface RuleQuestion {
  readonly request: PriceRequest;
  readonly units: Units;
  readonly rules: readonly PriceRule[];
  readonly facts: PriceFacts;
}

function applyRules(bill: Bill, { request, units, rules, facts }: RuleQuestion): void {
  const { days, minutes } = calendarOf(request, units.days);
  const start = { minutes, lead: leadOf(request, facts.now), occupancy: facts.occupancy };
  const isDone = days.map(() => false);
  for (const rule of rules) {
    if (!fitsStart(rule, start)) continue;
    const fits = days.map((day, i) => isDone[i] === false && fitsDay(rule, day));
    if (!fits.includes(true)) continue;
    bill.apply(rule, fits);
    if (rule.last) for (const [i, fit] of fits.entries()) isDone[i] ||= fit;
  }
  bill.bound(request.offering);
}

/**
 * A length with a price of its own goes before a tier. It is shared out over its hours, so that an amount, a floor and a
 * ceiling mean the same hour whatever it was sold by.
 */
function firstPrice(request: PriceRequest, units: Units): FirstPrice {
  const { offering, quantity } = request;
  const ownCents = durationPriceOf(request);
  if (ownCents !== null) {
    const step = { kind: 'duration', units: quantity, unitCents: ownCents } as const;
    return units.minutes === null
      ? { price: BigInt(ownCents), scale: BigInt(units.days), step }
      : { price: BigInt(ownCents) * 60n, scale: BigInt(units.minutes), step };
  }
  const tier = offering.quantityTiers.findLast(({ fromQuantity }) => quantity >= fromQuantity);
  const unitCents = tier?.unitPriceCents ?? offering.basePriceCents;
  const ofOne = units.minutes === null ? units.days : units.minutes / 60;
  return {
    price: BigInt(unitCents),
    scale: 1n,
    step: { kind: tier === undefined ? 'base' : 'tier', units: ofOne * quantity, unitCents },
  };
}

function durationPriceOf({ offering, startsAt, endsAt, addOns = [] }: PriceRequest): number | null {
  if (offering.durations.length === 0 || offering.nights !== null) return null;
  const minutes = (endsAt - startsAt) / MINUTE - minutesOf(addOns);
  return offering.durations.find((choice) => choice.minutes === minutes)?.priceCents ?? null;
}
