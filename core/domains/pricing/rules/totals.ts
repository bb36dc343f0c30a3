import { taxOf } from '../../../base/money.ts';
import type { Offering } from '../../catalog/model.ts';
import type { PriceStep } from '../model.ts';

export interface Line {
  /** in minor units, rounded once: with tax in it where the offering's price includes tax */
  readonly priceCents: number;
  /** its share of what a coupon takes off: at most the price */
  readonly discountCents: number;
  /** of what is left of the price */
  readonly taxCents: number;
  readonly taxBps: number;
  readonly taxIncluded: boolean;
  /** their `cents` add up to `priceCents` */
  readonly steps: readonly PriceStep[];
}

export function lineOf(steps: readonly PriceStep[], { taxBps, taxIncluded }: Pick<Offering, 'taxBps' | 'taxIncluded'>): Line {
  const priceCents = steps.reduce((sum, { cents }) => sum + cents, 0);
  return { priceCents, discountCents: 0, taxCents: taxOf(priceCents, taxBps, taxIncluded), taxBps, taxIncluded, steps };
}

type Discountable = Pick<Line, 'priceCents' | 'discountCents' | 'taxCents' | 'taxBps' | 'taxIncluded'>;

/** With this taken off in place of whatever was: its tax is that of what is left. */
export function discounted<L extends Discountable>(line: L, discountCents: number): L {
  return { ...line, discountCents, taxCents: taxOf(line.priceCents - discountCents, line.taxBps, line.taxIncluded) };
}

export interface Totals {
  readonly subtotalCents: number;
  readonly discountCents: number;
  readonly taxCents: number;
  readonly totalCents: number;
}

/** `subtotal - discount + (tax that is not in the prices) = total`. */
export function totalsOf(lines: readonly Pick<Line, 'priceCents' | 'discountCents' | 'taxCents' | 'taxIncluded'>[]): Totals {
  const subtotalCents = lines.reduce((sum, line) => sum + line.priceCents, 0);
  const discountCents = lines.reduce((sum, line) => sum + line.discountCents, 0);
  const taxCents = lines.reduce((sum, line) => sum + line.taxCents, 0);
  const added = lines.reduce((sum, line) => sum + (line.taxIncluded ? 0 : line.taxCents), 0);
  return { subtotalCents, discountCents, taxCents, totalCents: subtotalCents - discountCents + added };
}
