/**
 * Events as iCalendar text (RFC 5545, 7986). Law: whoever reads it gets the same instants, in every zone and across every
 * clock change. A wall time that the zone has twice means the first to a reader, so an event that touches one is in UTC.
 */
import ical, {
  escape,
  ICalAttendeeRole,
  ICalAttendeeStatus,
  ICalCalendarMethod,
  ICalEventStatus,
  ICalEventTransparency,
} from 'ical-generator';
import { vtimezone } from './vtimezone.ts';

export interface IcsEvent {
  /** the same for as long as the event lives, whatever becomes of it */
  readonly uid: string;
  readonly sequence: number;
  readonly status: 'TENTATIVE' | 'CONFIRMED' | 'CANCELLED';
  /** nobody is busy with it */
  readonly openToOthers?: boolean;
  /** epoch ms */
  readonly startsAt: number;
  readonly endsAt: number;
  readonly timezone: string;
  readonly summary: string;
  readonly description: string;
  readonly location: string | null;
  readonly url: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface IcsPerson {
  readonly name: string;
  readonly email: string;
}

/** An invitation, or the end of one (RFC 5546): of one event, since all in a message of that kind are the same one. */
export interface IcsInvitation {
  readonly method: 'REQUEST' | 'CANCEL';
  readonly organizer: IcsPerson;
  readonly attendee: IcsPerson;
}

export interface IcsCalendar {
  readonly name: string;
  readonly invitation?: IcsInvitation;
  /** how often a subscriber should look again; absent in a file for one booking */
  readonly refreshSeconds?: number;
  readonly events: readonly IcsEvent[];
}

const instantOf = (at: number) => Temporal.Instant.fromEpochMilliseconds(at);

function isTwice(at: number, zone: string): boolean {
  const wall = instantOf(at).toZonedDateTimeISO(zone).toPlainDateTime();
  const read = (disambiguation: 'earlier' | 'later') => wall.toZonedDateTime(zone, { disambiguation }).epochMilliseconds;
  return read('earlier') !== read('later');
}

const zoneFor = ({ startsAt, endsAt, timezone }: IcsEvent): string =>
  isTwice(startsAt, timezone) || isTwice(endsAt, timezone) ? 'UTC' : timezone;

/** Control characters but tab and line ends have no place in a content line. */
// oxlint-disable-next-line no-control-regex -- they are what is taken out
const clean = (text: string): string => text.replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g, '');

function spanOf(events: readonly IcsEvent[], zone: string): { from: number; until: number } {
  const mine = events.filter((event) => event.timezone === zone);
  return {
    from: mine.reduce((least, { startsAt }) => Math.min(least, startsAt), Infinity),
    until: mine.reduce((most, { endsAt }) => Math.max(most, endsAt), -Infinity),
  };
}

/** Who booked comes: nobody is asked to answer. */
const invited = ({ organizer, attendee }: IcsInvitation) => ({
  organizer: { name: clean(organizer.name), email: organizer.email },
  attendees: [
    {
      ...{ name: clean(attendee.name), email: attendee.email, rsvp: false },
      ...{ role: ICalAttendeeRole.REQ, status: ICalAttendeeStatus.ACCEPTED },
    },
  ],
});

export function icsOf({ name, invitation, refreshSeconds, events }: IcsCalendar): string {
  const calendar = ical({
    prodId: '//Slotkeeper//Bookings//EN',
    method: ICalCalendarMethod[invitation?.method ?? 'PUBLISH'],
    // The generator writes a calendar's name as it is.
    name: escape(clean(name), false),
    timezone: { name: null, generator: (zone) => vtimezone(zone, spanOf(events, zone)) },
    ...(refreshSeconds !== undefined && { ttl: refreshSeconds }),
  });
  for (const event of events)
    calendar.createEvent({
      id: event.uid,
      sequence: event.sequence,
      status: ICalEventStatus[event.status],
      transparency: ICalEventTransparency[event.status === 'CANCELLED' || event.openToOthers === true ? 'TRANSPARENT' : 'OPAQUE'],
      start: instantOf(event.startsAt),
      end: instantOf(event.endsAt),
      timezone: zoneFor(event),
      summary: clean(event.summary),
      description: clean(event.description),
      ...(event.location !== null && { location: clean(event.location) }),
      ...(event.url !== null && { url: event.url }),
      created: instantOf(event.createdAt),
      lastModified: instantOf(event.updatedAt),
      stamp: instantOf(event.updatedAt),
      ...(invitation !== undefined && invited(invitation)),
    });
  return `${zonesLast(calendar.toString())}\r\n`;
}

/** The generator writes some of a calendar's own lines after its zones; RFC 5545, 3.6 wants all of them before its parts. */
function zonesLast(text: string): string {
  const events = text.indexOf('\r\nBEGIN:VEVENT') + 2;
  if (events === 1) return text;
  const head = text.slice(0, events);
  const zones = head.match(/(?<=\r\n)BEGIN:VTIMEZONE\r\n[\s\S]*?\r\nEND:VTIMEZONE\r\n/g) ?? [];
  return [zones.reduce((rest, zone) => rest.replace(zone, ''), head), ...zones, text.slice(events)].join('');
}
