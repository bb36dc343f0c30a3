import { z } from 'zod';
import { Cents, Currency, idOf, LocalDate, LocalTime, Name } from '../../contracts/fields.ts';
import type { Plan } from '../catalog/model.ts';

const Share = z.int().min(0).max(100).nullable();
const Hours = z.int().min(0).max(17_520).nullable();

/**
 * Changes the unit price (of an hour, a day, a night, or the one price) of what fits all that it says; what it leaves null or
 * empty fits always. Rules are taken in their order, each on what the one before it left; a `last` one that fits ends that.
 */
export const PriceRuleShape = z.strictObject({
  name: Name(120),
  active: z.boolean(),
  /** empty: every offering */
  offeringIds: z.array(idOf('off')).max(200),
  /** ISO weekdays on which it starts; empty: every day */
  weekdays: z.array(z.int().min(1).max(7)).max(7),
  /** on the offering's wall clock it starts in [timeFrom, timeTo); over midnight where timeTo is not later */
  timeFrom: LocalTime.nullable(),
  timeTo: LocalTime.nullable(),
  /** local dates, both included; with `yearly` their years mean nothing, and a season may reach over the new year */
  dateFrom: LocalDate.nullable(),
  dateTo: LocalDate.nullable(),
  yearly: z.boolean(),
  /** hours from the booking to the start: [leadFromHours, leadToHours) */
  leadFromHours: Hours,
  leadToHours: Hours,
  /** whole per cent of the day's places that are taken: [occupancyFrom, occupancyTo] */
  occupancyFrom: Share,
  occupancyTo: Share,
  /** `percent`: `value` in basis points, 10 % = 1000; `amount`: in minor units of `currency`, for offerings in it alone */
  kind: z.enum(['percent', 'amount']),
  value: z.int().min(-1_000_000_000).max(1_000_000_000),
  currency: Currency.nullable(),
  last: z.boolean(),
});
export type PriceRuleFields = z.output<typeof PriceRuleShape>;

/** What a rule must be as a whole; a part of one, such as an edit, can't be asked. */
const sound = <S extends z.ZodType<PriceRuleFields>>(shape: S) =>
  shape
    .refine(({ kind, value }) => kind !== 'percent' || (value >= -10_000 && value <= 100_000), {
      path: ['value'],
      message: 'expected basis points between -10000 and 100000',
    })
    .refine(({ kind, currency }) => (kind === 'amount') === (currency !== null), {
      path: ['currency'],
      message: 'expected a currency for an amount, and none for per cent',
    })
    .refine(({ timeFrom, timeTo }) => (timeFrom === null) === (timeTo === null), {
      path: ['timeTo'],
      message: 'expected both times or none',
    })
    .refine(({ yearly, dateFrom, dateTo }) => !yearly || (dateFrom !== null && dateTo !== null), {
      path: ['yearly'],
      message: 'expected both dates of what comes back each year',
    })
    .refine(({ yearly, dateFrom, dateTo }) => yearly || dateFrom === null || dateTo === null || dateFrom <= dateTo, {
      path: ['dateTo'],
      message: 'expected a date not before dateFrom',
    })
    .refine(({ leadFromHours: from, leadToHours: to }) => from === null || to === null || from < to, {
      path: ['leadToHours'],
      message: 'expected more hours than leadFromHours',
    })
    .refine(({ occupancyFrom: from, occupancyTo: to }) => from === null || to === null || from <= to, {
      path: ['occupancyTo'],
      message: 'expected at least occupancyFrom',
    });

export const PriceRuleFields = sound(PriceRuleShape);

const { name, kind, value, ...rest } = PriceRuleShape.shape;

/** A rule that says no more than its name, kind and value fits always. */
export const NewPriceRule = sound(
  z.strictObject({
    ...{ name, kind, value },
    active: rest.active.default(true),
    offeringIds: rest.offeringIds.default([]),
    weekdays: rest.weekdays.default([]),
    timeFrom: rest.timeFrom.default(null),
    timeTo: rest.timeTo.default(null),
    dateFrom: rest.dateFrom.default(null),
    dateTo: rest.dateTo.default(null),
    yearly: rest.yearly.default(false),
    leadFromHours: rest.leadFromHours.default(null),
    leadToHours: rest.leadToHours.default(null),
    occupancyFrom: rest.occupancyFrom.default(null),
    occupancyTo: rest.occupancyTo.default(null),
    currency: rest.currency.default(null),
    last: rest.last.default(false),
  }),
);

