import { type Day, daysFrom } from '../days.ts';
import { dayName, longDay } from '../formats.ts';
import { words } from '../words.ts';

interface Props {
  from: Day;
  chosen: Day | null;
  isFree(day: Day): boolean | undefined;
  onChoose(day: Day): void;
}

/** Seven days side by side. A day with nothing free can still be chosen: it then says so, and where the next free one is. */
export function DayStrip({ from, chosen, isFree, onChoose }: Props) {
  return (
    <ul class="days">
      {daysFrom(from, 7).map((day) => (
        <li key={day}>
          <DayButton {...{ day, onChoose }} chosen={day === chosen} free={isFree(day)}>
            <small>{dayName(day, { weekday: 'short' })}</small>
          </DayButton>
        </li>
      ))}
    </ul>
  );
}

interface DayProps {
  day: Day;
  chosen: boolean;
  free: boolean | undefined;
  onChoose(day: Day): void;
  children?: preact.ComponentChildren;
}

export function DayButton({ day, chosen, free, onChoose, children }: DayProps) {
  const name = longDay(day);
  return (
    <button
      type="button"
      class={free === false ? 'day none' : 'day'}
      aria-pressed={chosen}
      aria-label={free === false ? words.unavailable(name) : name}
      onClick={() => onChoose(day)}
    >
      {children}
      <b>{dayName(day, { day: 'numeric' })}</b>
    </button>
  );
}
