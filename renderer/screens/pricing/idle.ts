import { dateToDay, dayOfWeek, instantToWall } from '#core/base/zone.ts';
import type { Offering } from '#core/domains/catalog/model.ts';
import type { PriceRuleFields } from '#core/domains/pricing/model.ts';

type Sold = Pick<Offering, 'id' | 'currency' | 'timezone' | 'maxAdvanceDays'>;

/** Why a rule changes no price of these offerings from now on, whatever is booked; null where it may. */
export function idleBecause(rule: PriceRuleFields, { offerings, now }: { offerings: readonly Sold[]; now: number }): string | null {
  const concerned = offerings.filter(({ id }) => rule.offeringIds.length === 0 || rule.offeringIds.includes(id));
  if (concerned.length === 0) return 'Changes nothing: what it is for is not in the catalogue any more.';
  if (rule.kind === 'amount' && concerned.every(({ currency }) => currency !== rule.currency))
    return `Changes nothing: nothing that it is for is priced in ${rule.currency}.`;
  if (isOver(rule, { offerings: concerned, now })) return 'Over: its last day has passed.';
  if (!rule.yearly && hasNoDay(rule)) return 'Changes nothing: none of its days falls on one of its dates.';
  const { leadFromHours } = rule;
  if (leadFromHours !== null && concerned.every(({ maxAdvanceDays }) => maxAdvanceDays * 24 < leadFromHours))
    return 'Changes nothing: customers can’t book that far ahead.';
  return null;
}

function isOver({ yearly, dateTo }: PriceRuleFields, { offerings, now }: { offerings: readonly Sold[]; now: number }): boolean {
  if (yearly || dateTo === null) return false;
  const zones = new Set(offerings.map(({ timezone }) => timezone));
  return [...zones].every((zone) => dateTo < instantToWall(zone, now).date);
}

const A_WEEK = 7;

/** A few dates, and none of them on one of the weekdays. */
function hasNoDay({ weekdays, dateFrom, dateTo }: PriceRuleFields): boolean {
  if (weekdays.length === 0 || dateFrom === null || dateTo === null) return false;
  const first = dateToDay(dateFrom);
  const count = dateToDay(dateTo) - first + 1;
  return count < A_WEEK && Array.from({ length: count }, (_, i) => dayOfWeek(first + i)).every((day) => !weekdays.includes(day));
}
