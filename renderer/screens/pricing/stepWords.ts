import type { Offering } from '#core/domains/catalog/model.ts';
import type { PriceStep } from '#core/domains/pricing/model.ts';

type Sold = Pick<Offering, 'pricingModel' | 'nights'>;

function unitOf({ pricingModel, nights }: Sold, units: number): string {
  const [one, more] = nights
    ? ['night', 'nights']
    : pricingModel === 'HOURLY'
      ? ['h', 'h']
      : pricingModel === 'DAILY'
        ? ['day', 'days']
        : ['', ''];
  return units === 1 ? one : more;
}

/** What a step of a price is called: `Price, €60.00 × 1.5 h`. */
export function stepText(step: PriceStep, offering: Sold, money: (cents: number) => string): string {
  const unit = unitOf(offering, step.units ?? 1);
  const counted =
    step.units === null || step.unitCents === null || (step.units === 1 && unit === '')
      ? ''
      : `, ${money(step.unitCents)} × ${Number(step.units.toFixed(2))} ${unit}`.trimEnd();
  switch (step.kind) {
    case 'base':
      return `Price${counted}`;
    case 'tier':
      return `Price for several${counted}`;
    case 'duration':
      return `Price of this length${counted}`;
    case 'floor':
      return 'Not less than its lowest price';
    case 'ceiling':
      return 'Not more than its highest price';
    case 'rule':
      return step.name === '' ? 'Rule' : step.name;
    case 'addOn':
      return step.units === null || step.unitCents === null
        ? step.name
        : `${step.name}, ${money(step.unitCents)} × ${Number(step.units.toFixed(2))}`;
    case 'visit':
      return step.name === '' ? 'In the plan' : `In the plan: ${step.name}`;
  }
}
