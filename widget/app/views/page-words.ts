import { spoken } from '../words.ts';

/** The sentences that only the business's own pages say, beside the others' table. */
const en = {
  askBusiness: 'To change the time, please ask us.',
  booking: 'Your booking',
  cancel: 'Cancel booking',
  cancelAsk: 'Cancel this booking?',
  cancelKeep: 'Keep booking',
  cancelled: 'Your booking is cancelled.',
  linkIncomplete: 'This link is incomplete or no longer valid. Open it again from your confirmation mail.',
  moreOfferings: 'Show more',
  moveAsk: 'Move your booking?',
  moved: 'Your booking has moved.',
  moveFrom: 'Now',
  moveOther: 'Pick another time',
  movesBefore: (notice: string) => `You can change the time up to ${notice} before.`,
  movesUntilStart: 'You can change the time until it starts.',
  moveTo: 'New',
  moveUntil: (when: string) => `You could change the time until ${when}. To change it now, please ask us.`,
  moveYes: 'Move booking',
  ownBookings: 'Your bookings',
  policyAfter: 'After that, nothing is refunded.',
  policyRequest: 'Free cancellation until it is confirmed',
  policyTitle: 'Cancellation',
  rating: (average: string, count: number) => `${average} out of 5, ${count} ${count === 1 ? 'review' : 'reviews'}`,
  refundAll: (sum: string) => `You get everything back: ${sum}.`,
  refundChanged: 'The deadline has just passed, so the refund has changed. Please look again.',
  refunded: (sum: string) => `Refund: ${sum}`,
  refundFree: 'It costs you nothing.',
  refundKept: (sum: string) => `${sum} is charged to your card.`,
  refundNone: 'It is too late for a refund: you get nothing back.',
  refundPart: (sum: string) => `You get ${sum} back.`,
  refundSaved: (sum: string) => `${sum} is charged to the card that we keep for you.`,
  reschedule: 'Change the time',
  wrong: 'Something went wrong?',
};

const languages: Record<string, typeof en> = { en };

export const pageWords = languages[spoken] ?? en;
