/** Whether a dragged booking may land where it hovers, by the slots that the engine answered with their reasons. */
import type { Slot, SlotReason } from '#core/domains/availability/model.ts';
import { isPolicy } from '../availability/reasons.ts';

export type Landing =
  | { kind: 'free' }
  /** a rule that staff may override */
  | { kind: 'override'; reason: SlotReason }
  | { kind: 'refused'; reason: SlotReason };

export interface Target {
  startsAt: number;
  endsAt: number;
  /** ids of the booking that moves and of its items: what they take themselves is not in their way */
  own: ReadonlySet<string>;
}

export function landingAt(slots: readonly Slot[], target: Target): Landing {
  const slot = slots.find((candidate) => candidate.startsAt === target.startsAt);
  if (!slot) return between(slots, target);
  if (slot.bookable || slot.reason === null) return { kind: 'free' };
  if (isPolicy(slot.reason)) return { kind: 'override', reason: slot.reason };
  const blockers = slot.reason.sourceIds ?? [];
  if (blockers.length > 0 && blockers.every((id) => target.own.has(id))) return { kind: 'free' };
  return { kind: 'refused', reason: slot.reason };
}

/** Between two starts: it may be tried where the slots around it cover its whole time, which is then within opening hours. */
function between(slots: readonly Slot[], { startsAt, endsAt }: Target): Landing {
  const around = slots.filter((slot) => slot.startsAt < endsAt && slot.endsAt > startsAt);
  const blocked = around.find((slot) => slot.reason?.code === 'blocked');
  if (blocked?.reason) return { kind: 'refused', reason: blocked.reason };
  let reached = startsAt;
  for (const slot of around) if (slot.startsAt <= reached) reached = Math.max(reached, slot.endsAt);
  return reached >= endsAt ? { kind: 'override', reason: { code: 'off_grid' } } : { kind: 'refused', reason: { code: 'no_hours' } };
}

const SNAP_REACH_MS = 30 * 60_000;

/** The start that a drag is drawn to: the nearest one that can be had within half an hour, as instants. */
export function nearestStart(slots: readonly Slot[], at: number): number | null {
  let best: number | null = null;
  for (const { startsAt } of slots) {
    const away = Math.abs(startsAt - at);
    if (away <= SNAP_REACH_MS && (best === null || away < Math.abs(best - at))) best = startsAt;
  }
  return best;
}
