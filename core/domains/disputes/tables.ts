import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { instant, json, synced } from '../../data/columns.ts';
import type { DisputeOutcome, DisputeSide, DisputeStatus } from './model.ts';

/** Something went wrong with a booking: what is said about it, and what was decided. Its evidence is the bookings’, under its id. */
export const disputes = sqliteTable(
  'disputes',
  {
    ...synced(),
    bookingId: text().notNull(),
    status: text().$type<DisputeStatus>().notNull(),
    openedBy: text().$type<DisputeSide>().notNull(),
    openedByName: text().notNull(),
    reason: text().notNull(),
    /** evidence that was given with the reason */
    linkIds: json<string[]>().notNull(),
    awaits: text().$type<DisputeSide>(),
    outcome: text().$type<DisputeOutcome>(),
    refundCents: integer(),
    note: text(),
    resolvedBy: text(),
    resolvedAt: instant(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('disputes_by_booking').on(t.tenantId, t.bookingId),
    index('disputes_by_status').on(t.tenantId, t.status, t.updatedAt, t.id),
  ],
);

export const disputeMessages = sqliteTable(
  'dispute_messages',
  {
    ...synced(),
    disputeId: text().notNull(),
    side: text().$type<DisputeSide>().notNull(),
    author: text().notNull(),
    text: text().notNull(),
    /** evidence that was given with it */
    linkIds: json<string[]>().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), index('dispute_messages_by_dispute').on(t.tenantId, t.disputeId, t.createdAt)],
);
