/** Offerings and price rules for the tests of prices, with the dull parts filled in. */
import { wallToInstant } from '#core/base/zone.ts';
import type { PriceRule } from '#core/domains/pricing/model.ts';
import type { PricedOffering } from '#core/domains/pricing/rules/priced.ts';

const BERLIN = 'Europe/Berlin';

export const offer = (over: Partial<PricedOffering> = {}): PricedOffering => ({
  id: 'off_1',
  pricingModel: 'ONE_TIME',
  basePriceCents: 10_000,
  quantityTiers: [],
  durations: [],
  floorCents: null,
  ceilingCents: null,
  nights: null,
  timezone: BERLIN,
  currency: 'EUR',
  taxBps: 0,
  taxIncluded: true,
  ...over,
});

/** Ten per cent more, always, where nothing else is said. */
export const rule = (over: Partial<PriceRule> = {}): PriceRule => ({
  id: 'prl_1',
  position: 0,
  name: 'Peak',
  active: true,
  offeringIds: [],
  weekdays: [],
  timeFrom: null,
  timeTo: null,
  dateFrom: null,
  dateTo: null,
  yearly: false,
  leadFromHours: null,
  leadToHours: null,
  occupancyFrom: null,
  occupancyTo: null,
  kind: 'percent',
  value: 1_000,
  currency: over.kind === 'amount' ? 'EUR' : null,
  last: false,
  ...over,
});

export const at = (local: string, zone = BERLIN): number => wallToInstant(zone, local);
