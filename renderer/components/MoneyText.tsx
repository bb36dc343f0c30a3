import { formatMoney } from '#core/base/money.ts';

export function MoneyText({ cents, currency }: { cents: number; currency: string }) {
  return <span className="num">{formatMoney(cents, { currency })}</span>;
}
