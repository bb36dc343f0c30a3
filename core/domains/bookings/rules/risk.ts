/** How likely a booking is to come to nothing, from what can be seen of it: each sign has its points, and its words on the screen. */
import type { RiskReview, RiskSignal } from '../model.ts';

export interface RiskFacts {
  /** others from the same address, device or customer within the hour before */
  readonly withinHour: number;
  /** of the business's usual total in this currency, in per cent; null where there is none to compare with */
  readonly percentOfUsual: number | null;
  readonly minutesAhead: number;
  /** other people who booked from the same address, and with the same device */
  readonly namesAtAddress: number;
  readonly namesOnDevice: number;
  /** of the same customer, ever */
  readonly noShows: number;
  readonly disputes: number;
  readonly hasDisposableMail: boolean;
}

export interface Risk {
  /** 0 to 100 */
  readonly score: number;
  /** those with points, most first */
  readonly signals: readonly RiskSignal[];
}

const MOST_RISK = 100;

/** From so many on, so many points. */
type Steps = Readonly<Record<number, number>>;

/** A family that books for two, and a household behind one address, have none; who serves walk-ins at one screen stays under what is held. */
const more = {
  speed: { 2: 5, 3: 15, 5: 25 },
  amount: { 300: 10, 500: 20, 1_000: 30 },
  address: { 3: 5, 5: 10, 10: 15 },
  device: { 1: 5, 2: 10, 3: 20 },
  no_shows: { 1: 20, 2: 35, 3: 50 },
  disputes: { 1: 25, 2: 50 },
} satisfies Partial<Record<RiskSignal['kind'], Steps>>;

/** Under so many minutes, so many points. */
const leadTime: Steps = { 30: 10, 120: 5 };

const DISPOSABLE_MAIL = 25;

const read = new WeakMap<Steps, readonly (readonly [number, number])[]>();

/** An object's whole numbers come in their order. Read once: every booking asks. */
function stepsOf(steps: Steps): readonly (readonly [number, number])[] {
  const known = read.get(steps) ?? Object.entries(steps).map(([from, points]) => [Number(from), points] as const);
  read.set(steps, known);
  return known;
}

const reached = (steps: Steps, value: number): number => stepsOf(steps).findLast(([from]) => value >= from)?.[1] ?? 0;
const under = (steps: Steps, value: number): number => stepsOf(steps).find(([below]) => value < below)?.[1] ?? 0;

/** Never lower for more of anything, or for less time ahead. */
export function scoreOf(facts: RiskFacts): Risk {
  const { withinHour, percentOfUsual, minutesAhead, namesAtAddress, namesOnDevice, noShows, disputes, hasDisposableMail } = facts;
  const counted = (kind: keyof typeof more, value: number): RiskSignal => ({ kind, value, points: reached(more[kind], value) });
  const all: RiskSignal[] = [
    counted('speed', withinHour),
    counted('amount', percentOfUsual ?? 0),
    { kind: 'lead_time', value: Math.max(0, minutesAhead), points: under(leadTime, minutesAhead) },
    counted('address', namesAtAddress),
    counted('device', namesOnDevice),
    counted('no_shows', noShows),
    counted('disputes', disputes),
    { kind: 'disposable_mail', value: hasDisposableMail ? 1 : 0, points: hasDisposableMail ? DISPOSABLE_MAIL : 0 },
  ];
  const signals = all.filter(({ points }) => points > 0).toSorted((a, b) => b.points - a.points);
  return {
    score: Math.min(
      MOST_RISK,
      signals.reduce((sum, { points }) => sum + points, 0),
    ),
    signals,
  };
}

/** What it costs against what others cost, in per cent. */
export function percentOfUsual(totalCents: number, others: readonly number[]): number | null {
  const usual = others.toSorted((a, b) => a - b)[Math.floor(others.length / 2)];
  if (others.length < FEWEST_TO_COMPARE || usual === undefined || usual === 0) return null;
  return Math.round((totalCents * 100) / usual);
}

const FEWEST_TO_COMPARE = 5;

export const reviewOf = ({ score }: Risk, holdFrom: number | null): RiskReview =>
  holdFrom !== null && score >= holdFrom ? 'held' : 'none';

/** The one rule of what is held: neither its offering, nor a payment, nor an approval confirms it before it is released. */
export const isHeld = ({ riskReview }: { readonly riskReview: RiskReview }): boolean => riskReview === 'held';
