import { formatMoney } from '#core/base/money.ts';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import type { SimulatedDay } from '#core/domains/pricing/model.ts';
import { clockText, dateText } from '../calendar/clock.ts';
import { PriceSteps } from './PriceSteps.tsx';
import classes from './pricing.module.css';

interface Props {
  date: string;
  day: SimulatedDay | undefined;
  before: SimulatedDay | undefined;
  loaded: boolean;
  offering: OfferingSummary;
  currency: string;
  /** the start whose steps are shown; the first of the day where it has none such */
  at: number;
  onAt: (at: number) => void;
}

/** A day's starts with their prices, and how one of them comes about. */
export function DayPrices({ date, day, before, loaded, offering, currency, at, onAt }: Props) {
  const slots = day?.slots ?? [];
  const chosen = slots.find(({ startsAt }) => startsAt === at) ?? slots[0];
  const was = (startsAt: number) => before?.slots.find((slot) => slot.startsAt === startsAt)?.priceCents;
  return (
    <div className={classes.dayPane}>
      <h3>{dateText(date, { weekday: 'long', day: 'numeric', month: 'long' })}</h3>
      {slots.length === 0 ? (
        loaded && <p className={classes.formHint}>Nothing to book on this day: it is closed, or lies in the past or too far ahead.</p>
      ) : (
        <>
          <div className={classes.starts} role="group" aria-label={offering.nights ? 'Arrivals' : 'Starts'}>
            {slots.map((slot) => {
              const old = was(slot.startsAt);
              const isOther = old !== undefined && old !== slot.priceCents;
              return (
                <button
                  key={slot.startsAt}
                  type="button"
                  className={classes.start}
                  aria-pressed={slot === chosen}
                  onClick={() => onAt(slot.startsAt)}
                >
                  <span>{clockText(offering.timezone, slot.startsAt)}</span>
                  <span className={classes.startPrice}>
                    {isOther && <s>{formatMoney(old, { currency })}</s>}
                    {formatMoney(slot.priceCents, { currency })}
                  </span>
                </button>
              );
            })}
          </div>
          {chosen && <PriceSteps slot={chosen} offering={offering} currency={currency} />}
        </>
      )}
    </div>
  );
}
