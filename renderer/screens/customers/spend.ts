/** What a customer has paid, and got back of it. */
import { formatMoney } from '#core/base/money.ts';
import type { OrderSummary } from '#core/domains/payments/model.ts';

type Paid = Pick<OrderSummary, 'currency' | 'paidCents' | 'refundedCents'>;

/** Less what went back, a sum for each currency, the largest first: `€1,040.00, £120.00`; a dash where nothing is left of it. */
export function paidWords(orders: readonly Paid[]): string {
  const sums = new Map<string, number>();
  for (const { currency, paidCents, refundedCents } of orders) sums.set(currency, (sums.get(currency) ?? 0) + paidCents - refundedCents);
  const paid = [...sums].filter(([, cents]) => cents > 0).toSorted(([, a], [, b]) => b - a);
  return paid.length === 0 ? '–' : paid.map(([currency, cents]) => formatMoney(cents, { currency })).join(', ');
}
