/** Everything that keeps a time from being booked, and where each of them is changed. */
import type { SlotReason } from '#core/domains/availability/model.ts';
import type { OfferingStatus } from '#core/domains/catalog/model.ts';
import type { EditorPart } from '../catalogue/editorParts.ts';

export type ThingKind = 'hours' | 'exception' | 'booking' | 'hold' | 'externalCalendar' | 'offering' | 'resource';

export interface Thing {
  kind: ThingKind;
  id: string;
  name: string;
  startsAt?: number;
  endsAt?: number;
}

export type ExplainedReason = SlotReason & { things: Thing[] };

export interface Why {
  status: OfferingStatus;
  /** open and with room */
  available: boolean;
  /** and within the terms that bind customers */
  bookable: boolean;
  reasons: ExplainedReason[];
}

export function verdictText({ available, bookable, status }: Omit<Why, 'reasons'>): string {
  if (bookable && status !== 'PUBLISHED') return 'It is free, but customers don’t see the offering: publish it first.';
  if (bookable) return 'Customers can book this time.';
  return available ? 'It is free, but customers can’t book it. Staff can, from a new booking.' : 'Nobody can book this time.';
}

const linkTexts: Record<ThingKind, string> = {
  hours: 'Change its hours',
  exception: 'Look at the day off',
  booking: 'Open the booking',
  hold: 'free again in ten minutes at most',
  externalCalendar: 'Look at the outside calendar',
  offering: 'Change the offering',
  resource: 'Look at its hours',
};

const plainNames: Record<ThingKind, string> = {
  hours: 'Opening hours',
  exception: 'A day off',
  booking: 'A booking',
  hold: 'Being booked',
  externalCalendar: 'An outside calendar',
  offering: 'Notice and limits',
  resource: 'A resource',
};

/** Its own name, or what it is; hours and terms say whose they are. */
export function nameOfThing({ kind, name }: Thing): string {
  if (name === '') return plainNames[kind];
  return kind === 'hours' || kind === 'offering' ? `${plainNames[kind]} of ${name}` : name;
}

export const linkText = (kind: ThingKind): string => linkTexts[kind];

/** Where in the offering's editor it is changed; undefined where that is not in one place. */
export function editorPartOf(code: SlotReason['code']): EditorPart | undefined {
  switch (code) {
    case 'notice':
    case 'horizon':
    case 'off_grid':
      return 'time';
    case 'daily_limit':
      return 'limits';
    case 'stay':
    case 'arrival':
      return 'nights';
    default:
      return undefined;
  }
}
