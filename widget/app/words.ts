import { wished } from './config.ts';

/**
 * Every sentence of the widget, one object per language; the first is the shape that the others fill. Figures, dates and units
 * come in as text that Intl has written already. A sentence with a number in it takes the number, for the language's own plurals.
 */
const en = {
  any: 'Anyone',
  anyLabel: 'With',
  back: 'Back',
  change: 'Change',
  chooseTime: 'When?',
  chooseWhat: 'What would you like to book?',
  chooseWho: 'Your details',
  code: 'Confirmation code',
  addToCalendar: 'Add to your calendar',
  calendarFile: 'Apple / ICS',
  confirm: 'Confirm booking',
  discount: 'Discount',
  email: 'Email',
  emailBad: 'Enter an email address like name@example.com',
  emailMissing: 'Enter your email: the confirmation goes there',
  evening: 'Evening',
  free: 'Free',
  from: (sum: string) => `from ${sum}`,
  per: { hour: 'per hour', day: 'per day', night: 'per night', stay: 'per stay' },
  perPlan: (period: 'week' | 'month' | 'year', visits: number | null) =>
    `a ${period}, ${visits ?? 'any number of'} ${visits === 1 ? 'visit' : 'visits'}`,
  planAsk: 'Ask us to start it',
  fieldBad: 'Please check this',
  held: (left: string) => `Held for you, ${left} left`,
  holdAgain: 'Hold it again',
  holdEnded: 'We no longer hold this time for you. It may still be free.',
  holdEnding: 'This time is held for you for two more minutes.',
  howLong: 'How long',
  howMany: 'How many',
  left: (count: number) => `${count} left`,
  less: (what: string) => `${what}: less`,
  more: (what: string) => `${what}: more`,
  loading: 'Loading',
  location: 'Where',
  month: 'Show the month',
  monthHide: 'Hide the month',
  morning: 'Morning',
  afternoon: 'Afternoon',
  name: 'Name',
  nameMissing: 'Enter your name',
  nearest: 'Nearest free times:',
  nextDays: 'Later days',
  previousDays: 'Earlier days',
  nextMonth: 'Next month',
  previousMonth: 'Previous month',
  nextFree: (when: string) => `Next free: ${when}`,
  night: 'Night',
  no: 'No',
  yes: 'Yes',
  noneFree: 'Nothing is free in these days.',
  noneFreeAtAll: 'Nothing is free at the moment.',
  noneFreeThisDay: 'Nothing is free on this day.',
  noOfferings: 'There is nothing to book here yet.',
  notFound: 'This can’t be booked any more.',
  notes: 'Anything we should know?',
  offline: 'You’re offline. We keep trying; nothing you typed is lost.',
  stillTrying: 'The booking service doesn’t answer. We keep trying; nothing you typed is lost.',
  optional: 'optional',
  outdated: 'This page is out of date. Please load it again: what you typed is kept.',
  pendingMore: (business: string) => `${business} will confirm it and let you know by mail.`,
  phone: 'Phone',
  priceChanged: 'The price has just changed. Please look at it again.',
  phoneBad: 'Enter a phone number like +49 30 1234567',
  policyFreeUntil: (when: string) => `Free cancellation until ${when}`,
  policyPartUntil: (share: string, when: string) => `${share} back if you cancel by ${when}`,
  policyFreeBefore: (notice: string) => `Free cancellation up to ${notice} before`,
  policyPartBefore: (share: string, notice: string) => `${share} back up to ${notice} before`,
  policyNever: 'No refund if you cancel',
  policyTakenUntil: (sum: string, when: string) => `If you cancel by ${when}, ${sum} is charged to your card`,
  policyTaken: (sum: string) => `If you cancel, ${sum} is charged to your card`,
  request: 'Request booking',
  retry: 'Try again',
  seeOfferings: 'See everything that can be booked',
  serverDown: 'We can’t reach the booking service at the moment.',
  seats: (count: number) => `${count} ${count === 1 ? 'place' : 'places'}`,
  somethingWrong: 'That didn’t work. Please try again.',
  taken: 'That time has just been taken.',
  takenTyped: 'That time has just been taken. What you typed is kept.',
  taxIncluded: 'including tax',
  taxOf: (sum: string) => `including ${sum} tax`,
  total: 'Total',
  unavailable: 'nothing free',
  verified: 'Verified business',
  waitlist: 'Tell me when something is free',
  what: 'What',
  when: 'When',
  with: (name: string) => `with ${name}`,
  working: 'One moment…',
  yourTime: (when: string) => `${when} your time`,
  zoneYours: (zone: string) => `Times in ${zone}, yours below`,
  opensTab: 'opens in a new tab',
};

export type Words = typeof en;

const languages: Record<string, Words> = { en };

const language = wished.split('-')[0] ?? 'en';

/** English stands in for a language that has no table yet; `spoken` is what the text on the page really is. */
export const spoken = language in languages ? language : 'en';
const { hourCycle = 'h23' } = new Intl.DateTimeFormat(wished, { hour: 'numeric' }).resolvedOptions();
/** Of dates, sums and counts, which stand among the words: the words' own. Gregorian, as the grids are; the clock is the customer's. */
export const locale = new Intl.Locale(spoken === language ? wished : 'en-GB', { calendar: 'gregory', hourCycle }).toString();
export const direction = /^(ar|fa|he|ur|ps|sd|ug|yi)\b/.test(spoken) ? 'rtl' : 'ltr';
export const words: Words = languages[spoken] ?? en;
