import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { flag, instant, keyed, synced } from '../../data/columns.ts';
import type {
  Account,
  EntryKind,
  OrderStatus,
  PayableKind,
  PaymentMethod,
  PaymentPurpose,
  PaymentSettings,
  PaymentStatus,
  Provider,
  ProviderAction,
  RefundStatus,
} from './model.ts';

/** One row a tenant, its id the tenant's; without it the usual settings hold. */
export const paymentSettings = sqliteTable(
  'payment_settings',
  {
    ...synced(),
    provider: text().$type<Provider>().notNull(),
    collect: text().$type<PaymentSettings['collect']>().notNull(),
    deposits: text().$type<PaymentSettings['deposits']>().notNull(),
    paymentMinutes: integer().notNull(),
    dueDays: integer().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

/** What a customer pays for at once: a booking with all of its items, or a plan's period. */
export const orders = sqliteTable(
  'orders',
  {
    ...synced(),
    payableKind: text().$type<PayableKind>().notNull(),
    payableId: text().notNull(),
    customerId: text().notNull(),
    description: text().notNull(),
    currency: text().notNull(),
    status: text().$type<OrderStatus>().notNull(),
    /** of a plan's period, the last local date on which it is paid in time */
    payBy: text(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('orders_by_rev').on(t.tenantId, t.rev),
    index('orders_by_payable').on(t.tenantId, t.payableId),
    index('orders_by_customer').on(t.tenantId, t.customerId, t.createdAt),
    index('orders_by_created').on(t.tenantId, t.createdAt, t.id),
    index('orders_by_status').on(t.tenantId, t.status, t.createdAt, t.id),
    index('orders_of_plans')
      .on(t.tenantId, t.status, t.createdAt, t.id)
      .where(sql`payable_kind = 'plan'`),
  ],
);

/** Never changed, never removed. An amount above zero moves from one account to the other, so that the books sum to zero. */
export const ledgerEntries = sqliteTable(
  'ledger_entries',
  {
    ...synced(),
    orderId: text().notNull(),
    kind: text().$type<EntryKind>().notNull(),
    debit: text().$type<Account>().notNull(),
    credit: text().$type<Account>().notNull(),
    amountCents: integer().notNull(),
    currency: text().notNull(),
    paymentId: text(),
    refundId: text(),
    at: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('ledger_entries_by_rev').on(t.tenantId, t.rev),
    index('ledger_entries_by_order').on(t.tenantId, t.orderId),
    index('ledger_entries_by_at').on(t.tenantId, t.at),
  ],
);

export const payments = sqliteTable(
  'payments',
  {
    ...synced(),
    orderId: text().notNull(),
    purpose: text().$type<PaymentPurpose>().notNull(),
    /** a deposit that is authorised, to be captured or released later; false: money is received at once */
    hold: flag().notNull(),
    provider: text().$type<Provider>().notNull(),
    method: text().$type<PaymentMethod>().notNull(),
    status: text().$type<PaymentStatus>().notNull(),
    amountCents: integer().notNull(),
    capturedCents: integer().notNull(),
    refundedCents: integer().notNull(),
    /** what the provider kept of it; null: it has not said (yet) */
    feeCents: integer(),
    currency: text().notNull(),
    /** the provider's name for it: a payment intent */
    providerRef: text(),
    /** the page on which the customer pays, and the provider's name for it */
    checkoutUrl: text(),
    checkoutRef: text(),
    /** what the sandbox's card does; null outside of it */
    testCard: text(),
    authoriseAt: instant(),
    /** by the provider's name for it: a card that can be held again without its owner */
    cardRef: text(),
    /** the hold ends by itself */
    heldUntil: instant(),
    /** the hold is let go: it took place, and a no-show can't be said for longer */
    releaseAt: instant(),
    expiresAt: instant(),
    failure: text(),
    note: text().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('payments_by_rev').on(t.tenantId, t.rev),
    index('payments_by_order').on(t.tenantId, t.orderId),
    index('payments_by_status').on(t.tenantId, t.status, t.expiresAt),
    index('payments_fee_unknown')
      .on(t.tenantId, t.updatedAt, t.id)
      .where(sql`provider = 'stripe' and status = 'PAID' and fee_cents is null`),
  ],
);

export const refunds = sqliteTable(
  'refunds',
  {
    ...synced(),
    paymentId: text().notNull(),
    orderId: text().notNull(),
    amountCents: integer().notNull(),
    currency: text().notNull(),
    status: text().$type<RefundStatus>().notNull(),
    reason: text().notNull(),
    providerRef: text(),
    failure: text(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('refunds_by_rev').on(t.tenantId, t.rev),
    index('refunds_by_order').on(t.tenantId, t.orderId),
    index('refunds_by_payment').on(t.tenantId, t.paymentId),
    index('refunds_under_way')
      .on(t.tenantId, t.orderId)
      .where(sql`status <> 'DONE'`),
  ],
);

/** Never synced: what to ask a provider, written in the transaction that wants it. Its id is the provider's idempotency key. */
export const providerCalls = sqliteTable(
  'provider_calls',
  {
    ...keyed(),
    action: text().$type<ProviderAction>().notNull(),
    paymentId: text().notNull(),
    refundId: text(),
    amountCents: integer().notNull(),
    status: text().$type<'PENDING' | 'DONE' | 'FAILED'>().notNull(),
    attemptCount: integer().notNull(),
    /** a provider forgets its idempotency keys after a day: from then on it is looked up before it is asked again */
    firstAttemptAt: instant(),
    nextAttemptAt: instant(),
    leasedUntil: instant(),
    error: text(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('provider_calls_due').on(t.status, t.nextAttemptAt),
    index('provider_calls_by_payment').on(t.tenantId, t.paymentId),
    index('provider_calls_leased')
      .on(t.leasedUntil)
      .where(sql`leased_until is not null`),
  ],
);

/** Never synced, its id the provider's own for what it told: heard once, however often it is told. */
export const providerEvents = sqliteTable(
  'provider_events',
  { ...keyed(), provider: text().$type<Provider>().notNull(), kind: text().notNull(), receivedAt: instant().notNull() },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);
