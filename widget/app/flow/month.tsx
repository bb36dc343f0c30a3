import { wished } from '../config.ts';
import { type Day, daysFrom, monthGrid, weekStart } from '../days.ts';
import { dayName } from '../formats.ts';
import { DayButton } from './day-strip.tsx';

interface Props {
  month: Day;
  first: Day;
  last: Day;
  chosen: Day | null;
  isFree(day: Day): boolean | undefined;
  onChoose(day: Day): void;
}

const MONDAY = '2024-01-01';

export function Month({ month, first, last, chosen, isFree, onChoose }: Props) {
  const startsOn = weekStart(wished);
  const names = daysFrom(MONDAY, 14).slice(startsOn - 1, startsOn + 6);
  return (
    <div class="month">
      <div class="weekdays" aria-hidden="true">
        {names.map((day) => (
          <span key={day}>{dayName(day, { weekday: 'narrow' })}</span>
        ))}
      </div>
      <ul class="days">
        {monthGrid(month, startsOn).map((day) => (
          <li key={day}>
            {day.slice(0, 7) === month.slice(0, 7) && day >= first && day < last && (
              <DayButton {...{ day, onChoose }} chosen={day === chosen} free={isFree(day)} />
            )}
            {day.slice(0, 7) === month.slice(0, 7) && (day < first || day >= last) && (
              <span class="past">{dayName(day, { day: 'numeric' })}</span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
