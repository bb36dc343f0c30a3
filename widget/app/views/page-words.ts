import { spoken } from '../words.ts';

/** The sentences that only the business's own pages say, beside the others' table. */
const en = {
  askBusiness: 'To change the time, please ask us.',
  moveUntil: (when: string) => `You could change the time until ${when}. To change it now, please ask us.`,
  movesBefore: (notice: string) => `You can change the time up to ${notice} before.`,
  movesUntilStart: 'You can change the time until it starts.',
  moreOfferings: 'Show more',
  ownBookings: 'Your bookings',
  policyAfter: 'After that, nothing is refunded.',
  policyRequest: 'Free cancellation until it is confirmed',
  policyTitle: 'Cancellation',
  rating: (average: string, count: number) => `${average} out of 5, ${count} ${count === 1 ? 'review' : 'reviews'}`,
};

const languages: Record<string, typeof en> = { en };

export const pageWords = languages[spoken] ?? en;
