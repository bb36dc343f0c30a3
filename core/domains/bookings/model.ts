import { z } from 'zod';
import type { Json } from '../../base/json.ts';
import { Cents, EpochMs, idOf, Key, Locale, RecurrenceRule, Text } from '../../contracts/fields.ts';
import type { SlotReason, Span } from '../availability/model.ts';
import { Answers, type CancellationStep } from '../catalog/model.ts';
import { CustomerContact } from '../customers/model.ts';
import { type OrderSummary, type Payment, type Refund, TestCard } from '../payments/model.ts';
import type { PriceStep, Quote, Subscription } from '../pricing/model.ts';
import { TypedCode } from '../promotions/model.ts';

export const bookingStatuses = ['PENDING', 'CONFIRMED', 'CHECKED_IN', 'COMPLETED', 'CANCELLED', 'NO_SHOW', 'REFUNDED'] as const;
export type BookingStatus = (typeof bookingStatuses)[number];

export const bookingSources = ['widget', 'api', 'desk', 'import'] as const;
export type BookingSource = (typeof bookingSources)[number];

/** What may be asked of a booking; which of them its state allows is in `rules.ts`. */
export const bookingMoves = ['approve', 'decline', 'expire', 'cancel', 'checkIn', 'complete', 'noShow', 'undoNoShow', 'refund'] as const;
export type BookingMove = (typeof bookingMoves)[number];

/** `held`: waits for staff; a booking that is held is not confirmed, whatever its offering says. */
export const riskReviews = ['none', 'held', 'released', 'declined'] as const;
export type RiskReview = (typeof riskReviews)[number];

export const riskSignalKinds = ['speed', 'amount', 'lead_time', 'address', 'device', 'no_shows', 'disputes', 'disposable_mail'] as const;
export const RiskSettings = z.strictObject({
  /** a booking of this score or more is held for review; null: none is */
  holdFrom: z.int().min(1).max(100).nullable(),
});
export type RiskSettings = z.output<typeof RiskSettings>;

export const usualRiskSettings: RiskSettings = { holdFrom: 75 };

/** One reason for a score; the points of all, at most 100, are the score. */
export interface RiskSignal {
  readonly kind: (typeof riskSignalKinds)[number];
  readonly points: number;
  /** what was counted: bookings in the hour, minutes ahead, no-shows */
  readonly value: number;
}

