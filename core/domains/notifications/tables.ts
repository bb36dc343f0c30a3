import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { flag, instant, keyed, synced } from '../../data/columns.ts';
import type { MailStatus, MailTemplate, NotificationKind } from './model.ts';

/** The bell. One row for the whole desk; who reads it first has read it for all. */
export const notifications = sqliteTable(
  'notifications',
  {
    ...synced(),
    kind: text().$type<NotificationKind>().notNull(),
    bookingId: text(),
    disputeId: text(),
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
    /** what it is about: one of them */
    bookingId: text(),
    waitlistId: text(),
    orderId: text(),
    /** of a sign-in code: the code, until it is sent */
    code: text(),
    /** of money that went back: which refund */
    refundId: text(),
    /** of a dispute: which, and what was said; its resolution where no message is named */
    disputeId: text(),
    messageId: text(),
    /** a reminder is of this start alone: it is not sent where the booking has moved since */
    startsAt: instant(),
    recipient: text().notNull(),
    /** a BCP 47 tag; null: the business's own language */
    locale: text(),
    status: text().$type<MailStatus>().notNull(),
    attemptCount: integer().notNull(),
    nextAttemptAt: instant(),
    leasedUntil: instant(),
    error: text(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('mails_due').on(t.status, t.nextAttemptAt),
    index('mails_by_created').on(t.tenantId, t.createdAt, t.id),
    index('mails_by_booking')
      .on(t.tenantId, t.bookingId)
      .where(sql`booking_id is not null`),
    index('mails_by_order')
      .on(t.tenantId, t.orderId)
      .where(sql`order_id is not null`),
    index('mails_leased')
      .on(t.leasedUntil)
      .where(sql`leased_until is not null`),
  ],
);

/** What the business has written in place of the usual words; its id is `<template>_<locale>`. */
export const mailTexts = sqliteTable(
  'mail_texts',
  {
    ...synced(),
    template: text().$type<MailTemplate>().notNull(),
    locale: text().notNull(),
    subject: text().notNull(),
    body: text().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

/** One row a tenant, its id the tenant's. */
export const mailSettings = sqliteTable(
  'mail_settings',
  {
    ...synced(),
    /** a BCP 47 tag: what is written to those whose language is not known, or not spoken */
    locale: text().notNull(),
    /** whether customers are asked how it was */
    reviewRequests: flag().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);
