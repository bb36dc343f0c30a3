import { dateTime, dayOf, money, ownZone, sameClock, span, time, weekdayTime } from '../formats.ts';
import type { Offering, Slot } from '../storefront.ts';
import { words } from '../words.ts';
import { taxed } from './summary.tsx';

interface Props {
  offering: Offering;
  slot: Slot;
  onPick(slot: Slot): void;
  /** Prices are shown where they differ from slot to slot. */
  priced?: boolean;
  /** What that price is for, where it isn't plain: " · 3 nights". */
  per?: string | undefined;
  /** Names the day too: for slots that stand outside their day's list. */
  dated?: boolean;
  /** Shows the end as well: for slots that reach into another day. */
  whole?: boolean;
  busy?: boolean;
}

export function SlotButton({ offering, slot, onPick, priced = false, per, dated = false, whole = false, busy = false }: Props) {
  const zone = offering.timezone;
  const foreign = !sameClock(slot.startsAt, zone, ownZone);
  const sameDay = dayOf(slot.startsAt, zone) === dayOf(slot.startsAt, ownZone);
  const yours = (sameDay ? time : weekdayTime)(slot.startsAt, ownZone);
  const scarce = offering.capacity > 1 && slot.remaining <= 3;
  return (
    <button type="button" class="slot" aria-busy={busy} onClick={() => onPick(slot)}>
      <b>{whole ? span(slot.startsAt, slot.endsAt, zone) : (dated ? dateTime : time)(slot.startsAt, zone)}</b>
      {foreign && <YourTime when={yours} plain={!dated} />}
      {priced && (
        <small>
          {money(taxed(offering, slot.priceCents), offering.currency)}
          {per}
        </small>
      )}
      {scarce && <small class="scarce">{words.left(slot.remaining)}</small>}
    </button>
  );
}

/** In the day's list, over which stands what both times are, the time alone; to who hears it, in full. */
const YourTime = ({ when, plain }: { when: string; plain: boolean }) => (
  <small>
    <span class={plain ? 'hidden' : ''}>{words.yourTime(when)}</span>
    {plain && <span aria-hidden="true">{when}</span>}
  </small>
);
