import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { flag, instant, json, keyed, synced } from '../../data/columns.ts';
import type { DeliveryAttempt, DeliveryStatus } from './model.ts';

export const webhookEndpoints = sqliteTable(
  'webhook_endpoints',
  {
    ...synced(),
    url: text().notNull(),
    description: text().notNull(),
    events: json<string[]>().notNull(),
    active: flag().notNull(),
    /** of a business: hears of its sandbox too */
    sandbox: flag().notNull(),
    /** why it was switched off by itself: `gone`, `failing` */
    disabledReason: text(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

/** Never synced. During a rotation the old secret signs beside the new one until `previousUntil`. */
export const webhookSecrets = sqliteTable(
  'webhook_secrets',
  { ...keyed(), secret: text().notNull(), previousSecret: text(), previousUntil: instant(), failingSince: instant() },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

/** The outbox. Written in the transaction of what it tells; a worker takes it by lease. */
export const deliveries = sqliteTable(
  'deliveries',
  {
    ...keyed(),
    endpointId: text().notNull(),
    eventId: text().notNull(),
    event: text().notNull(),
    body: text().notNull(),
    status: text().$type<DeliveryStatus>().notNull(),
    attempts: json<DeliveryAttempt[]>().notNull(),
    attemptCount: integer().notNull(),
    nextAttemptAt: instant(),
    leasedUntil: instant(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('deliveries_due').on(t.status, t.nextAttemptAt),
    index('deliveries_by_endpoint').on(t.tenantId, t.endpointId, t.createdAt),
  ],
);
