/** The storefront's JSON, as the server answers it: instants in ISO 8601 UTC, money in minor units. */

export interface Tenant {
  id: string;
  name: string;
  subdomain: string;
  timezone: string;
  displayCurrency: string;
  verified: boolean;
  branding: { color: string | null; logoUrl: string | null };
  contactEmail?: string | null;
}

export interface PolicyStep {
  hoursBefore: number;
  refundPercent: number;
}

export interface Place {
  name: string;
  address: string | null;
}

export interface Offering {
  id: string;
  title: string;
  slug: string;
  description: string;
  productTypeKey: string;
  pricingModel: 'HOURLY' | 'DAILY' | 'ONE_TIME' | 'SUBSCRIPTION';
  basePriceCents: number;
  /** before anything is chosen, with tax and what must be taken: of a visit of so many minutes, or of a unit; `isFrom`: others cost more */
  leadPrice: { cents: number; per: string; minutes: number | null; isFrom: boolean };
  currency: string;
  taxBps: number;
  taxIncluded: boolean;
  timezone: string;
  durationMinutes: number;
  slotMinutes: number;
  capacity: number;
  approval: 'auto' | 'manual';
  minNoticeMinutes: number;
  maxAdvanceDays: number;
  cancellationPolicy: PolicyStep[];
  /** until how long before its start a customer may move a booking; null: not at all */
  customerMoveMinutes: number | null;
  location: Place | null;
  resources: { id: string; name: string }[];
  photos: Photo[];
  rating: { average: number; count: number } | null;
  attributes: Record<string, unknown>;
  /** other lengths, each with its own price or by the price model */
  durations: { minutes: number; priceCents: number | null }[];
  nights: Nights | null;
  /** a plan has no times to choose from; `visits` null: any number */
  plan?: { period: 'week' | 'month' | 'year'; visits: number | null } | null;
  addOns: AddOn[];
  questions: Question[];
  /** what its type says of it */
  details: Detail[];
}

export interface Nights {
  checkInTime: string;
  checkOutTime: string;
  minNights: number;
  maxNights: number;
  /** ISO weekdays; none: all */
  arrivalDays: number[];
  /** where a day of arrival has other numbers; null: the usual */
  byDay: { dayOfWeek: number; minNights: number | null; maxNights: number | null }[];
}

export interface Detail {
  key: string;
  label: string;
  unit: string | null;
  value: string | number | boolean | string[];
}

export interface Photo {
  id: string;
  url: string;
  alt: string;
  /** the same picture, narrower */
  variants?: { width: number; url: string }[];
}

export interface AddOn {
  key: string;
  name: string;
  priceCents: number;
  minutes: number;
  required: boolean;
  maxQuantity: number;
}

export interface Question {
  key: string;
  label: string;
  kind: 'text' | 'number' | 'choice' | 'choices' | 'yesNo' | 'date';
  required: boolean;
  options: string[];
}

export type Answer = string | boolean | string[];

export interface PriceStep {
  kind: string;
  name: string;
  cents: number;
}

export interface Slot {
  startsAt: string;
  endsAt: string;
  remaining: number;
  priceCents: number;
  bookable: boolean;
  resourceIds: string[];
}

export interface Availability {
  timezone: string;
  slots: Slot[];
  nextAvailable: string | null;
}

export interface Hold {
  id: string;
  startsAt: string;
  endsAt: string;
  expiresAt: string;
}

export interface Deadline {
  until: string;
  refundPercent: number;
}

export interface Sums {
  subtotalCents: number;
  discountCents: number;
  taxCents: number;
  totalCents: number;
  currency: string;
}

/** What is paid, or held on the card, while they book. */
export interface PayNow {
  purpose: 'payment' | 'deposit';
  amountCents: number;
  /** held, not charged */
  hold: boolean;
  /** the card is kept, and held then; null: at once */
  authoriseAt: string | null;
}

export interface Payment extends PayNow {
  id: string;
  status: 'PENDING' | 'SAVED' | 'AUTHORISED' | 'PAID' | 'RELEASED' | 'FAILED' | 'EXPIRED';
  /** comes a moment after the booking */
  checkoutUrl: string | null;
  dueAt: string | null;
  /** of what is over: kept, and not received */
  owedCents: number;
  /** the card was declined, and there is time for another */
  payAgain: boolean;
}

export interface Quote extends Sums {
  couponCode: string | null;
  taxIncluded: boolean;
  lines: { steps: PriceStep[] }[];
  policy: Deadline[];
  payNow: PayNow | null;
}

export interface Customer {
  name: string;
  email: string;
  phone?: string | null;
}

export interface Booking extends Sums {
  id: string;
  confirmationCode: string;
  status: 'PENDING' | 'CONFIRMED' | 'CHECKED_IN' | 'COMPLETED' | 'CANCELLED' | 'REFUNDED' | 'NO_SHOW';
  offering: { id: string; title: string; slug: string; timezone: string } | null;
  customer: Customer;
  items: {
    id: string;
    offeringId: string;
    offeringTitle: string;
    resourceName: string | null;
    startsAt: string;
    endsAt: string;
    quantity: number;
    priceCents: number;
  }[];
  refundPercent: number | null;
  /** what went back of what was paid, or is on its way */
  refundCents: number;
  customerNotes: string | null;
  tenant: { name: string; timezone: string };
  location: Place | null;
  /** dispute: say that something went wrong with it */
  may: { cancel: boolean; reschedule: boolean; dispute: boolean };
  /** the newest that was said to have gone wrong with it */
  disputeId: string | null;
  /** until when its customer may move it; null: they ask the business */
  moveUntil: string | null;
  /** refundCents: of what was paid; chargeCents: of what is held on a card, or of a card that is kept: it would be taken */
  cancelNow: { refundPercent: number; refundCents: number; chargeCents: number; until: string | null } | null;
  policy: Deadline[];
  calendar: { icsUrl: string; googleUrl: string; outlookUrl: string } | null;
  payment: Payment | null;
}

type Side = 'customer' | 'business';

interface SaidLink {
  name: string;
  url: string;
}

/** What went wrong with a booking, what is said about it, and what was decided. */
export interface Dispute {
  id: string;
  status: 'OPEN' | 'RESOLVED' | 'WITHDRAWN';
  openedBy: Side;
  reason: string;
  links: SaidLink[];
  /** who is to say something next */
  awaits: Side | null;
  messages: { id: string; from: Side; text: string; links: SaidLink[]; createdAt: string }[];
  resolution: { outcome: 'refund' | 'keep'; refundCents: number; note: string; at: string } | null;
  currency: string;
  may: { reply: boolean; withdraw: boolean };
  createdAt: string;
}

export interface Checkout {
  booking: Booking;
  manageToken: string;
  manageUrl: string;
}
