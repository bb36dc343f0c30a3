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
  'series_cancelled',
  'waitlist_joined',
  'waitlist_offered',
  'booking_reminder',
  'review_request',
  'payment_refunded',
  'sign_in_code',
] as const;
export type MailTemplate = (typeof mailTemplates)[number];

export interface Notification {
  id: string;
  kind: NotificationKind;
  bookingId: string | null;
  title: string;
  body: string;
  at: number;
  readAt: number | null;
}
