import type { Offering } from '../storefront.ts';
import { extras } from './extra.ts';
import type { Want } from './want.ts';

/** In minor units, before a time is chosen: of as long and as many as they wish, without the rules of any day. */
export function usualCents(offering: Offering, want: Want): number {
  if (want.extra && extras) return extras.priceOf(offering, want);
  const { basePriceCents, pricingModel } = offering;
  const { durationMinutes, quantity } = want;
  const units = pricingModel === 'HOURLY' ? durationMinutes / 60 : pricingModel === 'DAILY' ? Math.ceil(durationMinutes / 1440) : 1;
  return Math.round(basePriceCents * units * quantity);
}
