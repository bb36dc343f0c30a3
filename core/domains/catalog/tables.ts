import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Json } from '../../base/json.ts';
import { flag, instant, json, synced } from '../../data/columns.ts';
import type { Approval, CancellationStep, Deposit, OfferingStatus, PricingModel } from './model.ts';

export const offerings = sqliteTable(
  'offerings',
  {
    ...synced(),
    title: text().notNull(),
    slug: text().notNull(),
    description: text().notNull(),
    productTypeKey: text().notNull(),
    categories: json<string[]>().notNull(),
    attributes: json<Record<string, Json>>().notNull(),
    status: text().$type<OfferingStatus>().notNull(),
    color: text().notNull(),
    locationName: text(),
    locationAddress: text(),
    pricingModel: text().$type<PricingModel>().notNull(),
    basePriceCents: integer().notNull(),
    currency: text().notNull(),
    taxBps: integer().notNull(),
    taxIncluded: flag().notNull(),
    timezone: text().notNull(),
    durationMinutes: integer().notNull(),
    slotMinutes: integer().notNull(),
    capacity: integer().notNull(),
    bufferBeforeMinutes: integer().notNull(),
    bufferAfterMinutes: integer().notNull(),
    minNoticeMinutes: integer().notNull(),
    maxAdvanceDays: integer().notNull(),
    approval: text().$type<Approval>().notNull(),
    resourceGroups: json<string[][]>().notNull(),
    cancellationPolicy: json<CancellationStep[]>().notNull(),
    deposit: json<Deposit>().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('offerings_by_rev').on(t.tenantId, t.rev),
    index('offerings_by_slug').on(t.tenantId, t.slug),
  ],
);

export const resources = sqliteTable(
  'resources',
  {
    ...synced(),
    name: text().notNull(),
    kind: text().notNull(),
    memberId: text(),
    active: flag().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

/** A picture small enough to travel with the rows: at most 400 kB of base64. */
export const photos = sqliteTable(
  'photos',
  {
    ...synced(),
    offeringId: text().notNull(),
    mediaType: text().notNull(),
    base64: text().notNull(),
    alt: text().notNull(),
    position: integer().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('photos_by_rev').on(t.tenantId, t.rev),
    index('photos_by_offering').on(t.tenantId, t.offeringId),
  ],
);
