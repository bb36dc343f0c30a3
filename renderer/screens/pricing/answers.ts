/** What the core answers about prices. */
import type { PriceStep } from '#core/domains/pricing/model.ts';

export interface SimulatedSlot {
  startsAt: number;
  endsAt: number;
  priceCents: number;
  steps: PriceStep[];
}

export interface SimulatedDay {
  date: string;
  slots: SimulatedSlot[];
  lowCents: number | null;
  highCents: number | null;
}

export interface Simulation {
  currency: string;
  timezone: string;
  days: SimulatedDay[];
}

export interface ImpactExample {
  offeringId: string;
  title: string;
  startsAt: number;
  timezone: string;
  fromCents: number;
  toCents: number;
  currency: string;
}

export interface PriceImpact {
  days: number;
  keptBookings: number;
  changed: number;
  dearer: number;
  cheaper: number;
  examples: ImpactExample[];
}
