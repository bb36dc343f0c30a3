/** A row becomes a question that a provider understands. */
import type { ReadDb } from '#core/data/database.ts';
import { TestCard } from '#core/domains/payments/model.ts';
import { orders, payments, providerCalls } from '#core/domains/payments/tables.ts';
import { profiles } from '#core/domains/tenants/tables.ts';
import type { ServerParts } from '#server/parts.ts';
import { manageUrl } from '../doors/calendar/single.ts';
import { dueUrl } from '../doors/pages/dueLink.ts';
import type { ProvidedPayment, ProviderCall } from './port.ts';

export type CallRow = typeof providerCalls.$inferSelect;
export type PaymentRow = typeof payments.$inferSelect;
type OrderRow = typeof orders.$inferSelect;

export function providedOf(payment: PaymentRow): ProvidedPayment {
  const { tenantId, id, currency, amountCents, purpose, hold, authoriseAt, providerRef, checkoutRef, testCard, createdAt } = payment;
  return {
    ...{ tenantId, paymentId: id, currency, amountCents, purpose, hold, authoriseAt, providerRef, checkoutRef, createdAt },
    testCard: TestCard.safeParse(testCard).data ?? null,
  };
}

export interface Loaded {
  readonly payment: PaymentRow;
  readonly order: OrderRow;
  readonly subdomain: string;
}

/** undefined: it is gone, with its business perhaps */
export async function loadPayment(db: ReadDb, paymentId: string): Promise<Loaded | undefined> {
  const payment = await db.find(payments, paymentId);
  const order = payment === undefined ? undefined : await db.find(orders, payment.orderId);
  const profile = await db.find(profiles, db.tenantId);
  return payment === undefined || order === undefined ? undefined : { payment, order, subdomain: profile?.subdomain ?? db.tenantId };
}

/** The own page of the booking, or of the due, which says what came of the payment; a booking's token is in the fragment. */
export function returnUrlOf(parts: ServerParts, { payment, order, subdomain }: Loaded): string {
  const { tenantId, payableKind, payableId } = order;
  if (payableKind !== 'booking') return `${dueUrl(parts, { tenantId, orderId: order.id, subdomain })}?pay=${payment.id}`;
  const [page = '', token = ''] = manageUrl(parts, { tenantId, bookingId: payableId, subdomain }).split('#');
  return `${page}?pay=${payment.id}#${token}`;
}

export function callOf(parts: ServerParts, { row, loaded }: { row: CallRow; loaded: Loaded }): ProviderCall {
  const { id, action, refundId, amountCents, attemptCount, firstAttemptAt } = row;
  return {
    ...providedOf(loaded.payment),
    ...{ id, action, refundId, amountCents, attempts: attemptCount, firstAttemptAt },
    ...{ description: loaded.order.description, returnUrl: returnUrlOf(parts, loaded) },
  };
}