export interface PriceRule extends PriceRuleFields {
  id: string;
  position: number;
}

const priceStepKinds = ['base', 'tier', 'duration', 'rule', 'floor', 'ceiling', 'addOn', 'visit'] as const;

/** One step on the way to a line's price. The steps' `cents` add up to it to the cent. */
export const PriceStep = z.strictObject({
  kind: z.enum(priceStepKinds),
  /** the rule's id, the add-on's key, the subscription's id; null for the others */
  ref: z.string().nullable(),
  /** as it was called then; empty for base, tier, duration, floor and ceiling */
  name: z.string(),
  /** how many units (hours, days, nights, pieces) of all places, and what one costs, where that is what it says */
  units: z.number().nullable(),
  unitCents: Cents.nullable(),
  cents: z.int(),
});
export type PriceStep = z.output<typeof PriceStep>;

export interface QuoteLine {
  offeringId: string;
  title: string;
  startsAt: number;
  endsAt: number;
  quantity: number;
  priceCents: number;
  /** its share of the coupon's; `taxCents` is of what is left */
  discountCents: number;
  taxCents: number;
  taxBps: number;
  steps: PriceStep[];
}

export interface Quote {
  lines: QuoteLine[];
  subtotalCents: number;
  discountCents: number;
  taxCents: number;
  totalCents: number;
  currency: string;
  /** as it is written; null: none was given */
  couponCode: string | null;
  taxIncluded: boolean;
  /** until when a cancellation gives how much back, the most generous first; nothing after the last */
  policy: { until: number; refundPercent: number }[];
  /**
   * What a customer pays while they book it online; null: nothing. hold: held on the card and not charged; `authoriseAt`: the card
   * is kept, and held then.
   */
  payNow: { purpose: 'payment' | 'deposit'; amountCents: number; hold: boolean; authoriseAt: number | null } | null;
}

/** What is said of an offering's price before anything is chosen: with tax, and with what must be taken. */
export interface LeadPrice {
  cents: number;
  /** `visit` and `stay`: of one place for as long as it is cheapest; of a plan its period */
  per: 'hour' | 'day' | 'night' | 'visit' | 'stay' | Plan['period'];
  /** how long that visit is, without add-ons; null where it is priced otherwise */
  minutes: number | null;
  /** other lengths or times cost more */
  isFrom: boolean;
}

export interface SimulatedSlot {
  startsAt: number;
  endsAt: number;
  priceCents: number;
  steps: PriceStep[];
}

export interface SimulatedDay {
  /** local */
  date: string;
  slots: SimulatedSlot[];
  lowCents: number | null;
  highCents: number | null;
}

/** What everything that an offering's hours hold in a month would cost. */
export interface PriceSimulation {
  currency: string;
  timezone: string;
  /** every local date of the month */
  days: SimulatedDay[];
}

/** What other rules would change of what customers could book. */
export interface PriceImpact {
  /** that are looked at */
  days: number;
  /** bookings still to come: they cost what they did */
  keptBookings: number;
  changed: number;
  dearer: number;
  cheaper: number;
  /** the first of them */
  examples: {
    offeringId: string;
    title: string;
    startsAt: number;
    timezone: string;
    fromCents: number;
    toCents: number;
    currency: string;
  }[];
}

/** What was let off of a period, by whom and why: in the parts of the order's books, so that it can be owed again to the cent. */
export interface Waiver {
  /** the period's first local date */
  from: string;
  chargeCents: number;
  taxCents: number;
  discountCents: number;
  reason: string;
  by: string;
  at: number;
}

/** A customer's subscription to a plan: its periods begin on `startsOn` and again each period after. */
export interface Subscription {
  id: string;
  customerId: string;
  /** the plan */
  offeringId: string;
  /** local date of the plan's zone */
  startsOn: string;
  /** the last local date that is covered; null: until somebody ends it */
  endsOn: string | null;
  period: Plan['period'];
  /** of each period, as agreed at its beginning like the period itself: the plan may cost something else by now */
  priceCents: number;
  currency: string;
  createdAt: number;
}
