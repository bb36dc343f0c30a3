/** One date of several, judged before anything is written: with what those before it would take, and without what they would leave. */
import { DAY, MINUTE } from '../../../base/time.ts';
import type { ReadDb } from '../../../data/database.ts';
import type { SlotFacts, SlotReason, Span, Taken } from '../../availability/model.ts';
import { judgeSpan } from '../../availability/rules/judge.ts';
import { nearestStarts } from '../../availability/rules/request.ts';
import { slotsBetween } from '../../availability/rules/slots.ts';
import { lengthOf } from '../../availability/store/free.ts';
import { loadSlotFacts } from '../../availability/store/occupancies.ts';
import type { Offering } from '../../catalog/model.ts';

interface Question {
  readonly offering: Offering;
  readonly span: Span;
  readonly quantity: number;
  readonly resourceId: string | undefined;
  readonly now: number;
  /** by the dates before this one */
  readonly taken: readonly Taken[];
  /** items whose own time stands in nobody's way: those that are moved */
  readonly ignoring?: readonly string[];
}

export interface Look {
  readonly capacityReason: SlotReason | null;
  readonly policyReason: SlotReason | null;
  /** who would serve; none where there is no room */
  readonly resourceIds: readonly string[];
  /** the starts closest to it that could be booked, within a day of it or else the next ones that there are */
  readonly nearest: () => Promise<number[]>;
}

const HOW_MANY_NEAREST = 4;
const FAR = 14 * DAY;

export async function lookAt(db: ReadDb, { offering, span, quantity, resourceId, now, taken, ignoring }: Question): Promise<Look> {
  const factsAround = async (from: number, until: number) => {
    const asked = { offering, quantity, resourceId, ignoring, ...lengthOf(offering, span), now, serverNow: now };
    const loaded = await loadSlotFacts(db, { ...asked, from, until });
    return { ...loaded, taken: [...loaded.taken, ...taken] };
  };
  const { startsAt, endsAt } = span;
  const facts = await factsAround(startsAt - DAY, endsAt + DAY);
  const startsIn = (known: SlotFacts, from: number, to: number) =>
    slotsBetween(known, { from, to }).flatMap((slot) => (slot.bookable ? slot.startsAt : []));
  const nearest = async () => {
    const around = startsIn(facts, startsAt - DAY, startsAt + DAY);
    const until = startsAt + FAR;
    const starts = around.length > 0 ? around : startsIn(await factsAround(startsAt, until + endsAt - startsAt), startsAt, until);
    return nearestStarts(starts, { to: startsAt, howMany: HOW_MANY_NEAREST });
  };
  const { capacityReasons, policyReasons, resourceIds } = judgeSpan(facts, span);
  return { capacityReason: capacityReasons[0] ?? null, policyReason: policyReasons[0] ?? null, resourceIds, nearest };
}

interface Taking {
  readonly span: Span;
  readonly quantity: number;
  readonly resourceIds: readonly string[];
  readonly sourceId: string;
}

/** What booking it would take: a row for the offering and one for each resource. */
export function takingOf(offering: Offering, { span, quantity, resourceIds, sourceId }: Taking): Taken[] {
  return [offering.id, ...resourceIds].map((subjectId) => ({
    ...{ ...span, subjectId, quantity, offeringId: offering.id, source: 'booking', sourceId },
    occupiedFrom: span.startsAt - offering.bufferBeforeMinutes * MINUTE,
    occupiedUntil: span.endsAt + offering.bufferAfterMinutes * MINUTE,
  }));
}
