/** One booking as a file, for its booker: attached to mail and behind the manage page's link. */
import type { CalendarEntry } from '#core/domains/calendar/model.ts';
import type { Profile } from '#core/domains/tenants/model.ts';
import { ask } from '#core/engine/ask.ts';
import type { ServerParts } from '#server/parts.ts';
import { manageToken } from '#server/secrets/manage.ts';
import { calendarActor, eventForBooker } from './events.ts';
import { icsOf, type IcsEvent } from './ics.ts';

/** The page on which whoever has the link changes or cancels the booking; the token is in the fragment, which no server logs. */
export function manageUrl(
  parts: ServerParts,
  { subdomain, ...booking }: { tenantId: string; bookingId: string; subdomain: string },
): string {
  return `${parts.publicUrl()}/s/${subdomain}/manage/${booking.bookingId}#t=${manageToken(parts.serverKey, booking)}`;
}

export async function bookingEvents(parts: ServerParts, tenantId: string, bookingId: string): Promise<IcsEvent[]> {
  const asked = { tenantId, actor: calendarActor };
  const profile = (await ask(parts.engine, { ...asked, name: 'tenants.profile', input: {} })) as Profile;
  const entries = (await ask(parts.engine, { ...asked, name: 'calendar.bookingEntries', input: { bookingId } })) as CalendarEntry[];
  const url = manageUrl(parts, { tenantId, bookingId, subdomain: profile.subdomain });
  return entries.map((entry) => eventForBooker(entry, { business: profile.name, manageUrl: url }));
}

export async function bookingCalendar(parts: ServerParts, tenantId: string, bookingId: string): Promise<string> {
  const events = await bookingEvents(parts, tenantId, bookingId);
  return icsOf({ name: events[0]?.summary ?? 'Booking', events });
}
