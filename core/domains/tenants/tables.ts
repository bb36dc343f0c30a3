import { integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { flag, instant, keyed, synced } from '../../data/columns.ts';

/** The directory of a server: found by subdomain, before any tenant is known. Takes no revision. */
export const tenants = sqliteTable(
  'tenants',
  {
    tenantId: text().primaryKey(),
    subdomain: text().notNull(),
    /** the live tenant whose sandbox twin this one is */
    sandboxOf: text(),
    createdAt: instant().notNull(),
  },
  (t) => [uniqueIndex('tenants_by_subdomain').on(t.subdomain)],
);

/** One row a tenant, its id the tenant's. */
export const profiles = sqliteTable(
  'profiles',
  {
    ...synced(),
    name: text().notNull(),
    subdomain: text().notNull(),
    timezone: text().notNull(),
    displayCurrency: text().notNull(),
    brandColor: text().notNull(),
    logoUrl: text(),
    contactEmail: text(),
    verified: flag().notNull(),
    sandbox: flag().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    planQuota: integer(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

/** Never synced, one row a sandbox, its id the tenant's: by how many ms its clock is ahead of the server's. */
export const sandboxClocks = sqliteTable(
  'sandbox_clocks',
  { ...keyed(), aheadMs: integer().notNull(), movedAt: instant().notNull() },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);
