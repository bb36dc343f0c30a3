import { hourOf, longDay } from '../formats.ts';
import type { Day } from '../days.ts';
import type { Offering, Slot } from '../storefront.ts';
import { words } from '../words.ts';
import { extras } from './extra.ts';
import { SlotButton } from './slot-button.tsx';
import { usualCents } from './usual.ts';
import type { Want } from './want.ts';

const PARTS = [
  { name: words.night, until: 5 },
  { name: words.morning, until: 12 },
  { name: words.afternoon, until: 17 },
  { name: words.evening, until: 24 },
];

interface Props {
  offering: Offering;
  want: Want;
  day: Day;
  slots: Slot[];
  picking: string | null;
  onPick(slot: Slot): void;
  fixed: boolean;
}

/** The day's free times as big buttons, by the part of the day in the offering's zone. */
export function Slots({ offering, want, day, slots, picking, onPick, fixed }: Props) {
  const isStay = offering.nights !== null;
  const whole = isStay || offering.pricingModel === 'DAILY';
  // Also where a whole day costs more or less than stands below, for the first look at it is not to be mistaken.
  const usual = usualCents(offering, want);
  const shown = { offering, onPick, whole, priced: !fixed && (isStay || slots.some(({ priceCents }) => priceCents !== usual)) };
  const buttonOf = (slot: Slot) => (
    <SlotButton key={slot.startsAt} {...shown} slot={slot} per={extras?.per(offering, want)} busy={picking === slot.startsAt} />
  );
  if (whole) return <div class="grid wide-grid">{slots.map(buttonOf)}</div>;
  const partOf = (slot: Slot) => PARTS.find(({ until }) => hourOf(slot.startsAt, offering.timezone) < until);
  return (
    <div class="slots">
      <h3 class="hidden">{longDay(day)}</h3>
      {PARTS.map((part) => {
        const own = slots.filter((slot) => partOf(slot) === part);
        return (
          own.length > 0 && (
            <section key={part.name} aria-label={part.name}>
              <h4>{part.name}</h4>
              <div class="grid">{own.map(buttonOf)}</div>
            </section>
          )
        );
      })}
    </div>
  );
}
