import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { flag, instant, json, keyed, synced } from '../../data/columns.ts';
import type { WeeklyRule } from './model.ts';

/** One row a subject (an offering or a resource), its id the subject's: the weekly rules change together or not at all. */
export const schedules = sqliteTable(
  'schedules',
  { ...synced(), rules: json<WeeklyRule[]>().notNull(), updatedAt: instant().notNull() },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

/** Wall-clock spans in the subject's zone. */
export const exceptions = sqliteTable(
  'exceptions',
  {
    ...synced(),
    subjectId: text().notNull(),
    kind: text().$type<'BLOCK' | 'OPEN'>().notNull(),
    fromLocal: text().notNull(),
    toLocal: text().notNull(),
    capacity: integer(),
    slotMinutes: integer(),
    reason: text(),
    yearly: flag().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('exceptions_by_rev').on(t.tenantId, t.rev),
    index('exceptions_by_subject').on(t.tenantId, t.subjectId, t.toLocal),
  ],
);

/** Longer than a day (in ms): rare, and found by an index of their own, so that all others are looked for near their end alone. */
export const isLong = sql`occupied_until - occupied_from > 86400000`;

/** What time is taken: a row for the offering and one for each resource that serves it. Bookings, holds and imported calendars write it. */
export const occupancies = sqliteTable(
  'occupancies',
  {
    ...synced(),
    subjectId: text().notNull(),
    offeringId: text(),
    startsAt: instant().notNull(),
    endsAt: instant().notNull(),
    /** with the buffers of what takes it */
    occupiedFrom: instant().notNull(),
    occupiedUntil: instant().notNull(),
    quantity: integer().notNull(),
    source: text().$type<'booking' | 'hold' | 'external'>().notNull(),
    /** the booking item, the hold, the imported event */
    sourceId: text().notNull(),
    /** holds alone; judged by the server's clock */
    expiresAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('occupancies_by_rev').on(t.tenantId, t.rev),
    // With the start in it, what ends too late to be in the way is passed over without a look at its row.
    index('occupancies_by_subject').on(t.tenantId, t.subjectId, t.occupiedUntil, t.occupiedFrom),
    index('occupancies_long').on(t.tenantId, t.subjectId, t.occupiedUntil).where(isLong),
    index('occupancies_by_source').on(t.tenantId, t.sourceId),
    index('occupancies_by_expiry')
      .on(t.tenantId, t.expiresAt)
      .where(sql`expires_at is not null`),
  ],
);

/** Feeds of others' calendars. What they block is in `occupancies`, source `external`, under the calendar's id. */
export const externalCalendars = sqliteTable(
  'external_calendars',
  {
    ...synced(),
    subjectId: text().notNull(),
    name: text().notNull(),
    url: text().notNull(),
    active: flag().notNull(),
    lastTriedAt: instant(),
    lastSuccessAt: instant(),
    lastError: text(),
    events: integer().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), index('external_calendars_by_subject').on(t.tenantId, t.subjectId)],
);

/** Never synced, its id the calendar's: when a feed is looked at next, and what its server said last. */
export const externalFetches = sqliteTable(
  'external_fetches',
  {
    ...keyed(),
    nextAttemptAt: instant().notNull(),
    leasedUntil: instant(),
    failures: integer().notNull(),
    etag: text(),
    lastModified: text(),
    /** what was read, and for which days: where either is another by now, "not modified" is no answer */
    readFor: text(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), index('external_fetches_due').on(t.nextAttemptAt)],
);
