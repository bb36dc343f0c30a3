import { type Day, daysFrom } from '../days.ts';
import { dayName, monthName } from '../formats.ts';
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
          <DayButton {...{ day, onChoose }} chosen={day === chosen} free={isFree(day)} weekday />
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
  /** Shown above the figure, where no row of names does it. */
  weekday?: boolean;
}

/** What the eye sees begins the name ("Fri 20"), so that it can be said aloud to choose it; what only the ear needs follows. */
export function DayButton({ day, chosen, free, onChoose, weekday = false }: DayProps) {
  const name = dayName(day, { weekday: 'short' });
  return (
    <button type="button" class={free === false ? 'day none' : 'day'} aria-pressed={chosen} onClick={() => onChoose(day)}>
      {weekday && <small>{name}</small>} <b>{dayName(day, { day: 'numeric' })}</b>
      <span class="hidden">
        {' '}
        {monthName(day, day)}
        {!weekday && `, ${name}`}
        {free === false && `, ${words.unavailable}`}
      </span>
    </button>
  );
}
