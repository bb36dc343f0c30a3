import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { instant, synced } from '../../data/columns.ts';
import type { FeedKind } from './model.ts';

/** A feed's token is signed from (tenant, feed, version) with the server's key, so that it is stored nowhere; a reset raises the version. */
export const feeds = sqliteTable(
  'feeds',
  {
    ...synced(),
    kind: text().$type<FeedKind>().notNull(),
    /** the member, resource or offering; the tenant's id for all bookings */
    subjectId: text().notNull(),
    version: integer().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);
