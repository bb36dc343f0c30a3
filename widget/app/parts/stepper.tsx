import { words } from '../words.ts';

interface Props {
  label: string;
  value: number;
  min: number;
  max: number;
  step?: number;
  text: string;
  note?: string;
  onChange(value: number): void;
}

/** A figure between two buttons. A button at its end stays focusable, so that the focus doesn't vanish under the customer's finger. */
export function Stepper({ label, value, min, max, step = 1, text, note, onChange }: Props) {
  const button = (sign: '−' | '+', name: string, next: number) => (
    <button
      type="button"
      class="round"
      aria-label={name}
      aria-disabled={next < min || next > max}
      onClick={() => next >= min && next <= max && onChange(next)}
    >
      {sign}
    </button>
  );
  return (
    <div class="stepper" role="group" aria-label={label}>
      <span class="label">
        {label}
        {note && <small>{note}</small>}
      </span>
      {button('−', words.less(label), value - step)}
      <output aria-live="polite">{text}</output>
      {button('+', words.more(label), value + step)}
    </div>
  );
}
