import { z } from 'zod';
import { Locale, Name, Text } from '../../contracts/fields.ts';

export const notificationKinds = [
  'BOOKING_REQUESTED',
  'BOOKING_CONFIRMED',
  'BOOKING_CANCELLED',
  'BOOKING_RESCHEDULED',
  'DISPUTE_OPENED',
  'DISPUTE_MESSAGE',
  'REVIEW_LEFT',
  'COUPON_REDEEMED',
  'TENANT_APPROVED',
  'GENERIC',
] as const;
export type NotificationKind = (typeof notificationKinds)[number];

/** `series_…`: one for all the bookings of a series. */
export const mailTemplates = [
  'booking_received',
  'booking_confirmed',
  'booking_rescheduled',
  'booking_cancelled',
  'series_received',
  'series_confirmed',
  'series_rescheduled',
  'series_cancelled',
  'waitlist_joined',
  'waitlist_offered',
  'booking_reminder',
  'review_request',
  'payment_failed',
  'payment_refunded',
  'dispute_message',
  'dispute_resolved',
  'plan_due',
  'sign_in_code',
] as const;
export type MailTemplate = (typeof mailTemplates)[number];

/** The languages that letters are written in. Another is the business's own to write. */
export const mailLocales = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt'] as const;
export type MailLocale = (typeof mailLocales)[number];

/** DROPPED: no longer true when its time came, and not sent. */
export const mailStatuses = ['PENDING', 'SENT', 'FAILED', 'DROPPED'] as const;
export type MailStatus = (typeof mailStatuses)[number];

/** What a business may say in its own words. Text, never HTML: `{customer}` and the like are filled in, links are made of addresses. */
export const MailText = z.strictObject({
  subject: Name(200),
  body: Text(5_000).refine((body) => body.trim() !== '', 'expected some text'),
});
export type MailText = z.output<typeof MailText>;

export const MailSettings = z.strictObject({ locale: Locale, reviewRequests: z.boolean() });
export type MailSettings = z.output<typeof MailSettings>;

export const usualMailSettings: MailSettings = { locale: 'en', reviewRequests: false };

/** Filled in where they stand between braces; which of them a template knows is in `rules/placeholders.ts`. */
export const placeholders = [
  'customer',
  'business',
  'offering',
  'when',
  'until',
  'dates',
  'amount',
  'code',
  'message',
  'manageLink',
] as const;
export type Placeholder = (typeof placeholders)[number];

/** A template's words in one language. */
export interface WrittenText extends MailText {
  locale: string;
  /** the business's own, in place of the usual */
  own: boolean;
}

export interface TemplateTexts {
  template: MailTemplate;
  placeholders: readonly Placeholder[];
  texts: WrittenText[];
}

/** What a letter says, as plain text and as HTML. */
export interface Letter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface MailPreview extends Letter {
  /** placeholders that this template does not know */
  unknown: string[];
}

/** A letter of the outbox; never the code that it may carry. */
export interface Mail {
  id: string;
  template: MailTemplate;
  recipient: string;
  status: MailStatus;
  bookingId: string | null;
  waitlistId: string | null;
  orderId: string | null;
  locale: string | null;
  attemptCount: number;
  /** not sent before; null where it is sent, or given up */
  nextAttemptAt: number | null;
  error: string | null;
  createdAt: number;
}

/** A letter as it would be written now. */
export interface MailCopy extends Letter {
  readonly recipient: string;
}

/** The last letters, as the server's door answers. */
export interface Outbox {
  mails: Mail[];
  /** false: no mail server is set up, and letters wait */
  sends: boolean;
}

export interface Notification {
  id: string;
  kind: NotificationKind;
  bookingId: string | null;
  disputeId: string | null;
  title: string;
  body: string;
  at: number;
  readAt: number | null;
}
