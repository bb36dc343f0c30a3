import type { WaitlistEntry, WaitStatus } from '#core/domains/waitlist/model.ts';
import { formatAt, lengthOf } from '../../components/times.ts';

export const statusWords: Record<WaitStatus, string> = {
  WAITING: 'Waiting',
  OFFERED: 'Offered',
  BOOKED: 'Booked',
  LEFT: 'Taken off',
  OVER: 'Dates passed',
};

/** The colours that these states have elsewhere: what waits, what is held, what is booked, what is over. */
export const likeStatus: Record<WaitStatus, string> = {
  WAITING: 'PENDING',
  OFFERED: 'CHECKED_IN',
  BOOKED: 'CONFIRMED',
  LEFT: 'CANCELLED',
  OVER: 'REFUNDED',
};

const dayAt = (date: string) => formatAt(Date.parse(`${date}T12:00Z`), 'day', 'UTC');

export const daysOf = ({ fromDate, toDate }: WaitlistEntry): string =>
  fromDate === toDate ? dayAt(fromDate) : `${dayAt(fromDate)} – ${dayAt(toDate)}`;

export function timesOf({ timeFrom, timeTo }: WaitlistEntry): string {
  if (timeFrom !== null && timeTo !== null) return `${timeFrom} – ${timeTo}`;
  if (timeFrom !== null) return `From ${timeFrom}`;
  return timeTo === null ? 'Any time' : `Until ${timeTo}`;
}

/** For how long they want it. */
export function lengthText({ nights, durationMinutes }: WaitlistEntry): string {
  if (nights !== null) return nights === 1 ? '1 night' : `${nights} nights`;
  return durationMinutes === null ? 'The usual length' : lengthOf(durationMinutes);
}

/** What is kept for them: `Thu 26 Nov, 10:00 · until 14:00` */
export function offerOf({ offer, timezone }: WaitlistEntry, now: number): string {
  if (offer === null) return '';
  const isToday = formatAt(now, 'date', timezone) === formatAt(offer.until, 'date', timezone);
  return `${formatAt(offer.startsAt, 'dayTime', timezone)} · until ${formatAt(offer.until, isToday ? 'time' : 'dayTime', timezone)}`;
}

export const isLive = ({ status }: WaitlistEntry): boolean => status === 'WAITING' || status === 'OFFERED';
