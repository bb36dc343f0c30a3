/** Everything that keeps a time from being booked, and where each of them is changed. */
import type { SlotReason } from '#core/domains/availability/model.ts';

export const thingKinds = ['hours', 'exception', 'booking', 'hold', 'externalCalendar', 'offering', 'resource'] as const;
export type ThingKind = (typeof thingKinds)[number];

export interface Thing {
  kind: ThingKind;
  id: string;
  name: string;
  startsAt?: number;
  endsAt?: number;
}

export type ExplainedReason = SlotReason & { things: Thing[] };

export interface Why {
  /** open and with room */
  available: boolean;
  /** by customers too */
  bookable: boolean;
  reasons: ExplainedReason[];
}

export function verdictText({ available, bookable }: Pick<Why, 'available' | 'bookable'>): string {
  if (bookable) return 'Customers can book this time.';
  return available ? 'It is free, but customers can’t book it. Staff can, from a new booking.' : 'Nobody can book this time.';
}

const linkTexts: Record<ThingKind, string> = {
  hours: 'Change its hours',
  exception: 'Look at the day off',
  booking: 'Open the booking',
  hold: 'Held for ten minutes while somebody books',
  externalCalendar: 'Look at the outside calendar',
  offering: 'Change the offering',
  resource: 'Look at its hours',
};

export const linkText = (kind: ThingKind): string => linkTexts[kind];
