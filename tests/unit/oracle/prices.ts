/**
 * What a line costs, worked out the plain way: Temporal for every date, one fraction for every day, and nothing shared with
 * the rules under test. It knows the price, not the steps.
 */
import type { PriceRule } from '#core/domains/pricing/model.ts';
import type { PriceFacts, PriceRequest } from '#core/domains/pricing/rules/priced.ts';

/** n / d, d > 0 */
type Ratio = readonly [n: bigint, d: bigint];

const plus = ([a, b]: Ratio, [c, d]: Ratio): Ratio => [a * d + c * b, b * d];
const times = ([a, b]: Ratio, [c, d]: Ratio): Ratio => [a * c, b * d];
const isLess = ([a, b]: Ratio, [c, d]: Ratio): boolean => a * d < c * b;
const whole = (n: number): Ratio => [BigInt(n), 1n];

function roundHalfUp([n, d]: Ratio): number {
  const doubled = 2n * n + d;
  return Number(doubled / (2n * d));
}

export function oraclePrice(request: PriceRequest, rules: readonly PriceRule[], facts: PriceFacts): number {
  const { offering, startsAt, endsAt, quantity, addOns = [], visit } = request;
  if (visit !== undefined) return 0;
  const zoned = (instant: number) => Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(offering.timezone);
  const start = zoned(startsAt);
  const extra = addOns.reduce((sum, { minutes, quantity: taken }) => sum + minutes * taken, 0);
  const ownLength = (endsAt - startsAt) / 60_000 - extra;
  const isOne = offering.pricingModel === 'ONE_TIME' || offering.pricingModel === 'SUBSCRIPTION';
  const isByNight = !isOne && offering.nights !== null;
  const isByHour = offering.pricingModel === 'HOURLY' && !isByNight;

  let days = 1;
  if (isByNight) days = Math.max(1, start.toPlainDate().until(zoned(endsAt).toPlainDate()).days);
  else if (!isOne && !isByHour) {
    const end = endsAt - extra * 60_000;
    while (start.toPlainDateTime().add({ days }).toZonedDateTime(offering.timezone).epochMilliseconds < end) days++;
  }

  const duration = offering.nights === null ? offering.durations.find(({ minutes }) => minutes === ownLength) : undefined;
  let unit = whole(offering.basePriceCents);
  for (const tier of offering.quantityTiers) if (quantity >= tier.fromQuantity) unit = whole(tier.unitPriceCents);
  const share: Ratio = isByHour ? [60n, BigInt(ownLength)] : [1n, BigInt(days)];
  if (duration !== undefined && duration.priceCents !== null) unit = times(whole(duration.priceCents), share);

  let sum: Ratio = whole(0);
  for (let day = 0; day < days; day++) {
    let price = unit;
    let changed = false;
    for (const rule of rules) {
      if (!fits(rule, { request, facts, date: start.toPlainDate().add({ days: day }), start })) continue;
      changed = true;
      price = rule.kind === 'percent' ? times(price, [BigInt(10_000 + rule.value), 10_000n]) : plus(price, whole(rule.value));
      if (isLess(price, whole(0))) price = whole(0);
      if (rule.last) break;
    }
    if (changed) {
      const { floorCents, ceilingCents } = offering;
      if (floorCents !== null && !isLess(unit, whole(floorCents)) && isLess(price, whole(floorCents))) price = whole(floorCents);
      else if (floorCents !== null && isLess(unit, whole(floorCents)) && isLess(price, unit)) price = unit;
      if (ceilingCents !== null && !isLess(whole(ceilingCents), unit) && isLess(whole(ceilingCents), price)) price = whole(ceilingCents);
      else if (ceilingCents !== null && isLess(whole(ceilingCents), unit) && isLess(unit, price)) price = unit;
    }
    sum = plus(sum, price);
  }
  const hours: Ratio = isByHour ? [BigInt(ownLength), 60n] : [1n, 1n];
  const extras = addOns.reduce((cents, { priceCents, quantity: taken }) => cents + priceCents * taken, 0);
  return roundHalfUp(plus(times(times(sum, hours), whole(quantity)), whole(extras)));
}

interface Asked {
  readonly request: PriceRequest;
  readonly facts: PriceFacts;
  readonly date: Temporal.PlainDate;
  readonly start: Temporal.ZonedDateTime;
}

function fits(rule: PriceRule, { request, facts, date, start }: Asked): boolean {
  if (!rule.active) return false;
  if (rule.offeringIds.length > 0 && !rule.offeringIds.includes(request.offering.id)) return false;
  if (rule.kind === 'amount' && rule.currency !== request.offering.currency) return false;
  if (rule.weekdays.length > 0 && !rule.weekdays.includes(date.dayOfWeek)) return false;
  if (!isInDates(rule, date)) return false;
  if (rule.timeFrom !== null && rule.timeTo !== null) {
    // Every minute of the window, one after the other.
    let clock = Temporal.PlainTime.from(rule.timeFrom);
    const end = Temporal.PlainTime.from(rule.timeTo);
    const now = start.toPlainTime().with({ second: 0, millisecond: 0 });
    let found = false;
    do {
      found ||= clock.equals(now);
      clock = clock.add({ minutes: 1 });
    } while (!clock.equals(end));
    if (!found) return false;
  }
  const leadHours = Math.max(0, request.startsAt - facts.now) / 3_600_000;
  if (rule.leadFromHours !== null && leadHours < rule.leadFromHours) return false;
  if (rule.leadToHours !== null && leadHours >= rule.leadToHours) return false;
  if (rule.occupancyFrom === null && rule.occupancyTo === null) return true;
  const { occupancy } = facts;
  return occupancy !== null && occupancy >= (rule.occupancyFrom ?? 0) && occupancy <= (rule.occupancyTo ?? 100);
}

function isInDates({ yearly, dateFrom, dateTo }: PriceRule, date: Temporal.PlainDate): boolean {
  const number = (plain: { month: number; day: number }, year: number) => year * 10_000 + plain.month * 100 + plain.day;
  const own = number(date, yearly ? 0 : date.year);
  const edge = (text: string | null) => {
    if (text === null) return null;
    const plain = Temporal.PlainDate.from(text);
    return number(plain, yearly ? 0 : plain.year);
  };
  const [from, to] = [edge(dateFrom), edge(dateTo)];
  if (from !== null && to !== null && from > to) return own >= from || own <= to;
  return (from === null || own >= from) && (to === null || own <= to);
}
