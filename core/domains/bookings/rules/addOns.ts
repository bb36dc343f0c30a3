import { MINUTE, type Span } from '../../../base/time.ts';
import { addOnMinutes, isSellableLength } from '../../availability/rules/request.ts';
import type { Offering } from '../../catalog/model.ts';
import type { ItemRequest, TakenAddOn } from '../model.ts';

/** In the offering's order; what is required is taken once where nothing is said of it. `spanOf` has refused what can't be had. */
export function addOnsOf({ addOns }: Pick<Offering, 'addOns'>, wanted: ItemRequest['addOns']): TakenAddOn[] {
  const asked = new Map(wanted.map(({ key, quantity }) => [key, quantity]));
  return addOns.flatMap(({ key, name, minutes, priceCents, required }) => {
    const quantity = asked.get(key) ?? (required ? 1 : 0);
    return quantity === 0 ? [] : [{ key, name, quantity, minutes, priceCents }];
  });
}

interface Booked extends Span {
  readonly addOns: readonly TakenAddOn[];
}

/** The offering as it was when this was booked: what has changed about its add-ons and its lengths since is no matter to who has them. */
export function asBooked(offering: Offering, { addOns, ...span }: Booked): Offering {
  const kept = addOns.map(({ quantity, ...addOn }) => ({ ...addOn, required: false, maxQuantity: quantity }));
  const then = { ...offering, addOns: kept };
  if (offering.nights !== null || isSellableLength(then, span, addOns)) return then;
  const minutes = (span.endsAt - span.startsAt) / MINUTE - addOnMinutes(then, addOns);
  return { ...then, durations: [...offering.durations, { minutes, priceCents: null }] };
}
