import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { flag, instant, json, synced } from '../../data/columns.ts';
import type { Subscription, Waiver } from './model.ts';

/** In the order of `position`. */
export const priceRules = sqliteTable(
  'price_rules',
  {
    ...synced(),
    name: text().notNull(),
    active: flag().notNull(),
    offeringIds: json<string[]>().notNull(),
    weekdays: json<number[]>().notNull(),
    timeFrom: text(),
    timeTo: text(),
    dateFrom: text(),
    dateTo: text(),
    yearly: flag().notNull(),
    leadFromHours: integer(),
    leadToHours: integer(),
    occupancyFrom: integer(),
    occupancyTo: integer(),
    kind: text().$type<'percent' | 'amount'>().notNull(),
    value: integer().notNull(),
    currency: text(),
    last: flag().notNull(),
    position: integer().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

/** Who has which plan since when. What of it has been used is counted from the bookings. */
export const subscriptions = sqliteTable(
  'subscriptions',
  {
    ...synced(),
    customerId: text().notNull(),
    offeringId: text().notNull(),
    startsOn: text().notNull(),
    endsOn: text(),
    period: text().$type<Subscription['period']>().notNull(),
    priceCents: integer().notNull(),
    currency: text().notNull(),
    /** the local date on which the next period that is to be charged begins, and that day's first instant; null: none is */
    dueOn: text(),
    dueAt: instant(),
    /** what was let off of its periods */
    waived: json<Waiver[]>().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('subscriptions_by_customer').on(t.tenantId, t.customerId),
    index('subscriptions_by_due')
      .on(t.tenantId, t.dueAt)
      .where(sql`due_at is not null`),
  ],
);
