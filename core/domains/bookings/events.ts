/**
 * What is told of a booking. The payload holds the facts of every seed that describes the event, once, in camelCase:
 * seed 004's business, resource, local date and times and confirmation code; seed 001's totals, offering and refund per cent.
 */
import type { Json } from '../../base/json.ts';
import { isoOf } from '../../base/time.ts';
import { instantToWall } from '../../base/zone.ts';
import type { DomainEvent } from '../../contracts/event.ts';
import type { ReadDb } from '../../data/database.ts';
import type { BookingItem, BookingStatus } from './model.ts';
import { type BookingRow, summariesOf } from './store/bookings.ts';

type Facts = Readonly<Record<string, Json>>;

const timeOf = (zone: string, at: number): string => {
  const { minutes } = instantToWall(zone, at);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
};

function firstAndLast(name: string): { firstName: string; lastName: string } {
  const [firstName = '', ...rest] = name.trim().split(/\s+/);
  return { firstName, lastName: rest.join(' ') };
}

/** The whole booking as it stands, for `booking.created` and `booking.confirmed`. */
export async function bookingFacts(db: ReadDb, { booking, now }: { booking: BookingRow; now: number }): Promise<Record<string, Json>> {
  const [summary] = await summariesOf(db, [booking], now);
  return factsOf(booking, summary?.items ?? []);
}

export type ToldBooking = Pick<
  BookingRow,
  | ('id' | 'tenantId' | 'confirmationCode' | 'status' | 'source' | 'customerId' | 'bookerName' | 'bookerEmail' | 'bookerPhone')
  | ('depositCents' | 'paymentDueAt')
  | ('startsAt' | 'endsAt' | 'subtotalCents' | 'discountCents' | 'taxCents' | 'totalCents' | 'currency' | 'couponCode' | 'customerNotes')
>;
export type ToldItem = Pick<
  BookingItem,
  | ('id' | 'offeringId' | 'offeringTitle' | 'timezone' | 'resourceIds' | 'resourceNames')
  | ('startsAt' | 'endsAt' | 'quantity' | 'priceCents' | 'addOns' | 'answers')
>;

/** `items`: in the order of their starts. */
export function factsOf(booking: ToldBooking, items: readonly ToldItem[]): Record<string, Json> {
  const first = items[0];
  const zone = first?.timezone ?? 'UTC';
  const resourceId = first?.resourceIds[0];
  return {
    bookingId: booking.id,
    businessId: booking.tenantId,
    tenantId: booking.tenantId,
    confirmationCode: booking.confirmationCode,
    status: booking.status,
    source: booking.source,
    customer: {
      id: booking.customerId,
      name: booking.bookerName,
      ...firstAndLast(booking.bookerName),
      email: booking.bookerEmail,
      phone: booking.bookerPhone,
    },
    offeringId: first?.offeringId ?? null,
    offeringTitle: first?.offeringTitle ?? null,
    resource: resourceId === undefined ? null : { id: resourceId, name: first?.resourceNames[0] ?? '' },
    startsAt: isoOf(booking.startsAt),
    endsAt: isoOf(booking.endsAt),
    timezone: zone,
    bookingDate: instantToWall(zone, booking.startsAt).date,
    startTime: timeOf(zone, booking.startsAt),
    endTime: timeOf(zone, booking.endsAt),
    quantity: first?.quantity ?? 0,
    capacity: first?.quantity ?? 0,
    items: items.map((item) => ({
      id: item.id,
      offeringId: item.offeringId,
      offeringTitle: item.offeringTitle,
      quantity: item.quantity,
      resourceIds: item.resourceIds,
      startsAt: isoOf(item.startsAt),
      endsAt: isoOf(item.endsAt),
      priceCents: item.priceCents,
      addOns: item.addOns.map((addOn) => ({ ...addOn })),
      answers: item.answers,
    })),
    subtotalCents: booking.subtotalCents,
    discountCents: booking.discountCents,
    taxCents: booking.taxCents,
    totalCents: booking.totalCents,
    currency: booking.currency,
    couponCode: booking.couponCode,
    customerNotes: booking.customerNotes,
    deposit: booking.depositCents === 0 ? null : { amountCents: booking.depositCents },
    paymentDueAt: booking.paymentDueAt === null ? null : isoOf(booking.paymentDueAt),
  };
}

export function told(name: string, bookingId: string, data: Facts): DomainEvent {
  return { name, subject: { kind: 'booking', id: bookingId }, data };
}

/** Every edge of the state machine, beside the event that names it. */
export function statusChanged(
  booking: Pick<BookingRow, 'id' | 'tenantId' | 'confirmationCode' | 'status'>,
  to: BookingStatus,
): DomainEvent {
  return told('booking.status_changed', booking.id, {
    bookingId: booking.id,
    businessId: booking.tenantId,
    confirmationCode: booking.confirmationCode,
    previousStatus: booking.status,
    status: to,
  });
}

/** Why it waits for staff: for the history. */
export function heldForReview({ id, riskScore, riskSignals }: Pick<BookingRow, 'id' | 'riskScore' | 'riskSignals'>): DomainEvent {
  return told('booking.held', id, { bookingId: id, riskScore, riskSignals: riskSignals.map((signal) => ({ ...signal })) });
}

type DepositEvent = 'deposit.paid' | 'deposit.captured' | 'deposit.released';

/** Why, by what became of the booking. */
function depositReason(name: DepositEvent, { status }: Pick<BookingRow, 'status'>): string | undefined {
  if (name === 'deposit.paid') return undefined;
  if (status === 'NO_SHOW') return 'no_show';
  if (status === 'COMPLETED') return 'completed';
  if (status !== 'CANCELLED') return 'refund';
  return name === 'deposit.captured' ? 'late_cancellation' : 'cancellation_within_policy';
}

interface DepositNews {
  readonly booking: BookingRow;
  readonly payment: Facts;
  /** its card is, nearer to the time that it was moved to */
  readonly isHeldAgain?: boolean;
}

/** `payment`: the facts that payments told. `depositId` is the payment's own id. */
export function depositFacts(name: DepositEvent, { booking, payment, isHeldAgain = false }: DepositNews): Facts {
  const reason = isHeldAgain ? 'rescheduled' : depositReason(name, booking);
  return {
    ...{ bookingId: booking.id, businessId: booking.tenantId, depositId: payment['paymentId'] ?? null },
    ...{ amountCents: payment['amountCents'] ?? 0, currency: booking.currency },
    stripePaymentIntentId: payment['provider'] === 'stripe' ? (payment['providerRef'] ?? null) : null,
    ...(reason === undefined ? { bookingStatusAfter: booking.status } : { reason }),
  };
}