export const evidenceKinds = ['screenshot', 'dom_snapshot', 'pdf', 'file', 'link'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

export const evidenceMediaTypes = [
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
  'application/pdf',
  'text/plain',
  'text/html',
] as const;
export type EvidenceMediaType = (typeof evidenceMediaTypes)[number];

/** A file that the server keeps, or a link: exactly one of `file` and `url`. */
export interface Evidence {
  id: string;
  subjectId: string;
  kind: EvidenceKind;
  name: string;
  note: string;
  url: string | null;
  /** as sniffed, in bytes, as hex */
  file: { mediaType: EvidenceMediaType; size: number; sha256: string } | null;
  /** as the history names them */
  addedBy: string;
  createdAt: number;
}

/** How a booking of somebody unknown was judged when it was made. */
export interface BookingRisk {
  /** 0 to 100 */
  readonly score: number;
  /** most points first */
  readonly signals: readonly RiskSignal[];
}

/** Where an unknown booker's request came from, as digests that the door made. */
export const Origin = z.strictObject({ address: Text(64).nullable(), device: Text(64).nullable() });
export type Origin = z.output<typeof Origin>;

/** By their keys; required ones are taken once where nothing is said of them. */
export const AddOnWishes = z
  .array(z.strictObject({ key: Key, quantity: z.int().min(1).max(100) }))
  .max(30)
  .refine((wanted) => new Set(wanted.map(({ key }) => key)).size === wanted.length, 'expected each add-on once');

export const ItemRequest = z.strictObject({
  offeringId: idOf('off'),
  startsAt: EpochMs,
  /** absent: the offering's own duration */
  endsAt: EpochMs.optional(),
  quantity: z.int().min(1).max(10_000).default(1),
  /** absent: any that is free */
  resourceId: idOf('res').optional(),
  /** of an offering that is sold by the night, in place of an end */
  nights: z.int().min(1).max(60).optional(),
  addOns: AddOnWishes.default([]),
  /** to the offering's questions, by their keys */
  answers: Answers.default({}),
  /** a visit of this subscription: it costs nothing while its period has visits left */
  subscriptionId: idOf('sub').optional(),
  /** the hold that keeps its time, used up by the booking */
  holdId: idOf('hld').optional(),
});
export type ItemRequest = z.output<typeof ItemRequest>;

export const NewBooking = z.strictObject({
  items: z.array(ItemRequest).min(1).max(20),
  customer: z.union([CustomerContact, z.strictObject({ id: idOf('cus') })]),
  source: z.enum(bookingSources),
  notes: Text(5_000).default(''),
  customerNotes: Text(2_000).default(''),
  /** the first item's */
  holdId: idOf('hld').optional(),
  /** staff alone: notice, horizon and grid don't bind; capacity and hours always do */
  overridePolicy: z.boolean().default(false),
  /** staff and keys: leave it to approval even where the offering confirms by itself, or confirm at once */
  confirm: z.boolean().optional(),
  /** the quoted total: refused as `edit_conflict` {field: totalCents} where it would be another by now */
  expectedTotalCents: Cents.optional(),
  couponCode: TypedCode.optional(),
  /** the language that the booker is written in */
  locale: Locale.optional(),
  /** the public door alone: what the risk is judged by */
  origin: Origin.optional(),
  /** a sandbox alone: what its card does */
  testCard: TestCard.optional(),
});
export type NewBooking = z.output<typeof NewBooking>;

/** An add-on as it was booked. */
export interface TakenAddOn {
  key: string;
  name: string;
  quantity: number;
  minutes: number;
  priceCents: number;
}

export interface BookingItem {
  id: string;
  offeringId: string;
  offeringTitle: string;
  /** the offering's colour now */
  color: string;
  timezone: string;
  resourceIds: string[];
  resourceNames: string[];
  startsAt: number;
  endsAt: number;
  /** a request that leaves its time to others, and takes it when it is approved */
  openToOthers: boolean;
  quantity: number;
  priceCents: number;
  /** its share of what the coupon took off */
  discountCents: number;
  taxCents: number;
  taxBps: number;
  taxIncluded: boolean;
  steps: PriceStep[];
  addOns: TakenAddOn[];
  answers: Answers;
  subscriptionId: string | null;
}

/** A row of a list, a card of Today, an event of the calendar. */
export interface BookingSummary {
  id: string;
  confirmationCode: string;
  status: BookingStatus;
  source: BookingSource;
  customerId: string;
  customerName: string;
  customerEmail: string | null;
  customerPhone: string | null;
  startsAt: number;
  endsAt: number;
  totalCents: number;
  currency: string;
  riskReview: RiskReview;
  /** until when it must be paid, or its time is given back; null where it need not be, or is */
  paymentDueAt: number | null;
  seriesId: string | null;
  createdAt: number;
  items: BookingItem[];
  /** moves legal in its state now */
  moves: BookingMove[];
}

export interface HistoryEntry {
  id: string;
  name: string;
  at: number;
  actorKind: string;
  actorName: string;
  data: Record<string, Json>;
}

/** The newest deposit that was asked for: held, paid, or still to come. */
export type BookingDeposit = Pick<Payment, 'id' | 'status' | 'hold' | 'amountCents' | 'capturedCents' | 'refundedCents' | 'authoriseAt'>;

/** What was charged, paid and given back for a booking; none of it where it costs nothing. */
export interface BookingMoney {
  order: OrderSummary | null;
  payments: Payment[];
  refunds: Refund[];
  deposit: BookingDeposit | null;
}

export interface BookingDetail extends BookingSummary, BookingMoney {
  /** null where nobody unknown made it, and to customers */
  risk: BookingRisk | null;
  /** asked for as a deposit, of the total */
  depositCents: number;
  subtotalCents: number;
  discountCents: number;
  /** the coupon that it redeemed, as it was written then */
  couponCode: string | null;
  taxCents: number;
  cancellationPolicy: CancellationStep[];
  /** until when its customer may move it; null: not at all */
  customerMovesUntil: number | null;
  refundPercent: number | null;
  cancelledBy: string | null;
  cancellationReason: string | null;
  notes: string;
  customerNotes: string;
  sequence: number;
  confirmedAt: number | null;
  checkedInAt: number | null;
  completedAt: number | null;
  cancelledAt: number | null;
  updatedAt: number;
  history: HistoryEntry[];
  /** what a cancellation now would give back by its policy, or of a request that was never approved */
  cancelNow: { refundPercent: number; refundCents: number; until: number | null };
  /** what it would do with the money that there is: given back of what was paid, taken of what is held or of a card that is kept; and what went back so far */
  moneyNow: { refundCents: number; chargeCents: number; returnedCents: number };
  /** the card was declined, and its booker has time for another */
  mayPayAgain: boolean;
}

/** Which dates a series has: those of a rule, or these, each once. Exactly one of the two. */
export const SeriesRule = z.strictObject({
  rrule: RecurrenceRule.optional(),
  dates: z
    .array(EpochMs)
    .min(1)
    .max(104)
    .refine((dates) => new Set(dates).size === dates.length, 'expected each date once')
    .optional(),
});

/** One date of a series that is asked for. */
export interface Occurrence extends Span {
  readonly free: boolean;
  /** null exactly when free */
  readonly reason: SlotReason | null;
  /** the starts closest to it that could be booked; none where it is free */
  readonly nearest: readonly number[];
  readonly priceCents: number;
}

export interface SeriesPreview {
  readonly occurrences: readonly Occurrence[];
  /** of the free ones: what the coupon takes off */
  readonly discountCents: number;
  /** of the free ones, with the tax that is not in their prices */
  readonly totalCents: number;
  /** what a customer pays, or has held, while they book it: for the first of the free ones */
  readonly payNow: Quote['payNow'];
  readonly currency: string;
  readonly timezone: string;
}

/** Where bookings of a series go: at least one of `shift` and `dates`. */
export const SeriesMove = z.strictObject({
  seriesId: idOf('ser'),
  /** one of them and its new start: all that start with it or later go as far on the wall clock of their offering */
  shift: z.strictObject({ bookingId: idOf('bkg'), startsAt: EpochMs }).optional(),
  /** where these go, whatever the shift says of them; to where it is now: it stays */
  dates: z
    .array(z.strictObject({ bookingId: idOf('bkg'), startsAt: EpochMs, resourceId: idOf('res').optional() }))
    .max(104)
    .refine((dates) => new Set(dates.map(({ bookingId }) => bookingId)).size === dates.length, 'expected each booking once')
    .default([]),
  /** staff alone: notice, horizon and grid don't bind; capacity and hours always do */
  overridePolicy: z.boolean().default(false),
});
export type SeriesMove = z.output<typeof SeriesMove>;

/** One booking of a series that is to be moved. */
export interface SeriesMoveDate extends Span {
  readonly bookingId: string;
  /** its start now */
  readonly from: number;
  readonly free: boolean;
  /** null where nothing is against it; policy that is set aside is told, too */
  readonly reason: SlotReason | { readonly code: 'customer_limit' | 'subscription' } | null;
  /** the starts closest to it that could be had; none where it is free */
  readonly nearest: readonly number[];
}

export interface SeriesMovePreview {
  /** in the order of their starts now */
  readonly dates: readonly SeriesMoveDate[];
  readonly timezone: string;
}

/** A period that has begun: local dates of the plan's zone, its first and the first of the next. */
export interface BillingPeriod {
  readonly from: string;
  readonly until: string;
  /** as agreed; the order's total is what is owed for it, with tax */
  readonly priceCents: number;
  readonly currency: string;
  /** null: it is free, or not charged yet */
  readonly order: OrderSummary | null;
}

/** What a customer owes, or owed, for a period of their plan. */
export interface Due extends Pick<BillingPeriod, 'from' | 'until'> {
  orderId: string;
  subscriptionId: string;
  customerId: string;
  customerName: string;
  /** the plan's */
  title: string;
  /** the last local date on which it is paid in time */
  payBy: string;
  order: OrderSummary;
  /** what was let off of it; null: nothing */
  waived: { amountCents: number; reason: string; by: string; at: number } | null;
  /** what somebody should look at: a card that was declined, money that did not reach the customer */
  trouble: 'payment_failed' | 'refund_failed' | null;
}

export interface DueDetail extends Due {
  customerEmail: string | null;
  payments: Payment[];
  refunds: Refund[];
  history: HistoryEntry[];
  /** whether it can be paid with a card, by the page that its letter leads to */
  online: boolean;
}

/** Those that are owed still, all of them together. */
export interface DuesOwed {
  currency: string;
  dues: number;
  dueCents: number;
}

export interface SubscriptionSummary extends Subscription {
  /** the plan's */
  title: string;
  /** of a period; null: any number */
  visits: number | null;
  used: number;
  left: number | null;
  /** local dates of the plan's zone: the period's first, and the first of the next */
  periodFrom: string;
  periodUntil: string;
  /** those that have begun, the newest first, at most 24; before them what was paid for and turned out to begin after its end */
  periods: BillingPeriod[];
  /** the local date on which the next one begins; null: none does */
  nextOn: string | null;
}
