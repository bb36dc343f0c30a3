/** What the offering's policy says of a span; staff may override it. */
import type { SlotReason } from '../model.ts';
import type { Agenda } from './agenda.ts';

/** Past or too soon, too far ahead, and on a day that has its bookings. */
export function startReasons({ now, earliest, latest, dayLimit }: Agenda, startsAt: number): SlotReason[] {
  const reasons: SlotReason[] = [];
  if (startsAt < now) reasons.push({ code: 'past' });
  else if (startsAt < earliest) reasons.push({ code: 'notice', earliest });
  if (startsAt >= latest) reasons.push({ code: 'horizon', latest });
  if (dayLimit?.isReached(startsAt)) reasons.push({ code: 'daily_limit', limit: dayLimit.limit });
  return reasons;
}
