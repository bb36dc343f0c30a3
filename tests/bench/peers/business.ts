/** A business as a peer is told of it, on wall clocks, and the counting of seats that all peers share. */

export interface PeerRule {
  /** ISO: 1 is Monday */
  readonly dayOfWeek: number;
  /** `HH:MM`; an end not after the start is of the next day */
  readonly start: string;
  readonly end: string;
}

/** `YYYY-MM-DDTHH:MM` */
export interface LocalSpan {
  readonly from: string;
  readonly to: string;
}

export interface Occupied {
  readonly from: number;
  readonly until: number;
}

export interface PeerBusiness {
  readonly zone: string;
  readonly minutes: number;
  readonly bufferBefore: number;
  readonly bufferAfter: number;
  readonly capacity: number;
  readonly rules: readonly PeerRule[];
  readonly openings: readonly LocalSpan[];
  readonly blocks: readonly LocalSpan[];
  /** with their buffers, all of one length, in order */
  readonly taken: readonly Occupied[];
}

/** The starts of slots on the dates `[first, first + days)`, in order. */
export type Peer = (business: PeerBusiness, first: string, days: number) => number[];

export const MINUTE_MS = 60_000;

export const dateAfter = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

export const weekdayOf = (date: string): number => new Date(`${date}T00:00Z`).getUTCDay() || 7;

/** Whether a seat is free, for spans in order of their starts: the bookings that overlap one, counted where each of them begins. */
export function createSeats({ taken, capacity, bufferBefore, bufferAfter, minutes }: PeerBusiness): (startsAt: number) => boolean {
  let first = 0;
  return (startsAt) => {
    const from = startsAt - bufferBefore * MINUTE_MS;
    const until = startsAt + (minutes + bufferAfter) * MINUTE_MS;
    while (first < taken.length && taken[first]!.until <= from) first += 1;
    let begin = first;
    for (let i = first; i < taken.length && taken[i]!.from < until; i += 1) {
      while (taken[begin]!.until <= taken[i]!.from) begin += 1;
      if (i - begin + 1 >= capacity) return false;
    }
    return true;
  };
}

export interface Stretch {
  readonly from: number;
  readonly until: number;
}

/** From open and blocked time, in instants, to the starts that can be had. */
export function freeStarts(business: PeerBusiness, open: readonly Stretch[], blocks: readonly Stretch[]): number[] {
  const span = business.minutes * MINUTE_MS;
  const starts = new Set<number>();
  for (const { from, until } of open) for (let at = from; at + span <= until; at += span) starts.add(at);
  const closed = blocks.toSorted((a, b) => a.from - b.from);
  const hasSeat = createSeats(business);
  let next = 0;
  return [...starts]
    .toSorted((a, b) => a - b)
    .filter((at) => {
      while (next < closed.length && closed[next]!.until <= at) next += 1;
      const isBlocked = next < closed.length && closed[next]!.from < at + span;
      return !isBlocked && hasSeat(at);
    });
}
