/** What may stand between braces in which letter. */
import { refuse } from '../../../base/refusal.ts';
import type { MailTemplate, MailText, Placeholder } from '../model.ts';

const ofBooking: readonly Placeholder[] = ['customer', 'business', 'offering', 'when', 'code', 'manageLink'];
const ofSeries: readonly Placeholder[] = ['customer', 'business', 'offering', 'dates'];

export const placeholdersOf: Readonly<Record<MailTemplate, readonly Placeholder[]>> = {
  booking_received: ofBooking,
  booking_confirmed: ofBooking,
  booking_rescheduled: ofBooking,
  booking_cancelled: ofBooking,
  series_received: ofSeries,
  series_confirmed: ofSeries,
  series_rescheduled: ofSeries,
  series_cancelled: ofSeries,
  waitlist_joined: ['customer', 'business', 'offering', 'manageLink'],
  waitlist_offered: ['customer', 'business', 'offering', 'when', 'until', 'manageLink'],
  booking_reminder: ofBooking,
  review_request: ofBooking,
  payment_failed: ofBooking,
  payment_refunded: ['customer', 'business', 'offering', 'amount', 'code', 'manageLink'],
  dispute_message: ['customer', 'business', 'offering', 'when', 'code', 'message', 'manageLink'],
  dispute_resolved: ['customer', 'business', 'offering', 'when', 'code', 'message', 'manageLink'],
  plan_due: ['customer', 'business', 'offering', 'amount', 'until', 'manageLink'],
  sign_in_code: ['business', 'code'],
};

/** An address has no place in a subject, nor has a text of many lines. */
const bodyAlone: readonly string[] = ['manageLink', 'message'];
const allowedIn = (template: MailTemplate, field: keyof MailText): readonly string[] =>
  placeholdersOf[template].filter((name) => field === 'body' || !bodyAlone.includes(name));

const namesIn = (text: string): string[] => [...text.matchAll(/\{([^{}\s]*)\}/g)].map(([, name = '']) => name);

export function unknownIn(template: MailTemplate, { subject, body }: MailText): { field: keyof MailText; name: string }[] {
  const unknown = (field: keyof MailText, text: string) =>
    [...new Set(namesIn(text))].filter((name) => !allowedIn(template, field).includes(name)).map((name) => ({ field, name }));
  return [...unknown('subject', subject), ...unknown('body', body)];
}

/** Refuses `invalid_request`, naming what it does not know and what it does. */
export function mustKnow(template: MailTemplate, text: MailText): void {
  const issues = unknownIn(template, text).map(({ field, name }) => ({
    path: `changes.${field}`,
    expected: `${allowedIn(template, field)
      .map((known) => `{${known}}`)
      .join(', ')}, not {${name}}`,
  }));
  if (issues.length > 0) refuse('invalid_request', { issues });
}
