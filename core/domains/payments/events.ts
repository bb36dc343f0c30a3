/** What is told of orders and payments. `payableId`: the booking, which is its `bookingId` too, or the customer's plan. */
import type { Json } from '../../base/json.ts';
import type { DomainEvent } from '../../contracts/event.ts';
import type { Balance } from './model.ts';
import type { OrderRow, PaymentRow, RefundRow } from './store/orders.ts';

type Facts = Readonly<Record<string, Json>>;

const orderFacts = ({ id, tenantId, payableKind, payableId, customerId, description, currency }: OrderRow): Facts => ({
  ...{ orderId: id, businessId: tenantId, payableKind, payableId, bookingId: payableKind === 'booking' ? payableId : null },
  ...{ customerId, description, currency },
});

const told = (name: string, order: OrderRow, facts: Facts): DomainEvent => ({
  name,
  subject: { kind: 'order', id: order.id },
  data: { ...orderFacts(order), ...facts },
});

export const orderPaid = (order: OrderRow, { totalCents, paidCents }: Balance): DomainEvent =>
  told('order.paid', order, { totalCents, paidCents });

interface Refunded {
  readonly refund: RefundRow;
  readonly payment: PaymentRow;
  /** of the order, so far */
  readonly refundedCents: number;
}

export const orderRefunded = (order: OrderRow, { refund, payment, refundedCents }: Refunded): DomainEvent =>
  told('order.refunded', order, {
    ...{ refundId: refund.id, paymentId: payment.id, purpose: payment.purpose, amountCents: refund.amountCents, refundedCents },
    ...{ provider: payment.provider, providerRef: payment.providerRef, reason: refund.reason },
  });

/** For the domain whose thing is paid for, and for the log: somebody said that so much goes back, and it is on its way. */
export const refundAsked = (order: OrderRow, { amountCents, reason }: { amountCents: number; reason: string }): DomainEvent =>
  told('order.refund_asked', order, { amountCents, reason });

/** For the domain whose thing is paid for, and for the log: the money did not reach whoever it is owed to. */
export const refundFailed = (order: OrderRow, { refund, failure }: { refund: RefundRow; failure: string }): DomainEvent =>
  told('order.refund_failed', order, { refundId: refund.id, paymentId: refund.paymentId, amountCents: refund.amountCents, failure });

/** For the log: the provider told of something by this payment's name that was not asked for. It changed nothing. */
export const paymentMisfit = (order: OrderRow, { payment, failure }: { payment: PaymentRow; failure: string }): DomainEvent =>
  told('order.payment_misfit', order, { paymentId: payment.id, failure });

export interface Settled {
  readonly payment: PaymentRow;
  /** captured, released, held or received by this */
  readonly amountCents: number;
  /** what of it goes back at once, because it was not owed any more */
  readonly surplusCents: number;
}

/** For the domain whose thing is paid for, and for the log: not for webhooks. */
export const paymentSettled = (order: OrderRow, { payment, amountCents, surplusCents }: Settled): DomainEvent =>
  told('payment.settled', order, {
    ...{ paymentId: payment.id, purpose: payment.purpose, hold: payment.hold },
    ...{ provider: payment.provider, status: payment.status, amountCents, surplusCents, providerRef: payment.providerRef },
    failure: payment.failure,
  });
