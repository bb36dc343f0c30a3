import { percentOf } from '../../../base/money.ts';
import type { Deposit } from '../../catalog/model.ts';
import type { Line } from '../../pricing/rules/totals.ts';

export interface DepositItem {
  readonly deposit: Deposit;
  readonly line: Pick<Line, 'priceCents' | 'discountCents' | 'taxCents' | 'taxIncluded'>;
}

/** Item by item: so much, or so much per cent of what it costs with tax and after its discount. Together at most the total. */
export function depositFor(items: readonly DepositItem[], totalCents: number): number {
  const sum = items.reduce((cents, item) => cents + ofItem(item), 0);
  return Math.min(sum, totalCents);
}

function ofItem({ deposit: { kind, amount }, line }: DepositItem): number {
  const { priceCents, discountCents, taxCents, taxIncluded } = line;
  if (kind === 'none') return 0;
  return kind === 'fixed' ? amount : percentOf(priceCents - discountCents + (taxIncluded ? 0 : taxCents), amount);
}
