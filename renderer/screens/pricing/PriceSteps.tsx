import { formatMoney, taxOf } from '#core/base/money.ts';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import type { SimulatedSlot } from '#core/domains/pricing/model.ts';
import { spanText } from '../calendar/clock.ts';
import { stepText } from './stepWords.ts';
import classes from './pricing.module.css';

interface Props {
  slot: SimulatedSlot;
  offering: OfferingSummary;
  currency: string;
}

/** A price as a receipt: from the base to the sum, a line for each step. */
export function PriceSteps({ slot, offering, currency }: Props) {
  const money = (cents: number) => formatMoney(cents, { currency });
  const tax = taxOf(slot.priceCents, offering.taxBps, offering.taxIncluded);
  const signed = (cents: number) => `${cents > 0 ? '+' : cents < 0 ? '−' : ''}${money(Math.abs(cents))}`;
  const percent = `${offering.taxBps / 100} %`;
  return (
    <div className={classes.receipt}>
      <h4 className="num">{spanText(offering.timezone, slot)}</h4>
      <dl className="num">
        {slot.steps.map((step, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- they are drawn anew with each price
          <div key={index}>
            <dt>{stepText(step, offering, money)}</dt>
            <dd>{index === 0 ? money(step.cents) : signed(step.cents)}</dd>
          </div>
        ))}
        {tax > 0 && !offering.taxIncluded && (
          <div>
            <dt>Tax, {percent}</dt>
            <dd>{signed(tax)}</dd>
          </div>
        )}
        <div data-sum>
          <dt>Customer pays</dt>
          <dd>{money(slot.priceCents + (offering.taxIncluded ? 0 : tax))}</dd>
        </div>
        {tax > 0 && offering.taxIncluded && (
          <div data-quiet>
            <dt>of it tax, {percent}</dt>
            <dd>{money(tax)}</dd>
          </div>
        )}
      </dl>
    </div>
  );
}
