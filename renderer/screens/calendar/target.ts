/** Whether a dragged booking may land where it hovers, by the slots that the engine answered with their reasons. */
import type { Slot, SlotReason } from '#core/domains/availability/model.ts';
import { isPolicy } from '../availability/reasons.ts';

export type Landing =
  | { kind: 'free' }
  /** a rule that staff may override */
  | { kind: 'override'; reason: SlotReason }
  | { kind: 'refused'; reason: SlotReason };

/** `own`: ids of the booking that moves and of its items; what they take themselves is not in their way. */
export function landingAt(slots: readonly Slot[], startsAt: number, own: ReadonlySet<string>): Landing {
  const slot = slots.find((candidate) => candidate.startsAt === startsAt);
  if (!slot) return between(slots, startsAt);
  if (slot.bookable || slot.reason === null) return { kind: 'free' };
  if (isPolicy(slot.reason)) return { kind: 'override', reason: slot.reason };
  const blockers = slot.reason.sourceIds ?? [];
  if (blockers.length > 0 && blockers.every((id) => own.has(id))) return { kind: 'free' };
  return { kind: 'refused', reason: slot.reason };
}

/** Between two starts: the engine decides on the drop; here it counts as open where the start before it runs on. */
function between(slots: readonly Slot[], startsAt: number): Landing {
  const around = slots.filter((slot) => slot.startsAt <= startsAt && startsAt < slot.endsAt);
  const open = around.some((slot) => slot.reason?.code !== 'no_hours' && slot.reason?.code !== 'blocked');
  return open ? { kind: 'override', reason: { code: 'off_grid' } } : { kind: 'refused', reason: around[0]?.reason ?? { code: 'no_hours' } };
}
