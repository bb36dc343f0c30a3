import { duration, number } from '../formats.ts';
import { Stepper } from '../parts/stepper.tsx';
import type { Offering } from '../storefront.ts';
import { words } from '../words.ts';
import { extras } from './extra.ts';
import type { Want } from './want.ts';

interface Props {
  offering: Offering;
  want: Want;
  /** The longest stretch free in the days on screen. */
  longest: number;
  onChange(want: Want): void;
}

/** How long, how many, with whom: only what this offering leaves open. */
export function Choices({ offering, want, longest, onChange }: Props) {
  const { durationMinutes, slotMinutes, capacity, resources } = offering;
  return (
    <div class="choices">
      {want.extra && extras && <extras.Choices {...{ offering, want, longest, onChange }} />}
      {offering.pricingModel === 'HOURLY' && !want.extra && (
        <Stepper
          label={words.howLong}
          value={want.durationMinutes}
          text={duration(want.durationMinutes)}
          min={durationMinutes}
          max={Math.max(longest, durationMinutes)}
          step={slotMinutes}
          onChange={(value) => onChange({ ...want, durationMinutes: value })}
        />
      )}
      {capacity > 1 && (
        <Stepper
          label={words.howMany}
          value={want.quantity}
          text={number(want.quantity)}
          min={1}
          max={capacity}
          onChange={(value) => onChange({ ...want, quantity: value })}
        />
      )}
      {resources.length > 1 && <Resources {...{ offering, want, onChange }} />}
    </div>
  );
}

function Resources({ offering, want, onChange }: Omit<Props, 'longest'>) {
  const all = [{ id: null, name: words.any }, ...offering.resources];
  return (
    <fieldset class="chips">
      <legend class="label">{words.anyLabel}</legend>
      {all.map(({ id, name }) => (
        <label key={id} class="chip">
          <input type="radio" name="resource" checked={want.resourceId === id} onChange={() => onChange({ ...want, resourceId: id })} />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
}
