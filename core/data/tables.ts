import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Json } from '../base/json.ts';
import { instant, json, synced } from './columns.ts';

/** One row a tenant: its newest revision. On PostgreSQL the lock of this row gives the tenant one writer. */
export const heads = sqliteTable('heads', {
  tenantId: text().primaryKey(),
  rev: integer().notNull(),
  nonce: text().notNull(),
});

/** Every revision's nonce: a desktop whose (rev, nonce) is not here knows another history. */
export const revisions = sqliteTable(
  'revisions',
  { tenantId: text().notNull(), rev: integer().notNull(), nonce: text().notNull() },
  (t) => [primaryKey({ columns: [t.tenantId, t.rev] })],
);

export const tombstones = sqliteTable(
  'tombstones',
  { tenantId: text().notNull(), tableName: text().notNull(), id: text().notNull(), rev: integer().notNull() },
  (t) => [primaryKey({ columns: [t.tenantId, t.tableName, t.id] }), index('tombstones_by_rev').on(t.tenantId, t.rev)],
);

/** Desktop only: each row as the server last had it, before pending commands changed it; null for a row that did not exist. */
export const beforeImages = sqliteTable(
  'before_images',
  { tenantId: text().notNull(), tableName: text().notNull(), id: text().notNull(), image: text() },
  (t) => [primaryKey({ columns: [t.tenantId, t.tableName, t.id] })],
);

/** The tenant's history: what happened, when, by whom, through which door. Webhooks, the log for integrators and a booking's history read it. */
export const events = sqliteTable(
  'events',
  {
    ...synced(),
    name: text().notNull(),
    at: instant().notNull(),
    /** the how manieth event of its revision: what happened at one instant keeps its order */
    ordinal: integer().notNull(),
    actorKind: text().notNull(),
    actorId: text().notNull(),
    actorName: text().notNull(),
    subjectKind: text().notNull(),
    subjectId: text().notNull(),
    data: json<Record<string, Json>>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('events_by_rev').on(t.tenantId, t.rev),
    index('events_by_subject').on(t.tenantId, t.subjectId, t.at),
  ],
);
