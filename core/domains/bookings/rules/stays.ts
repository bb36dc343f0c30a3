/** How long something that is booked is, by the minute or by the night. */
import type { Span } from '../../../base/time.ts';
import { spanOf } from '../../availability/rules/request.ts';
import type { Offering } from '../../catalog/model.ts';
import { nightsBetween } from '../../pricing/rules/units.ts';

/** As long as before; by the night, as many nights, whatever the clocks do in them. */
export function endOf(offering: Offering, { item, startsAt }: { item: Span; startsAt: number }): number {
  if (offering.nights === null) return startsAt + (item.endsAt - item.startsAt);
  return spanOf(offering, { startsAt, nights: nightsOf(offering, item) }).endsAt;
}

export const nightsOf = ({ timezone }: Pick<Offering, 'timezone'>, { startsAt, endsAt }: Span): number =>
  nightsBetween(timezone, startsAt, endsAt);
