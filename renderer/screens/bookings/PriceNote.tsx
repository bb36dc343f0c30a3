import { formatMoney } from '#core/base/money.ts';
import type { PriceStep } from '#core/domains/pricing/model.ts';
import type { Offering } from '#core/domains/catalog/model.ts';
import { stepText } from '../pricing/stepWords.ts';
import classes from './NewBooking.module.css';

interface Props {
  steps: readonly PriceStep[];
  offering: Pick<Offering, 'pricingModel' | 'nights'>;
  currency: string;
}

/** How a price came about, where there is more to it than the price itself. */
export function PriceNote({ steps, offering, currency }: Props) {
  if (steps.length < 2) return null;
  const money = (cents: number) => formatMoney(cents, { currency });
  return (
    <dl className={`${classes.steps} num`} aria-label="How the price comes about">
      {steps.map((step, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- they are drawn anew with each price
        <div key={i}>
          <dt>{stepText(step, offering, money)}</dt>
          <dd>{i === 0 ? money(step.cents) : `${step.cents < 0 ? '−' : '+'}${money(Math.abs(step.cents))}`}</dd>
        </div>
      ))}
    </dl>
  );
}
