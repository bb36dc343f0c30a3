import { spoken } from '../words.ts';

/** What became of a booking, beside the others' table. */
const en = {
  PENDING: 'Waiting for confirmation',
  CONFIRMED: 'Confirmed',
  CHECKED_IN: 'Checked in',
  COMPLETED: 'Completed',
  CANCELLED: 'Cancelled',
  REFUNDED: 'Refunded',
  NO_SHOW: 'Missed',
};

const languages: Record<string, typeof en> = { en };

export const statusWords = languages[spoken] ?? en;
