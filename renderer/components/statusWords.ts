const words: Record<string, string> = {
  PENDING: 'Pending',
  CONFIRMED: 'Confirmed',
  CHECKED_IN: 'Checked in',
  COMPLETED: 'Completed',
  CANCELLED: 'Cancelled',
  NO_SHOW: 'No-show',
  REFUNDED: 'Refunded',
  HELD: 'Held for review',
  UNPAID: 'To be paid',
};

export const statusWord = (status: string): string =>
  words[status] ?? status.charAt(0) + status.slice(1).toLowerCase().replaceAll('_', ' ');
