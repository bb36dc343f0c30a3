/** What the offering's policy says of a span; staff may override it. */
import type { SlotReason, Span } from '../model.ts';
import type { Agenda } from './agenda.ts';
import { stayReasons } from './nights.ts';

/** Past or too soon, too far ahead, on a day that has its bookings, and a stay that isn't sold. */
export function termReasons(agenda: Agenda, span: Span): SlotReason[] {
  const { now, earliest, latest } = agenda;
  const { startsAt } = span;
  const reasons: SlotReason[] = [];
  if (startsAt < now) reasons.push({ code: 'past' });
  else if (startsAt < earliest) reasons.push({ code: 'notice', earliest });
  if (startsAt >= latest) reasons.push({ code: 'horizon', latest });
  return [...reasons, ...limitReasons(agenda, span)];
}

/** What of it has nothing to do with the clock. */
export function limitReasons({ dayLimit, nights, zone }: Agenda, span: Span): SlotReason[] {
  const reasons: SlotReason[] = [];
  if (dayLimit?.isReached(span.startsAt)) reasons.push({ code: 'daily_limit', limit: dayLimit.limit });
  return nights === null ? reasons : [...reasons, ...stayReasons(zone, nights, span)];
}
