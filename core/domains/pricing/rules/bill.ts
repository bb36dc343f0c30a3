/**
 * The way to a price, in exact numbers: each day's (or the one) unit price is `prices[i] / scale` minor units, whatever was
 * done to it. A step tells the difference that it made to the rounded sum, so that the steps add up to the cent.
 */
import { refuse } from '../../../base/refusal.ts';
import type { Offering } from '../../catalog/model.ts';
import type { PriceRule, PriceStep } from '../model.ts';
import type { Units } from './units.ts';

export interface FirstPrice {
  /** of a unit, over `scale` */
  readonly price: bigint;
  readonly scale: bigint;
  readonly step: Pick<PriceStep, 'kind' | 'units' | 'unitCents'>;
}

export interface Bill {
  readonly steps: readonly PriceStep[];
  /** on the days that it fits */
  apply(rule: PriceRule, fits: readonly boolean[]): void;
  bound(bounds: Pick<Offering, 'floorCents' | 'ceilingCents'>): void;
  add(step: PriceStep): void;
  /** nothing is to be paid */
  waive(visit: { readonly id: string; readonly title: string }): void;
}

const plain = { ref: null, name: '', units: null, unitCents: null };

export function openBill(first: FirstPrice, { units, quantity }: { units: Units; quantity: number }): Bill {
  // 50 minutes of an hour's price are 50/60 of it
  const [times, per] = units.minutes === null ? [BigInt(quantity), 1n] : [BigInt(quantity) * BigInt(units.minutes), 60n];
  const steps: PriceStep[] = [];
  let { scale } = first;
  let prices = Array.from({ length: units.days }, () => first.price);
  let told = 0;
  const tell = (step: Omit<PriceStep, 'cents'>): void => {
    const sum = prices.reduce((total, price) => total + price, 0n);
    const cents = rounded(sum * times, scale * per);
    steps.push({ ...step, cents: cents - told });
    told = cents;
  };
  const bind = (kind: 'floor' | 'ceiling', bounded: bigint[]): void => {
    if (bounded.every((price, i) => price === prices[i])) return;
    prices = bounded;
    tell({ ...plain, kind });
  };
  tell({ ...plain, ...first.step });
  return {
    steps,
    apply({ id, name, kind, value }, fits) {
      // Ten per cent more is 11/10: in lowest terms, many rules don't make the numbers long.
      const common = BigInt(commonDivisor(10_000, Math.abs(value)));
      const [whole, changed] = [10_000n / common, (10_000n + BigInt(value)) / common];
      const byPercent = (price: bigint, i: number) => price * (fits[i] === true ? changed : whole);
      const byAmount = (price: bigint, i: number) => (fits[i] === true ? most(price + BigInt(value) * scale, 0n) : price);
      prices = prices.map(kind === 'percent' ? byPercent : byAmount);
      if (kind === 'percent') scale *= whole;
      tell({ ...plain, kind: 'rule', ref: id, name });
    },
    bound({ floorCents, ceilingCents }) {
      // The price that the offering gave itself may lie outside: the bounds bind what rules make of it.
      const own = (first.price * scale) / first.scale;
      if (floorCents !== null) {
        const floor = least(BigInt(floorCents) * scale, own);
        bind(
          'floor',
          prices.map((price) => most(price, floor)),
        );
      }
      if (ceilingCents === null) return;
      const ceiling = most(BigInt(ceilingCents) * scale, own);
      bind(
        'ceiling',
        prices.map((price) => least(price, ceiling)),
      );
    },
    add(step) {
      steps.push(step);
      told += step.cents;
      mustBeExact(told);
    },
    waive({ id, title }) {
      steps.push({ ...plain, kind: 'visit', ref: id, name: title, cents: -told });
      told = 0;
    },
  };
}

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));

const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** Twenty lines of this with their tax are still exact in a number. */
const DEAREST = 100_000_000_000_000;

function mustBeExact(cents: number | bigint): void {
  if (cents > DEAREST) refuse('invalid_service', { reason: 'price', mostCents: DEAREST });
}

/** Half away from zero, which nothing here is below. */
function rounded(amount: bigint, scale: bigint): number {
  const cents = (amount * 2n + scale) / (scale * 2n);
  mustBeExact(cents);
  return Number(cents);
}
