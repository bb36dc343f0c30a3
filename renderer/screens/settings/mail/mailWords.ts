/** How the console speaks of letters. */
import type { Mail, MailStatus, MailTemplate } from '#core/domains/notifications/model.ts';

export interface LetterName {
  readonly template: MailTemplate;
  readonly name: string;
  /** when it is sent */
  readonly when: string;
}

export const letterGroups: readonly { readonly name: string; readonly letters: readonly LetterName[] }[] = [
  {
    name: 'Bookings',
    letters: [
      { template: 'booking_received', name: 'Request received', when: 'When a request has come in that you answer yourself' },
      { template: 'booking_confirmed', name: 'Confirmation', when: 'When a booking is confirmed, with an invitation for the calendar' },
      { template: 'booking_rescheduled', name: 'New time', when: 'When a booking is moved, with the invitation for its new time' },
      { template: 'booking_cancelled', name: 'Cancellation', when: 'When a booking is cancelled; it leaves the calendar again' },
      { template: 'booking_reminder', name: 'Reminder', when: '24 hours before it begins, unless it was booked shortly before' },
      { template: 'review_request', name: 'How was it?', when: 'Two hours after a booking is completed, where that is switched on' },
      { template: 'payment_failed', name: 'Payment declined', when: 'When a card was declined and can be tried again' },
      { template: 'payment_refunded', name: 'Refund', when: 'When money has gone back' },
    ],
  },
  {
    name: 'Series',
    letters: [
      { template: 'series_received', name: 'Series received', when: 'Once for all dates of a request' },
      { template: 'series_confirmed', name: 'Series confirmed', when: 'Once for all dates' },
      { template: 'series_rescheduled', name: 'Series moved', when: 'When several dates of a series are moved in one go' },
      { template: 'series_cancelled', name: 'Series cancelled', when: 'When the rest of a series is cancelled' },
    ],
  },
  {
    name: 'Disputes',
    letters: [
      { template: 'dispute_message', name: 'Your message', when: 'When you open a dispute, or answer in one' },
      { template: 'dispute_resolved', name: 'Your decision', when: 'When you resolve a dispute, with what goes back' },
    ],
  },
  {
    name: 'Waiting list',
    letters: [
      { template: 'waitlist_joined', name: 'On the list', when: 'When somebody joins the waiting list' },
      { template: 'waitlist_offered', name: 'A place for you', when: 'When a time is kept for whoever waits' },
    ],
  },
  {
    name: 'Plans',
    letters: [{ template: 'plan_due', name: 'Due', when: 'At nine on the day on which a period begins, unless it is paid by then' }],
  },
  {
    name: 'Signing in',
    letters: [{ template: 'sign_in_code', name: 'Code', when: 'When a customer signs in to see their bookings' }],
  },
];

const names = new Map(letterGroups.flatMap(({ letters }) => letters).map((letter) => [letter.template, letter]));

export const letterName = (template: MailTemplate): string => names.get(template)?.name ?? template;
export const letterWhen = (template: MailTemplate): string => names.get(template)?.when ?? '';

const languages = new Intl.DisplayNames('en', { type: 'language' });
export const languageName = (locale: string): string => languages.of(locale) ?? locale;

const placeholderNames: Readonly<Record<string, string>> = {
  customer: 'The customer’s name',
  business: 'Your business',
  offering: 'What is booked',
  when: 'Day and time',
  until: 'How long it is kept',
  dates: 'How many dates',
  amount: 'How much went back',
  code: 'The code',
  message: 'What you wrote',
  manageLink: 'The link to change or cancel',
};

/** Where a letter means something else by them. */
const ownNames: Partial<Record<MailTemplate, Readonly<Record<string, string>>>> = {
  dispute_message: { manageLink: 'The link to read and answer' },
  dispute_resolved: { message: 'Your note on the decision', manageLink: 'The link to the dispute' },
  plan_due: { offering: 'The plan', until: 'By when to pay', amount: 'How much is due', manageLink: 'The link to what is due, and to pay' },
};

export const placeholderName = (template: MailTemplate, name: string): string =>
  ownNames[template]?.[name] ?? placeholderNames[name] ?? name;

export const statusNames: Readonly<Record<MailStatus, string>> = {
  PENDING: 'Waits',
  SENT: 'Sent',
  FAILED: 'Failed',
  DROPPED: 'Not needed',
};

/** Why a letter stands where it does, and what comes next. */
export function stateOf(
  { template, status, error, attemptCount, nextAttemptAt }: Mail,
  { sends, now }: { sends: boolean; now: number },
): string {
  if (status === 'SENT') return '';
  if (status === 'DROPPED')
    return template === 'plan_due' ? 'Nothing was owed any more.' : 'The booking had changed or ended before its time came.';
  if (status === 'FAILED') return `Given up after ${attemptCount} tries: ${error ?? 'the mail server did not take it'}`;
  if (error !== null) return `Tried ${attemptCount === 1 ? 'once' : `${attemptCount} times`}, and again soon: ${error}`;
  if (nextAttemptAt !== null && nextAttemptAt > now) return 'Until its time comes.';
  return sends ? 'On its way.' : 'Until there is a mail server.';
}

/** What can still be sent, by itself or once more. */
export const maySend = ({ status, template }: Mail, sends: boolean): boolean =>
  sends && status !== 'DROPPED' && template !== 'sign_in_code';
