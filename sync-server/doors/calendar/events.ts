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
  const { sequence, status, startsAt, endsAt, timezone, location, createdAt, updatedAt } = entry;
  return {
    // Of the item, not of its time or its server's address: it outlives both.
    uid: `${entry.itemId}@slotkeeper`,
    ...{ sequence, status, startsAt, endsAt, timezone, location, createdAt, updatedAt, summary, url },
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

export function eventForBooker(entry: CalendarEntry, { business, manageUrl }: { business: string; manageUrl: string }): IcsEvent {
  return eventOf(entry, {
    summary: `${entry.offeringTitle} — ${business}`,
    description: [...people(entry.quantity), `Confirmation code ${entry.confirmationCode}`, `Change or cancel: ${manageUrl}`],
    url: manageUrl,
  });
}
