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

/** The offering as it was when these were booked: what has changed about its add-ons since is no matter to who has them. */
export function withBookedAddOns(offering: Offering, booked: readonly TakenAddOn[]): Offering {
  return { ...offering, addOns: booked.map(({ quantity, ...addOn }) => ({ ...addOn, required: false, maxQuantity: quantity })) };
}
