/** Orders, payments and refunds in the API's words, on their own and on a booking. */
import { z } from 'zod';
import { isoOf } from '#core/base/time.ts';
import { idOf } from '#core/contracts/fields.ts';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import {
  accounts,
  deskMethods,
  type EntryKind,
  entryKinds,
  type LedgerEntry,
  type OrderDetail,
  orderStatuses,
  type OrderSummary,
  payableKinds,
  type Payment,
  paymentPurposes,
  paymentStatuses,
  providers,
  type Refund,
  refundStatuses,
} from '#core/domains/payments/model.ts';
import { InstantOut, isoOrNull } from '../http/schemas.ts';

const stamps = { createdAt: InstantOut, updatedAt: InstantOut };

const PaymentAnswer = z
  .strictObject({
    id: idOf('pay'),
    orderId: idOf('ord'),
    purpose: z.enum(paymentPurposes),
    hold: z.boolean().meta({ description: 'Authorised, and captured or released later; else received at once' }),
    provider: z.enum(providers),
    method: z.enum([...deskMethods, 'card']),
    status: z.enum(paymentStatuses),
    amountCents: z.int(),
    capturedCents: z.int(),
    refundedCents: z.int(),
    feeCents: z.int().nullable().meta({
      description: 'What the provider kept of it, in the books; null: it has not said (yet). In another currency it is in the note',
    }),
    currency: z.string(),
    checkoutUrl: z.string().nullable().meta({ description: 'Where the customer pays, while there is something to pay' }),
    authoriseAt: InstantOut.nullable().meta({ description: 'When a card that is kept is charged with the hold' }),
    heldUntil: InstantOut.nullable().meta({ description: 'When a hold ends by itself' }),
    releaseAt: InstantOut.nullable().meta({ description: 'When a hold is let go, of a booking that is over' }),
    expiresAt: InstantOut.nullable(),
    failure: z.string().nullable(),
    note: z.string(),
    providerRef: z.string().nullable(),
    ...stamps,
  })
  .meta({ id: 'Payment' });

const RefundAnswer = z
  .strictObject({
    id: idOf('rfd'),
    paymentId: idOf('pay'),
    amountCents: z.int(),
    currency: z.string(),
    status: z.enum(refundStatuses).meta({ description: 'PENDING: the provider is asked, or the desk still owes it' }),
    reason: z.string(),
    failure: z.string().nullable(),
    ...stamps,
  })
  .meta({ id: 'Refund' });

const balance = {
  totalCents: z.int(),
  paidCents: z.int(),
  refundedCents: z.int(),
  heldCents: z.int().meta({ description: 'Authorised, and no money yet' }),
  dueCents: z.int().meta({ description: 'Below zero: what is owed to the customer' }),
};

const order = {
  id: idOf('ord'),
  payableKind: z.enum(payableKinds),
  payableId: z.string().meta({ description: 'The booking, or the subscription' }),
  customerId: idOf('cus'),
  description: z.string(),
  status: z.enum(orderStatuses),
  currency: z.string(),
  ...balance,
  ...stamps,
};

export const ListedOrder = z.strictObject(order).meta({ id: 'ListedOrder' });

const EntryAnswer = z.strictObject({
  id: idOf('lgr'),
  kind: z.enum(Object.keys(entryKinds) as [EntryKind, ...EntryKind[]]),
  debit: z.enum(accounts),
  credit: z.enum(accounts),
  amountCents: z.int(),
  paymentId: idOf('pay').nullable(),
  refundId: idOf('rfd').nullable(),
  at: InstantOut,
});

export const OrderAnswer = z
  .strictObject({ ...order, payments: z.array(PaymentAnswer), refunds: z.array(RefundAnswer), entries: z.array(EntryAnswer) })
  .meta({ id: 'Order' });

/** Of what it is for, in its answer. */
export const Standing = z.strictObject({ id: idOf('ord'), status: z.enum(orderStatuses), ...balance }).nullable();

/** Of a booking, in its answer. */
export const bookingMoney = {
  order: Standing.meta({ description: 'null where it costs nothing' }),
  payments: z.array(PaymentAnswer),
  refunds: z.array(RefundAnswer),
  depositCents: z.int().meta({ description: 'Asked for as a deposit, of the total' }),
  deposit: z
    .strictObject({
      id: idOf('pay'),
      status: z.enum(paymentStatuses),
      hold: z.boolean(),
      amountCents: z.int(),
      capturedCents: z.int(),
      refundedCents: z.int(),
      authoriseAt: InstantOut.nullable(),
    })
    .nullable()
    .meta({ description: 'The newest that was asked for' }),
  paymentDueAt: InstantOut.nullable().meta({ description: 'Until when it must be paid, or its time is given back' }),
};

type Stamped = { readonly createdAt: number; readonly updatedAt: number };
const stamped = ({ createdAt, updatedAt }: Stamped) => ({ createdAt: isoOf(createdAt), updatedAt: isoOf(updatedAt) });

const paymentAnswer = ({ authoriseAt, heldUntil, releaseAt, expiresAt, createdAt, updatedAt, ...payment }: Payment) => ({
  ...payment,
  ...{ authoriseAt: isoOrNull(authoriseAt), heldUntil: isoOrNull(heldUntil), releaseAt: isoOrNull(releaseAt) },
  ...{ expiresAt: isoOrNull(expiresAt), ...stamped({ createdAt, updatedAt }) },
});

const refundAnswer = ({ createdAt, updatedAt, ...refund }: Refund) => ({ ...refund, ...stamped({ createdAt, updatedAt }) });

export const listedOrder = ({ createdAt, updatedAt, ...summary }: OrderSummary) => ({ ...summary, ...stamped({ createdAt, updatedAt }) });

const entryAnswer = ({ at, ...entry }: LedgerEntry) => ({ ...entry, at: isoOf(at) });

export const orderAnswer = ({ payments, refunds, entries, ...summary }: OrderDetail) => ({
  ...listedOrder(summary),
  payments: payments.map(paymentAnswer),
  refunds: refunds.map(refundAnswer),
  entries: entries.map(entryAnswer),
});

export function standingAnswer({ id, status, totalCents, paidCents, refundedCents, heldCents, dueCents }: OrderSummary) {
  return { id, status, totalCents, paidCents, refundedCents, heldCents, dueCents };
}

export function moneyAnswer({ order: charged, payments, refunds, depositCents, deposit, paymentDueAt }: BookingDetail) {
  return {
    order: charged === null ? null : standingAnswer(charged),
    payments: payments.map(paymentAnswer),
    refunds: refunds.map(refundAnswer),
    depositCents,
    deposit: deposit === null ? null : { ...deposit, authoriseAt: isoOrNull(deposit.authoriseAt) },
    paymentDueAt: isoOrNull(paymentDueAt),
  };
}
