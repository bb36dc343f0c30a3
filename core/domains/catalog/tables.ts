import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Json } from '../../base/json.ts';
import { flag, instant, json, keyed, synced } from '../../data/columns.ts';
import type {
  AddOn,
  Approval,
  AttributeDefinition,
  CancellationStep,
  Deposit,
  DurationChoice,
  Nights,
  OfferingStatus,
  Plan,
  PricingModel,
  QuantityTier,
  Question,
  StartTimes,
} from './model.ts';

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
    quantityTiers: json<QuantityTier[]>().notNull(),
    floorCents: integer(),
    ceilingCents: integer(),
    plan: json<Plan>(),
    currency: text().notNull(),
    taxBps: integer().notNull(),
    taxIncluded: flag().notNull(),
    timezone: text().notNull(),
    durationMinutes: integer().notNull(),
    durations: json<DurationChoice[]>().notNull(),
    slotMinutes: integer().notNull(),
    startTimes: text().$type<StartTimes>().notNull(),
    capacity: integer().notNull(),
    bufferBeforeMinutes: integer().notNull(),
    bufferAfterMinutes: integer().notNull(),
    minNoticeMinutes: integer().notNull(),
    maxAdvanceDays: integer().notNull(),
    dailyLimit: integer(),
    customerDailyLimit: integer(),
    customerOpenLimit: integer(),
    nights: json<Nights>(),
    addOns: json<AddOn[]>().notNull(),
    questions: json<Question[]>().notNull(),
    approval: text().$type<Approval>().notNull(),
    pendingTakesPlace: flag().notNull(),
    resourceGroups: json<string[][]>().notNull(),
    customerMoveMinutes: integer(),
    cancellationPolicy: json<CancellationStep[]>().notNull(),
    deposit: json<Deposit>().notNull(),
    trashedAt: instant(),
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
    quantity: integer().notNull(),
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

/** Its id is a slug that an offering had before: who comes by it is led to the one that it has now. */
export const formerSlugs = sqliteTable(
  'former_slugs',
  { ...synced(), offeringId: text().notNull(), createdAt: instant().notNull() },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

/** The tenant's own product types, and the usual ones that it has changed. */
export const productTypes = sqliteTable(
  'product_types',
  {
    ...synced(),
    key: text().notNull(),
    name: text().notNull(),
    attributes: json<AttributeDefinition[]>().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), index('product_types_by_key').on(t.tenantId, t.key)],
);

/** In the order of `position`. Offerings name them; a category that is renamed is renamed in them. */
export const categories = sqliteTable(
  'categories',
  {
    ...synced(),
    name: text().notNull(),
    description: text().notNull(),
    position: integer().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

/** Server: a photo in another width, made when it was first asked for. Its id is the photo's with `-<width>` behind it. */
export const photoVariants = sqliteTable(
  'photo_variants',
  { ...keyed(), photoId: text().notNull(), mediaType: text().notNull(), base64: text().notNull(), createdAt: instant().notNull() },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), index('photo_variants_by_photo').on(t.tenantId, t.photoId)],
);
