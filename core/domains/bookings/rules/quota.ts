import { addDays, instantToWall, startOfDay } from '../../../base/zone.ts';

/** Who has a busy month is let go a fifth over what they have. */
export const mostOf = (quota: number): number => Math.floor((quota * 12) / 10);

export interface Month {
  readonly from: number;
  readonly until: number;
}

/** The calendar month of that zone around an instant: [from, until). */
export function monthAround(zone: string, at: number): Month {
  const first = firstOfMonth(instantToWall(zone, at).date);
  // 31 days on is the next month whichever it is, at its third day at the latest.
  return { from: startOfDay(zone, first), until: startOfDay(zone, firstOfMonth(addDays(first, 31))) };
}

const firstOfMonth = (date: string): string => `${date.slice(0, 7)}-01`;
