import { roundHalfAway, shareOf, taxOf } from '../../base/money.ts';
import { refuse } from '../../base/refusal.ts';
import { DAY, MINUTE } from '../../base/time.ts';
import type { Offering } from '../catalog/model.ts';

export type Priced = Pick<Offering, 'pricingModel' | 'basePriceCents' | 'taxBps' | 'taxIncluded' | 'currency' | 'durationMinutes'>;

export interface PriceRequest {
  readonly offering: Priced;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly quantity: number;
}

/**
 * The listed price of a line in minor units, rounded once: with tax in it where the offering's price includes tax.
 * HOURLY by the minute, DAILY by days begun, ONE_TIME and SUBSCRIPTION as they stand; times the quantity.
 */
export function priceOf(request: PriceRequest): number {
  const cents = listedPriceOf(request);
  return cents <= DEAREST ? cents : refuse('invalid_service', { reason: 'price', mostCents: DEAREST });
}

/** Twenty lines of this with their tax are still exact in a number. */
const DEAREST = 100_000_000_000_000;

function listedPriceOf({ offering, startsAt, endsAt, quantity }: PriceRequest): number {
  const { basePriceCents } = offering;
  switch (offering.pricingModel) {
    case 'HOURLY':
      return shareOf(basePriceCents, quantity * roundHalfAway((endsAt - startsAt) / MINUTE), 60);
    case 'DAILY':
      return basePriceCents * quantity * Math.max(1, Math.ceil((endsAt - startsAt) / DAY));
    case 'ONE_TIME':
    case 'SUBSCRIPTION':
      return basePriceCents * quantity;
  }
}

export interface Line {
  readonly priceCents: number;
  readonly taxCents: number;
  readonly taxIncluded: boolean;
}

export function lineOf(request: PriceRequest): Line {
  const priceCents = priceOf(request);
  const { taxBps, taxIncluded } = request.offering;
  return { priceCents, taxCents: taxOf(priceCents, taxBps, taxIncluded), taxIncluded };
}

export interface Totals {
  readonly subtotalCents: number;
  readonly discountCents: number;
  readonly taxCents: number;
  readonly totalCents: number;
}

/** `subtotal - discount + (tax that is not in the prices) = total`. */
export function totalsOf(lines: readonly Line[]): Totals {
  const subtotalCents = lines.reduce((sum, line) => sum + line.priceCents, 0);
  const taxCents = lines.reduce((sum, line) => sum + line.taxCents, 0);
  const added = lines.reduce((sum, line) => sum + (line.taxIncluded ? 0 : line.taxCents), 0);
  return { subtotalCents, discountCents: 0, taxCents, totalCents: subtotalCents + added };
}
