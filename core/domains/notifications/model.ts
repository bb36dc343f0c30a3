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

export interface Notification {
  id: string;
  kind: NotificationKind;
  bookingId: string | null;
  title: string;
  body: string;
  at: number;
  readAt: number | null;
}
