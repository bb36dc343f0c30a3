import { useEffect, useState } from 'preact/hooks';
import { persist } from '../api.ts';
import { type Day, dayMs, daysFrom, plusDays } from '../days.ts';
import { dayOf } from '../formats.ts';
import type { Availability, Offering, Slot } from '../storefront.ts';
import { extras } from './extra.ts';
import type { Want } from './want.ts';

/** Days `[from, to)` in the offering's zone. */
export interface Range {
  from: Day;
  to: Day;
}

export interface Calendar {
  /** Every loaded day, free or not; of the previous wish while `stale`. */
  days: Map<Day, Slot[]>;
  stale: boolean;
  problem: unknown;
  waiting: boolean;
  /** The first free start at or after the day, as far as the server has told. */
  nextFrom(day: Day): string | null;
  reload(): void;
}

interface Shelf {
  key: string;
  days: Map<Day, Slot[]>;
  nexts: string[];
  problem?: unknown;
}

export function availabilityPath(offering: Offering, want: Want, range: Range): string {
  const { quantity, durationMinutes, extra, own } = want;
  if (own) return `${own.path}/availability?from=${range.from}&to=${range.to}`;
  const query = new URLSearchParams({
    offeringId: offering.id,
    from: range.from,
    to: range.to,
    ...(extra && extras?.askedOf(offering, extra)),
  });
  if (quantity > 1) query.set('quantity', String(quantity));
  if (!extra && durationMinutes !== offering.durationMinutes) query.set('durationMinutes', String(durationMinutes));
  if (want.resourceId) query.set('resourceId', want.resourceId);
  return `/availability?${query.toString()}`;
}

function shelve(shelf: Shelf, key: string, { range, answer }: { range: Range; answer: Availability }): Shelf {
  const days = new Map(shelf.key === key ? shelf.days : []);
  for (let day = range.from; day < range.to; day = plusDays(day, 1)) days.set(day, []);
  for (const slot of answer.slots) if (slot.bookable) days.get(dayOf(slot.startsAt, answer.timezone))?.push(slot);
  const nexts = shelf.key === key ? shelf.nexts : [];
  return { key, days, nexts: answer.nextAvailable ? [...nexts, answer.nextAvailable] : nexts };
}

/** The free slots of a range, a day loaded once for each wish. `range` null asks for nothing. */
export function useCalendar(offering: Offering, want: Want, range: Range | null): Calendar {
  const [round, setRound] = useState(0);
  const [shelf, setShelf] = useState<Shelf>({ key: '', days: new Map(), nexts: [] });
  const [waiting, setWaiting] = useState(false);
  const key = `${round}${JSON.stringify([offering.id, want])}`;
  const fresh = shelf.key === key;
  const length = range ? (dayMs(range.to) - dayMs(range.from)) / 86_400_000 : 0;
  const missing = range ? daysFrom(range.from, length).find((day) => !fresh || !shelf.days.has(day)) : undefined;
  useEffect(() => {
    if (!range || !missing) return;
    const end = new AbortController();
    const asked = { from: missing, to: range.to };
    persist<Availability>({ path: availabilityPath(offering, want, asked), token: want.own?.token, signal: end.signal }, setWaiting).then(
      (answer) => !end.signal.aborted && setShelf((before) => shelve(before, key, { range: asked, answer })),
      (problem: unknown) => !end.signal.aborted && setShelf((before) => ({ ...before, problem })),
    );
    return () => end.abort();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `key` stands for the wish and the offering, the two days for the range.
  }, [key, missing, range?.to]);
  const nextFrom = (day: Day) => shelf.nexts.filter((next) => dayOf(next, offering.timezone) >= day).sort()[0] ?? null;
  return { days: shelf.days, stale: !fresh, problem: shelf.problem, waiting, nextFrom, reload: () => setRound((n) => n + 1) };
}
