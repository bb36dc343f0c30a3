import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { instant, keyed, synced } from '../../data/columns.ts';
import type { MailTemplate, NotificationKind } from './model.ts';

/** The bell. One row for the whole desk; who reads it first has read it for all. */
export const notifications = sqliteTable(
  'notifications',
  {
    ...synced(),
    kind: text().$type<NotificationKind>().notNull(),
    bookingId: text(),
    title: text().notNull(),
    body: text().notNull(),
    at: instant().notNull(),
    readAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('notifications_by_rev').on(t.tenantId, t.rev),
    index('notifications_by_at').on(t.tenantId, t.at, t.id),
    index('notifications_by_read').on(t.tenantId, t.readAt),
  ],
);

/** The outbox of mail: what to send is decided in the transaction, sent by a worker after it. */
export const mails = sqliteTable(
  'mails',
  {
    ...keyed(),
    template: text().$type<MailTemplate>().notNull(),
    /** what it is about: the one or the other */
    bookingId: text(),
    waitlistId: text(),
    recipient: text().notNull(),
    status: text().$type<'PENDING' | 'SENT' | 'FAILED'>().notNull(),
    attemptCount: integer().notNull(),
    nextAttemptAt: instant(),
    leasedUntil: instant(),
    error: text(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('mails_due').on(t.status, t.nextAttemptAt),
    index('mails_leased')
      .on(t.leasedUntil)
      .where(sql`leased_until is not null`),
  ],
);
