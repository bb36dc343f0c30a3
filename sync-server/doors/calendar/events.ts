/** From what the business knows of a booking to what a calendar shows of it: once for the desk, once for the booker. */
import type { Actor } from '#core/contracts/actor.ts';
import type { CalendarEntry } from '#core/domains/calendar/model.ts';
import type { IcsEvent } from './ics.ts';

/** Who asks on behalf of whoever showed a good token. */
export const calendarActor: Actor = { kind: 'system', id: 'calendar', name: 'Calendar' };

interface Shown {
  readonly summary: string;
  readonly description: readonly string[];
  readonly url: string;
}

function eventOf(entry: CalendarEntry, { summary, description, url }: Shown): IcsEvent {
  const { sequence, status, openToOthers, startsAt, endsAt, timezone, location, createdAt, updatedAt } = entry;
  return {
    // Of the item, not of its time or its server's address: it outlives both.
    uid: `${entry.itemId}@slotkeeper`,
    ...{ sequence, status, openToOthers, startsAt, endsAt, timezone, location, createdAt, updatedAt, summary, url },
    description: description.join('\n'),
  };
}

const people = (quantity: number): string[] => (quantity > 1 ? [`${quantity} people`] : []);

export function eventForDesk(entry: CalendarEntry, { url }: { url: string }): IcsEvent {
  const state = entry.status === 'TENTATIVE' ? ['Waiting for approval'] : [];
  return eventOf(entry, {
    summary: `${entry.offeringTitle} — ${entry.customerName}`,
    description: [...state, ...people(entry.quantity), `Booking ${entry.confirmationCode}`],
    url,
  });
}

/** In the booker's own language, where the letter around it is. */
export interface BookerWords {
  people(quantity: number): string[];
  readonly code: string;
  readonly manage: string;
}

const english: BookerWords = { people, code: 'Confirmation code', manage: 'Change or cancel' };

interface ToBooker {
  readonly business: string;
  readonly manageUrl: string;
  readonly words?: BookerWords;
}

export function eventForBooker(entry: CalendarEntry, { business, manageUrl, words = english }: ToBooker): IcsEvent {
  return eventOf(entry, {
    summary: `${entry.offeringTitle} — ${business}`,
    description: [...words.people(entry.quantity), `${words.code} ${entry.confirmationCode}`, `${words.manage}: ${manageUrl}`],
    url: manageUrl,
  });
}
