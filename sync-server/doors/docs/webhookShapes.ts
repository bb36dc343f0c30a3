/** What a webhook's `data` holds, event by event: the schemas of the document's `webhooks` section. */
import { z } from 'zod';
import { idOf } from '#core/contracts/fields.ts';
import { bookingSources, bookingStatuses } from '#core/domains/bookings/model.ts';
import { disputeOutcomes, disputeSides } from '#core/domains/disputes/model.ts';
import { payableKinds, paymentPurposes, providers } from '#core/domains/payments/model.ts';
import { couponKinds } from '#core/domains/promotions/model.ts';
import type { WebhookEvent } from '#core/domains/webhooks/model.ts';
import { InstantOut } from '../http/schemas.ts';

const Status = z.enum(bookingStatuses);
const ref = { bookingId: idOf('bkg'), businessId: idOf('tnt') };
const edge = { ...ref, confirmationCode: z.string(), previousStatus: Status, status: Status };

const facts = {
  ...ref,
  tenantId: idOf('tnt'),
  confirmationCode: z.string(),
  status: Status,
  source: z.enum(bookingSources),
  customer: z.object({
    id: idOf('cus'),
    name: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
  }),
  offeringId: idOf('off').nullable(),
  offeringTitle: z.string().nullable(),
  resource: z.object({ id: idOf('res'), name: z.string() }).nullable(),
  startsAt: InstantOut,
  endsAt: InstantOut,
  timezone: z.string(),
  bookingDate: z.iso.date(),
  startTime: z.string(),
  endTime: z.string(),
  quantity: z.int(),
  capacity: z.int(),
  items: z.array(
    z.object({
      id: idOf('bki'),
      offeringId: idOf('off'),
      offeringTitle: z.string(),
      resourceIds: z.array(idOf('res')),
      startsAt: InstantOut,
      endsAt: InstantOut,
      quantity: z.int(),
      priceCents: z.int(),
      addOns: z.array(z.object({ key: z.string(), name: z.string(), quantity: z.int(), minutes: z.int(), priceCents: z.int() })),
      answers: z.record(z.string(), z.unknown()),
    }),
  ),
  subtotalCents: z.int(),
  discountCents: z.int(),
  taxCents: z.int(),
  totalCents: z.int(),
  currency: z.string(),
  couponCode: z.string().nullable(),
  customerNotes: z.string(),
  deposit: z.object({ amountCents: z.int() }).nullable(),
  paymentDueAt: InstantOut.nullable(),
};

const changes = z.record(z.string(), z.object({ from: z.unknown(), to: z.unknown() }));
const outcome = { depositAction: z.enum(['none', 'captured', 'released']), depositAmountCents: z.int() };
const deposit = {
  ...{ ...ref, depositId: idOf('pay'), amountCents: z.int(), currency: z.string() },
  stripePaymentIntentId: z.string().nullable(),
};
const order = {
  ...{ orderId: idOf('ord'), businessId: idOf('tnt'), customerId: idOf('cus') },
  ...{ payableKind: z.enum(payableKinds), payableId: z.union([idOf('bkg'), idOf('sub')]), bookingId: idOf('bkg').nullable() },
  ...{ description: z.string(), currency: z.string() },
};
const dispute = { ...ref, disputeId: idOf('dsp') };
const Side = z.enum(disputeSides);
const links = z.array(z.object({ url: z.string(), name: z.string() }));
const arrival = { confirmedAt: InstantOut.nullable(), checkedInAt: InstantOut.nullable() };

const webhookData: Readonly<Record<WebhookEvent, z.ZodType>> = {
  'booking.created': z.object(facts),
  'booking.confirmed': z.object({ ...facts, previousStatus: Status }),
  'booking.updated': z.object({ ...z.object(facts).partial().shape, ...ref, itemId: idOf('bki').optional(), changes }),
  'booking.rescheduled': z.object({ ...facts, itemId: idOf('bki'), changes }),
  'booking.status_changed': z.object(edge),
  'booking.checked_in': z.object({ ...edge, ...arrival }),
  'booking.completed': z.object({ ...edge, ...arrival, completedAt: InstantOut, durationMinutes: z.int() }),
  'booking.cancelled': z.object({
    ...facts,
    previousStatus: Status,
    refundPercent: z.int(),
    cancelledBy: z.enum(['customer', 'staff', 'api', 'system']),
    cancellationReason: z.string().nullable(),
    ...outcome,
  }),
  'booking.no_show': z.object({ ...edge, ...outcome }),
  'deposit.paid': z.object({ ...deposit, bookingStatusAfter: Status }),
  'deposit.captured': z.object({ ...deposit, reason: z.string() }),
  'deposit.released': z.object({ ...deposit, reason: z.string() }),
  'order.paid': z.object({ ...order, totalCents: z.int(), paidCents: z.int() }),
  'order.refunded': z.object({
    ...{ ...order, refundId: idOf('rfd'), paymentId: idOf('pay'), purpose: z.enum(paymentPurposes) },
    ...{ amountCents: z.int(), refundedCents: z.int(), provider: z.enum(providers), providerRef: z.string().nullable() },
    reason: z.string(),
  }),
  'coupon.redeemed': z.object({
    ...{ couponId: idOf('cpn'), code: z.string(), kind: z.enum(couponKinds), amount: z.int() },
    ...{ maxRedemptions: z.int().nullable(), redeemedCount: z.int() },
    ...{
      ...ref,
      customer: z.object({ id: idOf('cus'), name: z.string(), email: z.string().nullable() }),
      discountCents: z.int(),
      currency: z.string(),
      redeemedAt: InstantOut,
    },
  }),
  'dispute.opened': z.object({
    ...{ ...dispute, confirmationCode: z.string(), reason: z.string(), links },
    ...{ openedById: z.string(), openedBy: Side, openedByName: z.string() },
  }),
  'dispute.message': z.object({ ...dispute, messageId: idOf('msg'), from: Side, author: z.string(), text: z.string(), links }),
  'dispute.resolved': z.object({
    ...{ ...dispute, confirmationCode: z.string(), outcome: z.enum(disputeOutcomes) },
    ...{ refundCents: z.int(), currency: z.string(), note: z.string() },
  }),
  'webhook.test': z.object({ endpointId: idOf('whk'), tenantId: idOf('tnt'), message: z.string() }),
};

export const webhookBody = (event: WebhookEvent) =>
  z.object({ id: idOf('evt'), event: z.literal(event), timestamp: InstantOut, sandbox: z.boolean(), data: webhookData[event] });
