import { DAY_MS, zoneNamed } from '../../../base/zone.ts';
import type { SlotFacts, Span, Verdict } from '../model.ts';
import { agendaFor } from './agenda.ts';
import type { Stretch } from './hours.ts';
import { termReasons } from './policy.ts';
import { createExaminer } from './reasons.ts';
import { byPreference, pickEach } from './resources.ts';
import { isOffGrid } from './starts.ts';

/**
 * Whether one span can be had, and from whom: for the transaction that books it. It agrees with `slotsBetween`: a span is
 * one of its bookable slots exactly when both lists of reasons are empty. A length other than the offering's is
 * `off_grid` unless the facts say it (`durationMinutes`, `nights`). O(rows taken).
 */
export function judgeSpan(facts: SlotFacts, span: Span): Verdict {
  if (!(span.startsAt < span.endsAt)) throw new RangeError('a span ends after it starts');
  const day = localDay(facts, span.startsAt);
  const agenda = agendaFor(facts, { from: Math.min(day.from, span.startsAt), until: Math.max(day.until, span.endsAt) });
  const { open, reasons, remaining, staffing } = createExaminer(agenda)(span);
  const available = reasons.length === 0;
  const policyReasons = termReasons(agenda, span);
  if (open && isOffGrid(agenda, span)) policyReasons.push({ code: 'off_grid' });
  const preferred = byPreference(agenda, span, day);
  const resourceIds = (available && staffing && pickEach(staffing.map(preferred))) || [];
  return { available, remaining, resourceIds, capacityReasons: reasons, policyReasons };
}

function localDay(facts: SlotFacts, at: number): Stretch {
  const zone = zoneNamed(facts.offering.timezone);
  const midnight = Math.floor(zone.toLocal(at) / DAY_MS) * DAY_MS;
  return { from: zone.toInstant(midnight), until: zone.toInstant(midnight + DAY_MS) };
}
