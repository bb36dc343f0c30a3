import { z } from 'zod';
import { Email, idOf, LocalDate, Locale, LocalTime, Name, Phone } from '../../contracts/fields.ts';

export const waitStatuses = ['WAITING', 'OFFERED', 'BOOKED', 'LEFT', 'OVER'] as const;
/** LEFT: taken off by the customer or staff, or after the last offer in vain; OVER: the dates are past. */
export type WaitStatus = (typeof waitStatuses)[number];

/** Offers that ran out or were declined, after which nobody is asked any more. */
export const MOST_MISSED = 3;

const MOST_DAYS = 366;
const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;

/**
 * What somebody waits for. Dates and times are the offering's local ones; between the times it is to start, both included. For how long:
 * `nights` of what is sold by the night, or minutes without those of add-ons; null: the usual.
 */
export const WaitFields = z.strictObject({
  offeringId: idOf('off'),
  resourceId: idOf('res').optional(),
  quantity: z.int().min(1).max(10_000).default(1),
  nights: z.int().min(1).max(60).nullable().default(null),
  durationMinutes: z.int().min(5).max(1_440).nullable().default(null),
  fromDate: LocalDate,
  toDate: LocalDate,
  timeFrom: LocalTime.optional(),
  timeTo: LocalTime.optional(),
  name: Name(),
  email: Email.nullable().default(null),
  phone: Phone.nullable().default(null),
  locale: Locale.optional(),
});
export type WaitFields = z.output<typeof WaitFields>;

/** The rules between its fields, for every door's own shape of it. */
export function checkWait(
  wait: Pick<WaitFields, 'fromDate' | 'toDate' | 'timeFrom' | 'timeTo'>,
  { addIssue }: { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void },
): void {
  const wrong = (path: string, message: string) => addIssue({ code: 'custom', path: [path], message });
  if (wait.fromDate > wait.toDate) wrong('toDate', 'expected a date not before fromDate');
  else if (daysBetween(wait.fromDate, wait.toDate) >= MOST_DAYS) wrong('toDate', `expected at most ${MOST_DAYS} days`);
  if (wait.timeFrom !== undefined && wait.timeTo !== undefined && wait.timeFrom > wait.timeTo)
    wrong('timeTo', 'expected a time not before timeFrom');
}

export interface WaitlistEntry {
  id: string;
  offeringId: string;
  offeringTitle: string;
  timezone: string;
  color: string;
  resourceId: string | null;
  resourceName: string | null;
  quantity: number;
  nights: number | null;
  durationMinutes: number | null;
  fromDate: string;
  toDate: string;
  timeFrom: string | null;
  timeTo: string | null;
  name: string;
  email: string | null;
  phone: string | null;
  status: WaitStatus;
  /** the slot that is kept for them, and until when */
  offer: { startsAt: number; endsAt: number; until: number } | null;
  missed: number;
  bookingId: string | null;
  createdAt: number;
  updatedAt: number;
}
